"""Where a registered text was changed: short marks of every sentence, kept in the register.

The marks locate, they prove nothing (that is the digest's part): with them the changed sentence can be named from
the files alone, without git.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from inforce.core.model import Block, Document

_END = re.compile(r"(?<=[.!?;:])[ \n]+")
_WIDTH = 4


def sentences(line: str) -> list[str]:
    """A line of canonical text cut after every full stop, colon and the like."""
    return [part for part in _END.split(line) if part]


def _mark(sentence: str) -> str:
    return sha256(sentence.encode()).hexdigest()[:_WIDTH]


def text_marks(canonical: str) -> str:
    """Four hex digits for each sentence of a canonical text, in order; lines parted by a space."""
    return " ".join("".join(map(_mark, sentences(line))) for line in canonical.removesuffix("\n").split("\n"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a text differs from the one registered."""

    line: int
    """Source line of the block, from 1; 0 where it is not known."""
    sentence: str
    """The sentence as it stands now; for a deletion the one that now follows (or ends) the place."""
    deleted: bool = False
    """Something that was registered is missing before `sentence`."""
    block: Block | None = None


def changed_spots(marks: str, document: Document) -> tuple[Spot, ...]:
    """The sentences of `document` that the registered `marks` do not know, and the places where some are missing."""
    lines = document.canonical.removesuffix("\n").split("\n")
    now = [(index, sentence) for index, line in enumerate(lines) for sentence in sentences(line)]
    old = [group[at : at + _WIDTH] for group in marks.split(" ") for at in range(0, len(group), _WIDTH)]
    matcher = SequenceMatcher(None, old, [_mark(sentence) for _, sentence in now], autojunk=False)
    spots = []
    for tag, _, _, first, end in matcher.get_opcodes():
        if tag == "delete" and now:
            spots.append(_spot(document, lines, now[min(first, len(now) - 1)], deleted=True))
        elif tag in ("insert", "replace"):
            spots.extend(_spot(document, lines, now[at]) for at in range(first, end))
    return tuple(spots)


def _spot(document: Document, lines: list[str], found: tuple[int, str], *, deleted: bool = False) -> Spot:
    index, sentence = found
    block = document.blocks[index] if len(lines) == len(document.blocks) else None
    return Spot(block.line if block else 0, sentence, deleted, block)
