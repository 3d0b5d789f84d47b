"""git, read only and never required: what a file said when it was registered, to make a sentence better.

Files are trusted, not history: a shallow clone, a tarball or a rebased history changes nothing but such sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from inforce.core import document, frontmatter
from inforce.core.policy import Version
from inforce.history.git import GitError, call

_MOST_TEXTS = 200
"""Texts of one file looked through at most, newest first."""


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
    try:
        return call(root, arguments)
    except GitError:
        return None


# ---- what a branch changes -------------------------------------------------------------------------------------------


def branched_from(root: Path, ref: str) -> str | None:
    """The commit that `ref` and what is checked out have in common, `ref` itself where none is known; None: no such."""
    named = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if not named:
        return None
    there = named.decode().strip()
    return (_git(root, "merge-base", there, "HEAD") or named).decode().strip()


def changed_since(root: Path, base: str) -> tuple[tuple[str, bool], ...]:
    """The files below `root` that are not as they were at `base`, in the working tree; whether each is still there."""
    told = _git(root, "diff", "--name-status", "-z", "--no-renames", "--relative", base, "--", ".") or b""
    fields = told.decode(errors="surrogateescape").split("\0")
    found = {path: status != "D" for status, path in zip(fields[::2], fields[1::2], strict=False)}
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", ".") or b""
    found |= {path: True for path in new.decode(errors="surrogateescape").split("\0") if path}
    return tuple(sorted(found.items()))


def text_at(root: Path, base: str, path: str) -> str | None:
    """A file below `root` as it was at `base`; None where it was not there."""
    data = _git(root, "show", f"{base}:./{path}")
    return None if data is None else data.decode(errors="replace").replace("\r\n", "\n")


def lines_changed(root: Path, base: str, path: str) -> str:
    """What was taken out of a file and put into it since `base`, line by line, with - and +."""
    told = _git(root, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--relative", base, "--", path) or b""
    return told.decode(errors="replace").partition("@@")[2].partition("\n")[2]
