"""`inforce notify send`: the one verb that sends. May be stopped and run again at any moment; nobody is mailed twice.

The order is what makes it safe: lock, is this ledger the newest, what did a dead run leave, is the notice what was
approved, is it in time, does a person agree; then the line in the site's register, and only then the first message.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from inforce import source
from inforce.commands.after import name_of, reason_of
from inforce.commands.notify import register_lines, register_marks
from inforce.commands.notify.send_checks import Withdrawn, in_time, subject_now
from inforce.commands.notify.send_values import Options, Question, SendReport
from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.project import usage
from inforce.commands.report import SILENT, Progress
from inforce.core.delivery import State
from inforce.errors import ContentError, InforceError, Level, Place, Problem, StoppedError
from inforce.mail import sending
from inforce.mail.dispatch import dispatch
from inforce.mail.ledger import acts, events
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.message import MessageFault
from inforce.mail.relay import Relay, from_url
from inforce.mail.sending import Snapshot, Why
from inforce.mail.values import FrozenNotice

Ask = Callable[[Question], bool]


def run(
    root: Path,
    id: str,
    options: Options,
    *,
    now: Now,
    environ: Mapping[str, str],
    ask: Ask,
    tell: Callable[[Snapshot], None] | None = None,
    stop: threading.Event | None = None,
    progress: Progress = SILENT,
) -> SendReport:
    """Send what is open of the notice `id`; a report however the run ends, an exception where it must not begin."""
    relay = from_url(options.smtp, environ, insecure=options.insecure)
    if options.late:
        name_of(options.late.by), reason_of(options.late.reason)
    with locked(root, "notify send", clock=seconds_of(now)), open_ledger(root) as store:
        notice = store.notice(id)
        progress.stage("Checking")
        work = _Work(root, store, notice, options, relay, now)
        opened = work.open()
        if not opened.count:
            return work.nothing_to_send(opened)
        if not ask(opened.question):
            raise usage("not-confirmed", "Not confirmed: nothing was sent.")
        return work.send(opened, tell, stop)


@dataclass(frozen=True, slots=True)
class Opened:
    """A notice that may be sent."""

    count: int
    question: Question


class _Work:
    """One run over one notice."""

    def __init__(
        self,
        root: Path,
        store: Store,
        notice: FrozenNotice,
        options: Options,
        relay: Relay,
        now: Now,
    ) -> None:
        self.root, self.store, self.notice = root, store, notice
        self.options, self.relay, self.now = options, relay, now
        self.warnings: list[Problem] = []
        self.lost = self.restored = 0
        self.unregistered = False
        self.withdrawn = Withdrawn(root, notice)

    def at(self) -> str:
        """The present moment, as the ledger writes it."""
        return written_moment(self.now())

    # ---- may it be sent -------------------------------------------------------------------------------------------

    def open(self) -> Opened:
        """Everything that is asked before a person is; raises where the notice must not go out."""
        moment, notice, store = self.now(), self.notice, self.store
        self._newest_ledger()
        self.lost = acts.recover(store, notice.id, self.at())
        subject = subject_now(self.root, notice, moment)
        if later := [other.id for other in store.notices() if notice.id in other.replaces]:
            # What a reconciliation queued again here is in no later notice, so it may go out.
            sentence = f"{notice.id} was replaced by {later[-1]}, which has whoever was still to be mailed then."
            remedy = f"Send that one: inforce notify send {later[-1]}"
            self.warnings.append(Problem("notice-replaced", Place(), sentence, remedy, Level.WARNING))
        left = open_rows(store, notice.id)
        count = min(left, self.options.limit) if self.options.limit else left
        mail = subject.site.mail
        rate = float(self.options.rate or mail.rate)
        connections = self.options.connections or mail.connections
        in_time(notice, moment, count, rate, self.options.late)
        variants = store.variants(notice.id)
        question = Question(
            notice=notice.id,
            policy=notice.policy,
            version=notice.version,
            audience=notice.audience,
            informational=notice.informational,
            count=count,
            open=left,
            states=store.states(notice.id),
            sender=mail.sender or subject.site.contact,
            subjects={locale: variant.subject for locale, variant in variants.items()},
            relay=str(self.relay),
            tls=self.relay.tls,
            rate=rate,
            connections=min(connections, count) or 1,
            seconds=count / rate,
            approved_by=notice.approved_by,
            late_by=self.options.late.by if self.options.late else notice.late_by,
            restored=self.restored,
            lost=self.lost,
        )
        return Opened(count, question)

    def _newest_ledger(self) -> None:
        """Refuse a ledger that knows less than it once did, unless a person says that it comes from a backup."""
        gathered = source.read(self.root)
        lines = gathered.register.notices(self.notice.policy, self.notice.version, self.notice.audience.value)
        if problem := register_marks.foreign(lines, self.store.id):
            raise ContentError(problem)
        if self.options.restored:
            by = name_of(self.options.restored_by)
            self.restored = acts.restored(self.store, self.notice.id, by=by, at=self.at())
            register_marks.acknowledge(self.store, self.notice.id, lines, by=by, at=self.at())
            self.store.write_mark(anyway=True)
            return
        self.store.check_mark()
        if problem := register_marks.behind(lines, self.store):
            raise ContentError(problem)

    # ---- sending --------------------------------------------------------------------------------------------------

    def send(self, opened: Opened, tell: Callable[[Snapshot], None] | None, stop: threading.Event | None) -> SendReport:
        """The lines in the register, the run, the line at its end."""
        notice, question, options = self.notice, opened.question, self.options
        if options.late:
            with self.store.transaction():
                detail = {"reason": reason_of(options.late.reason)}
                events.append(self.store, notice.id, "late", name_of(options.late.by), self.at(), detail)
        lines = register_lines.Lines(self.root, self.store, notice, self.now)
        plan = sending.Plan(
            connections=question.connections,
            rate=question.rate,
            limit=options.limit,
            wait=options.wait,
            halt_after=options.halt_after,
            pause_factor=options.pause_factor,
        )
        stopping = stop or threading.Event()
        try:
            ended = dispatch(
                self.store,
                notice,
                self.relay,
                plan,
                by=notice.approved_by,
                begun=lambda run: self.warnings.extend(lines.begin(run)),
                tell=self._until_its_end(tell, stopping),
                stop=stopping,
                clock=seconds_of(self.now),
            )
        except MessageFault as fault:
            sentence = f"A message of {notice.id} must not go out, and the run ended at it: {fault.reason}."
            raise StoppedError(Problem("message-unfit", Place(), sentence, "Please report this.")) from fault
        if ended.why is not Why.LEDGER:
            self._expire()
            self._end(lines)
        return self._report(ended, registered=True)

    def _until_its_end(
        self, tell: Callable[[Snapshot], None] | None, stop: threading.Event
    ) -> Callable[[Snapshot], None]:
        """What is told of the run; it also ends the run when the time is over, unless a person answered for it.

        And when the version is withdrawn while the run goes on.
        """
        deadline = datetime.fromisoformat(self.notice.deadline)
        late = self.options.late is not None

        def told(snapshot: Snapshot) -> None:
            if tell is not None:
                tell(snapshot)
            if (not late and self.now() >= deadline) or self.withdrawn.asked():
                stop.set()

        return told

    def _end(self, lines: register_lines.Lines) -> None:
        """The register's line at the end of the run; that it cannot be written does not unsay what was sent."""
        try:
            lines.end()
        except InforceError as error:
            self.unregistered = True
            self.warnings.extend(replace(problem, level=Level.WARNING, remedy=_AGAIN) for problem in error.problems)

    def _expire(self) -> None:
        """At the deadline: what the relay put off until then ends, unless others wait whom nobody has tried yet."""
        over = self.options.late is None and self.now() >= datetime.fromisoformat(self.notice.deadline)
        if over and State.QUEUED.value not in self.store.states(self.notice.id):
            acts.expire(self.store, self.notice.id, self.at())

    def nothing_to_send(self, opened: Opened) -> SendReport:
        """The report where no row is open; what the register lost of it is written anew."""
        lines = register_lines.Lines(self.root, self.store, self.notice, self.now)
        self.warnings.extend(lines.mend())
        return self._report(sending.Ended(Why.DONE, "", Snapshot({}, 0, 0.0)), registered=lines.written)

    def _report(self, ended: sending.Ended, *, registered: bool) -> SendReport:
        states = self.store.states(self.notice.id)
        doubt = states.get(State.IN_DOUBT.value, 0)
        problems = list(self.warnings)
        sentence = ended.sentence
        if ended.why is Why.STOPPED and self.options.late is None and self.at() >= self.notice.deadline:
            sentence = "The notice's time is over."
        if ended.why is Why.STOPPED and self.withdrawn.found:
            sentence = f"{self.notice.policy} {self.notice.version} was withdrawn meanwhile."
        if doubt:
            problems.append(_in_doubt(self.notice.id, doubt))
        return SendReport(
            problems=tuple(problems),
            notice=self.notice.id,
            audience=self.notice.audience,
            why=ended.why,
            sentence=sentence,
            rows=self.store.rows(self.notice.id),
            states=states,
            run={state.value: count for state, count in ended.run.states.items() if count},
            seconds=round(ended.run.seconds, 1),
            attempts=ended.run.attempts,
            open=open_rows(self.store, self.notice.id),
            in_doubt=doubt,
            lost=self.lost,
            next_due=written_moment(datetime.fromtimestamp(ended.next_due, self.now().tzinfo))
            if ended.next_due
            else "",
            registered=registered,
            unregistered=self.unregistered,
        )


_AGAIN = "What went out is in the ledger. Mend that, then run again: the register gets its line, and nobody a message."


def _in_doubt(notice: str, count: int) -> Problem:
    whom = "1 message is" if count == 1 else f"{count:,} messages are"
    sentence = f"{whom} in doubt: it may have gone out, and no answer of the relay is on record. It is not sent again."
    remedy = f"Ask the relay's log: inforce notify reconcile {notice} --relay-log FILE (or --csv FILE)"
    return Problem("notice-in-doubt", Place(), sentence, remedy, Level.WARNING)


def open_rows(store: Store, notice: str) -> int:
    """Rows that a further run would work on."""
    states = store.states(notice)
    return sum(states.get(state.value, 0) for state in (State.QUEUED, State.DEFERRED, State.SENDING))
