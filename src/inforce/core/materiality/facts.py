"""What a sentence states, as a set of facts that outlive a rewording: amounts, things, acts, names, denials, duties.

Two passages that state the same facts say the same to the rules, however they are worded. So a sentence that is new in
a section is weighed against all old sentences of that section which changed or went, not against its neighbour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from inforce.core.materiality.amounts import amounts
from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.sentences import Word
from inforce.core.materiality.texts import Texts

Fact = tuple[str, str]
"""Its kind (amount, thing, act, name, force, denial, contact) and what it is."""

_FORCES = ("exception", "ban", "duty", "limit", "soft", "degree")
_TERMS = frozenset(("befor", "until", "sinc", "after", "till", "from", "by"))
"""Stems of words that make a date a term ("until …")."""
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*")
_REACH = 6
"""Words after a "not" in which what it denies is looked for."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def facts(side: Side, texts: Texts) -> frozenset[Fact]:
    """Everything a sentence states that a rule can hold on to."""
    told = tuple(w for n, w in enumerate(side.words) if n not in side.excused)
    found: set[Fact] = {("amount", what) for what in amounts(told, side.text)}
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
            found.add(("force", f"{name} {what}" if name in ("limit", "ban", "degree") else name))
    begins = side.text.endswith((".", "!", "?"))
    found.update(
        ("name", w.text.lower().removesuffix("'s"))
        for n, w in enumerate(side.words) if texts.is_name(w) and n not in side.excused and not (begins and n == 0 and not side.listed and not _company(side))  # noqa: E501
    )  # fmt: skip
    if not _TERMS.isdisjoint(side.stems):
        found.update(("term", f"{a.text.lower()} {b.text}") for a, b in pairwise(side.words) if _dated(a, b))
    found.update(("contact", w.text.lower()) for w in side.words if "@" in w.text)
    if side.hit("M19.strong"):
        # Of a document that binds, the date says which text it is.
        found.update(("thing", f"of {w.text}") for w in side.words if _YEAR.fullmatch(w.text))
    found.update(("denial", what) for what in denied.values())
    return frozenset(found)


def _dated(a: Word, b: Word) -> bool:
    """Are two words the month and year, or the day and month, of a date?"""
    return bool(_MONTH.fullmatch(a.text) and b.text[0].isdigit()) or bool(
        _MONTH.fullmatch(b.text) and a.text[0].isdigit()
    )


def _company(side: Side) -> bool:
    """Does a sentence begin with a name of several words, or one with a legal form?"""
    return any(h.first == 1 for h in side.hit("things.form")) or (
        len(side.words) > 1 and side.words[1].text[:1].isupper()
    )


def _denied(side: Side) -> Iterable[tuple[int, str]]:
    """What each "not" or "never" denies: the first act after it, and where that begins (-1 where there is none)."""
    for at in side.denials:
        after = [
            h for h in side.hits if h.first > at and h.first - at <= _REACH and h.group.endswith((".strong", ".handle"))
        ]
        yield (after[0].first, side.known_as(after[0].first, after[0].end)) if after else (-1, "")


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

    def own(self, r: Reading) -> tuple[frozenset[Fact], frozenset[Fact]]:
        """Facts that came and went in an edit by itself, whatever the rest of the section states."""
        old, new = self._facts(r.old), self._facts(r.new)
        return new - old, old - new

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
