"""What happened to each entry, in one word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from inforce.core.model import Block, BlockKind
from inforce.core.redline.remarks import spacing
from inforce.core.redline.tokens import plain_typography
from inforce.core.redline.unseen import reordered
from inforce.core.redline.value import Break, ChangeKind, Entry, Piece, PieceKind

STRENGTH = (
    ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.CHANGED, ChangeKind.LINKS,
    ChangeKind.PUNCTUATION, ChangeKind.RENUMBERED, ChangeKind.FORMATTING, ChangeKind.TYPOGRAPHIC,
)  # fmt: skip
"""The most telling first."""
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
    pieces = entry.words
    if len(entry.pieces) == len(pieces) == 1 and pieces[0].old is pieces[0].new:
        return _kind_of_shape(entry)
    if any(p.old is None or p.new is None for p in entry.breaks):
        return ChangeKind.CHANGED
    if any(p.old is not p.new and (p.raised or reordered(p)) for p in pieces):
        return ChangeKind.CHANGED
    marked = [p for p in pieces if p.kind in (PieceKind.INSERTED, PieceKind.DELETED)]
    if marked:
        before, after = sides(pieces)
        if images(pieces, old=True) != images(pieces, old=False):
            return ChangeKind.CHANGED
        if all(is_punctuation(p.text) for p in marked):
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
    if any(what == "line break" for what, _ in spacings(entry)):
        return ChangeKind.FORMATTING
    if any(p.kind is PieceKind.INVISIBLE for p in pieces) or spacings(entry):
        return ChangeKind.TYPOGRAPHIC
    return None


def is_punctuation(text: str) -> bool:
    """Is there nothing but commas, quotation marks, dashes …?"""
    marks = "".join(text.split())
    return bool(marks) and all(unicodedata.category(c)[0] == "P" and c not in _SIGNS for c in marks)


def spacings(entry: Entry) -> list[tuple[str, str]]:
    """What became of white space where no word changed: thing and verb, for each place."""
    exact = entry.shape.kind is BlockKind.CODE
    told = (spacing(p, exact=exact) for p in entry.words if p.kind is PieceKind.SPACING)
    return [what for what in told if what[0]]


def images(pieces: Iterable[Piece], *, old: bool) -> list[tuple[str, str]]:
    """Source and description of each image of the old or of the new text."""
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
