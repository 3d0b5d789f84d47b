"""The redline side by side: the old text on the left, the new on the right, a row for each block."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from inforce.core.model import Block, BlockKind
from inforce.core.redline import Break, Change, Entry, Piece, PieceKind, Redline
from inforce.core.redline.remarks import image_remarks
from inforce.render.redline_folds import Node, fold, summary
from inforce.render.redline_inline import inline, marked, note, pieces_html
from inforce.render.redline_words import by_row, former_shape, item_lead, what_of


def redline_sides(redline: Redline, *, old_name: str = "Old text", new_name: str = "New text") -> Markup:
    """A table with a column for each text; unchanged stretches are one row that says how long they are.

    Old and new places of moved blocks say so; nothing is hidden but what is unchanged.
    """
    labels = {change.first: change for change in redline.changes}
    rows: list[str] = []
    nodes = fold(redline)
    at = 0
    while at < len(nodes):
        end = at
        while end < len(nodes) and not nodes[end].shown:
            end += 1
        if end > at:
            rows.append(_wide(escape(summary(redline, nodes[at:end]), quote=False), "unchanged"))
            at = end
            continue
        rows += _node(redline, nodes[at], labels)
        at += 1
    head = "".join(f'<th scope="col">{escape(name, quote=False)}</th>' for name in (old_name, new_name))
    return Markup(f'<table class="sides"><thead><tr>{head}</tr></thead>\n<tbody>\n{"".join(rows)}</tbody></table>\n')


def _node(redline: Redline, node: Node, labels: dict[int, Change]) -> list[str]:
    rows: list[str] = []
    change = labels.get(node.first)
    if change is not None:
        what = escape(what_of(redline, change), quote=False)
        rows.append(_wide(f"<b>Change {change.number} of {len(redline.changes)}</b> · {what}", "change"))
    for group in by_row(redline.entries[node.first : node.end]):
        cells = [_cells(redline, entry) for entry in group]
        old, new = (" | ".join(side for side in sides if side) for sides in zip(*cells, strict=True))
        same = ' class="same"' if old and old == new else ""
        rows.append(f"<tr{same}><td>{old}</td><td>{new}</td></tr>\n")
    return rows


def _cells(redline: Redline, entry: Entry) -> tuple[str, str]:
    """The old and the new side of one block."""
    told = redline.moved_text(entry)
    old = "" if entry.moved_to else _side(told, told.old, old=True, plain=entry.moved_from)
    new = "" if entry.moved_from else _side(entry, entry.new, old=False)
    if entry.moved_from:
        return old + note("moved from here"), new
    shape = former_shape(entry)
    new += note(shape) if shape else ""
    return old, new + note("moved here") if entry.moved_to else new


def _wide(inner: str, kind: str) -> str:
    return f'<tr class="{kind}"><td colspan="2">{inner}</td></tr>\n'


def _side(entry: Entry, shape: Block | None, *, old: bool, plain: bool = False) -> str:
    """One side of a block: what only this side has is marked."""
    if shape is None:
        return ""
    pieces: list[Piece] = []
    parts: list[str] = []
    for piece in entry.pieces:
        if isinstance(piece, Break):
            if (piece.old if old else piece.new) is not None:
                parts.append(_pieces(pieces, old=old, plain=plain))
                pieces = []
        else:
            pieces.append(piece)
    parts.append(_pieces(pieces, old=old, plain=plain))
    inner = "<br><span data-diff-ui>¶</span><br>".join(parts)
    if shape.kind is BlockKind.HEADING:
        return f"<b>{inner}</b>"
    return f"{escape(item_lead(entry, '•', old=old))}{inner}"


def _pieces(pieces: Sequence[Piece], *, old: bool, plain: bool) -> str:
    if plain:
        return inline([p.old for p in pieces if p.old])
    if not old:
        return pieces_html([p for p in pieces if p.kind is not PieceKind.RENUMBERED or p.new], deletions=False)
    parts: list[str] = []
    images = image_remarks(pieces)
    for at, piece in enumerate(pieces):
        if piece.old is None:
            continue
        gone = at not in images and piece.kind in (PieceKind.DELETED, PieceKind.INVISIBLE)
        parts.append(marked("del", [piece.old]) if gone else inline([piece.old]))
    return "".join(parts)
