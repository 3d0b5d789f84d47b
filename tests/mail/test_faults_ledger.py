"""Faults of the design's table that the ledger suffers: full, broken, in use, put back from a backup."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from inforce.core.delivery import State
from inforce.errors import ContentError, StoppedError
from inforce.mail.ledger import acts, evidence
from inforce.mail.ledger.journal import SqliteJournal
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.sending import Why, send
from inforce.mail.times import stamp
from inforce.mail.values import number_of
from support import mail_project
from support.mail_case import PEOPLE, Case
from support.mail_project import clock, plan
from support.smtp_script import ScriptedServer, reply

_NO_INTENT = """CREATE TEMP TRIGGER no_room BEFORE UPDATE ON recipient WHEN NEW.state = 'sending'
BEGIN SELECT raise(ABORT, 'disk I/O error'); END"""


_NO_OUTCOME = """CREATE TEMP TRIGGER no_room BEFORE UPDATE ON recipient WHEN NEW.state = 'accepted'
BEGIN SELECT raise(ABORT, 'disk I/O error'); END"""


def test_no_intent_no_dot(case: Case) -> None:
    """Where the ledger cannot record the intent, the dot is not sent: everybody is still queued."""
    with ScriptedServer() as server:
        with suppress(StoppedError):
            assert case.sabotaged(server, plan(2), lambda _store: _NO_INTENT).why is Why.LEDGER
        assert server.dots == 0
    assert case.states() == {State.QUEUED: PEOPLE}
    with ScriptedServer() as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)


def test_an_outcome_that_cannot_be_recorded_leaves_an_honest_proof(case: Case) -> None:
    """A ledger that fails with messages in hand, and works again at once: they are in doubt, and the proof holds."""
    with ScriptedServer() as server:
        assert case.sabotaged(server, plan(2), lambda _store: _NO_OUTCOME).why is Why.LEDGER
    mail_project.recover(case.root, case.id)
    states = case.states()
    assert 1 <= states[State.IN_DOUBT] <= 2
    assert states[State.QUEUED] >= 1
    with open_ledger(case.root) as store:
        assert evidence.verify(store, case.id) == ()


def test_whatever_stops_the_ledgers_thread_ends_the_run(case: Case) -> None:
    """An error that is none of SQLite's own in the thread that writes ends the run, instead of all waiting for ever."""
    ended: list[Why] = []

    def run() -> None:
        with ScriptedServer() as server:
            # What is read after each commit is there no more.
            ended.append(case.sabotaged(server, plan(2), lambda _store: "CREATE TEMP TABLE event (oddity)").why)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(30)
    assert ended == [Why.LEDGER]
    mail_project.recover(case.root, case.id)
    assert case.states().get(State.ACCEPTED, 0) == 0


def test_a_ledger_that_cannot_be_read_ends_the_run(case: Case) -> None:
    """What is to be sent next is read on another connection; where that fails the run ends in good order too."""
    with ScriptedServer() as server, open_ledger(case.root) as store:
        notice = store.notice(case.id)
        journal = SqliteJournal(store, notice, 1, 1, clock)
        journal._reader.close()
        ended = send(journal, lambda _delivery: b"", mail_project.relay(server.port), plan())
    assert ended.why is Why.LEDGER
    assert "cannot be read" in ended.sentence


def test_a_ledger_that_is_taken_away_ends_the_run(tmp_path: Path) -> None:
    """What would be written to a file without a name is lost with the run: no dot is sent after that."""
    root = tmp_path / "project"
    case = Case(root, mail_project.frozen(root, mail_project.people(40)))
    ledger, aside = root / ".inforce" / "ledger.sqlite", tmp_path / "aside.sqlite"
    with ScriptedServer(keep=lambda _taken: ledger.exists() and ledger.rename(aside)) as server:
        ended = case.send(server, plan(2))
    assert ended.why is Why.LEDGER
    assert "removed or replaced" in ended.sentence


def test_disk_full(tmp_path: Path) -> None:
    """On a full disk no connection sends a dot after the failure; once there is room it goes on, to each once."""
    count, connections = 400, 3
    root = tmp_path / "project"
    case = Case(root, mail_project.frozen(root, mail_project.people(count)))
    long = reply("250 2.0.0 " + "so it is " * 50)
    with ScriptedServer({".": long}) as server:

        def full(store: Store) -> str:
            pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
            return f"PRAGMA max_page_count = {pages + 4}"

        with suppress(StoppedError):
            assert case.sabotaged(server, plan(connections), full).why is Why.LEDGER
        with locked(root, "notify send", clock=clock), open_ledger(root) as store:
            acts.recover(store, case.id, stamp(clock()))
        states = case.states()
        assert states.get(State.IN_DOUBT, 0) <= connections
        assert 0 <= server.dots - states.get(State.ACCEPTED, 0) <= connections
        assert 0 < states[State.QUEUED] < count
        taken = {number_of(each.message_id, case.id) for each in server.taken}
        rows = mail_project.by_number(root, case.id)
        assert not any(rows[number] is State.QUEUED for number in taken if number)
        case.send(server, plan(connections))
        states = case.states()
        assert set(states) <= {State.ACCEPTED, State.IN_DOUBT}
        assert len(server.taken) == len({each.message_id for each in server.taken})


# ---- two senders, old ledgers ---------------------------------------------------------------------------------------


def test_two_senders(case: Case) -> None:
    """While one sends, a second refuses and names the first; nothing is sent twice."""
    with locked(case.root, "notify send", clock=clock), ScriptedServer() as server:
        with pytest.raises(StoppedError, match="notify send") as caught:
            case.send(server)
        assert server.connections == 0
    assert caught.value.problems[0].code == "ledger-locked"


def test_old_copy(case: Case, tmp_path: Path) -> None:
    """A ledger put back from before the sending is behind its mark, and is refused."""
    ledger = case.root / ".inforce" / "ledger.sqlite"
    shutil.copy(ledger, tmp_path / "old.sqlite")
    with ScriptedServer() as server:
        case.send(server)
    for beside in ledger.parent.glob("ledger.sqlite-*"):
        beside.unlink()
    shutil.copy(tmp_path / "old.sqlite", ledger)
    with open_ledger(case.root) as store, pytest.raises(ContentError):
        store.check_mark()
