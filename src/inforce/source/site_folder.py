"""A deployed site's folder, read without trust: nothing followed, nothing waited for, nothing believed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

LARGEST_PAGE = 64 * 1024 * 1024
"""Bytes of one page, text or register read at most."""
_PIECE = 1024 * 1024


class SiteFolder:
    """The files of a folder by their paths below it, with forward slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: frozenset[str] = frozenset()
        """Regular files."""
        self.others: frozenset[str] = frozenset()
        """Symbolic links and what else is neither a file nor a folder."""
        files: set[str] = set()
        others: set[str] = set()
        for path, plain in _entries(root, ""):
            (files if plain else others).add(path)
        self.files, self.others = frozenset(files), frozenset(others)

    def digest(self, path: str) -> str:
        """SHA-256 of one of the `files`; empty where it cannot be read (any more)."""
        hashed = sha256()
        try:
            with os.fdopen(_opened(self.root / path), "rb") as file:
                while piece := file.read(_PIECE):
                    hashed.update(piece)
        except OSError:
            return ""
        return hashed.hexdigest()

    def data(self, path: str) -> bytes | None:
        """The bytes of one of the `files`; None where there is no such file, or it is too large or cannot be read."""
        if path not in self.files:
            return None
        try:
            with os.fdopen(_opened(self.root / path), "rb") as file:
                data = file.read(LARGEST_PAGE + 1)
        except OSError:
            return None
        return data if len(data) <= LARGEST_PAGE else None

    def text(self, path: str) -> str | None:
        """The UTF-8 text of one of the `files`; None as for `data`, or where it is no UTF-8."""
        data = self.data(path)
        try:
            return None if data is None else data.decode()
        except UnicodeDecodeError:
            return None


def _opened(path: Path) -> int:
    """A handle of a regular file. `OSError` for a link, and for anything that would have to be waited for."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(f"{path} is no regular file")
    return handle


def _entries(folder: Path, below: str) -> Iterator[tuple[str, bool]]:
    """Everything in `folder` that is no folder, and whether it is a regular file; however deep it lies."""
    waiting = [(str(folder), below)]
    while waiting:
        path, above = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError:
            if path == str(folder):
                raise
            yield above.removesuffix("/"), False  # too deep or unreadable: nobody can check what lies in it
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{above}{entry.name}/"))
            else:
                yield above + entry.name, entry.is_file(follow_symlinks=False)
