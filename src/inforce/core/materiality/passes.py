"""The rules that let a whole edit pass (N02–N12): what the guideline calls upkeep of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inforce.core.materiality.edits import LinkChange
from inforce.core.materiality.excuses import same_target
from inforce.core.materiality.places import Where
from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.sentences import key, words
from inforce.core.materiality.texts import Texts

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_BEGINS_WITH_DATE = re.compile(
    rf"^\W*(?:{_MONTH}\W+\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?\W+{_MONTH}\W+\d{{4}}|\d{{4}}[-/.]\d\d)", re.IGNORECASE
)
_SIGN = 2
"""Characters of a cell that is read as a sign."""
_CONTRACT = re.compile(r"\b(?:agreement|addendum|dpa|contract|annex|exhibit|schedule|clauses)\b")
_DATE_WORDS = frozenset(("effect", "updat", "last", "version", "revis", "modifi", "date", "publish"))


@dataclass(frozen=True, slots=True)
class Pass:
    """Why an edit may pass."""

    category: str
    reason: str


def metadata(r: Reading, _texts: Texts) -> Pass | None:
    """N12: a change log or the like tells of the text and is no part of its promises."""
    where = r.edit.where if r.edit.new else r.edit.before
    for title in where.titles[1:] or where.titles:
        stems = tuple(w.stem for w in words(title))
        if any(hit.end - hit.first == len(stems) for hit in r.known.aside_titles.find(stems)):
            return Pass("N12", "it stands in a part that tells of the text itself")
    if (
        where.kind in ("item", "row")
        and _BEGINS_WITH_DATE.match(r.side.text)
        and "chang" in [w.stem for w in words(where.title)]
    ):
        return Pass("N12", "it is a line of a list of changes")
    return None


def date(r: Reading, _texts: Texts) -> Pass | None:
    """N06: the line that says when the text was last changed."""
    if len(r.side.words) <= 12 and r.known.aside_lines.find(r.side.stems[:6]) and _changed_are_dates(r):
        return Pass("N06", "only the date of the text changes")
    return None


def _changed_are_dates(r: Reading) -> bool:
    changed = r.old.changed_words() + r.new.changed_words()
    return all(w.text[0].isdigit() or re.fullmatch(_MONTH, w.text.lower()) or w.stem in _DATE_WORDS for w in changed)


def formatting(r: Reading, _texts: Texts) -> Pass | None:
    """N02, N03, N08: no word differs."""
    if not r.changed or sense(r, r.edit.where) != sense(r, r.edit.before):
        return None
    if [w.text.lower() for w in r.old.words] != [w.text.lower() for w in r.new.words]:
        return None
    if any(_mark(a) != _mark(b) for a, b in r.edit.cells):
        return None
    if not r.edit.links:
        return Pass("N08" if r.edit.where.titles != r.edit.before.titles else "N02", "no word changes")
    upkeep = all(
        link.old
        and link.new
        and (same_target(link.old, link.new) or _inside(link))
        and not link.new.startswith("mailto:")
        for link in r.edit.links
    )
    return Pass("N03", "the link leads to the same place") if upkeep else None


def _mark(cell: str) -> str:
    """A cell that says something by a sign alone ("✓", "x", "–")."""
    return cell.strip().lower() if len(cell.strip()) <= _SIGN else ""


def _inside(link: LinkChange) -> bool:
    """Do both targets lie inside the site, and is the link none of a contract? Then it is the site's own upkeep."""
    return not any(":" in target.split("/")[0] or target.startswith("//") for target in (link.old, link.new)) and not (
        _CONTRACT.search(link.text.lower())
    )


def sense(r: Reading, where: Where) -> tuple[bool, bool]:
    """What the heading or introduction of a list says of its items: denied? asked for first?"""
    if where.kind not in ("item", "row"):
        return False, False
    over = Side(" . ".join((where.title, *where.leads[-1:])), r.known)
    return over.negative, bool(over.hit("words.optional"))


def elsewhere(r: Reading, texts: Texts) -> Pass | None:
    """N08, N10: what is gone still stands in the new text, or what is new stood in the old."""
    if r.edit.added and texts.old.has(r.edit.new):
        return Pass("N08", "the old text has the same words at another place")
    if r.edit.removed and texts.new.has(r.edit.old):
        return Pass("N10", "the new text still has the same words")
    return None


def pointer(r: Reading, _texts: Texts) -> Pass | None:
    """N03: a sentence that only points to where more can be read."""
    side = r.side
    links = r.edit.linked[0] if r.edit.removed else r.edit.linked[1]
    if not r.changed and any(key(text) == key(side.text) for text, _ in links) and not side.hit("things.contract"):
        return Pass("N03", "it is nothing but a link")
    if not r.changed and len(side.words) <= 30:
        points = len(side.hit("words.pointer"))
        rest = [h for h in side.hits if h.group in ("words.duty", "words.ban", "words.exception", "things.contract")]
        if points >= 2 and not rest and not side.negative and not any(c.isdigit() for c in side.text):
            return Pass("N03", "it only says where more can be read")
    return None
