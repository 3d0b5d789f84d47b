"""What crash safety costs the sender: `make bench-mail`, or `python tools/bench_mail.py [--messages N] [--long]`.

The real sender with its ledger, and the same sender with a journal in memory, send the same messages to Postfix's
smtp-sink in alternation, each in a process of its own. With --long also what a freeze of a million recipients takes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import measure

from inforce.mail import dispatch as sender
from inforce.mail.ledger.journal import SqliteJournal
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger
from inforce.mail.sending import Why, send
from inforce.mail.values import Delivery, Outcome
from support import mail_project
from support.mail_project import clock, plan, relay
from support.tools import program

ROOT = Path(__file__).resolve().parents[1]
FREEZE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import inforce.cli  # so that all is loaded that the command line loads
from inforce.commands.notify import freeze
from inforce.core.delivery import Audience
freeze.run(
    Path(sys.argv[1]),
    freeze.Order(
        policy="privacy",
        version="2027-01-31",
        recipients=Path(sys.argv[2]),
        audience=Audience.ACCOUNTS,
        approved_by="Grace Release",
    ),
    now=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC),
)
"""
"""`notify freeze` with a clock that stands still, and nothing of the tests in its memory."""
TRACED = 2000
"""Messages of the run that strace watches."""
TRACE = ("-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync")


class CountedJournal(SqliteJournal):
    """The real journal; the last one made can be asked for its commits."""

    made: ClassVar[list[SqliteJournal]] = []

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self.made.append(self)


class MemoryJournal:
    """The same client without a ledger: it remembers what became of each message, and loses it all in a crash."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self._waiting = deque(deliveries)
        self._lock = threading.Lock()
        self.outcomes: dict[int, Outcome] = {}

    def claim(self, connection: int) -> Delivery | None:
        """The next one."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def gate(self, connection: int) -> Callable[[], None]:
        """Nothing to wait for."""
        return lambda: None

    def settle(self, connection: int, delivery: Delivery, outcome: Outcome) -> None:
        """Remember it."""
        self.outcomes[delivery.number] = outcome

    def put_back(self, numbers: Sequence[int], why: str) -> None:
        """Does not happen here."""
        raise AssertionError(why)

    def next_due(self) -> float | None:
        """Now, or never."""
        return 0.0 if self._waiting else None

    def close(self) -> None:
        """Nothing to close."""


# ---- one run, in a process of its own -------------------------------------------------------------------------------


def send_once(how: str, root: Path, notice: str, port: int, connections: int) -> None:
    """Send everything and print the seconds of it."""
    with locked(root, "bench", clock=clock), open_ledger(root) as store:
        frozen = store.notice(notice)
        order, to = plan(connections, per_connection=10_000), relay(port)
        if how == "memory":
            compose, _largest = sender.composer(store, frozen)
            journal = MemoryJournal(_all(SqliteJournal(store, frozen, 0, 1, clock)))
            began = time.perf_counter()
            ended = send(journal, compose, to, order, clock=clock)
        else:
            sender.SqliteJournal = CountedJournal  # type: ignore[attr-defined]
            began = time.perf_counter()
            ended = sender.dispatch(store, frozen, to, order, clock=clock)
        seconds = time.perf_counter() - began
    assert ended.why is Why.DONE and set(ended.run.states) == {"accepted"}, ended
    commits = sum(journal.commits for journal in CountedJournal.made)
    _print(json.dumps({"seconds": seconds, "messages": ended.run.attempts, "commits": commits}))


def _all(reader: SqliteJournal) -> list[Delivery]:
    """Every delivery, read as the real journal reads it; the ledger stays as it is."""
    found: list[Delivery] = []
    while True:
        reader._feed()
        if not reader._ahead:
            reader.close()
            return found
        found += reader._ahead
        reader._ahead.clear()


# ---- the measurements -----------------------------------------------------------------------------------------------


@contextmanager
def sink() -> Iterator[int]:
    """The port of a running smtp-sink."""
    command = program("smtp-sink")
    if command is None:
        sys.exit("smtp-sink is not here: apt-get install postfix")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    who = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([command, *who, f"127.0.0.1:{port}", "1000"])
    try:
        _answers(port)
        yield port
    finally:
        process.kill()
        process.wait(10)


