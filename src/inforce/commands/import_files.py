"""`inforce import files`: a folder of dated Markdown files becomes the history of a policy.

Files are copied byte for byte; a text equal to the one before it is listed, not made a version. Everything is read
and checked before the first file is written, and the register is written last: an import that is stopped is
finished by running it again. No class is asked of an imported text, so only history comes in this way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.after import name_of, with_versions
from inforce.commands.files import write_whole
from inforce.commands.project import policy_toml, stopped, usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.core import gate
from inforce.core.configuration import POLICY_FILE
from inforce.core.dates import VersionName
from inforce.core.policy import Version
from inforce.core.register import Event, event_for
from inforce.errors import ContentError, Level, Place, Problem, raise_if_blocked
from inforce.publish import register as register_file


@dataclass(frozen=True, slots=True)
class Kind:
    """Warnings of one kind."""

    code: str
    count: int
    example: Problem


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One file of the folder, read."""

    version: Version
    data: bytes
    problems: tuple[Problem, ...]


def run(
    root: Path, folder: Path, slug: str, *, by: str = "import", today: date, progress: Progress = SILENT
) -> ImportReport:
    """Import the files ``YYYY-MM-DD.md`` of `folder` as versions of the policy `slug`; all of them or none."""
    by = name_of(by)
    if wrong := source.slug_problem(slug):
        raise usage("slug", wrong[0], "Choose another name for --policy.")
    names, ignored = _listed(folder)
    progress.stage("Reading the policies")
    gathered = source.read(root)
    # What an import that was killed left behind looks like broken drafts; it is about to be put right.
    homes = {f"{source.POLICIES}/{slug}/{name}.md" for name in names}
    raise_if_blocked(problem for problem in gathered.problems if problem.place.path not in homes)
    progress.stage("Reading the folder")
    candidates = [_read(folder, name, slug, gathered, progress) for name in names]
    raise_if_blocked(problem for candidate in candidates for problem in candidate.problems)
    fresh, already, unchanged = _sorted_out(gathered, slug, candidates)
    _refuse_no_history(gathered, slug, fresh, today)
    events = [event_for(c.version, recorded=today, by=by, imported=True) for c in fresh]
    _check_after(gathered, [c.version for c in fresh], events, today)
    progress.stage("Writing")
    if fresh:
        with _taken_back_on_error(root / source.POLICIES / slug) as made:
            _write(root, slug, fresh, made)
            register_file.append(root, gathered.register, events)
    return ImportReport(
        policy=slug,
        folder=folder,
        imported=tuple(str(c.version.name) for c in fresh),
        already=already,
        unchanged=unchanged,
        ignored=ignored,
        warnings=kinds(problem for candidate in candidates for problem in candidate.problems),
    )


