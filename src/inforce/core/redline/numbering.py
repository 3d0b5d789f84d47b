"""Which of the numbers that blocks begin with are labels: those that stand in a numbering of their own text.

"99.9 % uptime" and "A. Smith" begin with what may be a number of a section. It is one only if its neighbours count
with it: 3.1 stands before 3.2, (b) after (a). In doubt it is none, and a change of it is a change of words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from inforce.core.model import Block, BlockKind
from inforce.core.redline.numbers import bare, word_of
from inforce.core.redline.references import singular

Value = tuple[int, int]
"""A number, and the letter after it (4a is 4, 1)."""
_FIRST: Value = (1, 0)
_DIGITS = re.compile(r"\(?((?:\d+\.)*)(\d+)([a-z]?)")
_LETTERS = re.compile(r"\(?([A-Z]{1,6}|[a-z]{1,6})")
_ROMAN = re.compile(r"(?:x?c|x?l|l?x{1,4})?(?:ix|iv|v?i{0,3})?")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SURE_IN_A_ROW = 3
"""Decimals and letters in a row that do not begin with the first one are a numbering from so many on."""

_MOST_OPEN = 12
"""Rows of one kind that a number may continue: so many, the latest."""


class Numbered(NamedTuple):
    """A block that begins with what may be its number."""

    at: int
    """Its index in the text."""
    block: Block
    number: str
    """As `numbers.prefix` gives it; may be empty."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one text."""

    numbering: dict[int, int | None]
    """By index of the block: the numbering in which references look for it, from 0; None for (a) and the like."""
    starts: list[int]
    """The blocks with which a numbering begins: where the first level begins anew, as in an annex."""


class _Style(NamedTuple):
    """Numbers that count on look alike."""

    word: str
    opening: str
    closing: str
    case: str
    """"upper", "lower"; "" for digits."""
    heading: bool
    """Of the first level; 3.1 may be the number of a heading or of a paragraph."""
    parent: tuple[int, ...]
    """Of 3.1.2: 3, 1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Mark:
    """A number that may be a label."""

    at: int
    style: _Style
    values: tuple[Value, ...]
    """What it may mean: (i) is the ninth letter, or one."""
    sure: bool
    """Does it look like nothing but a label, as (a) and a heading's "1." do?"""


@dataclass(slots=True, eq=False)
class _Row:
    """Marks that count on."""

    marks: list[_Mark]
    last: tuple[Value, ...]
    first: bool
    """Does it begin with 1, a, i?"""
    loose: set[int] = field(default_factory=set)
    """Marks before which a number is missing, and none that counts on stands behind: no labels."""


def labels(blocks: Sequence[Numbered]) -> Labels:
    """Of the blocks of a text those whose number is a label."""
    rows = _rows(blocks)
    parents = _parents(blocks, rows)
    good = [row for row in rows if _stands(row, parents)]
    top = [row for row in good if not row.marks[0].style.parent and not row.marks[0].style.opening]
    headed = [row for row in top if row.marks[0].style.heading]
    starts = sorted(row.marks[0].at for row in headed or top)
    number_of = {at: n for n, at in enumerate(starts)}
    found: dict[int, int | None] = {}
    for row in good:
        head = row.marks[0]
        for mark in row.marks:
            if mark.at in row.loose:
                continue
            if head.style.opening:
                found[mark.at] = None
            elif head.style.parent:
                found[mark.at] = max(0, bisect_right(starts, mark.at) - 1)
            else:
                found[mark.at] = number_of.get(head.at)
    return Labels(found, starts)


