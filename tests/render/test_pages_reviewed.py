"""What the site says of reviews that found nothing to change: in the history, and on the page of the text in force."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from factories import TEXT_60_DAYS, day, make_version
from inforce.core.policy import Library, Reviewed
from support.pages import page, privacy, site, words

PAGE, PERMANENT, HISTORY = "privacy/", "privacy/2025-12-15/", "privacy/history/"


def library(*reviews: tuple[str, str]) -> Library:
    """A text in force with its reviews, and an amendment to come."""
    acts = tuple(Reviewed(day(on), "Ada Counsel", note) for on, note in reviews)
    coming = make_version("2027-01-31", published="2026-11-20", text=TEXT_60_DAYS, material=True)
    return privacy(replace(make_version(), reviews=acts), coming)


REVIEWS = library(("2026-06-01", ""), ("2026-12-10", "Read with <the> engineers."))


def test_the_history_names_each_review_of_a_version() -> None:
    """With its note, and no name of a person."""
    said = words(page(REVIEWS, HISTORY, day("2026-12-20")))
    assert "Reviewed on 1 June 2026: nothing changed." in said
    html = page(REVIEWS, HISTORY, day("2026-12-20"))
    assert '<time datetime="2026-12-10">10 December 2026</time>: nothing changed. Read with &lt;the&gt; eng' in html
    assert "Ada Counsel" not in html
    assert html.count("Reviewed on") == 2


def test_the_text_in_force_says_when_it_was_last_reviewed() -> None:
    """Beside “Last updated”, which stays: at its permanent address too, and not once it is superseded."""
    for address in (PAGE, PERMANENT):
        html = page(REVIEWS, address, day("2026-12-20"))
        assert '<dt>Last updated</dt><dd><time datetime="2025-12-15">' in html
        assert '<dt>Last reviewed</dt><dd><time datetime="2026-12-10">' in html
        assert "Last reviewed" not in page(library(), address, day("2026-12-20"))
    assert "Last reviewed" not in page(REVIEWS, PERMANENT, day("2027-02-01"))
    assert page(REVIEWS, HISTORY, day("2027-02-01")).count("Reviewed on") == 2


def test_a_day_in_the_past_shows_no_later_review() -> None:
    """The page of a day is that of the day."""
    html = page(REVIEWS, PAGE, day("2026-12-09"))
    assert '<dt>Last reviewed</dt><dd><time datetime="2026-06-01">' in html
    assert page(REVIEWS, HISTORY, day("2026-12-09")).count("Reviewed on") == 1


def feeds(files: dict[str, bytes]) -> dict[str, bytes]:
    """The feeds among the files of a site."""
    return {name: data for name, data in files.items() if "feed." in name or "material." in name}


def test_no_feed_has_an_entry_for_a_review() -> None:
    """Nothing changed: who follows changes is not woken. Not a byte of a feed moves."""
    on = date(2026, 12, 20)
    with_reviews = feeds(site(REVIEWS, on))
    assert with_reviews
    assert with_reviews == feeds(site(library(), on))


def test_programs_find_the_days_in_policies_json() -> None:
    """Of each version, oldest first; a search engine is told that the page changed."""
    files = site(REVIEWS, date(2026, 12, 20))
    versions = json.loads(files["policies.json"])["policies"][0]["versions"]
    assert [version["reviewed"] for version in versions] == [["2026-06-01", "2026-12-10"], []]
    assert b"<lastmod>2026-12-10</lastmod>" in files["sitemap.xml"]
    assert b"<lastmod>2026-12-10</lastmod>" not in site(REVIEWS, date(2026, 12, 9))["sitemap.xml"]
