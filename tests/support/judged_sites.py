"""Small sites on disk: copied, registered, read and judged, as the verbs do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from inforce import source
from inforce.core import gate
from inforce.core.register import event_for
from inforce.errors import Problem, exit_code
from inforce.publish import register as register_file

SITES = Path(__file__).parent.parent / "sites"
ON = date(2026, 11, 23)
"""The day on which the sites of tests/sites are judged."""


def register_drafts(root: Path, *, by: str = "Ada Lovelace", recorded: date = ON, imported: bool = False) -> None:
    """Put every draft of the project at `root` that names its day of publication into the register."""
    gathered = source.read(root)
    drafts = [v for policy in gathered.library.values() for v in policy if v.is_draft and (v.published or imported)]
    if imported:
        drafts = [
            source.version_from(v.source or (root / v.path).read_text(), v.slug, v.name, v.path, lenient=True)[0]
            for v in drafts
        ]
    events = [event_for(version, recorded=recorded, by=by, imported=imported) for version in drafts]
    register_file.append(root, gathered.register, events)


def judged(root: Path, on: date = ON) -> list[Problem]:
    """Every problem of the project, by place."""
    gathered = source.read(root)
    known = source.words(gathered.library.site)
    return list(gate.distinct([*gathered.problems, *gate.check(gathered.library, gathered.register, on, known=known)]))


def told(problems: list[Problem]) -> str:
    """What expected.txt holds: the exit status, then one line a problem."""
    lines = [f"exit {int(exit_code(problems))}", *(f"{p.level}: {p} [{p.code}]" for p in problems)]
    return "".join(f"{line}\n" for line in lines)


def set_up(site: Path, root: Path) -> Path:
    """Copy a site of tests/sites to `root`.

    Where it has a folder ``before``, that is registered first; then ``content`` takes its place, the register stays.
    """
    root.mkdir(parents=True, exist_ok=True)
    if (site / "before").is_dir():
        shutil.copytree(site / "before", root / "content")
        register_drafts(root)
        shutil.rmtree(root / "content" / "policies")
    shutil.copytree(site / "content", root / "content", dirs_exist_ok=True)
    if (site / "inforce.toml").exists():
        shutil.copy(site / "inforce.toml", root)
    return root
