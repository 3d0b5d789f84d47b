"""`inforce check`: everything `build` checks, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import counted, examine, pages_of
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
    """Check the project as it would be built on the day `on`; a trial drawing of all pages included."""
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
    versions = [version for policy in gathered.library.policies for version in policy]
    return CheckReport(
        problems=problems,
        on=on,
        policies=len(gathered.library),
        versions=sum(1 for version in versions if not version.is_draft),
        drafts=sum(1 for version in versions if version.is_draft),
        pages=drawn,
        strict=strict,
    )
