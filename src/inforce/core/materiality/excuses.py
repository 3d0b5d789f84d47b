"""Why single stretches of changed words may be left out of account; each rule gives a category, or nothing."""

from __future__ import annotations

import re

from rapidfuzz.distance import DamerauLevenshtein

from inforce.core.materiality.amounts import is_label
from inforce.core.materiality.reading import Reading, Side, Stretch
from inforce.core.materiality.sentences import Word
from inforce.core.materiality.texts import Texts, plain_words

_BASIS = frozenset(("gdpr", "dsgvo"))
"""In a reference to these, the number of an article is the legal basis itself."""
_FORMS = {
    "ltd": "ltd",
    "limited": "ltd",
    "limit": "ltd",
    "inc": "inc",
    "incorporated": "inc",
    "incorpor": "inc",
    "corp": "corp",
    "corporation": "corp",
    "corpor": "corp",
}
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}")
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d")
_ACTS = frozenset(("Act", "Acts", "Regulation", "Regulations", "Directive", "Ordinance", "Statute", "Code", "Bill"))
_CITING = frozenset(
    (
        "regul",
        "articl",
        "part",
        "section",
        "see",
        "replac",
        "former",
        "under",
        "of",
        "the",
        "and",
        "which",
        "as",
        "amend",
        "schedul",
        "by",
        "a",
    )
)
_TERM = frozenset(("before", "until", "since", "after", "till", "from", "by"))
_LINE = 12
"""Words of a line that only gives a date, at most."""
_LONGEST_POINTER = 4
"""Words of the longest phrase that points to where more can be read, or more."""
_HELPERS = frozenset(("can", "may", "for", "about", "in", "at", "on", "as"))
_REFERENCE = frozenset(
    ("section", "claus", "articl", "paragraph", "part", "annex", "schedul", "exhibit", "item", "point")
)
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ROMAN = re.compile(r"[ivx]{1,5}|[a-z]")
_DEFINED = re.compile(r"""(?:the |our |each, |collectively, )?["'][^"']{1,40}["']""")
_KEPT_EXAMPLES = ("M15", "M11", "M06", "M04")
"""Topics in which an example left out may be somebody or something left out."""


def words_in(side: Side, span: tuple[int, int]) -> tuple[Word, ...]:
    """The words of a stretch."""
    return side.words[slice(*span)]


def misspelt(r: Reading, s: Stretch, texts: Texts) -> str:
    """N01: the same word in another spelling."""
    old, new = words_in(r.old, s.old), words_in(r.new, s.new)
    if not old or not new or _grave(r.old, s.old) != _grave(r.new, s.new):
        return ""
    if _variant(old[0].text) != _variant(new[0].text) and _known(r.old, s.old) and _known(r.new, s.new):
        return ""  # Two words that the lists know are two words.
    if len(old) == 1 and texts.new.names(old[0].text):
        return ""  # The new text writes it so as well: it was no slip.
    return "N01" if _spelled_alike("".join(w.text for w in old), "".join(w.text for w in new)) else ""


_GRAVE = tuple(f"words.{name}" for name in ("negation", "exception", "limit", "ban", "duty"))


def _grave(side: Side, span: tuple[int, int]) -> set[str]:
    return {h.phrase for h in side.within(span) if h.group in _GRAVE}


def _variant(word: str) -> str:
    """The same for the British and the American spelling of a word."""
    word = word.lower()
    for british, american in (
        ("our", "or"),
        ("yse", "yze"),
        ("ise", "ize"),
        ("isa", "iza"),
        ("isi", "izi"),
        ("ll", "l"),
        ("re", "er"),
    ):
        word = word.replace(british, american)
    return word


def _known(side: Side, span: tuple[int, int]) -> bool:
    return bool(side.within(span))


def _carries(side: Side, span: tuple[int, int]) -> set[str]:
    return {h.phrase for h in side.within(span) if h.group.startswith("words.")}


