"""`inforce status`: what is in force, scheduled, pending and in draft on a day, and what to do next."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from inforce import source
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import examine
from inforce.core.policy import MaterialClass, Policy, Status, Version
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
    review_due: date | None
    """Day by which the policy is to be reviewed; None where none is asked for or nothing is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport(Report):
    """All policies on a day."""

    on: date
    policies: tuple[PolicyRow, ...]


def run(root: Path, *, on: date, progress: Progress = SILENT) -> StatusReport:
    """The state of every policy on the day `on`, with what stops a build on that day."""
    progress.stage("Reading the policies")
    gathered = source.read(root)
    rows = tuple(_policy_row(policy, on) for policy in gathered.library.policies)
    return StatusReport(problems=blocking(examine(gathered, on)), on=on, policies=rows)


def _policy_row(policy: Policy, on: date) -> PolicyRow:
    statuses = [(version, policy.status(version, on)) for version in policy]
    in_force = policy.in_force(on)
    return PolicyRow(
        policy=policy.slug,
        title=policy.title,
        in_force=str(in_force.name) if in_force else "",
        versions=tuple(_row(policy, v, status) for v, status in statuses if status is not Status.SUPERSEDED),
        superseded=sum(1 for _, status in statuses if status is Status.SUPERSEDED),
        ended=policy.ended,
        review_due=_review_due(policy, in_force),
    )


def _row(policy: Policy, version: Version, status: Status) -> VersionRow:
    amends = version.is_draft and policy.before(version) is not None
    return VersionRow(
        version=str(version.name),
        status=status,
        published=version.published,
        effective=version.effective,
        classification=policy.classification(version),
        path=version.path,
        publish_by=version.effective - timedelta(days=policy.settings.notice_days) if amends else None,
    )


def _review_due(policy: Policy, in_force: Version | None) -> date | None:
    months = policy.settings.review_months
    if in_force is None or in_force.published is None or not months:
        return None
    return months_after(in_force.published, months)


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
