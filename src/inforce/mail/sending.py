"""A run of the sender: several connections, one pace, one journal; it ends in good order whatever happens.

Each connection takes a delivery, puts its message together, hands it over up to the dot, waits at the gate until the
ledger is durable, sends the dot, tells the outcome. Only what the relay answered to the dot counts as accepted.
"""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from collections.abc import Callable
from time import monotonic, time

from inforce.core.delivery import State
from inforce.errors import Place, Problem, StoppedError
from inforce.mail.journal import Journal, LedgerStopped
from inforce.mail.pace import Breaker, Pace, pause
from inforce.mail.plan import Ended as Ended
from inforce.mail.plan import Plan as Plan
from inforce.mail.plan import Snapshot as Snapshot
from inforce.mail.plan import Why as Why
from inforce.mail.relay import Relay
from inforce.mail.times import stamp
from inforce.mail.transport import Connection, connect
from inforce.mail.values import Delivery, Outcome

_BEAT = 0.2
"""Seconds between two reports, and the longest sleep before looking whether to stop."""
_RECONNECTS = 5
"""Attempts in a row to open a connection anew before it is given up; the run stops when none is left."""


_IN_ORDER = (Why.DEFERRED, Why.STOPPED)
"""Ends that are nobody's fault, besides having sent all or as many as were asked for."""


Compose = Callable[[Delivery], bytes]
"""The bytes of a delivery's message."""


def send(
    journal: Journal,
    compose: Compose,
    relay: Relay,
    plan: Plan,
    *,
    first: Connection | None = None,
    tell: Callable[[Snapshot], None] | None = None,
    stop: threading.Event | None = None,
    clock: Callable[[], float] = time,
    context: ssl.SSLContext | None = None,
) -> Ended:
    """Send what is due in `journal`, until nothing is left or something stops the run.

    Before the first delivery is claimed one connection is opened, see `first_connection`, unless `first` is one.
    Setting `stop` ends the run once the messages under way are done. The journal is closed in every case; a ledger
    that fails is told as `Why.LEDGER`.
    """
    try:
        first = first or first_connection(relay, plan, context=context)
    except BaseException:
        journal.close()
        raise
    return _Run(journal, compose, relay, plan, tell, stop or threading.Event(), clock, context).through(first)


def first_connection(
    relay: Relay, plan: Plan, *, largest: int = 0, context: ssl.SSLContext | None = None
) -> Connection:
    """A connection that proves that the relay can be used; `largest` is the size in octets that it must take.

    `StoppedError` where not: nothing was touched then.
    """
    connection = connect(relay, plan.patience, context=context)
    if connection.largest and largest > connection.largest:
        connection.close()
        sentence = f"The relay {relay} takes messages of {connection.largest:,} bytes; the notice has {largest:,}."
        raise StoppedError(Problem("relay-size", Place(), sentence, "Nothing was sent. Use a relay that takes more."))
    return connection


