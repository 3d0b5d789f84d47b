"""How fast to send, when to try again, and when to stop because the relay refuses everybody."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from inforce.core.delivery import State
from inforce.mail.values import Outcome

FIRST_PAUSE = 2.0
"""Seconds, at most, before a deferred message is tried again; doubled with every further attempt."""
LONGEST_PAUSE = 3600.0
REFUSED_AFTER_DOT = 5
"""So many messages in a row refused for good after the dot: it is the message that is refused, not the people."""
BROKEN_IN_A_ROW = 5
"""So many messages in a row without an answer after the dot: each is a doubt, and more of them help nobody."""
DROPPED_IN_A_ROW = 20
"""So many connections lost in a row before a dot was sent."""
_HALVE_FOR = 30.0
"""Seconds for which a relay that asked for it (421) gets half the rate."""


def pause(tries: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds to wait after the attempt number `tries` (from 1) was deferred: exponential, with jitter of one half."""
    longest: float = min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
    return longest * (0.5 + chance() / 2)


class Pace:
    """Lets through so many messages a second, over all connections together. Times in monotonic seconds."""

    def __init__(self, rate: float, now: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._now = now
        self._lock = threading.Lock()
        self._next = 0.0
        self._slow_until = 0.0
        self._factor = 1.0

    def turn(self) -> float:
        """Take the next turn: seconds to wait until it comes."""
        with self._lock:
            now = self._now()
            if now >= self._slow_until:
                self._factor = 1.0
            at = max(self._next, now)
            self._next = at + 1 / (self._rate * self._factor)
            return at - now

    def give_back(self) -> None:
        """The turn just taken was not used."""
        with self._lock:
            self._next -= 1 / (self._rate * self._factor)

    def slow_down(self) -> None:
        """The relay asked for less: half of the rate for a while, half of that if it asks again, to a sixteenth."""
        with self._lock:
            self._factor = max(self._factor / 2, 1 / 16)
            self._slow_until = self._now() + _HALVE_FOR


@dataclass
class Breaker:
    """Notices when the relay refuses everybody, so that nobody is written off for it."""

    halt_after: int
    """Addresses refused in a row until the run halts; 0: never."""
    refused: list[int] = field(default_factory=list)
    """Numbers refused for good since something was last accepted or deferred."""
    after_dot: list[int] = field(default_factory=list)
    """Those of them that were refused after their address had been taken."""
    accepted: int = 0
    broken: int = 0
    """Messages in a row that ended in doubt."""
    dropped: int = 0
    """Messages in a row that were lost before the dot."""
    halted: bool = False
    """Whether the sentence was said."""

    def note(self, number: int, outcome: Outcome) -> str:
        """Count an outcome; the sentence with which the run must halt, or "" to go on.

        Once the run halts, what other connections still had in hand saves nobody who was refused before.
        """
        words = self._lost(outcome) or self._refused(number, outcome)
        self.halted = self.halted or bool(words)
        return words

    def _refused(self, number: int, outcome: Outcome) -> str:
        """As `note`, of messages to which the relay gave an answer."""
        if outcome.state is State.ACCEPTED and not self.halted:
            self.accepted += 1
            self.refused.clear()
            self.after_dot.clear()
        if outcome.phase == "mail" and outcome.code >= 500:
            return f"The relay refuses the sender: {outcome.code} {outcome.reply}"
        if outcome.state is not State.REJECTED:
            return ""
        self.refused.append(number)
        if outcome.phase != "rcpt":
            self.after_dot.append(number)
        if len(self.after_dot) >= REFUSED_AFTER_DOT and self.halt_after:
            return f"The relay refused {len(self.after_dot)} messages in a row: {outcome.code} {outcome.reply}"
        if self.halt_after and len(self.refused) >= self.halt_after:
            return f"The relay refused {len(self.refused)} addresses in a row, last: {outcome.code} {outcome.reply}"
        return ""

    def _lost(self, outcome: Outcome) -> str:
        """As `note`, of messages to which the relay gave no answer."""
        dropped = outcome.state is State.QUEUED and not outcome.code
        self.broken = self.broken + 1 if outcome.state is State.IN_DOUBT else self.broken if dropped else 0
        self.dropped = self.dropped + 1 if dropped else 0
        if self.broken >= BROKEN_IN_A_ROW:
            return f"The relay left {self.broken} messages in a row without an answer, last: {outcome.reply}"
        if self.dropped >= DROPPED_IN_A_ROW:
            return f"{self.dropped} messages in a row were cut off before they were complete, last: {outcome.reply}"
        return ""

    def at_end(self) -> str:
        """As `note`, once nothing is left to send: several messages refused after the dot and not one accepted."""
        if self.halt_after and not self.accepted and len(self.after_dot) > 1:
            return "The relay took none of the messages."
        return ""
