"""Characters that no reader sees or that turn the reading order: found in front matter and configuration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u061c\u180e\u200b\u200e\u202a-\u202e\u2060-\u2069\u2028\u2029\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """One such character; line and column count from 1."""

    line: int
    column: int
    name: str
    """Code point and name: ``U+202E (right-to-left override)``."""


def unseen(text: str) -> Iterator[Unseen]:
    """Every unseen character of `text` (line ends are ``\\n``), in order."""
    line, start = 1, 0
    for match in _UNSEEN.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
        yield Unseen(line, column, named(match[0]))


def named(character: str) -> str:
    """Code point and, where Unicode has one, the name in small letters."""
    name = unicodedata.name(character, "control character" if unicodedata.category(character) == "Cc" else "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")
