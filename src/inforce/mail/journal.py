"""What a sender asks of a ledger while it sends: four questions, so that another ledger can stand in.

The rule that makes a crash harmless is the *gate of the dot*: a message's final dot may be sent only when its own
intent is durable, and the outcome of that connection's message before it too. Then, whenever the machine dies, at
most one message a connection is in doubt, and the ledger knows which.

A ledger shared by several machines (say PostgreSQL, `SELECT … FOR UPDATE SKIP LOCKED` in `claim`) has to offer these
and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from inforce.errors import StoppedError
from inforce.mail.values import Delivery, Outcome


class LedgerStopped(StoppedError):
    """The ledger can record nothing any more (disk full …): no further dot may be sent."""


class Journal(Protocol):
    """The record of who was sent what; called from several threads, each with its own `connection` number."""

    def claim(self, connection: int) -> Delivery | None:
        """The next delivery that is due, its intent under way to the disk; None while none is due."""

    def gate(self, connection: int) -> Callable[[], None]:
        """What blocks until all that `connection` has told so far is durable; may raise `LedgerStopped`."""

    def settle(self, connection: int, delivery: Delivery, outcome: Outcome) -> None:
        """What became of the delivery; comes to the disk soon, at the latest before that connection's next dot."""

    def put_back(self, numbers: Sequence[int], why: str) -> None:
        """The refusals of these recipients do not count: they are queued again, behind the others."""

    def next_due(self) -> float | None:
        """Unix time at which the next delivery is due, past or to come; None if nothing is left to send."""

    def close(self) -> None:
        """Wait until everything is durable; raises `LedgerStopped` if it cannot be."""
