"""The freeze: a notice, its texts and its recipients go into the ledger in one transaction, or not at all.

Rows are streamed. What would take memory for a million of them (finding duplicates, the index of keys) is left to
SQLite's sorting on disk: the unique index is made anew at the end, and proves that no address stands there twice.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from inforce.core.delivery import Audience, State
from inforce.mail.ledger import digests, events, facts, runs
from inforce.mail.ledger.count import Counts as Counts
from inforce.mail.ledger.count import RejectLimit as RejectLimit
from inforce.mail.ledger.count import Rows, nobody, too_many
from inforce.mail.ledger.known import Known
from inforce.mail.ledger.store import Store
from inforce.mail.ledger.supersede import last_number, supersede
from inforce.mail.values import FrozenNotice, Recipient, Reject, Variant

CHUNK = 500
"""Rows that are written together."""
SETTLED = (State.SUPPRESSED, State.UNSENDABLE, State.DUPLICATE_OF)
"""States that a row can have from the first, and that no attempt leads to."""

_INSERT = """INSERT INTO recipient (number, notice, batch, line, email, key, name, account, unsubscribe_url, locale,
opted_out, salt, digest, state, reason, duplicate_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_TWICE = """INSERT INTO temp.twice SELECT key, min(number) FROM recipient
WHERE notice = ? AND state <> 'duplicate_of' GROUP BY key HAVING count(*) > 1 ORDER BY key"""
_MARK_TWICE = """UPDATE recipient SET state = 'duplicate_of', reason = ?, duplicate_of = twice.first FROM temp.twice
WHERE recipient.notice = ? AND recipient.state <> 'duplicate_of'
AND recipient.key = twice.key AND recipient.number <> twice.first"""
_AGAIN = "the same address stands in another row"


def freeze(
    store: Store,
    notice: FrozenNotice,
    variants: Sequence[Variant],
    rows: Rows,
    *,
    by: str,
    at: str,
    choose: Callable[[str], str],
    limit: RejectLimit,
    tell: Callable[[], None] | None = None,
) -> Counts:
    """Freeze the notice for these rows, all or nothing; what the rows came to.

    `choose` gives the locale of the variant for a wanted one; `tell` is called for every row. Earlier notices of the
    same version and audience are replaced: whom they served is a duplicate here, what they had open expires.
    The caller holds the lock. `ContentError` where too many rows are rejected or the file cannot be read on.
    """
    with store.transaction() as connection:
        older = replaced(store, notice)
        notice = replace(
            notice,
            replaces=older,
            variants=tuple(sorted((variant.locale, variant.digest) for variant in variants)),
        )
        written = facts.written(notice)
        values = (notice.id, notice.policy, notice.version, notice.audience.value, notice.frozen, written)
        connection.execute("INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, facts.digest(written)))
        connection.executemany(
            "INSERT INTO variant VALUES (?, ?, ?, ?, ?)",
            [(notice.id, each.locale, each.subject, each.body, each.digest) for each in variants],
        )
        expired = 0
        for each in older:
            runs.recover(store, each, at)
            expired += supersede(store, each, notice.id, at)
        definition = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'recipient_once'").fetchone()[0]
        connection.execute("DROP INDEX recipient_once")
        with Known(store, notice.audience, older) as known:
            batch = _Batch(store, notice, 1, choose, known)
            batch.take(rows, limit, tell)
        _mark_twice(connection, notice.id)
        connection.execute(definition)
        counts = batch.finish(rows, by, at, "frozen")
        counts.superseded = expired
    return counts


def top_up(
    store: Store,
    id: str,
    rows: Rows,
    *,
    by: str,
    at: str,
    choose: Callable[[str], str],
    limit: RejectLimit,
    tell: Callable[[], None] | None = None,
) -> Counts:
    """Add to a frozen notice whoever is new in these rows; all or nothing. As `freeze` otherwise."""
    with store.transaction():
        notice = store.notice(id)
        sql = "SELECT max(batch) + 1 FROM batch WHERE notice = ?"
        number = int(store.connection.execute(sql, (id,)).fetchone()[0])
        with Known(store, notice.audience, replaced(store, notice)) as known:
            batch = _Batch(store, notice, number, choose, known, own=True)
            batch.take(rows, limit, tell)
        return batch.finish(rows, by, at, "topped-up")


def replaced(store: Store, notice: FrozenNotice) -> tuple[str, ...]:
    """The other notices of the same version and audience that were frozen before, in that order."""
    sql = "SELECT id FROM notice WHERE policy = ? AND version = ? AND audience = ? ORDER BY rowid"
    found = []
    for (id,) in store.ask(sql, notice.policy, notice.version, notice.audience.value):
        if id == notice.id:
            break
        found.append(id)
    return tuple(found)


def _mark_twice(connection: sqlite3.Connection, id: str) -> None:
    """Mark every row but the first of a key as its duplicate."""
    connection.execute("CREATE TEMP TABLE twice (key TEXT PRIMARY KEY, first INTEGER) WITHOUT ROWID")
    try:
        if connection.execute(_TWICE, (id,)).rowcount:
            connection.execute(_MARK_TWICE, (_AGAIN, id))
    finally:
        connection.execute("DROP TABLE IF EXISTS temp.twice")


@dataclass(slots=True)
class _Batch:
    """The rows of one file on their way into the ledger."""

    store: Store
    notice: FrozenNotice
    batch: int
    choose: Callable[[str], str]
    known: Known
    own: bool = False
    """Whether the notice's own rows are asked for each key; a freeze has none yet, and looks for duplicates at last."""
    counts: Counts = field(default_factory=Counts)
    first: int = 0
    _digest: Any = field(default_factory=sha256)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _rejects: list[tuple[object, ...]] = field(default_factory=list)
    _fresh: dict[str, int] = field(default_factory=dict)

    def take(self, rows: Rows, limit: RejectLimit, tell: Callable[[], None] | None) -> None:
        """Write all rows; `ContentError` as soon as too many are rejected."""
        self.first = 1 + last_number(self.store)
        for row in rows:
            if isinstance(row, Reject):
                self._reject(row)
                if limit.most is not None and limit.exceeded(self.counts.rejects, 0):
                    raise too_many(self.counts, rows.path, limit, so_far=True)
            else:
                self._add(row)
            if len(self._rows) + len(self._rejects) >= CHUNK:
                self._flush()
            if tell:
                tell()
        self._flush()
        if not self.counts.rows:
            raise nobody(self.counts, rows.path)
        if limit.exceeded(self.counts.rejects, self.counts.rows + self.counts.rejects):
            raise too_many(self.counts, rows.path, limit, so_far=False)

    def _reject(self, row: Reject) -> None:
        self.counts.reject(row)
        self._rejects.append((self.notice.id, self.batch, row.line, row.reason))

    def _add(self, row: Recipient) -> None:
        number = self.first + self.counts.rows
        self.counts.rows += 1
        locale = self.choose(row.locale)
        values = (row.line, row.email, row.key, row.name, row.account, row.unsubscribe_url, locale, int(row.opted_out))
        salt = secrets.token_bytes(16)
        digest = digests.of_row(salt, values)
        self._digest.update(digest)
        state = self._state(row, number)
        self._rows.append((number, self.notice.id, self.batch, *values, salt, digest, *state))

    def _state(self, row: Recipient, number: int) -> tuple[str, str, int | None]:
        """State, reason and the row it is a duplicate of."""
        if (served := self.known.served(row.key)) is not None:
            return State.DUPLICATE_OF.value, "an earlier freeze of this notice served the address", served
        if self.own:
            if (same := self._fresh.get(row.key) or self.known.in_notice(self.notice.id, row.key)) is not None:
                return State.DUPLICATE_OF.value, _AGAIN, same
            self._fresh[row.key] = number
        if row.unsendable:
            return State.UNSENDABLE.value, row.unsendable, None
        if self.notice.audience is Audience.ACCOUNTS:
            self.counts.opted_out_ignored += row.opted_out
        elif row.opted_out:
            return State.SUPPRESSED.value, "opted out", None
        elif self.known.suppressed(row.key):
            return State.SUPPRESSED.value, "on the suppression list", None
        return State.QUEUED.value, "", None

    def _flush(self) -> None:
        connection = self.store.connection
        connection.executemany(_INSERT, self._rows)
        connection.executemany("INSERT INTO reject VALUES (?, ?, ?, ?)", self._rejects)
        self._rows.clear()
        self._rejects.clear()
        self._fresh.clear()

    def finish(self, rows: Rows, by: str, at: str, kind: str) -> Counts:
        """Close the batch: its digest, the states it came to, the event that says so."""
        counts = self.counts
        ask = self.store.connection.execute
        values = (rows.digest, counts.rows, counts.rejects, self._digest.hexdigest())
        ask("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (self.notice.id, self.batch, at, by, *values))
        sql = "SELECT state, count(*) FROM recipient WHERE notice = ? AND number >= ? GROUP BY state"
        found = dict(ask(sql, (self.notice.id, self.first)))
        counts.states = {state.value: found[state.value] for state in State if state.value in found}
        detail = {
            "batch": self.batch,
            "first": self.first,
            "rows": counts.rows,
            "rejects": counts.rejects,
            "rejected": rejected(self.store, self.notice.id, self.batch),
            "file": rows.digest,
            "digest": self._digest.hexdigest(),
            "states": dict(counts.states),
            "settled": settled(self.store, self.notice.id, self.batch),
            "opted_out_ignored": counts.opted_out_ignored,
            "facts": self.store.digest(self.notice.id),
        }
        events.append(self.store, self.notice.id, kind, by, at, detail)
        return counts


def settled(store: Store, id: str, batch: int, later: str = "0") -> str:
    """SHA-256 over the batch's rows that were never to be mailed; `later` is SQL for rows that became so afterwards."""
    digest = sha256()
    names = ", ".join(f"'{state.value}'" for state in SETTLED)
    sql = f"""SELECT number, state, reason, duplicate_of FROM recipient
    WHERE notice = ? AND batch = ? AND state IN ({names}) AND NOT ({later}) ORDER BY number"""
    for row in store.ask(sql, id, batch):
        digest.update(digests.of_settled(row))
    return digest.hexdigest()


def rejected(store: Store, id: str, batch: int) -> str:
    """SHA-256 over the batch's rejected lines and why."""
    digest = sha256()
    for row in store.ask("SELECT line, reason FROM reject WHERE notice = ? AND batch = ? ORDER BY rowid", id, batch):
        digest.update(digests.of_settled(row))
    return digest.hexdigest()
