"""`inforce import files`: a folder of dated Markdown files becomes the history of a policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.after import name_of
from inforce.commands.import_texts import Kind, Text, candidates, gathered_for, kinds, no_history, sorted_out, take
from inforce.commands.project import stopped, usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.core.dates import VersionName
from inforce.errors import ContentError, raise_if_blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport(Report):
    """What became of a folder's files."""

    policy: str
    folder: Path
    imported: tuple[str, ...]
    """Versions made."""
    already: tuple[str, ...]
    """Versions that an earlier import made."""
    unchanged: tuple[str, ...]
    """Files whose text equals the one before them: no versions."""
    ignored: tuple[str, ...]
    """Names in the folder that are no dated Markdown files."""
    warnings: tuple[Kind, ...]
    """What reading the texts found, by kind."""


def run(
    root: Path, folder: Path, slug: str, *, by: str = "import", today: date, progress: Progress = SILENT
) -> ImportReport:
    """Import the files ``YYYY-MM-DD.md`` of `folder` as versions of the policy `slug`; all of them or none."""
    by = name_of(by)
    if wrong := source.slug_problem(slug):
        raise usage("slug", wrong[0], "Choose another name for --policy.")
    names, ignored = _listed(folder)
    progress.stage("Reading the policies")
    gathered = gathered_for(root, slug, names)
    progress.stage("Reading the folder")
    every = candidates(gathered, slug, [_read(folder, name) for name in names], progress)
    raise_if_blocked(problem for candidate in every for problem in candidate.problems)
    found = sorted_out(gathered, slug, every)
    for problem in no_history(gathered, slug, [c.version for c in found.fresh], today):
        raise ContentError(problem)
    progress.stage("Writing")
    take(gathered, slug, found.fresh, by=by, today=today)
    return ImportReport(
        policy=slug,
        folder=folder,
        imported=tuple(str(c.version.name) for c in found.fresh),
        already=found.already,
        unchanged=found.unchanged,
        ignored=ignored,
        warnings=kinds(problem for candidate in every for problem in candidate.problems),
    )


def _listed(folder: Path) -> tuple[list[VersionName], tuple[str, ...]]:
    """The dated files of a folder in order, and the names of all else in it."""
    try:
        every = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        raise usage("no-such-folder", "There is no such folder.", "", folder.as_posix()) from None
    except OSError as error:
        raise stopped(error, folder, "Reading the folder") from error
    names: list[VersionName] = []
    ignored: list[str] = []
    for name in every:
        try:
            if not name.endswith(".md"):
                raise ValueError(name)
            names.append(VersionName.parse(name.removesuffix(".md")))
        except ValueError:
            ignored.append(name)
    if not names:
        sentence = "The folder holds no file named by its date, such as 2020-04-13.md."
        raise usage("nothing-to-import", sentence, "Name each text by its day and try again.", folder.as_posix())
    return sorted(names), tuple(ignored)


def _read(folder: Path, name: VersionName) -> Text:
    path = folder / f"{name}.md"
    text, problems = source.read_text(path, path.as_posix())
    if text is None:
        raise ContentError(problems)
    return Text(name, path.read_bytes(), text, path.as_posix(), problems)
