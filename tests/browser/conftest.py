"""A real browser on real sites: the repository's on two days, and one that has everything a page can show."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from support.server import served
from support.sites import SITES, built_site
from support.tools import missing

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine, started once."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("INFORCE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not program:
        missing("Chromium", "apt-get install chromium, or set INFORCE_CHROMIUM to its path")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    file = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not file.exists():
        missing("axe-core", "install npm and run `make test` again, or `npm ci` in tests/browser")
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def html_checker() -> list[str]:
    """The command that runs the Nu HTML checker."""
    file = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not file.exists():
        missing("vnu-jar", "install npm and run `make test` again, or `npm ci` in tests/browser")
    java = shutil.which("java")
    if not java or subprocess.run([java, "-version"], capture_output=True).returncode:
        missing("Java", "apt-get install default-jre-headless")
    return [java, "-Xss4m", "-jar", str(file)]


@dataclass(frozen=True)
class Site:
    """A built site and the address it is served at."""

    name: str
    folder: Path
    address: str

    @property
    def paths(self) -> list[str]:
        """Every page, as the path below the address."""
        files = (file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*.html"))
        return sorted(file.removesuffix("index.html") for file in files)


@pytest.fixture(scope="session", params=SITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each site in turn, served; the rich one below a sub-path."""
    folder = built_site(request.param, tmp_path_factory)
    with served(folder, "/legal/" if request.param == "rich" else "/") as address:
        yield Site(request.param, folder, address)
