"""How to send, and how a run ended: the values of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inforce.core.delivery import State
from inforce.mail.transport import Patience


class Why(StrEnum):
    """Why a run ended."""

    DONE = "done"
    """Nothing is left to send."""
    LIMIT = "limit"
    """So many as were asked for."""
    DEFERRED = "deferred"
    """What is left is not due yet."""
    STOPPED = "stopped"
    """Somebody asked to stop."""
    HALTED = "halted"
    """The relay refuses everybody (circuit breaker)."""
    RELAY = "relay"
    """The relay cannot be reached any more."""
    LEDGER = "ledger"
    """The ledger can record nothing any more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to send."""

    connections: int = 4
    rate: float = 10.0
    """Messages a second, all connections together."""
    limit: int = 0
    """Attempts in this run at most; 0: no limit."""
    per_connection: int = 100
    """Messages until a connection is opened anew."""
    wait: float = 30.0
    """Longest sleep, in seconds, until a deferred message is due; for longer the run ends instead."""
    halt_after: int = 20
    """Addresses refused in a row until the run halts; 0: never."""
    patience: Patience = field(default_factory=Patience)
    pause_factor: float = 1.0
    """Multiplies the pauses before a further attempt; tests of the real thing take less than 1."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run in numbers, while it is going on."""

    states: Mapping[State, int]
    """Outcomes of this run's attempts."""
    attempts: int
    seconds: float

    @property
    def rate(self) -> float:
        """Attempts a second so far."""
        return self.attempts / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    why: Why
    sentence: str
    """In plain words; empty where nothing has to be said."""
    run: Snapshot
    next_due: float | None = None
    """Unix time at which what is left is due; None: nothing is left, or it is not known."""
