"""Policies, their versions, and what applied on which day.

Every question about status takes the day as an argument; nothing here knows the real date.
A text is *in force* from its effective date, inclusive, until the day before the next version that took effect.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from inforce.core.acts import Allowance, Amendment, Assessed, Override, Registration, Reviewed, SummaryItem, Withdrawal
from inforce.core.dates import VersionName
from inforce.core.model import Document
from inforce.core.settings import PolicySettings, Site
from inforce.core.told import NoticeRecord, Told

__all__ = [
    "Allowance",
    "Amendment",
    "Assessed",
    "Library",
    "MaterialClass",
    "NoticeRecord",
    "Override",
    "Period",
    "Policy",
    "Registration",
    "Reviewed",
    "Status",
    "SummaryItem",
    "Told",
    "Version",
    "Withdrawal",
]


class Status(StrEnum):
    """What a version is on a given day (glossary of the design)."""

    DRAFT = "draft"
    PENDING = "pending"
    SCHEDULED = "scheduled"
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class MaterialClass(StrEnum):
    """Declared class of an amendment."""

    MATERIAL = "material"
    NOT_MATERIAL = "not-material"
    UNKNOWN = "unknown"
    """Imported history: never classified."""
    FIRST = "first"
    """A first version amends nothing."""


@dataclass(frozen=True, eq=False)
class Version:
    """The complete text of a policy that takes effect on one date."""

    slug: str
    name: VersionName
    title: str
    label: str
    """The version's label as the front matter has it; the name where it gives none."""
    published: date | None
    """Day of first publication, the page's "Last updated"; None only for a draft."""
    effective: date
    document: Document
    path: str = ""
    """Source file, relative to the project's folder."""
    language: str = "en"
    amendment: Amendment | None = None
    late_entry: str = ""
    """Why it is entered after its publication day; shown on the page."""
    registration: Registration | None = None
    withdrawal: Withdrawal | None = None
    notices: tuple[Told, ...] = ()
    """Lines of the register on its notices, in order."""
    reviews: tuple[Reviewed, ...] = ()
    """Its reviews that found nothing to change, in order."""
    allowances: tuple[Allowance, ...] = ()
    """What the author lets stand of the lint's findings."""
    covers: tuple[tuple[str, str], ...] = ()
    """Items of checklists that the author maps to a section."""
    source: str = field(default="", repr=False)
    """The file as read, line ends LF."""

    def __str__(self) -> str:
        return f"{self.slug} {self.name}"

    @property
    def is_draft(self) -> bool:
        """No line in the register."""
        return self.registration is None

    @property
    def imported(self) -> bool:
        """Came with an imported history: read leniently, class unknown."""
        return self.registration is not None and self.registration.imported

    @property
    def never_shown(self) -> bool:
        """Withdrawn before its day of publication: it is on the site of no day."""
        taken, published = self.withdrawal, self.published
        return taken is not None and published is not None and taken.recorded < published

    def due(self, on: date) -> bool:
        """Registered and published by `on`: its address exists on that day's site."""
        shown = self.registration is not None and self.published is not None and self.published <= on
        return shown and not self.never_shown

    def takes_effect(self, on: date) -> bool:
        """Its effective day has come by `on`, and it was neither withdrawn nor is it unregistered or unpublished."""
        return self.due(on) and self.withdrawal is None and self.effective <= on


