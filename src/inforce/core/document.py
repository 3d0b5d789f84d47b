"""From Markdown to a `Document`: comments cut, read piece by piece, ids given, words counted, digest taken."""

from __future__ import annotations

from dataclasses import replace

from inforce.core import headings
from inforce.core.canonical import canonical_text, digest
from inforce.core.markdown import chunks
from inforce.core.model import Block, BlockKind, Document, Section
from inforce.core.reader import Piece, read_piece
from inforce.errors import Place, Problem


def parse(source: str, *, first_line: int = 1, lenient: bool = False) -> Document:
    """Read the Markdown body of a version.

    `first_line` is the line of the file on which `source` begins. Problems stand in the result, with lines and
    columns but without a path; content never makes this raise. Strictly read, what is not allowed is an error;
    leniently (imported history, comparison of files) it is kept as text with a warning.
    """
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Problem] = []
    blocks: list[Block] = []
    for piece, line in read_pieces(text):
        place(piece, first_line + line, blocks)
        problems += [finding.problem(first_line + line, lenient) for finding in piece.findings]
    blocks = name_headings(blocks)
    if not blocks and not lenient:
        problems.append(Problem("text-empty", Place("", first_line), "The text is empty.", "Write the policy's text."))
    canonical = canonical_text(blocks)
    return Document(tuple(blocks), sections(blocks), canonical, digest(canonical), text, tuple(problems))


def read_pieces(text: str) -> list[tuple[Piece, int]]:
    """The text in independent pieces with the line (from 0) each begins on; one piece where it cannot be cut."""
    pieces = []
    line = 0
    for chunk in chunks(text):
        piece = read_piece(chunk)
        if not piece.independent:
            return [(read_piece(text), 0)]
        pieces.append((piece, line))
        line += chunk.count("\n")
    return pieces


def place(piece: Piece, first_line: int, blocks: list[Block]) -> None:
    """Append the blocks of a piece that begins at `first_line`."""
    shift = first_line - 1
    for block in piece.blocks:
        held = tuple(replace(c, key=c.key + shift * 1000) for c in block.containers)
        blocks.append(replace(block, line=block.line + shift, last_line=block.last_line + shift, containers=held))


def name_headings(blocks: list[Block]) -> list[Block]:
    """Blocks with section numbers and ids on their headings."""
    places = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    numbered = [replace(blocks[i], number=headings.section_number(blocks[i].text)) for i in places]
    for index, block, anchor in zip(
        places, numbered, headings.assign((block.anchor, block.title) for block in numbered), strict=True
    ):
        blocks[index] = replace(block, anchor=anchor)
    return blocks


def sections(blocks: list[Block]) -> tuple[Section, ...]:
    """The sections of a list of blocks."""
    starts = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    found = []
    if blocks and (not starts or starts[0] > 0):
        found.append(Section("", "", "", 0, 0, starts[0] if starts else len(blocks)))
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=False):
        block = blocks[start]
        found.append(Section(block.anchor, block.number, block.title, block.level, start, end))
    return tuple(found)
