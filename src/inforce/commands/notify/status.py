"""`inforce notify status`: how the notices of this project's ledger stand. Only reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce.commands.notify.plan import LEDGER
from inforce.commands.report import Report
from inforce.core.delivery import OPEN, Audience, State
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.values import FrozenNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport(Report):
    """One notice: what was decided, and what became of it so far."""

    notice: str
    rows: int
    states: Mapping[str, int]
    """Rows in each state that has any; they add up to `rows`."""
    rejects: int
    """Lines of the recipients' files that name nobody who could be mailed; they are not among the rows."""
    open: int
    in_doubt: int
    policy: str
    version: str
    audience: Audience
    informational: bool
    approved_by: str
    published_by: str
    frozen: str
    effective: date
    last_day: date
    deadline: str
    late_by: str
    late_reason: str
    runs: int
    last_attempt: str
    """When the relay last answered; empty: never."""
    replaced_by: str
    reasons: tuple[tuple[str, int], ...] = ()
    """The commonest replies of the relay to what it did not accept, with how many rows each has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusesReport(Report):
    """All notices of the ledger, the newest last."""

    notices: tuple[StatusReport, ...] = ()


def run(root: Path, id: str) -> StatusReport:
    """How one notice stands; `UsageError` where the ledger has none of that name."""
    with open_ledger(root) as store:
        return status_of(store, store.notice(id))


def run_all(root: Path) -> StatusesReport:
    """How all of them stand; none where nothing was frozen in this folder."""
    if not (root / LEDGER).exists():
        return StatusesReport()
    with open_ledger(root) as store:
        return StatusesReport(notices=tuple(status_of(store, notice) for notice in store.notices()))


def status_of(store: Store, notice: FrozenNotice) -> StatusReport:
    """How the notice stands."""
    states = store.states(notice.id)
    ask = store.ask
    (runs,) = ask("SELECT count(*) FROM event WHERE notice = ? AND kind = 'run-started'", notice.id).fetchone()
    last = ask("SELECT ended FROM attempt WHERE notice = ? ORDER BY number DESC LIMIT 1", notice.id).fetchone()
    return StatusReport(
        notice=notice.id,
        rows=store.rows(notice.id),
        states=states,
        rejects=store.rejects(notice.id),
        open=sum(states.get(state.value, 0) for state in OPEN),
        in_doubt=states.get(State.IN_DOUBT.value, 0),
        policy=notice.policy,
        version=notice.version,
        audience=notice.audience,
        informational=notice.informational,
        approved_by=notice.approved_by,
        published_by=notice.published_by,
        frozen=notice.frozen,
        effective=notice.effective,
        last_day=notice.last_day,
        deadline=notice.deadline,
        late_by=notice.late_by,
        late_reason=notice.late_reason,
        runs=runs,
        last_attempt=last[0] if last else "",
        replaced_by=next((other.id for other in store.notices() if notice.id in other.replaces), ""),
        reasons=_reasons(store, notice.id),
    )


_REASONS = """SELECT reason, count(*) FROM recipient WHERE notice = ? AND state IN ('deferred', 'rejected', 'in_doubt',
'bounced', 'unsendable') AND reason <> '' GROUP BY reason ORDER BY 2 DESC, 1 LIMIT 5"""


def _reasons(store: Store, notice: str) -> tuple[tuple[str, int], ...]:
    return tuple(store.ask(_REASONS, notice))
