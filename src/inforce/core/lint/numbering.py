"""Rules on the numbers of sections: one left out, one used twice, one under another parent or on another level.

A numbering is what counts on: three headings in a row of one style below one heading, or two that begin with the first
number. Headings that begin with an amount or a year are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from inforce.core.lint.outline import outline, roman
from inforce.core.lint.section_numbers import Numbered, Path, numbered
from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import BlockKind
from inforce.errors import Level

_RESERVED = re.compile(
    r"\[?\b(?:intentionally|reserved|omitted|deleted|not used|left blank|weggefallen)\b", re.IGNORECASE
)
_MOST_MISSING = 3
"""Numbers left out in a row up to which it is a gap; more, and it is another counting."""


def _series(text: Text) -> Iterator[list[tuple[int, Numbered]]]:
    """The numberings of one level: values with what bears them."""
    found: dict[tuple[object, ...], list[Numbered]] = {}
    for one in numbered(text.version):
        place = (one.path[:-1], _top(text, one)) if one.path else (one.parent, one.level)
        found.setdefault((one.style, *place, bool(one.level)), []).append(one)
    for same in found.values():
        for row in _rows(list(_values(same))):
            if _counts(row):
                yield row


def _top(text: Text, one: Numbered) -> object:
    """The numbering a number stands in: of a single number the heading above, of others the one they begin with."""
    if len(one.path) == 1:
        return one.parent, one.level
    above = [n for n in numbered(text.version) if n.block < one.block and len(n.path) == 1 and _kin(n, one)]
    return above[-1].block if above and above[-1].path[0] == one.path[0] else -1


def _kin(top: Numbered, below: Numbered) -> bool:
    """May the one be the number above the other: "3." or "3" of 3.1, "§ 3" of "§ 3.1"?"""
    return top.style.rstrip(".):") == below.style or not below.style.strip("1 ")


def _values(same: Sequence[Numbered]) -> Iterator[tuple[int, Numbered]]:
    """Numbers as values; letters as Roman numbers where all can be such and "I" begins."""
    if same[0].path:
        yield from ((one.path[-1], one) for one in same)
        return
    as_roman = same[0].number.lower() == "i" and all(roman(one.number) for one in same)
    for one in same:
        letter = ord(one.number.lower()) - 96 if len(one.number) == 1 else 0
        if value := roman(one.number) if as_roman else letter:
            yield value, one


def _rows(values: Sequence[tuple[int, Numbered]]) -> Iterator[list[tuple[int, Numbered]]]:
    """Where a numbering begins anew with its first number, and counts on from there, it is another one."""
    row: list[tuple[int, Numbered]] = []
    for n, (value, one) in enumerate(values):
        following = values[n + 1][0] if n + 1 < len(values) else 0
        if row and value <= 1 and row[-1][0] > value and (following == value + 1 or not following):
            yield row
            row = []
        row.append((value, one))
    if row:
        yield row


def _counts(row: Sequence[tuple[int, Numbered]]) -> bool:
    """Is the row a numbering? Numbers of several parts are one from two on, where they begin with the first."""
    values = [value for value, _ in row]
    if len(values) < 3:
        return len(row[0][1].path) > 1 and values[0] == 1
    known = set(values)
    steps = sum(1 for value in known if value - 1 in known)
    return steps * 2 >= len(values) - 1 and (values[0] <= 1 or steps > 1)


def _gaps(text: Text) -> Iterator[Hit]:
    for row in _series(text):
        yield from _disorder(text, row)
        misfits = _misfits([value for value, _ in row])
        kept = [pair for n, pair in enumerate(row) if n not in misfits]
        values = {value for value, _ in row}
        for (a, one), (b, other) in pairwise(kept):
            if not a + 1 < b <= a + 1 + _MOST_MISSING or one.suffix > other.suffix > "":
                continue
            missing = [_written(other, value) for value in range(a + 1, b) if value not in values]
            if not missing or any(_excused(text, one, other, number) for number in missing):
                continue
            said = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
            sentence = f"After “{_heading(text, one)}” follows “{_heading(text, other)}”: {said}."
            remedy = f"Number the sections anew from there, or write {missing[0]} with “[Reserved]”."
            yield text.hit(other.block, 0, sentence, remedy)


def _disorder(text: Text, row: Sequence[tuple[int, Numbered]]) -> Iterator[Hit]:
    """Two numbers that changed places, and one that stands among others: 1, 2, 4, 3, 5 and 1, 2, 7, 3, 4."""
    values = [value for value, _ in row]
    misfits = _misfits(values)
    for n in range(1, len(row)):
        again = values.count(values[n]) > 1
        swapped = values[n] + 1 == values[n - 1] and values.count(values[n - 1]) == 1
        alone = n in misfits and n - 1 not in misfits and n + 1 not in misfits
        if not again and (swapped or alone):
            sentence = f"“{_heading(text, row[n][1])}” stands after “{_heading(text, row[n - 1][1])}”."
            yield text.hit(row[n][1].block, 0, sentence, "Number the sections in the order in which they stand.")


def _misfits(values: Sequence[int]) -> frozenset[int]:
    """Places of values that stand out of a row which counts on without them: 1, 2, 7, 3, 4."""
    return frozenset(
        n
        for n in range(1, len(values) - 1)
        if values[n - 1] + 1 == values[n + 1] and values[n] not in (values[n - 1] + 1, values[n - 1])
    )


def _excused(text: Text, one: Numbered, other: Numbered, number: str) -> bool:
    """Does the number stand in between after all, in whatever form, or is it said to be left out?"""
    bare = re.compile(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)")
    for block in text.blocks[one.block : other.block]:
        if _RESERVED.search(block.text[:200]) and bare.search(block.text[:200]):
            return True
        if re.match(rf"\W{{0,3}}(?:\w+ )?{re.escape(number)}(?:[.):–—-](?!\d)|\s|\Z)", block.text):
            return True
    below = f"{number}."
    if other.path and any(
        n.number.startswith(below) and one.block < n.block < other.block for n in numbered(text.version)
    ):
        return True  # 3.1 stands there without 3: a fault of level.
    if _RESERVED.search(text.blocks[one.block].text) or _RESERVED.search(text.blocks[other.block].text):
        return True
    between = (label.key for label in outline(text.version).labels if one.block < label.block < other.block)
    return number.lower() in between


def _twice(text: Text) -> Iterator[Hit]:
    for row in _series(text):
        seen: dict[int, Numbered] = {}
        misfits = _misfits([value for value, _ in row])
        for n, (value, one) in enumerate(row):
            before = seen.setdefault(value, one)
            if before is one or before.suffix != one.suffix:
                continue
            if row[n - 1][0] == value or n - 1 in misfits or _within(row, n):
                sentence = f"“{_heading(text, one)}” has the number of “{_heading(text, before)}”."
                remedy = "Give each section a number of its own, and look at the references to it."
                yield text.hit(one.block, 0, sentence, remedy)


def _within(row: Sequence[tuple[int, Numbered]], n: int) -> bool:
    """Does the row count on after this place as if it were not there?"""
    return 0 < n < len(row) - 1 and row[n - 1][0] + 1 == row[n + 1][0]


def _levels(text: Text) -> Iterator[Hit]:
    """A number of several parts below another section than its own; and one whose neighbours stand elsewhere."""
    found = [one for one in numbered(text.version) if one.path]
    tops = {one.path[0] for one in found if len(one.path) == 1}
    last: dict[int, Numbered] = {}
    for one in found:
        size = len(one.path)
        above = last.get(size - 1)
        known = size > 2 or one.path[0] in tops or (above is not None and one.path[0] == above.path[0] + 1)
        astray = above is not None and above.path != one.path[:-1] and known
        ends = above is not None and _ended(text, above, one)
        if above and astray and not ends and _kin(above, one) and above.path[:-1] == one.path[:-2]:
            sentence = f"“{_heading(text, one)}” stands below “{_heading(text, above)}”."
            remedy = f"Number it {_dotted(above.path)}.{one.path[-1]}, or move it to its section."
            yield text.hit(one.block, 0, sentence, remedy)
        last = {length: other for length, other in last.items() if length < size} | {size: one}
    yield from _depths(text)


def _ended(text: Text, above: Numbered, one: Numbered) -> bool:
    """Does a heading without a number, such as "Annex", stand between, so that another numbering may begin?"""
    known = {other.block for other in numbered(text.version)}
    return any(
        block.kind is BlockKind.HEADING and block.level <= max(above.level, 1) and index not in known
        for index, block in enumerate(text.blocks[above.block + 1 : one.block], above.block + 1)
    )


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _depths(text: Text) -> Iterator[Hit]:
    """One heading of a numbering on another level of headings than both its neighbours: ## 3, ### 4, ## 5."""
    tops = [one for one in numbered(text.version) if len(one.path) == 1 and one.level and not one.suffix]
    for a, one, b in zip(tops, tops[1:], tops[2:], strict=False):
        same = a.style == one.style == b.style and a.level == b.level != one.level
        if same and (a.path[0] + 1, a.path[0] + 2) == (one.path[0], b.path[0]):
            neighbours = f"“{_heading(text, a)}” and “{_heading(text, b)}”"
            place = "below" if one.level > a.level else "above"
            sentence = f"“{_heading(text, one)}” is a heading of a level {place} that of {neighbours}."
            yield text.hit(one.block, 0, sentence, f"Write it with {'#' * a.level}, as its neighbours.")


def _written(like: Numbered, value: int) -> str:
    """A number in the style of another."""
    if like.path:
        return _dotted((*like.path[:-1], value))
    if roman(like.number) and len(like.number) > 1:
        return _as_roman(value).upper() if like.number.isupper() else _as_roman(value)
    return chr((64 if like.number.isupper() else 96) + value)


def _as_roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def _heading(text: Text, one: Numbered) -> str:
    return in_short(text.blocks[one.block].text, 60)


_SOURCE = "Practice of drafting: every section has one number by which it is cited."
RULES = (
    Rule(
        "section-number-gap",
        Level.ERROR,
        "A number of a section is left out, or the numbers do not stand in order.",
        _SOURCE,
        _gaps,
    ),
    Rule("section-number-twice", Level.ERROR, "Two sections have the same number.", _SOURCE, _twice),
    Rule(
        "section-number-level",
        Level.ERROR,
        "A section stands below one that its number does not belong to, or on another level than its neighbours.",
        _SOURCE,
        _levels,
    ),
)
