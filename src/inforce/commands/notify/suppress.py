"""`inforce notify suppress`: addresses of subscribers that get no notice any more. Account holders get theirs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inforce.commands.after import reason_of
from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.report import Report
from inforce.mail import relay_log
from inforce.mail.ledger import acts
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressReport(Report):
    """What was added to the list."""

    added: int
    listed: int
    """Addresses on the list now."""


def run(root: Path, csv: Path, *, reason: str, now: Now) -> SuppressReport:
    """Put the file's addresses on the list; those that stand there already stay as they are."""
    reason = reason_of(reason)
    with locked(root, "notify suppress", clock=seconds_of(now)), open_ledger(root, create=True) as store:
        store.check_mark()
        added = acts.suppress(store, relay_log.read_suppressions(csv), reason=reason, at=written_moment(now()))
        (listed,) = store.ask("SELECT count(*) FROM suppression").fetchone()
    return SuppressReport(added=added, listed=listed)