def _spelled_alike(old: str, new: str) -> bool:
    old, new = old.lower(), new.lower()
    if old == new:
        return True
    if any(c.isdigit() for c in old + new):
        return False
    if old[:1] != new[:1]:
        return False  # "unlimited" is no way to spell "limited", nor "exclude" of "include".
    longest, shortest = max(len(old), len(new)), min(len(old), len(new))
    return shortest >= 4 and DamerauLevenshtein.distance(old, new) <= min(3, max(1, longest // 4))


def clause_number(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N04: the number of a clause, or in a reference to one."""
    for side, span in ((r.old, s.old), (r.new, s.new)):
        for at in range(*span):
            text = side.words[at].text.lower()
            if side.stems[at] in _REFERENCE or text in ("and", "or", "through", "to"):
                continue
            if not (text[0].isdigit() or _ROMAN.fullmatch(text)):
                return ""
            before = side.stems[max(0, at - 4) : at]
            enumerates = _ROMAN.fullmatch(text) and f"({text})" in side.text
            alone = len(side.words) <= 2 and "." in side.text
            if any(stem in _BASIS for stem in side.stems):
                return ""
            if not (
                enumerates or alone or is_label(side.words, at, side.text) or any(stem in _REFERENCE for stem in before)
            ):
                return ""
    return "N04"


def link_words(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N03: the words of a link that leads where a link led before, or that point to where more can be read."""
    before, now = r.edit.linked
    old_targets, new_targets = {_target(h) for _, h in before}, {_target(h) for _, h in now}
    for side, span, links, others in ((r.old, s.old, before, new_targets), (r.new, s.new, now, old_targets)):
        kept = {word for text, href in links if _target(href) in others for word in plain_words(text)}
        linked = bool(before or now)
        near = side.within((max(0, span[0] - _LONGEST_POINTER), span[1]))
        pointing = {at for h in near if h.group == "words.pointer" for at in range(h.first, h.end)}
        for first, end in side.content_in(span):
            for at in range(first, end):
                word = side.words[at]
                if (
                    word.text.lower().removesuffix("'s") not in kept
                    and at not in pointing
                    and not (linked and word.stem in _HELPERS)
                ):
                    return ""
    return "N03"


def address(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N03: an address of the web, written out, leads to another page of the same site."""
    old, new = words_in(r.old, s.old), words_in(r.new, s.new)
    hosts = [{_target(w.text).partition("/")[0] for w in side if _WEB.match(w.text)} for side in (old, new)]
    written = all(_WEB.match(w.text) for w in (*old, *new))
    return "N03" if old and new and written and hosts[0] == hosts[1] else ""


def same_target(one: str, other: str) -> bool:
    """Do two links lead to the same place, spelling apart (scheme, "www", file ending, where the site has its root)?"""
    return _target(one) == _target(other)


def _target(href: str) -> str:
    """Where a link leads, spelling apart (scheme, "www", last slash, language)."""
    bare = re.sub(r"^(?:https?:)?//(?:www\.|en\.)?", "", href.lower()).split("#")[0].rstrip("/")
    return re.sub(r"\.(?:html?|md|php)$", "", bare).lstrip("./")


def dated(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N06: one date for another; not that of another document that binds."""
    if r.old.hit("M19.strong") and len(r.side.words) > _LINE:
        return ""
    before = {w.text.lower() for w in r.new.words[max(0, s.new[0] - 4) : s.new[0]]}
    if len(r.side.words) > 5 and not before.isdisjoint(_TERM) and not r.known.aside_lines.find(r.side.stems):
        return ""  # "before 1 May 2020", "until 31 December": the date is a term.
    for side, span in ((r.old, s.old), (r.new, s.new)):
        for at in range(*span):
            near = [w.text for w in side.words[max(0, at - 2) : at + 3]]
            text = side.words[at].text
            if _WHOLE_DATE.fullmatch(text):
                continue
            day = _DAY.fullmatch(text) and any(_MONTH.fullmatch(word) and word[0].isupper() for word in near)
            if not (day or re.fullmatch(r"(?:19|20)\d\d", text) or (_MONTH.fullmatch(text) and text[0].isupper())):
                return ""
    return "N06"


def legal_form(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N07: a company with its legal form written out, left out or put in."""
    kinds = [
        {_FORMS.get(w.stem, w.stem) for w in words_in(side, span)} for side, span in ((r.old, s.old), (r.new, s.new))
    ]
    forms = [h for side in (r.old, r.new) for h in side.hit("things.form")]
    known = {_FORMS.get(part, part) for h in forms for part in h.phrase.split()}
    if not forms or not (kinds[0] | kinds[1]) <= known:
        return ""
    return "N07" if not kinds[0] or not kinds[1] or kinds[0] == kinds[1] else ""


def citation(r: Reading, s: Stretch, texts: Texts) -> str:
    """N05: a law is cited, or by another of its names or years."""
    changed = [(w, side) for side, span in ((r.old, s.old), (r.new, s.new)) for w in words_in(side, span)]
    cited = any(w.text in _ACTS for side in (r.old, r.new) for w in side.words)
    if not cited or any(stem in _BASIS for side in (r.old, r.new) for stem in side.stems):
        return ""
    plain = all(
        w.text[0].isdigit() or texts.is_name(w) or w.text in _ACTS or w.stem in _CITING or w.text[0].isupper()
        for w, _ in changed
    )
    return "N05" if plain else ""


def definition(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N05: a short name given to a thing, in brackets and quotes."""
    for side, span in ((r.old, s.old), (r.new, s.new)):
        if span[0] < span[1] and not _DEFINED.fullmatch(side.bracket(span)):
            return ""
    return "N05"


def example_left_out(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N05: examples that the text no longer gives, the thing they stood for being still there."""
    if s.new[0] != s.new[1] or _top(r) in _KEPT_EXAMPLES:
        return ""
    opened = [h for h in r.old.hit("words.example") if h.first <= s.old[0]]
    bracket = r.old.bracket(s.old)
    begins = any(h.first == s.old[0] for h in opened)
    return (
        "N05"
        if (begins or bracket) and not r.old.negative and not _carries(r.old, s.old) - {h.phrase for h in opened}
        else ""
    )


def kingdom(r: Reading, s: Stretch, _texts: Texts) -> str:
    """N05: the United Kingdom named beside the European Union, of which it was a part until 2020."""
    words = {w.stem for side, span in ((r.old, s.old), (r.new, s.new)) for w in words_in(side, span)}
    union = any(
        h.group == "things.place" and h.phrase in ("european union", "eu", "eea", "european econom area")
        for h in r.new.hits
    )
    return "N05" if words and union and words <= {"unit", "kingdom", "uk", "and", "the", "or"} else ""


def _top(r: Reading) -> str:
    topics = r.topics()
    return max(topics, key=lambda code: topics[code]) if topics else ""


def stood_elsewhere(r: Reading, s: Stretch, texts: Texts) -> str:
    """N08: a clause that moved from or to another place of the text, or stands there as well."""
    if not r.changed:
        return ""
    old, new = (" ".join(w.text for w in words_in(side, span)) for side, span in ((r.old, s.old), (r.new, s.new)))
    if (old and not (len(old.split()) >= 6 and texts.new.has(old))) or (
        new and not (len(new.split()) >= 6 and texts.old.has(new))
    ):
        return ""
    return "N08"
