"""The two sentences of a finding with the words marked that differ, for every view that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inforce.core.materiality import Finding
from inforce.core.model import Run
from inforce.core.redline import Break, Piece, PieceKind
from inforce.core.redline.numbers import Renumbering
from inforce.core.redline.tokens import tokens
from inforce.core.redline.weave import weave

_MARKED = (PieceKind.DELETED, PieceKind.INSERTED, PieceKind.RENUMBERED)
_LONGEST_SAME = 240
"""Characters of an unchanged stretch shown whole; of a longer one, the ends."""
_LONGEST_MARKED = 600
"""Characters of a changed stretch shown whole; of a longer one, the beginning."""
_END = 90
"""Characters kept at each end of an unchanged stretch that is cut."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a sentence."""

    text: str
    marked: bool
    """Does the other sentence not have them?"""


Sentence = tuple[Stretch, ...]


def marked(finding: Finding) -> tuple[Sentence, Sentence]:
    """The old and the new sentence, each with the words marked that the other has not; empty where there is none."""
    if not (finding.old and finding.new):
        return _whole(finding.old), _whole(finding.new)
    pieces = weave(tokens([Run(finding.old)]), tokens([Run(finding.new)]), Renumbering(), [])
    return tuple(_side(pieces, old=True)), tuple(_side(pieces, old=False))


def _whole(sentence: str) -> Sentence:
    return (Stretch(sentence, True),) if sentence else ()


def _side(pieces: Iterable[Piece | Break], *, old: bool) -> Iterator[Stretch]:
    text, before = "", False
    for piece in pieces:
        run = None if isinstance(piece, Break) else piece.old if old else piece.new
        if run is None or isinstance(piece, Break):
            continue
        is_marked = piece.kind in _MARKED
        if is_marked != before and text:
            yield Stretch(text, before)
            text = ""
        text, before = text + run.text, is_marked
    if text:
        yield Stretch(text, before)


def in_short(sentence: Sentence) -> Sentence:
    """The sentence without the middle of what did not change, where it is long; " … " stands for what is left out."""
    return tuple(Stretch(_cut(stretch, at, len(sentence)), stretch.marked) for at, stretch in enumerate(sentence))


def _cut(stretch: Stretch, at: int, count: int) -> str:
    text = stretch.text
    if stretch.marked:
        return text if len(text) <= _LONGEST_MARKED else f"{_head(text, _LONGEST_MARKED)} …"
    if len(text) <= _LONGEST_SAME:
        return text
    head = _head(text, _END) + " " if at else ""
    tail = " " + _tail(text, _END) if at < count - 1 else ""
    return f"{head}…{tail}"


def _head(text: str, longest: int) -> str:
    return text[:longest].rsplit(" ", 1)[0].rstrip()


def _tail(text: str, longest: int) -> str:
    return text[-longest:].split(" ", 1)[-1].lstrip()
