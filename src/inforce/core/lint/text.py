"""A text as the rules of the lint read it: sentences, sections, and where each word stands in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from inforce.core import frontmatter
from inforce.core.lint.value import Hit
from inforce.core.materiality import sentences
from inforce.core.model import Block, BlockKind, Section
from inforce.core.policy import Library, Policy, Version
from inforce.errors import Place

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block."""

    block: int
    """Index of its block in the document."""
    start: int
    """Where it begins in the block's text."""
    end: int
    text: str
    """As in the block, white space at its ends cut."""


@dataclass(frozen=True)
class Text:
    """One version with all that a rule may ask about it."""

    library: Library
    policy: Policy
    version: Version
    on: date
    """The day for which the text is judged."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The leaf blocks in reading order."""
        return self.version.document.blocks

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in reading order."""
        return self.version.document.sections

    @property
    def english(self) -> bool:
        """Whether it is written in English, as most patterns ask."""
        return self.version.language.lower().split("-")[0] == "en"

    @cached_property
    def before(self) -> Version | None:
        """The version that it amends; of a draft also an earlier draft."""
        return self.policy.before(self.version, self.policy.versions if self.version.is_draft else ())

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of every block but code, headings and table cells included."""
        found = []
        for index, block in enumerate(self.blocks):
            if block.kind in (BlockKind.CODE, BlockKind.RULE):
                continue
            text = block.text
            for start, end in sentences.spans(text):
                cut = text[start:end].strip()
                if cut:
                    start += len(text[start:end]) - len(text[start:end].lstrip())
                    found.append(Sentence(index, start, start + len(cut), cut))
        return tuple(found)

    @cached_property
    def _front(self) -> frontmatter.FrontMatter | None:
        return frontmatter.read(self.version.source, self.version.path, lenient=self.version.imported).front

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return tuple(self.version.source.split("\n"))

    def section_of(self, block: int) -> Section | None:
        """The section that holds the block of that index."""
        return self.version.document.section_of(block)

    def blocks_of(self, section: Section) -> tuple[Block, ...]:
        """The blocks of a section and of all sections below it."""
        after = self.sections[self.sections.index(section) + 1 :]
        end = next((s.first for s in after if s.level <= section.level), len(self.blocks))
        return self.blocks[section.first : end]

    def sentence_at(self, block: int, offset: int) -> str:
        """The sentence of the block of that index in which `offset` lies."""
        text = self.blocks[block].text
        return next((text[s:e].strip() for s, e in sentences.spans(text) if s <= offset < e), text.strip())

    def place(self, block: int, offset: int = 0) -> Place:
        """Where the character `offset` of a block's text stands in the file.

        Marks are not part of the block's text, so the word at `offset` is searched for in the source: as often as it
        was met before in the block, it is passed over. Where it cannot be found, the block's first line is meant.
        """
        found = self.blocks[block]
        path, line = self.version.path, found.line or 1
        word = _WORD.search(found.text, offset)
        if word is None:
            return Place(path, line)
        whole = re.compile(rf"(?<![^\W_]){re.escape(word[0])}(?![^\W_])")
        passed = sum(1 for _ in whole.finditer(found.text, 0, word.start()))
        for number in range(line, max(found.last_line, line) + 1):
            for match in whole.finditer(self._lines[number - 1] if number <= len(self._lines) else ""):
                if not passed:
                    return Place(path, number, match.start() + 1)
                passed -= 1
        return Place(path, line)

    def front(self, key: str) -> Place:
        """Where a key of the front matter stands (``effective``, ``change.material`` …), else the file's first line."""
        top = Place(self.version.path, 1)
        return self._front.place(key, top) if self._front else top

    def hit(self, block: int, offset: int, sentence: str, remedy: str) -> Hit:
        """A fault at a place of the text."""
        return Hit(self.place(block, offset), sentence, remedy, self.sentence_at(block, offset))


def in_short(words: str, most: int = 120) -> str:
    """Words for a sentence of a problem: white space collapsed, cut at a word where they are long."""
    plain = " ".join(words.split())
    if len(plain) <= most:
        return plain
    return plain[: most + 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")[:most] + " …"
