"""Built sites that several tests look at: each is built once a test run, however many processes run the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.project import copy_of_repository, fine
from support.rich_site import rich_site

SITES = ("now", "later", "rich")
"""This repository's site with a change ahead; after the change took effect; a site with everything a page can show."""

DAYS = {"now": "2026-12-24", "later": "2027-02-15"}


def built_site(name: str, factory: pytest.TempPathFactory) -> Path:
    """The folder of one of the `SITES`."""
    return once(name, factory, lambda at: _build(name, at)) / "out"


def _build(name: str, at: Path) -> None:
    if name == "rich":
        fine("build", "--out", at / "out", cwd=rich_site(at / "project"))
    else:
        fine("build", "--on", DAYS[name], "--out", at / "out", cwd=copy_of_repository(at / "project"))


def once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], None], wait: float = 300) -> Path:
    """A folder that `make` fills in one process of the test run; the other processes wait for it."""
    base = factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base  # what the processes of one run share
    folder, done = base / f"shared-{name}", base / f"shared-{name}.done"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + wait
        while not done.exists():
            assert time.monotonic() < until, f"the site “{name}” was not built; see the other process"
            time.sleep(0.1)
        assert not done.read_text(), done.read_text()
        return folder
    try:
        make(folder)
        done.touch()
    except BaseException as error:
        done.write_text(f"the site “{name}” could not be built:\n{error}")
        raise
    return folder
