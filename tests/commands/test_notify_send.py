"""Sending: every reason not to begin, what a person is asked, and how a run ends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from inforce import source
from inforce.commands import withdraw
from inforce.commands.notify import register_lines, send
from inforce.console.notify_send import sent
from inforce.console.terminal import drawn
from inforce.errors import ContentError, ExitCode, Place, Problem, StoppedError
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger
from inforce.mail.sending import Snapshot
from inforce.publish import register
from support import mail_project
from support.notify_cli import Desk, clock
from support.small_project import TODAY, write
from support.smtp_script import Act, ClosedPort, ScriptedServer, reply
from support.smtp_server import RecordingServer, recording

TESTS = Path(__file__).parents[1]
TEXT = "content/policies/privacy/2027-01-31.md"
REGISTER = "content/register.jsonl"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RecordingServer]:
    """A relay that takes everything."""
    with recording(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: RecordingServer) -> Desk:
    """A project with a published amendment, a file of three people beside it, the relay in the environment."""
    mail_project.recipients(tmp_path / "people.csv", mail_project.people(3))
    return Desk(mail_project.project(tmp_path / "project"), relay=server.url)


@pytest.fixture
def id(desk: Desk) -> str:
    """Its frozen notice."""
    return desk.freeze(desk.root.parent / "people.csv")


def events(desk: Desk) -> list[tuple[str, int, int, int]]:
    """The register's lines on notices: event, run, accepted, open."""
    found = source.read(desk.root).register.notices("privacy", "2027-01-31")
    return [(e.event, e.notice.run, e.notice.accepted, e.notice.open) for e in found if e.notice]


# ---- agreeing -------------------------------------------------------------------------------------------------------


def test_without_anybody_to_ask_nothing_is_sent(desk: Desk, id: str, server: RecordingServer) -> None:
    """A script has to say --yes."""
    done = desk("notify", "send", id)
    assert (done.code, server.taken) == (2, [])
    assert "Nobody is there to agree: nothing was sent." in done.err


def test_the_question_says_what_will_happen(desk: Desk, id: str, server: RecordingServer) -> None:
    """How many, to whom, subjects, from, relay, pace; anything but the word sends nothing."""
    done = desk("notify", "send", id, answer="yes\n")
    assert (done.code, server.taken, events(desk)) == (2, [], [])
    for words in (
        f"About to send {id}",
        "approved by Grace Release",
        "To:      3 account holders",
        "From:    policy@example.com",
        "Subject: ",
        f"Relay:   {server.url.removeprefix('smtp://')}, on this machine",
        "Pace:    50 messages a second over 3 connections, under a minute in all",
        "Type “send” to send",
    ):
        assert words in done.out
    assert "Not confirmed: nothing was sent." in done.err


def test_the_word_sends(desk: Desk, id: str, server: RecordingServer) -> None:
    """Each gets one message, and the register says that it began and how it ended."""
    done = desk("notify", "send", id, "--rate", "1000", answer="send\n")
    assert done.code == 0, done.all
    assert sorted(taken.recipients for taken in server.taken) == [(a,) for a in mail_project.people(3)]
    assert "Done: nothing is left to send." in done.out
    assert events(desk) == [("notice-started", 1, 0, 3), ("notice-sent", 1, 3, 0)]


def test_sending_again_sends_nothing(desk: Desk, id: str, server: RecordingServer) -> None:
    """What was accepted is never sent again, and the register gets no further line."""
    desk.send(id)
    before = (desk.root / REGISTER).read_bytes()
    done = desk("notify", "send", id, answer="send\n")
    assert (done.code, len(server.taken)) == (0, 3)
    assert "Type" not in done.out
    assert (desk.root / REGISTER).read_bytes() == before


def test_a_test_message_touches_no_row(desk: Desk, id: str, server: RecordingServer) -> None:
    """It goes to the address named, with a Message-ID of its own."""
    done = desk("notify", "send", id, "--test", "me@example.net")
    (taken,) = server.taken
    assert (done.code, taken.recipients) == (0, ("me@example.net",))
    assert f"<{id}.test1@" in taken.message_id
    assert "No row of the notice was touched" in done.out
    assert desk("notify", "status", id, "--json").out.count('"queued": 3') == 1
    assert events(desk) == []


