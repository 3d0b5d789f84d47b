"""Real git repositories with a history of chosen days."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Repository:
    """A real git repository, made commit by commit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, when: str = "2020-01-01T12:00:00+00:00") -> str:
        """What git prints."""
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com"))},
            "GIT_AUTHOR_DATE": "2001-01-01T00:00:00+00:00",
            "GIT_COMMITTER_DATE": when,
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }  # fmt: skip
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments], check=True, capture_output=True, text=True, env=environment
        )
        return done.stdout.strip()

    def commit(self, when: str, text: str | bytes | None, path: str = "policies/terms.md") -> str:
        """Put a text at `path` (None: delete it) on a day, or at a time with its zone; the commit's id."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            target.unlink()
        else:
            target.write_bytes(text.encode() if isinstance(text, str) else text)
        return self.keep(when)

    def keep(self, when: str) -> str:
        """Commit everything as it stands."""
        self.git("add", "-A")
        self.git(
            "commit", "-q", "--allow-empty", "-m", "change", when=when if "T" in when else f"{when}T12:00:00+00:00"
        )
        return self.git("rev-parse", "HEAD")
