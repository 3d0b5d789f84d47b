"""After sending: how a notice stands, what is in doubt, what came back, the proof, and forgetting somebody."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from support import mail_project
from support.notify_cli import Desk
from support.small_project import write
from support.smtp_script import ScriptedServer, reply
from support.smtp_server import RecordingServer, recording


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RecordingServer]:
    """A relay that takes everything."""
    with recording(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: RecordingServer) -> Desk:
    """A project with a published amendment and a relay."""
    return Desk(mail_project.project(tmp_path / "project"), relay=server.url)


@pytest.fixture
def id(desk: Desk, tmp_path: Path) -> str:
    """A notice that was sent to three people."""
    found = desk.freeze(mail_project.recipients(tmp_path / "people.csv", mail_project.people(3)))
    assert desk.send(found).code == 0
    return found


def in_doubt(desk: Desk, tmp_path: Path) -> str:
    """A notice to three people, all in doubt."""
    found = desk.freeze(mail_project.recipients(tmp_path / "people.csv", mail_project.people(3)))
    with ScriptedServer({".": replace(reply(""), say=b"", drop=True)}) as relay:
        desk.send(found, "--smtp", relay.url)
    return found


def states(desk: Desk, id: str) -> dict[str, int]:
    """The states, as `status --json` gives them."""
    found = json.loads(desk("notify", "status", id, "--json").out)
    assert found["notice"] == id
    assert sum(found["states"].values()) == found["rows"]
    states: dict[str, int] = found["states"]
    return states


# ---- status ---------------------------------------------------------------------------------------------------------


def test_status_of_one_and_of_all(desk: Desk, id: str) -> None:
    """Rows, states, who approved, when it was tried."""
    one = desk("notify", "status", id)
    assert "3  accepted      accepted by the relay" in one.out
    assert "approved by Grace Release" in one.out
    assert one.out.strip() in desk("notify", "status").out
    assert json.loads(desk("notify", "status", "--json").out)["notices"][0]["states"] == {"accepted": 3}


def test_status_without_a_ledger(tmp_path: Path) -> None:
    """Nothing was frozen; what to do next is named."""
    desk = Desk(mail_project.project(tmp_path / "project"))
    assert "No notice was frozen in this folder" in desk("notify", "status").out
    done = desk("notify", "status", "privacy-x")
    assert (done.code, "Traceback" in done.all) == (2, False)


def test_a_slip_in_the_id_finds_the_nearest(desk: Desk, id: str) -> None:
    """Ids are long."""
    done = desk("notify", "status", id[:-1] + "x")
    assert (done.code, f"Did you mean “{id}”?" in done.err) == (2, True)


# ---- doubt ----------------------------------------------------------------------------------------------------------


def test_a_list_of_the_mail_service_settles_a_doubt(desk: Desk, tmp_path: Path) -> None:
    """What it has is accepted; what it lacks stays in doubt unless somebody says that the list is whole."""
    id = in_doubt(desk, tmp_path)
    write(tmp_path, "mail.csv", f"message-id,status\n<{id}.1@example.com>,accepted\n<{id}.2@example.com>,bounced\n")
    done = desk("notify", "reconcile", id, "--csv", tmp_path / "mail.csv")
    assert states(desk, id) == {"accepted": 1, "in_doubt": 1, "bounced": 1}
    assert "Settled: 2 of 3 that were in doubt." in done.out
    assert "1 stay in doubt and are not sent again" in done.out
    desk("notify", "reconcile", id, "--csv", tmp_path / "mail.csv", "--absent-is-queued")
    assert states(desk, id) == {"queued": 1, "accepted": 1, "bounced": 1}


@pytest.mark.parametrize(("decision", "state"), [("resend", "queued"), ("accepted", "accepted")])
def test_a_person_decides_on_what_is_left(desk: Desk, tmp_path: Path, decision: str, state: str) -> None:
    """By name and with a reason; it stands in the proof."""
    id = in_doubt(desk, tmp_path)
    assert desk("notify", "reconcile", id, "--decide", decision).code == 2
    words = ("--by", "Grace Release", "--reason", "The relay's log is lost.")
    assert desk("notify", "reconcile", id, "--decide", decision, *words).code == 0
    assert states(desk, id) == {state: 3}
    assert "decided, by Grace Release" in desk("notify", "proof", id).out


def test_a_notice_can_be_ended_with_rows_open(desk: Desk, tmp_path: Path) -> None:
    """They expire, and who decided it is on record."""
    id = desk.freeze(mail_project.recipients(tmp_path / "people.csv", mail_project.people(3)))
    words = ("--decide", "expire", "--by", "Grace Release", "--reason", "Told by letter.")
    assert desk("notify", "reconcile", id, *words).code == 0
    assert states(desk, id) == {"expired": 3}
    assert "ended with people open, by Grace Release: Told by letter." in desk("notify", "proof", id).out


def test_one_kind_of_evidence_at_a_time(desk: Desk, id: str) -> None:
    """A call that cannot be meant is refused."""
    assert desk("notify", "reconcile", id).code == 2


# ---- what comes back ------------------------------------------------------------------------------------------------


def test_bounces_and_complaints_are_recorded(desk: Desk, id: str, tmp_path: Path) -> None:
    """By address or Message-ID; strangers are told by line."""
    rows = "email,type\nperson1@example.org,bounce\nperson2@example.org,complaint\nstranger@example.org,bounce\n"
    done = desk("notify", "bounces", id, "--csv", write(tmp_path, "back.csv", rows))
    assert done.code == 0
    assert "1 came back, 1 called it spam" in done.out
    assert "1 line names nobody in this notice: 4" in done.out
    assert states(desk, id) == {"accepted": 1, "bounced": 1, "complained": 1}


def test_a_top_up_adds_only_who_is_new(desk: Desk, id: str, tmp_path: Path, server: RecordingServer) -> None:
    """Whoever has the notice is a duplicate."""
    file = mail_project.recipients(tmp_path / "new.csv", ["person1@example.org", "new@example.org"])
    done = desk("notify", "top-up", id, "--recipients", file, "--approved-by", "Grace Release")
    assert "Added: 1 to be mailed, of 2 rows, approved by Grace Release." in done.out
    desk.send(id)
    assert [taken.recipients[0] for taken in server.taken].count("person1@example.org") == 1
    assert len(server.taken) == 4
    assert states(desk, id) == {"accepted": 4, "duplicate_of": 1}


@pytest.mark.parametrize(
    ("what", "why"), [("resend", "in doubt"), ("accepted", "in doubt"), ("expire", "still to be sent")]
)
def test_there_is_nothing_to_decide_where_nothing_is_open(desk: Desk, id: str, what: str, why: str) -> None:
    """No decision about nobody goes into the proof."""
    done = desk("notify", "reconcile", id, "--decide", what, "--by", "Grace Release", "--reason", "Just so.")
    assert (done.code, f"Nothing of {id} is {why}" in done.err) == (2, True)
    assert "Grace Release: Just so." not in desk("notify", "proof", id).out


# ---- proof ----------------------------------------------------------------------------------------------------------


def test_the_proof_lists_every_recipient(desk: Desk, id: str) -> None:
    """As JSON with all attempts, as CSV with a line for each."""
    found = json.loads(desk("notify", "proof", id, "--json").out)
    assert (found["notice"], found["rows"], found["states"]) == (id, 3, {"accepted": 3})
    assert [row["attempts"][0]["code"] for row in found["deliveries"]] == [250, 250, 250]
    rows = list(csv.DictReader(io.StringIO(desk("notify", "proof", id, "--csv").out)))
    assert [row["email"] for row in rows] == list(mail_project.people(3))
    assert rows[0]["message_sha256"] == found["deliveries"][0]["attempts"][0]["message"]


def test_the_proof_rebuilds_a_message_byte_for_byte(
    desk: Desk, id: str, server: RecordingServer, tmp_path: Path
) -> None:
    """By address or by number, and it is what the relay got."""
    got = {taken.recipients[0]: taken.message for taken in server.taken}
    for which, address in (("person2@example.org", "person2@example.org"), ("3", "person3@example.org")):
        done = desk("notify", "proof", id, "--message", which, "--out", tmp_path / "message.eml")
        assert done.code == 0
        assert (tmp_path / "message.eml").read_bytes() == got[address]


def test_a_proof_that_nothing_else_confirms_says_so(desk: Desk, id: str) -> None:
    """The register's lines are what a ledger is held against; where they were dropped, that is told."""
    assert "It fits the register's 2 lines of it." in desk("notify", "proof", id).out
    register = desk.root / "content/register.jsonl"
    lines = register.read_bytes().splitlines(keepends=True)
    register.write_bytes(b"".join(line for line in lines if b'"notice-' not in line))
    done = desk("notify", "proof", id)
    assert "The register has no line of it: nothing outside the ledger confirms" in done.out
    assert json.loads(desk("notify", "proof", id, "--json").out)["registered"] == 0


