"""What the site says of notices that were sent: on the changes page and in the history."""

from __future__ import annotations

from dataclasses import replace

from factories import TEXT_60_DAYS, day, make_version
from inforce.core.policy import Library, NoticeRecord, Told
from inforce.core.told import SENT, STARTED
from support.pages import ON, page, privacy, site, words

CHANGES, HISTORY = "privacy/2027-01-31/changes/", "privacy/history/"
RECORD = NoticeRecord("privacy-2027-01-31-accounts-a1b2c3", "accounts", "ab" * 16, "cd" * 32)


def line(event: str, on: str, audience: str = "accounts", **counts: int) -> Told:
    """One line of the register, written on a day."""
    return Told(replace(RECORD, audience=audience, **counts), event, day(on))  # type: ignore[arg-type]


def library(*lines: Told) -> Library:
    """A material change to come, and the lines on its notices."""
    coming = make_version("2027-01-31", published="2026-11-20", text=TEXT_60_DAYS, material=True)
    return privacy(make_version(), replace(coming, notices=lines))


def said(address: str, *lines: Told, on: str = "2026-12-01") -> str:
    """The words of a page."""
    return words(page(library(*lines), address, day(on)))


def test_a_notice_that_was_sent_is_told_with_its_day_and_number() -> None:
    """On the changes page and in the history's row."""
    lines = (line(STARTED, "2026-11-23"), line(SENT, "2026-11-23", accepted=12345))
    for address in (CHANGES, HISTORY):
        assert "Notice sent on 23 November 2026 by e-mail to 12,345 account holders." in said(address, *lines)
        assert "sending began" not in said(address, *lines)


def test_the_day_is_one_that_machines_can_read() -> None:
    """A time element, as everywhere."""
    html = page(library(line(SENT, "2026-11-23", accepted=1)), CHANGES, day("2026-11-23"))
    assert 'Notice sent on <time datetime="2026-11-23">' in html
    assert "to 1 account holder.</p>" in html


def test_a_notice_sent_over_several_days_says_when_it_began() -> None:
    """The day of the last line, then that of the first."""
    lines = (line(STARTED, "2026-11-23"), line(SENT, "2026-11-24", accepted=2))
    told = "Notice sent on 24 November 2026 by e-mail to 2 account holders; sending began on 23 November 2026."
    assert told in said(CHANGES, *lines)


def test_a_notice_under_way_is_not_said_to_be_sent() -> None:
    """It says when sending began and how far it came."""
    lines = (line(STARTED, "2026-11-23", open=9000), line(SENT, "2026-11-24", accepted=4000, open=5000))
    words = "E-mail notice to account holders: sending began on 23 November 2026; {} accepted so far."
    assert words.format("0") in said(CHANGES, *lines[:1])
    assert words.format("4,000") in said(CHANGES, *lines)
    assert "Notice sent" not in said(CHANGES, *lines)


def test_each_audience_has_its_sentence() -> None:
    """Account holders first."""
    lines = (line(SENT, "2026-11-24", "subscribers", accepted=310), line(SENT, "2026-11-25", accepted=2))
    text = said(CHANGES, *lines)
    accounts = text.index("Notice sent on 25 November 2026 by e-mail to 2 account holders.")
    assert accounts < text.index("Notice sent on 24 November 2026 by e-mail to 310 subscribers.")


def test_the_site_of_an_earlier_day_knows_nothing_of_it() -> None:
    """Every file but the register is the one that was built on that day."""
    lines = (line(STARTED, "2026-11-24"), line(SENT, "2026-11-24", accepted=2))
    assert site(library(*lines), ON) == site(library(), ON)
    assert site(library(*lines), day("2026-11-24")) != site(library(), day("2026-11-24"))


def test_notices_change_no_file_but_the_two_pages() -> None:
    """Feeds, JSON and the texts themselves stay as they are, byte for byte; the list of digests follows the pages."""
    on = day("2026-12-01")
    before, after = site(library(), on), site(library(line(SENT, "2026-11-24", accepted=2)), on)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {f"{CHANGES}index.html", f"{HISTORY}index.html", "manifest.sha256"}
