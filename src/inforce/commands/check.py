"""`inforce check`: everything `build` checks, and the legal lint; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.project import policy_of, version_of
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import counted, examine, linted, pages_of
from inforce.core import gate, lint
from inforce.core.checklists import ChecklistResult
from inforce.core.checklists import results as checklists_of
from inforce.core.policy import Policy
from inforce.errors import ExitCode, InforceError, Level, Problem, blocking, exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport(Report):
    """What `check` looked at and found."""

    on: date
    policies: int
    versions: int
    """Registered versions looked at."""
    drafts: int
    pages: int
    """Pages drawn as a trial; 0 where problems forbade it."""
    strict: bool = False
    checklists: tuple[ChecklistResult, ...] | None = None
    """What laws ask, held against the version; None where it was not asked for."""
    kind: str = ""
    """Of the one policy that was looked at."""

    @property
    def exit_code(self) -> ExitCode:
        """As for every report; with `strict` a warning counts as an error."""
        status = exit_code(self.problems)
        if self.strict and status is not ExitCode.CONTENT and self.warnings:
            return ExitCode.CONTENT
        return status

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that are warnings."""
        return tuple(problem for problem in self.problems if problem.level is Level.WARNING)


def run(root: Path, *, on: date, strict: bool = False, progress: Progress = SILENT) -> CheckReport:
    """Check the project as it would be built on the day `on`, a trial drawing of all pages and the lint included."""
    progress.stage("Reading the policies")
    gathered = source.read(root)
    progress.stage("Checking")
    problems = examine(gathered, on)
    drawn = 0
    if not blocking(problems):
        progress.stage("Drawing pages")
        try:
            drawn = sum(1 for _ in counted(pages_of(gathered, on), progress))
        except InforceError as error:
            problems += error.problems
    found = gate.distinct([*problems, *linted(gathered, on)])
    return _report(gathered.library.policies, found, on, drawn, strict=strict)


def run_one(
    root: Path, slug: str, name: str = "", *, on: date, strict: bool = False, checklists: bool = False
) -> CheckReport:
    """Check one policy, or one of its versions: then the lint tells all it finds there, published or not.

    `checklists`: hold what laws ask against the version, or against the policy's last one.

    Raises `UsageError` where there is no such policy or version.
    """
    gathered = source.read(root)
    policy = policy_of(gathered.library, slug)
    version = version_of(policy, name) if name else None
    home = version.path if version else f"{source.POLICIES}/{slug}/"
    said = lint.findings(gathered.library, policy, version, on) if version else linted(gathered, on, slug)
    found = [p for p in examine(gathered, on) if p.place.path.startswith(home)]
    asked = replace(policy, versions=(version,)) if version else policy
    report = _report([asked], gate.distinct([*found, *said]), on, 0, strict=strict)
    kind = policy.settings.kind
    lists = checklists_of(version or policy.versions[-1], kind) if checklists else None
    return replace(report, checklists=lists, kind=kind)


def _report(
    policies: Iterable[Policy], found: tuple[Problem, ...], on: date, pages: int, *, strict: bool
) -> CheckReport:
    looked = [version for policy in policies for version in policy]
    return CheckReport(
        problems=found,
        on=on,
        policies=len({version.slug for version in looked}),
        versions=sum(1 for version in looked if not version.is_draft),
        drafts=sum(1 for version in looked if version.is_draft),
        pages=pages,
        strict=strict,
    )