def test_a_message_that_never_went_out_is_not_said_to_have(desk: Desk, tmp_path: Path) -> None:
    """It can be made, but a frozen message is no proof that somebody was told."""
    id = desk.freeze(mail_project.recipients(tmp_path / "people.csv", mail_project.people(1)))
    done = desk("notify", "proof", id, "--message", "1", "--out", tmp_path / "message.eml")
    assert (done.code, "when it was sent" in done.out) == (0, False)
    assert "This proves no sending. The recipient is “queued”: to be sent." in done.out
    assert desk.send(id).code == 0
    done = desk("notify", "proof", id, "--message", "1", "--out", tmp_path / "message.eml")
    assert "the same as when it was sent." in done.out


def test_a_changed_ledger_is_no_proof(desk: Desk, id: str) -> None:
    """Whoever changes a row is found out; exit 1."""
    with sqlite3.connect(desk.root / ".inforce/ledger.sqlite") as connection:
        connection.execute("UPDATE recipient SET state = 'bounced' WHERE number = 2")
    connection.close()
    for form in ((), ("--csv",), ("--json",)):
        assert desk("notify", "proof", id, *form).code == 1
    assert "Not proved: " in desk("notify", "proof", id).out


def test_a_ledger_written_anew_no_longer_fits_the_register(desk: Desk, id: str) -> None:
    """A head in the register that the ledger does not hold is told."""
    with sqlite3.connect(desk.root / ".inforce/ledger.sqlite") as connection:
        connection.execute("DROP TRIGGER event_kept")
        connection.execute("DELETE FROM event WHERE number = (SELECT max(number) FROM event)")
        connection.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'event'")
    connection.close()
    done = desk("notify", "proof", id)
    assert (done.code, "older than the register" in done.err) == (1, True)


