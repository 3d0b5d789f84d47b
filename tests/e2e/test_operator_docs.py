"""docs/tutorial/operator.md, followed word by word with the real tools; the host is a bare repository beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from support.doc_pages import DOCS
from support.project import ROOT

PAGE = (DOCS / "tutorial" / "operator.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
DRIVER = ROOT / "tests/support/notify_cli.py"
MOMENT = "2026-11-23T09:00:00+00:00"


def prepared(folder: Path) -> dict[str, str]:
    """A command `inforce` on the day of the page, and the host's empty repository; the environment for both."""
    program = folder / "programs" / "inforce"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "tests"}" exec "{sys.executable}" "{DRIVER}" {MOMENT} "$@"\n')
    program.chmod(0o755)
    env = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    env |= {
        f"GIT_{role}_{key}": "operator@example.org" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")
    }
    env |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": "git@github.com:example-org/"}
    env |= {"GIT_CONFIG_KEY_0": f"url.{folder}/host/.insteadOf"}
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder / "host/policies.git"], check=True, env=env)
    return env


def test_the_page_can_be_followed(tmp_path: Path) -> None:
    """Every command in one shell, in order; where the page shows what is said, that is said."""
    env = prepared(tmp_path)
    script = "".join(f"{block}\nprintf '%s' '\x1e'\n" for kind, block in BLOCKS if kind == "sh")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    outputs = iter(done.stdout.split("\x1e"))
    said = ""
    for kind, block in BLOCKS:
        if kind == "sh":
            said = next(outputs)
        elif not block.startswith("pip "):
            assert block.strip() in said
    assert (tmp_path / "site-after/privacy/2026-11-23.txt").is_file()


def test_the_table_names_what_init_makes(tmp_path: Path) -> None:
    """Every file and folder that the page explains is there."""
    env = prepared(tmp_path)
    first = next(block for kind, block in BLOCKS if kind == "sh")
    subprocess.run(["bash", "-euc", first], cwd=tmp_path, env=env, check=True, capture_output=True)
    named = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert len(named) >= 7
    assert [name for name in named if not (tmp_path / "our-policies" / name).exists()] == []
