"""What a sentence states, as a set of facts that outlive a rewording: amounts, things, acts, names, denials, duties.

Two passages that state the same facts say the same to the rules, however they are worded. So a sentence that is new in
a section is weighed against all old sentences of that section which changed or went, not against its neighbour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.sentences import Word
from inforce.core.materiality.texts import Texts

Fact = tuple[str, str]
"""Its kind (amount, thing, act, name, force, denial, contact) and what it is."""

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,  # noqa: E501
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,  # noqa: E501
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,  # noqa: E501
    "hundred": 100, "thousand": 1000, "half": 0.5,
}  # fmt: skip
_UNITS = {
    "second": ("s", 1), "minut": ("s", 60), "hour": ("s", 3600), "day": ("s", 86400), "week": ("s", 604800), "fortnight": ("s", 1209600),  # noqa: E501
    "month": ("mo", 1), "quarter": ("mo", 3), "year": ("mo", 12), "annual": ("mo", 12), "anniversari": ("mo", 12),
}  # fmt: skip
_PERIODICAL = {
    "daili": "s:86400",
    "weekli": "s:604800",
    "month": "mo:1",
    "annual": "mo:12",
    "year": "mo:12",
    "quarter": "mo:3",
}
_MODIFIERS = frozenset(("busi", "calendar", "work", "consecut", "full", "further", "addit", "anoth", "more"))
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$", re.IGNORECASE)
_LAW = frozenset(
    ("articl", "art", "regul", "direct", "act", "section", "claus", "paragraph", "lit", "recit", "u.s.c", "iso")
)
_SENTENCE = 5
"""Words from which a first word is large for standing first, and not for being a name."""
_BASIS = frozenset(("gdpr", "dsgvo"))
_LABEL = re.compile(r"\d+(?:\.\d+)+\.?|\d+\.")
_WAYS = frozenset(("factor", "step", "way", "parti", "fold", "sided"))
"""After a number these make no amount: "two-factor", "third-party"."""
_REACH = 6
"""Words after a "not" in which what it denies is looked for."""
_FORCES = ("exception", "ban", "duty", "limit")


def facts(side: Side, texts: Texts) -> frozenset[Fact]:
    """Everything a sentence states that a rule can hold on to."""
    found: set[Fact] = set(_amounts(tuple(w for n, w in enumerate(side.words) if n not in side.excused)))
    denied = dict(_denied(side))
    for hit in side.hits:
        if hit.first in side.excused:
            continue
        group, _, name = hit.group.partition(".")
        what = side.known_as(hit.first, hit.end)
        if group == "things" and name == "form":
            continue  # told by the rule on legal forms
        if group == "things":
            found.add(("thing", f"{name}: {what}"))
        elif name == "strong" and hit.first not in denied:
            found.add(("act", what))
        elif group == "words" and name in _FORCES:
            found.add(("force", f"{name} {what}" if name in ("limit", "ban") else name))
    begins = side.text.endswith(".") and len(side.words) >= _SENTENCE
    found.update(
        ("name", w.text.lower().removesuffix("'s"))
        for n, w in enumerate(side.words) if texts.is_name(w) and n not in side.excused and not (begins and n == 0 and not side.listed)  # noqa: E501
    )  # fmt: skip
    found.update(("contact", w.text.lower()) for w in side.words if "@" in w.text)
    if side.hit("M19.strong"):
        # Of a document that binds, the date says which text it is.
        found.update(("thing", f"of {w.text}") for w in side.words if _YEAR.fullmatch(w.text))
    found.update(("denial", what) for what in denied.values())
    return frozenset(found)


def _denied(side: Side) -> Iterable[tuple[int, str]]:
    """What each "not" or "never" denies: the first act after it, and where that begins (-1 where there is none)."""
    for at in side.denials:
        after = [
            h for h in side.hits if h.first > at and h.first - at <= _REACH and h.group.endswith((".strong", ".handle"))
        ]
        yield (after[0].first, side.known_as(after[0].first, after[0].end)) if after else (-1, "")


def _amounts(all_words: tuple[Word, ...]) -> Iterable[Fact]:
    at = 0
    basis = any(word.stem in _BASIS for word in all_words)
    if basis:
        # The letter of an article of the GDPR names the legal basis.
        lettered = (b for a, b in pairwise(all_words) if (a.stem == "lit" or a.text[0].isdigit()) and len(b.text) == 1)
        yield from (("amount", f"lit {word.text.lower()}") for word in lettered if word.text.isalpha())
    while at < len(all_words):
        value, size = _value(all_words, at)
        text = all_words[at].text
        if (
            value is None
            or (at == 0 and _LABEL.fullmatch(text))
            or all_words[min(at + 1, len(all_words) - 1)].stem in _WAYS
        ):
            at += 1
            continue
        after = at + size
        # "thirty (30) days" is said once.
        if after < len(all_words) and _plain_value(all_words[after].text) == value:
            after += 1
        working = ""
        while after < len(all_words) and all_words[after].stem in _MODIFIERS:
            working = "w" if all_words[after].stem in ("busi", "work") else working
            after += 1
        unit = _UNITS.get(all_words[after].stem) if after < len(all_words) else None
        share = after < len(all_words) and (
            all_words[after].stem == "percent" or [w.stem for w in all_words[after : after + 2]] == ["per", "cent"]
        )
        if unit is not None:
            yield "amount", f"{working}{unit[0]}:{value * unit[1]:g}"
        elif text[0] in "0123456789$€£¥":
            if not _is_date(all_words, at) and (basis or not _of_a_law(all_words, at)):
                yield "amount", f"{value:g}" + ("%" if text.endswith("%") or share else "")
        elif value not in (1, 0.5):
            yield "amount", f"{value:g}" + ("%" if share else "")
        at = max(after, at + 1)


def _is_date(all_words: tuple[Word, ...], at: int) -> bool:
    if _WHOLE_DATE.fullmatch(all_words[at].text):
        return True
    near = [all_words[k].text for k in (at - 1, at + 1) if 0 <= k < len(all_words)]
    return bool(_YEAR.fullmatch(all_words[at].text)) or any(_MONTHS.match(word) and word[0].isupper() for word in near)


def _of_a_law(all_words: tuple[Word, ...], at: int) -> bool:
    """Is it the number of an article, a regulation or the like?"""
    return any(word.stem in _LAW for word in all_words[max(0, at - 3) : at + 2])


def _value(all_words: tuple[Word, ...], at: int) -> tuple[float | None, int]:
    """A number that begins at a word, and how many words it takes ("forty five")."""
    value = _plain_value(all_words[at].text)
    if value is None or at + 1 >= len(all_words):
        return value, 1
    second = _NUMBERS.get(all_words[at + 1].text.lower())
    if second is not None and value in range(20, 100, 10) and 0 < second < 10 and all_words[at].text.isalpha():
        return value + second, 2
    return value, 1


@lru_cache(maxsize=1 << 10)
def _plain_value(text: str) -> float | None:
    lower = text.lower()
    if lower in _NUMBERS:
        return _NUMBERS[lower]
    if _WHOLE_DATE.fullmatch(text):
        return 0.0
    digits = re.fullmatch(r"[$€£¥]?\s?(\d+(?:[.,]\d+)*)%?", text)
    if not digits:
        return None
    number = digits[1]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    try:
        return float(number.replace(",", "."))
    except ValueError:
        return 0.0


class Ledger:
    """The facts of all edits of a section, by side, so that a fact told in another sentence is found."""

    def __init__(self, readings: Iterable[Reading], texts: Texts) -> None:
        self._texts = texts
        self._of: dict[int, frozenset[Fact]] = {}
        self._old: dict[str, set[Fact]] = {}
        self._new: dict[str, set[Fact]] = {}
        self._words: dict[str, set[str]] = {}
        """What changed, removed and added sentences of a section consist of, for short items."""
        self._same: dict[str, str] = {}
        listed = list(readings)
        for r in listed:
            if r.changed:
                self._join(r.edit.before.section, r.edit.where.section)
        for r in listed:
            if r.edit.old:
                self._old.setdefault(self._key(r.edit.before.section), set()).update(self._facts(r.old))
                self._words.setdefault(f"old {self._key(r.edit.before.section)}", set()).update(
                    w for w, _, _ in r.old.content
                )
            if r.edit.new:
                self._new.setdefault(self._key(r.edit.where.section), set()).update(self._facts(r.new))
                self._words.setdefault(f"new {self._key(r.edit.where.section)}", set()).update(
                    w for w, _, _ in r.new.content
                )

    def _key(self, section: str) -> str:
        while section in self._same:
            section = self._same[section]
        return section

    def _join(self, one: str, other: str) -> None:
        a, b = self._key(one), self._key(other)
        if a != b:
            self._same[a] = b

    def _facts(self, side: Side) -> frozenset[Fact]:
        known = self._of.get(id(side))
        if known is None:
            known = self._of[id(side)] = facts(side, self._texts)
        return known

    def come(self, r: Reading) -> frozenset[Fact]:
        """Facts of an edit that no changed or removed sentence of the old section stated."""
        return self._facts(r.new) - frozenset(self._old.get(self._key(r.edit.where.section), ()))

    def worded_elsewhere(self, r: Reading) -> bool:
        """Do the changed sentences of the section's other side have all the words of an edit that is new or gone?"""
        section = r.edit.where.section if r.edit.added else r.edit.before.section
        other = self._words.get(f"{'old' if r.edit.added else 'new'} {self._key(section)}", set())
        return all(word in other for word, _, _ in r.side.content)

    def amounts(self, r: Reading) -> tuple[set[str], set[str]]:
        """Amounts that only the old, only the new sentence of an edit gives."""
        old, new = ({what for kind, what in self._facts(side) if kind == "amount"} for side in (r.old, r.new))
        return old - new, new - old

    def reworded(self, r: Reading) -> bool:
        """Does an edit that is new or gone have half its words in the changed sentences of the section's other side?"""
        section = r.edit.where.section if r.edit.added else r.edit.before.section
        other = self._words.get(f"{'old' if r.edit.added else 'new'} {self._key(section)}", set())
        mine = [word for word, _, _ in r.side.content]
        return sum(word in other for word in mine) >= 0.5 * len(mine)

    def had_amount(self, r: Reading) -> bool:
        """Did a changed or removed sentence of the old section give an amount or a period?"""
        return any(kind == "amount" for kind, _ in self._old.get(self._key(r.edit.where.section), ()))

    def gone(self, r: Reading) -> frozenset[Fact]:
        """Facts of an edit that no changed or added sentence of the new section states."""
        return self._facts(r.old) - frozenset(self._new.get(self._key(r.edit.before.section), ()))
