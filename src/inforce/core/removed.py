"""Ids of sections live as long as the policy: those that a text no longer has still lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inforce.core.model import Document
from inforce.core.policy import Policy, Version


@dataclass(frozen=True, slots=True)
class RemovedAnchor:
    """An id that earlier versions had and a later one has not."""

    anchor: str
    number: str
    title: str
    """Of the section, as it last was; both empty where the id stood at a mere block."""
    last: Version
    """The last version that has it."""
    gone: date
    """Effective date of the version that first lacked it."""


def anchors(document: Document) -> Iterator[str]:
    """Every id of a text: of its sections and of blocks with an id of their own, in reading order."""
    yield from dict.fromkeys(
        [s.anchor for s in document.sections if s.anchor] + [b.anchor for b in document.blocks if b.anchor]
    )


def removed_anchors(policy: Policy, version: Version, on: date) -> tuple[RemovedAnchor, ...]:
    """Ids of versions shown on `on` that come before `version` (withdrawn ones aside) and that `version` lacks.

    In the order in which they first appeared.
    """
    line = [v for v in policy.shown(on) if v.name < version.name and v.withdrawal is None]
    kept = set(anchors(version.document))
    last: dict[str, int] = {}
    for index, earlier in enumerate(line):
        for anchor in anchors(earlier.document):
            last[anchor] = index
    followers = [*line, version]
    return tuple(
        _removed(anchor, line[index], followers[index + 1]) for anchor, index in last.items() if anchor not in kept
    )


def _removed(anchor: str, last: Version, following: Version) -> RemovedAnchor:
    section = next((s for s in last.document.sections if s.anchor == anchor), None)
    number, title = (section.number, section.title) if section else ("", "")
    return RemovedAnchor(anchor, number, title, last, following.effective)