def _answers(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("smtp-sink does not answer")


def child(*words: object, before: Sequence[str] = ()) -> tuple[dict[str, float], measure.Run]:
    """Run this program as a child; what it printed and what it took."""
    command = [*before, sys.executable, str(Path(__file__).resolve()), *map(str, words)]
    done = measure.run(command, ROOT)
    return json.loads(done.out.splitlines()[-1]), done


def pairs(folder: Path, port: int, words: argparse.Namespace) -> None:
    """Both senders in alternation, and the ratio of each pair."""
    root = folder / "project"
    notice = mail_project.frozen(root, mail_project.people(words.messages))
    _print(
        f"{words.messages:,} messages on {words.connections} connections; one fsync takes {_fsync(folder):.2f} ms here"
    )
    ratios: list[float] = []
    commits: list[float] = []
    for pair in range(words.pairs):
        found = {}
        for how in ("memory", "ledger") if pair % 2 else ("ledger", "memory"):
            copy = folder / "copy"
            shutil.copytree(root, copy)
            found[how], _ = child("run", how, copy, notice, port, words.connections)
            shutil.rmtree(copy)
        seconds = {how: figures["seconds"] for how, figures in found.items()}
        ratios.append(seconds["ledger"] / seconds["memory"])
        commits.append(found["ledger"]["commits"] / words.messages)
        rates = "   ".join(f"{how} {words.messages / s:7,.0f}/s" for how, s in sorted(seconds.items()))
        _print(f"pair {pair + 1}: {rates}   wall ratio {ratios[-1]:.2f}")
    spread = (min(ratios), statistics.median(ratios), max(ratios))
    _print("wall ratio: min {:.2f}   median {:.2f}   max {:.2f}   (goal: ≤ 1.5)".format(*spread))
    each = traced(folder, port, words.connections)
    spread = (min(commits) * each, statistics.median(commits) * each, max(commits) * each)
    _print("fsyncs a message: min {:.3f}   median {:.3f}   max {:.3f}   (goal: ≤ 0.3)".format(*spread))


def traced(folder: Path, port: int, connections: int) -> float:
    """How many fsyncs a commit takes, checkpoints included: by a run that strace watches, which slows it down a lot."""
    if not shutil.which("strace"):
        _print("strace is not here: taken is one fsync a commit, and checkpoints are left out")
        return 1.0
    root, counts = folder / "traced", folder / "strace"
    notice = mail_project.frozen(root, mail_project.people(TRACED))
    found, _ = child("run", "ledger", root, notice, port, connections, before=("strace", *TRACE, "-o", str(counts)))
    calls = [int(line.split()[3]) for line in counts.read_text().splitlines() if re.search(r"\bf(data)?sync$", line)]
    _print(f"fsyncs a commit: {sum(calls) / found['commits']:.3f}   (strace on {TRACED:,} messages)")
    return sum(calls) / found["commits"]


def _fsync(folder: Path, times: int = 100) -> float:
    """Milliseconds of one fsync of a small write."""
    handle = os.open(folder / "fsync", os.O_WRONLY | os.O_CREAT)
    began = time.perf_counter()
    for _ in range(times):
        os.write(handle, b"x" * 4096)
        os.fsync(handle)
    os.close(handle)
    return (time.perf_counter() - began) / times * 1000


def freezes(folder: Path) -> None:
    """What a freeze takes, for a hundred thousand recipients and for a million."""
    peaks = {}
    for count in (100_000, 1_000_000):
        root = mail_project.project(folder / f"project-{count}")
        file = mail_project.recipients(folder / "people.csv", mail_project.people(count))
        done = measure.run([sys.executable, "-c", FREEZE, root, file], ROOT)
        peaks[count] = done.peak_mib
        _print(f"freeze of {count:>9,} rows: {done.seconds:6.1f} s   peak {done.peak_mib:5.1f} MiB")
        shutil.rmtree(root)
    ratio = peaks[1_000_000] / peaks[100_000]
    _print(
        f"peak memory of a million rows: {ratio:.2f} of that of 100,000   (goals: 61.0 MiB, which is 64 MB, and ± 10 %)"
    )


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure; `run` is its own child."""
    if sys.argv[1:2] == ["run"]:
        how, root, notice, port, connections = sys.argv[2:]
        send_once(how, Path(root), notice, int(port), int(connections))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--long", action="store_true", help="also freeze 100,000 and 1,000,000 recipients")
    parser.add_argument("--folder", type=Path, help="where to put the ledgers: another disk, another price")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=words.folder) as folder, sink() as port:
        pairs(Path(folder), port, words)
    if words.long:
        with tempfile.TemporaryDirectory(dir=words.folder) as folder:
            freezes(Path(folder))


if __name__ == "__main__":
    main()
