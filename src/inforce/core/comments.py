"""HTML comments, cut out of a source so that what stands beside them is read again.

``<!-- note --> We sell data.`` is one token to a Markdown parser: whoever drops the token drops the sentence. So the
comment is cut from the source and the rest is read as if it had never been there. Comments inside code stay: there
they are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markdown_it.token import Token

from inforce.core.findings import Finding
from inforce.core.markdown import commented_part, parse_tokens
from inforce.errors import Level

OPENING = "<!--"
_COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_ROUNDS = 8
"""Cutting may bring a further comment to light; this many times it is looked for."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A source without its comments."""

    text: str
    lines: tuple[int, ...] | None
    """For each line of `text` its line in the original, from 0; None where they are the same."""
    findings: tuple[Finding, ...]
    """One for each comment, at its line in the original."""

    def line(self, line: int) -> int:
        """The original line of a line of `text`."""
        return line if self.lines is None else self.lines[min(line, len(self.lines) - 1)]


@dataclass(frozen=True, slots=True)
class _Span:
    """A piece of one line that goes: columns from 0, end exclusive."""

    line: int
    start: int
    end: int
    joins: bool = False
    """The line end goes too: a blank line would split the paragraph."""


def cut_comments(text: str) -> Cut:
    """Cut every comment that Markdown reads as one; `text` has Unix line ends."""
    start, end = commented_part(text)
    cut = _cut(text[start:end])
    before, after = text.count("\n", 0, start), text.count("\n", end)
    origin = cut.lines
    if origin is not None:
        last = text.count("\n", 0, end)
        origin = (*range(before), *(line + before for line in origin), *range(last + 1, last + 1 + after))
    findings = tuple(replace(finding, line=finding.line + before) for finding in cut.findings)
    return Cut(text[:start] + cut.text + text[end:], origin, findings)


def _cut(text: str) -> Cut:
    lines = text.split("\n")
    origin = list(range(len(lines)))
    findings: list[Finding] = []
    for _ in range(_ROUNDS):
        spans = _spans("\n".join(lines), lines) if any(OPENING in line for line in lines) else []
        if not spans:
            break
        for span in spans:
            if lines[span.line].startswith(OPENING, span.start):
                findings.append(_finding(origin[span.line], span.start + 1))
        lines, origin = _without(lines, origin, spans)
    same = origin == list(range(len(lines)))
    return Cut("\n".join(lines), None if same else tuple(origin), tuple(findings))


def _finding(line: int, column: int) -> Finding:
    return Finding(
        "comment", line, "A comment stands here; readers would not see it, and a text with comments is not published.",
        "Remove it before publishing.", column, Level.WARNING, Level.WARNING,
    )  # fmt: skip


def _spans(text: str, lines: list[str]) -> list[_Span]:
    spans: list[_Span] = []
    cursor: dict[int, int] = {}
    for token in parse_tokens(text).tokens:
        if token.map is None or OPENING not in token.content:
            continue
        if token.type == "html_block":
            found = [(match.start(), match.end()) for match in _COMMENT.finditer(token.content)]
        elif token.type == "inline":
            found = _inline_comments(token)
        else:
            continue
        for start, end in found:
            spans += _placed(token, start, end, lines, cursor)
    return spans


def _inline_comments(token: Token) -> list[tuple[int, int]]:
    """Where comments stand in the content of an inline token."""
    found = []
    at = 0
    for child in token.children or []:
        if child.type == "code_inline":
            at = max(at, token.content.find(child.content, at) + len(child.content))
        elif child.type == "html_inline" and child.content.startswith(OPENING):
            start = _unescaped(token.content, child.content, at)
            if start >= 0:
                at = start + len(child.content)
                found.append((start, at))
    return found


def _unescaped(content: str, needle: str, at: int) -> int:
    """The first place of `needle` that no backslash takes back."""
    while (at := content.find(needle, at)) >= 0:
        before = content[:at]
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return at
        at += 1
    return -1


def _placed(token: Token, start: int, end: int, lines: list[str], cursor: dict[int, int]) -> list[_Span]:
    """A stretch of a token's content as spans of source lines."""
    spans = []
    offset = 0
    assert token.map is not None
    number = token.map[0]
    for content in token.content.split("\n"):
        first, last = max(start - offset, 0), min(end - offset, len(content))
        if first < last and number < len(lines):
            column = _column(lines[number], content, content[first:last], first, cursor.get(number, 0))
            if column >= 0:
                cursor[number] = column + last - first
                joins = token.type == "inline" and end - offset > len(content)
                spans.append(_Span(number, column, column + last - first, joins))
        elif start <= offset < end and token.type == "inline":
            spans.append(_Span(number, 0, 0, joins=True))
        offset += len(content) + 1
        number += 1
    return spans


def _column(line: str, content: str, piece: str, first: int, at: int) -> int:
    """Where a piece of a token's line stands in the source line: the content is the line's end, or inside it."""
    bare = content.rstrip()
    if line.rstrip().endswith(bare):
        return len(line.rstrip()) - len(bare) + first
    return line.find(piece, at)


def _without(lines: list[str], origin: list[int], spans: list[_Span]) -> tuple[list[str], list[int]]:
    """The lines without the spans; a line that only comments filled becomes empty."""
    by_line: dict[int, list[_Span]] = {}
    for span in spans:
        by_line.setdefault(span.line, []).append(span)
    kept: list[str] = []
    kept_origin: list[int] = []
    joined = False
    for number, line in enumerate(lines):
        here = sorted(by_line.get(number, ()), key=lambda span: span.start, reverse=True)
        for span in here:
            before, after = line[: span.start], line[span.end :]
            # What follows a comment at the start of a block must not become indented code.
            line = before + (after.lstrip(" \t") if not before.strip(" \t>") else after)
        if here:
            line = line.rstrip(" \t")
        if joined and kept:
            kept[-1] = f"{kept[-1]} {line.lstrip()}".rstrip(" \t")
        else:
            kept.append(line)
            kept_origin.append(origin[number])
        joined = any(span.joins for span in here)
    return kept, kept_origin
