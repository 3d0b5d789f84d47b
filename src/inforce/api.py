"""The Python API: `load`, `compare`, `build`. The same verbs as the command line, on values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands import build as build_command
from inforce.commands.build import BuildReport
from inforce.core import document, redline
from inforce.core.policy import Library, Version
from inforce.core.redline import Redline
from inforce.errors import Problem, raise_if_blocked


@dataclass(frozen=True, eq=False)
class LoadedLibrary(Library):
    """A library that knows the project it was read from; what `load` gives and `build` takes."""

    gathered: source.Gathered = field(kw_only=True, repr=False)

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.gathered.root

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings and hints found while reading; errors are raised by `load`."""
        return self.gathered.problems


def load(root: str | Path = ".") -> LoadedLibrary:
    """Read the project in `root`: its configuration, register and all versions, drafts included.

    Raises `UsageError` if `root` is no project, `ContentError` with every problem if a file cannot be read as
    it stands. The rules between versions, register and days are checked by `build`.
    """
    gathered = source.read(Path(root))
    raise_if_blocked(gathered.problems)
    library = gathered.library
    return LoadedLibrary(library.site, library.policies, library.register, gathered=gathered)


def compare(old: Version, new: Version) -> Redline:
    """Every change between two versions, proved to give back both texts.

    Raises `ContentError` if one of them could not be read whole (too long, too deeply nested).
    """
    raise_if_blocked(document.unread(old.document, old.path) + document.unread(new.document, new.path))
    return redline.compare(old.document, new.document)


def build(library: LoadedLibrary, out: str | Path, *, on: date) -> BuildReport:
    """Write the site as it is on the day `on` into `out` (relative to the working folder), all or nothing.

    Raises `ContentError` or `DecisionError` with every problem found, `UsageError` for a forbidden folder,
    `StoppedError` if the disk stops it; the site is then as it was.
    """
    return build_command.build(library.gathered, Path(out), on=on)
