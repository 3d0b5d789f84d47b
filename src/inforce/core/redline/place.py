"""Where things are shown: deleted blocks among kept ones, and in whose lists and tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from inforce.core.model import Block, BlockKind, Container

Path = tuple[Container, ...]
_LISTS = frozenset(("ul", "ol"))


class Home:
    """Finds the containers of the new text that a block of the old one would stand in."""

    def __init__(self, new: Sequence[Block], pairs: Iterable[tuple[Block, Block]]) -> None:
        self._parent: dict[int, int | None] = {}
        self._by_key: dict[int, Container] = {}
        for block in new:
            outer: int | None = None
            for container in block.containers:
                self._parent.setdefault(container.key, outer)
                self._by_key.setdefault(container.key, container)
                outer = container.key
        votes: dict[int, Counter[int]] = defaultdict(Counter)
        for a, b in pairs:
            for x, y in zip(a.containers, b.containers, strict=False):
                if not _alike(x, y):
                    break
                votes[x.key][y.key] += 1
        self._map = {key: min(count, key=lambda k: (-count[k], k)) for key, count in votes.items()}

    def of(self, block: Block) -> Path:
        """The containers to show a deleted block in."""
        path: list[Container] = []
        parent: int | None = None
        known = True
        for container in block.containers:
            target = self._map.get(container.key) if known else None
            if target is not None and self._parent[target] == parent:
                path.append(self._by_key[target])
                parent = target
                continue
            known = False
            path.append(replace(container, key=-1 - container.key))
        return tuple(path)


def _alike(a: Container, b: Container) -> bool:
    return a.kind == b.kind or (a.kind in _LISTS and b.kind in _LISTS)


def shared(a: Path, b: Path) -> int:
    """How many containers two paths have in common."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x.key != y.key:
            break
        count += 1
    return count


def merge(
    gone: Sequence[tuple[Block, Path]], come: Sequence[tuple[Block, Path]], last: Path, following: Path
) -> list[tuple[int, int]]:
    """The order in which deleted and inserted blocks are shown between two kept ones: (side 0 or 1, index).

    Each keeps its own order; next comes the one that stays longest in the list or table just shown; deletions first
    where both do, but not a deleted heading before text that belongs to the section above it.
    """
    order: list[tuple[int, int]] = []
    i = j = 0
    while i < len(gone) or j < len(come):
        if i == len(gone) or (j < len(come) and _new_first(gone[i], come[j], last, following)):
            order.append((1, j))
            last = come[j][1]
            j += 1
        else:
            order.append((0, i))
            last = gone[i][1]
            i += 1
    return order


def _new_first(gone: tuple[Block, Path], come: tuple[Block, Path], last: Path, following: Path) -> bool:
    old_stays, new_stays = shared(gone[1], last), shared(come[1], last)
    if old_stays != new_stays:
        return new_stays > old_stays
    old_heading, new_heading = gone[0].kind is BlockKind.HEADING, come[0].kind is BlockKind.HEADING
    if old_heading != new_heading:
        return old_heading
    if old_heading and gone[0].level != come[0].level:
        return come[0].level > gone[0].level
    return shared(gone[1], following) > shared(come[1], following)
