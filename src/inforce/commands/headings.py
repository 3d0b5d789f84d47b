"""Writing out the ids that headings have anyway, so that they outlive a change of their words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.core import document
from inforce.core.model import Block, BlockKind, Document

_EXPLICIT = re.compile(r"\{[^{}]*#[^{}\s]+[^{}]*\}[ \t]*#*[ \t]*$")
_CLOSING = re.compile(r"(?<![ \t])[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r"[ \t>]*(=+|-+)[ \t]*$")


def with_ids(body: str) -> str:
    """The Markdown `body` with an explicit ``{#id}`` on every heading; its parsed text stays the same.

    A heading that cannot carry one (written in HTML) is left as it is.
    """
    before = document.parse(body, lenient=True)
    headings = [b for b in before.blocks if b.kind is BlockKind.HEADING and b.anchor and b.line]
    lines = body.split("\n")
    # All at once is the rule; heading by heading the exception, where one of them is written in a way that resists.
    quick = list(lines)
    for block in headings:
        at = _text_line(quick, block)
        quick[at] = next(iter(_candidates(quick[at], block.anchor)), quick[at])
    if _same(before, "\n".join(quick)):
        return "\n".join(quick)
    for block in headings:
        lines = _with_one(before, lines, block)
    return "\n".join(lines)


def _with_one(before: Document, lines: list[str], block: Block) -> list[str]:
    at = _text_line(lines, block)
    for candidate in _candidates(lines[at], block.anchor):
        changed = [*lines[:at], candidate, *lines[at + 1 :]]
        if _same(before, "\n".join(changed)):
            return changed
    return lines


def _text_line(lines: list[str], block: Block) -> int:
    """Index of the line that ends the heading's words."""
    last = min(block.last_line or block.line, len(lines)) - 1
    return last - 1 if last > block.line - 1 and _UNDERLINE.match(lines[last]) else last


def _candidates(line: str, anchor: str) -> Iterator[str]:
    """Ways to write the id into a heading's line, the usual one first; none where it has one."""
    if _EXPLICIT.search(line):
        return
    closing = _CLOSING.search(line)
    if closing:
        yield f"{line[: closing.start()]} {{#{anchor}}}"
        yield f"{line[: closing.start()]} {{#{anchor}}}{closing[0]}"
    yield f"{line.rstrip()} {{#{anchor}}}"


def _same(before: Document, body: str) -> bool:
    after = document.parse(body, lenient=True)
    return after.digest == before.digest and _ids(after) == _ids(before)


def _ids(parsed: Document) -> list[str]:
    return [block.anchor for block in parsed.blocks if block.kind is BlockKind.HEADING]
