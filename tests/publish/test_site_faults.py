"""The writer under faults: killed, out of disk, crowded, watched. The old site stands or the new one, never a mix."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from inforce.errors import StoppedError
from inforce.publish import swap
from inforce.publish.folder import MARKER
from inforce.publish.site import Written, write
from inforce.render.plan import Page
from support.dying import contents

DYING = Path(__file__).parents[1] / "support" / "dying.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    (project / "content").mkdir(parents=True)
    return project


@pytest.fixture
def out(root: Path) -> Path:
    return root / "site"


def pages(which: str) -> list[Page]:
    return [Page(path, content) for path, content in contents(which).items()]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, the marker aside; empty where there is no folder."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    found.pop(MARKER, None)
    return found


def beside(out: Path) -> list[str]:
    return sorted(p.name for p in out.parent.iterdir() if ".inforce-" in p.name)


def run(out: Path, root: Path, deadly: int, which: str, *how: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DYING), str(out), str(root), str(deadly), which, *how]
    return subprocess.run(command, capture_output=True, text=True)


# --- killed ----------------------------------------------------------------------------------------------------------


def killed_at(deadly: int, out: Path, root: Path, *how: str) -> bool:
    """Kill a build at one call, look, and build again; True while the process did die."""
    write(pages("old"), out, root=root)
    done = run(out, root, deadly, "new", *how)
    if done.returncode == 0:
        return False
    assert done.returncode == -9, done.stderr
    if how:
        # Between the two renames there is no site: that is the gap which is stated. The next build mends it.
        assert tree(out) in (contents("old"), contents("new"), {})
    else:
        assert tree(out) in (contents("old"), contents("new"))
    write(pages("next"), out, root=root)
    assert tree(out) == contents("next")
    assert beside(out) == []
    return True


def calls(out: Path, root: Path, *how: str) -> int:
    """How many calls that change the disk one build makes."""
    write(pages("old"), out, root=root)
    return int(run(out, root, 0, "new", *how).stdout)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.45, 0.6, 0.7, 0.8, 0.99])
def test_killed_at_some_calls(root: Path, out: Path, part: float) -> None:
    """Killed with SIGKILL at a system call, a build leaves the old site whole or the new one; the next one is clean."""
    assert killed_at(1 + int(part * (calls(out, root) - 1)), out, root)


@pytest.mark.soak
@pytest.mark.parametrize("how", [(), ("two-renames",)])
def test_killed_at_every_call(root: Path, out: Path, how: tuple[str, ...]) -> None:
    """The same for every single call, also where the system cannot exchange two names."""
    deadly = 1
    while killed_at(deadly, out, root, *how):
        deadly += 1
    assert deadly == calls(out, root, *how) + 1


@pytest.mark.soak
def test_first_build_killed_at_every_call(root: Path, out: Path) -> None:
    """A first build that dies leaves no site or a whole one."""
    deadly = 1
    while run(out, root, deadly, "new").returncode:
        assert tree(out) in ({}, contents("new"))
        write(pages("next"), out, root=root)
        assert tree(out) == contents("next")
        assert beside(out) == []
        swap.remove(out)
        deadly += 1


def test_the_gap_of_two_renames_is_mended(root: Path, out: Path) -> None:
    """A build that died between two renames left no site; the next one puts the old site back before all else."""
    write(pages("old"), out, root=root)
    out.rename(swap.beside(out, "old"))

    def failing() -> object:
        assert tree(out) == contents("old")
        yield from pages("new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(failing(), out, root=root)  # type: ignore[arg-type]
    assert tree(out) == contents("old")
    assert beside(out) == []


def test_what_is_left_of_a_folder_is_known_as_ours(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the old site is deleted its marker goes last, so that the next build may delete what a crash left."""
    write(pages("old"), out, root=root)
    (out / ".DS_Store").write_bytes(b"listed after the marker")
    real = os.unlink
    deleted: list[str] = []

    def noted(path: object, **kwargs: object) -> None:
        if ".inforce-new" in str(path):
            deleted.append(str(path))
        real(path, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "unlink", noted)
    write(pages("new"), out, root=root)
    assert len(deleted) > 5
    assert deleted.index(str(swap.beside(out, "new") / MARKER)) == len(deleted) - 1


