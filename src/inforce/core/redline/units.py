"""What is aligned: a block, or a whole row of a table, with its number taken off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from inforce.core.model import Block, BlockKind
from inforce.core.redline import numbers
from inforce.core.redline.tokens import OFTEN, keys, plain_typography

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
