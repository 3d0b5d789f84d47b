"""A sender is killed at random moments, run again, and held against the relay's record: the judge of the kill test."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from inforce.commands.notify import reconcile
from inforce.core.delivery import State
from inforce.mail.values import number_of
from support import mail_project, naive_senders
from support.smtp_server import RecordingServer, recording

HERE = Path(__file__).parent
_LONGEST = 300.0
"""Seconds that one run may take."""


class Belief(StrEnum):
    """What a sender holds of one recipient."""

    SENT = "sent"
    OPEN = "open"
    """To be sent by its next run."""
    DOUBT = "doubt"
    """It says that it does not know."""


class Sender(Protocol):
    """A sender that can be killed and run again."""

    name: str

    def command(self, port: int) -> Sequence[str]:
        """What runs it against a relay on loopback."""

    def beliefs(self) -> Mapping[int, Belief]:
        """What it holds of every recipient, by number; of a sender that does not run."""

    def number(self, message_id: str) -> int:
        """The recipient of a message."""


@dataclass
class Tally:
    """What kills did."""

    sender: str
    rows: int
    kills: int = 0
    between: int = 0
    """Kills that landed where the relay had taken a message on and the sender had no record of it."""
    most_doubt: int = 0
    """Most recipients left without an outcome by one kill."""
    in_doubt: int = 0
    """Recipients of whom the sender said that it does not know, over all kills."""
    falsely: set[int] = field(default_factory=set)
    """Recorded as sent, and the relay never took it on."""
    lost: int = 0
    """Never taken on by the relay, and nobody would send it any more."""
    duplicates: int = 0

    @property
    def line(self) -> str:
        """A row of the table."""
        figures = (self.rows, self.kills, self.between, self.lost, len(self.falsely), self.duplicates, self.in_doubt)
        return f"{self.sender:<36}" + "".join(f"{figure:>10,}" for figure in figures)


HEAD = f"{'sender':<36}" + "".join(
    f"{word:>10}" for word in ("rows", "kills", "between*", "lost", "falsely", "duplicate", "in doubt")
)
FOOT = "* kills after which the relay held a message of which the sender had no record"


def received(sender: Sender, server: RecordingServer) -> Counter[int]:
    """How often the relay took on the message of each recipient."""
    return Counter(sender.number(taken.message_id) for taken in server.taken)


def kill_often(sender: Sender, server: RecordingServer, kills: int, chance: random.Random) -> Tally:
    """Run and kill a sender so often, or until it has nothing left; checks after every kill."""
    tally = Tally(sender.name, len(sender.beliefs()))
    doubtful: set[int] = set()
    while tally.kills < kills and _left(sender):
        before = len(server.taken)
        process = start(sender, server.port)
        _wait(process, server, before, chance)
        tally.kills += kill(process)
        server.quiet()
        got, held = received(sender, server), sender.beliefs()
        now = {sender.number(taken.message_id) for taken in server.taken[before:]}
        tally.between += any(held[number] is not Belief.SENT for number in now)
        new = {number for number, belief in held.items() if belief is Belief.DOUBT} - doubtful
        tally.most_doubt = max(tally.most_doubt, len(new))
        tally.in_doubt += len(new)
        doubtful |= new
        tally.falsely |= {number for number, belief in held.items() if belief is Belief.SENT and not got[number]}
    return tally


def run_out(sender: Sender, port: int) -> None:
    """Let a sender finish, unharmed."""
    process = start(sender, port)
    try:
        assert process.wait(_LONGEST) == 0, "the sender failed"
    finally:
        kill(process)


def judge(sender: Sender, server: RecordingServer, tally: Tally) -> Tally:
    """Hold a sender that has finished against the relay's record; completes and returns `tally`."""
    got, held = received(sender, server), sender.beliefs()
    tally.falsely |= {number for number, belief in held.items() if belief is Belief.SENT and not got[number]}
    tally.lost = sum(not got[number] for number, belief in held.items() if belief is Belief.SENT)
    tally.duplicates = sum(times - 1 for times in got.values())
    return tally


def faults(tally: Tally, connections: int = 4) -> list[str]:
    """What a sender must not do, and did."""
    found = {
        f"{tally.lost} lost": tally.lost,
        f"{len(tally.falsely)} falsely recorded": tally.falsely,
        f"{tally.duplicates} twice, after {tally.kills} kills": tally.duplicates > connections * tally.kills,
        f"{tally.most_doubt} in doubt after one kill": tally.most_doubt > connections,
    }
    return [words for words, bad in found.items() if bad]


def _left(sender: Sender) -> bool:
    return Belief.OPEN in sender.beliefs().values()


def start(sender: Sender, port: int) -> subprocess.Popen[bytes]:
    """The sender as a process, at work with the relay at that port."""
    paths = os.pathsep.join((str(HERE.parent), str(HERE.parents[1] / "src")))
    environ = {**os.environ, "PYTHONPATH": paths}
    return subprocess.Popen(list(sender.command(port)), env=environ, stdout=subprocess.DEVNULL)


