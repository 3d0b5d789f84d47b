"""Styled words on lines of a bounded width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from inforce.console.terminal import Piece

_PARTS = re.compile(r"\s+|\S+")
LONGEST_WORD = 300
"""Characters of one word that are shown."""


def wrapped(pieces: Iterable[Piece], width: int, *, first: str = "", rest: str = "") -> Iterator[list[Piece]]:
    """Lines of at most `width` characters; no word is broken, a longer one has its line.

    `first` stands before the first line and `rest` before the others. White space between words becomes one space.
    """
    line: list[Piece] = [(first, "")]
    used = len(first)
    started = False
    for word in _words(pieces):
        size = sum(len(text) for text, _ in word)
        if started and used + 1 + size > width:
            yield line
            line, used, started = [(rest, "")], len(rest), False
        if started:
            line.append((" ", ""))
            used += 1
        line.extend(word)
        used += size
        started = True
    if started:
        yield line


def _words(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Words, each of the pieces it is made of: a style may begin in the middle of one."""
    parts = ((part, style) for text, style in pieces for part in _PARTS.findall(text))
    for blank, group in groupby(parts, key=lambda part: part[0].isspace()):
        if not blank:
            yield [(text if len(text) <= LONGEST_WORD else f"{text[:LONGEST_WORD]}…", style) for text, style in group]
