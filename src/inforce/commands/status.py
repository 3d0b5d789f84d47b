"""`inforce status`: what is in force, scheduled, pending and in draft on a day, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from inforce import source
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import examine
from inforce.core.duties import Notice, notices
from inforce.core.gate_material import assessed
from inforce.core.materiality import Verdict
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.policy import MaterialClass, Policy, Status, Version
from inforce.core.reviews import Review, last_review, review, too_rarely
from inforce.core.told import Sent, sent
from inforce.errors import blocking


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version on that day."""

    version: str
    status: Status
    published: date | None
    effective: date
    classification: MaterialClass
    path: str
    publish_by: date | None = None
    """Of the draft of an amendment: the last day to publish it if it is material."""
    notices: tuple[Notice, ...] = ()
    """Of a material change to come, or that came not long ago: the notices it calls for, by their last day."""
    sent: tuple[Sent, ...] = ()
    """What each audience was sent of it, as the register says."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy on that day."""

    policy: str
    title: str
    in_force: str
    """Name of the version in force; empty for none."""
    versions: tuple[VersionRow, ...]
    """All but the superseded ones, by name."""
    superseded: int
    ended: date | None
    review: Review | None
    """The review of the version in force that is next; None where none is asked for or nothing is in force."""
    reviewed: date | None = None
    """Last day on which the version in force was reviewed without a change."""
    review_hint: str = ""
    """What a law that the text names says of reviews, where the settings ask for fewer; with its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport(Report):
    """All policies on a day."""

    on: date
    policies: tuple[PolicyRow, ...]


def run(root: Path, *, on: date, progress: Progress = SILENT) -> StatusReport:
    """The state of every policy on the day `on`, with what stops a build on that day."""
    progress.stage("Reading the policies")
    gathered = source.read(root)
    known = source.words(gathered.library.site)
    rows = tuple(_policy_row(policy, on, known) for policy in gathered.library.policies)
    return StatusReport(problems=blocking(examine(gathered, on)), on=on, policies=rows)


def _policy_row(policy: Policy, on: date, known: Vocabulary) -> PolicyRow:
    statuses = [(version, policy.status(version, on)) for version in policy]
    in_force = policy.in_force(on)
    return PolicyRow(
        policy=policy.slug,
        title=policy.title,
        in_force=str(in_force.name) if in_force else "",
        versions=tuple(_row(policy, v, status, on, known) for v, status in statuses if status is not Status.SUPERSEDED),
        superseded=sum(1 for _, status in statuses if status is Status.SUPERSEDED),
        ended=policy.ended,
        review=review(policy, on),
        reviewed=last_review(in_force, on) if in_force else None,
        review_hint=too_rarely(policy, on),
    )


def _row(policy: Policy, version: Version, status: Status, on: date, known: Vocabulary) -> VersionRow:
    amends = version.is_draft and policy.before(version) is not None
    return VersionRow(
        version=str(version.name),
        status=status,
        published=version.published,
        effective=version.effective,
        classification=policy.classification(version),
        path=version.path,
        publish_by=version.effective - timedelta(days=policy.settings.notice_days) if amends else None,
        notices=_notices(policy, version, status, on, known),
        sent=sent(version.notices, on),
    )


def _notices(policy: Policy, version: Version, status: Status, on: date, known: Vocabulary) -> tuple[Notice, ...]:
    """The notices of a change that is declared material, or in a draft not declared and looks so.

    They stay for as long again as the notice period once it applies: what was not sent in time is to be sent then.
    """
    coming = status in (Status.DRAFT, Status.PENDING, Status.SCHEDULED) and version.effective > on
    just_come = status is Status.IN_FORCE and (on - version.effective).days < policy.settings.notice_days
    before = policy.before(version, policy.versions if version.is_draft else ())
    declared = version.amendment.material if version.amendment else None
    if not (coming or just_come) or before is None or version.imported or (declared is False and not version.is_draft):
        return ()
    line = version.registration
    said = (line.assessed if line else None) or assessed(policy, version, before, known)
    overridden = version.amendment is not None and version.amendment.override is not None
    looks = said is not None and said.verdict == Verdict.MATERIAL and not overridden
    if said is None or not (declared or (version.is_draft and looks)):
        return ()
    return notices(policy, version, said.categories, on)
