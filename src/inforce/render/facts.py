"""What the templates may say about policies and versions on one day: plain facts, no sentences.

Computed once for a policy, in one pass over its versions; templates turn the facts into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise

from inforce.core.dates import day_before
from inforce.core.origin import Origin
from inforce.core.policy import Library, Override, Policy, Reviewed, Status, Version
from inforce.core.told import Sent, sent
from inforce.render.findings import Findings, Found

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of an amendment's summary, with the section it speaks of."""

    text: str
    section: str
    """Anchor; empty for the whole policy."""
    number: str
    """Number of that section without a closing full stop; empty where it has none or is gone."""
    title: str

    @property
    def cited(self) -> str:
        """The text with its section's number before the closing full stop: ``Deleted within 60 days (5).``"""
        if not self.number:
            return self.text
        text = self.text.rstrip()
        return f"{text[:-1]} ({self.number})." if text.endswith(".") else f"{text} ({self.number})"


@dataclass(frozen=True, slots=True, eq=False)
class VersionFacts:
    """One version as it stands on the day of the site."""

    name: str
    label: str
    title: str
    language: str
    direction: str
    """``ltr`` or ``rtl``."""
    status: str
    """draft, pending, scheduled, in force, superseded, withdrawn (`inforce.core.policy.Status`)."""
    material: str
    """material, not-material, unknown, first (`inforce.core.policy.MaterialClass`)."""
    published: date | None
    effective: date
    second_of_day: bool
    """The name carries an ordinal: there is an earlier version for the same day."""
    last_day: date | None
    """Last day in force, inclusive, where that day is past."""
    replaced_on: date | None
    """First day of the version that took its place, where that day has come."""
    ended_on: date | None
    """First day without any version, where the end of the policy took this one out of force (or kept it from it)."""
    withdrawn_on: date | None
    withdrawn_reason: str
    imported: bool
    origin: Origin | None
    """The commit that an imported text was taken from, where the text prints another day than the version's."""
    late_entry: str
    recorded: date | None
    """Day of its line in the register."""
    digest: tuple[str, ...]
    """SHA-256 of the canonical text, in groups of eight hex digits."""
    summary: tuple[SummaryLine, ...]
    override: Override | None
    sent: tuple[Sent, ...]
    """What each audience was sent of it by e-mail, as the register says."""
    reviews: tuple[Reviewed, ...]
    """Reviews of it by the site's day that found nothing to change, oldest first."""
    path: str
    text_path: str
    markdown_path: str
    changes_path: str
    """Empty for a version without one before it."""
    compare_path: str
    """Its comparison with the text in force; empty where the site shows no second version, and for drafts."""
    source: Version
    _found: Callable[[], Found | None] = lambda: None

    @property
    def found(self) -> Found | None:
        """What the rules found in its changes, asked for when first needed; None for what is not classified."""
        return self._found()

    @property
    def never_applied(self) -> bool:
        """Its day has come, or will not come, without its ever being in force."""
        return self.status == Status.WITHDRAWN or (self.status == Status.SUPERSEDED and self.last_day is None)


@dataclass(frozen=True, slots=True, eq=False)
class PolicyFacts:
    """One policy as it stands on the day of the site."""

    slug: str
    title: str
    kind: str
    contact: str
    path: str
    history_path: str
    compare_path: str
    """Where to choose two versions to compare; empty while there is only one."""
    versions: tuple[VersionFacts, ...]
    """Every version with an address, newest first."""
    in_force: VersionFacts | None
    scheduled: tuple[VersionFacts, ...]
    """Shown but not yet effective, the nearest first."""
    subject: VersionFacts
    """The version whose text stands on the policy's own page."""
    ended: date | None
    """First day without the policy, past or to come."""
    ended_reason: str
    end_told: date | None
    """Day from which the end is public."""
    source: Policy

    @property
    def last_day(self) -> date | None:
        """Last day before the policy's end, past or to come; None where it has none."""
        return day_before(self.ended) if self.ended else None

    def before(self, version: VersionFacts) -> VersionFacts | None:
        """The version that `version` amends, as far as the site shows it."""
        earlier = self.source.before(version.source)
        by_source = {id(v.source): v for v in self.versions}
        while earlier is not None and id(earlier) not in by_source:
            earlier = self.source.before(earlier)
        return by_source[id(earlier)] if earlier is not None else None


def direction(language: str) -> str:
    """Writing direction of a language tag."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def policies_shown(
    library: Library, on: date, *, drafts: bool = False, findings: Findings | None = None
) -> tuple[PolicyFacts, ...]:
    """Facts of every policy that has a page on `on`, in the library's order; what is found in changes by `findings`."""
    asked = findings or Findings()
    found = (_policy(library, policy, on, drafts, asked) for policy in library.policies)
    return tuple(facts for facts in found if facts is not None)


