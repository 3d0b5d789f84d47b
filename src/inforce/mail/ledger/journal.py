"""The ledger while it is being sent from: one thread writes, for all connections, many answers to a commit.

Every commit is an fsync. With one for each message the disk would set the pace; so the writer waits a moment for the
other connections, and what it commits together costs one fsync. A connection waits for its own record only at the
gate of the dot, and by then most of its message has gone over the wire.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from inforce.core.delivery import State
from inforce.errors import InforceError, Place, Problem
from inforce.mail.journal import LedgerStopped
from inforce.mail.ledger import faults, records
from inforce.mail.ledger.records import Intent, PutBack, Record, Result
from inforce.mail.ledger.store import Store
from inforce.mail.times import stamp
from inforce.mail.values import Delivery, FrozenNotice, Outcome, Recipient, message_id

LINGER = 0.005
"""Seconds that a record may wait for others to be committed with it."""
_FEED = 256
"""Rows read ahead at a time."""


_NEXT = """SELECT number, email, key, name, account, unsubscribe_url, locale, opted_out, tries FROM recipient
WHERE notice = ? AND state = ? AND due <= ? ORDER BY due, number LIMIT ?"""
_EARLIEST = "SELECT min(due) FROM recipient WHERE notice = ? AND state = ?"


class SqliteJournal:
    """A run's journal over the SQLite ledger; see `inforce.mail.journal.Journal`.

    While it is open, the store's connection belongs to its writer thread: ask nothing else of it.
    """

    def __init__(self, store: Store, notice: FrozenNotice, run: int, connections: int, clock: Callable[[], float]):
        self.commits = 0
        """Transactions committed so far: each is one fsync of the log."""
        self._store = store
        self._notice = notice
        self._file = self._identity()
        """Which file it is: what is written to one that somebody took away is lost with the run."""
        self._run = run
        self._clock = clock
        self._together = connections  # all of them: a fsync is dearer than a moment's wait
        self._reader = sqlite3.connect(f"{store.path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._feeding = threading.Lock()
        self._ahead: deque[Delivery] = deque()
        self._in_hand: set[int] = set()
        self._changed = threading.Condition()
        self._items: list[Record] = []
        self._first = 0.0
        self._told = 0
        self._durable = 0
        self._last_of: dict[int, int] = {}
        self._waiting = 0
        self._closing = False
        self._failure: Problem | None = None
        self._thread = threading.Thread(target=self._write, name="ledger", daemon=True)
        self._thread.start()

    # ---- what the connections ask ---------------------------------------------------------------------------------

    def claim(self, connection: int) -> Delivery | None:
        """The next delivery that is due, its intent under way to the disk; None while none is due."""
        with self._feeding:
            if not self._ahead:
                self._feed()
            delivery = self._ahead.popleft() if self._ahead else None
        if delivery is not None:
            self._tell(Intent(delivery.number, connection, stamp(self._clock())), connection)
        return delivery

    def gate(self, connection: int) -> Callable[[], None]:
        """What blocks until all that `connection` has told so far is durable."""
        told = self._last_of.get(connection, 0)
        return lambda: self._wait(told)

    def settle(self, connection: int, delivery: Delivery, outcome: Outcome) -> None:
        """What became of the delivery."""
        self._tell(Result(delivery.number, connection, outcome), connection)

    def put_back(self, numbers: Sequence[int], why: str) -> None:
        """These refusals do not count: queued again, behind the others; durable on return."""
        self._tell(PutBack(tuple(numbers), why), -1)
        self._wait(self._last_of[-1])

    def next_due(self) -> float | None:
        """Unix time at which the next delivery is due; None if nothing is left. Waits until all told is durable."""
        self._wait(self._told)
        with self._feeding:
            if self._ahead:
                return 0.0
            found = [
                due
                for state in (State.QUEUED, State.DEFERRED)
                for (due,) in self._read(_EARLIEST, self._notice.id, state.value)
                if due is not None
            ]
        return min(found, default=None)

    def close(self) -> None:
        """Wait until everything is durable, then give the store's connection back."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        self._reader.close()
        if self._failure:
            raise LedgerStopped(self._failure)

    # ---- reading ahead --------------------------------------------------------------------------------------------

    def _feed(self) -> None:
        """Read the next rows that are due and in nobody's hand: what nobody has tried yet comes first."""
        with self._changed:
            in_hand = set(self._in_hand)
        for state in (State.QUEUED, State.DEFERRED):
            values = (self._notice.id, state.value, self._clock(), _FEED + len(in_hand))
            rows = self._read(_NEXT, *values)
            found = [self._delivery(row) for row in rows if row[0] not in in_hand]
            if found:
                with self._changed:
                    self._in_hand.update(delivery.number for delivery in found)
                self._ahead.extend(found)
                return

    def _read(self, sql: str, *values: object) -> list[Any]:
        """The rows; a ledger that cannot be read is one that can record nothing."""
        try:
            return self._reader.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerStopped(faults.of_sqlite(error, self._store.path).problems[0]) from error

    def _delivery(self, row: tuple[int, str, str, str, str, str, str, int, int]) -> Delivery:
        number, email, key, name, account, unsubscribe, locale, opted_out, tries = row
        recipient = Recipient(0, email, key, name, locale, account, bool(opted_out), unsubscribe)
        identity = message_id(self._notice.id, number, self._notice.host)
        # The end of the notice's id and the number are enough, and keep the local part below its 64 octets.
        sender = self._notice.envelope.replace("*", f"{self._notice.id.rpartition('-')[2]}.{number}")
        return Delivery(number, recipient, identity, locale, sender, tries)

    # ---- the writer -----------------------------------------------------------------------------------------------

    def _tell(self, item: Record, connection: int) -> None:
        with self._changed:
            if self._failure:
                raise LedgerStopped(self._failure)
            if not self._items:
                self._first = monotonic()
            self._items.append(item)
            self._told += 1
            self._last_of[connection] = self._told
            if len(self._items) == 1 or not isinstance(item, Intent | Result):
                self._changed.notify_all()

    def _wait(self, told: int) -> None:
        with self._changed:
            self._waiting += 1
            try:
                if self._durable < told and self._waiting >= self._together:
                    self._changed.notify_all()
                while self._durable < told and not self._failure:
                    self._changed.wait()
            finally:
                self._waiting -= 1
            if self._durable < told and self._failure:
                raise LedgerStopped(self._failure)

    def _write(self) -> None:
        while True:
            with self._changed:
                while not self._items and not self._closing:
                    self._changed.wait()
                if not self._items:
                    return
                self._linger()
                items, self._items = self._items, []
            failure = self._commit_or_fault(items)
            with self._changed:
                if failure:
                    self._failure = failure
                else:
                    self._durable += len(items)
                    self._in_hand.difference_update(i.number for i in items if isinstance(i, Result))
                self._changed.notify_all()
                if failure:
                    return

    def _linger(self) -> None:
        """Wait for others to commit together with, as long as that costs nobody much."""
        latest = self._first + LINGER
        while not self._closing and self._waiting < self._together:
            left = latest - monotonic()
            if left <= 0:
                return
            self._changed.wait(left)

    def _commit_or_fault(self, items: Sequence[Record]) -> Problem | None:
        """As `_commit`; whatever goes wrong is told, since nobody who waits for this thread could go on without it."""
        try:
            return self._commit(items)
        except InforceError as error:
            return error.problems[0]
        except Exception as error:
            return self._unwritable(f"{type(error).__name__}: {error}")

    def _commit(self, items: Sequence[Record]) -> Problem | None:
        """Write all of it in one transaction, or none of it and say why not."""
        connection = self._store.connection
        try:
            self._require_file()
            connection.execute("BEGIN IMMEDIATE")
            records.write(self._store, self._notice.id, self._run, items, self._clock())
            connection.execute("COMMIT")
            self._store.write_mark()
        except BaseException as error:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            if isinstance(error, (sqlite3.Error, OSError)):
                return self._unwritable(str(error))
            raise
        self.commits += 1
        return None

    def _identity(self) -> tuple[int, int]:
        status = self._store.path.stat()
        return status.st_dev, status.st_ino

    def _require_file(self) -> None:
        with suppress(FileNotFoundError):
            if self._identity() == self._file:
                return
        sentence = "The ledger's file was removed or replaced while the run went on."
        remedy = "No dot was sent after that. Put the folder back as it was, then run again."
        raise LedgerStopped(Problem("ledger-unwritable", Place(str(self._store.path)), sentence, remedy))

    def _unwritable(self, why: str) -> Problem:
        sentence = f"The ledger cannot be written: {why}."
        remedy = "Nothing went out that it does not know of; free space, then run again."
        return Problem("ledger-unwritable", Place(str(self._store.path)), sentence, remedy)
