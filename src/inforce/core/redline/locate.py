"""From entries to changes and changed sections: what a person would count, and what it is called."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from inforce.core.model import Block, BlockKind
from inforce.core.redline import legal
from inforce.core.redline.remarks import spacing
from inforce.core.redline.tokens import plain_typography
from inforce.core.redline.unseen import invisible_difference
from inforce.core.redline.value import Break, Change, ChangeKind, Entry, Legal, Piece, PieceKind, SectionChange

_STRENGTH = (
    ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.CHANGED, ChangeKind.LINKS,
    ChangeKind.PUNCTUATION, ChangeKind.RENUMBERED, ChangeKind.FORMATTING, ChangeKind.TYPOGRAPHIC,
)  # fmt: skip


_TEXT_CHANGED = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.CHANGED, ChangeKind.PUNCTUATION)
_SLIGHT = {
    ChangeKind.LINKS, ChangeKind.PUNCTUATION, ChangeKind.RENUMBERED, ChangeKind.FORMATTING, ChangeKind.TYPOGRAPHIC,
}  # fmt: skip
"""Not told of a list or table in which words came or went as well."""
_SIGNS = frozenset("%‰§¶&#@*/\\")
"""Unicode counts them as punctuation; in a legal text they mean something by themselves."""


def kind_of(entry: Entry) -> ChangeKind | None:
    """What happened to one entry, the most telling first; None if nothing did."""
    if entry.place:
        return ChangeKind.MOVED
    if entry.old is None:
        return ChangeKind.ADDED
    if entry.new is None:
        return ChangeKind.REMOVED
    if any(isinstance(p, Break) and (p.old is None or p.new is None) for p in entry.pieces):
        return ChangeKind.CHANGED
    pieces = entry.words
    if len(pieces) == 1 and pieces[0].old is pieces[0].new:
        return _kind_of_shape(entry)
    marked = [p for p in pieces if p.kind in (PieceKind.INSERTED, PieceKind.DELETED)]
    if marked:
        before, after = sides(pieces)
        if _images(pieces, old=True) != _images(pieces, old=False):
            return ChangeKind.CHANGED
        if all(_is_punctuation(p.text) for p in marked):
            return ChangeKind.LINKS if any(p.retargeted for p in pieces) else ChangeKind.PUNCTUATION
        return ChangeKind.TYPOGRAPHIC if plain_typography(before) == plain_typography(after) else ChangeKind.CHANGED
    if any(p.retargeted for p in pieces):
        return ChangeKind.LINKS
    if any(p.kind is PieceKind.RENUMBERED for p in pieces):
        return ChangeKind.RENUMBERED
    shape = _kind_of_shape(entry)
    if shape is not None:
        return shape
    if any(p.reformatted for p in pieces):
        return ChangeKind.FORMATTING
    if any(what == "line break" for what, _ in _spacing(entry)):
        return ChangeKind.FORMATTING
    if any(p.kind is PieceKind.INVISIBLE for p in pieces) or _spacing(entry):
        return ChangeKind.TYPOGRAPHIC
    return None


def _is_punctuation(text: str) -> bool:
    marks = "".join(text.split())
    return bool(marks) and all(unicodedata.category(c)[0] == "P" and c not in _SIGNS for c in marks)


def _spacing(entry: Entry) -> list[tuple[str, str]]:
    """What became of white space where no word changed: thing and verb, for each place."""
    exact = entry.shape.kind is BlockKind.CODE
    told = (spacing(p, exact=exact) for p in entry.words if p.kind is PieceKind.SPACING)
    return [what for what in told if what[0]]


def _images(pieces: Iterable[Piece], *, old: bool) -> list[tuple[str, str]]:
    runs = [piece.old if old else piece.new for piece in pieces]
    return [(run.image, run.text) for run in runs if run is not None and run.image is not None]


def _kind_of_shape(entry: Entry) -> ChangeKind | None:
    assert entry.old is not None
    assert entry.new is not None
    if _frame(entry.old) != _frame(entry.new):
        return ChangeKind.FORMATTING
    if entry.old_number != entry.new_number:
        return ChangeKind.RENUMBERED
    return None


def _frame(block: Block) -> tuple[object, ...]:
    """What the eye sees of a block's shape. A tight and a loose list look alike."""
    kind = BlockKind.PARAGRAPH if block.kind is BlockKind.TEXT else block.kind
    return kind, block.level, block.header, block.align, tuple(c.kind for c in block.containers)


def sides(pieces: Iterable[Piece | Break]) -> tuple[str, str]:
    """Old and new characters of some pieces; a break counts as a space."""
    old: list[str] = []
    new: list[str] = []
    for piece in pieces:
        if isinstance(piece, Break):
            old.append(" ")
            new.append(" ")
        elif piece.kind is not PieceKind.RENUMBERED:
            old.append(piece.old.text if piece.old else "")
            new.append(piece.new.text if piece.new else "")
    return "".join(old), "".join(new)


@dataclass(slots=True)
class _Node:
    """Neighbouring entries in one outermost list or table, or one block alone."""

    first: int
    end: int
    kinds: dict[int, ChangeKind] = field(default_factory=dict)
    section: int = 0
    heading: int = 0
    """Level, if it is a heading."""