def test_a_test_message_that_is_refused_says_so(desk: Desk, id: str) -> None:
    """With the relay's words."""
    with ScriptedServer({"RCPT": reply("550 5.1.1 no such user")}) as relay:
        done = desk("notify", "send", id, "--test", "me@example.net", "--smtp", relay.url)
    assert done.code == 4
    assert "did not take the test message: 550 5.1.1 no such user" in done.err


def test_a_test_address_is_read_strictly(desk: Desk, id: str) -> None:
    """A slip of the pen is no address."""
    done = desk("notify", "send", id, "--test", "me.example.net")
    assert (done.code, "the address has no @" in done.err) == (2, True)


def test_a_polite_stop_finishes_what_is_in_hand(desk: Desk, server: RecordingServer, tmp_path: Path) -> None:
    """As Ctrl-C does: exit 4, what was sent is on record, the rest is open; the same command goes on."""
    id = desk.freeze(mail_project.recipients(tmp_path / "many.csv", mail_project.people(60)))
    stop = Event()

    def tell(snapshot: Snapshot) -> None:
        if snapshot.attempts:
            stop.set()

    options = send.Options(smtp=server.url, rate=60)
    report = send.run(
        desk.root, id, options, now=clock(desk.moment), environ={}, ask=lambda _: True, tell=tell, stop=stop
    )
    said = "\n".join(drawn(line, colour=False) for line in sent(report))
    assert report.exit_code is ExitCode.STOPPED
    assert report.states["accepted"] == len(server.taken) < 60
    assert f"Stopped: {report.open} still to be sent. Every message in hand was finished." in said
    assert f"inforce notify send {id}    goes on where this run ended" in said
    assert desk.send(id).code == 0
    assert len(server.taken) == 60


def test_limit_sends_a_part(desk: Desk, id: str, server: RecordingServer) -> None:
    """And the rest goes out with the next run."""
    done = desk.send(id, "--limit", "2")
    assert (done.code, len(server.taken)) == (0, 2)
    assert "Sent as many as --limit allows: 1 still to be sent." in done.out
    assert desk.send(id).code == 0
    assert len(server.taken) == 3
    assert events(desk)[1:] == [("notice-sent", 1, 2, 1), ("notice-sent", 2, 3, 0)]


# ---- what was approved ----------------------------------------------------------------------------------------------


def refused(desk: Desk, id: str, server: RecordingServer, *more: str) -> tuple[int, str]:
    """Exit status and sentences of a send that must not begin."""
    before = (desk.root / REGISTER).read_bytes(), len(server.taken)
    done = desk.send(id, *more)
    assert ((desk.root / REGISTER).read_bytes(), len(server.taken)) == before
    return done.code, " ".join(done.all.split())


def test_a_version_edited_after_the_freeze_is_not_sent(desk: Desk, id: str, server: RecordingServer) -> None:
    """The changed sentence is named, as everywhere."""
    text = (desk.root / TEXT).read_text()
    write(desk.root, TEXT, text.replace("it within 60", "it within 61"))
    code, said = refused(desk, id, server)
    assert code == 1
    assert "within 61 days" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("templates/mail/en.toml", "templates/mail/en.toml is new since"),
        ("inforce.toml", "inforce.toml was changed since"),
    ],
)
def test_what_the_letter_is_made_from_must_be_as_frozen(
    desk: Desk, id: str, server: RecordingServer, name: str, said: str
) -> None:
    """A template, a phrase or a setting changed after the approval is named."""
    new = (desk.root / name).read_text() if (desk.root / name).exists() else ""
    new = new.replace('organisation = "Example"', 'organisation = "Sample"') or 'greeting = "Hi,"\n'
    write(desk.root, name, new)
    code, words = refused(desk, id, server)
    assert code == 1, words
    assert said in words
    assert "Whoever was mailed already is not mailed again by a new freeze." in words


