"""`inforce import git`: a Markdown file's history in a git repository becomes the history of a policy.

What was published on a day is the file as it stood at the end of that day on the first-parent line of the branch. The
day is the committer's, in the zone that the commit records: when the text came onto the line, as the clock on the
wall of whoever brought it there said; the author's may be years older, and a zone of ours would change days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from inforce import source
from inforce.commands.after import name_of
from inforce.commands.import_days import Day, days_of, no_version
from inforce.commands.import_texts import (
    Candidate,
    Kind,
    Sorted,
    candidates,
    gathered_for,
    kinds,
    no_history,
    sorted_out,
    take,
)
from inforce.commands.project import usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.core.dates import VersionName
from inforce.core.frontmatter import read as read_front_matter
from inforce.core.origin import Origin
from inforce.core.policy import Version
from inforce.core.printed_date import last_updated, printed_dates, stated_dates
from inforce.errors import Level, Place, Problem, blocking
from inforce.history.git import GitError
from inforce.history.line import Line, line_of
from inforce.history.repository import Branch, branch_of, failed, is_cut, never_there, opened, path_in, shown_address

_OTHER_TEXT = (
    "What is in the register is fixed. If it was imported from another branch or file, name that one; texts that are "
    "missing can be brought in with “inforce import files”."
)


@dataclass(frozen=True, slots=True)
class ImportedText:
    """One version that the repository holds, imported now or before."""

    version: str
    commit: str
    path: str
    printed: date | None
    """The day of its last change as the text itself prints it."""
    days_apart: int | None
    """Days from the printed day to the version's; below zero where the text prints a later one."""
    unmoved: bool
    """The words changed and the printed day did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitImportReport(Report):
    """What became of a file's history; the days and commits that need a word are in `problems`."""

    policy: str
    repository: str
    path: str
    branch: str
    tip: str
    """The commit that the branch stands at."""
    commits: int
    """Commits of the first-parent line that changed the file."""
    days: int
    """Days at whose end there was a text."""
    imported: tuple[str, ...]
    """Versions made."""
    already: tuple[str, ...]
    """Versions that an earlier import made."""
    unchanged: tuple[str, ...]
    """Days whose text equals the one before: no versions."""
    left: tuple[str, ...]
    """Days whose text is no history, or cannot be a version; `problems` says why."""
    texts: tuple[ImportedText, ...]
    warnings: tuple[Kind, ...]
    """What reading the texts found, by kind."""


def run(
    root: Path,
    repository: str,
    path: str,
    slug: str,
    *,
    branch: str = "",
    by: str = "import",
    today: date,
    progress: Progress = SILENT,
) -> GitImportReport:
    """Import the history of `path` in `repository` as versions of the policy `slug`; all of them or none."""
    by = name_of(by)
    if wrong := source.slug_problem(slug):
        raise usage("slug", wrong[0], "Choose another name for --policy.")
    path = path_in(path, repository)
    progress.stage("Reading the repository")
    told: list[Problem] = []
    chosen, line, days = _history(repository, path, branch, told)
    texts = [day.text for day in days if day.text is not None]
    progress.stage("Reading the policies")
    gathered = gathered_for(root, slug, [text.name for text in texts])
    progress.stage("Reading the texts")
    every, left = _readable(candidates(gathered, slug, texts, progress), told)
    every, later = _history_only(gathered, slug, every, today, told)
    found = sorted_out(gathered, slug, every, differs=_OTHER_TEXT)
    origins = {day.text.name: day.origin for day in days if day.text is not None}
    origins = {c.version.name: replace(origins[c.version.name], printed=printed_day(c.version)) for c in every}
    progress.stage("Writing")
    take(gathered, slug, found.fresh, by=by, today=today, origins=origins)
    return GitImportReport(
        problems=tuple(told),
        policy=slug,
        repository=shown_address(repository),
        path=path,
        branch=chosen.name,
        tip=chosen.tip,
        commits=len(line.states),
        days=len(texts),
        imported=tuple(str(c.version.name) for c in found.fresh),
        already=found.already,
        unchanged=found.unchanged,
        left=(*(day.called for day in days if day.refused), *left, *later),
        texts=_texts(every, found, origins),
        warnings=kinds(problem for candidate in every for problem in candidate.problems),
    )


