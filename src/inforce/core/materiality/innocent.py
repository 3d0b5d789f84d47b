"""The rules that let an edit pass: N01–N10, each what the guideline of the trade calls upkeep of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from inforce.core.materiality.reading import Reading
from inforce.core.materiality.sentences import Word, words
from inforce.core.materiality.texts import Texts

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE_LINE = re.compile(rf"^\W*(?:{_MONTH}\W+\d|\d{{1,2}}\W+{_MONTH}|\d{{4}}-\d\d)", re.IGNORECASE)
_REFERENCE = frozenset(("section", "claus", "articl", "paragraph", "part", "annex", "schedul", "exhibit", "item", "point"))
_ROMAN = re.compile(r"^[ivx]{1,5}$|^[a-z]$")


@dataclass(frozen=True, slots=True)
class Pass:
    """Why an edit may pass."""

    category: str
    reason: str


def metadata(r: Reading, _texts: Texts) -> Pass | None:
    """N12: a change log or the like tells of the text and is no part of its promises."""
    where = r.edit.where
    for title in where.titles[1:] or where.titles:
        if len(title.split()) <= 6 and r.known.aside_titles.find([w.stem for w in words(title)]):
            return Pass("N12", "it stands in a part that tells of the text itself")
    return None


def date(r: Reading, _texts: Texts) -> Pass | None:
    """N06: the line that says when the text was last changed."""
    side = r.side
    if len(side.words) <= 12 and r.known.aside_lines.find(side.stems[:6]) and _changed_are_dates(r):
        return Pass("N06", "only the date of the text changes")
    return None


def _changed_are_dates(r: Reading) -> bool:
    changed = r.old.changed_words() + r.new.changed_words()
    return all(w.text[0].isdigit() or re.fullmatch(_MONTH, w.text.lower()) or w.stem in ("effect", "updat", "last", "version", "revis") for w in changed)  # noqa: E501


def numbering(r: Reading, _texts: Texts) -> Pass | None:
    """N04: the number of a clause, or a reference to one."""
    for side in (r.old, r.new):
        for at in side.changed:
            if not _is_number_of_clause(side.words, at):
                return None
    if not (r.old.changed or r.new.changed):
        return None
    return Pass("N04", "only a clause number or a reference to one changes")


def _is_number_of_clause(all_words: tuple[Word, ...], at: int) -> bool:
    text = all_words[at].text
    if not (text[0].isdigit() or _ROMAN.match(text.lower())):
        return False
    before = [w.stem for w in all_words[max(0, at - 4) : at]]
    return any(stem in _REFERENCE for stem in before)


def formatting(r: Reading, _texts: Texts) -> Pass | None:
    """N02: no word differs."""
    if r.edit.old and r.edit.new and [w.text.lower() for w in r.old.words] == [w.text.lower() for w in r.new.words]:
        return Pass("N02", "no word changes") if not r.edit.links else None
    return None


def elsewhere(r: Reading, texts: Texts) -> Pass | None:
    """N08, N10: what is gone still stands in the new text, or what is new stood in the old."""
    if r.edit.added and texts.old.has(r.edit.new):
        return Pass("N08", "the old text has the same words at another place")
    if r.edit.removed and texts.new.has(r.edit.old):
        return Pass("N10", "the new text still has the same words")
    return None


def wording(r: Reading, _texts: Texts) -> Pass | None:
    """N05, N09: the same words that say something, in other small words or another order."""
    if r.edit.added or r.edit.removed or r.gone or r.come:
        return None
    if r.edit.links:
        return None
    return Pass("N05", "the words that carry the meaning are the same")


def typo(r: Reading, texts: Texts) -> Pass | None:
    """N01: words replaced by ones spelled almost alike."""
    if r.edit.added or r.edit.removed or r.edit.links or not r.stretches:
        return None
    for stretch in r.stretches:
        old = [w for w in r.old.words[slice(*stretch.old)]]
        new = [w for w in r.new.words[slice(*stretch.new)]]
        if not _spelled_alike(" ".join(w.text for w in old), " ".join(w.text for w in new)):
            return None
        if _carries(r.old, range(*stretch.old)) != _carries(r.new, range(*stretch.new)):
            return None
    return Pass("N01", "only the spelling changes")


def _carries(side: object, at: range) -> set[str]:
    from inforce.core.materiality.reading import Side  # noqa: PLC0415

    assert isinstance(side, Side)
    return {h.phrase for h in side.hits if h.group.startswith("words.") and (h.first in at)}


def _spelled_alike(old: str, new: str) -> bool:
    old, new = old.lower().replace(" ", ""), new.lower().replace(" ", "")
    if any(c.isdigit() for c in old + new):
        return False
    if old == new:
        return True
    longest = max(len(old), len(new))
    distance = DamerauLevenshtein.distance(old, new)
    return min(len(old), len(new)) >= 4 and distance <= max(1, longest // 4) and distance <= 3


def pointer(r: Reading, _texts: Texts) -> Pass | None:
    """N03: a sentence that only points to where more can be read, or words of a link."""
    side = r.side
    if (r.edit.added or r.edit.removed) and len(side.words) <= 30:
        points = len(side.hit("words.pointer"))
        rest = [h for h in side.hits if h.group in ("words.duty", "words.ban", "words.exception", "things.contract")]
        if points >= 2 and not rest and not side.negative and not any(c.isdigit() for c in side.text):
            return Pass("N03", "it only says where more can be read")
    return None


TABLE = (metadata, date, formatting, numbering, elsewhere, wording, typo, pointer)
