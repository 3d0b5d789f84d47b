"""The chain of events: what was done to the ledger, by whom, each line holding the digest of the one before it.

Besides its own detail each event holds, as ``last_attempt``, the number of the last attempt before it. So events and
attempts stand in one order, and a later reader can tell how every row came to its state. Recipients appear by number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from inforce.core.register_event import sorted_json
from inforce.errors import Place, Problem
from inforce.mail.ledger.store import Store

RANGES = 4096
"""Ranges of numbers in one event; an act on more of them writes several events."""


def append(store: Store, notice: str, kind: str, by: str, at: str, detail: Mapping[str, object]) -> None:
    """Add an event to the chain, inside the caller's transaction; `notice` is empty where none is concerned."""
    connection = store.connection
    attempts = connection.execute("SELECT coalesce(max(number), 0) FROM attempt").fetchone()[0]
    last = connection.execute("SELECT number, digest FROM event ORDER BY number DESC LIMIT 1").fetchone()
    number, prev = (last[0] + 1, last[1]) if last else (1, root(store))
    written = sorted_json({**detail, "last_attempt": attempts})
    digest = digest_of(number, notice, at, kind, by, written, prev)
    values = (number, notice, at, kind, by, written, prev, digest)
    connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)


def root(store: Store) -> str:
    """What stands in the first event as the digest before it: that of the ledger's own facts."""
    row = store.ask("SELECT id, format, created, secret FROM ledger").fetchone()
    return sha256(sorted_json([row[0], row[1], row[2], sha256(row[3]).hexdigest()]).encode()).hexdigest()


def digest_of(number: int, notice: str, at: str, kind: str, by: str, detail: str, prev: str) -> str:
    """SHA-256 of an event and of the digest before it."""
    return sha256(sorted_json([number, notice, at, kind, by, detail, prev]).encode()).hexdigest()


def head(store: Store, notice: str = "") -> str:
    """The digest of the ledger's last event, or of the last one of `notice`; empty where there is none."""
    where = "WHERE notice = ?" if notice else "WHERE ? = ''"
    row = store.ask(f"SELECT digest FROM event {where} ORDER BY number DESC LIMIT 1", notice).fetchone()
    return str(row[0]) if row else ""


def holds(store: Store, digest: str) -> bool:
    """Whether an event of that digest is in the ledger: a ledger that lacks one it once had is an old copy."""
    return store.ask("SELECT 1 FROM event WHERE digest = ?", digest).fetchone() is not None


def verify(store: Store) -> tuple[Problem, ...]:
    """What is wrong with the chain: the first event that was changed, and a gap or a loss at its end."""
    number, prev = 0, root(store)
    for row in store.ask("SELECT number, notice, at, kind, by, detail, prev, digest FROM event ORDER BY number"):
        if row[0] != number + 1:
            one = row[0] == number + 2
            gone = f"event {number + 1} is" if one else f"events {number + 1} to {row[0] - 1} are"
            return (_broken(store, f"{gone} missing from the ledger's chain"),)
        if row[6] != prev:
            said = "the ledger's own identity" if number == 0 else f"event {number}"
            return (_broken(store, f"event {row[0]} does not follow on {said}: one of the two was replaced"),)
        if digest_of(*row[:7]) != row[7]:
            return (_broken(store, f"event {row[0]} (“{row[3]}”) was changed after it was written"),)
        number, prev = row[0], row[7]
    written = store.ask("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
    if written and written[0] > number:
        lost = written[0] - number
        which = f"{lost} event{'s' * (lost != 1)} after event {number}"
        return (_broken(store, f"{which} {'was' if lost == 1 else 'were'} deleted"),)
    return ()


def details(store: Store, notice: str, *kinds: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Kind and detail of the notice's events in order; of those kinds only, if any are given."""
    for kind, detail in store.ask("SELECT kind, detail FROM event WHERE notice = ? ORDER BY number", notice):
        if not kinds or kind in kinds:
            yield kind, json.loads(detail)


# ---- recipients in an event ------------------------------------------------------------------------------------------


def moved(
    store: Store, notice: str, kind: str, by: str, at: str, to: str, numbers: Iterable[int], **detail: object
) -> int:
    """Say in as many events as it takes that these recipients, in rising order, came to the state `to`; how many."""
    count = 0
    for ranges in _batches(_ranges(numbers)):
        here = sum(last - first + 1 for first, last in ranges)
        listed = [first if first == last else [first, last] for first, last in ranges]
        append(store, notice, kind, by, at, {**detail, "state": to, "rows": here, "recipients": listed})
        count += here
    return count


def spans(listed: Iterable[object]) -> Iterator[tuple[int, int]]:
    """The ranges of an event's ``recipients``: a number stands for itself, a pair for all from one to the other."""
    for each in listed:
        if isinstance(each, int):
            yield each, each
        elif isinstance(each, list) and len(each) == 2:
            yield int(each[0]), int(each[1])


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last


def _batches(ranges: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    batch: list[tuple[int, int]] = []
    for each in ranges:
        batch.append(each)
        if len(batch) == RANGES:
            yield batch
            batch = []
    if batch:
        yield batch


def _broken(store: Store, what: str) -> Problem:
    remedy = "Compare with a backup: nothing that this ledger says after that is proof."
    return Problem("ledger-chain-broken", Place(str(store.path)), f"{what[0].upper()}{what[1:]}.", remedy)
