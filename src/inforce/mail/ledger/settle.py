"""Ending a doubt: by evidence of what the relay took, or by a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from inforce.core.delivery import TAKEN, State
from inforce.mail.ledger import digests, events, states
from inforce.mail.ledger.store import Store
from inforce.mail.values import number_of

if TYPE_CHECKING:
    from inforce.mail.relay_log import Evidence

SHOWN = 20
"""Surprises that are shown one by one."""
_RANKS = {"absent": 0, "accepted": 1, "bounced": 2, "complained": 3}
"""What evidence may say; of several about one message the highest counts."""
_NAMES = tuple(_RANKS)
_KEPT = f"key NOT LIKE '{digests.ERASED}%'"
"""An erased row cannot be sent any more."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """Evidence that does not fit what the ledger knows; nothing was changed for it."""

    number: int
    state: str
    said: str
    """accepted, bounced, complained or absent."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reconciliation came to, in rows."""

    accepted: int = 0
    bounced: int = 0
    complained: int = 0
    queued: int = 0
    """The relay never had them: to be sent again, byte for byte the same."""
    uncovered: int = 0
    """Not in the evidence, but the evidence does not hold all that the relay is known to have accepted in their run:
    they stay in doubt."""
    left: int = 0
    """Rows still in doubt, those counted as `uncovered` included."""
    unknown: int = 0
    """Message-IDs that are not of this notice."""
    surprises: int = 0
    surprising: tuple[Surprise, ...] = ()
    """The first 20."""


def resolve(
    store: Store,
    id: str,
    evidence: Iterable[Evidence],
    *,
    by: str,
    at: str,
    absent_is_queued: bool = False,
    asked_by_name: bool = False,
) -> Resolved:
    """Reconcile the notice's rows in doubt with the evidence.

    What the evidence says was taken is accepted. What it lacks is queued again only if it covers the row's run: it
    holds every message that the relay is known to have accepted in that run, and there is one. A log that was rotated
    away in part does not. `absent_is_queued` says that a person answers for the evidence being whole; `asked_by_name`
    that it answers for each message by itself, so that "absent" needs no further proof: a mail service's list does,
    a log, whose older part may be missing, does not.
    """
    with store.transaction() as connection:
        connection.execute("DROP TABLE IF EXISTS temp.said")
        connection.execute("CREATE TEMP TABLE said (number INTEGER PRIMARY KEY, rank INTEGER NOT NULL)")
        unknown = _gather(connection, id, evidence)
        _doubt_anew(store, id, by, at)
        surprises, surprising = _surprises(connection, id)
        accepted = _take(store, id, by, at, State.ACCEPTED, (State.IN_DOUBT,))
        bounced = _take(store, id, by, at, State.BOUNCED, (State.IN_DOUBT, State.ACCEPTED))
        complained = _complain(store, id, by, at)
        queued = _requeue(store, id, by, at, anyway=absent_is_queued, named=asked_by_name)
        uncovered, left = _left(connection, id)
        done = Resolved(accepted, bounced, complained, queued, uncovered, left, unknown, surprises, surprising)
        said = ("accepted", "bounced", "complained", "queued", "uncovered", "left", "unknown", "surprises")
        detail = {name: getattr(done, name) for name in said}
        events.append(store, id, "reconciled", by, at, {**detail, "absent_is_queued": absent_is_queued})
        connection.execute("DROP TABLE temp.said")
    return done


def decide(store: Store, id: str, *, resend: bool, by: str, reason: str, at: str) -> int:
    """A person decides on all that is in doubt: send it again, or take it as accepted; how many rows.

    Rows whose address was erased cannot be sent again and stay in doubt.
    """
    to, where = (State.QUEUED, f"notice = ? AND {_KEPT}") if resend else (State.ACCEPTED, "notice = ?")
    word = "to be sent again" if resend else "taken as accepted"
    with store.transaction() as connection:
        sql = f"SELECT number FROM recipient WHERE {where} AND state = 'in_doubt' ORDER BY number"
        numbers = (number for (number,) in connection.execute(sql, (id,)))
        count = events.moved(store, id, "decided", by, at, to.value, numbers, reason=reason)
        note = "" if resend else f"{word} by decision of {by}"
        states.move(connection, to, where, id, origin=(State.IN_DOUBT,), reason=note)
        if not count:
            events.append(store, id, "decided", by, at, {"rows": 0, "state": to.value, "reason": reason})
    return count


def _gather(connection: sqlite3.Connection, id: str, evidence: Iterable[Evidence]) -> int:
    """Put what the evidence says of this notice into the table `said`; how many Message-IDs are not of it."""
    unknown = 0

    def known() -> Iterator[tuple[int, int]]:
        nonlocal unknown
        for each in evidence:
            number = number_of(each.message_id, id)
            if number is None:
                unknown += 1
            else:
                yield number, _RANKS[each.status]

    rows = known()
    sql = "INSERT INTO temp.said VALUES (?, ?) ON CONFLICT DO UPDATE SET rank = max(rank, excluded.rank)"
    while chunk := list(islice(rows, 500)):
        connection.executemany(sql, chunk)
    here = "SELECT 1 FROM recipient r WHERE r.number = said.number AND r.notice = ?"
    sql = f"DELETE FROM temp.said WHERE NOT EXISTS ({here})"
    return unknown + connection.execute(sql, (id,)).rowcount


