"""History and changes pages, and the headings of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factories import TEXT, TEXT_60_DAYS, example, make_version
from inforce.core.policy import Override
from support.pages import page, privacy, words


def _days(html: str) -> Iterator[tuple[str, str, str]]:
    table = html.partition('id="applied"')[2]
    for row in re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", table, re.DOTALL):
        yield tuple(words(cell) for cell in row)  # type: ignore[misc]


def test_the_history_answers_for_every_day() -> None:
    """Each row ends the day before the next begins, from before the first version to the open end."""
    assert list(_days(page(example(), "privacy/history/"))) == [
        ("31 Jan 2027", "open", "2027-01-31 (scheduled)"),
        ("15 Dec 2025", "30 Jan 2027", "2025-12-15 (in force)"),
        ("before", "14 Dec 2025", "None"),
    ]


def test_the_history_lists_versions_newest_first() -> None:
    """The timeline goes back in time and counts the versions."""
    said = words(page(example(), "privacy/history/"))
    assert said.index("Scheduled.") < said.index("In force since that day")
    assert "Two versions since 15 December 2025." in said


def test_the_changes_page_joins_sections_with_the_authors_words() -> None:
    """Section, kind of change and plain words stand in one row that leads to the change; the class is a word."""
    html = page(example(), "privacy/2027-01-31/changes/")
    said = words(html)
    assert "What changes on 31 January 2027" in said
    assert "Class Material change" in said
    row = re.search(r"<tr><th scope=\"row\">.*?</tr>", html, re.DOTALL)
    assert row is not None
    assert 'href="#change-1"' in row[0]
    assert re.fullmatch(
        r"2 How long we keep it Words \w+ We delete your data after 60 days instead of 90\.", words(row[0])
    )


def test_words_on_a_section_that_stays_are_kept() -> None:
    """A summary item tied to a section without a change of its own still has its row, in the order of the text."""
    coming = make_version(
        "2027-01-31",
        published="2026-11-23",
        text=TEXT_60_DAYS + "\n## 3. New {#new}\n\nNew.\n",
        material=True,
        summary=[("60 days.", "retention"), ("A chapter.", "what-we-collect")],
    )
    html = page(privacy(make_version(), coming), "privacy/2027-01-31/changes/")
    rows = [words(row) for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.DOTALL)]
    assert rows[0] == "1 What we collect – A chapter."
    assert rows[1].startswith("2 How long we keep it")
    assert rows[2].startswith("3 New")


def test_a_declared_override_is_public() -> None:
    """Who decided against the rules' finding, and why, stands at the foot of the changes page."""
    override = Override("Ada Lovelace", "The period only got longer.")
    version = make_version("2026-02-01", text=TEXT_60_DAYS, material=False, override=override)
    said = words(page(privacy(make_version(), version), "privacy/2026-02-01/changes/"))
    assert "Declared not material by Ada Lovelace" in said
    assert "The period only got longer." in said


def test_equal_texts_have_a_changes_page_that_says_so() -> None:
    """A version that changes no word still has its page, without a redline."""
    html = page(privacy(make_version(), make_version("2026-02-01", material=False)), "privacy/2026-02-01/changes/")
    assert "No word, number or link differs between the two versions." in words(html)
    assert "<article" not in html
    assert "can be rebuilt from this redline" not in words(html)


def test_a_space_alone_has_a_redline_on_the_changes_page() -> None:
    """A version in which only white space differs is not told to be the same; its page shows where it differs."""
    before = make_version(text=TEXT.replace("address.", "address. We sell none."))
    after = make_version("2026-02-01", text=TEXT.replace("address.", "address.We sell none."), material=False)
    html = page(privacy(before, after), "privacy/2026-02-01/changes/")
    assert "Space removed" in words(html)
    assert "The words stay the same" not in words(html)
    assert "can be rebuilt from this redline" in words(html)


def test_changes_are_shown_against_the_version_before_as_shown() -> None:
    """A withdrawn version is skipped."""
    taken = make_version("2026-02-01", text=TEXT_60_DAYS, withdrawn="2026-01-15", published="2026-01-01")
    library = privacy(make_version(), taken, make_version("2026-03-01", text=TEXT_60_DAYS))
    assert "Version 2025-12-15, superseded, with version 2026-03-01" in words(
        page(library, "privacy/2026-03-01/changes/")
    )


def test_a_text_that_begins_with_its_title_shows_it_once() -> None:
    """The text's own title is the headline, in its own letters, and keeps its id."""
    text = "# PRIVACY policy.\n\n## One {#one}\n\nWords.\n"
    html = page(privacy(make_version(text=text)), "privacy/")
    assert html.count("PRIVACY policy.") == 1
    assert re.search(r'<h1 class="title" id="[a-z-]+" lang="en" dir="ltr">PRIVACY policy\.</h1>', html)
    assert '<h2 id="one">' in html


def test_headings_of_the_text_begin_below_the_headline() -> None:
    """Whatever level an author begins with, the page has one h1 and the text starts at h2."""
    for marks in ("#", "##", "###"):
        html = page(privacy(make_version(text=f"{marks} One {{#one}}\n\nWords.\n")), "privacy/")
        assert html.count("<h1") == 1
        assert '<h2 id="one">' in html


def test_a_policy_in_another_script_has_its_language_and_direction() -> None:
    """The text's language is declared on the text, right to left where it is written so."""
    html = page(privacy(make_version(language="ar")), "privacy/")
    assert '<article class="law" id="_text" lang="ar" dir="rtl"' in html
    assert '<html lang="en">' in html


def test_no_heading_level_is_left_out() -> None:
    """An author's jump from a high to a low level is closed up; which section stands in which stays."""
    text = "### A {#a}\n\nx\n\n##### B {#b}\n\nx\n\n## C {#c}\n\nx\n\n###### D {#d}\n\nx\n\n### E {#e}\n\nx\n"
    html = page(privacy(make_version(text=text)), "privacy/")
    assert re.findall(r'<h(\d) id="(.)">', html) == [("2", "a"), ("3", "b"), ("2", "c"), ("3", "d"), ("3", "e")]
