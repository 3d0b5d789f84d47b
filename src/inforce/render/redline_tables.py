"""Rows of a redlined table that lack a column: where empty cells stand, so that the other cells keep their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from inforce.core.model import BlockKind
from inforce.core.redline import Entry

EMPTY_CELL = "<td data-diff-ui></td>"


class Fill(NamedTuple):
    """Empty cells beside one cell."""

    before: int
    after: int


Slot = tuple[int | None, int | None]
"""Column of the old and of the new table; None where one lacks it."""


def fills(entries: Sequence[Entry]) -> Mapping[int, Fill]:
    """By the index of a cell's entry: the empty cells that its row needs. Empty where no column came or went."""
    found: dict[int, Fill] = {}
    for rows in _tables(entries):
        slots = _slots(entries, rows)
        if any(old is None or new is None for old, new in slots):
            for row in rows:
                found.update(_row(entries, row, slots))
    return found


def _tables(entries: Sequence[Entry]) -> Iterator[list[list[int]]]:
    """The rows of each table, each as the indices of its entries."""
    rows: list[list[int]] = []
    table = tr = None
    for at, entry in enumerate(entries):
        if entry.shape.kind is not BlockKind.CELL:
            continue
        keys = {container.kind: container.key for container in entry.shown}
        if rows and keys.get("table") != table:
            yield rows
            rows = []
        if not rows or keys.get("tr") != tr:
            rows.append([])
        rows[-1].append(at)
        table, tr = keys.get("table"), keys.get("tr")
    if rows:
        yield rows


def _slots(entries: Sequence[Entry], rows: Sequence[Sequence[int]]) -> list[Slot]:
    """All columns, in the order shown: those of the row that both texts have and that is the longest."""
    best: list[Slot] = []
    for row in rows:
        cells = [entries[at] for at in row]
        kept = any(cell.old is not None and cell.new is not None for cell in cells)
        if kept and len(cells) > len(best):
            best = [(c.old.column if c.old else None, c.new.column if c.new else None) for c in cells]
    return best


def _row(entries: Sequence[Entry], row: Sequence[int], slots: Sequence[Slot]) -> Iterator[tuple[int, Fill]]:
    """Empty cells of one row; none where its cells do not fit the columns."""
    places: list[int] = []
    for at in row:
        cell = entries[at]
        side = 1 if cell.new is not None else 0
        column = cell.shape.column
        places.append(next((k for k, slot in enumerate(slots) if slot[side] == column), -1))
    if any(b <= a for a, b in zip([-1, *places], places, strict=False)):
        return
    for at, before, place in zip(row, [-1, *places], places, strict=False):
        after = len(slots) - 1 - place if at == row[-1] else 0
        if place - before > 1 or after:
            yield at, Fill(place - before - 1, after)
