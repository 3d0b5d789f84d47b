"""Whether a ledger still says what it said: each kind of change to its file is found, and said in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from inforce.errors import Place, Problem
from inforce.mail.ledger import digests, events, facts, retrace, runs
from inforce.mail.ledger.freeze import rejected
from inforce.mail.ledger.store import Store

SHOWN = 20
"""Rows of one kind of fault that are named."""
Tell = Callable[[str], Problem]


def verify(store: Store, id: str) -> tuple[Problem, ...]:
    """What is wrong with the notice's records; empty where all of it holds.

    Asked are: the chain of events, the notice and its texts, every recipient's frozen values, the lines rejected, the
    sealed runs' attempts, and whether each row's state follows from its attempts and events.
    """
    store.notice(id)

    def tell(sentence: str) -> Problem:
        remedy = "Compare with a backup: this part of the ledger is no proof."
        return Problem("ledger-evidence-differs", Place(str(store.path)), sentence, remedy)

    found = list(events.verify(store))
    for check in (_notice, _variants, _batches, _recipients, _attempts, _runs, retrace.wrong):
        found += check(store, id, tell)
    return tuple(found)


def _frozen(store: Store, id: str) -> list[dict[str, Any]]:
    """What the events say of each batch, the freeze first."""
    return [detail for _, detail in events.details(store, id, "frozen", "topped-up")]


def _notice(store: Store, id: str, tell: Tell) -> Iterator[Problem]:
    row = store.ask("SELECT policy, version, audience, frozen, facts, digest FROM notice WHERE id = ?", id).fetchone()
    said = _frozen(store, id)
    notice = facts.read(row[4])
    shown = (notice.policy, notice.version, notice.audience.value, notice.frozen)
    if facts.digest(row[4]) != row[5] or (said and said[0].get("facts") != row[5]) or shown != row[:4]:
        yield tell(f"What was decided at the freeze of {id} was changed afterwards.")


def _variants(store: Store, id: str, tell: Tell) -> Iterator[Problem]:
    wanted = dict(store.notice(id).variants)
    for locale, variant in store.variants(id).items():
        if (
            sha256(variant.body).hexdigest() != wanted.pop(locale, "")
            or variant.digest != sha256(variant.body).hexdigest()
        ):
            yield tell(f"The text “{locale}” is not the one that was frozen.")
    for locale in wanted:
        yield tell(f"The text “{locale}” that was frozen is missing.")


def _batches(store: Store, id: str, tell: Tell) -> Iterator[Problem]:
    """Batches against their events; rejected lines and rows never to be mailed against their digests."""
    sql = "SELECT batch, file, rows, rejects, digest FROM batch WHERE notice = ? ORDER BY batch"
    there = {row[0]: row[1:] for row in store.ask(sql, id)}
    for detail in _frozen(store, id):
        batch = detail["batch"]
        if there.pop(batch, None) != tuple(detail[name] for name in ("file", "rows", "rejects", "digest")):
            yield tell(f"What is recorded of batch {batch}, its file and its counts, was changed.")
        if rejected(store, id, batch) != detail["rejected"]:
            yield tell(f"The list of rejected lines of batch {batch} was changed.")
    for batch in there:
        yield tell(f"Batch {batch} was added without an event that says so.")


def _recipients(store: Store, id: str, tell: Tell) -> Iterator[Problem]:
    """Every row's frozen values against its digest, and all digests against that of the batch."""
    said = _frozen(store, id)
    known = {detail["batch"] for detail in said}
    for (batch,) in store.ask("SELECT DISTINCT batch FROM recipient WHERE notice = ?", id):
        if batch not in known:
            yield tell(f"There are recipients in a batch {batch} that never was.")
    erased = _erased(store, id)
    for detail in said:
        digest, count, shown = sha256(), 0, 0
        sql = f"""SELECT number, salt, digest, {digests.RECIPIENT} FROM recipient
        WHERE notice = ? AND batch = ? ORDER BY number"""
        for number, salt, own, *values in store.ask(sql, id, detail["batch"]):
            wrong = _row(number, salt, own, values, erased)
            if not wrong and number != detail["first"] + count:
                wrong = f"Recipient {number} does not have the number it was given, {detail['first'] + count}."
            if wrong and shown < SHOWN:
                shown += 1
                yield tell(wrong)
            digest.update(own)
            count += 1
        if count != detail["rows"]:
            yield tell(f"Batch {detail['batch']} has {count:,} recipients; {detail['rows']:,} were frozen.")
        elif digest.hexdigest() != detail["digest"] and not shown:
            yield tell(
                f"The recipients of batch {detail['batch']} are not those that were frozen, or in another order."
            )


