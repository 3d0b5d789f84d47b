"""Erasing a person without losing the proof: values go, digests and states stay.

What is left of the address is a hash under the ledger's secret, by which a later freeze still knows a duplicate. The
bytes themselves must be gone from the file, so the log is emptied, and the file is written anew where a page still
holds a copy.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from inforce.core.delivery import State
from inforce.errors import Place, Problem, StoppedError
from inforce.mail.ledger import digests, events, faults, states
from inforce.mail.ledger.freeze import SETTLED
from inforce.mail.ledger.store import Store

GONE = "(erased)"
_WAITING = (State.QUEUED, State.DEFERRED)
_EMPTY = """UPDATE recipient SET key = ?, email = '', name = '', account = '', unsubscribe_url = '', salt = x''
WHERE key = ?"""
_STATUS = re.compile(r"\A(?:\d{3}[ -])?(?:[245]\.\d{1,3}\.\d{1,3}(?= |\Z))?")
_BLOCK = 1 << 20


def erase(store: Store, key: str, *, by: str, reason: str, at: str) -> int:
    """Erase the address `key` and all that is known of its holder, in every notice; how many rows that were.

    What was still to be sent to it is suppressed. Afterwards the address is nowhere in the ledger's files;
    `StoppedError` where a reader prevents that for now: then the same call again ends it.
    """
    hidden = digests.hidden(store.secret, key)
    with store.transaction() as connection:
        rows = connection.execute(
            "SELECT number, notice, email, name, account FROM recipient WHERE key = ? ORDER BY number", (key,)
        ).fetchall()
        values = _values(key, rows)
        connection.execute("UPDATE ledger SET erasing = 1")
        for id in dict.fromkeys(row[1] for row in rows):
            numbers = [row[0] for row in rows if row[1] == id]
            replies = _scrub(store, id, numbers, values)
            detail = {"recipients": numbers, "replies": replies, "reason": _without(reason, values)}
            events.append(store, id, "erased", by, at, detail)
            open_ones = [n for n in numbers if _suppress(connection, n)]
            events.moved(store, id, "suppressed", by, at, State.SUPPRESSED.value, open_ones)
        connection.execute(_EMPTY, (hidden, key))
        connection.execute("UPDATE ledger SET erasing = 0")
    _wipe(store, values)
    return len(rows)


def _values(key: str, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Every spelling of the address, its local part, the holder's name and account; of those no mere letters."""
    addresses = {key, *(row[2] for row in rows)}
    others = {address.rpartition("@")[0] for address in addresses} | {value for row in rows for value in row[3:]}
    return (*sorted(filter(None, addresses)), *sorted(value for value in others if len(value) > 2))


def _suppress(connection: sqlite3.Connection, number: int) -> int:
    return states.move(connection, State.SUPPRESSED, "number = ?", number, origin=_WAITING, reason="erased")


def _scrub(store: Store, id: str, numbers: Sequence[int], values: Sequence[str]) -> dict[str, list[str]]:
    """Take the values out of what the relay said; by number of the attempt, its digest before and after."""
    found: dict[str, list[str]] = {}
    ask = store.connection.execute
    for number in numbers:
        why, state = ask("SELECT reason, state FROM recipient WHERE number = ?", (number,)).fetchone()
        if state not in SETTLED:  # what is said of those is fixed, and never quotes anything
            ask("UPDATE recipient SET reason = ? WHERE number = ?", (_without(why, values), number))
        for row in ask(f"SELECT {digests.ATTEMPT} FROM attempt WHERE recipient = ?", (number,)).fetchall():
            reply = _without(row[10], values)
            if reply != row[10]:
                ask("UPDATE attempt SET reply = ? WHERE number = ?", (reply, row[0]))
                after = (*row[:10], reply, *row[11:])
                both = (row, after)
                found[str(row[0])] = [digests.of_attempt(store.secret, each).hex() for each in both]
    return found


def _without(text: str, values: Sequence[str]) -> str:
    """The text if it holds none of the values, whatever the case; else its status codes only."""
    folded = text.casefold()
    if not any(value.casefold() in folded for value in values):
        return text
    status = _STATUS.match(text)
    return f"{status[0].strip()} {GONE}".strip() if status else GONE


# ---- the file's bytes ------------------------------------------------------------------------------------------------


def _wipe(store: Store, values: Sequence[str]) -> None:
    """Empty the log, and write the file anew if one of its pages still holds one of the addresses."""
    with faults.plain(store.path):
        _empty_log(store)
        addresses = [value.encode() for value in values if "@" in value]
        if any(_holds(store.path, address) for address in addresses):
            store.connection.execute("VACUUM")
            _empty_log(store)


def _empty_log(store: Store) -> None:
    if store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        sentence = "The address is erased, but another program reads the ledger and keeps the old pages in use."
        remedy = "Close that program, then run the same command again."
        raise StoppedError(Problem("ledger-erase-unfinished", Place(str(store.path)), sentence, remedy))


def _holds(path: Path, value: bytes) -> bool:
    """Whether the file holds these bytes anywhere."""
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if value in tail + block:
                return True
            tail = block[-len(value) :]
    return False
