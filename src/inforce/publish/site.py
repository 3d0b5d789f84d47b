"""Writes the site: all of it or nothing, and only what changed (docs/explanation/publishing-all-or-nothing.md).

Pages come one by one and are compared with what stands in the output folder. While all are equal nothing is written.
With the first difference a new folder is begun beside the output folder; equal files are linked into it, others
written. When the last page has come, the two folders change places in one step and the old one is deleted.
"""

# System calls by name: which ones are made, and in which order, is what this file is about.
# ruff: noqa: PTH100, PTH101, PTH102, PTH104, PTH123

from __future__ import annotations

import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from inforce.errors import ContentError, Place, Problem, StoppedError, UsageError
from inforce.publish import folder, swap
from inforce.publish.folder import MARKER, Marker
from inforce.render.plan import Page

FILE_MODE = 0o644
FOLDER_MODE = 0o755

_LASTING = re.compile(
    r"[^/]+/(?:"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?(?:\.md|\.txt|/.+)"
    r"|compare/(?:[0-9-]+/){0,2}index\.html"
    r"|index\.html|history/index\.html|(?:feed|material)\.(?:xml|json)"
    r")"
)
"""Addresses that, once due, never disappear: of a policy its page, history, feeds and comparisons, and all of each
version."""

_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
"""Paths that need no closer look."""

_LONGEST = 255
"""Bytes that one name may have on usual disks."""

_GONE_NAMED = 20
"""Addresses named one by one when some would disappear."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, counted in files (the marker aside)."""

    written: int
    """New or changed."""
    unchanged: int
    removed: int


