"""Finding a repository, its branch and a file in it; what is wrong with them, said plainly."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from inforce.core.characters import printable
from inforce.core.suggest import nearest
from inforce.errors import Place, Problem, UsageError
from inforce.history.git import GitError, call

_CLONE_SECONDS = 600
_PROTOCOLS = "https:http:ssh:git:file"
_SAME_NAME = 8
_CREDENTIALS = re.compile(r"(?<=://)[^/\s]*@")
_NO_NAME = re.compile(r"^-|[~^:?*\[\\ ]|@\{")
"""What no branch's name has: with it, git would read a way to a commit."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a branch stands."""

    name: str
    """Empty where the repository's HEAD is on no branch."""
    tip: str
    """Full id of its last commit."""


@contextmanager
def opened(repository: str) -> Iterator[Path]:
    """The folder in which git reads `repository`: itself, or a copy of what is no folder, gone afterwards."""
    path = Path(repository)
    if path.is_dir():
        _check_top(path, repository)
        yield path
        return
    if not path.exists() and "://" not in repository and ":" not in repository:
        raise _wrong("no-git-repository", repository, "There is no such repository.", "Check its path.")
    with tempfile.TemporaryDirectory(prefix="inforce-import-") as folder:
        copy = Path(folder) / "copy.git"
        source = str(path.absolute()) if path.exists() else repository
        try:
            call(
                None,
                ["clone", "--bare", "--quiet", "--template=", "--", source, str(copy)],
                seconds=_CLONE_SECONDS,
                protocols=_PROTOCOLS,
            )
        except GitError as error:
            raise failed(error, repository) from error
        yield copy


def _check_top(folder: Path, repository: str) -> None:
    """Paths count from the top of the repository, so it is the top that must be named."""
    try:
        call(folder, ["rev-parse", "--git-dir"])
        within = call(folder, ["rev-parse", "--show-prefix"]).strip()
        top = call(folder, ["rev-parse", "--show-toplevel"]).strip() if within else b""
    except GitError as error:
        raise failed(error, repository) from error
    if within:
        sentence = f"This is a folder within the repository {printable(os.fsdecode(top))}."
        raise _wrong("no-git-repository", repository, sentence, "Name that one, and the file's path from its top.")


def is_cut(folder: Path) -> bool:
    """A shallow clone: it begins in the midst of the history."""
    return call(folder, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"


def branch_of(folder: Path, repository: str, name: str) -> Branch:
    """The branch called `name`, or the one that the repository's HEAD is on; `UsageError` naming those there are."""
    if not name:
        return _head(folder, repository)
    if name.isprintable() and not _NO_NAME.search(name):
        for prefix in ("refs/heads/", "refs/remotes/", "refs/remotes/origin/", "refs/tags/"):
            if tip := _commit(folder, f"{prefix}{name}"):
                return Branch(name, tip)
    names = _branches(folder)
    found = nearest(name, names)
    remedy = f"Did you mean “{found}”?" if found else f"There is {', '.join(names[:8])}." if names else ""
    raise _wrong("no-such-branch", repository, f"The repository has no branch “{printable(name)}”.", remedy)


def _head(folder: Path, repository: str) -> Branch:
    tip = _commit(folder, "HEAD")
    if tip:
        try:
            name = call(folder, ["symbolic-ref", "--quiet", "HEAD"]).decode(errors="replace").strip()
        except GitError:
            name = ""
        return Branch(name.removeprefix("refs/heads/"), tip)
    names = _branches(folder)
    if not names:
        raise _wrong("no-such-branch", repository, "The repository holds no commit.", "Check its path.")
    remedy = f"Choose one with --branch: {', '.join(names[:8])}."
    raise _wrong("no-such-branch", repository, "The repository does not say which branch is its main one.", remedy)


def _commit(folder: Path, reference: str) -> str:
    try:
        found = call(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"])
    except GitError:
        return ""
    return found.decode(errors="replace").strip()


def _branches(folder: Path) -> list[str]:
    listing = call(folder, ["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/remotes"])
    return [name for name in listing.decode(errors="replace").splitlines() if not name.endswith("/HEAD")]


def path_in(given: str, repository: str) -> str:
    """The path as git has it: from the top of the repository, with plain slashes."""
    path = PurePosixPath(given)
    if not given.strip("./") or path.is_absolute() or ".." in path.parts or "\0" in given:
        sentence = f"“{printable(given)}” is no path from the top of the repository."
        raise _wrong("no-such-path", repository, sentence, "Write it as “policies/privacy.md”.")
    return str(path)


def never_there(folder: Path, repository: str, branch: Branch, path: str) -> UsageError:
    """The error for a path that no commit of the branch touched."""
    listing = call(folder, ["ls-tree", "-r", "-z", "--name-only", branch.tip], seconds=_CLONE_SECONDS)
    names = [os.fsdecode(name) for name in listing.split(b"\0") if name]
    where = f"on the branch “{branch.name}”" if branch.name else "up to the commit that is checked out"
    sentence = f"No file “{printable(path)}” ever was {where}."
    below = [name for name in names if name.startswith(f"{path}/")]
    if below:
        sentence = f"“{printable(path)}” is a folder."
    markdown = [name for name in below or names if name.lower().endswith((".md", ".markdown"))]
    same = [name for name in names if name.lower() == path.lower() or name.endswith(f"/{PurePosixPath(path).name}")]
    found = nearest(path, names) or (same[0] if len(same) == 1 else None)
    several = (below and markdown) or same or markdown
    remedy = f"Did you mean “{printable(found)}”?" if found and not below else ""
    if not remedy and several:
        remedy = f"There is {', '.join(map(printable, several[:_SAME_NAME]))}."
    return _wrong("no-such-path", repository, sentence, remedy)


def failed(error: GitError, repository: str) -> UsageError:
    """The error for git that ended with one."""
    said = str(error)
    if error.missing:
        sentence = "The program git is not installed, and only it can read the repository."
        return _wrong("git-missing", repository, sentence, "Install git (https://git-scm.com) and try again.")
    if "dubious ownership" in said:
        sentence = "git does not read the repository, because its folder belongs to somebody else on this computer."
        path = Path(repository).absolute().as_posix()
        remedy = f"If you trust it: git config --global --add safe.directory {path}"
        return _wrong("git-not-trusted", repository, sentence, remedy)
    if "not a git repository" in said or "does not look like a v" in said or "does not appear to be" in said:
        remedy = "Name the folder that was cloned, a bare repository, or a .bundle file."
        return _wrong("no-git-repository", repository, "This is no git repository.", remedy)
    lines = [line for line in said.splitlines() if line.strip()]
    last = printable(lines[-1]) if lines else "no reason given"
    sentence = f"git could not read the repository: {last.removesuffix('.')}."
    return _wrong("git-failed", repository, sentence, "Mend that, or clone the repository anew, and try again.")


def shown_address(repository: str) -> str:
    """The repository as it was named, without a name and a password in its address: what is printed stays in logs."""
    return printable(_CREDENTIALS.sub("", repository, count=1))


def _wrong(code: str, repository: str, sentence: str, remedy: str) -> UsageError:
    return UsageError(Problem(code, Place(shown_address(repository)), sentence, remedy))