class _Run:
    def __init__(
        self,
        journal: Journal,
        compose: Compose,
        relay: Relay,
        plan: Plan,
        tell: Callable[[Snapshot], None] | None,
        stop: threading.Event,
        clock: Callable[[], float],
        context: ssl.SSLContext | None,
    ) -> None:
        self._journal, self._compose, self._relay, self._plan = journal, compose, relay, plan
        self._tell, self._stop, self._clock, self._context = tell, stop, clock, context
        self._pace = Pace(plan.rate)
        self._breaker = Breaker(plan.halt_after)
        self._lock = threading.Lock()
        self._counts: Counter[State] = Counter()
        self._attempts = 0
        self._claimed = 0
        self._busy = 0
        self._started = monotonic()
        self._end: Ended | None = None
        self._fault: BaseException | None = None
        self._unreachable = ""
        """Why a connection could not be opened any more."""

    def through(self, first: Connection) -> Ended:
        """Work until the end; the calling thread reports."""
        workers = [
            threading.Thread(target=self._work, args=(number, first if number == 1 else None), daemon=True)
            for number in range(1, self._plan.connections + 1)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            while worker.is_alive():
                worker.join(_BEAT)
                self._report()
        return self._ended()

    def _report(self) -> None:
        if self._tell is not None:
            self._tell(self._snapshot())

    def _snapshot(self) -> Snapshot:
        with self._lock:
            return Snapshot(dict(self._counts), self._attempts, monotonic() - self._started)

    def _ended(self) -> Ended:
        due: float | None = None
        try:
            try:
                if (self._end is None or self._end.why in _IN_ORDER) and (words := self._breaker.at_end()):
                    self._finish(Why.HALTED, words, force=True)
                # What was refused since something was last accepted is not held against those people.
                if self._end is not None and self._end.why is Why.HALTED and self._breaker.refused:
                    self._journal.put_back(tuple(dict.fromkeys(self._breaker.refused)), self._end.sentence)
                due = self._journal.next_due()
            finally:
                self._journal.close()
        except LedgerStopped as error:
            self._finish(Why.LEDGER, str(error.problems[0]), force=True)
        if self._fault is not None:
            raise self._fault
        self._report()
        if due is not None and self._at_limit():
            self._finish(Why.LIMIT, "")
        elif due is not None and self._unreachable:
            self._finish(Why.RELAY, self._unreachable)
        self._finish(Why.DONE, "")
        assert self._end is not None
        return Ended(self._end.why, self._end.sentence, self._snapshot(), due)

    def _finish(self, why: Why, sentence: str, *, force: bool = False) -> None:
        """Let the run end for this reason; the first one given stands."""
        with self._lock:
            if self._end is None or force:
                self._end = Ended(why, sentence, Snapshot({}, 0, 0.0))

    # ---- one connection -------------------------------------------------------------------------------------------

    def _work(self, number: int, connection: Connection | None) -> None:
        try:
            while self._goes_on() and not self._at_limit():
                connection = self._open(connection)
                if connection is None:
                    break
                delivery = self._take(number)
                if delivery is not None:
                    self._deliver(number, connection, delivery)
                elif not self._rest():
                    break
        except LedgerStopped as error:
            self._finish(Why.LEDGER, str(error.problems[0]), force=True)
        except BaseException as error:
            # A fault of the program must not leave the other connections sending for ever.
            self._fault = error
            self._finish(Why.STOPPED, "")
        finally:
            if connection is not None:
                connection.close()

    def _goes_on(self) -> bool:
        if self._stop.is_set():
            self._finish(Why.STOPPED, "")
        return self._end is None

    def _at_limit(self) -> bool:
        """Whether as many as were asked for are taken; those that took them still hand them over."""
        with self._lock:
            return 0 < self._plan.limit <= self._claimed

    def _open(self, connection: Connection | None) -> Connection | None:
        """The same connection while it is good, else a new one; None if none can be had.

        The others go on without this one: a relay may allow fewer connections than were asked for.
        """
        if connection is not None:
            if connection.usable and connection.sent < self._plan.per_connection:
                return connection
            connection.close()
        for attempt in range(1, _RECONNECTS + 1):
            try:
                return connect(self._relay, self._plan.patience, context=self._context)
            except StoppedError as error:
                words = error.problems[0].sentence
            if not self._sleep(pause(attempt) * self._plan.pause_factor):
                return None
        self._unreachable = words
        return None

    def _take(self, number: int) -> Delivery | None:
        """The next delivery, at the run's pace; None while none is due, and once there are as many as asked for."""
        with self._lock:
            if 0 < self._plan.limit <= self._claimed:
                return None
            self._claimed += 1
            self._busy += 1
        # The turn comes before the claim: a delivery in hand while its turn is far would be in doubt after a crash.
        delivery = self._journal.claim(number) if self._sleep(self._pace.turn()) else None
        if delivery is None:
            self._pace.give_back()
            with self._lock:
                self._claimed -= 1
                self._busy -= 1
        return delivery

    def _rest(self) -> bool:
        """Nothing is due: wait for what will be. False once this connection has nothing more to do."""
        if self._end is not None:
            return False
        with self._lock:
            others = self._busy > 0
        due = self._journal.next_due()
        if due is None:
            # Another connection may yet have to try its message again.
            return self._sleep(_BEAT) if others else False
        left = due - self._clock()
        if left > self._plan.wait and not others:
            self._finish(Why.DEFERRED, "")
            return False
        return self._sleep(max(0.01, min(left, 2.0)))

    def _sleep(self, seconds: float) -> bool:
        """Sleep, but not through a stop; whether the run goes on."""
        until = monotonic() + seconds
        while self._goes_on():
            left = until - monotonic()
            if left <= 0:
                return True
            self._stop.wait(min(left, _BEAT))
        return False

    def _deliver(self, number: int, connection: Connection, delivery: Delivery) -> None:
        try:
            outcome = self._attempt(number, connection, delivery)
            self._journal.settle(number, delivery, outcome)
        finally:
            with self._lock:
                self._busy -= 1
        if outcome.code == 421 or (outcome.phase == "mail" and outcome.state is State.DEFERRED):
            self._pace.slow_down()
        with self._lock:
            self._attempts += 1
            self._counts[outcome.state] += 1
            words = self._breaker.note(delivery.number, outcome)
        if words:
            self._finish(Why.HALTED, words)

    def _attempt(self, number: int, connection: Connection, delivery: Delivery) -> Outcome:
        message = self._compose(delivery)
        started = self._clock()
        gate = self._journal.gate(number)
        found = connection.deliver(delivery.sender, delivery.recipient.email, message, gate)
        ended = self._clock()
        due = ended + pause(delivery.tries + 1) * self._plan.pause_factor if found.state is State.DEFERRED else 0.0
        return Outcome(
            found.state,
            found.phase,
            found.code,
            found.reply,
            found.queue_id,
            stamp(started),
            stamp(ended),
            found.message,
            due,
        )
