"""Problems and the exceptions that carry them.

Everything that can be wrong with content, configuration or an archive is a `Problem`: a place, one plain
sentence and the way out. Functions that can find several return them all; functions that cannot go on
raise an `InforceError` holding them. Only a programmer's error ever becomes a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Exit statuses of every verb (design README, section 5)."""

    FINE = 0
    CONTENT = 1
    """A content or archive problem."""
    USAGE = 2
    DECIDE = 3
    """A person must decide: unregistered, class missing, looks material and is not declared so."""
    STOPPED = 4
    """Stopped from outside (disk, network, relay); run again."""


class Level(StrEnum):
    """How much a problem weighs. Errors and decisions stop `build`; warnings and hints never do."""

    ERROR = "error"
    DECISION = "decision"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem stands. Lines and columns count from 1, columns in characters; 0 means "not known"."""

    path: str = ""
    """Relative to the project's folder, with forward slashes; empty where no file is concerned."""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path or "-"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    def at(self, line: int, column: int = 0) -> Place:
        """The same file at another line."""
        return Place(self.path, line, column)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, said so that a lawyer can mend it."""

    code: str
    """Stable name in kebab-case, e.g. ``front-matter-unknown-key``; documented in docs/reference/messages.md."""
    place: Place
    sentence: str
    """One plain sentence that ends with a full stop."""
    remedy: str = ""
    """The way out, an imperative sentence; empty only where the sentence already gives it."""
    level: Level = Level.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" + (f" {self.remedy}" if self.remedy else "")


class InforceError(Exception):
    """An operational error: something outside the program must change. Carries every problem found."""

    exit_code = ExitCode.CONTENT

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(InforceError):
    """Content, configuration or archive is wrong: exit 1."""


class UsageError(InforceError):
    """The call itself is wrong (no such policy, impossible output folder …): exit 2."""

    exit_code = ExitCode.USAGE


class DecisionError(InforceError):
    """Nothing is wrong, but a person must decide: exit 3."""

    exit_code = ExitCode.DECIDE


class StoppedError(InforceError):
    """The outside stopped the work (disk full, no permission, relay down): exit 4, run again."""

    exit_code = ExitCode.STOPPED


def blocking(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that stop a build: errors and decisions, in the order given."""
    return tuple(p for p in problems if p.level in (Level.ERROR, Level.DECISION))


def exit_code(problems: Iterable[Problem]) -> ExitCode:
    """The status for a set of problems; content errors win over open decisions."""
    levels = {p.level for p in problems}
    if Level.ERROR in levels:
        return ExitCode.CONTENT
    return ExitCode.DECIDE if Level.DECISION in levels else ExitCode.FINE


def raise_if_blocked(problems: Iterable[Problem]) -> None:
    """Raise `ContentError` or `DecisionError` with all problems (warnings too) if any of them stops a build."""
    found = tuple(problems)
    code = exit_code(found)
    if code is ExitCode.CONTENT:
        raise ContentError(found)
    if code is ExitCode.DECIDE:
        raise DecisionError(found)
