"""The mail server that docs/tutorial/release-manager.md has its readers start: the very command, and a notice to it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from support import mail_project
from support.doc_pages import DOCS
from support.notify_cli import Desk

PAGE = (DOCS / "tutorial" / "release-manager.md").read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_practice_server_puts_each_message_into_its_folder(tmp_path: Path) -> None:
    """Started as the page says; three people, three files, and each holds the whole letter."""
    (command,) = re.findall(r"^python (-m aiosmtpd .*)$", PAGE, re.MULTILINE)
    (address,) = re.findall(r"^export INFORCE_SMTP_URL=(.*)$", PAGE, re.MULTILINE)
    port = _free_port()
    words = command.replace("localhost:1025", f"localhost:{port}").split()
    server = subprocess.Popen([sys.executable, *words], cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not _answers(port) and time.monotonic() < until:
            time.sleep(0.05)
        desk = Desk(mail_project.project(tmp_path / "project"), relay=address.replace("1025", str(port)))
        people = mail_project.recipients(tmp_path / "people.csv", mail_project.people(3))
        assert desk.send(desk.freeze(people)).code == 0
    finally:
        server.terminate()
        server.wait()
    files = sorted((tmp_path / "practice-mail" / "new").iterdir())
    assert len(files) == 3
    assert all("Our Privacy Policy changes on 31 January 2027" in file.read_text() for file in files)
