"""git, read only and never required: what a file said when it was registered, to make a sentence better.

Files are trusted, not history: a shallow clone, a tarball or a rebased history changes nothing but such sentences.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from inforce.core import document, frontmatter
from inforce.core.policy import Version

_SECONDS = 10
_MOST_TEXTS = 200
"""Texts of one file looked through at most, newest first."""
_GIT = ("git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def commit(root: Path) -> str:
    """The commit that the folder stands at, with a ``+`` where its files differ from it; empty without git."""
    head = (_git(root, "rev-parse", "--verify", "--quiet", "HEAD") or b"").decode(errors="replace").strip()
    if not head:
        return ""
    return head + ("+" if _git(root, "status", "--porcelain", "--", ".") else "")


def older_text(root: Path) -> Callable[[Version, str], str | None]:
    """A function that finds a version's file as it was when its text had a given digest; None where git has it not."""

    def find(version: Version, digest: str) -> str | None:
        for text in _texts(root, version.path):
            result = frontmatter.read(text, version.path, lenient=version.imported)
            if document.parse(result.body, lenient=version.imported).digest == digest:
                return text
        return None

    return find


def _texts(root: Path, path: str) -> Iterator[str]:
    """Every text that `path` ever had on any branch, newest first."""
    listing = _git(root, "log", "--all", "--raw", "--no-abbrev", "--no-renames", "--format=", "--", path)
    blobs = [line.split()[3] for line in (listing or b"").decode(errors="replace").splitlines() if line[:1] == ":"]
    for blob in list(dict.fromkeys(blobs))[:_MOST_TEXTS]:
        data = _git(root, "cat-file", "blob", blob) if blob.strip("0") else None
        if data is not None:
            yield data.decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _git(root: Path, *arguments: str) -> bytes | None:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            [*_GIT, "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
