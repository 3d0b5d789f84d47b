"""Small questions about markdown-it's tokens and the lines they came from."""

from __future__ import annotations

import re

from markdown_it.token import Token

_CELL_SPLIT = re.compile(r"(?<!\\)\|")
_ROW_PREFIX = re.compile(r"^[ \t>]*")


def has_open_comment(token: Token) -> bool:
    """Does the inline text hold a ``<!--`` that no backslash or code span takes back?"""
    content = token.content
    for child in token.children or []:
        if child.type == "code_inline" and "<!--" in child.content:
            content = content.replace(child.content, "", 1)
    return re.search(r"(?<!\\)<!--", content) is not None


def shown_numbers(numbers: list[int]) -> list[int]:
    """The numbers as shown: as written, but a list written ``1. 1. 1.`` counts upwards (a habit of Markdown)."""
    if len(numbers) > 1 and numbers[0] in (0, 1) and len(set(numbers)) == 1:
        return list(range(numbers[0], numbers[0] + len(numbers)))
    return numbers


def split_row(line: str) -> list[str]:
    """The cells of a table row as written, without the bars at its ends."""
    cells = _CELL_SPLIT.split(_ROW_PREFIX.sub("", line).strip())
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return cells


def image_text(token: Token) -> str:
    """An image's alternative text: the text of what stands in its brackets."""
    parts = []
    for child in token.children or []:
        if child.type == "image":
            parts.append(image_text(child))
        else:
            parts.append(" " if child.type.endswith("break") else child.content)
    return "".join(parts)
