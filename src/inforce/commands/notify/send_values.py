"""What sending takes and gives: the options, the question before the first message, the report at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inforce.commands.notify.send_checks import Late
from inforce.commands.report import Report
from inforce.core.delivery import Audience
from inforce.errors import ExitCode
from inforce.mail.relay import Tls
from inforce.mail.sending import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to send, and what a person answers for."""

    smtp: str = ""
    """Address of the relay; empty: the environment names it."""
    connections: int | None = None
    """None: as the settings say."""
    rate: float | None = None
    limit: int = 0
    """Messages in this run at most; 0: all."""
    insecure: bool = False
    restored: bool = False
    """The ledger comes from a backup: what is open in it is in doubt."""
    restored_by: str = ""
    late: Late | None = None
    halt_after: int = 20
    wait: float = 30.0
    pause_factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked before the first message goes out."""

    notice: str
    policy: str
    version: str
    audience: Audience
    informational: bool
    count: int
    """Messages of this run."""
    open: int
    """Rows that are still to be sent, this run's included."""
    states: Mapping[str, int]
    sender: str
    subjects: Mapping[str, str]
    """By locale."""
    relay: str
    tls: Tls
    rate: float
    connections: int
    seconds: float
    """How long it takes at that rate."""
    approved_by: str
    late_by: str = ""
    restored: int = 0
    """Rows that were put in doubt because the ledger comes from a backup."""
    lost: int = 0
    """Rows in doubt because an earlier run died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport(Report):
    """How a run ended, and how the notice stands."""

    notice: str
    audience: Audience
    why: Why
    sentence: str = ""
    """What stopped it, in plain words."""
    rows: int
    states: Mapping[str, int]
    run: Mapping[str, int]
    """Outcomes of this run's attempts."""
    seconds: float = 0.0
    attempts: int = 0
    open: int = 0
    in_doubt: int = 0
    lost: int = 0
    """Rows in doubt because an earlier run died; found at the beginning of this one."""
    next_due: str = ""
    """When the first of what the relay put off is due again."""
    registered: bool = False
    """Whether lines were added to the register."""
    unregistered: bool = False
    """Whether a line at the end could not be: the next run writes it."""

    @property
    def exit_code(self) -> ExitCode:
        """0 once nothing is left to send, or so many were sent as were asked for; else 4: run again."""
        ended = self.why in (Why.DONE, Why.LIMIT) and not self.unregistered
        return ExitCode.FINE if ended else ExitCode.STOPPED
