"""Real policies as the lint reads them: histories of dated Markdown files, beside the repository."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from inforce.core.dates import VersionName
from inforce.core.kinds import guessed_kind
from inforce.core.policy import Policy, Registration
from inforce.core.settings import PolicySettings
from inforce.source import version_from

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
ON = date(2026, 11, 23)
"""The day on which the texts are judged."""
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def folders(corpora: Path) -> list[Path]:
    """The folders of histories: PUBLISHER/POLICY, with files named by their day."""
    return sorted(folder for folder in corpora.glob("*/*") if folder.is_dir() and any(folder.glob("*.md")))


def history(folder: Path) -> Policy:
    """The whole history in a folder, as `import files` brings it in."""
    versions = []
    for line, file in enumerate(sorted(folder.glob("*.md")), 1):
        name = VersionName.parse(file.stem)
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
        path = f"{folder.parent.name}/{folder.name}/{file.name}"
        version, _ = version_from(text, folder.name, name, path, lenient=True)
        entered = Registration(name.day, "Somebody", line, version.document.digest, "", imported=True)
        versions.append(replace(version, registration=entered))
    return Policy(folder.name, PolicySettings(kind=guessed_kind(folder.name) or "other"), tuple(versions))


def body(folder: Path) -> str:
    """The newest text of a folder without its own front matter."""
    text = sorted(folder.glob("*.md"))[-1].read_text(encoding="utf-8").replace("\r\n", "\n")
    return _FRONT.sub("", text).strip("\n") + "\n"


def none_here(corpora: Path) -> bool:
    """Say so where there are no texts."""
    if folders(corpora):
        return False
    sys.stdout.write(f"No real policies in {corpora}: nothing to measure. Say --corpora DIR.\n")
    return True
