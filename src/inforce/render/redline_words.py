"""What several views say alike: where a change stands and where from it moved, its blocks, what leads a block."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import groupby

from inforce.core.model import Block, BlockKind
from inforce.core.redline import Break, Change, ChangeKind, Entry, Redline


def headline(redline: Redline, change: Change) -> str:
    """The change in one line: "Change 1 of 4: Words replaced – 2. Data"."""
    head = f"Change {change.number} of {len(redline.changes)}: {what_of(redline, change)}"
    place = place_of(redline, change)
    return f"{head} – {place}" if place else head


def what_of(redline: Redline, change: Change) -> str:
    """What happened; of moved text also where it stood: "Moved here, words unchanged; was after “2. Data”"."""
    if change.kind is not ChangeKind.MOVED:
        return change.what
    at = next((k for k in range(change.first, change.end) if redline.entries[k].moved_to), None)
    return change.what if at is None else f"{change.what}; was {other_place(redline, at)}"


def other_place(redline: Redline, at: int) -> str:
    """Where the moved entry at this index stands in the other text: "after “2. Data”", "in “2. Data”"."""
    here = redline.entries[at]
    old = here.moved_to
    for k in range(here.partner - 1, -1, -1):
        entry = redline.entries[k]
        if entry.shape.kind is BlockKind.HEADING and (_in_old(entry) if old else entry.new is not None):
            word = "after" if here.shape.kind is BlockKind.HEADING else "in"
            return f"{word} “{' '.join(sides_text(redline.moved_text(entry))[0 if old else 1].split())}”"
    return "at the beginning"


def _in_old(entry: Entry) -> bool:
    return entry.old is not None and not entry.moved_to


def told(redline: Redline, change: Change) -> Iterator[tuple[Entry, ...]]:
    """The blocks of a change that differ, in order: each alone, but of a table's row every cell.

    Before the first such row of a table comes the row of its headings, as it says what the cells are.
    """
    touched = redline.touched
    differ = set(touched[bisect_left(touched, change.first) : bisect_left(touched, change.end)])
    at = change.first
    table: int | None = None
    for group in by_row(redline.entries[change.first : change.end]):
        if not differ.isdisjoint(range(at, at + len(group))):
            here = _key_of(group[0], "table")
            if here is not None and here != table:
                yield from _headings(redline, here, group)
            table = here
            yield group
        at += len(group)


def is_context(group: Iterable[Entry]) -> bool:
    """Is this a row of headings that did not change, told for the sake of the rows below?"""
    return all(entry.shape.header and entry.place == "" and all(p.old is p.new for p in entry.words) for entry in group)


def _headings(redline: Redline, table: int, group: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    """The first row of a table, if it has headings alone and is not the row that is told itself."""
    cells = (entry for entry in redline.entries if _key_of(entry, "table") == table)
    first = next(by_row(cells), ())
    if first and first != group and is_context(first):
        yield first


def by_row(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Each entry alone, but the cells of one table row together."""
    for row, group in groupby(entries, key=_row_of):
        if row is None:
            yield from ((entry,) for entry in group)
        else:
            yield tuple(group)


def _row_of(entry: Entry) -> int | None:
    return _key_of(entry, "tr") if entry.shape.kind is BlockKind.CELL else None


def _key_of(entry: Entry, kind: str) -> int | None:
    """Of the innermost container of that kind."""
    return next((container.key for container in reversed(entry.shown) if container.kind == kind), None)


def sides_text(entry: Entry) -> tuple[str, str]:
    """Old and new words of an entry; blocks are divided by line breaks."""
    old: list[str] = []
    new: list[str] = []
    for piece in entry.pieces:
        if isinstance(piece, Break):
            old.append("\n" if piece.old else "")
            new.append("\n" if piece.new else "")
        else:
            old.append(piece.old.text if piece.old else "")
            new.append(piece.new.text if piece.new else "")
    return "".join(old), "".join(new)


def place_of(redline: Redline, change: Change) -> str:
    """Number and title of the section that a change stands in; empty before the first heading."""
    section = next((s for s in redline.sections if s.anchor == change.section), None)
    return " ".join(part for part in (section.number, section.title) if part) if section else ""


def item_lead(entry: Entry, bullet: str, *, old: bool | None = None) -> str:
    """What stands before a list item: its number as shown (as either text has it, if `old` says which), or a bullet."""
    as_old = entry.new is None if old is None else old
    number, delimiter = entry.old_number if as_old else entry.new_number
    if number is not None:
        return f"{number}{delimiter or '.'} "
    return f"{bullet} " if any(c.kind == "li" for c in entry.shown) else ""


def former_shape(entry: Entry) -> str:
    """What a kept block was, if it looks otherwise now: "was a paragraph", "was a heading of level 3"; else empty."""
    if entry.old is None or entry.new is None or entry.breaks:
        return ""
    before, after = _shape_name(entry.old), _shape_name(entry.new)
    return f"was {before}" if before != after else ""


def _shape_name(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        return f"a heading of level {block.level}"
    if block.kind is BlockKind.CELL:
        return "a heading cell" if block.header else "a table cell"
    if block.kind is BlockKind.CODE:
        return "preformatted text"
    kinds = [container.kind for container in block.containers]
    if "li" in kinds:
        depth = kinds.count("li")
        return "a list item" if depth == 1 else f"a list item of level {depth}"
    return "a quotation" if "blockquote" in kinds else "a paragraph"
