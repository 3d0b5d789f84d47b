"""`inforce notify erase`: forgets a person's address, and keeps the evidence that something was sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inforce.commands.after import name_of, reason_of
from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.notify.trial import address_of
from inforce.commands.report import Report
from inforce.mail.ledger import acts
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseReport(Report):
    """What was forgotten."""

    rows: int
    by: str


def run(root: Path, address: str, *, by: str, reason: str, now: Now) -> EraseReport:
    """Empty every row of the address; its digests, states and attempts stay, and it is still known as a duplicate."""
    by, reason = name_of(by), reason_of(reason)
    _email, key = address_of(address, unsendable=True)
    with locked(root, "notify erase", clock=seconds_of(now)), open_ledger(root) as store:
        store.check_mark()
        rows = acts.erase(store, key, by=by, reason=reason, at=written_moment(now()))
    return EraseReport(rows=rows, by=by)
