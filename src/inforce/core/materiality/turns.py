"""Small words that turn a sentence round, though all words that say something stay: who, before, after, over, under."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import pairwise

from inforce.core.materiality.amounts import amounts
from inforce.core.materiality.reading import Reading
from inforce.core.materiality.signals import Signal

_CLOSE = 3
"""Words that say something by which the two sentences may differ: in a rewording, small words change with the rest."""
_LONGEST = 3
"""Small words in a row that are compared one by one."""
_WE, _YOU = frozenset(("we", "us")), frozenset(("you",))
_ROLES = frozenset(
    ("custom", "provid", "compani", "supplier", "seller", "buyer", "user", "parti", "licensor", "license", "merchant",
     "subscrib", "member", "owner", "tenant", "landlord", "client", "vendor")
)  # fmt: skip
_SIDE_BY_SIDE = 2
"""Words between two parties of an enumeration, at most."""
_OPPOSITES = frozenset(
    frozenset(pair)
    for pair in (
        ("over", "under"), ("above", "below"), ("before", "after"), ("some", "all"), ("all", "any"), ("more", "less"),
        ("on", "off"), ("in", "out"), ("some", "every"), ("with", "without"), ("most", "all"), ("few", "all"),
        ("up", "down"),
    )
)  # fmt: skip
_OF_TWO = frozenset((frozenset(("and", "or")),))
"""Of these a person decides: in a list of examples they mean the same, between two conditions they do not."""


def turned(r: Reading) -> Signal | None:
    """Do small words, or amounts that change places, turn the sentence round? None for what is new or reworded."""
    if not r.changed or r.come.total() + r.gone.total() > _CLOSE:
        return None
    return _swapped(r) or _replaced(r) or _roles(r)


def _replaced(r: Reading) -> Signal | None:
    old, new = ([w.text.lower() for w in side.words] for side in (r.old, r.new))
    doubtful: Signal | None = None
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "replace" or i2 - i1 != j2 - j1 or i2 - i1 > _LONGEST:
            continue
        for a, b in zip(old[i1:i2], new[j1:j2], strict=True):
            if (a in _WE and b in _YOU) or (a in _YOU and b in _WE):
                return Signal("party", "who does it to whom changes")
            if frozenset((a, b)) in _OPPOSITES:
                return Signal("opposite", f"“{a}” becomes “{b}”")
            if frozenset((a, b)) in _OF_TWO:
                doubtful = Signal("opposite", f"“{a}” becomes “{b}”", sure=False)
    return doubtful


def _swapped(r: Reading) -> Signal | None:
    """Do amounts change places ("logs 30 days, backups 90 days"), or one where no word does ("twenty-one")?"""
    old, new = (list(amounts(side.words, side.text)) for side in (r.old, r.new))
    same_words = sorted(w for w, _, _ in r.old.content) == sorted(w for w, _, _ in r.new.content)
    if old != new and same_words:
        places = sorted(old) == sorted(new)
        return Signal("number", "two amounts change places" if places else "a number or period changes")
    return None


def _roles(r: Reading) -> Signal | None:
    """Do two parties change places ("Customer shall indemnify Provider")? In an enumeration they may."""
    if r.come or r.gone or r.edit.where.kind == "row":
        return None
    old, new = (_parties(side.stems, [w.name for w in side.words]) for side in (r.old, r.new))
    if (
        old == new
        or [p for p, _ in old] == [p for p, _ in new]
        or sorted(p for p, _ in old) != sorted(p for p, _ in new)
    ):
        return None
    apart = all(b - a > _SIDE_BY_SIDE for (_, a), (_, b) in pairwise(old))
    return Signal("party", "two parties change places", sure=False) if apart else None


def _parties(stems: Sequence[str], names: Sequence[bool]) -> list[tuple[str, int]]:
    return [(stem, at) for at, stem in enumerate(stems) if stem in _ROLES or (names[at] and at and stem not in _ROLES)]