# --- the disk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 100, 2500])
def test_a_full_disk_leaves_the_old_site(root: Path, out: Path, limit: int) -> None:
    """When the disk takes no more the build stops with a sentence; the old site stands, no half file is left."""
    write(pages("old"), out, root=root)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(StoppedError, match="could not be written"):
            write(pages("new"), out, root=root)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert tree(out) == contents("old")
    assert beside(out) == []
    write(pages("new"), out, root=root)
    assert tree(out) == contents("new")


@pytest.mark.parametrize("call", ["mkdir", "open", "link", "unlink"])
def test_a_refusing_disk_leaves_the_old_site(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Permission denied at any kind of call stops the build with a sentence, or is got around; never half a site."""
    write(pages("old"), out, root=root)
    real = getattr(os, call)

    def refusing(path: object, *args: object, **kwargs: object) -> object:
        if ".inforce-new" in str(args[0] if call == "link" else path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refusing)
        try:
            write(pages("new"), out, root=root)
        except StoppedError as error:
            assert "permission denied" in error.problems[0].sentence
    assert tree(out) in (contents("old"), contents("new"))
    write(pages("new"), out, root=root)
    assert tree(out) == contents("new")
    assert beside(out) == []


# --- several at once -------------------------------------------------------------------------------------------------


def test_a_second_build_waits(root: Path, out: Path) -> None:
    """A build that finds another at work waits until it is done."""
    write(pages("old"), out, root=root)
    done: list[Written] = []
    with swap.lock(out):
        second = threading.Thread(target=lambda: done.append(write(pages("new"), out, root=root)))
        second.start()
        time.sleep(0.1)
        assert done == []
    second.join(timeout=10)
    assert len(done) == 1
    assert tree(out) == contents("new")
    assert beside(out) == []


def test_a_second_build_says_who_holds_it(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that waited in vain names the process that is at work, and has changed nothing."""
    write(pages("old"), out, root=root)
    monkeypatch.setattr(swap, "LOCK_WAIT", 0.05)
    with swap.lock(out), pytest.raises(StoppedError, match=rf"process {os.getpid()} on "):
        write(pages("new"), out, root=root)
    assert tree(out) == contents("old")


def test_a_lock_left_by_the_dead_holds_nobody_up(root: Path, out: Path) -> None:
    """A lock file whose holder is gone is no lock."""
    swap.beside(out, "lock").write_text("process 1 on nowhere")
    write(pages("old"), out, root=root)
    assert beside(out) == []


def test_a_lock_that_went_while_it_was_taken_is_asked_for_again(
    root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who gets the lock on a file that its last holder has deleted holds nothing: a new one is made."""
    real = swap._locked
    file = swap.beside(out, "lock")
    asked: list[int] = []

    def late(handle: int) -> bool:
        asked.append(handle)
        if len(asked) == 1:
            file.unlink()
        return real(handle)

    monkeypatch.setattr(swap, "_locked", late)
    with swap.lock(out):
        assert len(asked) == 2
        assert file.exists()


def test_many_builds_at_once(root: Path, out: Path) -> None:
    """Of many builds at once each finishes; what stands at the end is one of them, whole."""
    names = ["a", "b", "c", "d"]
    commands = [[sys.executable, str(DYING), str(out), str(root), "0", name] for name in names]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    assert [process.wait(timeout=60) for process in running] == [0] * len(names)
    assert tree(out) in [contents(name) for name in names]
    assert beside(out) == []


def watched(root: Path, out: Path, builds: int) -> int:
    """Read files in a loop through a number of builds; how many reads there were."""
    write(pages("old"), out, root=root)
    shared = [path for path in contents("old") if path in contents("new")]
    whole = {path: {contents("old")[path], contents("new")[path]} for path in shared}
    reads, torn, missing, over = 0, 0, 0, threading.Event()

    def read() -> None:
        nonlocal reads, torn, missing
        while not over.is_set():
            for path in shared:
                reads += 1
                try:
                    torn += (out / path).read_bytes() not in whole[path]
                except FileNotFoundError:
                    missing += 1

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(builds):
        write(pages("new" if number % 2 == 0 else "old"), out, root=root)
    over.set()
    reader.join()
    assert (torn, missing) == (0, 0)
    return reads


def test_a_reader_never_misses_a_file(root: Path, out: Path) -> None:
    """Whoever reads while the site is rebuilt finds every file, whole."""
    assert watched(root, out, 30) > 100


@pytest.mark.soak
def test_a_reader_never_misses_a_file_in_many_builds(root: Path, out: Path) -> None:
    """The same through a thousand builds."""
    assert watched(root, out, 1000) > 1000