def test_a_faster_pace_is_no_other_letter(desk: Desk, id: str) -> None:
    """Settings that no letter speaks of may change."""
    text = (desk.root / "inforce.toml").read_text()
    write(desk.root, "inforce.toml", text + "rate = 50\n")
    assert desk.send(id).code == 0


def test_a_version_withdrawn_after_the_freeze_is_not_sent(desk: Desk, id: str, server: RecordingServer) -> None:
    """Nobody is told of a change that never comes."""
    withdraw.run(desk.root, "privacy", "2027-01-31", by="Ada Counsel", reason="Given up.", today=TODAY)
    code, said = refused(desk, id, server)
    assert (code, "nobody is told of a change that never comes" in said) == (3, True)


# ---- time -----------------------------------------------------------------------------------------------------------


def test_after_the_deadline_somebody_must_answer_for_it(desk: Desk, id: str, server: RecordingServer) -> None:
    """Or end the notice, by name; both ways are told."""
    desk.moment = datetime(2027, 1, 2, tzinfo=UTC)
    code, said = refused(desk, id, server)
    assert code == 3
    assert "was over at 00:00 UTC on 2 January 2027; 3 are not sent" in said
    assert f"inforce notify send {id} --late --by NAME" in said
    assert "--decide expire" in said
    done = desk.send(id, "--late", "--by", "Carl Chief", "--reason", "The relay was down.")
    assert (done.code, len(server.taken)) == (0, 3)
    assert "sent late, by Carl Chief: The relay was down." in desk("notify", "proof", id).out


def test_what_cannot_end_in_time_does_not_begin(desk: Desk, id: str, server: RecordingServer) -> None:
    """The rate that would do is named."""
    desk.moment = datetime(2027, 1, 1, 23, 59, 58, tzinfo=UTC)
    done = desk("notify", "send", id, "--yes", "--rate", "1")
    assert (done.code, server.taken) == (3, [])
    assert "3 messages at 1 a second take longer than the time left" in done.err
    assert "--rate 2" in done.err


def test_a_run_ends_at_the_deadline(desk: Desk, id: str) -> None:
    """What the relay put off until then expires."""
    desk.moment = datetime(2027, 1, 1, 23, 59, 59, tzinfo=UTC)
    with ScriptedServer({"RCPT": reply("451 4.7.1 later")}) as relay:
        done = desk.send(id, "--smtp", relay.url)
    assert done.code == 4
    assert "The notice's time is over" in done.out
    assert "3  expired" in done.out


def test_who_was_never_tried_waits_for_a_person_at_the_deadline(desk: Desk, id: str) -> None:
    """They stay open until somebody answers for sending late, or ends the notice."""
    desk.moment = datetime(2027, 1, 1, 23, 59, 59, tzinfo=UTC)
    with ScriptedServer({"RCPT": reply("250 ok", wait=1.5)}) as relay:
        done = desk.send(id, "--smtp", relay.url, "--connections", "1")
    assert done.code == 4
    assert "The notice's time is over; " in done.out
    assert "queued" in done.out and "expired" not in done.out


# ---- the relay ------------------------------------------------------------------------------------------------------


def test_a_relay_that_refuses_everything_writes_nobody_off(desk: Desk, tmp_path: Path) -> None:
    """The run halts, and everybody is to be sent again."""
    mail_project.recipients(tmp_path / "many.csv", mail_project.people(40))
    id = desk.freeze(tmp_path / "many.csv")
    with ScriptedServer({"RCPT": reply("554 5.7.1 Relay access denied")}) as relay:
        done = desk.send(id, "--smtp", relay.url)
    assert done.code == 4
    assert "Halted: The relay refused 2" in done.out
    assert "554 5.7.1 Relay access denied. Nobody is written off for it: 40 still to be sent." in done.out
    assert "40  queued" in done.out
    assert "once the relay takes it (ask who runs it)" in done.out
    assert desk.send(id).code == 0


