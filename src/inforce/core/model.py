"""The values a parsed text consists of: runs, containers, blocks, sections, document.

A document is a *flat* list of leaf blocks in reading order; each block carries the containers it stands in
(lists, items, quotations, tables). Both the page and the redline are drawn from this one list, so what is
compared is what is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from inforce.errors import Problem


class BlockKind(StrEnum):
    """What a leaf block is. Its HTML element follows: h1–h6, p, none (text in its container), pre, hr, th or td."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TEXT = "text"
    """Text directly in its container: a tight list item, loose text in a figure."""
    CODE = "code"
    RULE = "rule"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one block that share the same marks. A hard line break is the single character ``\\n``."""

    text: str
    marks: tuple[str, ...] = ()
    """HTML element names (strong, em, code, s, u, sup, sub …), outermost first in one fixed order."""
    href: str | None = None
    """Link target, already checked against the safe schemes; None where the run is no link."""
    title: str = ""
    """Link title, if any."""
    image: str | None = None
    """For an image: its source; `text` is then the alternative text."""


@dataclass(frozen=True, slots=True)
class Container:
    """A list, item, quotation, table, row … that a block stands in."""

    kind: str
    """HTML element: ul, ol, li, blockquote, table, thead, tbody, tr, figure, figcaption, dl, dt, dd, div."""
    key: int
    """Tells neighbours of one kind apart within a document; means nothing outside it."""
    number: int | None = None
    """Of an li in an ol: its number as the source has it."""
    delimiter: str = ""
    """Of an li in an ol: "." or ")" as the source has it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One leaf of the text: what is compared, digested and shown as a unit."""

    kind: BlockKind
    runs: tuple[Run, ...]
    containers: tuple[Container, ...] = ()
    """Outermost first."""
    line: int = 0
    """First source line, from 1, counted in the whole file (front matter included)."""
    last_line: int = 0
    """Last source line, inclusive."""
    level: int = 0
    """Of a heading: 1–6."""
    anchor: str = ""
    """Of a heading (or a block with an explicit ``{#id}``): its id on the page."""
    number: str = ""
    """Of a heading: the number its text begins with, as written ("2.1", "14."); a prefix of `text`."""
    header: bool = False
    """Of a cell: a th."""
    align: str = ""
    """Of a cell: "", left, center or right."""
    column: int = 0
    """Of a cell: its column from 0."""
    language: str = ""
    """Of a code block: its info string."""

    @property
    def text(self) -> str:
        """All characters shown, image alternatives included."""
        return "".join(run.text for run in self.runs)

    @property
    def title(self) -> str:
        """Of a heading: its text without the number."""
        return self.text[len(self.number) :].strip() if self.number else self.text.strip()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what follows, down to the next heading; text before the first heading makes one without."""

    anchor: str
    number: str
    title: str
    level: int
    """0 for the text before the first heading."""
    first: int
    """Index of its heading block (of its first block, for level 0)."""
    end: int
    """Index after its last own block: the next heading of any level, or the end."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole text, parsed."""

    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    canonical: str
    """The canonical text (see `inforce.core.canonical`), ends with a newline."""
    digest: str
    """SHA-256 of the canonical text in UTF-8, 64 lower-case hex digits."""
    public_source: str = ""
    """The Markdown body as it may be shown to the public: comments cut, line ends LF."""
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What parsing found; places carry lines, the reader of the file fills the path."""

    def section_of(self, index: int) -> Section | None:
        """The section that holds block `index`; None for an empty document."""
        return next((s for s in reversed(self.sections) if s.first <= index), None)


def with_below(said: Collection[str], sections: Sequence[Section]) -> set[str]:
    """The sections that are meant by the anchors `said`: those named, and all below them.

    The text's own title is no section above the others: it means the words before the next heading.
    """
    covered: set[str] = set()
    title = title_of(sections)
    above = 0
    for section in sections:
        if above and section.level > above:
            covered.add(section.anchor)
        elif section.anchor in said:
            covered.add(section.anchor)
            above = 0 if section is title else section.level
        else:
            above = 0
    return covered


def title_of(sections: Iterable[Section]) -> Section | None:
    """The heading that is the title of the whole text: the only one of the highest level. None where there are more."""
    headings = [section for section in sections if section.level]
    highest = min((section.level for section in headings), default=0)
    found = [section for section in headings if section.level == highest]
    return found[0] if len(found) == 1 else None


def common(before: Sequence[Container], now: Sequence[Container]) -> int:
    """How many containers, counted from outside, two blocks of one document share."""
    count = 0
    for one, other in zip(before, now, strict=False):
        if one is not other and (one.key != other.key or one.kind != other.kind):
            break
        count += 1
    return count


def link_ends(runs: Sequence[Run], index: int) -> bool:
    """Does the link of run `index` end there? A link with emphasis in it is several runs."""
    run = runs[index]
    return index + 1 == len(runs) or (runs[index + 1].href, runs[index + 1].title) != (run.href, run.title)
