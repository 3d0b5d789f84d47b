"""Does each row's state follow from what was tried and done? Attempts and events are gone through in one order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from inforce.core.delivery import State
from inforce.errors import Problem
from inforce.mail.ledger import events
from inforce.mail.ledger.freeze import SETTLED, settled
from inforce.mail.ledger.store import Store

SHOWN = 20
_LAST = "CREATE TEMP TABLE last (number INTEGER PRIMARY KEY, state TEXT NOT NULL, attempt INTEGER NOT NULL)"
_TRIED = """INSERT OR REPLACE INTO temp.last SELECT recipient, outcome, number FROM attempt
WHERE notice = ? AND number > ? AND number <= ? ORDER BY number"""
_DONE = """INSERT OR REPLACE INTO temp.last
SELECT number, ?, 0 FROM recipient WHERE notice = ? AND number BETWEEN ? AND ?"""
_KNOWN = frozenset(state.value for state in State)

_DEFAULTS = {"put-back": State.QUEUED.value}
"""Kinds of events that say no state."""


def wrong(store: Store, id: str, tell: Callable[[str], Problem]) -> Iterator[Problem]:
    """The rows whose state does not follow, at most 20 named; counts that do not add up."""
    store.ask("DROP TABLE IF EXISTS temp.last")
    store.ask(_LAST)
    _retrace(store, id)
    yield from _states(store, id, tell)
    yield from _settled(store, id, tell)
    rows, states = store.rows(id), sum(store.states(id).values())
    if rows != states:
        yield tell(f"The states of {id} add up to {states:,}; {rows:,} rows were imported.")
    store.ask("DROP TABLE temp.last")


def _retrace(store: Store, id: str) -> None:
    """Fill the table `last`: the state that each row came to last, where anything was tried or done with it."""
    seen = 0
    store.ask("SAVEPOINT retrace")  # one transaction for the temporary table; the ledger's own tables are only read
    try:
        sql = "SELECT kind, detail FROM event WHERE notice = ? ORDER BY number"
        for kind, text in store.ask(sql, id):
            detail = json.loads(text)
            store.ask(_TRIED, id, seen, detail["last_attempt"])
            seen = max(seen, detail["last_attempt"])
            state = detail.get("state", _DEFAULTS.get(kind))
            if state in _KNOWN:
                for first, last in events.spans(detail.get("recipients", ())):
                    store.ask(_DONE, state, id, first, last)
        store.ask(_TRIED, id, seen, 1 << 62)
    finally:
        store.ask("RELEASE retrace")


def _states(store: Store, id: str, tell: Callable[[str], Problem]) -> Iterator[Problem]:
    settled_ones = ", ".join(f"'{state.value}'" for state in SETTLED)
    sql = f"""SELECT r.number, r.state, last.state, last.attempt FROM recipient r LEFT JOIN temp.last USING (number)
    WHERE r.notice = ? AND r.state IS NOT last.state
    AND NOT (r.state = 'sending' AND coalesce(last.state, 'queued') IN ('queued', 'deferred'))
    AND NOT (r.state = 'queued' AND coalesce(last.state, 'deferred') = 'deferred')
    AND NOT (last.state IS NULL AND r.state IN ({settled_ones})) ORDER BY r.number LIMIT ?"""
    for number, state, said, attempt in store.ask(sql, id, SHOWN):
        if said is None:
            why = "nothing was tried or done that led there"
        elif attempt:
            why = f"its last attempt, {attempt}, led to “{said}”"
        else:
            why = f"what was last done with it led to “{said}”"
        yield tell(f"Recipient {number} is recorded as “{state}”, but {why}.")


def _settled(store: Store, id: str, tell: Callable[[str], Problem]) -> Iterator[Problem]:
    for _, detail in events.details(store, id, "frozen", "topped-up"):
        batch = detail["batch"]
        later = "number IN (SELECT number FROM temp.last)"
        if isinstance(batch, int) and settled(store, id, batch, later) != detail["settled"]:
            what = "suppressed, unsendable or duplicate"
            yield tell(
                f"The rows of batch {batch} that were {what} at its freeze are no longer the same, or say why else."
            )