def write(pages: Iterable[Page], out: Path, *, root: Path, preview: bool = False) -> Written:
    """Make `out` hold exactly `pages`, whole or not at all; `root` is the project, which is never written over.

    `UsageError` for a folder that is not ours to replace; `ContentError` where a lasting address would disappear or a
    page's path leads out of the folder; `StoppedError` where disk, permission or another build stand in the way. After
    any error, and after a crash, the old site stands as it was. Pages that only a `preview` has may disappear again.
    """
    out = Path(os.path.abspath(out))
    folder.forbid(out, root)
    with _stopped(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        with _stopped(out):
            swap.recover(out)
            work = _Work(out, folder.read(out))
        try:
            for page in pages:
                with _stopped(out):
                    work.take(page)
            with _stopped(out):
                return work.finish(preview=preview)
        except BaseException:
            work.discard()
            raise


def addresses_gone(old: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """The lasting addresses among the paths `old` that `new` lacks, in order; ``index.html`` is left off."""
    missing = set(old) - set(new)
    return tuple(sorted(path.removesuffix("index.html") for path in missing if _LASTING.fullmatch(path)))


class _Work:
    """One writing of the site: what was seen so far, and the new folder once it is needed."""

    def __init__(self, out: Path, old: Marker) -> None:
        self._out = out
        self._old = old
        self._stage = swap.beside(out, "new")
        self._staged = False
        self._folders: set[str] = set()
        self._seen: dict[str, None] = {}
        self._names = _Names()
        self._written = 0
        self._clear()  # what a build that died may have left

    def take(self, page: Page) -> None:
        """The next page: kept if the old site has the same bytes, else written."""
        self._names.check(page.path)
        same = page.path in self._old.files and _holds(f"{self._out}/{page.path}", page.content)
        if not same:
            self._begin()
            self._put(page.path, page.content)
            self._written += 1
        elif self._staged:
            self._keep(page.path, page.content)
        self._seen[page.path] = None

    def finish(self, *, preview: bool) -> Written:
        """After the last page: change places if anything differs."""
        gone = addresses_gone(self._old.lasting, self._seen)
        if gone:
            raise ContentError(_gone(gone))
        files = frozenset(self._seen)
        lasting = files & self._old.lasting if preview else files
        marker = Marker(files, lasting)
        removed = len(self._old.files - files)
        if removed or marker != self._old or not self._out.is_dir():
            self._begin()
        if self._staged:
            self._mark(marker.text().encode())
            swap.sync_tree(self._stage)
            swap.replace(self._stage, self._out)
            self._staged = False
            with suppress(OSError):  # the new site stands; what is left of the old one goes with the next build
                self._clear()
        return Written(self._written, len(files) - self._written, removed)

    def discard(self) -> None:
        """After an error: leave no trace but the old site."""
        with suppress(OSError, UsageError):
            self._clear()

    def _clear(self) -> None:
        """Delete the folder beside the site: a new one begun, or the old one after the exchange."""
        if self._stage.is_symlink() or self._stage.exists():
            if self._stage.is_symlink() or not self._stage.is_dir() or not folder.is_ours(self._stage):
                sentence = f"“{self._stage}” is in the way and was not made by Inforce."
                raise UsageError(Problem("output-foreign", Place(), sentence, "Move it away; nothing was deleted."))
            swap.remove(self._stage)

    def _begin(self) -> None:
        """Start the new folder, with what was seen so far."""
        if self._staged:
            return
        os.mkdir(self._stage)
        os.chmod(self._stage, FOLDER_MODE)
        self._staged = True
        _create(self._stage / MARKER, b"")  # says that the folder is ours, should this process die
        for path in self._seen:
            self._keep(path, None)

    def _put(self, path: str, content: bytes) -> None:
        _create(self._target(path), content)

    def _mark(self, content: bytes) -> None:
        """The marker in its final words, in one step: at no moment is the folder without one."""
        made = self._stage / f"{MARKER}.new"
        _create(made, content)
        os.rename(made, self._stage / MARKER)

    def _keep(self, path: str, content: bytes | None) -> None:
        """The old file under its new name: the same file where the disk can link, otherwise a copy."""
        target = self._target(path)
        try:
            os.link(f"{self._out}/{path}", target, follow_symlinks=False)
        except OSError:
            if content is not None:
                _create(target, content)
            else:
                shutil.copyfile(self._out / path, target, follow_symlinks=False)
                os.chmod(target, FILE_MODE)

    def _target(self, path: str) -> str:
        """Where a checked path stands in the new folder; its folders are made."""
        above = path.rpartition("/")[0]
        if above and above not in self._folders:
            parts = above.split("/")
            for depth in range(1, len(parts) + 1):
                made = "/".join(parts[:depth])
                if made not in self._folders:
                    os.mkdir(self._stage / made)
                    os.chmod(self._stage / made, FOLDER_MODE)
                    self._folders.add(made)
        return f"{self._stage}/{path}"


class _Names:
    """Keeps every path inside the folder, and different on every file system."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def check(self, path: str) -> None:
        """`ContentError` for a path that leads out, or that some system would take for another one."""
        if not _PLAIN.fullmatch(path) or len(path) > _LONGEST:
            self._check_closely(path)
        folded = unicodedata.normalize("NFC", path).casefold()
        taken = folded in self._files or folded in self._folders
        self._files.add(folded)
        above = folded.rpartition("/")[0]
        while above and above not in self._folders:
            taken = taken or above in self._files
            self._folders.add(above)
            above = above.rpartition("/")[0]
        if taken:
            raise _bad_path(path, "is taken by another page")

    def _check_closely(self, path: str) -> None:
        """A path with unusual characters: it may still be fine."""
        parts = path.split("/")
        outside = any(part in ("", ".", "..") or len(part.encode(errors="replace")) > _LONGEST for part in parts)
        if outside or path == MARKER or any(c in '\\:*?"<>|' or unicodedata.category(c)[0] == "C" for c in path):
            raise _bad_path(path, "is no path inside the site")


def _create(path: str | Path, content: bytes) -> None:
    """A new file with the same mode whatever the umask."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.fchmod(handle, FILE_MODE)
    finally:
        os.close(handle)


def _holds(path: str, content: bytes) -> bool:
    """Whether a plain file with our mode stands at `path` and holds exactly `content`."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    with open(handle, "rb") as file:
        facts = os.fstat(handle)
        plain = stat.S_ISREG(facts.st_mode) and stat.S_IMODE(facts.st_mode) == FILE_MODE
        return plain and facts.st_size == len(content) and file.read() == content


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """The lock of `swap`, with trouble of the disk said in a sentence."""
    held = swap.lock(out)
    with _stopped(out):
        held.__enter__()
    try:
        yield
    finally:
        held.__exit__(None, None, None)


@contextmanager
def _stopped(out: Path) -> Iterator[None]:
    """Turns what disk and permissions answer into a sentence."""
    try:
        yield
    except OSError as error:
        sentence = f"The site could not be written to “{out}”: {(error.strerror or str(error)).lower()}."
        remedy = "Mend this, or name another folder with --out, and run again; the site is as it was."
        raise StoppedError(Problem("output-stopped", Place(), sentence, remedy)) from error


def _gone(addresses: tuple[str, ...]) -> Iterator[Problem]:
    remedy = "Put its policy and register back; a site of an earlier day goes to another folder with --out."
    for address in addresses[:_GONE_NAMED]:
        sentence = f"The address “/{address}” was published before and is missing from this build."
        yield Problem("address-gone", Place(), sentence, remedy)
    if len(addresses) > _GONE_NAMED:
        sentence = f"So are {len(addresses) - _GONE_NAMED} more published addresses."
        yield Problem("address-gone", Place(), sentence, remedy)


def _bad_path(path: str, why: str) -> ContentError:
    shown = path.encode("unicode_escape").decode()
    sentence = f"The page “{shown}” cannot be written: its path {why}."
    return ContentError(Problem("page-path", Place(), sentence, "Rename the policy, version or asset it comes from."))