def kinds(problems: Iterable[Problem]) -> tuple[Kind, ...]:
    """Problems counted by kind, the most frequent first."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.code, []).append(problem)
    rows = [Kind(code, len(every), every[0]) for code, every in found.items()]
    return tuple(sorted(rows, key=lambda kind: (-kind.count, kind.code)))


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


def _read(folder: Path, name: VersionName, slug: str, gathered: source.Gathered, progress: Progress) -> _Candidate:
    path = folder / f"{name}.md"
    text, problems = source.read_text(path, path.as_posix())
    progress.advance()
    if text is None:
        raise ContentError(problems)
    home = f"{source.POLICIES}/{slug}/{name}.md"
    language = gathered.library.site.language
    version, wrong = source.version_from(text, slug, name, home, lenient=True, language=language)
    # Placed where the author has the file in hand, which is not (yet) the project.
    wrong = tuple(
        Problem(p.code, Place(path.as_posix(), p.place.line, p.place.column), p.sentence, p.remedy, p.level)
        for p in wrong
    )
    return _Candidate(version, path.read_bytes(), (*problems, *wrong))


def _sorted_out(
    gathered: source.Gathered, slug: str, candidates: Sequence[_Candidate]
) -> tuple[list[_Candidate], tuple[str, ...], tuple[str, ...]]:
    """The new versions, those imported before, and the files that change nothing."""
    policy = gathered.library.get(slug)
    there = {version.name: version for version in policy} if policy else {}
    fresh: list[_Candidate] = []
    already: list[str] = []
    unchanged: list[str] = []
    known = {name: version for name, version in there.items() if not version.is_draft}
    for candidate in candidates:
        version = candidate.version
        present = there.get(version.name)
        if present is not None and not present.is_draft:
            _refuse_other(present, version)
            already.append(str(version.name))
            continue
        earlier = [name for name in known if name < version.name]
        if earlier and known[max(earlier)].document.digest == version.document.digest:
            unchanged.append(str(version.name))
            continue
        if present is not None:
            _refuse_draft(gathered.root / present.path, candidate)
        known[version.name] = version
        fresh.append(candidate)
    return fresh, tuple(already), tuple(unchanged)


def _refuse_other(present: Version, version: Version) -> None:
    if present.document.digest != version.document.digest:
        sentence = f"{present} stands in the register with another text than the file to be imported."
        remedy = "What was published is fixed; give the file another day, or leave it out."
        raise ContentError(Problem("import-differs", Place(present.path), sentence, remedy))


def _refuse_draft(path: Path, candidate: _Candidate) -> None:
    # Equal bytes are what an import that was stopped left behind.
    if path.read_bytes() != candidate.data:
        sentence = f"A draft stands where {candidate.version} would go."
        remedy = "Move the draft away, or leave that file out."
        raise ContentError(Problem("import-over-draft", Place(candidate.version.path), sentence, remedy))


def _refuse_no_history(gathered: source.Gathered, slug: str, fresh: Sequence[_Candidate], today: date) -> None:
    """An imported text is not judged, so it must be past: older than the archive and than all that was published."""
    policy = gathered.library.get(slug)
    lines = [(v, v.registration) for v in policy or () if v.registration and v.withdrawal is None]
    began = min((line.recorded for _, line in lines), default=today)
    published = min((v.name for v, line in lines if not line.imported), default=None)
    for version in (candidate.version for candidate in fresh):
        remedy = f"Leave the file out and bring the text in with “inforce draft {slug}” and “inforce publish”"
        late = "; “late_entry” in its front matter says why it is entered late."
        if version.effective >= today:
            sentence = f"{version} has a day that is not past ({version.effective}): that is no history."
            raise ContentError(Problem("import-future", Place(version.path), sentence, f"{remedy}."))
        if published is not None and version.name > published:
            sentence = f"{version} is newer than {published}, which was published here: that is no history."
            raise ContentError(Problem("import-no-history", Place(version.path), sentence, remedy + late))
        if version.effective >= began:
            sentence = f"{version} is of a day on which “{slug}” was in the register already, since {began}."
            raise ContentError(Problem("import-no-history", Place(version.path), sentence, remedy + late))


def _check_after(gathered: source.Gathered, versions: Sequence[Version], events: Sequence[Event], today: date) -> None:
    """Refuse if the register with the new lines could not stand."""
    before = set(gate.check(gathered.library, gathered.register, today))
    after = with_versions(gathered, versions, events)
    found = [p for p in gate.check(after.library, after.register, today) if p not in before]
    raise_if_blocked(problem for problem in found if problem.level is Level.ERROR)


def _write(root: Path, slug: str, fresh: Sequence[_Candidate], made: list[Path]) -> None:
    """Copy the files; each one that did not exist before is added to `made`."""
    files = [(root / c.version.path, c.data) for c in fresh]
    settings = root / source.POLICIES / slug / POLICY_FILE
    if not settings.exists():
        files.append((settings, policy_toml(slug, fresh[-1].version.title).encode()))
    for path, data in files:
        if not path.exists():
            made.append(path)
        write_whole(path, data)


@contextmanager
def _taken_back_on_error(folder: Path) -> Iterator[list[Path]]:
    """Deletes the files noted in the list, and the folder if it is new, when what follows fails."""
    made: list[Path] = []
    new_folder = not folder.exists()
    try:
        yield made
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        if new_folder:
            with suppress(OSError):
                folder.rmdir()
        raise
