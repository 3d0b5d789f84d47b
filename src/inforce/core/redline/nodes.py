"""Neighbouring entries that a person takes as one thing: a list, a table, a block; each with its section."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from inforce.core.model import Block, BlockKind
from inforce.core.redline.kinds import STRENGTH, kind_of
from inforce.core.redline.standing import Standing, elsewhere, parts
from inforce.core.redline.value import SLIGHT, ChangeKind, Entry

"""Not told of a list or table in which words came or went as well."""


@dataclass(slots=True)
class Node:
    """Neighbouring entries in one outermost list or table, or one block alone."""

    first: int
    end: int
    kinds: dict[int, ChangeKind] = field(default_factory=dict)
    """For each entry that differs, what happened to it."""
    standing: dict[int, Standing] = field(default_factory=dict)
    """For those of its entries that stand elsewhere though they were not moved: how."""
    section: int = 0
    heading: int = 0
    """Level, if it is a heading."""
    more: list[int] = field(default_factory=list)
    """Further sections in which it stands: a heading came into its midst, or went."""


@dataclass(slots=True)
class SectionNotes:
    """What is known of one section while walking."""

    block: Block | None
    entry: Entry | None
    kinds: list[ChangeKind] = field(default_factory=list)
    first: int = 0
    """Number of the first change in it."""
    told_by: list[int] = field(default_factory=list)
    """Entries that left it: index of where they stand now."""


def nodes_of(entries: Sequence[Entry], shapes: Collection[int]) -> tuple[list[Node], list[SectionNotes]]:
    """All entries, in order, and the sections that `Node.section` counts; the first is what stands before any heading.

    `shapes`: index of entries that differ in a way only their places tell.
    """
    walk = _Walk(entries, shapes)
    for at in range(len(entries)):
        walk.step(at)
    return walk.nodes, walk.notes


class _Walk:
    """The entries, one after the other."""

    def __init__(self, entries: Sequence[Entry], shapes: Collection[int]) -> None:
        self.nodes: list[Node] = []
        self.notes = [SectionNotes(None, None)]
        self._entries = entries
        self._shapes = shapes
        self._standing = elsewhere(entries)
        self._here = self._here_new = self._here_old = 0
        """Sections: of what is read now, of the new text, of the old one."""
        self._section_of: dict[int, int] = {}
        """By index of a heading."""
        self._moved_along = 0
        """The move that took the heading of the old text along, under which we are."""
        self._list: int | None = None

    def step(self, at: int) -> None:
        """One more entry."""
        entry = self._entries[at]
        heading = entry.shape.kind is BlockKind.HEADING
        if heading:
            self._heading(at, entry)
        section = self._here if entry.new is None and not entry.moved_from else self._here_new
        if entry.new is not None:
            self._here = self._here_new
        outer = entry.shown[0].key if entry.shown else None
        if self.nodes and outer is not None and outer == self._list and self.nodes[-1].section == section:
            self.nodes[-1].end = at + 1
        else:
            self.nodes.append(Node(at, at + 1, section=section, heading=entry.shape.level if heading else 0))
        self._list = outer
        kind = self._kind(at, entry)
        if kind is not None:
            self.nodes[-1].kinds[at] = kind
            self._note(at, entry, kind, section)
        for part in parts(entry)[1:] if entry.breaks else ():
            if part.shape.kind is BlockKind.HEADING:
                self._inner_heading(at, part)

    def _heading(self, at: int, entry: Entry) -> None:
        if entry.moved_from:
            self._moved_along = entry.move
            return
        self.notes.append(SectionNotes(entry.shape, entry))
        self._here = self._section_of[at] = len(self.notes) - 1
        if entry.new is not None:
            self._here_new = self._here
        if entry.old is not None and not entry.moved_to:
            self._here_old, self._moved_along = self._here, 0

    def _inner_heading(self, at: int, part: Entry) -> None:
        """A heading that divides a block, or divided it: its section is told with the change of the block."""
        self.notes.append(SectionNotes(part.shape, part))
        here = len(self.notes) - 1
        if part.new is not None:
            self._here = self._here_new = here
        if part.old is not None:
            self._here_old, self._moved_along = here, 0
        self.notes[here].kinds.append(ChangeKind.CHANGED)
        self.nodes[-1].more.append(here)

    def _kind(self, at: int, entry: Entry) -> ChangeKind | None:
        kind = kind_of(entry) or (ChangeKind.FORMATTING if at in self._shapes else None)
        standing = self._standing.get(at)
        if standing is None:
            return kind
        self.nodes[-1].standing[at] = standing
        return ChangeKind.CHANGED if kind is None or kind in SLIGHT else kind

    def _note(self, at: int, entry: Entry, kind: ChangeKind, section: int) -> None:
        """What a section is told to have met; also the one that a block has left."""
        if entry.shape.kind is BlockKind.HEADING and kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED):
            return
        if not entry.moved_from:
            self.notes[section].kinds.append(kind)
            standing = self._standing.get(at)
            if standing is not None and standing.left >= 0:
                self._left(self._section_of.get(standing.left, section), at)
        elif entry.move != self._moved_along:
            self._left(self._here_old, entry.partner)

    def _left(self, section: int, at: int) -> None:
        self.notes[section].kinds.append(ChangeKind.CHANGED)
        self.notes[section].told_by.append(at)


def kind_of_node(node: Node) -> ChangeKind:
    """What happened to a list, table or block in which something did."""
    kinds = set(node.kinds.values())
    if len(kinds) == 1:
        return kinds.pop()
    if kinds <= {ChangeKind.MOVED, ChangeKind.RENUMBERED}:
        return ChangeKind.MOVED
    if kinds & {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.MOVED}:
        words = kinds - SLIGHT
        return words.pop() if len(words) == 1 else ChangeKind.CHANGED
    return min(kinds, key=STRENGTH.index)


def goes_on(entries: Sequence[Entry], first: Node, last: Node, node: Node, kind: ChangeKind) -> bool:
    """Does the next node belong to the same change: more added, removed or moved blocks of one section?"""
    if kind not in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED) or not node.kinds:
        return False
    if len(node.kinds) != node.end - node.first or len(last.kinds) != last.end - last.first:
        return False
    if kind_of_node(node) is not kind or (node.heading and not (first.heading and node.heading > first.heading)):
        return False
    a, b = entries[last.end - 1], entries[node.first]
    return (a.move, a.place) == (b.move, b.place)


def kind_of_section(note: SectionNotes) -> str | None:
    """What happened to a section; None if nothing did."""
    if note.entry is not None:
        if note.entry.place:
            return ChangeKind.MOVED
        if note.entry.old is None:
            return ChangeKind.ADDED
        if note.entry.new is None:
            return ChangeKind.REMOVED
    kinds = set(note.kinds)
    if not kinds:
        return None
    if kinds & {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.MOVED}:
        return ChangeKind.CHANGED
    return min(kinds, key=STRENGTH.index)
