"""A frozen notice and what becomes of it, for tests of faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inforce.core.delivery import State
from inforce.errors import StoppedError
from inforce.mail.dispatch import dispatch
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.relay import Relay
from inforce.mail.sending import Ended, Plan
from inforce.mail.values import number_of
from support import mail_project
from support.mail_project import clock, plan, relay
from support.smtp_script import ScriptedServer

PEOPLE = 6
"""Recipients of the usual case."""


@dataclass
class Case:
    """A frozen notice to six people."""

    root: Path
    id: str

    def send(self, server: ScriptedServer, how: Plan | None = None) -> Ended:
        """One run against the relay."""
        return mail_project.run(self.root, self.id, relay(server.port), how or plan())

    def sabotaged(self, server: ScriptedServer, how: Plan, sabotage: Callable[[Store], str]) -> Ended:
        """One run with something wrong in its ledger: the SQL that `sabotage` gives is executed as the run begins."""
        with locked(self.root, "notify send", clock=clock), open_ledger(self.root) as store:

            def begun(_run: int) -> None:
                store.connection.execute(sabotage(store))

            return dispatch(store, store.notice(self.id), relay(server.port), how, begun=begun, clock=clock)

    def refused(self, to: Relay) -> StoppedError:
        """The error of a run that must not begin; asserts that the ledger is as it was."""
        before = self.attempts()
        with pytest.raises(StoppedError) as caught:
            mail_project.run(self.root, self.id, to, plan())
        assert self.states() == {State.QUEUED: PEOPLE}
        assert self.attempts() == before == []
        return caught.value

    def states(self) -> dict[State, int]:
        """How many rows are in each state; they add up."""
        return mail_project.states(self.root, self.id)

    def attempts(self) -> list[tuple[str, str, int, str]]:
        """Phase, outcome, code and reply of every attempt, in order."""
        with open_ledger(self.root) as store:
            return store.ask("SELECT phase, outcome, code, reply FROM attempt ORDER BY number").fetchall()

    def runs(self) -> list[str]:
        """The kinds of the events of runs, in order."""
        with open_ledger(self.root) as store:
            return [kind for (kind,) in store.ask("SELECT kind FROM event WHERE kind LIKE 'run-%' ORDER BY number")]

    def agrees(self, server: ScriptedServer) -> bool:
        """Whether what the ledger calls accepted is what the relay took on, each once."""
        got = sorted(number_of(taken.message_id, self.id) or 0 for taken in server.taken)
        rows = mail_project.by_number(self.root, self.id)
        return got == sorted(number for number, state in rows.items() if state is State.ACCEPTED)
