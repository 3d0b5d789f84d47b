"""git is read for a better sentence only; without it nothing changes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from inforce import history, source
from inforce.core import gate
from inforce.errors import Problem
from support.judged_sites import ON, SITES, register_drafts

FILE = "content/policies/privacy/2025-12-15.md"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(root: Path, *arguments: str) -> None:
    """One git command in a repository of its own."""
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def changed(root: Path) -> list[Problem]:
    """What the gate says with the help of git."""
    gathered = source.read(root)
    older = history.older_text(root)
    return list(gate.check(gathered.library, gathered.register, ON, older_text=older))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose registered text was changed."""
    shutil.copytree(SITES / "valid" / "before", tmp_path / "content")
    register_drafts(tmp_path)
    return tmp_path


def edit(root: Path, old: str, new: str) -> None:
    """Change the registered text."""
    file = root / FILE
    file.write_text(file.read_text().replace(old, new))


@needs_git
def test_the_registered_sentence_is_found_in_git(root: Path) -> None:
    """However many commits ago, and on whatever branch."""
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    for days in ("91", "92"):
        edit(root, "90" if days == "91" else "91", days)
        git(root, "commit", "-qam", days)
    (problem,) = changed(root)
    assert "“We delete it after 90 days.” became “We delete it after 92 days.”" in problem.sentence


@needs_git
def test_a_shallow_or_foreign_history_changes_only_the_sentence(root: Path) -> None:
    """The refusal is the same without a commit, and without git."""
    edit(root, "90", "91")
    git(root, "init", "-q", "-b", "main")
    (problem,) = changed(root)
    assert "“We delete it after 91 days.”" in problem.sentence
    shutil.rmtree(root / ".git")
    assert changed(root) == [problem]


def test_without_git_nothing_is_missing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the program needs to be there."""
    edit(root, "90", "91")
    monkeypatch.setenv("PATH", "")
    (problem,) = changed(root)
    assert problem.code == "text-changed"
