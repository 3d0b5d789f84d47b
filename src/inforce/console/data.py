"""Reports as plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from inforce.commands.report import Report
from inforce.core.dates import VersionName
from inforce.errors import ExitCode, Problem


def of_report(verb: str, report: Report) -> dict[str, Any]:
    """A report: the verb, the exit status, its facts, its problems."""
    return {"verb": verb, "exit_code": int(report.exit_code), **plain(report)}


def of_failure(verb: str, problems: tuple[Problem, ...], status: ExitCode) -> dict[str, Any]:
    """What ended a verb, in the shape of a report."""
    return {"verb": verb, "exit_code": int(status), "problems": plain(problems)}


def plain(value: Any) -> Any:
    """The value in terms of JSON; days as YYYY-MM-DD, paths with forward slashes, problems flat."""
    if isinstance(value, Problem):
        return of_problem(value)
    if isinstance(value, (date, VersionName)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def of_problem(problem: Problem) -> dict[str, Any]:
    """A problem with its place; line and column are null where not known."""
    return {
        "code": problem.code,
        "level": problem.level.value,
        "path": problem.place.path,
        "line": problem.place.line or None,
        "column": problem.place.column or None,
        "sentence": problem.sentence,
        "remedy": problem.remedy,
    }
