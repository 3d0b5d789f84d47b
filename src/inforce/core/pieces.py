"""Pieces of text, read once: versions of a policy share most of them.

A piece means the same wherever it stands, so what was read of it is kept by its content and only moved to its lines.
The memory is bounded; a text whose pieces depend on each other (references, HTML left open) is read as a whole.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from inforce.core import headings
from inforce.core.canonical import canonical_text
from inforce.core.characters import clean, has_foreign_digits, is_usual, suspicious
from inforce.core.conserve import lost_or_added
from inforce.core.findings import Finding
from inforce.core.markdown import chunks
from inforce.core.model import Block, BlockKind, Container, Run
from inforce.core.reader import read_blocks

MEMO_CHARACTERS = 1_500_000
"""Characters of source that the memo holds at most: about 20 MiB with all that was read of them."""
_LOSSES = frozenset({"heading-attribute", "raw-html-attribute", "references-amplify", "text-too-deep"})
"""Findings that say already why words of their line are lost. Any other error beside a loss leaves it to be named."""
_PLACEMENTS = 4
_KEYS = 1_000_000


@dataclass(slots=True)
class Piece:
    """A piece of text, read: lines and container keys count within it."""

    blocks: tuple[Block, ...]
    """Headings carry their number and an id: the explicit one, or the one made from the title."""
    findings: tuple[Finding, ...]
    independent: bool
    """It means the same wherever it stands: it defines no references and leaves nothing open."""
    explicit: frozenset[int]
    """Indices of the headings with an explicit id."""
    canonical: str
    """Its lines of the canonical text."""
    lines: int
    """Line ends in it."""
    foreign_digits: bool
    unclean: bool
    """It holds characters that HTML cannot hold; the blocks have them replaced."""
    _placed: OrderedDict[int, tuple[Block, ...]] = field(default_factory=OrderedDict)

    def at(self, line: int) -> tuple[Block, ...]:
        """The blocks of the piece where it begins at `line` (from 0) of a file."""
        found = self._placed.get(line)
        if found is None:
            found = _moved(self.blocks, line)
            self._placed[line] = found
            while len(self._placed) > _PLACEMENTS:
                self._placed.popitem(last=False)
        return found


def _moved(blocks: tuple[Block, ...], line: int) -> tuple[Block, ...]:
    if not line:
        return blocks
    containers: dict[int, Container] = {}

    def moved(container: Container) -> Container:
        known = containers.get(container.key)
        if known is None:
            known = Container(container.kind, container.key + line * _KEYS, container.number, container.delimiter)
            containers[container.key] = known
        return known

    return tuple(
        Block(b.kind, b.runs, tuple(map(moved, b.containers)) if b.containers else (), b.line + line,
              b.last_line + line, b.level, b.anchor, b.number, b.header, b.align, b.column, b.language)
        for b in blocks
    )  # fmt: skip


_PLAIN = re.compile(r"(?:(#{1,6}) )?+((?:[^\W\d_]|[\"'“‘(])[^\n\t\\`*_!\[\]<&{#]*+)\n*+")


def read_piece(source: str) -> Piece:
    """Read Markdown (line ends LF, comments cut) as a whole."""
    usual = is_usual(source)
    return (_plain(source) if usual else None) or _read(source, usual)


def _plain(source: str) -> Piece | None:
    """One line of words without any sign of Markdown, a paragraph or a heading; None for all else.

    Nearly half of the pieces of a policy are such, and what `_read` makes of them is known beforehand.
    """
    line = _PLAIN.fullmatch(source)
    if line is None or "  " in line[2] or line[2] != line[2].strip():
        return None
    runs = (Run(line[2]),)
    if line[1]:
        block = _named(Block(BlockKind.HEADING, runs, (), 1, 1, len(line[1])))
    else:
        block = Block(BlockKind.PARAGRAPH, runs, (), 1, 1)
    canonical = canonical_text((block,))
    return Piece((block,), (), True, frozenset(), canonical, source.count("\n"), foreign_digits=False, unclean=False)


def _read(source: str, usual: bool) -> Piece:
    text = source if usual else clean(source)
    blocks, findings, independent = read_blocks(text)
    explicit = frozenset(i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.anchor)
    named = tuple(_named(block) if block.kind is BlockKind.HEADING else block for block in blocks)
    explained = {finding.line for finding in findings if finding.code in _LOSSES}
    findings += [found for found in lost_or_added(text, blocks) if found.line not in explained]
    unseen = [] if usual else suspicious(source)
    findings += unseen + (_referenced(blocks, unseen) if "&" in source else [])
    return Piece(
        named,
        tuple(findings),
        independent,
        explicit,
        canonical=canonical_text(blocks),
        lines=source.count("\n"),
        foreign_digits=not usual and has_foreign_digits(source),
        unclean=text != source,
    )


def _named(block: Block) -> Block:
    numbered = _with(block, block.anchor, headings.section_number(block.text))
    return numbered if block.anchor else _with(numbered, headings.made_id(numbered.title), numbered.number)


def _with(b: Block, anchor: str, number: str) -> Block:
    return Block(b.kind, b.runs, b.containers, b.line, b.last_line, b.level, anchor, number, b.header, b.align,
                 b.column, b.language)  # fmt: skip


def _referenced(blocks: list[Block], known: list[Finding]) -> list[Finding]:
    """Unseen characters that came in by a character reference (``&#8203;``)."""
    said = {finding.sentence for finding in known}
    found = ((block, finding) for block in blocks if not is_usual(block.text) for finding in suspicious(block.text))
    return [replace(finding, line=block.line - 1, column=0) for block, finding in found if finding.sentence not in said]


class _Memo:
    """Pieces by content, the least recently used forgotten first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._pieces: OrderedDict[str, Piece] = OrderedDict()
        self._size = 0

    def get(self, source: str) -> Piece:
        """The piece of this content, read if it is not known. Call it with `lock` held."""
        piece = self._pieces.get(source)
        if piece is not None:
            self._pieces.move_to_end(source)
            return piece
        piece = read_piece(source)
        if len(source) <= MEMO_CHARACTERS // 8:
            self._pieces[source] = piece
            self._size += len(source)
            while self._size > MEMO_CHARACTERS:
                gone, _ = self._pieces.popitem(last=False)
                self._size -= len(gone)
        return piece

    def clear(self) -> None:
        with self.lock:
            self._pieces.clear()
            self._size = 0


_MEMO = _Memo()


def forget() -> None:
    """Empty the memo."""
    _MEMO.clear()


def pieces(text: str) -> list[tuple[Piece, int]]:
    """The text in independent pieces, each with the line (from 0) it begins on; one piece where it cannot be cut."""
    found = []
    line = 0
    with _MEMO.lock:
        for chunk in chunks(text):
            piece = _MEMO.get(chunk)
            if not piece.independent:
                return [(_MEMO.get(text), 0)]
            found.append((piece, line))
            line += piece.lines
    return found
