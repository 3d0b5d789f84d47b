"""The summary of a changes page: what differs by section, joined with the author's plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inforce.core.model import Document
from inforce.core.redline import Redline, SectionChange
from inforce.render.facts import SummaryLine, VersionFacts

_KINDS = {
    "added": "section added",
    "removed": "section removed",
    "moved": "moved",
    "renumbered": "renumbered",
    "changed": "words changed",
    "links": "link changed",
    "formatting": "formatting only",
    "typographic": "typographic only",
}
BEFORE_FIRST_HEADING = "Opening"
"""What the summary calls text before the first heading."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One section of the summary table."""

    number: str
    title: str
    target: str
    """Id on the page that the row links to; empty for none."""
    kinds: tuple[str, ...]
    """What happened, in words, lower case."""
    words: tuple[str, ...]
    """The author's plain words; where there are none, what can be said without them."""
    rank: int
    """Rows with the author's words first (0), then other changes (1), then mere renumbering and looks (2)."""


def summary_rows(version: VersionFacts, redline: Redline, old: Document) -> tuple[SummaryRow, ...]:
    """A row for each changed section, those the author explains first, each group in reading order."""
    said: dict[str, list[str]] = {}
    for line in version.summary:
        if line.section:
            said.setdefault(line.section, []).append(line.text)
    whats: dict[str, list[str]] = {}
    for change in redline.changes:
        kinds = whats.setdefault(change.section, [])
        if change.what.lower() not in kinds:
            kinds.append(change.what.lower())
    rows = [_row(section, said.pop(section.anchor, []), whats.get(section.anchor, [])) for section in redline.sections]
    rows.extend(_unmatched(version, said, old))
    return tuple(sorted(rows, key=lambda row: row.rank))


def _row(section: SectionChange, words: list[str], whats: list[str]) -> SummaryRow:
    number, old_number = section.number.rstrip("."), section.old_number.rstrip(".")
    if not words and section.kind in ("renumbered", "moved") and old_number and old_number != number:
        facts = [f"Was section {old_number}."]
    else:
        facts = []
    slight = section.kind in ("renumbered", "formatting", "typographic")
    return SummaryRow(
        number=number,
        title=section.title or BEFORE_FIRST_HEADING,
        target=f"change-{section.first_change}",
        kinds=tuple(whats) or (_KINDS.get(section.kind, section.kind),),
        words=tuple(words or facts),
        rank=0 if words else 2 if slight else 1,
    )


def _unmatched(version: VersionFacts, said: dict[str, list[str]], old: Document) -> Iterator[SummaryRow]:
    """The author's words on sections whose own text did not change, e.g. on a whole chapter."""
    named: dict[str, SummaryLine] = {line.section: line for line in version.summary}
    former = {section.anchor: section for section in old.sections}
    for anchor, words in said.items():
        line = named[anchor]
        gone = former.get(anchor)
        title = line.title or (gone.title if gone else anchor)
        number = line.number or (gone.number.rstrip(".") if gone else "")
        kind = "in its parts" if line.title else "removed"
        yield SummaryRow(number, title, anchor if line.title else "", (kind,), tuple(words), 0)
