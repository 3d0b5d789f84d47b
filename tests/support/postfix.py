"""A real Postfix on loopback, without a service manager: its own configuration, queue and log, in a folder in /tmp.

It relays everything to another port of loopback. Only root may start a Postfix, and its folders must be open to its
own user: so not pytest's, which are closed to everybody else.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.tools import missing, program

_LONGEST = 60.0
"""Seconds that a start, a stop or the emptying of the queue may take."""

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
myhostname = relay.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:{next_port}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
disable_dns_lookups = yes
smtp_host_lookup = native
smtputf8_enable = no
alias_maps =
alias_database =
local_recipient_maps =
smtpd_tls_security_level = none
bounce_queue_lifetime = 0
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """Its address, as the command line takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Its log, with no system log behind it."""
        return self.folder / "maillog"

    def quiet(self) -> None:
        """Wait until nobody hands it messages any more."""
        until = time.monotonic() + _LONGEST
        while (log := self.log.read_text()).count("]: connect from") > log.count("]: disconnect from"):
            assert time.monotonic() < until, "a conversation does not end:\n" + log
            time.sleep(0.05)

    def emptied(self) -> None:
        """Wait until its queue is empty."""
        until = time.monotonic() + _LONGEST
        while self.queued():
            assert time.monotonic() < until, "the queue does not get empty:\n" + self.log.read_text()
            time.sleep(0.1)

    def queued(self) -> list[Path]:
        """What lies in its queue."""
        queue = self.folder / "queue"
        folders = ("maildrop", "incoming", "active", "deferred", "hold")
        return [file for name in folders for file in (queue / name).rglob("*") if file.is_file()]


@contextmanager
def postfix(next_port: int, **settings: str) -> Iterator[Postfix]:
    """A Postfix that relays to `next_port`, while the block runs; `settings` are added to its main.cf."""
    command = program("postfix")
    if command is None:
        missing("Postfix", "apt-get install postfix")
    if os.geteuid() != 0:
        pytest.skip("only root may start a Postfix: run the tests as root")
    folder = Path(tempfile.mkdtemp(prefix="inforce-postfix-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        running = _configure(folder, next_port, settings)
        _run(command, running, "start")
        try:
            _answers(running)
            yield running
        finally:
            _run(command, running, "stop")
    finally:
        shutil.rmtree(folder)


def _configure(folder: Path, next_port: int, settings: dict[str, str]) -> Postfix:
    running = Postfix(_free_port(), folder)
    (folder / "config").mkdir(mode=0o755)
    (folder / "queue").mkdir(mode=0o755)
    (folder / "data").mkdir(mode=0o700)
    shutil.chown(folder / "data", "postfix")
    more = "".join(f"{key} = {value}\n" for key, value in settings.items())
    (folder / "config" / "main.cf").write_text(MAIN.format(folder=folder, next_port=next_port) + more)
    (folder / "config" / "master.cf").write_text(MASTER.format(port=running.port))
    return running


def _run(command: str, running: Postfix, verb: str) -> None:
    words = [command, "-c", str(running.folder / "config"), verb]
    done = subprocess.run(words, capture_output=True, text=True, timeout=_LONGEST)
    log = running.log.read_text() if running.log.exists() else ""
    assert done.returncode == 0, f"postfix {verb}: {done.stdout}{done.stderr}{log}"


def _answers(running: Postfix) -> None:
    until = time.monotonic() + _LONGEST
    while True:
        try:
            with socket.create_connection(("127.0.0.1", running.port), timeout=5) as peer:
                if peer.recv(512).startswith(b"220"):
                    return
        except OSError:
            pass
        assert time.monotonic() < until, "Postfix does not answer:\n" + running.log.read_text()
        time.sleep(0.1)


def _free_port() -> int:
    """A port that nobody uses just now: Postfix has to be told one."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
