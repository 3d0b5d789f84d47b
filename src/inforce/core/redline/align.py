"""Which block of the old text is which of the new: in place, moved, split, joined.

The unit is a block, or a whole row of a table. All likely pairs are weighed at once and the heaviest chain in both
orders stays in place; what is left over may have moved, been split or been joined.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul

from inforce.core.model import Block, BlockKind
from inforce.core.redline import numbers
from inforce.core.redline.regroup import regroup
from inforce.core.redline.tokens import OFTEN, keys, plain_typography

IN_PLACE = 0.35
MOVED = 0.7
MOVED_WORDS = 6
MOST_CANDIDATES = 6
MANY_PAIRS = 400
COMMON = 12

Bag = Counter[str]


@dataclass(slots=True)
class Unit:
    """A block, or the cells of one table row."""

    first: int
    blocks: tuple[Block, ...]
    number: str
    """The number it begins with, white space after it included."""
    text: str
    """Its words without the number, for the exact comparison."""
    key: str
    """Equal for units that say the same."""
    _keys: list[str] | None = None
    _bag: Bag | None = None
    _size: int = 0
    _words: int = 0

    @property
    def row(self) -> bool:
        """Is it a row of a table?"""
        return self.blocks[0].kind is BlockKind.CELL

    @property
    def heading(self) -> bool:
        """Is it a heading?"""
        return self.blocks[0].kind is BlockKind.HEADING

    @property
    def keys(self) -> list[str]:
        """Its words and punctuation marks, as they are compared."""
        if self._keys is None:
            self._keys = keys(self.text)
        return self._keys

    @property
    def bag(self) -> Bag:
        """Its words with how often each occurs."""
        if self._bag is None:
            bag = Counter(self.keys)
            for mark in [k for k in bag if len(k) < 2 and not k.isalnum()]:
                del bag[mark]
            self._bag = bag
            self._words = sum(bag.values())
            self._size = sum(map(mul, map(len, bag), bag.values()))
        return self._bag

    @property
    def size(self) -> int:
        """Characters of its words."""
        if self._bag is None:
            _ = self.bag
        return self._size

    @property
    def words(self) -> int:
        """How many words it has."""
        if self._bag is None:
            _ = self.bag
        return self._words


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


def units_of(blocks: Sequence[Block]) -> list[Unit]:
    """The blocks as units, in order."""
    found: list[Unit] = []
    at = 0
    while at < len(blocks):
        block, end = blocks[at], at + 1
        if block.kind is BlockKind.CELL:
            row = _row(block)
            while end < len(blocks) and blocks[end].kind is BlockKind.CELL and _row(blocks[end]) == row:
                end += 1
            cells = tuple(blocks[at:end])
            text = " \x1f ".join(" ".join(cell.text.split()) for cell in cells)
            found.append(Unit(at, cells, "", text, "row\0" + plain_typography(text)))
        else:
            text = block.text
            number, rest, key = (_read_again if len(text) <= OFTEN else _read)(block.kind, block.number, text)
            found.append(Unit(at, (block,), number, rest, key))
        at = end
    return found


def _read(kind: BlockKind, label: str, text: str) -> tuple[str, str, str]:
    """Of a block: the number it begins with, its words, and what tells whether two blocks say the same."""
    number = numbers.prefix(kind, label, text)
    rest = " ".join(text[len(number) :].split())
    if kind is BlockKind.CODE:
        return number, rest, "code\0" + rest
    return number, rest, plain_typography(rest) or f"\0{kind}"


_read_again = lru_cache(maxsize=1 << 13)(_read)
"""Most blocks of a version stand in the next one too, and each version is compared twice."""


def _row(cell: Block) -> int:
    for container in reversed(cell.containers):
        if container.kind == "tr":
            return container.key
    return -1


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
    candidates = _exact(old, new, middle_old, middle_new)
    found_old, found_new = {i for i, _, _ in candidates}, {j for _, j, _ in candidates}
    candidates += similar(
        old, new, [i for i in middle_old if i not in found_old], [j for j in middle_new if j not in found_new], IN_PLACE
    )
    pairs += heaviest_chain(candidates)
    pairs += [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]
    return pairs


def _exact(
    old: Sequence[Unit], new: Sequence[Unit], of_old: Iterable[int], of_new: Iterable[int]
) -> list[tuple[int, int, float]]:
    places: dict[str, list[int]] = defaultdict(list)
    for j in of_new:
        places[new[j].key].append(j)
    wanted: dict[str, list[int]] = defaultdict(list)
    for i in of_old:
        if old[i].key in places:
            wanted[old[i].key].append(i)
    found: list[tuple[int, int, float]] = []
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
) -> list[tuple[int, int, float]]:
    """Pairs whose words agree by at least `floor` (Dice, weighed by characters), each with a weight."""
    if len(of_new) <= MOST_CANDIDATES:
        pairs = (_weighed(old[i], new[j], i, j, floor) for i in of_old for j in of_new)
        return [pair for pair in pairs if pair is not None]
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for j in of_new:
        for word, count in new[j].bag.items():
            postings[word].append((j, count))
    common = max(COMMON, len(of_new) // 4)
    rare_only = len(of_new) > common
    found: list[tuple[int, int, float]] = []
    for i in of_old:
        unit = old[i]
        shared: dict[int, int] = defaultdict(int)
        for word, count in unit.bag.items():
            places = postings.get(word, ())
            if not places or len(places) > common:
                continue
            length = len(word)
            for j, other in places:
                shared[j] += length * (count if count < other else other)
        near = [j for j, chars in shared.items() if 6 * chars >= floor * (unit.size + new[j].size)]
        likely = sorted(near, key=lambda j: (-2 * shared[j] / (unit.size + new[j].size), j))[:MOST_CANDIDATES]
        for j in likely:
            weighed = _weighed(unit, new[j], i, j, floor, None if rare_only else shared[j])
            if weighed is not None:
                found.append(weighed)
    return found


def _weighed(
    old: Unit, new: Unit, i: int, j: int, floor: float, overlap: int | None = None
) -> tuple[int, int, float] | None:
    """The pair with its weight; None where its words agree by less than `floor`."""
    both = old.size + new.size
    if 2 * min(old.size, new.size) < floor * both or old.row != new.row:
        return None
    if overlap is None:
        overlap = _overlap(old.bag, new.bag)
    dice = 2 * overlap / max(1, both)
    if dice < floor:
        return None
    bonus = 1.1 if old.blocks[0].kind is new.blocks[0].kind else 1.0
    return i, j, bonus * overlap * dice


def heaviest_chain(candidates: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
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
        candidates = _exact(old, new, olds, news) + similar(old, new, olds, news, IN_PLACE)
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


def _overlap(a: Bag, b: Bag) -> int:
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


def _moves(old: Sequence[Unit], new: Sequence[Unit], groups: Sequence[Group]) -> list[list[tuple[int, int]]]:
    """Left-over units that stand elsewhere in the new text; neighbours are one move."""
    free_old = set(range(len(old))) - {i for g in groups for i in g.old}
    free_new = set(range(len(new))) - {j for g in groups for j in g.new}
    if not free_old or not free_new:
        return []
    pairs: dict[int, int] = {}
    used: set[int] = set()
    exact = sorted(_exact(old, new, sorted(free_old), sorted(free_new)), key=lambda c: (-c[2], c[0], c[1]))
    for i, j, _ in exact:
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
    return 2 * _overlap(old.bag, new.bag) >= 0.5 * (old.size + new.size) and old.blocks[0].kind is new.blocks[0].kind