@dataclass(slots=True)
class _SectionNotes:
    """What is known of one section while walking."""

    block: Block | None
    entry: Entry | None
    kinds: list[ChangeKind] = field(default_factory=list)
    first: int = 0


def touched(entries: Sequence[Entry], shapes: Collection[int] = ()) -> tuple[int, ...]:
    """Index of every entry that differs."""
    return tuple(at for at, entry in enumerate(entries) if at in shapes or kind_of(entry) is not None)


def changes(
    entries: Sequence[Entry], shapes: Collection[int] = ()
) -> tuple[tuple[Change, ...], tuple[SectionChange, ...]]:
    """All changes in reading order, and the sections that they are in.

    `shapes`: index of entries that differ in a way only their places tell (where a list ends, for one).
    """
    nodes, notes = _nodes(entries, shapes)
    found: list[Change] = []
    at = 0
    while at < len(nodes):
        node, end = nodes[at], at + 1
        if all(entries[k].moved_from for k in node.kinds):
            at += 1
            continue
        kind = _kind_of_node(node)
        while end < len(nodes) and _goes_on(entries, nodes[at], nodes[end - 1], nodes[end], kind):
            end += 1
        group = nodes[at:end]
        first, last = group[0].first, group[-1].end
        changed = [k for n in group for k in n.kinds]
        number = len(found) + 1
        block = notes[node.section].block
        found.append(
            Change(
                number,
                kind,
                _what(entries, group, kind),
                first,
                last,
                block.anchor if block else "",
                _legal(entries, changed),
            )
        )
        for member in group:
            section = notes[member.section]
            section.first = section.first or number
        at = end
    return tuple(found), tuple(_sections(notes))


def _nodes(entries: Sequence[Entry], shapes: Collection[int]) -> tuple[list[_Node], list[_SectionNotes]]:
    nodes: list[_Node] = []
    notes = [_SectionNotes(None, None)]
    here_new = here = 0
    key: int | None = None
    for at, entry in enumerate(entries):
        shape = entry.shape
        heading = shape.kind is BlockKind.HEADING
        if heading and not entry.moved_from:
            notes.append(_SectionNotes(shape, entry))
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
            nodes.append(_Node(at, at + 1, section=section, heading=shape.level if heading else 0))
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


def _kind_of_node(node: _Node) -> ChangeKind:
    kinds = set(node.kinds.values())
    if len(kinds) == 1:
        return kinds.pop()
    if kinds <= {ChangeKind.MOVED, ChangeKind.RENUMBERED}:
        return ChangeKind.MOVED
    if kinds & {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.MOVED}:
        words = kinds - _SLIGHT
        return words.pop() if len(words) == 1 else ChangeKind.CHANGED
    return min(kinds, key=_STRENGTH.index)


def _goes_on(entries: Sequence[Entry], first: _Node, last: _Node, node: _Node, kind: ChangeKind) -> bool:
    """Does the next node belong to the same change: more added, removed or moved blocks of one section?"""
    if kind not in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED) or not node.kinds:
        return False
    if len(node.kinds) != node.end - node.first or len(last.kinds) != last.end - last.first:
        return False
    if _kind_of_node(node) is not kind or (node.heading and not (first.heading and node.heading > first.heading)):
        return False
    a, b = entries[last.end - 1], entries[node.first]
    return (a.move, a.place) == (b.move, b.place)


def _legal(entries: Sequence[Entry], changed: Sequence[int]) -> frozenset[Legal]:
    old: list[str] = []
    new: list[str] = []
    listed = False
    for at in changed:
        entry = entries[at]
        if entry.moved_from:
            continue
        if kind_of(entry) in _TEXT_CHANGED:  # the whole block: a month means something only with its day
            before, after = sides(entry.pieces)
            old.append(before)
            new.append(after)
        alone = entry.old is None or entry.new is None
        listed = listed or (alone and any(c.kind in ("li", "tr") for c in entry.shown))
    found = legal.differences("\n".join(old), "\n".join(new))
    return found | {Legal.LIST} if listed else found


_BLOCK_NAMES = {
    BlockKind.HEADING: ("Heading", "headings"), BlockKind.PARAGRAPH: ("Paragraph", "paragraphs"),
    BlockKind.TEXT: ("Text", "texts"), BlockKind.CODE: ("Preformatted text", "preformatted texts"), BlockKind.RULE: ("Line", "lines"),  # noqa: E501
}  # fmt: skip
_VERBS = {ChangeKind.ADDED: "added", ChangeKind.REMOVED: "removed", ChangeKind.MOVED: "moved"}


