"""Names for changes that no eye can see."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from inforce.core.redline.value import Piece, PieceKind

_NAMES = {
    "\u00a0": "no-break space", "\u202f": "narrow no-break space", "\u200b": "zero-width space", "\u00ad": "soft hyphen",  # noqa: E501
    "\u200d": "zero-width joiner", "\u200c": "zero-width non-joiner", "\ufeff": "zero-width no-break space",
    "\u200e": "left-to-right mark", "\u200f": "right-to-left mark", "\u2060": "word joiner", " ": "space", "\n": "line break", "\t": "tab",  # noqa: E501
}  # fmt: skip


_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that make what stands between them be shown in another order."""


def reordered(piece: Piece) -> bool:
    """Does a piece of kind `invisible` show its characters in another order than before?"""
    if piece.kind is not PieceKind.INVISIBLE:
        return False
    old, new = (_REORDERING.findall(run.text) if run else [] for run in (piece.old, piece.new))
    return old != new


def character(char: str) -> str:
    """A character's name, as a reader would look it up."""
    return _NAMES.get(char) or unicodedata.name(char, "unnamed character").lower()


def name_difference(old: str, new: str) -> str:
    """What differs between two stretches that look alike."""
    before, after = Counter(old), Counter(new)
    gone = sorted((before - after).keys())
    come = sorted((after - before).keys())
    order = _REORDERING.findall(old) != _REORDERING.findall(new)
    old, new = _REORDERING.sub("", old), _REORDERING.sub("", new)
    word = " ".join(new.split()) or " ".join(old.split())
    where = f" in “{word}”" if word else ""
    if gone and come:
        what = f"{_listed(gone)} replaced by {_listed(come)}"
    elif come:
        what = f"{_listed(come)} added"
    elif gone:
        what = f"{_listed(gone)} removed"
    else:
        what = "the same characters in another order or composition"
    return f"{'Shown in another order' if order else 'Looks the same, is not'}{where}: {what}"


def invisible_difference(piece: Piece) -> str:
    """What differs in a piece of kind `invisible`, in words."""
    return name_difference(piece.old.text if piece.old else "", piece.new.text if piece.new else "")


def _listed(chars: list[str]) -> str:
    return ", ".join(f"{character(c)} (U+{ord(c):04X})" for c in chars)
