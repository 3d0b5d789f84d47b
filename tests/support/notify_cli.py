"""`inforce notify …` in this process, at a moment that the test gives; and as a process that can be killed.

As a process: ``python tests/support/notify_cli.py MOMENT WORDS …`` runs the whole command line at that moment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from unittest import mock

from click.testing import CliRunner

from inforce import cli, cli_archive, cli_import, cli_repository
from inforce.cli_notify import common

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""A working day between the publication of the example amendment and the last day of its notice."""
DATED = (cli, cli_archive, cli_import, cli_repository)
"""The modules that ask which day it is."""


def clock(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands at `moment` now, and goes on."""
    began = monotonic()
    return lambda: datetime.fromtimestamp(moment.timestamp() + monotonic() - began, UTC)


@contextmanager
def at(moment: datetime) -> Any:
    """The command line at another moment."""

    class Day(date):
        @classmethod
        def today(cls) -> date:
            return moment.date()

    with ExitStack() as stack:
        for module in DATED:
            stack.enter_context(mock.patch.object(module, "date", Day))
        stack.enter_context(mock.patch.object(common, "now", clock(moment)))
        yield


@dataclass(frozen=True)
class Said:
    """What one command said, and its exit status."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Both streams."""
        return self.out + self.err

    @property
    def last_word(self) -> str:
        """The last word of the last line."""
        return self.out.split()[-1]


@dataclass
class Desk:
    """A release manager's desk: a project, a moment, and a relay."""

    root: Path
    moment: datetime = MOMENT
    relay: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str | Path, answer: str | None = None) -> Said:
        """Run `inforce WORDS`; with `answer` as if a person sat there and typed it."""
        environment = {"INFORCE_SMTP_URL": self.relay or None, **self.environment}
        with at(self.moment), mock.patch.object(common, "interactive", lambda: answer is not None):
            call = ["--project", str(self.root), *map(str, words)]
            result = CliRunner().invoke(cli.app, call, input=answer, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def freeze(self, file: Path, *more: str, audience: str = "accounts") -> str:
        """The id of the example amendment's notice, frozen."""
        who = ("--audience", audience, "--approved-by", "Grace Release")
        done = self("notify", "freeze", "privacy", "2027-01-31", "--recipients", file, *who, *more)
        assert done.code == 0, done.all
        return done.last_word

    def send(self, id: str, *more: str) -> Said:
        """Send as fast as the relay takes it, without asking."""
        return self("notify", "send", id, "--yes", "--rate", "100000", *more)


def main() -> None:
    """The command line at a moment."""
    with at(datetime.fromisoformat(sys.argv[1])):
        sys.argv[1:] = sys.argv[2:]
        cli.main()


if __name__ == "__main__":
    main()
