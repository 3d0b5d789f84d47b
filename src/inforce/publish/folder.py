"""Which folder the site may be written to, and the marker that says a folder is ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inforce.errors import Place, Problem, UsageError

MARKER = ".inforce-site"
"""Name of the marker file in the site's folder."""

_FIRST_LINE = "Inforce wrote this folder and replaces it as a whole: keep nothing of your own in it."
_PREVIEW = "\tpreview"

_KEPT_APART = ("content", "templates", ".git")
"""Folders of the project that hold what people wrote."""

LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers leave behind; they stand in nobody's way and are not kept."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What a finished site says of itself."""

    files: frozenset[str]
    """Every file written, the marker aside; paths below the folder with forward slashes."""
    lasting: frozenset[str]
    """Those of them that were no preview."""

    def text(self) -> str:
        """The marker file: one sentence, then one path a line."""
        lines = (path if path in self.lasting else path + _PREVIEW for path in sorted(self.files))
        return "".join(line + "\n" for line in (_FIRST_LINE, *lines))


EMPTY = Marker(frozenset(), frozenset())


def forbid(out: Path, root: Path) -> None:
    """`UsageError` where the site must not be written to `out`: other people's folders, the project's own sources."""
    if out.is_symlink():
        sentence = f"The output folder “{out}” is a symbolic link; what it points to may belong to someone else."
        raise _refused("output-symlink", sentence, "Name the folder itself with --out.")
    if out.exists() and not out.is_dir():
        raise _refused("output-no-folder", f"The output folder “{out}” is a file.", "Name another folder with --out.")
    real = out.resolve()
    if _same(real, Path(real.anchor)) or _same(real, Path.home()):
        raise _forbidden(out, "it is the root of the disk or your home folder")
    if any(_same(real, above) for above in (root.resolve(), *root.resolve().parents)):
        raise _forbidden(out, "the project itself is in it")
    for name in _KEPT_APART:
        if any(_same(above, root.resolve() / name) for above in (real, *real.parents)):
            raise _forbidden(out, f"it is in the project's folder “{name}”")
    if out.is_dir() and os.path.ismount(out):
        raise _forbidden(out, "it is a mount point, which cannot be replaced in one step")


def read(out: Path) -> Marker:
    """The marker of the site in `out`; `EMPTY` for a folder that is missing or empty.

    `UsageError` where anything in the folder was not written by us, so that nothing of anybody's is ever deleted.
    """
    if not out.is_dir():
        return EMPTY
    present = set(_files(out, ""))
    marker = _parsed(out / MARKER)
    foreign = sorted(present - marker.files - {MARKER}) if marker else sorted(present)
    if not foreign:
        return marker or EMPTY
    several = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
    sentence = f"The output folder “{out}” holds files that Inforce did not write: “{foreign[0]}”{several}."
    remedy = "Move them away, or name another folder with --out; nothing was deleted."
    raise _refused("output-foreign", sentence, remedy)


def is_ours(folder: Path) -> bool:
    """Whether a folder carries the marker, or is empty."""
    return (folder / MARKER).is_file() or not any(folder.iterdir())


def _files(folder: Path | str, below: str) -> Iterator[str]:
    """Everything in `folder` that is no folder, links included, litter aside."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{below}{entry.name}/")
            elif entry.name not in LITTER:
                yield below + entry.name


def _parsed(file: Path) -> Marker | None:
    if file.is_symlink() or not file.is_file():
        return None
    first, *lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    if first != _FIRST_LINE:
        return None
    paths = [line for line in lines if line]
    lasting = frozenset(path for path in paths if not path.endswith(_PREVIEW))
    return Marker(frozenset(path.removesuffix(_PREVIEW) for path in paths), lasting)


def _same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False


def _forbidden(out: Path, why: str) -> UsageError:
    sentence = f"The site cannot be written to “{out}”: {why}."
    return _refused("output-forbidden", sentence, "Name a folder of its own with --out.")


def _refused(code: str, sentence: str, remedy: str) -> UsageError:
    return UsageError(Problem(code, Place(), sentence, remedy))
