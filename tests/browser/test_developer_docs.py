"""docs/tutorial/application-developer.md: its application, with the site of the first tutorial, in a real browser."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support import notify_cli
from support.doc_pages import DOCS, after_the_first_policy
from support.server import served

pytestmark = pytest.mark.browser

PAGE = (DOCS / "tutorial" / "application-developer.md").read_text(encoding="utf-8")
RULE = (DOCS / "reference" / "policies-json.md").read_text(encoding="utf-8").split("### In Python")[1]
QUOTES = [re.sub(r"^> ?", "", quote, flags=re.M).strip() for quote in re.findall(r"(?:^>.*\n)+", PAGE, re.MULTILINE)]
FIRST, BANNER, AGAIN = QUOTES


def code(text: str) -> str:
    """The first Python of a page."""
    found = re.search(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(folder: Path, policies: str, today: str) -> Iterator[str]:
    """The application, started as the page says; its address."""
    port = free_port()
    env = {**os.environ, "POLICIES": policies, "TODAY": today, "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "app.py"], cwd=folder, env=env, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The two files of the page."""
    made = tmp_path / "app"
    made.mkdir()
    (made / "rule.py").write_text(code(RULE), encoding="utf-8")
    (made / "app.py").write_text(code(PAGE), encoding="utf-8")
    return made


@pytest.fixture
def policies(tmp_path: Path) -> Iterator[str]:
    """The site of the first tutorial, served."""
    with notify_cli.at(datetime(2026, 11, 23, 10, tzinfo=UTC)):
        after_the_first_policy(tmp_path / "our-policies")
    with served(tmp_path / "our-policies" / "site") as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US")
    context.clock.set_fixed_time("2026-11-30T10:00:00Z")
    yield context.new_page()
    context.close()


def question(page: Page) -> list[str]:
    return page.locator("form p").all_inner_texts()


def banner(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    return page.locator(".inforce-notice p").all_inner_texts()


def test_three_days_of_the_application(folder: Path, policies: str, page: Page) -> None:
    """Asked at first; told of the change ahead; asked again on its day; and what was accepted can be shown."""
    with running(folder, policies, "2026-11-30") as address:
        page.goto(address)
        assert question(page) == [FIRST]
        page.get_by_text("I accept").click()
        assert (question(page), banner(page)) == ([], [BANNER])
    with running(folder, policies, "2027-01-30") as address:
        page.goto(address)
        assert (question(page), banner(page)) == ([], [BANNER])
    with running(folder, policies, "2027-01-31") as address:
        page.goto(address)
        assert question(page) == [AGAIN]
        page.get_by_text("I accept").click()
        assert (question(page), banner(page)) == ([], [])
    (command,) = re.findall(r'^python -c "(.*)"$', PAGE, re.MULTILINE)
    done = subprocess.run([sys.executable, "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    text = folder.parent / "our-policies/site/privacy/2027-01-31.txt"
    assert hashlib.sha256(text.read_bytes()).hexdigest() in said[-1]
    assert [line[2:12] for line in said] == ["2026-11-30", "2027-01-31"]


def test_what_was_not_shown_is_not_accepted(folder: Path, policies: str, page: Page) -> None:
    """The page was made before midnight, the button pressed after it: nothing is recorded."""
    with running(folder, policies, "2026-11-30") as address:
        page.goto(address)
        old = page.content()
    with running(folder, policies, "2027-01-31") as address:
        page.route(address, lambda route: route.fulfill(body=old, content_type="text/html"), times=1)
        page.goto(address)
        page.get_by_text("I accept").click()
        assert "load the page again" in page.content()
        page.goto(address)
        assert question(page) == [AGAIN]
