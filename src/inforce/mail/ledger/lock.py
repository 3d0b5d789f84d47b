"""One writer a ledger: a lock that names its holder, and that the system lets go of when the holder dies."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inforce.errors import Place, Problem, StoppedError
from inforce.mail.ledger import faults, files
from inforce.mail.times import stamp

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock
    fcntl = None  # type: ignore[assignment]

LOCK = "ledger.lock"


@contextmanager
def locked(root: Path, what: str, *, clock: Callable[[], float]) -> Iterator[None]:
    """Hold the ledger's lock; `what` is the verb that does ("notify send"), `clock` gives Unix seconds.

    `StoppedError` naming the holder where somebody else has it; the other errors of `store.open_ledger`. The folder
    is made where it is missing.
    """
    path = root / files.FOLDER / LOCK
    with faults.plain(path):
        handle = _opened(files.folder(root, create=True) / LOCK)
    try:
        with faults.plain(path):
            _take(handle, path)
            holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": stamp(clock()), "what": what}
            _write(handle, json.dumps(holder, ensure_ascii=False))
        yield
        with suppress(OSError):
            _write(handle, "")
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    files.require_plain(path)
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _take(handle: int, path: Path) -> None:
    if fcntl is None:  # pragma: no cover
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        sentence = f"The ledger is in use{_holder(handle)}."
        remedy = "Wait until that is done, or stop it there with Ctrl-C; then run again."
        raise StoppedError(Problem("ledger-locked", Place(str(path)), sentence, remedy)) from error


def _holder(handle: int) -> str:
    """Who holds it, as a clause: what it does, its process, its machine, since when."""
    try:
        said = json.loads(os.pread(handle, 4096, 0))
        return f": “{said['what']}” runs since {said['since']} on {said['host']} as process {said['pid']}"
    except (ValueError, KeyError, TypeError):
        return " by another process"


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)
