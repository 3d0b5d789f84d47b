"""`inforce notify proof`: what was sent to whom, when and with which answer; verified, and rebuilt byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from inforce import source
from inforce.commands.files import write_whole
from inforce.commands.notify import register_marks
from inforce.commands.notify.status import StatusReport, status_of
from inforce.commands.notify.trial import address_of
from inforce.commands.project import usage
from inforce.commands.report import Report
from inforce.core.delivery import State
from inforce.core.register_event import Event
from inforce.errors import Place, Problem
from inforce.mail.ledger import events, evidence
from inforce.mail.ledger.evidence import Row
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.values import FrozenNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofReport(Report):
    """A notice and what proves it; `problems` hold whatever does not fit, and then the exit status is 1."""

    status: StatusReport
    text: str
    """SHA-256 of the version's canonical text, as in the register and on the version's page."""
    meta: str
    commit: str
    program: str
    inputs: Mapping[str, str]
    variants: Mapping[str, str]
    """SHA-256 of the shared part of every message, by locale."""
    subjects: Mapping[str, str]
    ledger: str
    head: str
    """Head of the ledger's chain of events for this notice."""
    registered: int = 0
    """Lines of the site's register that name the notice; with none, nothing outside the ledger confirms it."""
    events: tuple[Mapping[str, str], ...] = field(default=())
    """What was done, in order: when, what, by whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuiltReport(Report):
    """One message, made again as it went out, or as it would have."""

    notice: str
    number: int
    state: State
    """What became of it: one that never went out proves nothing but what it would have said."""
    out: Path
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The report, and the deliveries one by one: there may be a million."""

    report: ProofReport
    store: Store

    def deliveries(self) -> Iterator[Row]:
        """Every recipient with its attempts, in order of number."""
        return evidence.deliveries(self.store, self.report.status.notice)


@contextmanager
def opened(root: Path, id: str) -> Iterator[Proof]:
    """The proof of a notice, verified; its deliveries can be read while the block lasts."""
    with open_ledger(root) as store:
        notice = store.notice(id)
        lines = _lines(root, notice)
        report = ProofReport(
            problems=(*evidence.verify(store, id), *_against_register(lines, store, notice)),
            registered=len(lines),
            status=status_of(store, notice),
            text=notice.text,
            meta=notice.meta,
            commit=notice.commit,
            program=notice.program,
            inputs=dict(notice.inputs),
            variants=dict(notice.variants),
            subjects={locale: variant.subject for locale, variant in store.variants(id).items()},
            ledger=store.id,
            head=events.head(store, id),
            events=tuple(_events(store, id)),
        )
        yield Proof(report, store)


def _lines(root: Path, notice: FrozenNotice) -> list[Event]:
    """The lines that the site's register has of the notice."""
    lines = source.read(root).register.notices(notice.policy, notice.version, notice.audience.value)
    return [event for event in lines if event.notice and event.notice.id == notice.id]


def _against_register(own: list[Event], store: Store, notice: FrozenNotice) -> Iterator[Problem]:
    """What does not fit the register's lines of the notice: a ledger written anew, or an old one."""
    if problem := register_marks.foreign(own, store.id) or register_marks.behind(own, store):
        yield problem
    for event in own:
        if event.notice and event.notice.digest != store.digest(notice.id):
            sentence = f"The register names another digest for {notice.id}: what was frozen is not what stands here."
            remedy = "Compare register and ledger with copies of them: one of the two was written anew."
            yield Problem("ledger-register-differs", Place(register_marks.REGISTER, event.line), sentence, remedy)
            return


def _events(store: Store, id: str) -> Iterator[Mapping[str, str]]:
    rows = store.ask("SELECT at, kind, by, detail FROM event WHERE notice = ? ORDER BY number", id)
    for at, kind, by, detail in rows:
        yield {"at": at, "kind": kind, "by": by, "detail": detail}


def rebuild(root: Path, id: str, which: str, out: Path) -> RebuiltReport:
    """Write the message of a recipient, named by address or number; if it went out, its digest is that on record."""
    with open_ledger(root) as store:
        store.notice(id)
        number = int(which) if which.isascii() and which.isdigit() else _number(store, id, which)
        data = evidence.rebuild(store, id, number)
        (state,) = store.ask("SELECT state FROM recipient WHERE number = ? AND notice = ?", number, id).fetchone()
    write_whole(out, data)
    digest = sha256(data).hexdigest()
    return RebuiltReport(notice=id, number=number, state=State(state), out=out, size=len(data), digest=digest)


_FIND = "SELECT number FROM recipient WHERE notice = ? AND key = ? ORDER BY state = 'duplicate_of', number LIMIT 1"


def _number(store: Store, id: str, address: str) -> int:
    _email, key = address_of(address, unsendable=True)
    found = store.ask(_FIND, id, key).fetchone()
    if found is None:
        remedy = f"An erased one is found by its number: inforce notify proof {id} --csv"
        raise usage("no-such-recipient", f"{id} has no recipient of that address.", remedy)
    return int(found[0])