def _doubt_anew(store: Store, id: str, by: str, at: str) -> None:
    """Put in doubt again what waits to be sent once more and what the relay, as it turns out, has already.

    Earlier evidence was not whole, or a person decided without. Rows that were never tried are left: those surprise.
    """
    taken = "notice = ? AND tries > 0 AND number IN (SELECT number FROM temp.said WHERE rank > 0)"
    move(store, id, "reconciled", by, at, State.IN_DOUBT, taken, (State.QUEUED, State.DEFERRED))


def _surprises(connection: sqlite3.Connection, id: str) -> tuple[int, tuple[Surprise, ...]]:
    """Taken by the relay, but not sent or refused as far as the ledger knows; or accepted, but not in the evidence."""
    fits = states.among(TAKEN | {State.IN_DOUBT})
    strange = f"""FROM temp.said JOIN recipient r USING (number) WHERE r.notice = ?
    AND CASE WHEN rank = 0 THEN r.state IN {states.among(TAKEN)} ELSE r.state NOT IN {fits} END"""
    count = connection.execute(f"SELECT count(*) {strange}", (id,)).fetchone()[0]
    rows = connection.execute(f"SELECT number, r.state, rank {strange} ORDER BY number LIMIT {SHOWN}", (id,))
    return count, tuple(Surprise(number, state, _NAMES[rank]) for number, state, rank in rows)


def _take(store: Store, id: str, by: str, at: str, to: State, origin: tuple[State, ...]) -> int:
    """Move the rows of which the evidence says `to` and that stand in one of `origin`."""
    said = f"notice = ? AND number IN (SELECT number FROM temp.said WHERE rank = {_RANKS[to.value]})"
    return move(store, id, "reconciled", by, at, to, said, origin)


def _complain(store: Store, id: str, by: str, at: str) -> int:
    """Who complained had it: accepted first, where that was in doubt."""
    said = f"notice = ? AND number IN (SELECT number FROM temp.said WHERE rank = {_RANKS['complained']})"
    move(store, id, "reconciled", by, at, State.ACCEPTED, said, (State.IN_DOUBT,))
    return move(store, id, "reconciled", by, at, State.COMPLAINED, said, (State.ACCEPTED, State.BOUNCED))


def move(store: Store, id: str, kind: str, by: str, at: str, to: State, where: str, origin: tuple[State, ...]) -> int:
    """Move rows of the notice (`where` has its id as one value) and say so in the chain; how many."""
    connection = store.connection
    sql = f"SELECT number FROM recipient WHERE {where} AND state IN {states.among(origin)} ORDER BY number"
    count = events.moved(store, id, kind, by, at, to.value, (row[0] for row in connection.execute(sql, (id,))))
    states.move(connection, to, where, id, origin=origin)
    return count


def _requeue(store: Store, id: str, by: str, at: str, *, anyway: bool, named: bool) -> int:
    """Queue again what is in doubt and not in the evidence, in runs that the evidence covers."""
    missing = "NOT EXISTS (SELECT 1 FROM temp.said WHERE said.number = recipient.number AND rank > 0)"
    covered = "1" if anyway else _covered(store.connection, id)
    if named:
        covered = f"({covered} OR EXISTS (SELECT 1 FROM temp.said WHERE said.number = recipient.number))"
    where = f"notice = ? AND {_KEPT} AND {missing} AND {covered}"
    return move(store, id, "reconciled", by, at, State.QUEUED, where, (State.IN_DOUBT,))


def _covered(connection: sqlite3.Connection, id: str) -> str:
    """The runs of which the evidence holds all that was accepted, as an SQL condition."""
    sql = """SELECT run FROM attempt LEFT JOIN temp.said ON said.number = attempt.recipient AND said.rank > 0
    WHERE notice = ? AND outcome = 'accepted' AND run > 0 GROUP BY run HAVING count(*) = count(said.number)"""
    runs = ", ".join(str(run) for (run,) in connection.execute(sql, (id,)))
    return f"run IN ({runs})"


def _left(connection: sqlite3.Connection, id: str) -> tuple[int, int]:
    """Rows that stay in doubt though the evidence lacks them, and all that stay so."""
    sql = """SELECT count(*) FROM recipient WHERE notice = ? AND state = 'in_doubt'
    AND NOT EXISTS (SELECT 1 FROM temp.said WHERE said.number = recipient.number AND rank > 0)"""
    left = "SELECT count(*) FROM recipient WHERE notice = ? AND state = 'in_doubt'"
    return connection.execute(sql, (id,)).fetchone()[0], connection.execute(left, (id,)).fetchone()[0]
