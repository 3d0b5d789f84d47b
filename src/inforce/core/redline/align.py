"""Which block of the old text is which of the new: in place, moved, split, joined.

All likely pairs are weighed at once and the heaviest chain in both orders stays in place; what is left over may have
moved, been split or been joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inforce.core.model import BlockKind
from inforce.core.redline.pairs import exact, heaviest_chain, shared_characters, similar
from inforce.core.redline.regroup import regroup
from inforce.core.redline.units import Unit

IN_PLACE = 0.35
MOVED = 0.7
MOVED_WORDS = 6


@dataclass(slots=True)
class Group:
    """Units that belong together: one old and one new, or several on one side (split, joined)."""

    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(slots=True)
class Alignment:
    """The result: groups in place in both orders, and moves."""

    kept: list[Group]
    moves: list[list[tuple[int, int]]] = field(default_factory=list)
    """Each move: its pairs of units, neighbours in both texts."""


def align(old: Sequence[Unit], new: Sequence[Unit]) -> Alignment:
    """Pair the units of two texts; the other way round the same pairs."""
    if [unit.key for unit in old] <= [unit.key for unit in new]:
        return _align(old, new)
    turned = _align(new, old)
    kept = [Group(group.new, group.old) for group in turned.kept]
    pairs = sorted((j, i) for move in turned.moves for i, j in move)
    return Alignment(kept, _runs(pairs))


def _align(old: Sequence[Unit], new: Sequence[Unit]) -> Alignment:
    kept = _in_place(old, new)
    kept += _second_look(old, new, kept)
    kept.sort()
    groups = [Group(olds, news) for olds, news in regroup(old, new, kept)]
    return Alignment(groups, _moves(old, new, groups))


def _in_place(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[int, int]]:
    head = 0
    while head < len(old) and head < len(new) and old[head].key == new[head].key:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail].key == new[-1 - tail].key:
        tail += 1
    pairs = [(k, k) for k in range(head)]
    middle_old, middle_new = range(head, len(old) - tail), range(head, len(new) - tail)
    candidates = exact(old, new, middle_old, middle_new)
    found_old, found_new = {i for i, _, _ in candidates}, {j for _, j, _ in candidates}
    candidates += similar(
        old, new, [i for i in middle_old if i not in found_old], [j for j in middle_new if j not in found_new], IN_PLACE
    )
    pairs += heaviest_chain(candidates)
    pairs += [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]
    return pairs


def _gaps(pairs: Sequence[tuple[int, int]], n: int, m: int) -> Iterable[tuple[range, range]]:
    i = j = 0
    for a, b in [*pairs, (n, m)]:
        if a > i and b > j:
            yield range(i, a), range(j, b)
        i, j = a + 1, b + 1


def _second_look(old: Sequence[Unit], new: Sequence[Unit], kept: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """In each gap: units whose twin elsewhere was taken, and a heading that got other words in the same place."""
    found: list[tuple[int, int]] = []
    for olds, news in _gaps(kept, len(old), len(new)):
        candidates = exact(old, new, olds, news) + similar(old, new, olds, news, IN_PLACE)
        chain = heaviest_chain(candidates)
        found += chain
        if not chain and len(olds) == len(news) == 1:
            i, j = olds[0], news[0]
            a, b = old[i].blocks[0], new[j].blocks[0]
            if a.kind is b.kind and (
                (a.kind is BlockKind.HEADING and a.level == b.level and max(old[i].words, new[j].words) <= 8)
                or a.kind in (BlockKind.RULE, BlockKind.CODE)
                or (old[i].row and len(old[i].blocks) == len(new[j].blocks) and _rows_fit(old[i], new[j]))
            ):
                found.append((i, j))
    return found


def _rows_fit(old: Unit, new: Unit) -> bool:
    return any(a.text == b.text and a.text.strip() for a, b in zip(old.blocks, new.blocks, strict=True))


def _moves(old: Sequence[Unit], new: Sequence[Unit], groups: Sequence[Group]) -> list[list[tuple[int, int]]]:
    """Left-over units that stand elsewhere in the new text; neighbours are one move."""
    free_old = set(range(len(old))) - {i for g in groups for i in g.old}
    free_new = set(range(len(new))) - {j for g in groups for j in g.new}
    if not free_old or not free_new:
        return []
    pairs: dict[int, int] = {}
    used: set[int] = set()
    equal = sorted(exact(old, new, sorted(free_old), sorted(free_new)), key=lambda c: (-c[2], c[0], c[1]))
    for i, j, _ in equal:
        if i not in pairs and j not in used and old[i].words >= 3:
            pairs[i] = j
            used.add(j)
    alike = similar(old, new, sorted(free_old - pairs.keys()), sorted(free_new - used), MOVED)
    for i, j, _ in sorted(alike, key=lambda c: (-c[2], c[0], c[1])):
        if i not in pairs and j not in used and min(old[i].words, new[j].words) >= MOVED_WORDS:
            pairs[i] = j
            used.add(j)
    _take_neighbours(old, new, pairs, free_old, free_new - used)
    moves = _runs(sorted(pairs.items()))
    return [move for move in moves if min(sum(old[i].words for i, _ in move), sum(new[j].words for _, j in move)) >= 4]


def _runs(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Pairs that are neighbours in both texts, together."""
    moves: list[list[tuple[int, int]]] = []
    for i, j in pairs:
        if moves and moves[-1][-1] == (i - 1, j - 1):
            moves[-1].append((i, j))
        else:
            moves.append([(i, j)])
    return moves


def _take_neighbours(
    old: Sequence[Unit], new: Sequence[Unit], pairs: dict[int, int], free_old: set[int], free_new: set[int]
) -> None:
    """A heading or short item moves with the text it stands beside."""
    for i, j in sorted(pairs.items(), reverse=True):
        a, b = i - 1, j - 1
        while a in free_old and b in free_new and a not in pairs and _goes_along(old[a], new[b]):
            pairs[a] = b
            free_new.discard(b)
            a, b = a - 1, b - 1
    for i, j in sorted(pairs.items()):
        a, b = i + 1, j + 1
        while a in free_old and b in free_new and a not in pairs and _goes_along(old[a], new[b]):
            pairs[a] = b
            free_new.discard(b)
            a, b = a + 1, b + 1


def _goes_along(old: Unit, new: Unit) -> bool:
    if old.row != new.row:
        return False
    if old.key == new.key:
        return True
    return (
        2 * shared_characters(old.bag, new.bag) >= 0.5 * (old.size + new.size)
        and old.blocks[0].kind is new.blocks[0].kind
    )
