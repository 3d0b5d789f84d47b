"""One file or folder, read without trust: nothing followed, nothing waited for, nothing guessed."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inforce.core.characters import printable
from inforce.errors import Level, Place, Problem

LARGEST = 10 * 1024 * 1024
"""Bytes of one text file read at most."""
_COPY = "Put the file itself in its place."


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of a folder, looked at without following it."""

    path: Path
    shown: str
    """Path relative to the project, with forward slashes."""
    mode: int

    @property
    def name(self) -> str:
        """The last part of the path, as the file system has it."""
        return self.path.name


def entries(folder: Path, shown: str, problems: list[Problem]) -> Iterator[Found]:
    """Files and folders of `folder` in a fixed order; anything else is refused. Hidden files are no content."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        remedy = "Give the right to read it."
        problems.append(Problem("unreadable", Place(shown), f"The folder cannot be read: {error.strerror}.", remedy))
        return
    problems.extend(_clashes(names, shown))
    for name in names:
        if name.startswith(".") or name.endswith("~"):
            continue
        path = folder / name
        here = f"{shown}/{printable(name)}"
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            yield Found(path, here, mode)
        elif stat.S_ISLNK(mode):
            problems.append(symlink(here))
        else:
            problems.append(Problem("not-a-file", Place(here), "This is neither a file nor a folder.", "Delete it."))


def _clashes(names: list[str], shown: str) -> Iterator[Problem]:
    """Names that some file systems cannot tell apart."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if first != name:
            sentence = f"“{printable(name)}” and “{printable(first)}” are one name on many computers."
            yield Problem("name-clash", Place(f"{shown}/{printable(name)}"), sentence, "Rename one of them.")


def symlink(shown: str) -> Problem:
    """The refusal of a symbolic link."""
    return Problem("symlink", Place(shown), "This is a symbolic link, which is never followed.", _COPY)


def read_text(path: Path, shown: str, *, largest: int = LARGEST) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a file, line ends made ``\\n`` and a byte order mark cut (both told as warnings).

    None with the reason where it is no regular file, larger than `largest` bytes, not UTF-8 or holds a NUL. Symbolic
    links are not followed, and a FIFO or device is never waited for.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if path.is_symlink():
            return None, (symlink(shown),)
        reason = error.strerror or "unknown reason"
        return _refused("unreadable", shown, f"The file cannot be read: {reason}.", "Give the right to read it.")
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return _refused("not-a-file", shown, "This is not a regular file.", "Delete it.")
        data = file.read(largest + 1)
    if len(data) > largest:
        sentence = f"The file is larger than {largest // (1024 * 1024)} MB."
        return _refused("too-large", shown, sentence, "Shorten it; a policy needs no more than a few hundred kB.")
    return text_of(data, shown)


def _refused(
    code: str, shown: str, sentence: str, remedy: str, line: int = 0, column: int = 0
) -> tuple[None, tuple[Problem]]:
    return None, (Problem(code, Place(shown, line, column), sentence, remedy),)


def text_of(data: bytes, shown: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text that the bytes are, as `read_text` has it; `shown` is the file's path in what is told."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        sentence = f"The file is not UTF-8 text: byte 0x{data[error.start]:02X} stands here."
        return _refused("not-utf8", shown, sentence, "Save it with the encoding UTF-8.", line, column)
    warnings = []
    if text.startswith("\ufeff"):
        text = text[1:]
        sentence = "The file begins with a byte order mark; it is ignored."
        warnings.append(
            Problem("byte-order-mark", Place(shown, 1), sentence, "Save it as UTF-8 without mark.", Level.WARNING)
        )
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        sentence = "The file has Windows line ends; they are read as plain ones."
        remedy = "Nothing needs doing; “* text=auto eol=lf” in .gitattributes ends the warning."
        warnings.append(Problem("line-ends", Place(shown, 1), sentence, remedy, Level.WARNING))
    if (at := text.find("\0")) >= 0:
        before_nul = text[:at]
        line, column = before_nul.count("\n") + 1, at - (before_nul.rfind("\n") + 1) + 1
        return _refused("nul", shown, "A NUL character stands here.", "Delete it.", line, column)
    return text, tuple(warnings)
