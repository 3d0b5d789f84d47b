"""The whole way with a real Postfix: killed while sending, its log asked, everybody reached once."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from inforce.commands.notify import reconcile
from inforce.core.delivery import State
from support import killing, mail_project
from support.postfix import Postfix, postfix
from support.smtp_server import recording

PEOPLE = 400
KILLS = 4


def _killed(sender: killing.RealSender, relay: Postfix) -> None:
    """One run, killed once Postfix has queued some of its messages."""
    before = _queued(relay)
    process = killing.start(sender, relay.port)
    try:
        until = time.monotonic() + 60
        while _queued(relay) < before + 15 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
    finally:
        killing.kill(process)
    relay.quiet()


def _queued(relay: Postfix) -> int:
    return relay.log.read_text().count("(queue active)")


def test_reconciled_from_the_log_of_a_real_postfix(tmp_path: Path) -> None:
    """After several kills the log of Postfix settles every doubt, and each recipient gets exactly one message."""
    root = tmp_path / "project"
    sender = killing.RealSender("inforce", root, mail_project.frozen(root, mail_project.people(PEOPLE)))
    with recording(tmp_path / "record") as sink, postfix(sink.port) as relay:
        doubts = 0
        for _ in range(KILLS):
            _killed(sender, relay)
            mail_project.recover(root, sender.notice)
            doubts += mail_project.states(root, sender.notice).get(State.IN_DOUBT, 0)
            report = reconcile.run(root, sender.notice, now=mail_project.now, relay_log_file=relay.log, by="Grace")
            assert report.in_doubt == 0, report.resolved
        killing.run_out(sender, relay.port)
        relay.emptied()
        received = Counter(taken.recipients for taken in sink.taken)
    assert doubts > 0
    assert mail_project.states(root, sender.notice) == {State.ACCEPTED: PEOPLE}
    assert len(received) == PEOPLE
    assert set(received.values()) == {1}
