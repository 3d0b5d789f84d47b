"""Pairs of units that may be the same one: equal or alike, weighed; and the heaviest set that keeps both orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from inforce.core.redline.units import Bag, Unit

MOST_CANDIDATES = 6
MANY_PAIRS = 400
COMMON = 12
MOST_PLACES = 60
"""Units beyond which a word tells too little to look for partners by it; more work than this a word is never done."""

Candidate = tuple[int, int, float]
"""Old unit, new unit, weight."""


def exact(old: Sequence[Unit], new: Sequence[Unit], of_old: Iterable[int], of_new: Iterable[int]) -> list[Candidate]:
    """Pairs that say the same; where there are too many of one key, the first and the last of both sides."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in of_new:
        places[new[j].key].append(j)
    wanted: dict[str, list[int]] = defaultdict(list)
    for i in of_old:
        if old[i].key in places:
            wanted[old[i].key].append(i)
    found: list[Candidate] = []
    for key, olds in wanted.items():
        news = places[key]
        weight = 2.0 + len(key)
        if len(olds) * len(news) <= MANY_PAIRS:
            found.extend((i, j, weight + 0.1 * (old[i].number == new[j].number)) for i in olds for j in news)
        else:
            short, offset = min(len(olds), len(news)), max(len(olds), len(news)) - min(len(olds), len(news))
            found.extend((olds[k], news[k], weight) for k in range(short))
            if offset:
                found.extend((olds[k - short], news[k - short], weight) for k in range(short))
    return found


def similar(
    old: Sequence[Unit], new: Sequence[Unit], of_old: Sequence[int], of_new: Sequence[int], floor: float
) -> list[Candidate]:
    """Pairs whose words agree by at least `floor` (Dice, weighed by characters), each with a weight."""
    if len(of_new) <= MOST_CANDIDATES:
        pairs = (_weighed(old[i], new[j], i, j, floor) for i in of_old for j in of_new)
        return [pair for pair in pairs if pair is not None]
    common = max(COMMON, min(len(of_new) // 4, MOST_PLACES))
    rare_only = len(of_new) > common
    telling = _telling(old, new, of_old, of_new, common)
    postings = _postings(new, of_new, telling)
    sizes = [new[j].size for j in of_new]
    found: list[Candidate] = []
    for i in of_old:
        unit, size = old[i], old[i].size
        shared: dict[int, int] = defaultdict(int)
        bag = unit.bag
        for word in telling.intersection(bag):
            characters = len(word) * bag[word]
            for at, other in postings[word]:
                shared[at] += characters if characters < other else other
        near = [
            (-2 * characters / (size + sizes[at]), at)
            for at, characters in shared.items()
            if 6 * characters >= floor * (size + sizes[at])
        ]
        for _, at in sorted(near)[:MOST_CANDIDATES]:
            j = of_new[at]
            weighed = _weighed(unit, new[j], i, j, floor, None if rare_only else shared[at])
            if weighed is not None:
                found.append(weighed)
    return found


def _telling(
    old: Sequence[Unit], new: Sequence[Unit], of_old: Sequence[int], of_new: Sequence[int], common: int
) -> set[str]:
    """The words that chosen units of both sides have, and of the new ones no more than `common`."""
    count: Counter[str] = Counter()
    for j in of_new:
        count.update(new[j].bag.keys())
    return set().union(*(old[i].bag for i in of_old)).intersection(w for w, n in count.items() if n <= common)


def _postings(units: Sequence[Unit], chosen: Sequence[int], words: set[str]) -> dict[str, list[tuple[int, int]]]:
    """For each of the words, which of the chosen units have it (index in `chosen`) and how many characters it takes."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, j in enumerate(chosen):
        bag = units[j].bag
        for word in words.intersection(bag):
            found[word].append((at, len(word) * bag[word]))
    return found


def _weighed(old: Unit, new: Unit, i: int, j: int, floor: float, overlap: int | None = None) -> Candidate | None:
    """The pair with its weight; None where its words agree by less than `floor`."""
    both = old.size + new.size
    if 2 * min(old.size, new.size) < floor * both or old.row != new.row:
        return None
    if overlap is None:
        overlap = shared_characters(old.bag, new.bag)
    dice = 2 * overlap / max(1, both)
    if dice < floor:
        return None
    bonus = 1.1 if old.blocks[0].kind is new.blocks[0].kind else 1.0
    return i, j, bonus * overlap * dice


def shared_characters(a: Bag, b: Bag) -> int:
    """Characters of the words that two bags share."""
    if len(b) < len(a):
        a, b = b, a
    total = 0
    get = b.get
    for word, count in a.items():
        other = get(word)
        if other is not None:
            total += len(word) * (count if count < other else other)
    return total


def heaviest_chain(candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Of weighted pairs, the heaviest set that rises on both sides."""
    if not candidates:
        return []
    order = sorted(candidates, key=lambda c: (c[0], -c[1]))
    places = {j: k for k, j in enumerate(sorted({j for _, j, _ in order}), 1)}
    size = len(places)
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before: list[int] = []
    for at, (_, j, weight) in enumerate(order):
        k, top = places[j] - 1, (0.0, -1)
        while k > 0:
            if best[k][0] > top[0]:
                top = best[k]
            k -= k & -k
        before.append(top[1])
        entry = (top[0] + weight, at)
        k = places[j]
        while k <= size:
            if entry[0] > best[k][0]:
                best[k] = entry
            k += k & -k
    k, top = size, (0.0, -1)
    while k > 0:
        if best[k][0] > top[0]:
            top = best[k]
        k -= k & -k
    chain: list[tuple[int, int]] = []
    at = top[1]
    while at >= 0:
        chain.append((order[at][0], order[at][1]))
        at = before[at]
    chain.reverse()
    return chain
