"""The preview: what it serves, when it rebuilds, and that it survives every state of the files."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from inforce.commands import serve
from inforce.commands.serve import Preview
from inforce.commands.serve_pages import problem_page, with_preview
from inforce.commands.serve_watch import Watch, fingerprint
from inforce.errors import Level, Place, Problem, UsageError
from support.preview import Running
from support.small_project import SECOND, TODAY, published, tree, with_first, write

FIRST = "content/policies/privacy/2026-11-23.md"
DRAFT = "content/policies/privacy/2027-01-31.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return published(tmp_path / "project")


@pytest.fixture
def running(root: Path) -> Iterator[Running]:
    with Running(root) as preview:
        yield preview


def test_pages_are_the_built_ones_plus_the_reload_script(running: Running) -> None:
    """Every page has one script, of the same origin, and the policy of the site allows it."""
    page = running.get("/privacy/")
    assert "We delete it within 90 days" in page
    assert page.count("<script") == 1
    assert '<script src="/~preview/reload.js?n=' in page
    with urlopen(running.address + "privacy/", timeout=10) as answer:
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert "EventSource" in running.get("/~preview/reload.js")


def test_nothing_is_written(root: Path) -> None:
    """The preview leaves the project as it is: no output folder."""
    before = tree(root)
    with Running(root) as preview:
        preview.get("/")
    assert tree(root) == before


def test_other_files_are_served_as_they_are(running: Running) -> None:
    """JSON, feeds and texts have no script added."""
    assert "reload.js" not in running.get("/policies.json")
    assert "reload.js" not in running.get("/privacy/2026-11-23.txt")


def test_a_missing_address_answers_404_with_the_sites_page(running: Running) -> None:
    """As on a real host."""
    with pytest.raises(HTTPError) as error:
        running.get("/nothing/")
    assert error.value.code == 404
    assert "reload.js" in error.value.read().decode()


def test_a_folder_without_its_slash_is_redirected(running: Running) -> None:
    """As static hosts do, so that relative links work."""
    connection = http.client.HTTPConnection(running.address.split("/")[2], timeout=10)
    connection.request("GET", "/privacy")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "/privacy/")


def test_a_save_is_shown_and_told_to_the_browser(root: Path) -> None:
    """Saving a draft rebuilds once, and the stream of events has the new number."""
    write(root, "content/policies/privacy/2027-05-01.md", SECOND.replace("2027-01-31", "2027-05-01"))
    with Running(root, drafts=True) as preview:
        connection = http.client.HTTPConnection(preview.address.split("/")[2], timeout=20)
        connection.request("GET", "/~preview/events")
        stream = connection.getresponse()
        first = stream.readline()
        assert first.startswith(b"data: ")
        stream.readline()
        text = SECOND.replace("2027-01-31", "2027-05-01").replace("60 days after", "45 days after")
        write(root, "content/policies/privacy/2027-05-01.md", text)
        assert preview.builds(2).good
        second = stream.readline()
        assert second.startswith(b"data: ")
        assert second != first
        assert "45 days after" in preview.get("/privacy/2027-05-01/")
        time.sleep(0.5)
        assert len(preview.reports) == 2


def test_drafts_are_shown_only_when_asked_for(tmp_path: Path) -> None:
    """Without --drafts the preview is what visitors will see."""
    root = with_first(tmp_path)
    with Running(root) as preview, pytest.raises(HTTPError):
        preview.get("/privacy/2027-01-31/")
    with Running(root, drafts=True) as preview:
        assert "60 days after" in preview.get("/privacy/2027-01-31/")
        assert "60" in preview.get("/privacy/2027-01-31/changes/")


def test_an_error_keeps_the_last_good_site_and_says_so(root: Path, running: Running) -> None:
    """The page stays, with a line that leads to the sentences; mending the file ends it."""
    good = (root / FIRST).read_text()
    (root / FIRST).write_text(good.replace("90 days", "9 days"))
    report = running.builds(2)
    assert not report.good
    page = running.get("/privacy/")
    assert "We delete it within 90 days" in page
    assert "could not be built" in page
    problems = running.get("/~preview/problems/")
    assert FIRST in problems
    assert "reload.js" in problems
    (root / FIRST).write_text(good)
    assert running.builds(3).good
    assert "could not be built" not in running.get("/privacy/")


def test_before_the_first_good_site_every_address_shows_the_problems(root: Path) -> None:
    """Starting on broken content is a page of sentences, not a refusal."""
    (root / FIRST).write_text("---\ntitle: <b>\ntitle: x\n---\n")
    with Running(root) as preview:
        assert not preview.reports[0].good
        with pytest.raises(HTTPError) as error:
            preview.get("/anything/")
        page = error.value.read().decode()
        assert "<h1>What to see to</h1>" in page
        assert FIRST in page


def test_an_open_decision_does_not_hide_the_pages(tmp_path: Path) -> None:
    """Whoever must decide wants to see the text."""
    root = with_first(tmp_path)
    write(root, DRAFT, SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1))
    with Running(root, drafts=True) as preview:
        assert preview.reports[0].good
        assert preview.reports[0].problems
        assert "something to see to" in preview.get("/privacy/2027-01-31/")


def test_problems_are_escaped(root: Path) -> None:
    """What stands in content cannot become markup on the page of problems."""
    (root / FIRST).write_text("---\n<script>alert(1)</script>: x\n---\n")
    with Running(root) as preview:
        assert "<script>alert" not in preview.get("/~preview/problems/")


def test_other_names_for_this_machine_are_not_answered(running: Running) -> None:
    """A web page elsewhere cannot read drafts by pointing its own name here."""
    with pytest.raises(HTTPError) as error:
        running.get("/", Host="evil.example")
    assert error.value.code == 421


def test_reading_does_not_count_as_change(root: Path) -> None:
    """Opening, reading and touching files starts no rebuild; only other bytes or names do."""
    preview = Preview(root, today=lambda: TODAY, drafts=False)
    assert preview.refresh()
    (root / FIRST).read_bytes()
    (root / FIRST).touch()
    assert not preview.refresh()
    assert preview.site.number == 1


def test_the_watch_sleeps_through_reads(root: Path) -> None:
    """Reading every source file gives no event; writing one does."""
    with Watch(root) as watch:
        fingerprint(root)
        assert not watch.wait(0.4)
        (root / FIRST).write_bytes((root / FIRST).read_bytes())
        assert watch.wait(10)


def test_a_new_day_is_a_change(root: Path) -> None:
    """Over midnight the preview follows the calendar."""
    days = [TODAY]
    preview = Preview(root, today=lambda: days[-1], drafts=False)
    assert preview.refresh()
    assert b"90 days after" in preview.site.pages["privacy/index.html"]
    days.append(date(2027, 1, 31))
    assert preview.refresh()
    assert b"60 days after" in preview.site.pages["privacy/index.html"]
    assert not preview.refresh()


def test_editors_own_files_are_not_sources(root: Path) -> None:
    """Swap, backup and hidden files change nothing."""
    before = fingerprint(root)
    for name in (".2026-11-23.md.swp", "2026-11-23.md~", "#2026-11-23.md#", ".DS_Store"):
        write(root, f"content/policies/privacy/{name}", "x")
    assert fingerprint(root) == before
    write(root, "templates/extra.css", "x")
    assert fingerprint(root) != before


def test_a_port_in_use_is_said(root: Path, running: Running) -> None:
    """The way out is another port."""
    port = int(running.address.rstrip("/").rpartition(":")[2])
    with pytest.raises(UsageError, match="is taken"):
        serve.run(root, today=lambda: TODAY, port=port, stop=threading.Event())


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    """The preview of nothing is a usage error."""
    with pytest.raises(UsageError, match="inforce init"):
        serve.run(tmp_path, today=lambda: TODAY, port=0)


def test_a_mere_hint_raises_no_alarm(tmp_path: Path) -> None:
    """It is on the page of problems, for whoever looks."""
    problem = Problem(
        "material-nothing-found", Place("a.md", 1), "It finds nothing.", "Nothing needs doing.", Level.HINT
    )
    page = with_preview(b"<head></head><body>", "1", [problem], good=True)
    assert b"preview-problems" not in page
    assert "It finds nothing." in problem_page("1", [problem], site=True)