def _stood_before(earlier: Version, version: Version) -> bool:
    """Whether `earlier` was in the register, not withdrawn, when `version` was registered."""
    if earlier.registration is None or version.registration is None:
        return False
    line = version.registration.line
    return earlier.registration.line < line and (earlier.withdrawal is None or earlier.withdrawal.line > line)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both inclusive, on which one version (or none) applied."""

    first: date | None
    """None: from the beginning of time."""
    last: date | None
    """None: open."""
    version: Version | None


@dataclass(frozen=True, eq=False)
class Policy:
    """A text under one lasting address, with all its versions in order of name, drafts included."""

    slug: str
    settings: PolicySettings
    versions: tuple[Version, ...]
    ended: date | None = None
    """First day on which the policy no longer applies (``withdraw --end``)."""
    ended_reason: str = ""
    ended_recorded: date | None = None
    """Day on which the end was entered in the register; None: not known."""

    def __getitem__(self, name: str) -> Version:
        for version in self.versions:
            if str(version.name) == name:
                return version
        raise KeyError(name)

    def __iter__(self) -> Iterator[Version]:
        return iter(self.versions)

    @property
    def end_told(self) -> date | None:
        """Day from which the policy's end is public, whether past or to come; None where it has none."""
        if self.ended is None or self.ended_recorded is None:
            return self.ended
        return min(self.ended, self.ended_recorded)

    @property
    def title(self) -> str:
        """The policy's title for its authors: its settings', else that of its newest registered version."""
        if self.settings.title:
            return self.settings.title
        named = [v for v in self.versions if not v.is_draft] or list(self.versions)
        return named[-1].title if named else self.slug

    def shown_title(self, on: date) -> str:
        """The policy's title for the public: a pending version's title is not told before its day."""
        shown = self.shown(on)
        return self.settings.title or (shown[-1].title if shown else self.slug)

    def shown(self, on: date) -> tuple[Version, ...]:
        """Versions whose address exists on `on`, oldest first (withdrawn ones too: an address never dies)."""
        return tuple(v for v in self.versions if v.due(on))

    def in_force(self, on: date) -> Version | None:
        """The one version that applies on `on`; None before the first and after the policy's end."""
        if on not in self._in_force_on:
            self._in_force_on[on] = self._find_in_force(on)
        return self._in_force_on[on]

    @cached_property
    def _in_force_on(self) -> dict[date, Version | None]:
        """Answers given so far: `status` asks the same day for every version, and a policy never changes."""
        return {}

    def _find_in_force(self, on: date) -> Version | None:
        if self.ended is not None and on >= self.ended:
            return None
        # A later publication never changes what already applied: precedence is by effective name only.
        return max((v for v in self.versions if v.takes_effect(on)), key=lambda v: v.name, default=None)

    def scheduled(self, on: date) -> tuple[Version, ...]:
        """Versions shown but not yet effective, the nearest first."""
        return tuple(v for v in self.versions if self.status(v, on) is Status.SCHEDULED)

    def status(self, version: Version, on: date) -> Status:
        """Status of one of this policy's versions on a day."""
        if version.is_draft:
            return Status.DRAFT
        if version.never_shown:
            return Status.WITHDRAWN
        if not version.due(on):
            return Status.PENDING
        if version.withdrawal is not None or (self.ended is not None and self.ended <= version.effective):
            return Status.WITHDRAWN
        if version is self.in_force(on):
            return Status.IN_FORCE
        return Status.SCHEDULED if version.effective > on else Status.SUPERSEDED

    def before(self, version: Version, together: Collection[Version] = ()) -> Version | None:
        """The version that `version` amends: what its class and summary were declared against. None for a first one.

        It is the nearest earlier one by name that stood in the register, and was not withdrawn, when `version` was
        registered; what happens later does not change it. Where older history was entered afterwards, and for a
        draft, it is the nearest earlier one of today, the drafts published `together` with it included.
        """
        place = bisect_left(self.versions, version.name, key=lambda other: other.name)
        standing_today: Version | None = None
        for index in range(place - 1, -1, -1):
            earlier = self.versions[index]
            if _stood_before(earlier, version):
                return earlier
            stands = earlier in together if earlier.is_draft else earlier.withdrawal is None
            if standing_today is None and stands:
                standing_today = earlier
                if version.is_draft:
                    break
        return standing_today

    def shown_before(self, version: Version, on: date) -> Version | None:
        """As `before`; a pending one, which is nowhere on the site, is passed over for the one that it amends."""
        earlier = self.before(version)
        while earlier is not None and not earlier.due(on):
            earlier = self.before(earlier)
        return earlier

    def built_on(self, version: Version) -> tuple[Version, ...]:
        """The registered versions, not withdrawn, that amend `version`."""
        standing = (v for v in self.versions if not v.is_draft and v.withdrawal is None)
        return tuple(v for v in standing if self.before(v) is version)

    def classification(self, version: Version) -> MaterialClass:
        """Declared class of a version's amendment."""
        if version.imported:
            return MaterialClass.UNKNOWN if self.before(version) else MaterialClass.FIRST
        if version.amendment is None or version.amendment.material is None:
            return MaterialClass.UNKNOWN if self.before(version) else MaterialClass.FIRST
        return MaterialClass.MATERIAL if version.amendment.material else MaterialClass.NOT_MATERIAL

    def periods(self, on: date) -> tuple[Period, ...]:
        """What applied, applies and will apply as known on `on`: every day stands in one row, oldest first."""
        taking = [v for v in self.shown(on) if v.withdrawal is None]
        by_day: dict[date, Version] = {v.effective: v for v in taking}  # the highest name of a day stands last
        starts = sorted(day for day in by_day if self.ended is None or day < self.ended)
        if not starts:
            return (Period(None, None, None),)
        # Before the calendar's first day there is none to stand in a row.
        rows = [Period(None, starts[0] - timedelta(days=1), None)] if starts[0] > date.min else []
        for index, start in enumerate(starts):
            following = starts[index + 1] if index + 1 < len(starts) else self.ended
            rows.append(Period(start, following - timedelta(days=1) if following else None, by_day[start]))
        if self.ended is not None:
            rows.append(Period(self.ended, None, None))
        return tuple(rows)


@dataclass(frozen=True, eq=False)
class Library(Mapping[str, Policy]):
    """All policies of a site, by slug in the order they are listed, with the site's settings."""

    site: Site
    policies: tuple[Policy, ...]
    register: str = field(default="", repr=False)
    """The register file's text, byte for byte as published at ``/register.jsonl``."""

    def public_register(self, on: date) -> str:
        """The register as the public may see it on `on`: the lines before the first of a version still pending.

        A chain can only be cut at its end, so later lines wait too; on the pending version's day they all appear,
        be it withdrawn meanwhile: then nothing is left to keep back.
        """
        versions = (version for policy in self.policies for version in policy)
        pending = [
            v.registration.line for v in versions if v.registration and (v.published is None or v.published > on)
        ]
        lines = self.register.splitlines(keepends=True)
        return "".join(lines[: min(pending) - 1]) if pending else self.register

    @cached_property
    def _by_slug(self) -> dict[str, Policy]:
        return {policy.slug: policy for policy in self.policies}

    def __getitem__(self, slug: str) -> Policy:
        return self._by_slug[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_slug)

    def __len__(self) -> int:
        return len(self.policies)
