"""What every verb returns, and how it says that it is still at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from inforce.errors import ExitCode, Problem, exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a verb: facts for the console, the problems found, and through them the exit status."""

    problems: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """Status of the process; content errors win over open decisions."""
        return exit_code(self.problems)


class Progress(Protocol):
    """Told what a verb is doing. The console shows it once a second has passed, on a terminal only."""

    def stage(self, words: str) -> None:
        """A new stage of the work begins, e.g. "Reading the policies"."""

    def advance(self) -> None:
        """One more thing of this stage is done."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, words: str) -> None:
        """Say nothing."""

    def advance(self) -> None:
        """Count nothing."""


SILENT = Silent()
