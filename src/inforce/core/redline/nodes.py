"""Neighbouring entries that a person takes as one thing: a list, a table, a block; each with its section."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from inforce.core.model import Block, BlockKind
from inforce.core.redline.kinds import STRENGTH, kind_of
from inforce.core.redline.value import ChangeKind, Entry

_SLIGHT = {
    ChangeKind.LINKS, ChangeKind.PUNCTUATION, ChangeKind.RENUMBERED, ChangeKind.FORMATTING, ChangeKind.TYPOGRAPHIC,
}  # fmt: skip
"""Not told of a list or table in which words came or went as well."""


@dataclass(slots=True)
class Node:
    """Neighbouring entries in one outermost list or table, or one block alone."""

    first: int
    end: int
    kinds: dict[int, ChangeKind] = field(default_factory=dict)
    """For each entry that differs, what happened to it."""
    section: int = 0
    heading: int = 0
    """Level, if it is a heading."""


@dataclass(slots=True)
class SectionNotes:
    """What is known of one section while walking."""

    block: Block | None
    entry: Entry | None
    kinds: list[ChangeKind] = field(default_factory=list)
    first: int = 0


def nodes_of(entries: Sequence[Entry], shapes: Collection[int]) -> tuple[list[Node], list[SectionNotes]]:
    """All entries, in order, and the sections that `Node.section` counts; the first is what stands before any heading.

    `shapes`: index of entries that differ in a way only their places tell.
    """
    nodes: list[Node] = []
    notes = [SectionNotes(None, None)]
    here_new = here = 0
    key: int | None = None
    for at, entry in enumerate(entries):
        shape = entry.shape
        heading = shape.kind is BlockKind.HEADING
        if heading and not entry.moved_from:
            notes.append(SectionNotes(shape, entry))
            here = len(notes) - 1
            if entry.new is not None:
                here_new = here
        section = here if entry.new is None and not entry.moved_from else here_new
        if entry.new is not None:
            here = here_new
        outer = entry.shown[0].key if entry.shown else None
        if nodes and outer is not None and outer == key and nodes[-1].section == section:
            nodes[-1].end = at + 1
        else:
            nodes.append(Node(at, at + 1, section=section, heading=shape.level if heading else 0))
        key = outer
        kind = kind_of(entry) or (ChangeKind.FORMATTING if at in shapes else None)
        if kind is not None:
            nodes[-1].kinds[at] = kind
            if (
                not (heading and kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED))
                and not entry.moved_from
            ):
                notes[section].kinds.append(kind)
    return nodes, notes


def kind_of_node(node: Node) -> ChangeKind:
    """What happened to a list, table or block in which something did."""
    kinds = set(node.kinds.values())
    if len(kinds) == 1:
        return kinds.pop()
    if kinds <= {ChangeKind.MOVED, ChangeKind.RENUMBERED}:
        return ChangeKind.MOVED
    if kinds & {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.MOVED}:
        words = kinds - _SLIGHT
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
    if kinds & {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED}:
        return ChangeKind.CHANGED
    if kinds == {ChangeKind.MOVED}:
        return ChangeKind.CHANGED
    return min(kinds, key=STRENGTH.index)
