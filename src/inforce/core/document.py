"""From Markdown to a `Document`: comments cut, read piece by piece, ids given, digest taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inforce.core import headings
from inforce.core.canonical import digest
from inforce.core.characters import clean, foreign_digits
from inforce.core.comments import OPENING, Cut, cut_comments
from inforce.core.findings import Finding
from inforce.core.model import Block, BlockKind, Document, Section
from inforce.core.pieces import pieces
from inforce.errors import Place, Problem

MAX_CHARACTERS = 2_000_000
"""Longer texts are refused unread: about 300 times a long policy."""
UNREAD = frozenset({"references-amplify", "text-too-deep", "text-too-long"})
"""Codes of the problems that say: part of the text was not read. They are errors however the text is read."""


def parse(source: str, *, first_line: int = 1, lenient: bool = False) -> Document:
    """Read the Markdown body of a version.

    `first_line` is the line of the file on which `source` begins. Problems stand in the result, with lines and
    columns but without a path; content never makes this raise. Strictly read, what is not allowed is an error;
    leniently (imported history, comparison of files) it is kept as text with a warning. What cannot be read whole
    is an error either way (`unread`).
    """
    if len(source) > MAX_CHARACTERS:
        sentence = f"The text has {len(source):,} characters; {MAX_CHARACTERS:,} are the most."
        problem = Problem("text-too-long", Place("", first_line), sentence, "Divide it.")
        return Document((), (), "", digest(""), "", (problem,))
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    cut = cut_comments(text) if OPENING in text else Cut(text, None, ())
    findings = list(cut.findings)
    blocks: list[Block] = []
    explicit: set[int] = set()
    canonical: list[str] = []
    found = pieces(cut.text)
    for piece, line in found:
        if piece.explicit:
            explicit.update(len(blocks) + index for index in piece.explicit)
        blocks += piece.at(line + first_line - 1)
        canonical.append(piece.canonical)
        for finding in piece.findings:
            findings.append(replace(finding, line=cut.line(finding.line + line)))
    if cut.lines is not None:
        blocks = _with_lines(blocks, lambda line: cut.line(line - first_line) + first_line)
    findings += _name_headings(blocks, explicit, first_line)
    if any(piece.foreign_digits for piece, _ in found):
        findings += foreign_digits(text)
    public = clean(cut.text) if any(piece.unclean for piece, _ in found) else cut.text
    problems = [finding.problem(first_line, lenient) for finding in findings]
    if not blocks and not lenient:
        problems.append(Problem("text-empty", Place("", first_line), "The text is empty.", "Write the policy's text."))
    joined = "".join(canonical)
    problems.sort(key=lambda problem: (problem.place.line, problem.place.column))
    return Document(tuple(blocks), _sections(blocks), joined, digest(joined), public, tuple(problems))


def unread(document: Document, path: str) -> tuple[Problem, ...]:
    """Why parts of the text are missing from the document, placed in the file `path`; empty where it is whole.

    A redline or page of a document that is not whole would be silently wrong: ask before making one.
    """
    return tuple(
        replace(problem, place=replace(problem.place, path=path))
        for problem in document.problems
        if problem.code in UNREAD
    )


def _with_lines(blocks: list[Block], line: Callable[[int], int]) -> list[Block]:
    return [replace(block, line=line(block.line), last_line=line(block.last_line)) for block in blocks]


def _name_headings(blocks: list[Block], explicit: set[int], first_line: int) -> list[Finding]:
    """Make every heading's id unique, in place; explicit ones that are not are findings."""
    places = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    findings = []
    taken: dict[str, int] = {}
    for index in places:
        if index in explicit:
            anchor, line = blocks[index].anchor, blocks[index].line
            if anchor.lower() in taken:
                sentence = f"The id “{anchor}” already stands in line {taken[anchor.lower()]}."
                remedy = "Give each section an id of its own."
                findings.append(Finding("heading-id-twice", line - first_line, sentence, remedy))
            taken.setdefault(anchor.lower(), line)
    ids = headings.Ids(taken)
    for index in places:
        block = blocks[index]
        if index not in explicit and (anchor := ids.free(block.anchor)) != block.anchor:
            blocks[index] = replace(block, anchor=anchor)
    return findings


def _sections(blocks: list[Block]) -> tuple[Section, ...]:
    starts = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    found = []
    if blocks and (not starts or starts[0] > 0):
        found.append(Section("", "", "", 0, 0, starts[0] if starts else len(blocks)))
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=False):
        block = blocks[start]
        found.append(Section(block.anchor, block.number, block.title, block.level, start, end))
    return tuple(found)
