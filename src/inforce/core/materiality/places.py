"""What a sentence stands under: headings, the sentence that introduces its list, the headings of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inforce.core.materiality import sentences
from inforce.core.model import Block
from inforce.core.redline.value import Break, Piece, Redline

_LONGEST_ITEM = 300
"""Characters of an item that are read as what stands over its own list."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a sentence stands under."""

    section: str = ""
    """Anchor of its section; "" before the first heading."""
    titles: tuple[str, ...] = ()
    """Headings over it, outermost first."""
    leads: tuple[str, ...] = ()
    """Of a list item or table row: the sentence that introduces the list, then the items it is nested in."""
    kind: str = "paragraph"
    """paragraph, heading, item, row or code."""
    columns: tuple[str, ...] = ()
    """Of a row: the headings of its cells, "" where there is none."""

    @property
    def title(self) -> str:
        """The nearest heading; "" before the first."""
        return self.titles[-1] if self.titles else ""


@dataclass(slots=True)
class Headings:
    """The headings over the place reached, of one of the two texts, and what introduces the list there."""

    stack: list[tuple[int, str, str]] = field(default_factory=list)
    leads: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)

    def pass_block(self, block: Block, text: str) -> None:
        """Go past a block of the text."""
        if block.kind == "heading":
            while self.stack and self.stack[-1][0] >= block.level:
                self.stack.pop()
            self.stack.append((block.level, sentences.plain(text[len(block.number) :]), block.anchor))
            self.leads = {}
        elif block.kind == "cell":
            if block.header:
                self.columns[block.column] = sentences.plain(text)
        else:
            depth = _depth(block)
            self.leads[depth] = text
            for deeper in [d for d in self.leads if d > depth]:
                del self.leads[deeper]

    def where(self, block: Block) -> Where:
        """What a block here stands under."""
        depth = _depth(block)
        row = block.kind == "cell"
        leads = tuple(_introduction(self.leads[d], d) for d in sorted(self.leads) if d < depth or row)
        kind = "row" if row else "heading" if block.kind == "heading" else "item" if depth else "paragraph"
        kind = "code" if block.kind == "code" else kind
        titles = tuple(title for _, title, _ in self.stack)
        return Where(self.stack[-1][2] if self.stack else "", titles, leads if kind in ("item", "row") else (), kind)

    def column(self, block: Block) -> str:
        """The heading of a cell's column; "" where there is none."""
        return self.columns.get(block.column, "")


def _depth(block: Block) -> int:
    return sum(container.kind in ("li", "dd") for container in block.containers)


def _introduction(text: str, depth: int) -> str:
    """Of a paragraph before a list its last sentence, of an item over a list its beginning."""
    if depth:
        return sentences.plain(text[:_LONGEST_ITEM])
    start, end = sentences.spans(text)[-1]
    return sentences.plain(text[start:end])


def pass_entry(redline: Redline, index: int, old_at: Headings, new_at: Headings) -> None:
    """Go past an entry of a redline, in both texts."""
    entry = redline.entries[index]
    words = redline.moved_text(entry)
    if entry.new is not None:
        new_at.pass_block(entry.new, side_text(entry.pieces, old=False))
    if entry.old is not None and entry.place != "to":
        old_at.pass_block(entry.old, side_text(words.pieces, old=True))


def side_text(pieces: Sequence[Piece | Break], *, old: bool) -> str:
    """The characters of one side of an entry; an empty line where one of its blocks ends and the next begins."""
    parts: list[str] = []
    for piece in pieces:
        if isinstance(piece, Break):
            if (piece.old if old else piece.new) is not None:
                parts.append("\n\n")
        else:
            run = piece.old if old else piece.new
            if run is not None:
                parts.append(run.text)
    return "".join(parts)


def origins(redline: Redline) -> dict[int, Where]:
    """Where each moved block stood, by the index of its new place."""
    found: dict[int, Where] = {}
    if any(entry.moved_from for entry in redline.entries):
        at = Headings()
        for entry in redline.entries:
            if entry.old is None or entry.moved_to:
                continue
            if entry.moved_from:
                found[entry.partner] = at.where(entry.old)
            at.pass_block(entry.old, side_text(redline.moved_text(entry).pieces, old=True))
    return found
