"""What else must leave no trace in the site: git, umask, the order of folders, newer Pythons, another theme."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.project import ROOT, copy_of_repository, fine
from support.tools import missing

DAY = "2027-01-10"
BACKWARDS = """
import os, sys
listed, scanned = os.listdir, os.scandir

class Backwards:
    def __init__(self, path): self.found = scanned(path)
    def __enter__(self): return self
    def __exit__(self, *about): self.found.close()
    def __iter__(self): return iter(list(self.found)[::-1])
    def close(self): self.found.close()

if sys.argv.pop(1) == "backwards":
    os.listdir, os.scandir = lambda path=".": listed(path)[::-1], lambda path=".": Backwards(path)
os.umask(int(sys.argv.pop(1), 8))
from inforce.cli import main
main()
"""
"""The program where the disk lists folders the other way round, and with another umask."""


def digests(folder: Path) -> dict[str, str]:
    """Digest and mode of every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in folder.rglob("*")
        if path.is_file()
    }


def built(root: Path) -> dict[str, str]:
    """The site of the day."""
    fine("build", "--on", DAY, "--out", "out", cwd=root)
    return digests(root / "out")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The site, built once in plain surroundings."""
    return built(copy_of_repository(tmp_path_factory.mktemp("reference")))


@pytest.mark.parametrize("umask", ["000", "077"])
@pytest.mark.parametrize("order", ["forwards", "backwards"])
def test_umask_and_order_of_folders_change_no_byte(
    tmp_path: Path, reference: dict[str, str], umask: str, order: str
) -> None:
    """However the disk lists its folders, and whatever rights new files have."""
    root = copy_of_repository(tmp_path / "project")
    command = [sys.executable, "-c", BACKWARDS, order, umask, "build", "--on", DAY, "--out", "out"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": umask}
    )
    assert done.returncode == 0, done.stderr
    assert digests(root / "out") == reference


def git(root: Path, *words: str, day: str = "1999-01-01T00:00:00Z") -> None:
    """One call of git, at a day that need not be true."""
    forged = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day, "GIT_CONFIG_GLOBAL": "/dev/null"}
    name = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    subprocess.run(
        ["git", *name, "-C", str(root), *words], check=True, capture_output=True, env={**os.environ, **forged}
    )


def test_whatever_git_says_the_bytes_are_the_same(tmp_path: Path, reference: dict[str, str]) -> None:
    """Without git, with forged days, after a rewritten history, in a shallow clone: one site."""
    root = copy_of_repository(tmp_path / "project")
    assert built(root) == reference
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "content", "inforce.toml")
    git(root, "commit", "-q", "-m", "All at once", day="2038-01-19T03:14:07Z")
    assert built(root) == reference
    git(root, "commit", "-q", "--amend", "-m", "Written anew", day="1980-01-01T00:00:00Z")
    assert built(root) == reference
    git(root, "commit", "-q", "--allow-empty", "-m", "Nothing")
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), str(tmp_path / "shallow"))
    assert built(tmp_path / "shallow") == reference


def test_a_build_leaves_nothing_but_its_site(tmp_path: Path, reference: dict[str, str]) -> None:
    """No cache in the project, the home folder or the system's: a second build has nothing stale to believe."""
    root, home = copy_of_repository(tmp_path / "project"), tmp_path / "home"
    home.mkdir()
    before = digests(root)
    places = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for _ in range(2):  # cold, then warm
        fine("build", "--on", DAY, "--out", "out", cwd=root, env=places)
        assert digests(root / "out") == reference
    shutil.rmtree(root / "out")
    assert digests(root) == before
    assert list(home.rglob("*")) == []


def test_another_theme_leaves_every_text_as_it_is(tmp_path: Path, reference: dict[str, str]) -> None:
    """With other templates the pages change, the texts and their digests do not."""
    root = copy_of_repository(tmp_path / "project")
    own = root / "templates" / "layout.html.j2"
    own.parent.mkdir()
    own.write_text('{% extends "theme/layout.html.j2" %}{% block footer %}<p>Another look.</p>{% endblock %}')
    other = built(root)
    same = {path for path in reference if path.endswith((".txt", ".md", ".jsonl"))}
    assert len(same) > 6
    assert {path: other[path] for path in same} == {path: reference[path] for path in same}
    assert other["privacy/index.html"] != reference["privacy/index.html"]
    assert fine("verify", cwd=root).code == 0


def pythons() -> dict[str, str]:
    """Newer Pythons of this machine, by number; $INFORCE_PYTHONS names more, as a list of programs."""
    named = [name for name in os.environ.get("INFORCE_PYTHONS", "").split(os.pathsep) if name]
    named += [path for number in range(12, 20) if (path := shutil.which(f"python3.{number}"))]
    versions = sorted(Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python3"))
    found: dict[str, str] = {}
    for program in [*named, *map(str, versions)]:
        asked = subprocess.run(
            [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True
        )
        if asked.returncode == 0:
            found.setdefault(asked.stdout.decode().strip(), program)
    return found


@pytest.mark.soak
def test_newer_pythons_change_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    """Each newer Python of the machine, with the same versions of what is imported."""
    others = {number: program for number, program in pythons().items() if program != sys.executable}
    if not others:
        missing("a Python newer than 3.11", "install one, or name it in INFORCE_PYTHONS")
    for number, program in others.items():
        folder = tmp_path / number
        subprocess.run([program, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "-q", "install"]
        fetched = subprocess.run([*pip, "-c", ROOT / "constraints.txt", "-e", ROOT], capture_output=True, text=True)
        if fetched.returncode:
            missing(f"packages for Python {number}", fetched.stderr[-200:])
        root = copy_of_repository(folder / "project")
        command = [folder / "bin" / "python", ROOT / "build.py", "build", "--on", DAY, "--out", "out"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert digests(root / "out") == reference, number
