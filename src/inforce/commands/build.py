"""`inforce build`: gather, check, render, write. Nothing reaches the output folder while an error stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.project import OUTPUT, usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import counted, examine, pages_of
from inforce.core.dates import written
from inforce.errors import raise_if_blocked
from inforce.publish import site


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport(Report):
    """What `build` wrote."""

    on: date
    """The day whose site this is."""
    out: Path
    policies: int
    """Policies shown on that day."""
    versions: int
    """Versions shown on that day, over all policies."""
    written: int
    """Files new or changed."""
    unchanged: int
    removed: int


def run(root: Path, out: Path | None, *, on: date, today: date, progress: Progress = SILENT) -> BuildReport:
    """Build the site of the day `on` into `out`, the project's own output folder where None.

    A past day never goes into the project's own output folder: what is deployed from there must not fall back.
    """
    own = root / OUTPUT
    target = own if out is None else out
    if on < today and target.resolve() == own.resolve():
        raise usage(
            "past-day-in-site",
            f"The site of a past day, {written(on)}, is not written into “{OUTPUT}”, which is what visitors get.",
            "Name another folder with --out.",
        )
    progress.stage("Reading the policies")
    return build(source.read(root), target, on=on, preview=on > today, progress=progress)


def build(
    gathered: source.Gathered, out: Path, *, on: date, preview: bool = False, progress: Progress = SILENT
) -> BuildReport:
    """Check what was gathered and write the site of the day `on` into `out`; raises with every problem found.

    A `preview` shows a day still to come: the addresses that only it has may disappear again.
    """
    progress.stage("Checking")
    problems = examine(gathered, on)
    raise_if_blocked(problems)
    progress.stage("Building pages")
    done = site.write(counted(pages_of(gathered, on), progress), out, root=gathered.root, preview=preview)
    shown = [policy.shown(on) for policy in gathered.library.policies]
    return BuildReport(
        problems=problems,
        on=on,
        out=out,
        policies=sum(1 for versions in shown if versions),
        versions=sum(map(len, shown)),
        written=done.written,
        unchanged=done.unchanged,
        removed=done.removed,
    )