def _row(number: int, salt: bytes, own: bytes, values: list[Any], erased: set[int]) -> str:
    if number in erased:
        left = values[1:6]  # email to unsubscribe_url
        kept = [value for position, value in enumerate(left) if position != 1 and value]
        return f"Recipient {number} was erased, and has values again." if kept else ""
    if digests.of_row(salt, values) == own:
        return ""
    if str(values[2]).startswith(digests.ERASED):
        return f"The values of recipient {number} are gone, and no event says that they were erased."
    return f"The address or another frozen value of recipient {number} was changed."


def _erased(store: Store, id: str) -> set[int]:
    found: set[int] = set()
    for _, detail in events.details(store, id, "erased"):
        listed = detail.get("recipients")
        found.update(listed if isinstance(listed, list) else ())
    return found


def _attempts(store: Store, id: str, tell: Tell) -> Iterator[Problem]:
    """The ledger's attempts are numbered without a gap: one that is missing was deleted."""
    count, last = store.ask("SELECT count(*), coalesce(max(number), 0) FROM attempt").fetchone()
    row = store.ask("SELECT seq FROM sqlite_sequence WHERE name = 'attempt'").fetchone()
    numbered = max(last, row[0] if row else 0, *(d["last_attempt"] for _, d in _all_details(store)), 0)
    if count != numbered:
        yield tell(f"{numbered - count:,} of the ledger's {numbered:,} attempts are missing.")
    sql = """SELECT a.number, a.recipient FROM attempt a LEFT JOIN recipient r ON r.number = a.recipient
    WHERE a.notice = ? AND (r.number IS NULL OR r.notice <> a.notice) ORDER BY a.number LIMIT ?"""
    for number, recipient in store.ask(sql, id, SHOWN):
        yield tell(f"Attempt {number} is that of a recipient {recipient} whom the notice does not have.")


def _all_details(store: Store) -> Iterator[tuple[str, dict[str, Any]]]:
    """The last event of the ledger: no event knows of more attempts than the last one."""
    for kind, detail in store.ask("SELECT kind, detail FROM event ORDER BY number DESC LIMIT 1"):
        yield kind, json.loads(detail)


def _runs(store: Store, id: str, tell: Tell) -> Iterator[Problem]:
    """Every sealed run's attempts against its seal."""
    originals: dict[int, str] = {}
    for _, detail in events.details(store, id, "erased"):
        replies = detail.get("replies")
        for number, both in (replies if isinstance(replies, dict) else {}).items():
            first, last = originals.get(int(number), both[0]), both[1]
            originals[int(number)] = first
            sql = f"SELECT {digests.ATTEMPT} FROM attempt WHERE number = ?"
            row = store.ask(sql, int(number)).fetchone()
            if row is None or digests.of_attempt(store.secret, row).hex() != last:
                yield tell(f"Attempt {number}, whose reply was erased, was changed afterwards.")
    seals: dict[Any, dict[str, Any]] = {}
    for _, detail in events.details(store, id, "run-ended", "run-lost"):
        seals.setdefault(detail.get("run"), detail)
    for run, detail in seals.items():
        count, digest = runs.sealed(store, id, run, originals)
        if count != detail["tried"]:
            yield tell(f"Run {run} has {count:,} attempts; when it was sealed it had {detail['tried']:,}.")
        elif digest != detail["seal"]:
            yield tell(
                f"An attempt of run {run}, its outcome or the relay's reply, was changed after the run was sealed."
            )
    known = {detail.get("run") for _, detail in events.details(store, id, "run-started")}
    for (run,) in store.ask("SELECT DISTINCT run FROM attempt WHERE notice = ?", id):
        if run not in known and run:
            yield tell(f"There are attempts of a run {run} that never began.")
