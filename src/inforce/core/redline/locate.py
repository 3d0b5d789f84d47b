"""From entries to changes and changed sections: what a person would count, and what it is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from inforce.core.redline import weighing
from inforce.core.redline.labels import what
from inforce.core.redline.nodes import Node, SectionNotes, goes_on, kind_of_node, kind_of_section, nodes_of
from inforce.core.redline.standing import title_of
from inforce.core.redline.unseen import invisible_difference
from inforce.core.redline.value import Break, Change, ChangeKind, Entry, Legal, Piece, PieceKind, SectionChange

_TEXT_CHANGED = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.CHANGED, ChangeKind.PUNCTUATION)


class Located(NamedTuple):
    """What differs, as `Redline` has it."""

    changes: tuple[Change, ...]
    sections: tuple[SectionChange, ...]
    touched: tuple[int, ...]


def located(entries: Sequence[Entry], shapes: Collection[int] = ()) -> Located:
    """All changes in reading order, the sections that they are in, and every entry that differs.

    `shapes`: index of entries that differ in a way only their places tell (where a list ends, for one).
    """
    nodes, notes = nodes_of(entries, shapes)
    found: list[Change] = []
    numbered: dict[int, int] = {}
    at = 0
    while at < len(nodes):
        node, end = nodes[at], at + 1
        if all(entries[k].moved_from for k in node.kinds):
            at += 1
            continue
        kind = kind_of_node(node)
        while end < len(nodes) and goes_on(entries, nodes[at], nodes[end - 1], nodes[end], kind):
            end += 1
        group = nodes[at:end]
        first, last = group[0].first, group[-1].end
        number = len(found) + 1
        block = notes[node.section].block
        found.append(
            Change(
                number,
                kind,
                what(entries, group, kind),
                first,
                last,
                block.anchor if block else "",
                _legal(entries, group),
            )
        )
        for member in group:
            for section in (member.section, *member.more):
                notes[section].first = notes[section].first or number
        numbered.update(dict.fromkeys(range(first, last), number))
        at = end
    for note in notes:
        if not note.first and note.told_by:
            note.first = min(numbered.get(k, 0) for k in note.told_by)
    touched = tuple(k for node in nodes for k in node.kinds)
    return Located(tuple(found), tuple(_sections(notes)), touched)


def _legal(entries: Sequence[Entry], group: Sequence[Node]) -> weighing.Weighing:
    blocks: list[Sequence[Piece | Break]] = []
    listed = False
    for at, kind in (pair for node in group for pair in node.kinds.items()):
        entry = entries[at]
        if entry.moved_from:
            continue
        if kind in _TEXT_CHANGED:
            blocks.append(entry.pieces)
        alone = entry.old is None or entry.new is None
        listed = listed or (alone and any(c.kind in ("li", "tr") for c in entry.shown))
    known = {s.legal for node in group for s in node.standing.values()}
    return weighing.Weighing(blocks, frozenset(known | {Legal.LIST} if listed else known))


def _sections(notes: Sequence[SectionNotes]) -> Iterable[SectionChange]:
    for note in notes:
        kind = kind_of_section(note)
        if kind is None:
            continue
        old_number = number = ""
        if note.entry is not None:
            number = note.entry.shape.number
            old_number = note.entry.old.number if note.entry.old is not None else ""
        block = note.block
        title = title_of(note.entry) if note.entry is not None else ""
        yield SectionChange(block.anchor if block else "", number, title, kind, old_number, note.first)


def invisible(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Each change that no eye can see, in a sentence."""
    found: list[str] = []
    for entry in entries:
        for piece in entry.words:
            if piece.kind is PieceKind.INVISIBLE:
                found.append(invisible_difference(piece))
    return tuple(dict.fromkeys(found))


def stale(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """References that did not follow a renumbering or lost their section, each in a sentence."""
    return tuple(
        dict.fromkeys(
            f"A reference to {old} stayed as it was, though section {old} of the old text "
            + (f"is {new} now" if new else "was removed")
            for old, new in pairs
        )
    )
