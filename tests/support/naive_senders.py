"""Three senders as people write them, each with its own way to mail twice or never: the controls of the kill test.

Each keeps a table of addresses in SQLite, commits with an fsync, sends on four connections, and goes on where it
believes it was. As a process: ``python tests/support/naive_senders.py WAY DATABASE PORT``.
"""

from __future__ import annotations

import smtplib
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path

CONNECTIONS = 4
BATCH = 100
MESSAGE = "From: policy@example.com\r\nTo: {to}\r\nMessage-ID: <naive.{number}@example.com>\r\n\r\nNew terms.\r\n"


def prepare(path: Path, count: int) -> None:
    """A table of `count` addresses, none of them mailed."""
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("CREATE TABLE person (number INTEGER PRIMARY KEY, email TEXT, sent INTEGER DEFAULT 0)")
        base.execute("CREATE TABLE cursor (number INTEGER)")
        base.execute("INSERT INTO cursor VALUES (0)")
        rows = ((number, f"person{number}@example.org") for number in range(1, count + 1))
        base.executemany("INSERT INTO person (number, email) VALUES (?, ?)", rows)
    base.close()


def believed(path: Path) -> dict[int, bool]:
    """Of every person, whether the sender takes them as mailed."""
    base = sqlite3.connect(path)
    try:
        (at,) = base.execute("SELECT number FROM cursor").fetchone()
        return {number: bool(sent) or number <= at for number, sent in base.execute("SELECT number, sent FROM person")}
    finally:
        base.close()


class Naive:
    """What the three have in common."""

    def __init__(self, path: Path, port: int) -> None:
        self._port = port
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA synchronous = FULL")
        self._lock = threading.Lock()
        self._done: list[int] = []

    def run(self, take: Callable[[], tuple[int, str] | None], after: Callable[[int], None]) -> None:
        """Send on all connections what `take` gives; `after` is told of every message that was taken on."""

        def work() -> None:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=30) as relay:
                while (person := take()) is not None:
                    number, to = person
                    relay.sendmail("policy@example.com", [to], MESSAGE.format(number=number, to=to))
                    after(number)

        workers = [threading.Thread(target=work, daemon=True) for _ in range(CONNECTIONS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def _mark(self, numbers: list[int]) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("UPDATE person SET sent = 1 WHERE number = ?", [(number,) for number in numbers])
        self._base.execute("COMMIT")

    def mark_before(self) -> None:
        """Marks a person as mailed, then mails them: whoever was marked at a crash is never mailed."""

        def take() -> tuple[int, str] | None:
            with self._lock:
                row = self._base.execute("SELECT number, email FROM person WHERE sent = 0 LIMIT 1").fetchone()
                if row is not None:
                    self._mark([row[0]])
                return row  # type: ignore[no-any-return]

        self.run(take, lambda _number: None)

    def mark_after(self) -> None:
        """Mails a hundred, then marks them: at a crash up to a hundred are mailed again."""
        rows = iter(self._base.execute("SELECT number, email FROM person WHERE sent = 0").fetchall())

        def take() -> tuple[int, str] | None:
            with self._lock:
                return next(rows, None)

        def after(number: int) -> None:
            with self._lock:
                self._done.append(number)
                if len(self._done) >= BATCH:
                    self._mark(self._done)
                    self._done = []

        self.run(take, after)
        self._mark(self._done)

    def cursor(self) -> None:
        """Moves its cursor when it fetches a hundred: at a crash those not yet mailed of them never are."""
        waiting: list[tuple[int, str]] = []

        def take() -> tuple[int, str] | None:
            with self._lock:
                if not waiting:
                    query = "SELECT number, email FROM person WHERE number > (SELECT number FROM cursor) LIMIT ?"
                    waiting.extend(self._base.execute(query, (BATCH,)).fetchall())
                    if waiting:
                        self._base.execute("UPDATE cursor SET number = ?", (waiting[-1][0],))
                return waiting.pop(0) if waiting else None

        self.run(take, lambda _number: None)


WAYS: dict[str, Callable[[Naive], None]] = {
    "mark before": Naive.mark_before,
    "mark after 100": Naive.mark_after,
    "cursor at fetch": Naive.cursor,
}

if __name__ == "__main__":
    way, base, port = sys.argv[1:]
    WAYS[way](Naive(Path(base), int(port)))
