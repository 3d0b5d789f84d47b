"""Runs of the sender: each is begun, and sealed when it ended or was lost, by a digest over its attempts."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from inforce.core.delivery import State
from inforce.mail.ledger import digests, events, states
from inforce.mail.ledger.store import Store

_CRASH = """INSERT INTO attempt
(recipient, notice, run, connection, started, ended, phase, outcome, code, reply, queue_id, message)
SELECT number, notice, run, connection, claimed, ?, 'crash', 'in_doubt', 0, ?, '', '' FROM recipient
WHERE notice = ? AND state = 'sending' ORDER BY number"""
_LOST = "the sender died before an answer was on record"


def start_run(store: Store, id: str, by: str, at: str, detail: Mapping[str, object]) -> int:
    """Begin a run of the notice and return its number, from 1; `detail` says how and through which relay.

    The caller has recovered what an earlier run left (`recover`).
    """
    with store.transaction():
        run = sum(1 for _ in events.details(store, id, "run-started")) + 1
        events.append(store, id, "run-started", by, at, {**detail, "run": run})
    return run


def end_run(store: Store, id: str, run: int, at: str, detail: Mapping[str, object]) -> None:
    """Seal the run: its counts in `detail`, the digest over its attempts."""
    with store.transaction():
        _seal(store, id, run, "run-ended", at, detail)


def recover(store: Store, id: str, at: str) -> int:
    """Put in doubt what a dead sender had in hand, and seal its run as lost; how many rows that were.

    The caller holds the lock, so nobody is sending.
    """
    with store.transaction() as connection:
        done = connection.execute(_CRASH, (at, _LOST, id)).rowcount
        moved = states.move(connection, State.IN_DOUBT, "notice = ?", id, origin=(State.SENDING,), reason=_LOST)
        assert done == moved
        for run in open_runs(store, id):
            _seal(store, id, run, "run-lost", at, {})
    return moved


def open_runs(store: Store, id: str) -> tuple[int, ...]:
    """Runs that were begun and not sealed: that of a living sender, or those of dead ones."""
    found: dict[int, bool] = {}
    for kind, detail in events.details(store, id, "run-started", "run-ended", "run-lost"):
        run = detail.get("run")
        if isinstance(run, int):
            found[run] = kind == "run-started"
    return tuple(run for run, is_open in found.items() if is_open)


def _seal(store: Store, id: str, run: int, kind: str, at: str, detail: Mapping[str, object]) -> None:
    count, digest = sealed(store, id, run)
    sql = "SELECT by FROM event WHERE notice = ? AND kind = 'run-started' ORDER BY number DESC LIMIT 1"
    row = store.connection.execute(sql, (id,)).fetchone()
    said = {**detail, "run": run, "tried": count, "seal": digest}
    events.append(store, id, kind, row[0] if row else "", at, said)


def sealed(store: Store, id: str, run: int, originals: Mapping[int, str] | None = None) -> tuple[int, str]:
    """How many attempts the run has, and the SHA-256 over their digests in order.

    `originals` are digests of attempts before their reply was erased, by number.
    """
    count, digest = 0, sha256()
    sql = f"SELECT {digests.ATTEMPT} FROM attempt WHERE notice = ? AND run = ? ORDER BY number"
    for row in store.ask(sql, id, run):
        original = originals.get(row[0]) if originals else None
        digest.update(bytes.fromhex(original) if original else digests.of_attempt(store.secret, row))
        count += 1
    return count, digest.hexdigest()
