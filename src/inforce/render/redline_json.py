"""The redline as data, section by section, for programs."""

from __future__ import annotations

from typing import Any

from inforce.core.model import Run
from inforce.core.redline import Break, Change, Entry, Piece, PieceKind, Redline
from inforce.render.redline_words import former_shape

FORMAT = 1
"""Grows when a field changes its meaning; new fields alone do not count."""


def redline_json(redline: Redline) -> dict[str, Any]:
    """Changed sections in reading order, each with its changes; each change with its blocks, each block with its pieces.

    A piece is ``{"same": text}``, ``{"del": text}``, ``{"ins": text}``, ``{"renumbered": [old, new]}`` or
    ``{"invisible": [old, new]}``; ``"href"`` and ``"image"`` stand beside what came or went, ``"link": [old, new]`` and ``"format": [old, new]`` stand beside where they changed.
    ``{"break": "old"|"new"|"both"}`` is a paragraph's end in one text or in both.
    """  # noqa: E501
    by_section: dict[str, list[Change]] = {}
    for change in redline.changes:
        by_section.setdefault(change.section, []).append(change)
    listed: set[str] = set()
    sections: list[dict[str, Any]] = []
    for section in redline.sections:
        changes = [] if section.anchor in listed else by_section.get(section.anchor, [])
        listed.add(section.anchor)
        sections.append({
            "anchor": section.anchor, "number": section.number, "old_number": section.old_number, "title": section.title,  # noqa: E501
            "kind": str(section.kind), "changes": [_change(redline, change) for change in changes],
        })  # fmt: skip
    rest = [change for anchor, changes in by_section.items() if anchor not in listed for change in changes]
    return {
        "format": FORMAT,
        "empty": redline.is_empty,
        "changes": len(redline.changes),
        "sections": sections,
        "elsewhere": [_change(redline, change) for change in rest],
        "invisible": list(redline.invisible),
        "stale_references": list(redline.stale_references),
    }


def _change(redline: Redline, change: Change) -> dict[str, Any]:
    touched = set(redline.touched)
    return {
        "number": change.number, "kind": str(change.kind), "what": change.what, "anchor": change.anchor,
        "legal": sorted(map(str, change.legal)),
        "blocks": [_block(redline, redline.entries[at]) for at in range(change.first, change.end) if at in touched],
    }  # fmt: skip


def _block(redline: Redline, entry: Entry) -> dict[str, Any]:
    shape = entry.shape
    block: dict[str, Any] = {"kind": str(shape.kind), "line": shape.line}
    if entry.old is not None and entry.new is not None and entry.old.line != entry.new.line:
        block["old_line"] = entry.old.line
    if entry.move:
        block["move"] = {"number": entry.move, "place": entry.place}
    if was := former_shape(entry):
        block["shape"] = was
    block["pieces"] = [_piece(p) for p in redline.moved_text(entry).pieces]
    return block


def _piece(piece: Piece | Break) -> dict[str, Any]:
    if isinstance(piece, Break):
        return {"break": "new" if piece.old is None else "old" if piece.new is None else "both"}
    old, new = piece.old, piece.new
    if piece.kind is PieceKind.DELETED and old is not None:
        return _linked({"del": old.text}, old)
    if piece.kind is PieceKind.INSERTED and new is not None:
        return _linked({"ins": new.text}, new)
    texts = [run.text if run else "" for run in (old, new)]
    if piece.kind in (PieceKind.RENUMBERED, PieceKind.INVISIBLE):
        return {str(piece.kind): texts}
    told: dict[str, Any] = {"same": texts[1]}
    if texts[0] != texts[1]:
        told["old"] = texts[0]
    if piece.retargeted:
        told["link"] = [run.href if run else None for run in (old, new)]
    if piece.reformatted:
        told["format"] = [list(run.marks) if run else [] for run in (old, new)]
    return told


def _linked(told: dict[str, Any], run: Run) -> dict[str, Any]:
    """With what the characters do not say: where a link leads, which file an image is."""
    more = {"href": run.href, "image": run.image}
    return told | {name: value for name, value in more.items() if value is not None}
