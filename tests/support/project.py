"""The repository's folders, and the program run as its users run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
"""Real policy histories, beside the repository on machines that have them; not part of the project."""


@dataclass(frozen=True)
class Outcome:
    """What one run of the program gave."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything printed."""
        return self.out + self.err


def inforce(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Outcome:
    """Run `python build.py WORDS …` in the folder `cwd`."""
    command = [sys.executable, str(ROOT / "build.py"), *map(str, words)]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def fine(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Outcome:
    """As `inforce`, for a run that must succeed."""
    done = inforce(*words, cwd=cwd, env=env)
    assert done.code == 0, f"{words}: exit {done.code}\n{done.said}"
    return done


def copy_of_repository(to: Path) -> Path:
    """The repository's content, register and configuration at another place."""
    shutil.copytree(ROOT / "content", to / "content")
    shutil.copy(ROOT / "inforce.toml", to / "inforce.toml")
    return to
