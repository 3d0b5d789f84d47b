"""What a change is called: "Words replaced", "3 items added", "Moved here, words unchanged" …"""

from __future__ import annotations

from collections.abc import Sequence

from inforce.core.model import BlockKind
from inforce.core.redline.kinds import images, is_punctuation, spacings
from inforce.core.redline.nodes import Node
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
        words = any(p.kind in (PieceKind.INSERTED, PieceKind.DELETED) for e in members for p in e.words)
        return f"{there}, words changed" if words else f"{there}, words unchanged"
    if kind in _VERBS:
        only = [entries[k] for node in group for k, happened in node.kinds.items() if happened is kind]
        return f"{_thing(only, group)} {_VERBS[kind]}"
    if kind is ChangeKind.CHANGED:
        return _what_changed(members, {happened for node in group for happened in node.kinds.values()})
    if kind is ChangeKind.TYPOGRAPHIC:
        return _what_typography(members)
    return {
        ChangeKind.LINKS: "Link changed", ChangeKind.PUNCTUATION: "Punctuation changed",
        ChangeKind.RENUMBERED: "Renumbered, words unchanged",
        ChangeKind.FORMATTING: "Formatting changed, words unchanged",
    }[kind]  # fmt: skip


def _what_typography(members: Sequence[Entry]) -> str:
    kinds = {p.kind for e in members for p in e.words if p.kind is not PieceKind.SAME}
    verbs = [verb for e in members for _, verb in spacings(e)]
    if kinds != {PieceKind.SPACING} or not verbs:
        return "Typography changed, words unchanged"
    return f"Space{'' if len(verbs) == 1 else 's'} {verbs[0] if len(set(verbs)) == 1 else 'changed'}"


def _what_changed(members: Sequence[Entry], kinds: set[ChangeKind]) -> str:
    breaks = [p for e in members for p in e.breaks]
    if len(members) == 1 and any(p.old is None or p.new is None for p in breaks):
        what = "Paragraph split" if any(p.old is None for p in breaks) else "Paragraphs joined"
        marked = [p for p in members[0].words if p.kind in (PieceKind.INSERTED, PieceKind.DELETED) and p.text.strip()]
        return what if all(is_punctuation(p.text) for p in marked) else f"{what}, words changed"
    if len(members) == 1:
        pieces = members[0].words
        told = [p for p in pieces if p.text.strip() or images([p], old=p.new is None)]
        differ = [p for p in told if p.kind in (PieceKind.INSERTED, PieceKind.DELETED)]
        if all(images([p], old=p.new is None) for p in differ):
            return "Image changed"
        gone, come = (any(p.kind is k for p in told) for k in (PieceKind.DELETED, PieceKind.INSERTED))
        return "Words replaced" if gone and come else "Words removed" if gone else "Words added"
    if kinds == {ChangeKind.CHANGED}:
        return "Words changed"
    return "Table changed" if any(e.shape.kind is BlockKind.CELL for e in members) else "List changed"


def _thing(only: Sequence[Entry], group: Sequence[Node]) -> str:
    """What was added or removed: "Section", "3 items" …"""
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
    shapes = {e.shape.kind for e in only}
    if len(shapes) == 1 and not any(e.shown for e in only):
        one, many = _BLOCK_NAMES.get(shapes.pop(), ("Text", "texts"))
        return one if len(only) == 1 else f"{len(only)} {many}"
    return "Text" if len(only) == 1 else f"{len(only)} blocks"


def _columns(node: Node, only: Sequence[Entry]) -> bool:
    columns = {e.shape.column for e in only}
    return len(columns) == 1 and len(only) > 2