def _history(repository: str, path: str, branch: str, told: list[Problem]) -> tuple[Branch, Line, list[Day]]:
    """The branch, the file's line on it, and its days; what is odd about them is added to `told`."""
    with opened(repository) as folder:
        try:
            chosen = branch_of(folder, repository, branch)
            line = line_of(folder, chosen.tip, path)
            if line.renamed_to:
                sentence = f"“{path}” was given the name “{line.renamed_to}” in commit {line.renamed_in[:7]}."
                raise usage("git-renamed", sentence, "Import that one; its older names are followed.", repository)
            if not line.states:
                raise never_there(folder, repository, chosen, path)
            if is_cut(folder):
                first = line.states[0]
                sentence = f"The clone is a shallow one: its history is cut, and begins on {first.day} at the earliest."
                remedy = "Clone the whole repository (git fetch --unshallow) to import what was before."
                told.append(Problem("git-shallow", Place(path), sentence, remedy, Level.WARNING))
            return chosen, line, days_of(folder, line.states, told)
        except GitError as error:
            raise failed(error, repository) from error


def _readable(every: list[Candidate], told: list[Problem]) -> tuple[list[Candidate], list[str]]:
    """Those that can be read whole; a commit cannot be mended, so the others are left out, each with its reason."""
    kept: list[Candidate] = []
    left: list[str] = []
    for candidate in every:
        wrong = blocking(candidate.problems)
        if not wrong and candidate.version.document.blocks:
            kept.append(candidate)
            continue
        name = str(candidate.version.name)
        sentence = wrong[0].sentence if wrong else "The text is empty."
        place = wrong[0].place if wrong else Place(name)
        told.append(no_version(place, name, sentence))
        left.append(name)
    return kept, left


def _history_only(
    gathered: source.Gathered, slug: str, every: list[Candidate], today: date, told: list[Problem]
) -> tuple[list[Candidate], list[str]]:
    """Those that are history. A commit cannot be left out of a repository, so the import goes on without the others."""
    policy = gathered.library.get(slug)
    known = {version.name for version in policy or () if not version.is_draft}
    asked = [c.version for c in every if c.version.name not in known]
    wrong = {problem.place.path: problem for problem in no_history(gathered, slug, asked, today)}
    left: list[str] = []
    kept: list[Candidate] = []
    before: Version | None = None
    for candidate in every:
        problem = wrong.get(candidate.version.path)
        same = before is not None and before.document.digest == candidate.version.document.digest
        before = candidate.version
        if problem is None:
            kept.append(candidate)
        elif not same:
            remedy = problem.remedy.removeprefix("Leave the file out and bring").strip()
            told.append(replace(problem, remedy=f"It was left out; bring {remedy}", level=Level.WARNING))
            left.append(str(candidate.version.name))
    return kept, left


def printed_day(version: Version) -> date | None:
    """The day of its last change as the text, or another tool's front matter above it, states it."""
    printed = last_updated(printed_dates(version.document))
    if printed is not None:
        return printed
    result = read_front_matter(version.source, version.path, lenient=True)
    return last_updated(stated_dates("\n".join(version.source.split("\n")[: result.body_line - 1])))


def _texts(every: Sequence[Candidate], found: Sorted, origins: dict[VersionName, Origin]) -> tuple[ImportedText, ...]:
    unchanged = set(found.unchanged)
    versions = [c.version for c in every if str(c.version.name) not in unchanged]
    stayed = {
        after.name
        for before, after in pairwise(versions)
        if origins[after.name].printed is not None and origins[after.name].printed == origins[before.name].printed
    }
    return tuple(_text(version, origins[version.name], version.name in stayed) for version in versions)


def _text(version: Version, origin: Origin, unmoved: bool) -> ImportedText:
    apart = (version.effective - origin.printed).days if origin.printed else None
    return ImportedText(str(version.name), origin.commit, origin.path, origin.printed, apart, unmoved)
