"""Which stretches of a redline are folded away: unchanged ones, but for what a reader needs around a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inforce.core.model import BlockKind
from inforce.core.redline import Entry, Redline

LEAST_WORDS = 25
"""Words below which folding a stretch would save no reading."""


@dataclass(slots=True)
class Node:
    """Neighbouring entries in one outermost list, table or quotation, or one block alone."""

    first: int
    end: int
    level: int
    """Of a heading; else 0."""
    changed: bool
    words: int
    shown: bool = True


def nodes_of(redline: Redline) -> list[Node]:
    """The redline in stretches that a label or a fold can stand before."""
    starts = {change.first for change in redline.changes}
    touched = set(redline.touched)
    nodes: list[Node] = []
    key: int | None = None
    for at, entry in enumerate(redline.entries):
        outer = entry.shown[0].key if entry.shown else None
        changed = at in touched
        words = len(redline.moved_text(entry).text.split())
        if nodes and outer is not None and outer == key and at not in starts:
            node = nodes[-1]
            node.end, node.changed, node.words = at + 1, node.changed or changed, node.words + words
        else:
            level = entry.shape.level if entry.shape.kind is BlockKind.HEADING else 0
            nodes.append(Node(at, at + 1, level, changed, words))
        key = outer
    return nodes


def fold(redline: Redline) -> list[Node]:
    """The nodes, each told whether it is shown: changes, their headings, and one block around them."""
    nodes = nodes_of(redline)
    for node in nodes:
        node.shown = node.changed
    _show_headings(nodes)
    for at, node in enumerate(nodes):
        if node.shown or node.level:
            continue
        before = nodes[at - 1] if at else None
        after = nodes[at + 1] if at + 1 < len(nodes) else None
        if _loose(redline.entries[node.first]):
            node.shown = True
            continue
        near = (after is not None and after.changed and not after.level) or (
            before is not None and before.changed and not before.level
        )
        node.shown = near and node.words <= 120
    _show_short(nodes)
    return nodes


def _loose(entry: Entry) -> bool:
    """Text outside any element cannot stand in a fold without changing what it is."""
    return entry.shape.kind is BlockKind.TEXT and not entry.shown


def _show_headings(nodes: Sequence[Node]) -> None:
    """Headings above a change stay visible, up to the outermost."""
    wanted = 0
    """Headings below this level (1 is the outermost) stand above a change."""
    for node in reversed(nodes):
        if node.level:
            if node.level < wanted or node.changed:
                node.shown = True
                wanted = node.level
        elif node.changed:
            wanted = 7


def _show_short(nodes: Sequence[Node]) -> None:
    at = 0
    while at < len(nodes):
        end = at
        while end < len(nodes) and not nodes[end].shown:
            end += 1
        if end > at and sum(n.words for n in nodes[at:end]) < LEAST_WORDS:
            for node in nodes[at:end]:
                node.shown = True
        at = max(end, at + 1)


def summary(redline: Redline, folded: Sequence[Node]) -> str:
    """What a fold holds: "Sections 2.1 and 2.2, unchanged, 168 words"."""
    words = sum(n.words for n in folded)
    counted = f"unchanged, {words} word{'' if words == 1 else 's'}"
    heads = [n for n in folded if n.level]
    entries = redline.entries
    if heads and folded[0].level:
        top = min(n.level for n in heads)
        tops = [entries[n.first].shape for n in heads if n.level == top]
        numbers = [s.number.rstrip(".:) ") for s in tops]
        if all(numbers):
            bare = [n.split()[-1] for n in numbers]
            if len(bare) == 1:
                return f"Section {bare[0]}, {counted}"
            joint = "and" if len(bare) == 2 else "to"
            return f"Sections {bare[0]} {joint} {bare[-1]}, {counted}"
        if len(tops) == 1:
            return f"Section “{_title(entries[folded[0].first])}”, {counted}"
        return f"{len(tops)} sections, from “{_title(entries[folded[0].first])}”, {counted}"
    if len(folded) == 1:
        return f"{_thing(entries[folded[0].first : folded[0].end])}, {counted}"
    return f"{len(folded)} paragraphs, {counted}" if not heads else f"Text, {counted}"


def _title(entry: Entry) -> str:
    return " ".join(entry.text.split())


def _thing(members: Sequence[Entry]) -> str:
    items = len({e.shown[-1].key for e in members if e.shown and e.shown[-1].kind == "li"})
    rows = len({c.key for e in members for c in e.shown if c.kind == "tr"})
    if rows:
        return f"Table of {rows} rows"
    if items:
        return f"{items} list item{'' if items == 1 else 's'}"
    return "1 paragraph" if len(members) == 1 else f"{len(members)} blocks"
