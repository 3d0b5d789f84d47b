"""`inforce draft POLICY --refresh-summary`: the summary of a draft follows its text, the author's own words stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.draft_facts import facts_of
from inforce.commands.files import write_whole
from inforce.commands.project import policy_of, stopped, usage, version_of
from inforce.commands.report import Report
from inforce.core import summary_lines
from inforce.core.policy import Policy, SummaryItem, Version
from inforce.core.summary_skeleton import lacking
from inforce.errors import ContentError, Level, Place, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport(Report):
    """What became of the summary's lines."""

    policy: str
    version: str
    path: str
    compared_with: str
    """The version that the draft amends."""
    changed: bool
    """Whether the text differs from it at all."""
    added: tuple[SummaryItem, ...]
    reworded: tuple[SummaryItem, ...]
    removed: tuple[str, ...]
    """Sections whose drafted line went."""
    kept: int
    """Lines of the author's own."""


def run(root: Path, slug: str, name: str = "", *, today: date) -> RefreshReport:
    """Draft a line for each changed section that the summary of the draft `name` (the newest without) leaves out."""
    gathered = source.read(root)
    policy = policy_of(gathered.library, slug)
    version = _draft(policy, name)
    wrong = [p for p in gathered.problems if p.place.path == version.path and p.level is Level.ERROR]
    if wrong:
        raise ContentError(tuple(wrong))
    facts = facts_of(gathered, version, today)
    before, redline, said = facts.before, facts.redline, facts.assessment
    if before is None or redline is None or said is None:
        sentence = f"“{version}” amends no version that can be read, so there is no change to sum up."
        raise usage("no-change", sentence, "A summary comes with the second version of a policy.")
    text = _text(root / version.path)
    try:
        found = summary_lines.refreshed(text, lambda spoken: lacking(version, before, redline, said, spoken))
    except ValueError as error:
        raise _unusual(version, error) from None
    if found.text != text:
        write_whole(root / version.path, found.text.encode())
    return RefreshReport(
        policy=slug,
        version=str(version.name),
        path=version.path,
        compared_with=str(before.name),
        changed=not redline.is_empty,
        added=found.added,
        reworded=found.reworded,
        removed=found.removed,
        kept=found.kept,
    )


def _draft(policy: Policy, name: str) -> Version:
    if name:
        version = version_of(policy, name)
        if not version.is_draft:
            sentence = f"“{version}” is published, so its summary is fixed."
            raise usage("summary-fixed", sentence, f"Begin a new version with “inforce draft {policy.slug}”.")
        return version
    drafts = [version for version in policy if version.is_draft]
    if not drafts:
        sentence = f"The policy “{policy.slug}” has no draft."
        raise usage("no-draft", sentence, f"Begin one with “inforce draft {policy.slug}”.")
    return drafts[-1]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise stopped(error, path, "Reading it") from error


def _unusual(version: Version, error: ValueError) -> ContentError:
    sentence = f"No line can be added to the summary: {error}."
    remedy = (
        "Write “change:” and, indented below it, “summary:”, each on a line of its own; below that one item a line, "
        "beginning with “- ”. Then run this again."
    )
    return ContentError((Problem("summary-not-lines", Place(version.path, 1), sentence, remedy),))