def _mark(one: Numbered) -> _Mark | None:
    if not one.number:
        return None
    word, core, plain = word_of(one.number), one.number[len(word_of(one.number)) :].strip(), bare(one.number)
    closing = core[-1] if core[-1:] in tuple(".:)") else ""
    opening = "(" if core.startswith("(") else ""
    heading = one.block.kind is BlockKind.HEADING
    sure = bool(opening) or (heading and bool(closing or word))
    word = singular(word.strip())
    if digits := _DIGITS.fullmatch(plain):
        parent = tuple(int(part) for part in digits[1].split(".") if part)
        suffix = ord(digits[3]) - 96 if digits[3] else 0
        style = _Style(word, opening, ")" * (closing == ")"), "", heading and not parent, parent)
        return _Mark(one.at, style, ((int(digits[2]), suffix),), sure)
    if letters := _LETTERS.fullmatch(plain):
        text = letters[1].lower()
        values = tuple((n, 0) for n in (_letter(text), _roman(text)) if n)
        style = _Style(word, opening, closing, "upper" if letters[1].isupper() else "lower", heading, ())
        return _Mark(one.at, style, values, sure) if values else None
    return None


def _letter(text: str) -> int:
    return ord(text[0]) - 96 + 26 * (len(text) - 1) if len(set(text)) == 1 and len(text) < 3 else 0


def _roman(text: str) -> int:
    if not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if v < max(values[k:]) else v for k, v in enumerate(values))


def _rows(blocks: Iterable[Numbered]) -> list[_Row]:
    rows: list[_Row] = []
    of_style: dict[_Style, list[_Row]] = {}
    for one in blocks:
        if one.block.kind is BlockKind.HEADING:  # the letters of items begin anew in each section
            of_style = {style: found for style, found in of_style.items() if style.heading or not style.case}
        mark = _mark(one)
        if mark is None:
            continue
        same = of_style.setdefault(mark.style, [])
        row = _joined(mark, same)
        if row is None:
            row = _divided(mark, same) or _Row([mark], mark.values, _FIRST in mark.values)
            rows.append(row)
        else:
            same.remove(row)
        same.append(row)
        del same[:-_MOST_OPEN]
    return rows


def _joined(mark: _Mark, rows: Sequence[_Row]) -> _Row | None:
    """The row that this number continues, the latest first."""
    for row in reversed(rows):
        values = tuple(v for v in mark.values if any(_follows(u, v) for u in row.last))
        if values:
            row.loose.discard(row.marks[-1].at)
            row.marks.append(mark)
            row.last = values
            return row
    if _FIRST in mark.values or mark.style.case:
        return None
    for row in reversed(rows):
        if row.first and any(u[0] + 2 == v[0] for u in row.last for v in mark.values):
            row.marks.append(mark)
            row.loose.add(mark.at)
            row.last = mark.values
            return row
    return None


def _divided(mark: _Mark, rows: Sequence[_Row]) -> _Row | None:
    """(ii) after (h) and (i): the (i) was no letter, and begins a row of its own."""
    if not rows or len(rows[-1].marks) < 2:
        return None
    row, before = rows[-1], rows[-1].marks[-1]
    values = tuple(v for v in mark.values if any(_follows(u, v) for u in before.values))
    if not values:
        return None
    row.marks.pop()
    row.last = tuple((number - 1, letter) for number, letter in row.last)
    return _Row([before, mark], values, _FIRST in before.values)


def _follows(before: Value, after: Value) -> bool:
    if after[0] == before[0]:
        return after[1] == before[1] + 1
    return after == (before[0] + 1, 0)


def _parents(blocks: Iterable[Numbered], rows: Iterable[_Row]) -> set[tuple[int, ...]]:
    """Numbers under which others may stand: of headings, of items of numbered lists, of marks that count on."""
    found: set[tuple[int, ...]] = set()
    for one in blocks:
        if one.block.kind is BlockKind.HEADING and (digits := _DIGITS.fullmatch(bare(one.number))):
            found.add((*(int(part) for part in digits[1].split(".") if part), int(digits[2])))
        found.update((c.number,) for c in one.block.containers if c.number is not None)
    for row in rows:
        if len(row.marks) > 1:
            found.update((*mark.style.parent, mark.values[0][0]) for mark in row.marks)
    return found


def _stands(row: _Row, parents: set[tuple[int, ...]]) -> bool:
    """Is this row a numbering?"""
    head = row.marks[0]
    if len(row.marks) == 1:
        return row.first and (head.sure or (bool(head.style.parent) and head.style.parent in parents))
    return row.first or head.sure or len(row.marks) >= _SURE_IN_A_ROW
