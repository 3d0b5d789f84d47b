"""The ledger's folder and files: private, never reached through a link, and made in one step.

A ledger is built under another name and given its own only when it is whole, so that a kill leaves either no ledger
or a whole one; what a killed attempt left is swept away by the next.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from inforce.errors import ContentError, Place, Problem, UsageError
from inforce.mail.ledger.schema import FORMAT, SCHEMA
from inforce.mail.times import stamp

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock
    fcntl = None  # type: ignore[assignment]

FOLDER = ".inforce"
LEDGER = "ledger.sqlite"
_UNFINISHED = "ledger.unfinished"
_IGNORED = ".gitignore"


def folder(root: Path, *, create: bool = False) -> Path:
    """The ledger's folder, private to its owner; made where `create`. `ContentError` where it is a link or no folder.

    With `create` it also tells git to pass it by, so that no `git add` takes the addresses along. `OSError` where the
    disk refuses; `UsageError` where there is none and none is to be made.
    """
    path = root / FOLDER
    if create and not path.is_symlink():
        path.mkdir(mode=0o700, exist_ok=True) if not path.exists() else None
    status = _status(path)
    if status is None:
        raise _none(path)
    if not stat.S_ISDIR(status.st_mode):
        raise _strange(path, "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no folder")
    _private(path, status, 0o700)
    if create:
        _hidden_from_git(path)
    return path


def ledger_file(root: Path, *, create: bool = False) -> Path:
    """The ledger's file, private to its owner; made whole where `create` and there is none. Errors as for `folder`."""
    path = folder(root, create=create) / LEDGER
    status = _status(path)
    if status is None and create:
        _make(path)
        status = _status(path)
    if status is None:
        raise _none(path)
    if not stat.S_ISREG(status.st_mode):
        raise _strange(path, "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no file")
    _private(path, status, 0o600)
    return path


def require_plain(path: Path) -> None:
    """`ContentError` where `path` is there and is anything but a file."""
    status = _status(path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        raise _strange(path, "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no file")


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _private(path: Path, status: os.stat_result, mode: int) -> None:
    """Take away what others may do with it."""
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        path.chmod(mode)


def _hidden_from_git(path: Path) -> None:
    """Put a `.gitignore` there that names everything, itself too; one that somebody wrote is left alone."""
    with suppress(FileExistsError):
        handle = os.open(path / _IGNORED, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("*\n")


def _make(path: Path) -> None:
    """A new, empty ledger at `path`, which appears there whole; one that somebody else made meanwhile is left alone."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists():
            return
        unfinished = path.with_name(_UNFINISHED)
        for litter in path.parent.glob(_UNFINISHED + "*"):
            litter.unlink()
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript("BEGIN;" + SCHEMA)
            values = (secrets.token_hex(16), FORMAT, stamp(datetime.now(UTC).timestamp()), secrets.token_bytes(32))
            connection.execute("INSERT INTO ledger (one, id, format, created, secret) VALUES (1, ?, ?, ?, ?)", values)
            connection.execute("COMMIT")
        unfinished.rename(path)
        os.fsync(handle)
    finally:
        os.close(handle)


def _none(path: Path) -> UsageError:
    sentence = "This project has no ledger: no notice was frozen here."
    remedy = "Freeze one with “inforce notify freeze”, or bring the folder .inforce of the machine that did."
    return UsageError(Problem("ledger-missing", Place(str(path)), sentence, remedy))


def _strange(path: Path, what: str) -> ContentError:
    sentence = f"“{path}” is {what}; the ledger holds addresses and is only ever kept in a place of its own."
    return ContentError(Problem("ledger-strange-place", Place(str(path)), sentence, "Move it away and run again."))
