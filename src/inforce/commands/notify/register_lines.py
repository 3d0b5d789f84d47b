"""The lines that a notice adds to the site's register: one before its first message, one at the end of each run."""

from __future__ import annotations

from pathlib import Path

from inforce import source
from inforce.commands.notify.subject import Now
from inforce.core.delivery import OPEN, TAKEN, State
from inforce.core.register import Event
from inforce.core.told import SENT, STARTED, NoticeRecord
from inforce.errors import ContentError, Level, Place, Problem
from inforce.mail.ledger import events
from inforce.mail.ledger.store import Store
from inforce.mail.values import FrozenNotice
from inforce.publish import register as register_file

REGISTER = "content/register.jsonl"


class Lines:
    """What the register says, and is to say, of one notice."""

    def __init__(self, root: Path, store: Store, notice: FrozenNotice, now: Now) -> None:
        self._root, self._store, self._notice, self._now = root, store, notice, now
        self._run = 0
        self.written = False
        """Whether a line was added."""

    def begin(self, run: int) -> tuple[Problem, ...]:
        """See that the register names the notice, and all that earlier runs did, before a message of `run` goes out.

        The ledger's event of the run is durable already: a copy of the ledger from before it lacks the line's head.
        """
        self._run = run
        before = self._lines()
        if not before:
            self._append(STARTED)
            return (_written_again(self._notice.id),) if self._tried() else ()
        last = before[-1].notice
        if last is not None and (last.accepted < self._accepted() or last.run + 1 < run):
            # The run that did this died before it could write its own line.
            self._append(SENT)
        return ()

    def end(self) -> None:
        """Write how the notice stands at the end of the run that began."""
        self._append(SENT)

    def mend(self) -> tuple[Problem, ...]:
        """See that the last line says how the notice stands, where no run follows; warnings for what was lost."""
        if not self._tried():
            return ()
        before = self._lines()
        last = before[-1].notice if before else None
        self._run = last.run if last else 1
        now = self._record()
        same = last is not None and (last.accepted, last.open, last.in_doubt) == (now.accepted, now.open, now.in_doubt)
        if same and before[-1].event == SENT:
            return ()
        if not before:
            self._append(STARTED)
        self._append(SENT)
        return () if before else (_written_again(self._notice.id),)

    def _tried(self) -> bool:
        """Whether the ledger holds an attempt of this notice."""
        query = "SELECT 1 FROM attempt WHERE notice = ? AND phase <> 'test' LIMIT 1"
        return self._store.ask(query, self._notice.id).fetchone() is not None

    def _lines(self) -> list[Event]:
        notice = self._notice
        found = source.read(self._root).register.notices(notice.policy, notice.version, notice.audience.value)
        return [event for event in found if event.notice and event.notice.id == notice.id]

    def _accepted(self) -> int:
        states = self._store.states(self._notice.id)
        return sum(states.get(state.value, 0) for state in TAKEN)

    def _record(self) -> NoticeRecord:
        states = self._store.states(self._notice.id)
        return NoticeRecord(
            id=self._notice.id,
            audience=self._notice.audience.value,
            ledger=self._store.id,
            digest=self._store.digest(self._notice.id),
            run=self._run,
            accepted=self._accepted(),
            open=sum(states.get(state.value, 0) for state in OPEN),
            in_doubt=states.get(State.IN_DOUBT.value, 0),
            head=events.head(self._store, self._notice.id),
        )

    def _append(self, kind: str) -> None:
        event = Event(
            event=kind,
            policy=self._notice.policy,
            recorded=self._now().date(),
            by=self._notice.approved_by,
            version=self._notice.version,
            notice=self._record(),
        )
        gathered = source.read(self._root)
        if wrong := [p for p in gathered.problems if p.place.path == REGISTER and p.level is Level.ERROR]:
            # A line after what is no line, say the mark of a merge, would have to be taken out again with it.
            raise ContentError(wrong)
        register_file.append(self._root, gathered.register, [event])
        self.written = True


def _written_again(notice: str) -> Problem:
    sentence = f"The register had lost the lines of {notice}; they were written again from the ledger."
    remedy = "Find out who dropped them: they keep a second ledger from mailing everybody again. Commit the register."
    return Problem("notice-line-lost", Place(REGISTER), sentence, remedy, Level.WARNING)
