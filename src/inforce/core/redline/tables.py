"""Cells of two rows that are the same row: paired by the headings of their columns."""

from __future__ import annotations

from collections.abc import Sequence

from inforce.core.model import Block, BlockKind
from inforce.core.redline.words import common_blocks

Pair = tuple[int | None, int | None]


class Columns:
    """The headings of every table of a text."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._heads: dict[int, tuple[str, ...]] = {}
        rows: dict[int, int] = {}
        for block in blocks:
            if block.kind is not BlockKind.CELL:
                continue
            table, row = key_of(block, "table"), key_of(block, "tr")
            if rows.setdefault(table, row) == row:
                self._heads[table] = (*self._heads.get(table, ()), " ".join(block.text.split()).casefold())

    def of(self, cell: Block) -> tuple[str, ...]:
        """The first row of the table that a cell stands in, in small letters."""
        return self._heads.get(key_of(cell, "table"), ())


def key_of(block: Block, kind: str) -> int:
    """Which table, row … a block stands in; -1 if none."""
    return next((c.key for c in reversed(block.containers) if c.kind == kind), -1)


def pair_cells(
    old: Sequence[Block], new: Sequence[Block], old_heads: Sequence[str], new_heads: Sequence[str]
) -> list[Pair]:
    """Index of the old and of the new cell, in the order shown; None where a column is gone or new."""
    if len(old) == len(new) and (
        old_heads == new_heads or not set(old_heads) & set(new_heads) or len(old_heads) != len(old)
    ):
        return [(k, k) for k in range(len(old))]
    if len(old_heads) != len(old) or len(new_heads) != len(new):
        old_heads, new_heads = [c.text for c in old], [c.text for c in new]
    pairs: list[Pair] = []
    i = j = 0
    for match in [*common_blocks(old_heads, new_heads), (len(old), len(new), 0)]:
        a, b, length = match
        if a - i == b - j:
            pairs += [(i + k, j + k) for k in range(a - i)]
        else:
            pairs += [(k, None) for k in range(i, a)] + [(None, k) for k in range(j, b)]
        pairs += [(a + k, b + k) for k in range(length)]
        i, j = a + length, b + length
    return pairs
