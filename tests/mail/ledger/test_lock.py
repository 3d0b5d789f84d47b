"""One writer a ledger: the second is told who the first is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inforce.errors import ContentError, StoppedError
from inforce.mail.ledger.lock import locked

HOLD = (
    "import pathlib, sys, time\n"
    "from inforce.mail.ledger.lock import locked\n"
    "with locked(pathlib.Path(sys.argv[1]), 'notify send', clock=lambda: 1764581400.0):\n"
    "    print('held', flush=True)\n"
    "    time.sleep(60)\n"
)


def holder(root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_the_first_is(tmp_path: Path) -> None:
    """What it does, its process, its machine and since when."""
    process = holder(tmp_path)
    try:
        with pytest.raises(StoppedError) as caught, locked(tmp_path, "notify freeze", clock=lambda: 0.0):
            pass
    finally:
        process.kill()
        process.wait()
    problem = caught.value.problems[0]
    assert problem.code == "ledger-locked"
    for part in ("“notify send”", f"process {process.pid}", os.uname().nodename, "2025-12-01T09:30:00.000Z"):
        assert part in problem.sentence


def test_the_lock_of_a_killed_holder_is_free(tmp_path: Path) -> None:
    """kill -9 leaves the file, not the lock."""
    process = holder(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with locked(tmp_path, "notify send", clock=lambda: 0.0):
        pass


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    """Whatever ends the work lets go of it."""
    with pytest.raises(KeyboardInterrupt), locked(tmp_path, "notify send", clock=lambda: 0.0):
        raise KeyboardInterrupt
    with locked(tmp_path, "notify send", clock=lambda: 0.0):
        pass


def test_a_link_in_the_locks_place_is_refused(tmp_path: Path) -> None:
    """The file it leads to would be emptied."""
    (tmp_path / ".inforce").mkdir()
    (tmp_path / "precious").write_text("words")
    (tmp_path / ".inforce/ledger.lock").symlink_to(tmp_path / "precious")
    with pytest.raises(ContentError), locked(tmp_path, "notify send", clock=lambda: 0.0):
        pass
    assert (tmp_path / "precious").read_text() == "words"