def _what(entries: Sequence[Entry], group: Sequence[_Node], kind: ChangeKind) -> str:
    """The change in words."""
    members = [entries[k] for node in group for k in node.kinds]
    if kind is ChangeKind.MOVED:
        there = "Old place" if all(e.moved_from for e in members if e.place) else "Moved here"
        if there == "Old place":
            return "Moved from here"
        words = any(p.kind in (PieceKind.INSERTED, PieceKind.DELETED) for e in members for p in e.words)
        return f"{there}, words changed" if words else f"{there}, words unchanged"
    if kind in _VERBS:
        return f"{_thing(members, group, kind)} {_VERBS[kind]}"
    if kind is ChangeKind.CHANGED:
        return _what_changed(members)
    if kind is ChangeKind.TYPOGRAPHIC:
        return _what_typography(members)
    return {
        ChangeKind.LINKS: "Link changed", ChangeKind.PUNCTUATION: "Punctuation changed",
        ChangeKind.RENUMBERED: "Renumbered, words unchanged",
        ChangeKind.FORMATTING: "Formatting changed, words unchanged",
    }[kind]  # fmt: skip


def _what_typography(members: Sequence[Entry]) -> str:
    kinds = {p.kind for e in members for p in e.words if p.kind is not PieceKind.SAME}
    verbs = [verb for e in members for _, verb in _spacing(e)]
    if kinds != {PieceKind.SPACING} or not verbs:
        return "Typography changed, words unchanged"
    return f"Space{'' if len(verbs) == 1 else 's'} {verbs[0] if len(set(verbs)) == 1 else 'changed'}"


def _what_changed(members: Sequence[Entry]) -> str:
    breaks = [p for e in members for p in e.breaks]
    if len(members) == 1 and any(p.old is None or p.new is None for p in breaks):
        what = "Paragraph split" if any(p.old is None for p in breaks) else "Paragraphs joined"
        marked = [p for p in members[0].words if p.kind in (PieceKind.INSERTED, PieceKind.DELETED) and p.text.strip()]
        return what if all(_is_punctuation(p.text) for p in marked) else f"{what}, words changed"
    if len(members) == 1:
        pieces = members[0].words
        told = [p for p in pieces if p.text.strip() or _images([p], old=p.new is None)]
        differ = [p for p in told if p.kind in (PieceKind.INSERTED, PieceKind.DELETED)]
        if all(_images([p], old=p.new is None) for p in differ):
            return "Image changed"
        gone, come = (any(p.kind is k for p in told) for k in (PieceKind.DELETED, PieceKind.INSERTED))
        return "Words replaced" if gone and come else "Words removed" if gone else "Words added"
    kinds = {kind_of(e) for e in members}
    if kinds == {ChangeKind.CHANGED}:
        return "Words changed"
    return "Table changed" if any(e.shape.kind is BlockKind.CELL for e in members) else "List changed"


def _thing(members: Sequence[Entry], group: Sequence[_Node], kind: ChangeKind) -> str:
    """What was added or removed: "Section", "3 items" …"""
    only = [e for e in members if kind_of(e) is kind]
    if group[0].heading:
        return "Section" if len(only) > 1 else "Heading"
    for container, one, many in (("tr", "Row", "rows"), ("li", "Item", "items")):
        keys = {next((c.key for c in reversed(e.shown) if c.kind == container), None) for e in only}
        if None not in keys:
            whole = len(group) == 1 and all(k in group[0].kinds for k in range(group[0].first, group[0].end))
            if whole and len(keys) > 1:
                return "Table" if container == "tr" else "List"
            if container == "tr" and any(e.new is not None for e in only) and not whole and _columns(group[0], only):
                return "Column"
            return one if len(keys) == 1 else f"{len(keys)} {many}"
    kinds = {e.shape.kind for e in only}
    if len(kinds) == 1 and not any(e.shown for e in only):
        one, many = _BLOCK_NAMES.get(kinds.pop(), ("Text", "texts"))
        return one if len(only) == 1 else f"{len(only)} {many}"
    return "Text" if len(only) == 1 else f"{len(only)} blocks"


def _columns(node: _Node, only: Sequence[Entry]) -> bool:
    columns = {e.shape.column for e in only}
    return len(columns) == 1 and len(only) > 2


def _sections(notes: Sequence[_SectionNotes]) -> Iterable[SectionChange]:
    for note in notes:
        kind = _kind_of_section(note)
        if kind is None:
            continue
        old_number = number = ""
        if note.entry is not None:
            number = note.entry.shape.number
            old_number = note.entry.old.number if note.entry.old is not None else ""
        block = note.block
        title = _title(note.entry) if note.entry is not None else ""
        yield SectionChange(block.anchor if block else "", number, title, kind, old_number, note.first)


def _title(entry: Entry) -> str:
    number = entry.shape.number
    text = entry.text
    return " ".join((text[len(number) :] if text.startswith(number) else text).split())


def _kind_of_section(note: _SectionNotes) -> str | None:
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
    return min(kinds, key=_STRENGTH.index)


def invisible(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Each change that no eye can see, in a sentence."""
    found: list[str] = []
    for entry in entries:
        for piece in entry.words:
            if piece.kind is PieceKind.INVISIBLE:
                found.append(invisible_difference(piece))
    return tuple(dict.fromkeys(found))


def stale(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """References that did not follow a renumbering, each in a sentence."""
    return tuple(
        dict.fromkeys(
            f"A reference to {old} stayed as it was, though section {old} of the old text is {new} now"
            for old, new in pairs
        )
    )
