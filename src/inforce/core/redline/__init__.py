"""The redline: all that differs between two texts, as one value that holds both.

`compare` makes it; the views in `inforce.render` draw it; the rules of materiality read it.
"""

from inforce.core.redline.compare import RedlineMismatch, compare
from inforce.core.redline.unseen import invisible_difference
from inforce.core.redline.value import (
    SLIGHT,
    Break,
    Change,
    ChangeKind,
    Entry,
    Legal,
    Piece,
    PieceKind,
    Redline,
    SectionChange,
)

__all__ = [
    "SLIGHT",
    "Break",
    "Change",
    "ChangeKind",
    "Entry",
    "Legal",
    "Piece",
    "PieceKind",
    "Redline",
    "RedlineMismatch",
    "SectionChange",
    "compare",
    "invisible_difference",
]
