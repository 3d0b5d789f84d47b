"""The register's one writer: lines are added whole or not at all, and never over someone else's."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inforce.core.register import Event, Register, parse
from inforce.errors import ContentError, StoppedError
from inforce.publish import register as register_file
from support.judged_sites import ON

EVENT = Event("ended", "privacy", ON, "Ada", effective=ON, reason="Over.")
OTHER = Event("ended", "terms", ON, "Grace", effective=ON, reason="Over too.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without a register."""
    (tmp_path / "content").mkdir()
    return tmp_path


def now(root: Path) -> Register:
    """The register on the disk."""
    file = root / register_file.REGISTER
    register, problems = parse(file.read_text(), "") if file.exists() else (Register(), ())
    assert problems == ()
    return register


def test_lines_are_added_to_the_end(root: Path) -> None:
    """The first begins the file; later ones leave every earlier byte as it is."""
    register_file.append(root, Register(), [EVENT])
    before = (root / register_file.REGISTER).read_bytes()
    register_file.append(root, now(root), [OTHER])
    after = (root / register_file.REGISTER).read_bytes()
    assert after.startswith(before)
    assert [event.policy for event in now(root).events] == ["privacy", "terms"]
    assert [path.name for path in (root / "content").iterdir()] == ["register.jsonl"]


def test_a_register_that_changed_meanwhile_is_not_written_over(root: Path) -> None:
    """Whoever read the older one must run again."""
    register_file.append(root, Register(), [EVENT])
    with pytest.raises(ContentError, match="changed by someone else"):
        register_file.append(root, Register(), [OTHER])
    assert [event.policy for event in now(root).events] == ["privacy"]


def test_windows_line_ends_are_no_change(root: Path) -> None:
    """The reader makes them plain, and so does the next line written."""
    register_file.append(root, Register(), [EVENT])
    register = now(root)
    file = root / register_file.REGISTER
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    register_file.append(root, register, [OTHER])
    assert b"\r" not in file.read_bytes()
    assert len(now(root).events) == 2


def test_a_full_disk_leaves_the_old_register(root: Path) -> None:
    """And no half file beside it."""
    register_file.append(root, Register(), [EVENT])
    before = (root / register_file.REGISTER).read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, old[1]))
    try:
        with pytest.raises(StoppedError, match="could not be written"):
            register_file.append(root, now(root), [OTHER])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert (root / register_file.REGISTER).read_bytes() == before
    assert [path.name for path in (root / "content").iterdir()] == ["register.jsonl"]


def test_a_link_in_its_place_is_not_followed(root: Path, tmp_path: Path) -> None:
    """What it leads to is not touched."""
    target = tmp_path / "elsewhere"
    target.write_text("")
    (root / register_file.REGISTER).symlink_to(target)
    with pytest.raises(StoppedError):
        register_file.append(root, Register(), [EVENT])
    assert target.read_text() == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_right_to_write_is_told(root: Path) -> None:
    """Stopped from outside: run again."""
    (root / "content").chmod(0o500)
    try:
        with pytest.raises(StoppedError, match="could not be written"):
            register_file.append(root, Register(), [EVENT])
    finally:
        (root / "content").chmod(0o700)


WRITER = """
import sys
from pathlib import Path
from inforce.core.register import Event, parse
from inforce.errors import ContentError
from inforce.publish import register as file
from datetime import date
root, name = Path(sys.argv[1]), sys.argv[2]
added = 0
while added < 5:
    register, problems = parse((root / file.REGISTER).read_text(), "")
    assert not problems, problems
    event = Event("ended", f"{name}{added}", date(2026, 11, 23), name, effective=date(2026, 11, 23))
    try:
        file.append(root, register, [event])
        added += 1
    except ContentError:
        pass
"""


def test_two_writers_lose_no_line(root: Path) -> None:
    """Each sees the other's lines, or is told to run again."""
    register_file.append(root, Register(), [EVENT])
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(root), name]) for name in ("a", "b")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert len(now(root).events) == 11
