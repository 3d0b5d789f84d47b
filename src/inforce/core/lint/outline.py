"""What a text numbers: headings, paragraphs and items with their numbers, and where a number leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from inforce.core.model import Block, BlockKind, Document
from inforce.core.policy import Version
from inforce.core.redline import numbers
from inforce.core.redline.references import WORD, family, singular

_WORDED = re.compile(
    rf"(?P<word>{WORD.pattern})\s*(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?|[IVXLC]{{1,6}}|[A-Z](?:-?\d{{1,2}})?)"
    r"(?=[.:)–—-]|\s*\Z|\s+[–—-]\s|\n)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\d+|[a-z]+")
_INLINE = re.compile(r"\(([a-z0-9]{1,5})\)", re.IGNORECASE)
_ROMAN = re.compile(r"(?=.)(?:x?c|x?l|l?x{1,4})?(?:ix|iv|v?i{0,3})?")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LOOSE = frozenset(("paragraph", "point", "item"))
"""What these words name may be any item or paragraph, not only a section."""

Range = tuple[int, int]
"""Indices of a first block and of the one after the last."""


def roman(letters: str) -> int:
    """The value of a Roman number in small or capital letters; 0 if it is none."""
    small = letters.lower()
    if not _ROMAN.fullmatch(small):
        return 0
    values = [_ROMAN_VALUES[c] for c in small]
    return sum(-v if v < max(values[k:]) else v for k, v in enumerate(values))


@dataclass(frozen=True, slots=True)
class Label:
    """The number that a block begins with."""

    block: int
    word: str
    """"section", "annex" … in small letters, "" where none stands before the number."""
    number: str
    """Without word, brackets and full stops, as written: 4.2, IV, b."""
    heading: bool

    @property
    def key(self) -> str:
        """What is compared."""
        return self.number.lower()


@dataclass(frozen=True, eq=False)
class Outline:
    """The numbers of one text."""

    document: Document

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Every number with which a heading or paragraph begins, in order; items of Markdown's own lists apart."""
        return tuple(label for label in map(self._label, range(len(self.document.blocks))) if label)

    @cached_property
    def headed(self) -> bool:
        """Are the headings numbered, so that a section is a heading?"""
        return sum(1 for one in self.labels if one.heading and one.number[0].isdigit()) > 1

    @cached_property
    def styles(self) -> frozenset[str]:
        """The ways in which labels are written: "digit", "letter"."""
        return frozenset("digit" if one.number[0].isdigit() else "letter" for one in self.labels)

    def families(self, kind: str) -> tuple[Label, ...]:
        """The labels with a word that is counted apart: annexes, schedules, parts …"""
        return tuple(one for one in self.labels if family(one.word) == kind)

    def find(self, word: str, number: str) -> tuple[Range, ...]:
        """The places that "section 4.2(b)" can mean; none where the text has no such place."""
        kind = family(word)
        base, *items = re.split(r"[()]+", number.lower().rstrip(")"))
        places = self._apart(kind, base) if kind else self._sections(singular(word), base)
        for item in items:
            places = tuple(found for place in places for found in self._inside(place, item))
        return places

    def extent(self, label: Label) -> Range:
        """The blocks that a numbered heading or paragraph is about, those of its subsections included."""
        blocks = self.document.blocks
        head, prefix = blocks[label.block], f"{label.key}."
        numbered = {one.block: one for one in self.labels}
        for index in range(label.block + 1, len(blocks)):
            block, other = blocks[index], numbered.get(index)
            below = other is not None and other.key.startswith(prefix)
            if label.heading:
                ends = block.kind is BlockKind.HEADING and block.level <= head.level and not below
            else:
                alike = other is not None and not other.heading and other.key[0].isdigit() == label.key[0].isdigit()
                ends = block.kind is BlockKind.HEADING or (alike and not below)
            if ends:
                return label.block, index
        return label.block, len(blocks)

    def _apart(self, kind: str, number: str) -> tuple[Range, ...]:
        same = (one for one in self.families(kind) if _same(one.key, number))
        return tuple(map(self.extent, same))

    def _sections(self, word: str, number: str) -> tuple[Range, ...]:
        found = [self.extent(one) for one in self.labels if not family(one.word) and _same(one.key, number)]
        if word in _LOOSE or not self.headed:
            found.extend(self._items((0, len(self.document.blocks)), number))
        if found:
            return tuple(found)
        parts = _PARTS.findall(number)
        for length in range(len(parts) - 1, 0, -1):
            above = number[: number.rindex(parts[length])].rstrip(".")
            inner = ".".join(parts[length:])
            places = tuple(place for outer in self._sections(word, above) for place in self._inside(outer, inner))
            if places:
                return places
        return ()

    def _inside(self, place: Range, item: str) -> Iterator[Range]:
        """The items, subsections and marks "(b)" of a place that bear the number; a list without numbers is counted."""
        first, end = place
        named = [one for one in self.labels if first < one.block < end and _same(one.key, item)]
        yield from map(self.extent, named)
        yield from self._items(place, item)
        for index in range(first, end):
            text = self.document.blocks[index].text
            if any(found[1].lower() == item for found in _INLINE.finditer(text)):
                yield index, end
                return

    def _items(self, place: Range, number: str) -> Iterator[Range]:
        """Items of lists: by their own number, else by their place in the list."""
        values = (
            {int(number)} if number.isdecimal() else {ord(number[0]) - 96 if len(number) == 1 else 0, roman(number)}
        )
        counts: dict[int, list[int]] = {}
        for index in range(*place):
            containers = self.document.blocks[index].containers
            for outer, item in pairwise(containers):
                if item.kind != "li" or outer.kind not in ("ul", "ol"):
                    continue
                keys = counts.setdefault(outer.key, [])
                if item.key not in keys:
                    keys.append(item.key)
                    counted = item.number if item.number is not None and number.isdecimal() else len(keys)
                    if counted in values and (item.number is not None or not number.isdecimal()):
                        yield index, self._item_end(index, item.key)

    def _item_end(self, first: int, key: int) -> int:
        blocks = self.document.blocks
        return next(
            (n for n in range(first, len(blocks)) if all(c.key != key for c in blocks[n].containers)), len(blocks)
        )

    def _label(self, index: int) -> Label | None:
        block = self.document.blocks[index]
        heading = block.kind is BlockKind.HEADING
        if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TEXT, BlockKind.CELL):
            return None
        if block.kind is BlockKind.CELL:
            cell = _WORDED.fullmatch(block.text.strip())
            return (
                Label(index, singular(cell["word"]), cell["number"], False) if cell and family(cell["word"]) else None
            )
        worded = _WORDED.match(block.text) or (_annexed(block) if heading else None)
        if worded and (heading or worded.end() == len(block.text.rstrip()) or _bold(block)):
            return Label(index, singular(worded["word"]), worded["number"], heading or _bold(block))
        prefix = numbers.prefix(block.kind, block.number, block.text)
        number = numbers.bare(prefix).strip("()")
        return (
            Label(index, singular(numbers.word_of(prefix).strip()), number, heading or _bold(block)) if number else None
        )


_ANNEXED = re.compile(
    r"(?P<word>annex|schedule|appendix|exhibit|part|chapter)\s+(?P<number>\d{1,3}|[IVXLC]{1,6}|[A-Z])\b", re.IGNORECASE
)


def _annexed(block: Block) -> re.Match[str] | None:
    """ "Annex I Technical measures": a heading's word and number without anything between them and the title."""
    found = _ANNEXED.match(block.text)
    return found if found and (found["number"].isdecimal() or found["number"].isupper()) else None


def _bold(block: Block) -> bool:
    """Does it begin in bold, as a heading would?"""
    first = next((run for run in block.runs if run.text.strip()), None)
    return first is not None and "strong" in first.marks


def _same(one: str, other: str) -> bool:
    """Is it the same number? "IV" is 4."""
    if one == other:
        return True
    values = {str(roman(text)) if text.isalpha() else text for text in (one, other)}
    return len(values) == 1 and "0" not in values and (one.isdecimal() or other.isdecimal())


@lru_cache(maxsize=8)
def outline(version: Version) -> Outline:
    """The outline of a version, read once for all rules."""
    return Outline(version.document)
