"""`inforce notify bounces`: what came back after the relay had accepted it. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.report import Report
from inforce.core.delivery import Audience
from inforce.mail import relay_log
from inforce.mail.ledger import acts
from inforce.mail.ledger.acts import Returned
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncesReport(Report):
    """What was recorded."""

    notice: str
    audience: Audience
    recorded: Returned
    states: Mapping[str, int]


def run(root: Path, id: str, csv: Path, *, by: str = "", now: Now) -> BouncesReport:
    """Record the bounces and complaints that the CSV lists, by address or by Message-ID."""
    with locked(root, "notify bounces", clock=seconds_of(now)), open_ledger(root) as store:
        notice = store.notice(id)
        store.check_mark()
        found = acts.bounces(store, id, relay_log.read_bounces(csv), by=by, at=written_moment(now()))
        return BouncesReport(notice=id, audience=notice.audience, recorded=found, states=store.states(id))
