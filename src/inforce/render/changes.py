"""The summary of a changes page: what differs by section, joined with the author's plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inforce.core.model import Document, with_below
from inforce.core.redline import SLIGHT, Redline, SectionChange
from inforce.render.facts import VersionFacts
from inforce.render.findings import OPENING

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
MOST_KINDS = 2
"""A section with more kinds of change than this is described by its most telling one."""
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
    concerns: tuple[str, ...]
    """What the rules found in it, in words."""
    rank: int
    """The author's words or a finding (0), other changes (1), mere punctuation, numbers and looks (2): shown so."""


def summary_rows(version: VersionFacts, redline: Redline, old: Document) -> tuple[SummaryRow, ...]:
    """A row for each changed section, those first that the author explains or the rules found, both in reading order.

    Where the author's words are tied to sections, a changed section that they leave out is named as left out.
    """
    said: dict[str, list[str]] = {}
    for line in version.summary:
        if line.section:
            said.setdefault(line.section, []).append(line.text)
    found = {s.anchor: tuple(c.name for c in s.concerns) for s in version.found.sections} if version.found else {}
    whats = _whats(redline)
    covered = with_below(said, old.sections) | with_below(said, version.source.document.sections)
    changed: list[tuple[str, SummaryRow]] = []
    for section in redline.sections:
        anchor = section.anchor
        row = _row(section, said.get(anchor, ()), whats.get(anchor, ()), found.get(anchor, ()))
        if said and (row.rank == 1 or row.concerns) and anchor not in covered:
            row = replace(row, words=(*row.words, NOT_MENTIONED))
        changed.append((anchor, row))
    known = {anchor for anchor, _ in changed}
    unmatched = {a: (said.get(a, ()), found.get(a, ())) for a in [*said, *found] if a not in known}
    rows = _in_order(changed, _unmatched(version, unmatched, old), version.source.document)
    return tuple(sorted(rows, key=lambda row: row.rank))


def section_rows(redline: Redline) -> tuple[SummaryRow, ...]:
    """A row for each changed section, without words and findings; mere punctuation, renumbering and looks last."""
    whats = _whats(redline)
    rows = (_row(section, (), whats.get(section.anchor, ()), ()) for section in redline.sections)
    return tuple(sorted(rows, key=lambda row: row.rank))


def _whats(redline: Redline) -> Mapping[str, Sequence[str]]:
    """The kinds of change of each section, in words, by anchor; changes of words before slight ones."""
    found: dict[str, list[str]] = {}
    for change in sorted(redline.changes, key=lambda change: change.kind in SLIGHT):
        kinds = found.setdefault(change.section, [])
        what = change.what.lower().replace("moved here", "moved")  # the summary is not the place
        if what not in kinds:
            kinds.append(what)
    return found


def _row(section: SectionChange, words: Sequence[str], whats: Sequence[str], concerns: Sequence[str]) -> SummaryRow:
    number, old_number = section.number.rstrip("."), section.old_number.rstrip(".")
    if len(whats) > 1:  # "words unchanged" would be wrong of the section as a whole
        whats = tuple(dict.fromkeys(what.removesuffix(", words unchanged") for what in whats))
    kinds = list(whats) if 0 < len(whats) <= MOST_KINDS else [_KINDS.get(section.kind, section.kind)]
    if old_number and old_number != number and section.kind != "removed":
        kinds.append(f"was section {old_number}")
    return SummaryRow(
        number=number,
        title=section.title or OPENING,
        target=f"change-{section.first_change}",
        kinds=tuple(kinds),
        words=tuple(words),
        concerns=tuple(concerns),
        rank=0 if words or concerns else 2 if section.kind in SLIGHT else 1,
    )


def _unmatched(
    version: VersionFacts, told: Mapping[str, tuple[Sequence[str], Sequence[str]]], old: Document
) -> Iterator[tuple[str, SummaryRow]]:
    """Words and findings on sections whose own text did not change, e.g. the author's words on a whole chapter."""
    for anchor, (words, concerns) in told.items():
        new_section = next((s for s in version.source.document.sections if s.anchor == anchor), None)
        section = new_section or next((s for s in old.sections if s.anchor == anchor), None)
        title, number = (section.title, section.number.rstrip(".")) if section else (anchor or OPENING, "")
        yield (
            anchor,
            SummaryRow(
                number=number,
                title=title,
                target=anchor if new_section else "",
                kinds=(),
                words=tuple(words),
                concerns=tuple(concerns),
                rank=0,
            ),
        )


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