def test_half_of_the_addresses_refused(desk: Desk, tmp_path: Path) -> None:
    """They are counted and listed with the relay's words; the others get their message."""
    mail_project.recipients(tmp_path / "many.csv", mail_project.people(40))
    id = desk.freeze(tmp_path / "many.csv")

    def odd(line: bytes) -> Act | None:
        number = int("".join(c for c in line.decode() if c.isdigit()))
        return reply("550 5.1.1 unknown user") if number % 2 else None

    with ScriptedServer({"RCPT": odd}) as relay:
        done = desk.send(id, "--smtp", relay.url, "--connections", "1")
    assert done.code == 0
    assert "20 of 40 addresses were refused for good. Is it the right list?" in done.out
    assert "20  accepted" in done.out
    assert f"inforce notify proof {id} --csv    names those to tell in another way" in done.out
    assert "20  rejected      refused by the relay for good: tell them in another way" in done.out
    assert "20  550 5.1.1 unknown user" in desk("notify", "status", id).out


def test_a_relay_that_is_down_changes_nothing(desk: Desk, id: str) -> None:
    """Nothing was begun: no line in the register, no run in the ledger."""
    with ClosedPort() as port:
        done = desk.send(id, "--smtp", f"smtp://127.0.0.1:{port}")
    assert done.code == 4
    assert "cannot be reached" in done.err
    assert events(desk) == []


def test_a_password_in_the_address_is_refused(desk: Desk, id: str) -> None:
    """A command line is seen by everybody on the machine."""
    done = desk.send(id, "--smtp", "smtp://ada:secret@127.0.0.1:25")
    assert done.code == 2
    assert "secret" not in done.all
    assert "INFORCE_SMTP_PASSWORD" in done.err


def test_what_a_relay_says_cannot_steer_the_terminal(desk: Desk, id: str) -> None:
    """Control characters of a reply are made visible before anybody reads it."""
    with ScriptedServer({"RCPT": reply("554 5.7.1 \x1b[2Jgone\x07\x1b]0;owned\x07")}) as relay:
        done = desk.send(id, "--smtp", relay.url, "--halt-after", "1")
    said = done.all + desk("notify", "status", id).all + desk("notify", "proof", id, "--csv").all
    assert "\x1b" not in said and "\x07" not in said
    assert "gone" in said


def test_what_is_in_doubt_is_said_and_not_sent_again(desk: Desk, id: str, server: RecordingServer) -> None:
    """A relay that hangs up after the dot leaves a doubt; the way to settle it is named."""
    with ScriptedServer({".": replace(reply(""), say=b"", drop=True)}) as relay:
        done = desk.send(id, "--smtp", relay.url)
    assert done.code == 0
    assert "3 messages are in doubt" in done.err
    assert f"inforce notify reconcile {id} --relay-log FILE" in done.out
    assert desk.send(id).code == 0
    assert server.taken == []


# ---- the ledger -----------------------------------------------------------------------------------------------------


def test_two_senders_do_not_work_on_one_ledger(desk: Desk, id: str, server: RecordingServer) -> None:
    """The second names the first."""
    with locked(desk.root, "notify send", clock=mail_project.clock):
        code, said = refused(desk, id, server)
    assert code == 4
    assert "“notify send” runs since" in said


def test_an_old_copy_of_the_ledger_is_refused_by_its_mark(desk: Desk, id: str, server: RecordingServer) -> None:
    """The ledger's file alone was put back: its mark knows better."""
    ledger = desk.root / ".inforce/ledger.sqlite"
    shutil.copy(ledger, desk.root.parent / "old.sqlite")
    desk.send(id, "--limit", "1")
    shutil.copy(desk.root.parent / "old.sqlite", ledger)
    code, said = refused(desk, id, server)
    assert code == 1
    assert "This ledger seems to be an old copy" in said


@pytest.mark.parametrize("limit", ["1", "3"])
def test_a_restored_folder_is_refused_by_the_register(desk: Desk, id: str, server: RecordingServer, limit: str) -> None:
    """The whole .inforce folder was put back from before the first run: the register knows better."""
    shutil.copytree(desk.root / ".inforce", desk.root.parent / "backup")
    desk.send(id, "--limit", limit)
    shutil.rmtree(desk.root / ".inforce")
    shutil.copytree(desk.root.parent / "backup", desk.root / ".inforce")
    code, said = refused(desk, id, server)
    assert code == 1
    assert "The ledger is older than the register" in said
    assert f"inforce notify send {id} --restored --by NAME" in said
    frozen = desk("notify", "freeze", "privacy", "2027-01-31", "--recipients", desk.root.parent / "people.csv",
                  "--audience", "accounts", "--approved-by", "Grace Release")  # fmt: skip
    assert (frozen.code, "older than the register" in frozen.err) == (1, True)