def test_a_formula_stays_text_in_a_spreadsheet(desk: Desk, tmp_path: Path) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe."""
    rows = 'email,account\n=cmd@example.com,"=HYPERLINK(""https://evil.example"")"\n'
    id = desk.freeze(write(tmp_path, "people.csv", rows))
    (row,) = csv.DictReader(io.StringIO(desk("notify", "proof", id, "--csv").out))
    assert row["account"].startswith("'=HYPERLINK")
    assert not row["email"].startswith("=")


def test_erasing_keeps_the_evidence(desk: Desk, id: str, tmp_path: Path) -> None:
    """The address is gone from the ledger's file and the proof; that something was sent still is proved."""
    done = desk("notify", "erase", "Person2@Example.org", "--by", "Dora Privacy", "--reason", "She asked for it.")
    assert (done.code, "Erased from 1 row, by Dora Privacy." in done.out) == (0, True)
    assert b"person2" not in (desk.root / ".inforce/ledger.sqlite").read_bytes()
    proof = desk("notify", "proof", id, "--csv")
    assert proof.code == 0
    assert "person2" not in proof.all
    assert proof.out.count("accepted") == 6
    refused = desk("notify", "proof", id, "--message", "2", "--out", tmp_path / "m.eml")
    assert (refused.code, "was erased" in refused.err) == (2, True)
    again = desk("notify", "top-up", id, "--recipients", tmp_path / "people.csv", "--approved-by", "Grace")
    assert "Added: 0 to be mailed, of 3 rows" in again.out


def test_erasing_an_unknown_address_is_no_error(desk: Desk, id: str) -> None:
    """Nothing is found, and that is said."""
    done = desk("notify", "erase", "nobody@example.org", "--by", "Dora", "--reason", "Asked.")
    assert (done.code, "No notice in this ledger holds that address" in done.out) == (0, True)


def test_an_address_that_cannot_be_mailed_can_be_erased(desk: Desk, tmp_path: Path) -> None:
    """It stands in the ledger as unsendable, and is personal data all the same."""
    desk.freeze(write(tmp_path, "people.csv", "email\njörg@example.com\nada@example.com\n"))
    done = desk("notify", "erase", "jörg@example.com", "--by", "Dora", "--reason", "Asked.")
    assert (done.code, "Erased from 1 row" in done.out) == (0, True)