def _policy(library: Library, policy: Policy, on: date, drafts: bool, findings: Findings) -> PolicyFacts | None:
    shown = policy.versions if drafts else policy.shown(on)
    if not shown:
        return None
    facts = tuple(_versions(policy, shown, on, findings))
    by_version = {id(v.source): v for v in facts}
    in_force = policy.in_force(on)
    scheduled = tuple(by_version[id(v)] for v in policy.scheduled(on))
    current = by_version[id(in_force)] if in_force is not None else None
    return PolicyFacts(
        slug=policy.slug,
        title=policy.title if drafts else policy.shown_title(on),
        kind=policy.settings.kind,
        contact=policy.settings.contact or library.site.contact,
        path=f"{policy.slug}/",
        history_path=f"{policy.slug}/history/",
        compare_path=f"{policy.slug}/compare/" if any(v.compare_path for v in facts) else "",
        versions=facts[::-1],
        in_force=current,
        scheduled=scheduled,
        subject=current or _stand_in(facts, scheduled),
        ended=policy.ended,
        ended_reason=policy.ended_reason,
        end_told=policy.end_told,
        source=policy,
    )


def _stand_in(facts: tuple[VersionFacts, ...], scheduled: tuple[VersionFacts, ...]) -> VersionFacts:
    """What the policy's page shows when nothing is in force: the coming text, else the last that applied."""
    if scheduled:
        return scheduled[0]
    applied = [v for v in facts if v.last_day is not None]
    public = [v for v in facts if v.status not in (Status.DRAFT, Status.PENDING)]
    return (applied or public or list(facts))[-1]


def _versions(policy: Policy, shown: Iterable[Version], on: date, findings: Findings) -> Iterable[VersionFacts]:
    """Facts of the versions `shown` (oldest first), in the same order."""
    shown = tuple(shown)
    taken = [v for v in shown if v.takes_effect(on)]
    following = {id(v): after for v, after in pairwise(taken)}
    addressed = set(map(id, shown))
    several = len(policy.shown(on)) > 1
    for version in shown:
        earlier = policy.before(version)
        while earlier is not None and id(earlier) not in addressed:
            earlier = policy.before(earlier)
        facts = _version(policy, version, on, following.get(id(version)), earlier is not None, several)
        yield replace(facts, _found=partial(findings.of, policy, version, earlier))


def _version(
    policy: Policy, version: Version, on: date, after: Version | None, has_before: bool, several: bool
) -> VersionFacts:
    status = policy.status(version, on)
    ended_on = _ended_on(policy, version, on, status, after)
    stop = ended_on or (after.effective if after else None)
    applied = status is Status.SUPERSEDED and stop is not None and stop > version.effective
    address = f"{policy.slug}/{version.name}"
    registration, withdrawal, amendment = version.registration, version.withdrawal, version.amendment
    digest = version.document.digest
    return VersionFacts(
        name=str(version.name),
        label=version.label,
        title=version.title,
        language=version.language,
        direction=direction(version.language),
        status=status.value,
        material=policy.classification(version).value,
        published=version.published,
        effective=version.effective,
        second_of_day=version.name.ordinal > 1,
        last_day=day_before(stop) if applied and stop else None,
        replaced_on=after.effective if after and not ended_on else None,
        ended_on=ended_on,
        withdrawn_on=withdrawal.recorded if withdrawal else None,
        withdrawn_reason=withdrawal.reason if withdrawal else "",
        imported=version.imported,
        origin=_origin(version),
        late_entry=version.late_entry,
        recorded=registration.recorded if registration else None,
        digest=tuple(digest[i : i + 8] for i in range(0, len(digest), 8)),
        summary=tuple(_summary(version)),
        override=amendment.override if amendment else None,
        sent=sent(version.notices, on),
        reviews=tuple(act for act in version.reviews if act.recorded <= on),
        path=f"{address}/",
        text_path=f"{address}.txt",
        markdown_path=f"{address}.md",
        changes_path=f"{address}/changes/" if has_before else "",
        compare_path=f"{policy.slug}/compare/{version.name}/" if several and version.due(on) else "",
        source=version,
    )


def _ended_on(policy: Policy, version: Version, on: date, status: Status, after: Version | None) -> date | None:
    """The policy's end, where it is what took the version out of force or will keep it from taking effect."""
    if policy.ended is None or version.withdrawal is not None:
        return None
    if status is Status.WITHDRAWN:
        return policy.ended
    outlived = status is Status.SUPERSEDED and (after is None or after.effective >= policy.ended)
    return policy.ended if outlived and policy.ended <= on else None


def _origin(version: Version) -> Origin | None:
    origin = version.registration.origin if version.registration else None
    return origin if origin and origin.printed not in (None, version.effective) else None


def _summary(version: Version) -> Iterable[SummaryLine]:
    items = version.amendment.summary if version.amendment else ()
    sections = {s.anchor: s for s in version.document.sections if s.anchor} if items else {}
    for item in items:
        section = sections.get(item.section)
        number = section.number.rstrip(".") if section else ""
        yield SummaryLine(item.text, item.section, number, section.title if section else "")
