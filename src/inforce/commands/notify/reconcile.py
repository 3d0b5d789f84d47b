"""`inforce notify reconcile`: asks evidence, or a person, what became of the messages in doubt. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from inforce.commands.after import name_of, reason_of
from inforce.commands.notify import register_lines
from inforce.commands.notify.send import open_rows
from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.project import usage
from inforce.commands.report import Report
from inforce.core.delivery import State
from inforce.mail import relay_log
from inforce.mail.ledger import acts, events
from inforce.mail.ledger.acts import Resolved
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import Store, open_ledger


class Decision(StrEnum):
    """What a person may decide where there is no evidence."""

    RESEND = "resend"
    """Send what is in doubt again: rather twice than not at all."""
    ACCEPTED = "accepted"
    """Take what is in doubt as accepted: rather not at all than twice."""
    EXPIRE = "expire"
    """Send nothing more: what is still open stays unsent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport(Report):
    """What the evidence, or the decision, changed."""

    notice: str
    was_in_doubt: int
    in_doubt: int
    """Rows in doubt now."""
    resolved: Resolved | None = None
    decision: Decision | None = None
    decided: int = 0
    by: str = ""
    open: int = 0
    states: Mapping[str, int]


def run(
    root: Path,
    id: str,
    *,
    now: Now,
    relay_log_file: Path | None = None,
    csv: Path | None = None,
    absent_is_queued: bool = False,
    by: str = "",
) -> ReconcileReport:
    """Settle rows in doubt by a Postfix log, or by a CSV of Message-IDs and what a mail service says of them."""
    at = written_moment(now())
    with locked(root, "notify reconcile", clock=seconds_of(now)), open_ledger(root) as store:
        before = _opened(store, id, at)
        if relay_log_file is not None:
            evidence = relay_log.read_postfix(relay_log_file, id)
        else:
            assert csv is not None
            evidence = relay_log.read_status_csv(csv, id)
        resolved = acts.resolve(
            store, id, evidence, by=by, at=at, absent_is_queued=absent_is_queued, asked_by_name=csv is not None
        )
        return _report(root, store, id, now, before, resolved=resolved)


def decide(root: Path, id: str, decision: Decision, *, by: str, reason: str, now: Now) -> ReconcileReport:
    """Settle what is left by a named person's decision, which stands in the proof."""
    by, reason, at = name_of(by), reason_of(reason), written_moment(now())
    with locked(root, "notify reconcile", clock=seconds_of(now)), open_ledger(root) as store:
        before = _opened(store, id, at)
        if not (open_rows(store, id) if decision is Decision.EXPIRE else before):
            what = "still to be sent" if decision is Decision.EXPIRE else "in doubt"
            raise usage("nothing-to-decide", f"Nothing of {id} is {what}: there is nothing to decide.")
        if decision is Decision.EXPIRE:
            with store.transaction():
                events.append(store, id, "closed", by, at, {"reason": reason})
                decided = acts.expire(store, id, at)
        else:
            decided = acts.decide(store, id, resend=decision is Decision.RESEND, by=by, reason=reason, at=at)
        return _report(root, store, id, now, before, decision=decision, decided=decided, by=by)


def _opened(store: Store, id: str, at: str) -> int:
    """Rows in doubt at the beginning, those of a sender that died among them."""
    notice = store.notice(id)
    store.check_mark()
    acts.recover(store, notice.id, at)
    return store.states(id).get(State.IN_DOUBT.value, 0)


def _report(
    root: Path,
    store: Store,
    id: str,
    now: Now,
    before: int,
    *,
    resolved: Resolved | None = None,
    decision: Decision | None = None,
    decided: int = 0,
    by: str = "",
) -> ReconcileReport:
    lines = register_lines.Lines(root, store, store.notice(id), now)
    problems = lines.mend()
    states = store.states(id)
    return ReconcileReport(
        problems=problems,
        notice=id,
        was_in_doubt=before,
        in_doubt=states.get(State.IN_DOUBT.value, 0),
        resolved=resolved,
        decision=decision,
        decided=decided,
        by=by,
        open=open_rows(store, id),
        states=states,
    )
