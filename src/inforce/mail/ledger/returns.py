"""What comes back after a message was accepted: bounces, complaints, and people who want no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from inforce.core.delivery import Audience, State
from inforce.mail.ledger import digests, events, states
from inforce.mail.ledger.known import row_of
from inforce.mail.ledger.settle import SHOWN, Surprise, move
from inforce.mail.ledger.store import Store
from inforce.mail.values import number_of

if TYPE_CHECKING:
    from inforce.mail.relay_log import Bounce

_BACK = "CREATE TEMP TABLE back (number INTEGER PRIMARY KEY, complaint INTEGER NOT NULL, reason TEXT NOT NULL)"
_PUT = """INSERT INTO temp.back VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET complaint = max(complaint, excluded.complaint), reason = excluded.reason"""
_SUBSCRIBED = "notice IN (SELECT id FROM notice WHERE audience = 'subscribers')"
_WAITING = (State.QUEUED, State.DEFERRED)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file of bounces came to, in rows."""

    bounced: int = 0
    complained: int = 0
    already: int = 0
    """Recorded before."""
    unknown: int = 0
    unknown_lines: tuple[int, ...] = ()
    """The first 20 lines that name nobody in this notice."""
    surprises: int = 0
    surprising: tuple[Surprise, ...] = ()
    """The first 20 rows that came back though, as far as the ledger knows, they never went out; left as they are."""


def bounces(store: Store, id: str, returned: Iterable[Bounce], *, by: str, at: str) -> Returned:
    """Record what came back: accepted rows (or such in doubt) bounced or complained; who complained is suppressed."""
    with store.transaction() as connection:
        store.notice(id)
        connection.execute("DROP TABLE IF EXISTS temp.back")
        connection.execute(_BACK)
        unknown, lines = _gather(store, id, returned)
        already, surprises, surprising = _odd(store, id)
        of = "notice = ? AND number IN (SELECT number FROM temp.back WHERE complaint = {})"
        bounced = move(store, id, "returned", by, at, State.BOUNCED, of.format(0), (State.ACCEPTED, State.IN_DOUBT))
        move(store, id, "returned", by, at, State.ACCEPTED, of.format(1), (State.IN_DOUBT,))
        complained = move(
            store, id, "returned", by, at, State.COMPLAINED, of.format(1), (State.ACCEPTED, State.BOUNCED)
        )
        connection.execute(
            """UPDATE recipient SET reason = back.reason FROM temp.back WHERE recipient.number = back.number
            AND recipient.notice = ? AND recipient.state IN ('bounced', 'complained')""",
            (id,),
        )
        _suppress_complaints(store, id, at)
        done = Returned(bounced, complained, already, unknown, lines, surprises, surprising)
        detail = {"bounced": bounced, "complained": complained, "already": already, "unknown": unknown}
        events.append(store, id, "returned", by, at, {**detail, "surprises": surprises})
        connection.execute("DROP TABLE temp.back")
    return done


def suppress(store: Store, keys: Iterable[str], reason: str, at: str) -> int:
    """Mail these addresses no more as subscribers: for notices to come, and for rows that are still open.

    How many were not suppressed before. The list holds keyed hashes, not addresses.
    """
    count = 0
    with store.transaction() as connection:
        sql = "INSERT OR IGNORE INTO suppression VALUES (?, ?, ?)"
        for key in keys:
            count += connection.execute(sql, (digests.hidden(store.secret, key), at, reason)).rowcount
            _suppress_open(store, key, at)
        events.append(store, "", "suppression", "", at, {"added": count, "reason": reason})
    return count


def _suppress_open(store: Store, key: str, at: str) -> None:
    """End this address's open rows in the subscribers' notices."""
    subscribed = [notice.id for notice in store.notices() if notice.audience is Audience.SUBSCRIBERS]
    for id in subscribed:
        number = row_of(store, id, key)
        if number is None:
            continue
        reason = "on the suppression list"
        if states.move(store.connection, State.SUPPRESSED, "number = ?", number, origin=_WAITING, reason=reason):
            events.moved(store, id, "suppressed", "", at, State.SUPPRESSED.value, [number])


def _gather(store: Store, id: str, returned: Iterable[Bounce]) -> tuple[int, tuple[int, ...]]:
    """Put the rows that came back into the table `back`; lines that name nobody: how many, and the first."""
    unknown = 0
    lines: list[int] = []

    def known() -> Iterator[tuple[int, int, str]]:
        nonlocal unknown
        for each in returned:
            number = number_of(each.message_id, id) if each.message_id else row_of(store, id, each.key)
            sql = "SELECT 1 FROM recipient WHERE number = ? AND notice = ?"
            if number is None or not store.connection.execute(sql, (number, id)).fetchone():
                unknown += 1
                if len(lines) < SHOWN:
                    lines.append(each.line)
                continue
            yield number, int(each.complaint), " ".join(each.reason.split())[:200]

    rows = known()
    while chunk := list(islice(rows, 500)):
        store.connection.executemany(_PUT, chunk)
    return unknown, tuple(lines)


def _odd(store: Store, id: str) -> tuple[int, int, tuple[Surprise, ...]]:
    """Rows recorded before; rows that never went out as far as the ledger knows, how many and the first."""
    joined = "FROM temp.back JOIN recipient r USING (number) WHERE r.notice = ?"
    recorded = "(r.state = 'complained' OR (r.state = 'bounced' AND complaint = 0))"
    already = store.connection.execute(f"SELECT count(*) {joined} AND {recorded}", (id,)).fetchone()[0]
    taken = "('accepted', 'in_doubt', 'bounced', 'complained')"
    strange = f"{joined} AND r.state NOT IN {taken}"
    count = store.connection.execute(f"SELECT count(*) {strange}", (id,)).fetchone()[0]
    rows = store.connection.execute(f"SELECT number, r.state, complaint {strange} ORDER BY number LIMIT {SHOWN}", (id,))
    found = tuple(
        Surprise(number, state, "complained" if complaint else "bounced") for number, state, complaint in rows
    )
    return already, count, found


def _suppress_complaints(store: Store, id: str, at: str) -> None:
    """Put whoever complained on the suppression list, and end their open rows as subscribers."""
    sql = """SELECT key FROM recipient JOIN temp.back USING (number)
    WHERE notice = ? AND state = 'complained' AND complaint = 1"""
    for (key,) in store.connection.execute(sql, (id,)).fetchall():
        hidden = key if key.startswith(digests.ERASED) else digests.hidden(store.secret, key)
        values = (hidden, at, "complained")
        store.connection.execute("INSERT OR IGNORE INTO suppression VALUES (?, ?, ?)", values)
        _suppress_open(store, key, at)
