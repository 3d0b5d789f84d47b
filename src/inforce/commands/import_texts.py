"""What the two ways to import have in common: texts with a day each become versions, their lines in the register last.

Texts are kept byte for byte; one equal to the text before it is listed, not made a version. Everything is read
and checked before the first file is written, and the register is written last: an import that is stopped is
finished by running it again. No class is asked of an imported text, so only history comes in this way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.after import with_versions
from inforce.commands.files import write_whole
from inforce.commands.project import policy_toml, title_of
from inforce.commands.report import Progress
from inforce.core import gate
from inforce.core.characters import suspicious
from inforce.core.configuration import POLICY_FILE
from inforce.core.dates import VersionName
from inforce.core.origin import Origin
from inforce.core.policy import Version
from inforce.core.register import Event, event_for
from inforce.errors import ContentError, Level, Place, Problem, raise_if_blocked
from inforce.publish import register as register_file


@dataclass(frozen=True, slots=True)
class Text:
    """One text to be imported, read."""

    name: VersionName
    data: bytes
    text: str
    """`data` decoded, line ends ``\\n``."""
    shown: str
    """Where the author finds it, for what is told of it."""
    problems: tuple[Problem, ...] = ()
    """What decoding it found."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text as the version it would be."""

    version: Version
    data: bytes
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What becomes of the texts."""

    fresh: tuple[Candidate, ...]
    already: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Warnings of one kind."""

    code: str
    count: int
    example: Problem


def gathered_for(root: Path, slug: str, names: Iterable[VersionName]) -> source.Gathered:
    """The project's content; what an import of these versions that was killed left behind is no problem of it."""
    gathered = source.read(root)
    # It looks like broken drafts, and is about to be put right.
    homes = {f"{source.POLICIES}/{slug}/{name}.md" for name in names}
    raise_if_blocked(problem for problem in gathered.problems if problem.place.path not in homes)
    return gathered


def candidates(gathered: source.Gathered, slug: str, texts: Sequence[Text], progress: Progress) -> list[Candidate]:
    """The texts as versions, each with everything that was found in it."""
    return [_candidate(gathered, slug, text, progress) for text in texts]


def _candidate(gathered: source.Gathered, slug: str, text: Text, progress: Progress) -> Candidate:
    home = f"{source.POLICIES}/{slug}/{text.name}.md"
    language = gathered.library.site.language
    version, wrong = source.version_from(text.text, slug, text.name, home, lenient=True, language=language)
    # Placed where the author has the text in hand, which is not (yet) the project.
    placed = (replace(p, place=Place(text.shown, p.place.line, p.place.column)) for p in wrong)
    progress.advance()
    return Candidate(version, text.data, (*text.problems, *placed))


def kinds(problems: Iterable[Problem]) -> tuple[Kind, ...]:
    """Problems counted by kind, the most frequent first."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.code, []).append(problem)
    rows = [Kind(code, len(every), every[0]) for code, every in found.items()]
    return tuple(sorted(rows, key=lambda kind: (-kind.count, kind.code)))


_ANOTHER_DAY = "What was published is fixed; give the file another day, or leave it out."


def sorted_out(
    gathered: source.Gathered, slug: str, every: Sequence[Candidate], *, differs: str = _ANOTHER_DAY
) -> Sorted:
    """The new versions, those imported before, and the texts that change nothing.

    `ContentError` where the register has another text of a day, with the way out `differs`, or a draft is in the way.
    """
    policy = gathered.library.get(slug)
    there = {version.name: version for version in policy} if policy else {}
    fresh: list[Candidate] = []
    already: list[str] = []
    unchanged: list[str] = []
    known = {name: version for name, version in there.items() if not version.is_draft}
    for candidate in every:
        version = candidate.version
        present = there.get(version.name)
        if present is not None and not present.is_draft:
            _refuse_other(present, version, differs)
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
    return Sorted(tuple(fresh), tuple(already), tuple(unchanged))


def _refuse_other(present: Version, version: Version, remedy: str) -> None:
    if present.document.digest != version.document.digest:
        sentence = f"{present} stands in the register with another text than the one to be imported."
        raise ContentError(Problem("import-differs", Place(present.path), sentence, remedy))


def _refuse_draft(path: Path, candidate: Candidate) -> None:
    # Equal bytes are what an import that was stopped left behind.
    if path.read_bytes() != candidate.data:
        sentence = f"A draft stands where {candidate.version} would go."
        remedy = "Move the draft away, then import again."
        raise ContentError(Problem("import-over-draft", Place(candidate.version.path), sentence, remedy))


def no_history(gathered: source.Gathered, slug: str, versions: Iterable[Version], today: date) -> Iterator[Problem]:
    """An imported text is not judged, so it must be past: older than the archive and than all that was published."""
    policy = gathered.library.get(slug)
    lines = [(v, v.registration) for v in policy or () if v.registration and v.withdrawal is None]
    began = min((line.recorded for _, line in lines), default=today)
    published = min((v.name for v, line in lines if not line.imported), default=None)
    remedy = f"Leave the file out and bring the text in with “inforce draft {slug}” and “inforce publish”"
    late = f"{remedy}; “late_entry” in its front matter says why it is entered late."
    for version in versions:
        place = Place(version.path)
        if version.effective >= today:
            sentence = f"{version} has a day that is not past ({version.effective}): that is no history."
            yield Problem("import-future", place, sentence, f"{remedy}.")
        elif published is not None and version.name > published:
            sentence = f"{version} is newer than {published}, which was published here: that is no history."
            yield Problem("import-no-history", place, sentence, late)
        elif version.effective >= began:
            sentence = f"{version} is of a day on which “{slug}” was in the register already, since {began}."
            yield Problem("import-no-history", place, sentence, late)


def take(
    gathered: source.Gathered,
    slug: str,
    fresh: Sequence[Candidate],
    *,
    by: str,
    today: date,
    origins: Mapping[VersionName, Origin] | None = None,
) -> None:
    """Write the texts and then their lines; all of them or none."""
    known = origins or {}
    events = [
        event_for(c.version, recorded=today, by=by, imported=True, origin=known.get(c.version.name)) for c in fresh
    ]
    _check_after(gathered, [c.version for c in fresh], events, today)
    if fresh:
        with _taken_back_on_error(gathered.root / source.POLICIES / slug) as made:
            _write(gathered.root, slug, fresh, made)
            register_file.append(gathered.root, gathered.register, events)


def _check_after(gathered: source.Gathered, versions: Sequence[Version], events: Sequence[Event], today: date) -> None:
    """Refuse if the register with the new lines could not stand."""
    before = set(gate.check(gathered.library, gathered.register, today))
    after = with_versions(gathered, versions, events)
    found = [p for p in gate.check(after.library, after.register, today) if p not in before]
    raise_if_blocked(problem for problem in found if problem.level is Level.ERROR)


def _write(root: Path, slug: str, fresh: Sequence[Candidate], made: list[Path]) -> None:
    """Copy the files; each one that did not exist before is added to `made`."""
    files = [(root / c.version.path, c.data) for c in fresh]
    settings = root / source.POLICIES / slug / POLICY_FILE
    if not settings.exists():
        title = fresh[-1].version.title
        # What is wrong in a text is kept with a warning; in settings of our own it would be an error.
        files.append((settings, policy_toml(slug, title_of(slug) if suspicious(title) else title).encode()))
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