def test_restored_puts_what_is_open_in_doubt(desk: Desk, id: str, server: RecordingServer) -> None:
    """Nobody is mailed twice; from then on the ledger may be used, and evidence or a person settles the rest."""
    shutil.copytree(desk.root / ".inforce", desk.root.parent / "backup")
    desk.send(id, "--limit", "1")
    shutil.rmtree(desk.root / ".inforce")
    shutil.copytree(desk.root.parent / "backup", desk.root / ".inforce")
    done = desk.send(id, "--restored", "--by", "Grace Release")
    assert (done.code, len(server.taken)) == (0, 1)
    assert "3  in doubt" in done.out
    taken = server.taken[0].message_id
    write(desk.root.parent, "mail.csv", f"message-id,status\n{taken},accepted\n")
    settled = desk("notify", "reconcile", id, "--csv", desk.root.parent / "mail.csv", "--absent-is-queued")
    assert settled.code == 0
    assert "1 the relay has them: accepted" in settled.out
    assert "2 the relay never had them: to be sent again" in settled.out
    assert desk.send(id).code == 0
    assert sorted(t.recipients for t in server.taken) == [(a,) for a in mail_project.people(3)]
    assert desk("notify", "proof", id).code == 0


def test_whom_a_restored_ledger_does_not_know(desk: Desk, id: str, server: RecordingServer) -> None:
    """Who was added after the backup was made is unknown to it, and would be mailed again: top-up and freeze say so."""
    desk.send(id)
    shutil.copytree(desk.root / ".inforce", desk.root.parent / "backup")
    more = mail_project.recipients(desk.root.parent / "more.csv", mail_project.people(5))
    add = ("notify", "top-up", id, "--recipients", more, "--approved-by", "Grace Release")
    assert "restored from a copy" not in desk(*add).all
    desk.send(id)
    shutil.rmtree(desk.root / ".inforce")
    shutil.copytree(desk.root.parent / "backup", desk.root / ".inforce")
    assert desk.send(id).code == 1
    assert desk.send(id, "--restored", "--by", "Grace Release").code == 0
    added = desk(*add)
    assert added.code == 0
    words = (
        f"restored from a copy that lacks what {id} did until 2026-12-01: people added to it meanwhile are not known"
    )
    assert words in " ".join(added.err.split())
    again = ("notify", "freeze", "privacy", "2027-01-31", "--recipients", more, "--audience", "accounts")
    assert words in " ".join(desk(*again, "--approved-by", "Grace Release").err.split())


def test_a_version_withdrawn_while_it_is_sent(desk: Desk, id: str) -> None:
    """The run ends: nobody further is told of a change that never comes."""
    withdrawn = Event()

    def take_back(_line: bytes) -> None:
        if not withdrawn.is_set():
            withdrawn.set()
            order = ("withdraw", "privacy", "2027-01-31", "--by", "Ada Counsel", "--reason", "It was a mistake.")
            assert subprocess.run([*cli, *order], capture_output=True, check=False).returncode == 0

    moment = desk.moment.isoformat()
    cli = [sys.executable, str(TESTS / "support" / "notify_cli.py"), moment, "--project", str(desk.root)]
    with ScriptedServer({"body": take_back}) as relay:
        done = replace(desk, relay=relay.url)("notify", "send", id, "--yes", "--rate", "1", "--connections", "1")
        assert (done.code, len(relay.taken) < 3) == (4, True)
    assert "privacy 2027-01-31 was withdrawn meanwhile" in done.all
    assert desk.send(id).code == 3