def _wait(process: subprocess.Popen[bytes], server: RecordingServer, before: int, chance: random.Random) -> None:
    """Until a random moment: mostly of the sending, at times of the start."""
    if chance.random() < 0.1:
        time.sleep(chance.random() * 0.6)
        return
    until = time.monotonic() + 60
    while len(server.taken) == before and process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.3)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill and reap it; whether it was still alive."""
    alive = process.poll() is None
    if alive:
        process.send_signal(signal.SIGKILL)
    process.wait(30)
    return alive and process.returncode == -signal.SIGKILL


@dataclass
class NaiveSender:
    """One of the controls."""

    name: str
    base: Path

    def command(self, port: int) -> Sequence[str]:
        """What runs it."""
        return (sys.executable, str(HERE / "naive_senders.py"), self.name, str(self.base), str(port))

    def beliefs(self) -> Mapping[int, Belief]:
        """What its table says."""
        return {n: Belief.SENT if sent else Belief.OPEN for n, sent in naive_senders.believed(self.base).items()}

    def number(self, message_id: str) -> int:
        """From ``<naive.NUMBER@example.com>``."""
        return int(message_id.removeprefix("<naive.").partition("@")[0])


def control(way: str, folder: Path, rows: int, kills: int, chance: random.Random, **behaviour: float) -> Tally:
    """The whole of the kill test on one control."""
    sender = NaiveSender(way, folder / "naive.sqlite")
    naive_senders.prepare(sender.base, rows)
    with recording(folder / "record", **behaviour) as server:
        tally = kill_often(sender, server, kills, chance)
        run_out(sender, server.port)
        return judge(sender, server, tally)


@dataclass
class RealSender:
    """The verb `notify send`, over a ledger with a frozen notice."""

    name: str
    root: Path
    notice: str
    connections: int = 4

    def command(self, port: int) -> Sequence[str]:
        """What runs it."""
        words = (str(self.root), self.notice, str(port), str(self.connections))
        return (sys.executable, str(HERE / "sender.py"), *words)

    def beliefs(self) -> Mapping[int, Belief]:
        """What its ledger says, once what a dead sender left in hand was put in doubt."""
        mail_project.recover(self.root, self.notice)
        return {number: _BELIEF.get(state, Belief.OPEN) for number, state in self.states().items()}

    def states(self) -> Mapping[int, State]:
        """The state of every row; asserts that they add up."""
        mail_project.states(self.root, self.notice)
        return mail_project.by_number(self.root, self.notice)

    def number(self, message_id: str) -> int:
        """The recipient's number in the ledger."""
        found = number_of(message_id, self.notice)
        assert found is not None, f"{message_id} is none of this notice's"
        return found

    def reconcile(self, server: RecordingServer) -> None:
        """Settle what is in doubt by the relay's record, handed over as a mail service would."""
        file = self.root / "record.csv"
        lines = [f"{taken.message_id},accepted" for taken in server.taken]
        file.write_text("\n".join(["message-id,status", *lines, ""]), encoding="utf-8")
        reconcile.run(self.root, self.notice, now=mail_project.now, csv=file, absent_is_queued=True, by="Grace Release")

    def resend(self) -> None:
        """Let a person decide that what is in doubt is sent again."""
        decision, why = reconcile.Decision.RESEND, "rather twice than never"
        reconcile.decide(self.root, self.notice, decision, by="Grace Release", reason=why, now=mail_project.now)

    def copied(self, to: Path) -> RealSender:
        """The same, with a project and a ledger of its own: what would have happened had one decided otherwise."""
        shutil.copytree(self.root, to)
        return RealSender(self.name, to, self.notice, self.connections)


_BELIEF = {State.ACCEPTED: Belief.SENT, State.IN_DOUBT: Belief.DOUBT}


def real(folder: Path, rows: int, kills: int, chance: random.Random, **behaviour: float) -> tuple[Tally, Tally]:
    """The whole of the kill test on the real sender: with what is in doubt sent again, and with it reconciled."""
    root = folder / "project"
    sender = RealSender("inforce, doubts reconciled", root, mail_project.frozen(root, mail_project.people(rows)))
    with recording(folder / "record", **behaviour) as server:
        reconciled = kill_often(sender, server, kills, chance)
        bold = sender.copied(folder / "other")
        bold.name = "inforce, doubts sent again"
        shutil.copy(folder / "record", folder / "other-record")
        sender.reconcile(server)
        run_out(sender, server.port)
        resent = replace(reconciled, sender=bold.name, falsely=set(reconciled.falsely))
        judge(sender, server, reconciled)
        _nothing_left(sender)
    with recording(folder / "other-record", **behaviour) as server:
        bold.resend()
        run_out(bold, server.port)
        judge(bold, server, resent)
        _nothing_left(bold)
    return reconciled, resent


def _nothing_left(sender: RealSender) -> None:
    """Every row is accepted in the end."""
    assert set(sender.states().values()) == {State.ACCEPTED}


def table(tallies: Sequence[Tally]) -> str:
    """The figures of several senders, one a line."""
    return "\n".join((HEAD, *(tally.line for tally in tallies), FOOT))
