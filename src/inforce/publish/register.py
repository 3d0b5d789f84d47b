"""The register's one writer: adds lines, whole or not at all, and never over someone else's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from inforce.core.register import Event, Register, with_events
from inforce.errors import ContentError, Place, Problem, StoppedError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; the comparison below still holds
    fcntl = None  # type: ignore[assignment]

REGISTER = "content/register.jsonl"


def append(root: Path, register: Register, events: Sequence[Event]) -> None:
    """Add `events` to the register file below `root`, which must still be the `register` that was read.

    The file is replaced in one step: a reader, or a crash, finds the old one or the new one. `ContentError` where the
    file changed meanwhile; `StoppedError` where the disk is full or writing is not allowed (nothing is changed then).
    """
    target = root / REGISTER
    try:
        with _lock(target.parent):
            if _text(target) != register.text:
                sentence = "The register was changed by someone else meanwhile."
                raise ContentError(Problem("register-changed", Place(REGISTER), sentence, "Run the command again."))
            _replace(target, with_events(register, tuple(events)).text)
    except OSError as error:
        sentence = f"The register could not be written: {error.strerror}."
        problem = Problem(
            "register-unwritable", Place(REGISTER), sentence, "Nothing was changed; mend it and run again."
        )
        raise StoppedError(problem) from error


def _text(target: Path) -> str:
    """What stands there now, line ends made plain as the reader does."""
    try:
        handle = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return ""
    with os.fdopen(handle, "rb") as file:
        text = file.read().decode(errors="replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Held by one process at a time; the operating system frees it when the process ends, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(target: Path, text: str) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
