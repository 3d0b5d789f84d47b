"""What a letter says, before it is in any language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inforce.core.between import between
from inforce.core.dates import day_before
from inforce.core.delivery import Audience
from inforce.core.model import with_below
from inforce.core.policy import Library, MaterialClass, Policy, Version
from inforce.core.redline import SLIGHT
from inforce.core.settings import Site
from inforce.render.findings import OPENING


@dataclass(frozen=True, slots=True)
class Place:
    """A section, as the text has it."""

    anchor: str
    number: str
    """Without its closing full stop; empty where it has none."""
    title: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A section that changes and of which the author's summary does not speak."""

    place: Place
    kind: str
    """added, removed, moved, changed, links (`inforce.core.redline.SectionChange`)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What every letter of a notice says."""

    site: Site
    policy: Policy
    version: Version
    audience: Audience
    kind: MaterialClass
    past: bool
    """The effective date has come when it is sent."""
    before: Version | None
    """What the version amends."""
    until: Version | None
    """What applies on the day before the effective date."""
    points: tuple[tuple[Place, tuple[str, ...]], ...]
    """The author's summary by section, in the order of the summary; a place without anchor for the whole text."""
    also: tuple[Changed, ...]


def facts(
    library: Library, policy: Policy, version: Version, audience: Audience, *, material: bool | None, on: date | None
) -> Facts:
    """Gather what the letters of this version say to this audience."""
    shown = version.published or version.effective
    before = policy.before(version) if version.is_draft else policy.shown_before(version, shown)
    return Facts(
        site=library.site,
        policy=policy,
        version=version,
        audience=audience,
        kind=_kind(policy, version, material),
        past=on is not None and version.effective <= on,
        before=before,
        until=policy.in_force(day_before(version.effective)),
        points=tuple(_points(version, before)),
        also=tuple(_also(version, before)),
    )


def _kind(policy: Policy, version: Version, material: bool | None) -> MaterialClass:
    """The declared class; where none is declared, what `material` says, if anything."""
    declared = policy.classification(version)
    if declared is not MaterialClass.UNKNOWN or material is None:
        return declared
    return MaterialClass.MATERIAL if material else MaterialClass.NOT_MATERIAL


def _points(version: Version, before: Version | None) -> Iterator[tuple[Place, tuple[str, ...]]]:
    said: dict[str, list[str]] = {}
    for item in version.amendment.summary if version.amendment else ():
        said.setdefault(item.section, []).append(item.text)
    for anchor, words in said.items():
        yield _place(anchor, version, before), tuple(words)


def _place(anchor: str, version: Version, before: Version | None) -> Place:
    for text in filter(None, (version, before)):
        for section in text.document.sections:
            if anchor and section.anchor == anchor:
                return Place(anchor, section.number.rstrip("."), section.title)
    return Place("", "", "")


def _also(version: Version, before: Version | None) -> Iterator[Changed]:
    """Sections that change and that no item is tied to; mere numbers, looks and punctuation are left out."""
    items = version.amendment.summary if version.amendment else ()
    if before is None or any(not item.section for item in items):  # an item on the whole text leaves nothing out
        return
    said = {item.section for item in items}
    covered = with_below(said, before.document.sections) | with_below(said, version.document.sections)
    for section in between(before, version).sections:
        if section.kind not in SLIGHT and section.anchor not in covered:
            place = Place(section.anchor, section.number.rstrip("."), section.title or OPENING)
            yield Changed(place, section.kind)
