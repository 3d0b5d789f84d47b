"""docs/how-to/sign-the-register.md, followed word by word with the real tools; and what a signature then shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.project import ROOT
from support.small_project import published, with_first
from support.tools import missing

PAGE = ROOT / "docs" / "how-to" / "sign-the-register.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project under git, with two versions published; its commands know `inforce`."""
    for program, package in (("ssh-keygen", "openssh-client"), ("git", "git")):
        if not shutil.which(program):
            missing(program, f"apt-get install {package}")
    project = published(tmp_path / "project")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "inforce").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "build.py"}" "$@"\n')
    (programs / "inforce").chmod(0o755)
    for words in (["init", "-q"], ["add", "content", "inforce.toml"], ["commit", "-q", "-m", "Publish"]):
        done = shell(project, "git " + " ".join(words))
        assert done.returncode == 0, done.stderr
    return project


def shell(root: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in the project, with nothing of this machine's settings."""
    who = {"NAME": "Ada Counsel", "EMAIL": "policies@example.com"}
    env = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    env |= {"PATH": f"{root.parent / 'programs'}:{os.environ['PATH']}", "HOME": str(root.parent)}
    env |= {"GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=root, env=env, capture_output=True, text=True)


def followed(root: Path) -> list[str]:
    """Every command of the page, in order; what each block printed."""
    said = []
    for block in BLOCKS:
        done = shell(root, block)
        assert done.returncode == 0, block + done.stdout + done.stderr
        said.append(done.stdout + done.stderr)
    return said


def test_the_page_can_be_followed(root: Path) -> None:
    """Signed with ssh-keygen and as a tag; both signatures are good, and the register holds the head."""
    said = "".join(followed(root))
    head = (root / "register.head").read_text().strip()
    assert said.startswith(head)
    assert said.count("Good ") == 2
    assert said.count(f"Head of the register: {head}") == 3
    shown = shell(root, "inforce verify").stdout
    assert f"Head of the register: {head}" in shown


def forged(root: Path) -> str:
    """The register and the content as if the second version had never been; the head that was signed."""
    followed(root)
    other = with_first(root.parent / "forged")
    for name in ("register.jsonl", "policies"):
        old, new = root / "content" / name, other / "content" / name
        shutil.rmtree(old) if old.is_dir() else old.unlink()
        new.rename(old)
    (root / "content/policies/privacy/2027-01-31.md").unlink()
    return (root / "register.head").read_text().strip()


def test_a_register_rewritten_since_is_found_by_the_signed_head(root: Path) -> None:
    """It is whole by itself; against the signed head it is not, and both heads are named."""
    head = forged(root)
    whole = shell(root, "inforce verify")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    now = re.findall("Head of the register: ([0-9a-f]{64})", whole.stdout)[0]
    done = shell(root, BLOCKS[-1])
    assert done.returncode == 1
    assert head in done.stderr
    assert now in done.stderr
    assert now != head


def test_a_head_noted_anew_does_not_fit_the_signature(root: Path) -> None:
    """Whoever rewrites the register can write a new head beside it, and not sign it."""
    forged(root)
    noted = shell(root, BLOCKS[0])
    assert noted.returncode == 0
    checked = next(block for block in BLOCKS if "-Y verify" in block)
    done = shell(root, checked)
    assert done.returncode != 0
    assert "Good" not in done.stdout


def test_the_check_without_inforce_finds_a_cut_register(root: Path) -> None:
    """Python alone sees that the head is not among the lines, and that a line in the middle is missing."""
    followed(root)
    check = next(block for block in BLOCKS if "python3 -" in block)
    register = root / "site" / "register.jsonl"
    first, second = register.read_text().splitlines(keepends=True)
    register.write_text(first)
    assert "does not hold that head" in shell(root, check).stderr
    register.write_text(second)
    assert "chain is broken" in shell(root, check).stderr
