"""Blocks that were split, joined or divided otherwise: found by the runs of three words that both texts have just once.

Pairs in place come from `align`. Here further links are added between a block and the neighbour of its partner where
their words went, as long as no two links cross; linked blocks then form one group, with a ¶ inserted or deleted inside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import compress
from operator import ne
from typing import NamedTuple

from inforce.core.redline.units import Unit

LEFT_OVER_SHARE = 0.4
"""Of a block without partner: the share of its words that must have come from (gone to) another."""
BOTH_SHARE = 0.25
BOTH_WORDS = 10
"""Between two blocks that have partners already: more is asked before their boundary counts as moved."""
MOST_BLOCKS = 40

Pair = tuple[int, int]
_Gram = tuple[str, str, str]


class Link(NamedTuple):
    """Old unit and new unit share words."""

    words: int
    old: int
    new: int


def links(
    old: Sequence[Unit], new: Sequence[Unit], of_old: Sequence[int], of_new: Sequence[int], partners: Mapping[int, int]
) -> list[Link]:
    """Which units, no partners yet, share runs of three words that occur once on either side; strongest first."""
    olds, news = _Grams(old, of_old), _Grams(new, of_new)
    both = olds.places.keys() & news.places.keys()
    for side in (olds, news):
        both.difference_update(side.repeated(both))
    grams = list(filter(both.__contains__, news.places))
    places = list(map(news.places.__getitem__, grams))
    there = list(map(olds.owners.__getitem__, map(olds.places.__getitem__, grams)))
    here = list(map(news.owners.__getitem__, places))
    covered: dict[Pair, set[int]] = defaultdict(set)
    # Nearly all stand in partners, and there are many: they are passed over without a step of Python each.
    for i, j, place in compress(zip(there, here, places, strict=True), map(ne, map(partners.get, there), here)):
        covered[i, j].update((place, place + 1, place + 2))
    return sorted((Link(len(words), i, j) for (i, j), words in covered.items()), key=lambda k: (-k.words, k.old, k.new))


class _Grams:
    """The runs of three words in some units, each with the place where it stands last."""

    def __init__(self, units: Sequence[Unit], chosen: Sequence[int]) -> None:
        self.owners: list[int] = []
        """For each word the unit it stands in."""
        self._grams: list[_Gram] = []
        places: list[int] = []
        count = 0
        for at in chosen:
            words = list(filter(None, map(_word, units[at].keys)))
            self._grams.extend(zip(words, words[1:], words[2:], strict=False))
            places.extend(range(count, count + len(words) - 2))
            self.owners.extend([at] * len(words))
            count += len(words)
        self.places = dict(zip(self._grams, places, strict=True))
        """Place of each run among all words."""

    def repeated(self, asked: set[_Gram]) -> list[_Gram]:
        """Those of the runs asked for that stand here more than once."""
        if len(self.places) == len(self._grams):
            return []
        return [gram for gram, count in Counter(filter(asked.__contains__, self._grams)).items() if count > 1]


@lru_cache(maxsize=1 << 15)
def _word(key: str) -> str:
    """A word as it is compared here; nothing for a mark."""
    return key.lower() if key[:1].isalnum() else ""


def regroup(
    old: Sequence[Unit], new: Sequence[Unit], kept: Sequence[Pair]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The pairs in place as groups, with split and joined blocks drawn in."""
    partner_old, partner_new = dict(kept), {j: i for i, j in kept}
    exact = {(i, j) for i, j in kept if old[i].key == new[j].key}
    fixed_old, fixed_new = {i for i, _ in exact}, {j for _, j in exact}
    of_old = [i for i, unit in enumerate(old) if i not in fixed_old and not unit.row]
    of_new = [j for j, unit in enumerate(new) if j not in fixed_new and not unit.row]
    accepted: list[Pair] = sorted(kept)
    extra: list[Pair] = []
    if of_old and of_new:
        for link in links(old, new, of_old, of_new, partner_old):
            if not _strong(link, old, new, partner_old, partner_new):
                continue
            if _crosses(link, accepted) or not _near(link, partner_old, partner_new, accepted):
                continue
            extra.append((link.old, link.new))
            accepted.append((link.old, link.new))
    return _components(kept, extra, len(old), len(new))


def _strong(
    link: Link, old: Sequence[Unit], new: Sequence[Unit], partner_old: dict[int, int], partner_new: dict[int, int]
) -> bool:
    a, b = max(1, old[link.old].words), max(1, new[link.new].words)
    if link.old in partner_old and link.new in partner_new:
        return link.words >= BOTH_WORDS and link.words >= BOTH_SHARE * min(a, b)
    if link.old not in partner_old and link.new not in partner_new:
        return link.words >= LEFT_OVER_SHARE * min(a, b)
    alone = a if link.old not in partner_old else b
    return link.words >= LEFT_OVER_SHARE * alone


def _crosses(link: Link, accepted: Sequence[Pair]) -> bool:
    i, j = link.old, link.new
    return any((a < i and b > j) or (a > i and b < j) for a, b in accepted)


def _near(link: Link, partner_old: dict[int, int], partner_new: dict[int, int], accepted: Sequence[Pair]) -> bool:
    """Only blocks close to each other make a group."""
    at = partner_old.get(link.old)
    back = partner_new.get(link.new)
    return (at is None or abs(at - link.new) <= MOST_BLOCKS) and (back is None or abs(back - link.old) <= MOST_BLOCKS)


def _components(
    kept: Sequence[Pair], extra: Sequence[Pair], n: int, m: int
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Groups of linked units; what stands between two members belongs to the group."""
    groups: list[tuple[int, int, int, int]] = []
    for i, j in sorted({*kept, *extra}):
        if groups and (i <= groups[-1][1] or j <= groups[-1][3]):
            a, b, c, d = groups[-1]
            groups[-1] = (a, max(b, i), min(c, j), max(d, j))
            while len(groups) > 1 and (groups[-2][1] >= groups[-1][0] or groups[-2][3] >= groups[-1][2]):
                last = groups.pop()
                a, b, c, d = groups[-1]
                groups[-1] = (a, max(b, last[1]), min(c, last[2]), max(d, last[3]))
        else:
            groups.append((i, i, j, j))
    return [(tuple(range(a, b + 1)), tuple(range(c, d + 1))) for a, b, c, d in groups]
