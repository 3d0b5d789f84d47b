"""The redline as a value: every block of both texts in reading order, each character once, said to be old, new or both.

Nothing here holds either text whole. `Redline.accept` and `Redline.reject` compute the new and the old blocks from the
entries alone, and `compare` refuses to hand out a redline whose two results are not the two texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from inforce.core.model import Block, Container, Run


class PieceKind(StrEnum):
    """What happened to a stretch of characters."""

    SAME = "same"
    """In both texts. Its bold, italic … or its link target may differ: compare `Piece.old` and `Piece.new`."""
    INSERTED = "inserted"
    DELETED = "deleted"
    RENUMBERED = "renumbered"
    """A number of a section or item, or a reference to one, that only follows an inserted, removed or moved section."""
    INVISIBLE = "invisible"
    """In both texts, alike to the eye, different in characters (zero-width, look-alike letter, no-break space)."""
    SPACING = "spacing"
    """In both texts; ordinary white space around it differs (a space, a line break, none at a paragraph's end)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of characters of one block that share one fate and one set of marks."""

    kind: PieceKind
    old: Run | None
    """As the old text has it; None where it has it not."""
    new: Run | None
    """As the new text has it; None where it has it not. The very same object as `old` where nothing differs."""

    @property
    def text(self) -> str:
        """The characters as the new text has them, else as the old had them."""
        run = self.new or self.old
        return run.text if run else ""

    @property
    def reformatted(self) -> bool:
        """Kept in words, but bold, italic, code … differ."""
        return self.old is not None and self.new is not None and self.old.marks != self.new.marks

    @property
    def raised(self) -> bool:
        """Kept in words, but digits became superscript or subscript, or are so no more: another number."""
        if self.old is None or self.new is None or self.old.marks == self.new.marks:
            return False
        differ = any((mark in self.old.marks) != (mark in self.new.marks) for mark in ("sup", "sub"))
        return differ and any(c.isdigit() for c in self.text)

    @property
    def retargeted(self) -> bool:
        """Kept in words, but its link was added, removed, or leads elsewhere."""
        return (
            self.old is not None
            and self.new is not None
            and (self.old.href != self.new.href or self.old.title != self.new.title)
        )


@dataclass(frozen=True, slots=True)
class Break:
    """Inside an entry: here a block ends and the next begins, in one text or in both. Shown as ¶."""

    old: Block | None
    """The next block of the old text, without its runs; None where the old text goes on (a paragraph was split)."""
    new: Block | None
    """The next block of the new text, without its runs; None where the new text goes on (paragraphs were joined)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of the redline: a block kept, inserted or deleted; several where blocks were split or joined."""

    old: Block | None
    """The (first) block of the old text, without its runs; None: inserted."""
    new: Block | None
    """The (first) block of the new text, without its runs; None: deleted, or moved away."""
    pieces: tuple[Piece | Break, ...] = ()
    """Empty at the place a block moved away from: its words are those of `partner`."""
    shown: tuple[Container, ...] = ()
    """Lists, tables … it is shown in, outermost first: the new text's; a deleted block joins those of its old neighbours
    where they live on."""  # noqa: E501
    move: int = 0
    """Above 0: number of the move it belongs to, the same at both places."""
    place: Literal["", "from", "to"] = ""
    """Of a moved block: is this the old place or the new one?"""
    partner: int = -1
    """For a moved block: the index in `Redline.entries` of the other place."""

    @property
    def moved_from(self) -> bool:
        """Is this the old place of a moved block?"""
        return self.place == "from"

    @property
    def moved_to(self) -> bool:
        """Is this the new place of a moved block?"""
        return self.place == "to"

    @property
    def inserted(self) -> bool:
        """Is the whole block new?"""
        return self.old is None

    @property
    def deleted(self) -> bool:
        """Is the whole block gone? (Not so where it moved.)"""
        return self.new is None and self.place != "from"

    @property
    def shape(self) -> Block:
        """The block as shown: the new one, else the old one. Without runs."""
        shape = self.new or self.old
        assert shape is not None
        return shape

    @property
    def text(self) -> str:
        """Its characters as the new text has them, else as the old had them. Empty at an old place of a move."""
        return "".join(p.text for p in self.pieces if isinstance(p, Piece) and (self.new is None or p.new is not None))

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Where blocks were split or joined."""
        return tuple(p for p in self.pieces if isinstance(p, Break))

    @property
    def words(self) -> tuple[Piece, ...]:
        """Its pieces without the breaks."""
        return tuple(p for p in self.pieces if isinstance(p, Piece))

    @property
    def old_number(self) -> tuple[int | None, str]:
        """Number and delimiter of the list item it stood in, for an item of a numbered list."""
        return _item_number(self.old)

    @property
    def new_number(self) -> tuple[int | None, str]:
        """Number and delimiter of the list item it stands in, for an item of a numbered list."""
        return _item_number(self.new)


def _item_number(block: Block | None) -> tuple[int | None, str]:
    for container in reversed(block.containers if block else ()):
        if container.kind == "li":
            return container.number, container.delimiter
    return None, ""


class ChangeKind(StrEnum):
    """What a change is, the most telling first: words before links before looks."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"
    LINKS = "links"
    PUNCTUATION = "punctuation"
    """Commas, quotation marks, dashes … alone; no letter, digit or sign."""
    RENUMBERED = "renumbered"
    FORMATTING = "formatting"
    TYPOGRAPHIC = "typographic"


SLIGHT = frozenset({ChangeKind.PUNCTUATION, ChangeKind.RENUMBERED, ChangeKind.FORMATTING, ChangeKind.TYPOGRAPHIC})
"""Kinds of change where all words stay."""


class Legal(StrEnum):
    """What a lawyer looks for in a change."""

    NUMBER = "number"
    PERIOD = "period"
    MONEY = "money"
    DATE = "date"
    NEGATION = "negation"
    MODALITY = "modality"
    EXCEPTION = "exception"
    DEFINED_TERM = "defined term"
    LIMIT = "limit"
    """At least, at most, before, after, within …"""
    CONJUNCTION = "and/or"
    LIST = "list"
    """An item or table row came or went, or text stands under another item or heading."""


@dataclass(frozen=True, slots=True)
class Change:
    """One located difference: neighbouring blocks that changed in the same way."""

    number: int
    """From 1, in reading order."""
    kind: ChangeKind
    what: str
    """In words, for a label: "Words changed", "Item added", "Moved here" …"""
    first: int
    """Index of its first entry."""
    end: int
    """Index after its last entry."""
    section: str
    """Anchor of the section it stands in; "" before the first heading."""
    weigh: Callable[[], frozenset[Legal]] = field(repr=False, compare=False)
    """Gives `legal`; only who asks for it waits for it."""

    @property
    def legal(self) -> frozenset[Legal]:
        """What of legal weight differs between its old and its new words."""
        return self.weigh()

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"change-{self.number}"


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One changed section, for the summary."""

    anchor: str
    """Of the new section; of the old one where it was removed."""
    number: str
    """As the new text has it (as the old had it, if removed)."""
    title: str
    kind: str
    """The value of a `ChangeKind`: what happened to the section, the most telling."""
    old_number: str
    """The number before; "" where there was none."""
    first_change: int
    """Number of its first change."""


@dataclass(frozen=True, slots=True)
class Redline:
    """All that differs between two texts, and all that does not."""

    entries: tuple[Entry, ...]
    """Every block of both texts, in the order in which they are read."""
    changes: tuple[Change, ...] = ()
    """What differs, located, in reading order."""
    sections: tuple[SectionChange, ...] = ()
    """Each section that differs, in reading order."""
    invisible: tuple[str, ...] = ()
    """Changes no eye can see, each named in a sentence."""
    stale_references: tuple[str, ...] = ()
    """References to a section that was renumbered, which did not follow: each in a sentence."""

    touched: tuple[int, ...] = ()
    """Index of every entry that differs, in order; the old places of moved blocks included."""

    @property
    def is_empty(self) -> bool:
        """Do the two texts say and show the same?"""
        return not self.changes

    def accept(self) -> tuple[Block, ...]:
        """The blocks of the new text, computed from the entries; lists and tables as the new text has them."""
        return tuple(block for entry in self.entries if entry.new is not None for block in new_side(entry))

    def reject(self) -> tuple[Block, ...]:
        """The blocks of the old text, computed from the entries."""
        found: list[Block] = []
        for entry in self.entries:
            if entry.moved_to or entry.old is None:
                continue
            found.extend(old_side(self.entries[entry.partner] if entry.moved_from else entry))
        return tuple(found)

    def moved_text(self, entry: Entry) -> Entry:
        """The entry that holds the words: itself, or for an old place the new one."""
        return self.entries[entry.partner] if entry.moved_from else entry


def new_side(entry: Entry) -> Iterator[Block]:
    """The blocks an entry has in the new text, with their runs."""
    shape, runs = entry.new, list[Run]()
    for piece in entry.pieces:
        if isinstance(piece, Break):
            if piece.new is not None:
                if shape is not None:
                    yield with_runs(shape, join_runs(runs))
                shape, runs = piece.new, []
        elif piece.new is not None:
            runs.append(piece.new)
    if shape is not None:
        yield with_runs(shape, join_runs(runs))


def old_side(entry: Entry) -> Iterator[Block]:
    """The blocks an entry has in the old text, with their runs."""
    shape, runs = entry.old, list[Run]()
    for piece in entry.pieces:
        if isinstance(piece, Break):
            if piece.old is not None:
                if shape is not None:
                    yield with_runs(shape, join_runs(runs))
                shape, runs = piece.old, []
        elif piece.old is not None:
            runs.append(piece.old)
    if shape is not None:
        yield with_runs(shape, join_runs(runs))


def with_runs(block: Block, runs: tuple[Run, ...]) -> Block:
    """The block with other runs. (Much faster than `dataclasses.replace`, and there are many blocks.)"""
    return Block(
        block.kind, runs, block.containers, block.line, block.last_line, block.level, block.anchor, block.number,
        block.header, block.align, block.column, block.language)  # fmt: skip


def join_runs(runs: list[Run] | tuple[Run, ...]) -> tuple[Run, ...]:
    """The same characters with as few runs as can be."""
    if len(runs) == 1 and (runs[0].text or runs[0].image is not None):
        return (runs[0],)
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and run.image is None and last.image is None and same_shape(last, run):
            joined[-1] = Run(last.text + run.text, last.marks, last.href, last.title)
        elif run.text or run.image is not None:
            joined.append(run)
    return tuple(joined)


def same_shape(a: Run, b: Run) -> bool:
    """Do two runs look alike and lead to the same place?"""
    return a.marks == b.marks and a.href == b.href and a.title == b.title and a.image == b.image