def test_a_register_with_the_mark_of_a_merge_gets_no_line(desk: Desk, id: str, server: RecordingServer) -> None:
    """It was torn while the run went on: the run says so, and the next one writes the line once it is mended."""
    desk.send(id, "--limit", "1")
    register = desk.root / REGISTER
    whole = register.read_text(encoding="utf-8")
    with open_ledger(desk.root) as store:
        lines = register_lines.Lines(desk.root, store, store.notice(id), lambda: desk.moment)
        register.write_text(whole + "<<<<<<< HEAD\n", encoding="utf-8")
        with pytest.raises(ContentError, match="register"):
            lines.end()
    assert register.read_text(encoding="utf-8") == whole + "<<<<<<< HEAD\n"
    register.write_text(whole, encoding="utf-8")
    assert desk.send(id).code == 0
    assert events(desk)[-1] == ("notice-sent", 2, 3, 0)


def test_a_copied_repository_with_an_empty_ledger_mails_nobody(
    desk: Desk, id: str, server: RecordingServer, tmp_path: Path
) -> None:
    """It can neither freeze for the same audience nor send: the register names the ledger that began."""
    desk.send(id, "--limit", "1")
    shutil.copytree(desk.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".inforce"))
    other = replace(desk, root=tmp_path / "copy")
    done = other("notify", "freeze", "privacy", "2027-01-31", "--recipients", tmp_path / "people.csv",
                 "--audience", "accounts", "--approved-by", "Grace Release")  # fmt: skip
    assert done.code == 1
    assert "from another ledger: this one does not know who was mailed" in done.err
    assert other.send(id).code == 2
    assert len(server.taken) == 1


def test_two_ledgers_frozen_before_either_began(desk: Desk, server: RecordingServer, tmp_path: Path) -> None:
    """The one that begins second is refused by the line of the first."""
    shutil.copytree(desk.root, tmp_path / "copy")
    other = replace(desk, root=tmp_path / "copy")
    id, twin = desk.freeze(tmp_path / "people.csv"), other.freeze(tmp_path / "people.csv")
    desk.send(id)
    shutil.copy(desk.root / REGISTER, other.root / REGISTER)
    code, said = refused(other, twin, server)
    assert (code, "from another ledger" in said) == (1, True)


def test_lines_that_the_register_lost_are_written_again(desk: Desk, id: str, server: RecordingServer) -> None:
    """A merge dropped them: the next run puts them back and says so."""
    before = (desk.root / REGISTER).read_bytes()
    desk.send(id, "--limit", "1")
    (desk.root / REGISTER).write_bytes(before)
    done = desk.send(id)
    assert done.code == 0
    assert "The register had lost the lines" in done.err
    assert events(desk) == [("notice-started", 2, 1, 2), ("notice-sent", 2, 3, 0)]
    (desk.root / REGISTER).write_bytes(before)
    assert "The register had lost the lines" in desk.send(id).err
    assert events(desk)[-1][2:] == (3, 0)
    assert len(server.taken) == 3


def test_a_register_that_cannot_be_written_at_the_end(
    desk: Desk, id: str, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went out is not unsaid; the next run writes the line and mails nobody."""
    append = register.append

    def full(root: Path, log: register.Register, events: Sequence[register.Event]) -> None:
        if events[0].event == "notice-sent":
            raise StoppedError(Problem("register-unwritable", Place(REGISTER), "The disk is full."))
        append(root, log, events)

    monkeypatch.setattr(register, "append", full)
    done = desk.send(id)
    assert done.code == 4
    assert "3 accepted" in done.out
    assert "run again: the register gets its line, and nobody a message" in done.err
    monkeypatch.undo()
    assert desk.send(id).code == 0
    assert events(desk) == [("notice-started", 1, 0, 3), ("notice-sent", 1, 3, 0)]
    assert len(server.taken) == 3


def test_a_second_freeze_mails_only_who_was_not_mailed(desk: Desk, id: str, server: RecordingServer) -> None:
    """Of two freezes nobody gets two messages."""
    desk.send(id, "--limit", "2")
    second = desk.freeze(desk.root.parent / "people.csv")
    assert desk.send(second).code == 0
    assert sorted(taken.recipients for taken in server.taken) == [(a,) for a in mail_project.people(3)]
    assert f"{id} was replaced by {second}" in desk.send(id).err
