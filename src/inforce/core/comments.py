"""HTML comments, cut out of a source so that what stands beside them is read again.

``<!-- note --> We sell data.`` is one token to a Markdown parser: whoever drops the token drops the sentence. So the
comment is cut from the source and the rest is read as if it had never been there. Comments inside code stay: there
they are text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from markdown_it.token import Token

from inforce.core.findings import Finding
from inforce.core.markdown import commented_part, parse_tokens
from inforce.errors import Level

OPENING = "<!--"
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
            spans += _placed(token, list(_block_comments(token.content)), lines, cursor)
        elif token.type == "inline":
            spans += _placed(token, _inline_comments(token), lines, cursor)
    return spans


def _block_comments(content: str) -> Iterator[tuple[int, int]]:
    """Where comments stand in raw HTML, as browsers read them: ``<!-->`` is whole, else ``-->`` ends it."""
    start = content.find(OPENING)
    while start >= 0:
        short = next((piece for piece in ("<!-->", "<!--->") if content.startswith(piece, start)), "")
        close = content.find("-->", start + len(OPENING))
        if not short and close < 0:
            return
        end = start + len(short) if short else close + 3
        yield start, end
        start = content.find(OPENING, end)


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
        slashes = at
        while slashes and content[slashes - 1] == "\\":
            slashes -= 1
        if (at - slashes) % 2 == 0:
            return at
        at += 1
    return -1


def _placed(token: Token, found: list[tuple[int, int]], lines: list[str], cursor: dict[int, int]) -> list[_Span]:
    """Stretches of a token's content as spans of source lines."""
    assert token.map is not None
    contents = token.content.split("\n")
    starts = list(accumulate((len(content) + 1 for content in contents), initial=0))
    inline = token.type == "inline"
    bases: dict[int, int] = {}
    spans = []
    for start, end in found:
        index = bisect_right(starts, start) - 1
        while index < len(contents) and starts[index] < end:
            content, number = contents[index], token.map[0] + index
            first, last = max(start - starts[index], 0), max(min(end - starts[index], len(content)), 0)
            joins = inline and end - starts[index] > len(content)
            base = bases.get(index)
            if base is None:
                base = bases[index] = _base(lines[number], content)
            column = base + first if base >= 0 else lines[number].find(content[first:last], cursor.get(number, 0))
            if column >= 0:
                cursor[number] = column + last - first
                spans.append(_Span(number, column, column + last - first, joins))
            index += 1
    return spans


def _base(line: str, content: str) -> int:
    """The column from which a token's line fills the rest of its source line; -1 where more follows (a cell)."""
    bare, whole = content.rstrip(), line.rstrip()
    return len(whole) - len(bare) if whole.endswith(bare) else -1


def _without(lines: list[str], origin: list[int], spans: list[_Span]) -> tuple[list[str], list[int]]:
    """The lines without the spans; a line that only comments filled becomes empty."""
    by_line: dict[int, list[_Span]] = {}
    for span in spans:
        by_line.setdefault(span.line, []).append(span)
    kept: list[str] = []
    kept_origin: list[int] = []
    joined = False
    for number, line in enumerate(lines):
        here = by_line.get(number, [])
        rest = _cut_from(line, here) if here else line
        if joined:
            kept[-1] = f"{kept[-1]} {rest.lstrip()}".rstrip(" \t")
        else:
            kept.append(rest)
            kept_origin.append(origin[number])
        joined = any(span.joins for span in here)
    return kept, kept_origin


def _cut_from(line: str, spans: list[_Span]) -> str:
    """The line without the spans. What follows a comment at the start of a block must not become indented code."""
    parts: list[str] = []
    at = 0
    blank = True
    for span in sorted(spans, key=lambda span: span.start):
        before = line[at : span.start]
        parts.append(before if not (blank and parts) else before.lstrip(" \t"))
        blank = blank and not before.strip(" \t>")
        at = span.end
    rest = line[at:]
    parts.append(rest.lstrip(" \t") if blank else rest)
    return "".join(parts).rstrip(" \t")
