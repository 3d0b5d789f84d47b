"""What the ledger knows of an address while a file is read: was it served, does it stand here, is it suppressed?"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from inforce.core.delivery import OPEN, TAKEN, Audience, State
from inforce.mail.ledger import digests, states
from inforce.mail.ledger.store import Store

_TABLE = "CREATE TEMP TABLE served (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID"
_SERVED = TAKEN | OPEN | {State.IN_DOUBT}
"""What a row of an older notice may be for its address to count as served. A freeze has ended what those had open; what
a reconciliation queued there again since then goes out from there, and a top-up must not take it up once more."""
_OWN = "SELECT number FROM recipient WHERE notice = ? AND key = ? AND state <> 'duplicate_of'"


class Known:
    """A context manager: keeps, outside of memory, whom `older` notices served; forgets it at the end."""

    def __init__(
        self, store: Store, audience: Audience, older: tuple[str, ...] = (), *, open_served: bool = True
    ) -> None:
        """With `open_served` False, as before a freeze that would end them, what `older` have open serves nobody."""
        self._store = store
        self._older = older
        self._served = _SERVED if open_served else _SERVED - OPEN
        self._subscribers = audience is Audience.SUBSCRIBERS

    def __enter__(self) -> Self:
        ask = self._store.connection.execute
        ask("DROP TABLE IF EXISTS temp.served")
        ask(_TABLE)
        for id in self._older:
            sql = f"""INSERT OR IGNORE INTO temp.served SELECT key, number FROM recipient
            WHERE notice = ? AND state IN {states.among(self._served)} ORDER BY key"""
            ask(sql, (id,))
        self._any_served = ask("SELECT 1 FROM temp.served LIMIT 1").fetchone() is not None
        range_ = (digests.ERASED, digests.ERASED + "~")
        self._any_erased = (
            ask("SELECT 1 FROM recipient WHERE key BETWEEN ? AND ? LIMIT 1", range_).fetchone() is not None
        )
        self._any_suppressed = ask("SELECT 1 FROM suppression LIMIT 1").fetchone() is not None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if value is None:  # otherwise the transaction is undone, and the table with it
            self._store.connection.execute("DROP TABLE temp.served")

    def served(self, key: str) -> int | None:
        """The row of an older notice that was accepted, or may have been; None where there is none."""
        if not self._any_served:
            return None
        return self._find("SELECT number FROM temp.served WHERE key = ?", key)

    def in_notice(self, id: str, key: str) -> int | None:
        """The row of the notice `id` that has the address; None where there is none."""
        return self._find(_OWN, key, id)

    def suppressed(self, key: str) -> bool:
        """Whether the address is on the suppression list; never for accounts."""
        if not (self._subscribers and self._any_suppressed):
            return False
        sql = "SELECT 1 FROM suppression WHERE key = ?"
        return self._store.connection.execute(sql, (digests.hidden(self._store.secret, key),)).fetchone() is not None

    def _find(self, sql: str, key: str, *before: str) -> int | None:
        """The number found for the key, or for what stands for it since it was erased."""
        found = _number(self._store, sql, *before, key)
        if found is None and self._any_erased:
            found = _number(self._store, sql, *before, digests.hidden(self._store.secret, key))
        return found


def row_of(store: Store, id: str, key: str) -> int | None:
    """The row of the notice `id` that has, or had before it was erased, the address; None where there is none."""
    found = _number(store, _OWN, id, key)
    return _number(store, _OWN, id, digests.hidden(store.secret, key)) if found is None else found


def _number(store: Store, sql: str, *values: str) -> int | None:
    row = store.connection.execute(sql, values).fetchone()
    return int(row[0]) if row else None
