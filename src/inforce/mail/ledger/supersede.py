"""Rows that end open: the deadline came, another freeze took the notice's place, or a ledger came from a backup."""

from __future__ import annotations

import secrets

from inforce.core.delivery import OPEN, State
from inforce.mail.ledger import events, states
from inforce.mail.ledger.store import Store

_WAITING = (State.QUEUED, State.DEFERRED)
_FROM = "numbers_from"
_APART = 1 << 24
_PLACES = 1 << 16
"""Recipients' numbers go on at one of so many places, so far apart, in a ledger that was restored from a copy; drawn at
random, because the same copy may be restored twice."""


def expire(store: Store, id: str, at: str) -> int:
    """Expire what is still queued or deferred when the notice's deadline came; how many rows."""
    return _end(store, id, "expired", "", at, State.EXPIRED, "still open at the notice's deadline", _WAITING)


def supersede(store: Store, old: str, new: str, at: str) -> int:
    """Expire what `old` has open because `new` takes its place; how many rows. Both get an event."""
    with store.transaction():
        count = _end(store, old, "superseded", "", at, State.EXPIRED, f"replaced by {new}", _WAITING, new=new)
        events.append(store, new, "supersedes", "", at, {"old": old, "expired": count})
        if not count:
            events.append(store, old, "superseded", "", at, {"new": new, "rows": 0})
    return count


def restored(store: Store, id: str, *, by: str, at: str) -> int:
    """Put in doubt every open row of a ledger that came from a backup: what happened after it is unknown; how many.

    Those of its other notices too: the mark is written anew, and nothing else might know what became of them.
    """
    reason = "open when the ledger was restored from a copy"
    with store.transaction():
        # Rows that are lost had numbers, and the relay knows them: no Message-ID may ever mean two people.
        apart = _APART * (1 + secrets.randbelow(_PLACES))
        events.append(store, id, "restored", by, at, {_FROM: last_number(store) + apart})
        count = sum(
            _end(store, each.id, "restored", by, at, State.IN_DOUBT, reason, tuple(OPEN)) for each in store.notices()
        )
        # No run that the ledger knows of is the one they may have gone out in: no log of those runs can clear them.
        store.connection.execute("UPDATE recipient SET run = 0 WHERE state = 'in_doubt' AND reason = ?", (reason,))
    store.write_mark(anyway=True)
    return count


def last_number(store: Store) -> int:
    """The highest number that a recipient has, or may have had before a restored ledger lost it."""
    sql = f"""SELECT max(coalesce((SELECT max(number) FROM recipient), 0),
    coalesce((SELECT max(json_extract(detail, '$.{_FROM}')) FROM event WHERE kind = 'restored'), 0))"""
    return int(store.ask(sql).fetchone()[0])


def _end(
    store: Store,
    id: str,
    kind: str,
    by: str,
    at: str,
    to: State,
    reason: str,
    origin: tuple[State, ...],
    **detail: object,
) -> int:
    with store.transaction() as connection:
        sql = f"SELECT number FROM recipient WHERE notice = ? AND state IN {states.among(origin)} ORDER BY number"
        numbers = (number for (number,) in connection.execute(sql, (id,)))
        count = events.moved(store, id, kind, by, at, to.value, numbers, **detail)
        moved = states.move(connection, to, "notice = ?", id, origin=origin, reason=reason)
        assert moved == count
    return count
