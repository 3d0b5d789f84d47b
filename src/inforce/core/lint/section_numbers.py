"""The numbers of sections as rules count them: of headings, and of paragraphs that begin with one of several parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inforce.core.lint.outline import Label, outline
from inforce.core.model import BlockKind
from inforce.core.policy import Version

_DIGITS = re.compile(r"(\d{1,3})((?:\.\d{1,3})*)([a-z]?)")

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered heading, or a paragraph that begins with a number of two parts."""

    block: int
    style: str
    """What counts together: the word before the number, and how it is written."""
    path: Path
    """Of 3.1.2: 3, 1, 2. A letter after the number (4a) is left out."""
    suffix: str
    number: str
    parent: int
    """Index of the heading above; -1 where none stands above."""
    level: int
    """Of the heading; 0 for a paragraph."""


@lru_cache(maxsize=8)
def numbered(version: Version) -> tuple[Numbered, ...]:
    """What is numbered in a version, in order."""
    return tuple(_numbered(version))


def _numbered(version: Version) -> Iterator[Numbered]:
    blocks = version.document.blocks
    labels = outline(version).labels
    above: list[int] = []
    at = 0
    for label in labels:
        for index in range(at, label.block + 1):
            if blocks[index].kind is BlockKind.HEADING:
                above = [n for n in above if blocks[n].level < blocks[index].level] + [index]
        at = label.block + 1
        heading = blocks[label.block].kind is BlockKind.HEADING
        if any(c.kind in ("table", "li") for c in blocks[label.block].containers):
            continue
        parents = above[:-1] if heading else above
        number = f"{label.number}{_closing(blocks[label.block].text, label)}"
        one = _read(label, number, parents[-1] if parents else -1, blocks[label.block].level if heading else 0)
        if one and (heading or len(one.path) > 1 or label.heading):
            yield one


def _closing(text: str, label: Label) -> str:
    """What stands after a number without a word: "3. Fees" and "3 Fees" are not of one numbering."""
    if label.word or "." in label.number:
        return ""
    following = text[text.find(label.number) + len(label.number) :][:1]
    return following if following in (".", ")", ":") else ""


def _read(label: Label, written: str, parent: int, level: int) -> Numbered | None:
    closing = written[len(label.number) :]
    digits = _DIGITS.fullmatch(label.number)
    if digits:
        path = tuple(int(part) for part in (digits[1] + digits[2]).split("."))
        while len(path) > 1 and path[-1] == 0:
            path = path[:-1]  # "1.0 Scope"
        style = f"{label.word} 1{closing if len(path) == 1 else ''}"
        return Numbered(label.block, style, path, digits[3], label.number, parent, level)
    if not label.number.isalpha():
        return None
    case = "A" if label.number.isupper() else "a"
    return Numbered(label.block, f"{label.word} {case}{closing}", (), "", label.number, parent, level)
