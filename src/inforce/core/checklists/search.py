"""A text, looked through for the items of a checklist: the first sentence that fits each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from inforce.core.checklists.value import Item, Look
from inforce.core.materiality import sentences
from inforce.core.materiality.sentences import plain, words
from inforce.core.materiality.vocabulary import Phrases
from inforce.core.model import Block, BlockKind, Document, Section

_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,200}\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|\(?\d)[\d ().-]{7,18}\d(?![\w%])")
_STREET = r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|lane|square|plaza|place|way|dock|box)"
_ADDRESS = re.compile(
    rf"""
      \b[A-Z]{{2}},?[ ]\d{{5}}\b                                       # a state and its ZIP code
    | \b[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}}\b                        # a British postcode
    | \b\d{{1,5}}[ ](?:\w{{1,20}}[ ]){{0,4}}(?i:{_STREET})\b           # a number and a street
    | \b\w{{2,30}}(?:straße|strasse|str\.|weg|platz)[ ]\d              # a street and a number
    """,
    re.VERBOSE,
)
_COMPANY = re.compile(
    r"\b[A-Z0-9][\w&'’.-]{0,40},? (?:Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|LTD|LLP|PLC|plc|Corp|Corporation(?! for)"
    r"|GmbH|AG|SE|KG|e\.V|B\.V|BV|N\.V|S\.A|SA|SAS|S\.A\.S|SARL|S\.à r\.l|S\.r\.l|S\.L|SL|AB|ApS|A/S|AS|Oy|Oyj"
    r"|Pty|K\.K|OÜ)(?![\w-])"
)
_LINKED = re.compile(r"https?://|www\.")

_SIGNS = {"<email>": _EMAIL, "<phone>": _PHONE, "<address>": _ADDRESS, "<company>": _COMPANY, "<link>": _LINKED}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text, and what of it and around it is looked for."""

    block: int
    start: int
    text: str
    said: frozenset[str]
    """The groups of phrases, and the signs, that it holds."""
    around: frozenset[str]
    """The groups that its headings, its list's introduction or its row hold."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Phrases of which one must be there, by the name under which they are looked for."""

    name: str
    signs: frozenset[str]

    def within(self, found: frozenset[str]) -> bool:
        return self.name in found or not self.signs.isdisjoint(found)


class Search:
    """All items of all lists, made ready once, to be looked for in any text."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        groups = {
            group: _Group(f"{number}", frozenset(phrase for phrase in group if phrase.startswith("<")))
            for number, group in enumerate(dict.fromkeys(g for item in items for g in _groups_of(item)))
        }
        self._groups = groups
        self._phrases = Phrases(
            {known.name: [p for p in group if not p.startswith("<")] for group, known in groups.items()}
        )

    def read(self, document: Document) -> Reading:
        """The text, ready to be asked for items."""
        return Reading(self, document)

    def said(self, text: str) -> frozenset[str]:
        """The groups whose phrases stand in these words."""
        return frozenset(hit.group for hit in self._phrases.find(tuple(word.stem for word in words(text))))

    def fits(self, look: Look, sentence: Sentence) -> bool:
        """Whether the sentence is one of that kind."""
        wanted = all(self._groups[group].within(sentence.said) for group in look.all)
        if not wanted or (look.never and self._groups[look.never].within(sentence.said)):
            return False
        return not look.under or self._groups[look.under].within(sentence.said | sentence.around)


class Reading:
    """One text, read."""

    def __init__(self, search: Search, document: Document) -> None:
        self._search, self._document = search, document

    def first(self, item: Item) -> Sentence | None:
        """The first sentence that gives the item, of the first way in which one does."""
        for look in item.looks:
            for sentence in self._sentences:
                if self._search.fits(look, sentence):
                    return sentence
        return None

    @cached_property
    def _sentences(self) -> tuple[Sentence, ...]:
        return tuple(self._read())

    def _read(self) -> Iterator[Sentence]:
        above = _Above(self._document)
        for index, block in enumerate(self._document.blocks):
            around = above.words(index, block)
            if block.kind in (BlockKind.CODE, BlockKind.RULE, BlockKind.HEADING) or _is_contents(block):
                continue
            known = frozenset().union(*(self._search.said(words) for words in around))
            for start, end in sentences.spans(block.text):
                text = block.text[start:end].strip()
                if text:
                    said = self._search.said(plain(text)) | _signs(block, start, end)
                    yield Sentence(index, start, text, said, known)


class _Above:
    """What stands above each block: headings, the words that introduce its list, the other cells of its row."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._headings: list[Section] = []
        self._next = 0
        self._intro = ""

    def words(self, index: int, block: Block) -> tuple[str, ...]:
        """The words around the block of that index; to be asked in order."""
        sections = self._document.sections
        while self._next < len(sections) and sections[self._next].first <= index:
            section = sections[self._next]
            self._headings = [above for above in self._headings if 0 < above.level < section.level] + [section]
            self._next += 1
        listed = any(container.kind == "li" for container in block.containers)
        before = self._intro if listed else ""
        if not listed:
            self._intro = block.text[-_INTRO:] if block.text.rstrip().endswith((":", "to", ";", "…")) else ""
        found = [*(section.title for section in self._headings), before, _row(self._document, index, block)]
        return tuple(words for words in found if words)


_INTRO = 400
"""Characters of the words before a list that count as its introduction."""
_ROW = 50
"""Cells of a row that are looked at on either side."""


def _row(document: Document, index: int, block: Block) -> str:
    if block.kind is not BlockKind.CELL:
        return ""
    row = next((c.key for c in reversed(block.containers) if c.kind == "tr"), None)
    near = document.blocks[max(0, index - _ROW) : index + _ROW]
    return " | ".join(b.text[:_INTRO] for b in near if any(c.kind == "tr" and c.key == row for c in b.containers))


def _is_contents(block: Block) -> bool:
    """A line of a table of contents: nothing but a link within the text."""
    return all((run.href or "").startswith("#") for run in block.runs if run.text.strip())


def _signs(block: Block, start: int, end: int) -> frozenset[str]:
    """What looks like an address, a number or a link in that part of a block."""
    text, found, at = block.text[start:end], set(), 0
    for run in block.runs:
        if run.href and at < end and at + len(run.text) > start:
            kind = {"mailto": "<email>", "tel": "<phone>"}.get(run.href.partition(":")[0].lower(), "<link>")
            found.add(kind)
        at += len(run.text)
    for sign, pattern in _SIGNS.items():
        if pattern.search(text):
            found.add(sign)
    return frozenset(found)


def _groups_of(item: Item) -> Iterator[tuple[str, ...]]:
    for look in item.looks:
        yield from look.all
        yield from (group for group in (look.under, look.never) if group)
