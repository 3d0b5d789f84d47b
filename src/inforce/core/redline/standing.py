"""Where a block stands that kept its place and words: under which heading, in which list, at which number.

"Your health data" under "We collect" and under "We do not collect" is not the same, though no word of it changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inforce.core.model import Block, BlockKind
from inforce.core.redline.value import Break, Entry, Legal, Piece

_NOWHERE = (-1, -1)
"""A heading that only one text has: what stands under it is told by the heading itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the place of a block differs though it was not moved."""

    words: str
    """"moved out one level", "with another number", "now under “Rights”"."""
    item: bool
    """Is it told of an item of a list? Else of what stands under a heading."""
    left: int = -1
    """Index of the heading it stood under; -1 if that is the same."""
    legal: Legal = Legal.LIST
    """Which weight that has."""


@dataclass(slots=True)
class _Ranks:
    """For each item of a numbered list: which one of its list it is."""

    seen: dict[int, dict[int, int]] = field(default_factory=dict)

    def of(self, block: Block) -> tuple[int, int] | None:
        """Rank and number of the innermost item a block stands in; None if that has no number."""
        for outer, container in zip(reversed(block.containers[:-1]), reversed(block.containers), strict=False):
            if container.kind == "li":
                if container.number is None:
                    return None
                items = self.seen.setdefault(outer.key, {})
                return items.setdefault(container.key, len(items)), container.number
        return None


def elsewhere(entries: Sequence[Entry]) -> dict[int, Standing]:
    """Blocks in both texts that stand under another heading or item now, or at a number that nothing explains."""
    found = _numbers(entries)
    found.update(_items(entries))
    for at, standing in _headings(entries).items():
        found.setdefault(at, standing)
    return found


def _items(entries: Sequence[Entry]) -> dict[int, Standing]:
    became: dict[int, int] = {}
    was: dict[int, int] = {}
    lists: dict[int, tuple[list[int], list[int]]] = {}
    for at, entry in enumerate(entries):
        if entry.old is None or entry.new is None:
            continue
        old, new = ([c.key for c in side.containers if c.kind == "li"] for side in (entry.old, entry.new))
        if old and new:
            became.setdefault(old[-1], new[-1])
            was.setdefault(new[-1], old[-1])
            if not entry.place:
                lists[at] = old, new
    found: dict[int, Standing] = {}
    for at, (old, new) in lists.items():
        levels = len(new) - len(old)
        if levels:
            count = "one level" if abs(levels) == 1 else f"{abs(levels)} levels"
            found[at] = Standing(f"moved {'in' if levels > 0 else 'out'} {count}", item=True)
        elif len(old) > 1 and (became.get(old[-2], new[-2]), was.get(new[-2], old[-2])) != (new[-2], old[-2]):
            found[at] = Standing("now under another item", item=True)
    return found


def _numbers(entries: Sequence[Entry]) -> dict[int, Standing]:
    before, after = _Ranks(), _Ranks()
    found: dict[int, Standing] = {}
    for at, entry in enumerate(entries):
        old = before.of(entry.old) if entry.old is not None and not entry.moved_to else None
        new = after.of(entry.new) if entry.new is not None else None
        if old and new and new[1] - old[1] not in (0, new[0] - old[0]):
            found[at] = Standing("with another number", item=True, legal=Legal.NUMBER)
    return found


def _headings(entries: Sequence[Entry]) -> dict[int, Standing]:
    here_old = here_new = _NOWHERE
    before: dict[int, tuple[int, int]] = {}
    after: dict[int, tuple[int, int]] = {}
    for at, entry in enumerate(entries):
        both = entry.old is not None and entry.new is not None
        if entry.shape.kind is BlockKind.HEADING:
            if entry.new is not None:
                here_new = (at, 0) if both else _NOWHERE
            if entry.moved_from:
                here_old = (entry.partner, 0)
            elif entry.old is not None and not entry.moved_to:
                here_old = (at, 0) if both else _NOWHERE
        elif entry.moved_from:
            before[entry.partner] = here_old
        elif both:
            after[at] = here_new
            if not entry.moved_to:
                before[at] = here_old
        for number, piece in enumerate(entry.breaks, 1):
            old, new = (side is not None and side.kind is BlockKind.HEADING for side in (piece.old, piece.new))
            if old:
                here_old = (at, number) if new else _NOWHERE
            if new:
                here_new = (at, number) if old else _NOWHERE
    found: dict[int, Standing] = {}
    for at, now in after.items():
        was = before.get(at, now)
        if was != now and _NOWHERE not in (was, now):
            title = title_of(parts(entries[now[0]])[now[1]])
            found[at] = Standing(f"now under “{title}”", item=False, left=was[0])
    return found


def title_of(entry: Entry) -> str:
    """The words of a heading without its number."""
    number = entry.shape.number
    text = entry.text
    return " ".join((text[len(number) :] if text.startswith(number) else text).split())


def parts(entry: Entry) -> list[Entry]:
    """An entry in which blocks were split or joined as one entry for each block of either text, in order."""
    found: list[Entry] = []
    old, new, pieces = entry.old, entry.new, list[Piece | Break]()
    for piece in entry.pieces:
        if not isinstance(piece, Break):
            pieces.append(piece)
            continue
        found.append(Entry(old, new, tuple(pieces), entry.shown))
        old, new, pieces = piece.old, piece.new, []
    return [*found, Entry(old, new, tuple(pieces), entry.shown)]
