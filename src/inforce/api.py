"""The Python API: `load`, `compare`, `assess`, `build`, `draft_notice`. The verbs of the command line, on values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import overload
from weakref import WeakKeyDictionary, ref

from inforce import source
from inforce.commands import build as build_command
from inforce.commands.assess import checked_kind
from inforce.commands.build import BuildReport
from inforce.core import document, materiality, redline
from inforce.core.delivery import Audience
from inforce.core.kinds import guessed_kind
from inforce.core.materiality import Assessment, Verdict
from inforce.core.policy import Library, Version
from inforce.core.redline import Redline
from inforce.core.settings import Site
from inforce.errors import Place, Problem, UsageError, raise_if_blocked
from inforce.mail.letter import Letter, letters


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
    loaded = LoadedLibrary(library.site, library.policies, library.register, gathered=gathered)
    for policy in loaded.policies:
        _LOADED.update(dict.fromkeys(policy, ref(loaded)))
    return loaded


_LOADED: WeakKeyDictionary[Version, ref[LoadedLibrary]] = WeakKeyDictionary()
"""Which library a version was loaded with, as long as somebody holds on to both."""


def compare(old: Version, new: Version) -> Redline:
    """Every change between two versions, proved to give back both texts.

    Raises `ContentError` if one of them could not be read whole (too long, too deeply nested).
    """
    raise_if_blocked(document.unread(old.document, old.path) + document.unread(new.document, new.path))
    return redline.compare(old.document, new.document)


@overload
def assess(change: Redline, /, *, kind: str = "", library: Library | None = None) -> Assessment: ...
@overload
def assess(old: Version, new: Version, /, *, kind: str = "", library: Library | None = None) -> Assessment: ...
def assess(
    change: Redline | Version, new: Version | None = None, /, *, kind: str = "", library: Library | None = None
) -> Assessment:
    """What the rules say of a change: of a redline, or of the step between two versions. A hint, no legal advice.

    `library` gives the words that its site adds, and for versions the policy's kind. Without one, `kind` is what the
    policy's name or title says of versions, and "other" for a redline.

    Raises `UsageError` if `kind` is none, and for versions what `compare` raises.
    """
    if isinstance(change, Redline):
        of_kind = kind
    elif new is None:
        raise TypeError("assess takes a redline or two versions")
    else:
        of_kind = kind or _kind_of(new, library)
        change = compare(change, new)
    known = source.words(library.site if library is not None else Site())
    return materiality.assess(change, known, checked_kind(of_kind or "other"))


def _kind_of(version: Version, library: Library | None) -> str:
    if library is not None and version.slug in library:
        return library[version.slug].settings.kind
    return guessed_kind(version.slug) or guessed_kind(version.title)


def build(library: LoadedLibrary, out: str | Path, *, on: date) -> BuildReport:
    """Write the site as it is on the day `on` into `out` (relative to the working folder), all or nothing.

    Raises `ContentError` or `DecisionError` with every problem found, `UsageError` for a forbidden folder,
    `StoppedError` if the disk stops it; the site is then as it was.
    """
    return build_command.build(library.gathered, Path(out), on=on)


def draft_notice(version: Version, assessment: Assessment | None = None, *, library: Library | None = None) -> Letter:
    """The notice e-mail to account holders on `version` in the site's language: subject, text, HTML. Nothing is sent.

    What the version declares decides whether it speaks of a material change; of a draft that declares nothing yet,
    `assessment` does. A `LoadedLibrary` brings the templates of its project; without `library` it is the one that the
    version was loaded with, which must still be at hand.

    Raises `UsageError` if the version is none of `library`, `ContentError` for a fault in a template or phrase file.
    """
    known = _LOADED.get(version)
    library = library if library is not None else known() if known is not None else None
    policy = library.get(version.slug) if library is not None else None
    if library is None or policy is None or not any(other is version for other in policy):
        sentence = f"{version} is not a version of a library that is at hand."
        raise UsageError(
            Problem("no-such-version", Place(), sentence, "Take it from the library that is given, and keep that.")
        )
    material = assessment.verdict is Verdict.MATERIAL if assessment is not None else None
    overrides = library.root / "templates" if isinstance(library, LoadedLibrary) else None
    found = letters(library, policy, version, Audience.ACCOUNTS, overrides=overrides, material=material)
    return found[0]
