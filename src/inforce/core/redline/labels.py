"""What a change is called: "Words replaced", "3 items added", "Moved here, words unchanged" …"""

from __future__ import annotations

from collections.abc import Sequence

from inforce.core.model import BlockKind
from inforce.core.redline.kinds import images, is_punctuation, kind_of, spacings
from inforce.core.redline.nodes import Node
from inforce.core.redline.standing import parts
from inforce.core.redline.value import ChangeKind, Entry, PieceKind

_BLOCK_NAMES = {
    BlockKind.HEADING: ("Heading", "headings"), BlockKind.PARAGRAPH: ("Paragraph", "paragraphs"),
    BlockKind.TEXT: ("Text", "texts"), BlockKind.CODE: ("Preformatted text", "preformatted texts"), BlockKind.RULE: ("Line", "lines"),  # noqa: E501
}  # fmt: skip
_VERBS = {ChangeKind.ADDED: "added", ChangeKind.REMOVED: "removed", ChangeKind.MOVED: "moved"}


def what(entries: Sequence[Entry], group: Sequence[Node], kind: ChangeKind) -> str:
    """The change in words."""
    members = [entries[k] for node in group for k in node.kinds]
    if kind is ChangeKind.MOVED:
        there = "Old place" if all(e.moved_from for e in members if e.place) else "Moved here"
        if there == "Old place":
            return "Moved from here"
        return f"{there}, {_inside(members)}"
    if kind in _VERBS:
        only = [entries[k] for node in group for k, happened in node.kinds.items() if happened is kind]
        return f"{_thing(entries, only, group)} {_VERBS[kind]}"
    if kind is ChangeKind.CHANGED:
        return _what_stands(entries, group) or _what_changed(members, _happened(group))
    if kind is ChangeKind.TYPOGRAPHIC:
        return _what_typography(members)
    return {
        ChangeKind.LINKS: "Link changed", ChangeKind.PUNCTUATION: "Punctuation changed",
        ChangeKind.RENUMBERED: "Renumbered, words unchanged",
        ChangeKind.FORMATTING: "Formatting changed, words unchanged",
    }[kind]  # fmt: skip


def _happened(group: Sequence[Node]) -> set[ChangeKind]:
    return {kind for node in group for kind in node.kinds.values()}


def _inside(members: Sequence[Entry]) -> str:
    """What changed inside moved blocks."""
    pieces = [p for e in members for p in e.words]
    words = any(p.kind in (PieceKind.INSERTED, PieceKind.DELETED) for p in pieces)
    links = any(p.retargeted for p in pieces)
    if words:
        return "words and link changed" if links else "words changed"
    return "link changed" if links else "words unchanged"


def _what_stands(entries: Sequence[Entry], group: Sequence[Node]) -> str:
    """The label of blocks that stand elsewhere though they were not moved, and are otherwise the same; "" if not so."""
    standing = [s for node in group for s in node.standing.values()]
    told = {s.words for s in standing}
    if not told:
        return ""
    differ = [kind_of(entries[k]) for node in group for k in node.kinds if k not in node.standing]
    words = [kind_of(entries[k]) for node in group for k in node.standing]
    slight = (None, ChangeKind.FORMATTING, ChangeKind.RENUMBERED)
    if len(told) != 1 or any(kind not in slight for kind in (*differ, *words)):
        return ""
    what = told.pop()
    if not standing[0].item:
        return what[:1].upper() + what[1:]
    return f"Item{'s' * (len(standing) > 1)} {what}"


def _what_typography(members: Sequence[Entry]) -> str:
    kinds = {p.kind for e in members for p in e.words if p.kind is not PieceKind.SAME}
    verbs = [verb for e in members for _, verb in spacings(e)]
    if kinds != {PieceKind.SPACING} or not verbs:
        return "Typography changed, words unchanged"
    return f"Space{'' if len(verbs) == 1 else 's'} {verbs[0] if len(set(verbs)) == 1 else 'changed'}"


def _what_changed(members: Sequence[Entry], kinds: set[ChangeKind]) -> str:
    breaks = [p for e in members for p in e.breaks]
    if len(members) == 1 and any(p.old is None or p.new is None for p in breaks):
        return _what_divided(members[0])
    if len(members) == 1:
        pieces = members[0].words
        told = [p for p in pieces if p.text.strip() or images([p], old=p.new is None)]
        differ = [p for p in told if p.kind in (PieceKind.INSERTED, PieceKind.DELETED)]
        if differ and all(images([p], old=p.new is None) for p in differ):
            return "Image changed"
        if not differ:
            return "Superscript changed" if any(p.raised for p in pieces) else "Order of characters changed"
        gone, come = (any(p.kind is k for p in told) for k in (PieceKind.DELETED, PieceKind.INSERTED))
        return "Words replaced" if gone and come else "Words removed" if gone else "Words added"
    if kinds == {ChangeKind.CHANGED}:
        return "Words changed"
    return "Table changed" if any(e.shape.kind is BlockKind.CELL for e in members) else "List changed"


def _what_divided(entry: Entry) -> str:
    """A block that was split or joined with others."""
    split = any(p.old is None for p in entry.breaks)
    blocks = parts(entry)
    headings = [e for e in blocks if e.shape.kind is BlockKind.HEADING and (e.old is None or e.new is None)]
    pieces = [p for e in blocks if e not in headings for p in e.words]
    marked = [p for p in pieces if p.kind in (PieceKind.INSERTED, PieceKind.DELETED) and p.text.strip()]
    told = ["Paragraph split" if split else "Paragraphs joined"]
    told += ["heading added" if headings[0].old is None else "heading removed"] if headings else []
    told += [] if all(is_punctuation(p.text) for p in marked) else ["words changed"]
    return ", ".join(told)


def _thing(entries: Sequence[Entry], only: Sequence[Entry], group: Sequence[Node]) -> str:
    """What was added or removed: "Section", "3 items" …"""
    if group[0].heading:
        return "Section" if len(only) > 1 else "Heading"
    for container, one, many in (("tr", "Row", "rows"), ("li", "Item", "items")):
        keys = {_innermost(e, container) for e in only}
        if None not in keys:
            whole = len(group) == 1 and all(k in group[0].kinds for k in range(group[0].first, group[0].end))
            if whole and len(keys) > 1:
                return "Table" if container == "tr" else "List"
            if container == "tr" and any(_innermost(e, "tr") in keys and e not in only for e in _told(entries, group)):
                return _cells(only)
            return one if len(keys) == 1 else f"{len(keys)} {many}"
    shapes = {e.shape.kind for e in only}
    if len(shapes) == 1 and not any(e.shown for e in only):
        one, many = _BLOCK_NAMES.get(shapes.pop(), ("Text", "texts"))
        return one if len(only) == 1 else f"{len(only)} {many}"
    return "Text" if len(only) == 1 else f"{len(only)} blocks"


def _innermost(entry: Entry, container: str) -> int | None:
    return next((c.key for c in reversed(entry.shown) if c.kind == container), None)


def _told(entries: Sequence[Entry], group: Sequence[Node]) -> list[Entry]:
    return [entries[k] for node in group for k in range(node.first, node.end)]


def _cells(only: Sequence[Entry]) -> str:
    """Cells of rows that live on."""
    if len(only) > 1 and len({e.shape.column for e in only}) == 1:
        return "Column"
    return "Cell" if len(only) == 1 else f"{len(only)} cells"
