"""The desk: one page on which an author sees all that is known of a draft, in step with the file."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from inforce import source
from inforce.commands.serve import Preview
from inforce.commands.steps import pages_of
from inforce.console import sentences
from inforce.source.version import version_from
from support.preview import Running, until
from support.small_project import FIRST, SECOND, TODAY, published, tree, write

PATH = "content/policies/privacy/2027-05-01.md"
DESK = "/~preview/desk/privacy/2027-05-01/"
TEXT = SECOND.replace("2027-01-31", "2027-05-01").replace("60 days", "45 days")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = published(tmp_path / "project")
    write(root, PATH, TEXT)
    return root


@pytest.fixture
def running(root: Path) -> Iterator[Running]:
    with Running(root, drafts=True) as preview:
        yield preview


def test_a_desk_shows_all_that_is_known_of_a_draft(running: Running) -> None:
    """Dates, classes, problems, summary, findings, redline, text, notice and checklists, each under its heading."""
    page = running.get(DESK)
    headings = re.findall(r"<h2 id=\"([a-z-]+)\"", page)
    assert headings == ["dates", "see-to", "summary", "findings", "checklists", "redline", "page", "notice"]
    assert "1 May 2027" in page
    assert "Last day to publish for 30 days of notice</dt><dd>1 April 2027" in page
    assert "compared with 2027-01-31" in page
    assert '<ins><span class="hidden" data-diff-ui>' in page
    assert "We delete it within 45 days after" in page
    assert "Our Privacy Policy changes on 1 May 2027" in page
    assert 'src="letter/?' in page


def test_no_id_stands_twice(running: Running) -> None:
    """Text and redline have the same sections; each panel has ids of its own, and its links follow."""
    page = running.get(DESK)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"page-how-long", "redline-how-long"} <= set(ids)
    assert set(re.findall(r'\shref="#([^"]+)"', page)) <= set(ids)


def test_the_letter_is_a_document_that_can_do_nothing(running: Running) -> None:
    """It has its style in it, as mail needs it; sandboxed, it runs no script and reaches nothing."""
    with urlopen(f"{running.address}{DESK[1:]}letter/", timeout=10) as answer:
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "45 days" in answer.read().decode()
    with urlopen(f"{running.address}{DESK[1:]}", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-src 'self'")
    assert "unsafe" not in policy


def test_what_the_summary_leaves_out_is_drafted(root: Path, running: Running) -> None:
    """A line for each changed section it does not speak of; none where it speaks of all."""
    assert "It says nothing yet" not in running.get(DESK)
    write(root, PATH, TEXT.replace("your name and your e-mail address", "your name"))
    until(lambda: "It says nothing yet" in running.get(DESK))
    page = running.get(DESK)
    assert "    - section: what-we-collect\n      text: &#34;TODO: " in page
    assert "inforce draft privacy 2027-05-01 --refresh-summary" in page


def test_a_problem_of_the_text_leads_to_its_place(root: Path, running: Running) -> None:
    """Its line, and links into the text and, where the section changed, into the redline."""
    write(root, PATH, TEXT.replace("45 days after", "45 days [INSERT DATE] after"))
    until(lambda: "INSERT DATE" in running.get(DESK))
    page = running.get(DESK)
    line = TEXT.split("45 days after")[0].count("\n") + 1
    assert f'Line {line}, <a href="#page-how-long">in the text</a>, <a href="#redline-change-1">' in page


def test_a_save_that_cannot_be_read_keeps_the_last_state_and_says_so(root: Path, running: Running) -> None:
    """The sentences of the fault stand above what was there before; mending it ends that."""
    write(root, PATH, TEXT.replace("effective:", "effectve:"))
    until(lambda: "cannot be read" in running.get(DESK))
    page = running.get(DESK)
    assert "“effectve” is not known" in page
    assert "We delete it within 45 days after" in page
    write(root, PATH, TEXT.replace("45 days", "50 days"))
    until(lambda: "within 50 days after" in running.get(DESK))
    assert "cannot be read" not in running.get(DESK)


def test_the_stream_tells_of_a_save_before_the_site_is_drawn(root: Path) -> None:
    """The desk's own stream has a number for each state, the one that the page bears."""
    with Running(root, drafts=True) as preview:
        connection = http.client.HTTPConnection(preview.address.split("/")[2], timeout=20)
        connection.request("GET", "/~preview/desk-events")
        stream = connection.getresponse()
        first = stream.readline()
        stream.readline()
        write(root, PATH, TEXT.replace("45 days", "50 days"))
        second = stream.readline()
        assert first.startswith(b"data: ")
        assert first != second
        number = second.decode().removeprefix("data: ").strip()
        assert f'data-number="{number}"' in preview.get(DESK)


