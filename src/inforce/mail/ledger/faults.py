"""What goes wrong with the ledger's file, in plain words: no error of SQLite or the disk reaches a person as it is."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inforce.errors import ContentError, InforceError, Place, Problem, StoppedError

_NOTHING = "What was begun is undone and nothing was sent for it;"
_CODES = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "closed",
    sqlite3.SQLITE_PERM: "closed",
    sqlite3.SQLITE_READONLY: "closed",
    sqlite3.SQLITE_AUTH: "closed",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CONSTRAINT: "refused",
}


@contextmanager
def plain(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the disk below it into `StoppedError` (run again) or `ContentError` (mend the file)."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite(error, path) from error
    except OSError as error:
        raise of_disk(error, path) from error


@contextmanager
def plain_sql(path: Path) -> Iterator[None]:
    """As `plain`, for SQLite only: an error of the disk may be that of another file that is read meanwhile."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite(error, path) from error


def of_sqlite(error: sqlite3.Error, path: Path) -> InforceError:
    """The error to raise for one of SQLite's."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = _CODES.get(code & 0xFF, "") if isinstance(code, int) else ""
    if kind == "full":
        return disk_full(path)
    if kind == "busy":
        sentence = "Another program is writing to the ledger, or reads it and does not let go."
        return _stopped("ledger-busy", path, sentence, "Wait until it is done, then run again.")
    if kind == "closed":
        return _closed(path, str(error))
    if kind == "damaged" or str(error).startswith("no such"):
        return damaged(path, f"SQLite says: {error}")
    if kind == "refused":
        sentence = f"The ledger does not allow this change: {error}."
        return ContentError(Problem("ledger-refused", Place(str(path)), sentence, "Nothing was changed."))
    sentence = f"The ledger cannot be read or written: {error}."
    return _stopped("ledger-unwritable", path, sentence, f"{_NOTHING} mend the disk, then run again.")


def of_disk(error: OSError, path: Path) -> InforceError:
    """The error to raise for one of the operating system's."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    return _closed(path, error.strerror or str(error))


def disk_full(path: Path) -> StoppedError:
    """That there is no room left."""
    sentence = "The disk is full: the ledger cannot be written."
    return _stopped("ledger-disk-full", path, sentence, f"{_NOTHING} free space and run again.")


def damaged(path: Path, why: str) -> ContentError:
    """That the file is no ledger, or no longer a whole one."""
    sentence = f"{path.name} is not a ledger of this program, or it is damaged ({why.rstrip('.')})."
    remedy = "Put back the newest copy of the folder, then send with --restored."
    return ContentError(Problem("ledger-damaged", Place(str(path)), sentence, remedy))


def _closed(path: Path, why: str) -> StoppedError:
    sentence = f"The ledger cannot be opened or written: {why.rstrip('.')}."
    remedy = f"Allow your account to read and write “{path.parent}”, and run again."
    return _stopped("ledger-unreachable", path, sentence, remedy)


def _stopped(code: str, path: Path, sentence: str, remedy: str) -> StoppedError:
    return StoppedError(Problem(code, Place(str(path)), sentence, remedy))
