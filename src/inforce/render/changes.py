"""The summary of a changes page: what differs by section, joined with the author's plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inforce.core.model import Document, with_below
from inforce.core.redline import Redline, SectionChange
from inforce.render.facts import VersionFacts

_KINDS = {
    "added": "section added",
    "removed": "section removed",
    "moved": "moved",
    "renumbered": "renumbered",
    "changed": "words changed",
    "links": "link changed",
    "punctuation": "punctuation changed",
    "formatting": "formatting only",
    "typographic": "typographic only",
}
_SLIGHT = frozenset({"punctuation", "renumbered", "formatting", "typographic"})
MOST_KINDS = 2
"""A section with more kinds of change than this is described by its most telling one."""
BEFORE_FIRST_HEADING = "Opening"
"""What the summary calls text before the first heading."""
NOT_MENTIONED = "Not mentioned in the summary."
"""Said of a changed section that no item of the author's summary is tied to."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One section of the summary table."""

    number: str
    title: str
    target: str
    """Id on the page that the row links to; empty for none."""
    kinds: tuple[str, ...]
    """What happened, in words, lower case; empty where the section's own text stays."""
    words: tuple[str, ...]
    """The author's plain words."""
    rank: int
    """Rows with the author's words first (0), then other changes (1), then mere punctuation, numbers and looks (2)."""


def summary_rows(version: VersionFacts, redline: Redline, old: Document) -> tuple[SummaryRow, ...]:
    """A row for each changed section, those the author explains first, each group in reading order.

    Where the author's words are tied to sections, a changed section that they leave out is named as left out.
    """
    said: dict[str, list[str]] = {}
    for line in version.summary:
        if line.section:
            said.setdefault(line.section, []).append(line.text)
    whats = _whats(redline)
    covered = with_below(said, old.sections) | with_below(said, version.source.document.sections)
    changed: list[tuple[str, SummaryRow]] = []
    for section in redline.sections:
        row = _row(section, said.get(section.anchor, ()), whats.get(section.anchor, ()))
        if said and row.rank == 1 and section.anchor not in covered:
            row = replace(row, words=(*row.words, NOT_MENTIONED))
        changed.append((section.anchor, row))
    known = {anchor for anchor, _ in changed}
    unmatched = {anchor: words for anchor, words in said.items() if anchor not in known}
    rows = _in_order(changed, _unmatched(version, unmatched, old), version.source.document)
    return tuple(sorted(rows, key=lambda row: row.rank))


def section_rows(redline: Redline) -> tuple[SummaryRow, ...]:
    """A row for each changed section without the words of any author, mere punctuation, renumbering and looks last."""
    whats = _whats(redline)
    rows = (_row(section, (), whats.get(section.anchor, ())) for section in redline.sections)
    return tuple(sorted(rows, key=lambda row: row.rank))


def _whats(redline: Redline) -> Mapping[str, Sequence[str]]:
    """The kinds of change of each section, in words, by anchor; changes of words before slight ones."""
    found: dict[str, list[str]] = {}
    for change in sorted(redline.changes, key=lambda change: change.kind in _SLIGHT):
        kinds = found.setdefault(change.section, [])
        what = change.what.lower().replace("moved here", "moved")  # the summary is not the place
        if what not in kinds:
            kinds.append(what)
    return found


def _row(section: SectionChange, words: Sequence[str], whats: Sequence[str]) -> SummaryRow:
    number, old_number = section.number.rstrip("."), section.old_number.rstrip(".")
    if len(whats) > 1:  # "words unchanged" would be wrong of the section as a whole
        whats = tuple(dict.fromkeys(what.removesuffix(", words unchanged") for what in whats))
    kinds = list(whats) if 0 < len(whats) <= MOST_KINDS else [_KINDS.get(section.kind, section.kind)]
    if old_number and old_number != number and section.kind != "removed":
        kinds.append(f"was section {old_number}")
    return SummaryRow(
        number=number,
        title=section.title or BEFORE_FIRST_HEADING,
        target=f"change-{section.first_change}",
        kinds=tuple(kinds),
        words=tuple(words),
        rank=0 if words else 2 if section.kind in _SLIGHT else 1,
    )


def _unmatched(
    version: VersionFacts, said: Mapping[str, Sequence[str]], old: Document
) -> Iterator[tuple[str, SummaryRow]]:
    """The author's words on sections whose own text did not change, e.g. on a whole chapter."""
    for anchor, words in said.items():
        new_section = next((s for s in version.source.document.sections if s.anchor == anchor), None)
        section = new_section or next((s for s in old.sections if s.anchor == anchor), None)
        title, number = (section.title, section.number.rstrip(".")) if section else (anchor, "")
        yield anchor, SummaryRow(number, title, anchor if new_section else "", (), tuple(words), 0)


def _in_order(
    changed: Sequence[tuple[str, SummaryRow]], others: Iterable[tuple[str, SummaryRow]], document: Document
) -> list[SummaryRow]:
    """The rows of changed sections as they stand, the others put where their section stands in `document`."""
    place = {section.anchor: index for index, section in enumerate(document.sections)}
    rows = list(changed)
    for anchor, row in others:
        own = place.get(anchor, len(place))
        at = next((i for i, (other, _) in enumerate(rows) if place.get(other, -1) > own), len(rows))
        rows.insert(at, (anchor, row))
    return [row for _, row in rows]
