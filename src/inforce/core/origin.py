"""Where the text of an imported version was taken from: key ``origin`` of its line in the register."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from inforce.core.dates import parse_day

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Origin:
    """One text in the history of a git repository."""

    commit: str
    """Full id of the commit."""
    path: str
    """The file's path at that commit."""
    printed: date | None = None
    """The day of its last change as the text itself prints it."""


def origin_values(origin: Origin) -> dict[str, str]:
    """The value as the register has it."""
    printed = origin.printed.isoformat() if origin.printed else ""
    return {"commit": origin.commit, "path": origin.path, "printed": printed}


def origin_of(values: Any) -> Origin:
    """The value of ``origin``; `TypeError`, `KeyError` or `ValueError` where it says something unknown."""
    if not isinstance(values, dict) or set(values) != {"commit", "path", "printed"}:
        raise ValueError("the keys of “origin”")
    commit, path, printed = values["commit"], values["path"], values["printed"]
    if not isinstance(path, str) or not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise ValueError("the values of “origin”")
    return Origin(commit, path, parse_day(printed) if printed else None)
