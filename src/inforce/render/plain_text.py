"""Plain text for mail: lines of a bounded width, links never broken, nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from inforce.core.runs import squeezed

WIDTH = 72
"""Columns of a line (RFC 5322, 2.1.1 asks for at most 78; answers put signs of quotation before it)."""

_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Controls but the line feed, and what turns the direction of what follows it."""
_WIDE = ("W", "F")


def visible(text: str) -> str:
    """The text without control characters and without overrides of direction: separators as spaces, others gone."""
    return _HIDDEN.sub(lambda match: " " if match[0].isspace() else "", text)


def one_line(text: str) -> str:
    """The text, visible, on one line; a no-break space stays one."""
    return squeezed(visible(text)).strip()


def wrapped(text: object, indent: str = "", first: str | None = None) -> str:
    """The text on lines of at most `WIDTH` columns, each beginning with `indent`, the first with `first`.

    A word is never broken, so a longer one, a link for instance, has its line; between ideographs a line may end.
    """
    lines, line, used = [], "", 0
    lead = indent if first is None else first
    for word, spaced in _words(str(text)):
        width = _columns(word)
        if line and len(lead) + used + spaced + width > WIDTH:
            lines.append(lead + line)
            line, used, lead, spaced = "", 0, indent, False
        gap = " " if spaced and line else ""
        line, used = line + gap + word, used + len(gap) + width
    return "\n".join([*lines, lead + line]) if line else ""


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """What stays together, each with whether a space stands before it."""
    for word in re.findall(r"[^ \t\r\n]+", text):
        parts = _parts(word) if "://" not in word else [word]
        yield from ((part, number == 0) for number, part in enumerate(parts))


def _parts(word: str) -> list[str]:
    """A word of ideographs as its characters, with the punctuation that follows each; any other word whole."""
    parts = [""]
    for character in word:
        after = parts[-1][-1:]
        if _is_wide(character) and after and _is_wide(after) and unicodedata.category(character)[0] == "L":
            parts.append("")
        parts[-1] += character
    return parts


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE


def _columns(word: str) -> int:
    if word.isascii():
        return len(word)
    return sum(0 if unicodedata.combining(c) else 2 if _is_wide(c) else 1 for c in word)