def test_an_editor_that_writes_in_steps_raises_no_false_alarm(root: Path) -> None:
    """Emptied first and written a moment later, a file is read when it is whole."""

    class Slow:
        """A watch that sees the second step of the write just when the first was read."""

        steps = 1

        def more(self, seconds: float = 0) -> bool:
            if not seconds or not self.steps:
                return False
            self.steps -= 1
            write(root, PATH, TEXT)
            return True

        def wait(self) -> bool:
            return True

    preview = Preview(root, today=lambda: TODAY, drafts=True)
    write(root, PATH, "")
    assert preview.refresh(Slow())  # type: ignore[arg-type]
    assert preview.site.good
    page = preview.desks.page("privacy", "2027-05-01", "x")
    assert page is not None
    assert "cannot be read" not in page.html


def test_a_site_overtaken_by_the_next_save_is_given_up(root: Path) -> None:
    """What is served is the later state, whole; the desks were told of both."""

    class Busy:
        """A watch that has heard of a write without effect, then of a save, while the first site is drawn."""

        steps = 0

        def more(self, seconds: float = 0) -> bool:
            return not seconds and self.steps < 2

        def wait(self) -> bool:
            self.steps += 1
            if self.steps == 2:
                write(root, PATH, TEXT.replace("45 days", "50 days"))
            return True

    preview = Preview(root, today=lambda: TODAY, drafts=True)
    assert preview.refresh(Busy())  # type: ignore[arg-type]
    assert preview.site.number == 1
    assert b"within 50 days" in preview.site.pages["privacy/2027-05-01/index.html"]
    assert preview.desks.wait(1, 0) == 2
    assert not preview.refresh()


def test_a_preview_that_ends_draws_no_further(root: Path) -> None:
    """Ending it does not wait for a thousand pages."""

    class Quiet:
        """A watch to which nothing happens."""

        def more(self, seconds: float = 0) -> bool:
            preview.stop.set()
            return False

    preview = Preview(root, today=lambda: TODAY, drafts=True)
    assert not preview.refresh(Quiet())  # type: ignore[arg-type]
    assert preview.site.pages == {}


def test_served_pages_are_those_that_build_writes(root: Path) -> None:
    """Byte for byte, whatever was read and drawn before."""
    preview = Preview(root, today=lambda: TODAY, drafts=False)
    for text in (TEXT, TEXT.replace("45 days", "50 days"), TEXT):
        write(root, PATH, text)
        preview.refresh()
    assert preview.site.pages == {page.path: page.content for page in pages_of(source.read(root), TODAY)}


def test_a_file_that_stays_is_read_once(root: Path) -> None:
    """The same bytes give the same version; other ones, or another name, do not."""
    name = source.read(root).library["privacy"]["2027-05-01"].name
    first, _ = version_from(TEXT, "privacy", name, PATH)
    again, _ = version_from(TEXT, "privacy", name, PATH)
    other, _ = version_from(TEXT.replace("45", "46"), "privacy", name, PATH)
    assert first is again
    assert other is not again
    assert version_from(TEXT, "privacy", name, PATH, lenient=True)[0] is not first


def test_the_start_page_and_the_terminal_lead_to_the_desk(running: Running) -> None:
    """Behind the skip link, which stays the first that the keyboard reaches."""
    page = running.get("/")
    assert f'<a href="{DESK}">privacy 2027-05-01</a>' in page
    assert page.index('class="skip"') < page.index("preview-desks")
    assert DESK not in running.get("/privacy/")
    assert DESK in running.get("/privacy/2027-05-01/changes/")
    lines = [str(line) for line in sentences.serve(running.reports[0])]
    assert any(f"{running.address.rstrip('/')}{DESK}" in line for line in lines)


def test_there_is_a_desk_for_drafts_only(root: Path, running: Running) -> None:
    """What is published has none; without --drafts there is none at all; nothing is written."""
    before = tree(root)
    for path in ("privacy/2027-01-31/", "privacy/", "nothing/2027-05-01/", "privacy/2027-05-01/other/"):
        with pytest.raises(HTTPError) as error:
            running.get(f"/~preview/desk/{path}")
        assert error.value.code == 404
    with Running(root) as plain, pytest.raises(HTTPError):
        plain.get(DESK)
    assert tree(root) == before


def test_a_first_version_has_a_desk(root: Path, running: Running) -> None:
    """It amends nothing: no redline, no notice, and that is said."""
    write(root, "content/policies/terms/2027-05-01.md", FIRST.replace("2026-11-23", "2027-05-01"))
    until(lambda: len(running.reports) > 1)
    page = running.get("/~preview/desk/terms/2027-05-01/")
    assert "There is no version before it." in page
    assert "Nobody is told of a first version." in page


def test_what_an_author_writes_is_no_markup(root: Path, running: Running) -> None:
    """Title, summary and text are shown as they are."""
    write(root, PATH, TEXT.replace("title: Privacy Policy", "title: <script>alert(1)</script>"))
    until(lambda: "alert(1)" in running.get(DESK))
    assert "<script>alert" not in running.get(DESK)
