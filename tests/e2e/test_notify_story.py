"""The whole story of a notice on this repository's own example amendment: due, previewed, frozen, sent, killed, proved.

Time is passed in: it is the first of December 2026 on whatever day the tests run.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from support import mail_project
from support.notify_cli import MOMENT, Desk
from support.project import ROOT, copy_of_repository
from support.smtp_script import ScriptedServer, reply
from support.smtp_server import RecordingServer, recording

PEOPLE = 400
DRIVER = ROOT / "tests/support/notify_cli.py"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RecordingServer]:
    """A relay that takes its time between its record and its answer, so that a kill may fall there."""
    with recording(tmp_path / "record.jsonl", after=0.02) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: RecordingServer) -> Desk:
    """This repository, copied with its templates; a file of people beside it."""
    root = tmp_path / "project"
    root.mkdir()
    copy_of_repository(root)
    shutil.copytree(ROOT / "templates", root / "templates")
    mail_project.recipients(tmp_path / "people.csv", mail_project.people(PEOPLE))
    return Desk(root, relay=server.url)


def states(desk: Desk, id: str) -> dict[str, int]:
    """The states, which add up to the rows."""
    found = json.loads(desk("notify", "status", id, "--json").out)
    assert sum(found["states"].values()) == found["rows"]
    kept: dict[str, int] = found["states"]
    return kept


def killed(desk: Desk, id: str, server: RecordingServer, after: int) -> None:
    """Send in a process of its own, and kill it with SIGKILL once the relay took `after` messages."""
    words = ["--project", str(desk.root), "notify", "send", id, "--yes", "--rate", "100000"]
    environment = {**os.environ, "INFORCE_SMTP_URL": desk.relay, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, str(DRIVER), MOMENT.isoformat(), *words]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while len(server.taken) < after and process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    server.quiet()
    assert len(server.taken) >= after, "it was not sending yet"


def test_from_due_to_proof(desk: Desk, server: RecordingServer, tmp_path: Path) -> None:
    """Every verb in its turn; killed twice, everybody gets the message once, and the proof says so."""
    people = tmp_path / "people.csv"
    assert "inforce notify plan" in desk("status").out
    plan = desk("notify", "plan", "--recipients", people)
    assert (plan.code, "In time: sending takes under a minute." in plan.out) == (0, True)
    preview = desk("notify", "preview", "privacy", "2027-01-31", "--recipients", people)
    assert (preview.code, f"{PEOPLE} account holders would be mailed" in preview.out) == (0, True)
    id = desk.freeze(people)

    killed(desk, id, server, after=PEOPLE // 4)
    killed(desk, id, server, after=PEOPLE // 2)
    assert states(desk, id).get("queued", 0) > 0
    done = desk.send(id)
    assert done.code == 0, done.all
    assert set(states(desk, id)) <= {"accepted", "in_doubt"}
    assert states(desk, id).get("in_doubt", 0) <= 8, "more than one a connection and kill"

    log = "".join(f"{taken.message_id},accepted\n" for taken in server.taken)
    (tmp_path / "relay.csv").write_text(f"message-id,status\n{log}", encoding="ascii")
    assert desk("notify", "reconcile", id, "--csv", tmp_path / "relay.csv").code == 0
    assert desk.send(id).code == 0
    assert states(desk, id) == {"accepted": PEOPLE}
    assert Counter(taken.recipients for taken in server.taken) == Counter((a,) for a in mail_project.people(PEOPLE))

    proof = desk("notify", "proof", id)
    assert (proof.code, "Verified: " in proof.out) == (0, True)
    assert desk("notify", "proof", id, "--message", "7", "--out", tmp_path / "7.eml").code == 0
    assert (tmp_path / "7.eml").read_bytes() in [taken.message for taken in server.taken]
    assert f"Notice sent on 1 December 2026 by e-mail to {PEOPLE} account holders." in desk("status").out
    assert "None is due" in desk("notify", "plan").out
    assert desk("verify").code == 0
    assert desk("build").code == 0
    page = (desk.root / "site/privacy/2027-01-31/changes/index.html").read_text(encoding="utf-8")
    assert f"to {PEOPLE} account holders" in " ".join(page.split())


def test_frozen_twice_nobody_is_mailed_twice(desk: Desk, server: RecordingServer, tmp_path: Path) -> None:
    """The second freeze has only whom the first did not reach; those in doubt are not among them."""
    first = desk.freeze(tmp_path / "people.csv")
    killed(desk, first, server, after=50)
    second = desk.freeze(tmp_path / "people.csv")
    assert desk.send(second).code == 0
    doubt = states(desk, first).get("in_doubt", 0)
    counted = Counter(taken.recipients[0] for taken in server.taken)
    assert max(counted.values()) == 1
    assert len(counted) >= PEOPLE - doubt


def test_neither_a_copy_nor_an_old_ledger_mails_anybody(desk: Desk, server: RecordingServer, tmp_path: Path) -> None:
    """A copied repository has no ledger; a restored one is older than the register. Both are refused."""
    id = desk.freeze(tmp_path / "people.csv")
    shutil.copytree(desk.root / ".inforce", tmp_path / "backup")
    killed(desk, id, server, after=20)
    before = len(server.taken)

    shutil.copytree(desk.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".inforce"))
    copy = replace(desk, root=tmp_path / "copy")
    order = ("--recipients", tmp_path / "people.csv", "--audience", "accounts", "--approved-by", "Grace")
    refused = copy("notify", "freeze", "privacy", "2027-01-31", *order)
    assert (refused.code, "from another ledger" in refused.err) == (1, True)

    shutil.rmtree(desk.root / ".inforce")
    shutil.copytree(tmp_path / "backup", desk.root / ".inforce")
    refused = desk.send(id)
    assert (refused.code, "older than the register" in refused.err) == (1, True)
    assert desk.send(id, "--restored", "--by", "Grace").code == 0
    assert states(desk, id) == {"in_doubt": PEOPLE}
    assert len(server.taken) == before


@pytest.mark.parametrize("name", ["content/policies/privacy/2027-01-31.md", "templates/mail/notice.html.j2"])
def test_what_was_edited_after_the_freeze_is_not_sent(
    desk: Desk, server: RecordingServer, tmp_path: Path, name: str
) -> None:
    """The version, or a template: the file is named, and nothing goes out."""
    id = desk.freeze(tmp_path / "people.csv")
    path = desk.root / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("60 days", "61 days") if name.endswith("md") else text + "\n<!-- -->\n")
    done = desk.send(id)
    assert (done.code, name in done.err, server.taken) == (1, True, [])


def test_a_relay_that_refuses_everything(desk: Desk, tmp_path: Path) -> None:
    """Nobody is written off; the same command goes on once the relay is mended."""
    id = desk.freeze(tmp_path / "people.csv")
    with ScriptedServer({"MAIL": reply("550 5.7.1 sender not allowed")}) as relay:
        done = desk.send(id, "--smtp", relay.url)
    assert done.code == 4
    assert "The relay refuses the sender: 550 5.7.1 sender not allowed" in done.out
    assert states(desk, id) == {"queued": PEOPLE}
    assert desk.send(id).code == 0
    assert states(desk, id) == {"accepted": PEOPLE}
