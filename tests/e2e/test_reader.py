"""Who reads while the site is built, and a disk that fills up, with the program as it is run."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from support.project import ROOT, copy_of_repository, fine

DAYS = ("2027-01-10", "2027-02-15")
"""Before and after a text takes effect: many pages differ, and go over from one to the other."""


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(files: dict[str, bytes]) -> list[str]:
    """The pages a visitor goes through."""
    return sorted(path for path in files if path.endswith((".html", ".txt", ".xml")))


def readings(root: Path, builds: int) -> tuple[int, int, int, int]:
    """Visits through a number of builds, and how many files were torn or missing, how many visits saw both sites.

    A visit reads every page, one after the other.
    """
    sites = []
    for day in DAYS:
        fine("build", "--on", day, "--out", "out", cwd=root)
        sites.append(tree(root / "out"))
    paths = [path for path in kept(sites[0]) if path in sites[1]]
    visits = torn = gone = straddled = 0
    over = threading.Event()

    def visit() -> None:
        nonlocal visits, torn, gone, straddled
        while not over.is_set():
            seen = {0, 1}
            for path in paths:
                try:
                    content = (root / "out" / path).read_bytes()
                except FileNotFoundError:
                    gone += 1
                    continue
                of = {number for number, site in enumerate(sites) if site[path] == content}
                torn += not of
                seen &= of or seen
                if not seen:
                    straddled += 1
                    break
            visits += 1

    reader = threading.Thread(target=visit)
    reader.start()
    try:
        for number in range(builds):
            fine("build", "--on", DAYS[number % 2], "--out", "out", cwd=root)
    finally:
        over.set()
        reader.join()
    return visits, torn, gone, straddled


@pytest.mark.parametrize("builds", [4, pytest.param(25, marks=pytest.mark.soak)])
def test_a_reader_through_builds_finds_every_page_whole(tmp_path: Path, builds: int) -> None:
    """No file torn, none missing; visits that saw the old site and then the new are counted, one a build at most."""
    visits, torn, gone, straddled = readings(copy_of_repository(tmp_path), builds)
    print(f"{builds} builds, {visits} visits: {torn} torn, {gone} missing, {straddled} straddled")
    assert (torn, gone) == (0, 0)
    assert visits > builds
    assert straddled <= builds


@pytest.mark.parametrize("limit", [0, 1000, 9000])
def test_a_disk_that_fills_up_leaves_the_old_site(tmp_path: Path, limit: int) -> None:
    """No file may grow beyond the limit: exit 4 with a sentence, the old site to the byte, nothing left beside it."""
    root = copy_of_repository(tmp_path)
    fine("build", "--on", DAYS[0], "--out", "out", cwd=root)
    before = tree(root)

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, ROOT / "build.py", "build", "--on", DAYS[1], "--out", "out"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=root, stderr=subprocess.PIPE, preexec_fn=full, text=True, env=environment)
    assert done.returncode == 4, done.stderr
    assert "could not be written" in done.stderr
    assert tree(root) == before
    fine("build", "--on", DAYS[1], "--out", "out", cwd=root)
