"""Putting one folder in the place of another in one step, and keeping a second build out meanwhile."""

# System calls by name: which ones are made, and in which order, is what this file is about.
# ruff: noqa: PTH106, PTH108, PTH116

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inforce.errors import Place, Problem, StoppedError
from inforce.publish.folder import MARKER

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; builds there must not overlap
    fcntl = None  # type: ignore[assignment]

LOCK_WAIT = 10.0
"""Seconds a second build waits for the first."""

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_NOT_HERE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV})
"""What the kernel answers where the exchange does not exist, or not on this file system."""


def beside(out: Path, what: str) -> Path:
    """A name next to the output folder, on the same file system: ``.site.inforce-new``, ``-old``, ``-lock``."""
    return out.with_name(f".{out.name}.inforce-{what}")


def replace(new: Path, out: Path) -> None:
    """Put the folder `new` at `out`; what stood there is afterwards at `new` or gone.

    One step where `out` does not exist, is empty, or the system exchanges names (Linux). Elsewhere two renames: between
    them, for some microseconds, there is no site; `recover` mends it if the process dies just then.
    """
    if not out.exists() or not any(out.iterdir()):
        new.rename(out)
    elif not exchange(new, out):
        old = beside(out, "old")
        out.rename(old)
        new.rename(out)
        old.rename(new)
    sync_folder(out.parent)


def recover(out: Path) -> None:
    """Put the old site back where a build died between two renames."""
    old = beside(out, "old")
    if not old.is_dir() or old.is_symlink():
        return
    if out.exists():
        remove(old)
    else:
        old.rename(out)


def exchange(one: Path, other: Path) -> bool:
    """Let two names change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def remove(folder: Path) -> None:
    """Delete a folder of ours; the marker goes last, so that what a crash leaves is still known as ours."""
    with os.scandir(folder) as entries:
        inside = [entry for entry in entries if entry.name != MARKER]
    for entry in inside:
        if entry.is_dir(follow_symlinks=False):
            remove(Path(entry.path))
        else:
            os.unlink(entry.path)
    with suppress(FileNotFoundError):
        os.unlink(folder / MARKER)
    os.rmdir(folder)


def sync_tree(folder: Path) -> None:
    """Let the disk have everything written so far in `folder`, in one request where the system has it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform.startswith("linux") else None
        if call is None:
            os.fsync(handle)
        elif call(handle) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Let the disk have the names in `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot, and lose nothing by it
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def lock(out: Path, wait: float | None = None) -> Iterator[None]:
    """Held by one build of `out` at a time. The system frees it when its holder ends, however it ends.

    `StoppedError` naming the holder when it is not free within `wait` seconds (`LOCK_WAIT` where None).
    """
    file = beside(out, "lock")
    handle = _acquire(file, LOCK_WAIT if wait is None else wait)
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(file)  # while it is held: whoever waits for it sees that it went, and asks again
        os.close(handle)


def _acquire(file: Path, wait: float) -> int:
    until = time.monotonic() + wait
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            if _locked(handle) and _stands(handle, file):
                with suppress(OSError):  # on a full disk the lock holds without a name
                    os.ftruncate(handle, 0)
                    os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
                return handle
            holder = os.pread(handle, 200, 0).decode(errors="replace") or "another process"
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if time.monotonic() >= until:
            sentence = f"Another build ({holder}) is writing this site."
            raise StoppedError(Problem("output-busy", Place(), sentence, "Wait for it to end, then run again."))
        time.sleep(0.02)


def _locked(handle: int) -> bool:
    if fcntl is None:  # pragma: no cover
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stands(handle: int, file: Path) -> bool:
    """Whether the file locked is still the one that others would find."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(file))
    except FileNotFoundError:
        return False
