"""Golden cases of materiality: read from their files, and assessed with a note of every row of the rules that held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from inforce import source
from inforce.core.document import parse
from inforce.core.materiality import Assessment, assess, rules
from inforce.core.redline import compare
from inforce.core.settings import Site
from support.project import ROOT

GOLDEN = ROOT / "tests" / "golden" / "materiality"
_TABLES = ("PASSES", "EXCUSES", "WHOLE", "CHANGED")
_HEADER = frozenset(("title", "kind", "verdict", "shows", "not", "fault"))


@dataclass(frozen=True)
class Said:
    """A sentence that a case wants to be reported."""

    category: str
    reason: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Case:
    """One file."""

    name: str
    head: dict[str, str]
    old: str
    new: str
    says: tuple[Said, ...]

    def listed(self, key: str) -> list[str]:
        """What a line of the head lists."""
        return [part.strip() for part in self.head.get(key, "").split(",") if part.strip()]


def read_case(path: Path) -> Case:
    """A case from its file; `ValueError` says what is wrong with it."""
    head, *parts = path.read_text("utf-8").split("\n=== ")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    sections = dict(part.split("\n", 1) for part in parts)
    if not _HEADER >= told.keys() >= _HEADER - {"fault", "shows"} or not {"old", "new"} <= sections.keys() <= {
        "old",
        "new",
        "says",
    }:
        raise ValueError(f"{path.name}: see README.md for the lines and parts of a case")
    return Case(path.stem, told, sections["old"], sections["new"], tuple(_said(sections.get("says", ""))))


def _said(text: str) -> Iterator[Said]:
    entries: list[Said] = []
    for line in text.splitlines():
        if line.startswith("- "):
            entries[-1] = replace(entries[-1], old=line[2:], new=entries[-1].new or "")
        elif line.startswith("+ "):
            entries[-1] = replace(entries[-1], new=line[2:], old=entries[-1].old or "")
        elif line:
            category, _, reason = line.partition(": ")
            entries.append(Said(category, reason, None, None))
    return iter(entries)


def assessed(old: str, new: str, kind: str = "privacy") -> Assessment:
    """What is said of two texts, by the words the program comes with."""
    return assess(compare(parse(old, lenient=True), parse(new, lenient=True)), source.words(Site()), kind)


def row_names(table: str) -> list[str]:
    """The ids of a table's rows."""
    return [rule.id for rule in getattr(rules, table)]


def all_rows() -> list[str]:
    """The ids of all rows."""
    return [name for table in _TABLES for name in row_names(table)]


def noting(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """From now on every row that holds is noted here."""
    held: set[str] = set()
    for table in _TABLES:
        noted = tuple(
            replace(rule, holds=_noted(rule.holds, name, held))
            for rule, name in zip(getattr(rules, table), row_names(table), strict=True)
        )
        monkeypatch.setattr(rules, table, noted)
    return held


def _noted(holds: Callable[..., Any], name: str, held: set[str]) -> Callable[..., Any]:
    def noting_holds(*given: Any) -> Any:
        found = holds(*given)
        if found:
            held.add(name)
        return found

    return noting_holds
