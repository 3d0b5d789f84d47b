"""`inforce withdraw`: takes a version back before its day, or ends a policy. Only ever adds a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.after import name_of, reason_of
from inforce.commands.project import policy_of, usage, version_of
from inforce.commands.report import Report
from inforce.commands.steps import examine_archive
from inforce.core.dates import written
from inforce.core.policy import Policy, Version
from inforce.core.register import Event
from inforce.errors import Level, raise_if_blocked
from inforce.publish import register as register_file


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport(Report):
    """What `withdraw` did."""

    today: date
    policy: str
    title: str
    version: str = ""
    """Empty where the policy was ended."""
    effective: date | None = None
    """Of a version: the day on which it would have taken effect. Of an end: the first day without the policy."""
    instead: str = ""
    """The version in force on that day now; empty for none."""
    never_shown: bool = False
    """Of a version: it is taken back before its day of publication, so that nobody ever sees it."""
    already: bool = False
    """Nothing was written: the register said so before."""


def run(root: Path, slug: str, name: str, *, by: str, reason: str, today: date) -> WithdrawReport:
    """Take back a version that has not taken effect. Its page stays, with a banner that says so.

    One that was not shown yet has no page and gets none.
    """
    by, reason = name_of(by), reason_of(reason)
    gathered, policy = _opened(root, slug, today)
    version = version_of(policy, name)
    if version.withdrawal is None:
        _refuse_version(policy, version, today)
        event = Event("withdrawn", slug, today, by, version=str(version.name), reason=reason)
        register_file.append(root, gathered.register, [event])
    others = [v for v in policy.versions if v is not version and v.registration and not v.withdrawal]
    following = [v for v in others if v.effective <= version.effective]
    return WithdrawReport(
        today=today,
        policy=slug,
        title=policy.title,
        version=str(version.name),
        effective=version.effective,
        instead=str(max(following, key=lambda v: v.name).name) if following else "",
        never_shown=version.never_shown if version.withdrawal else not version.due(today),
        already=version.withdrawal is not None,
    )


def run_end(root: Path, slug: str, *, end: date, by: str, reason: str, today: date) -> WithdrawReport:
    """End a whole policy: from the day `end` on, no version of it is in force. All its pages stay."""
    by, reason = name_of(by), reason_of(reason)
    gathered, policy = _opened(root, slug, today)
    if policy.ended is None:
        _refuse_end(policy, end, today)
        event = Event("ended", slug, today, by, effective=end, reason=reason)
        register_file.append(root, gathered.register, [event])
    elif policy.ended != end:
        sentence = f"The policy “{slug}” already ends on {written(policy.ended)}; the register is not rewritten."
        raise usage("already-ended", sentence)
    return WithdrawReport(today=today, policy=slug, title=policy.title, effective=end, already=policy.ended is not None)


def _opened(root: Path, slug: str, today: date) -> tuple[source.Gathered, Policy]:
    gathered = source.read(root)
    policy = policy_of(gathered.library, slug)
    raise_if_blocked(problem for problem in examine_archive(gathered, today) if problem.level is Level.ERROR)
    return gathered, policy


def _refuse_version(policy: Policy, version: Version, today: date) -> None:
    if version.is_draft:
        remedy = f"Delete the file {version.path} if it is not wanted."
        raise usage("withdraw-draft", f"{version} is a draft: nothing was published that could be withdrawn.", remedy)
    if version.effective <= today:
        sentence = f"{version} took effect on {written(version.effective)}; what applied cannot be taken back."
        remedy = (
            f"Publish a new version (“inforce draft {policy.slug}”), or end the whole policy with "
            f"“inforce withdraw {policy.slug} --end DATE”."
        )
        raise usage("withdraw-in-force", sentence, remedy)
    if built := policy.built_on(version):
        # The class and summary of the later one were declared against this text: people would be told half the change.
        names = " and ".join(str(later.name) for later in built)
        sentence = f"The change of {names} was declared against {version.name}, which would then never apply."
        remedy = f"Withdraw {names} first; then publish its text again as a change from what remains."
        raise usage("withdraw-built-on", sentence, remedy)


def _refuse_end(policy: Policy, end: date, today: date) -> None:
    if all(version.is_draft for version in policy):
        sentence = f"Nothing of the policy “{policy.slug}” was ever published: there is nothing to end."
        raise usage("end-unpublished", sentence, "Delete its folder if it is not wanted.")
    if end < today:
        sentence = f"A policy cannot end in the past: {written(end)} is before today, {written(today)}."
        raise usage("end-in-past", sentence, "Give the first day on which it shall no longer apply.")
