"""What a run tells the ledger, and how it is written: all records of one kind in one statement.

Each statement lets the other threads of the program in, and waits for them; with one for each record the ledger would
take more time than the sender.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from inforce.core.delivery import State
from inforce.mail.ledger import events
from inforce.mail.ledger.store import Store
from inforce.mail.times import stamp
from inforce.mail.values import Outcome


def _of(places: range, of: str = "of.value") -> str:
    """Members of a JSON list as columns; not ``->>``, which SQLite has since 3.38 only."""
    return ", ".join(f"json_extract({of}, '$[{place}]')" for place in places)


_CLAIM = f"""UPDATE recipient SET state = 'sending', run = ?, tries = tries + 1,
(connection, claimed) = ({_of(range(1, 3))})
FROM json_each(?) AS of WHERE number = {_of(range(1))} AND state IN ('queued', 'deferred')"""
_SETTLE = f"""UPDATE recipient SET (state, reason, due) = ({_of(range(1, 4))})
FROM json_each(?) AS of WHERE number = {_of(range(1))} AND state = 'sending'"""
_ATTEMPT = f"""INSERT INTO attempt
(notice, run, recipient, connection, started, ended, phase, outcome, code, reply, queue_id, message)
SELECT ?, ?, {_of(range(10))} FROM json_each(?) AS of ORDER BY key"""
_PUT_BACK = "UPDATE recipient SET state = 'queued', reason = '', due = ? WHERE number = ? AND state = 'rejected'"


@dataclass(frozen=True, slots=True)
class Intent:
    """A connection took a recipient's message in hand."""

    number: int
    connection: int
    at: str
    """UTC, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it."""

    number: int
    connection: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PutBack:
    """The refusals of these recipients do not count."""

    numbers: tuple[int, ...]
    why: str


Record = Intent | Result | PutBack


def write(store: Store, notice: str, run: int, records: Sequence[Record], now: float) -> None:
    """Write the records in the transaction that the caller has begun; `now` in Unix seconds.

    Intents go first: of a message that was lost before its dot, intent and outcome may come together.
    `sqlite3.IntegrityError` where a row is not as the run left it.
    """
    connection = store.connection
    intents = [(i.number, i.connection, i.at) for i in records if isinstance(i, Intent)]
    results = [i for i in records if isinstance(i, Result)]
    if intents:
        _all(connection.execute(_CLAIM, (run, json.dumps(intents))), intents)
    if results:
        settled = [(i.number, i.outcome.state, _reason(i.outcome), i.outcome.due) for i in results]
        _all(connection.execute(_SETTLE, (json.dumps(settled),)), settled)
        attempts = json.dumps([_attempt(i) for i in results])
        connection.execute(_ATTEMPT, (notice, run, attempts))
    for item in records:
        if isinstance(item, PutBack):
            connection.executemany(_PUT_BACK, [(now, number) for number in item.numbers])
            detail = {"run": run, "why": item.why, "recipients": sorted(item.numbers)}
            events.append(store, notice, "put-back", "", stamp(now), detail)


def _all(done: sqlite3.Cursor, rows: Sequence[object]) -> None:
    """Stop where somebody else wrote a row although the lock is ours: rather that than mail twice."""
    if done.rowcount != len(rows):
        raise sqlite3.IntegrityError(f"{len(rows) - done.rowcount} rows are not as this run left them")


def _attempt(result: Result) -> tuple[object, ...]:
    o = result.outcome
    return (
        result.number,
        result.connection,
        o.started,
        o.ended,
        o.phase,
        o.state,
        o.code,
        o.reply,
        o.queue_id,
        o.message,
    )


def _reason(outcome: Outcome) -> str:
    """Why a row stands where it stands, in short; nothing for an accepted one, and for one put back."""
    if outcome.state in (State.ACCEPTED, State.QUEUED):
        return ""
    return f"{outcome.code} {outcome.reply}" if outcome.code else outcome.reply
