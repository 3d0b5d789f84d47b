"""The summary of a changes page: which sections the author's words cover, and which they leave out."""

from __future__ import annotations

import re

from factories import TEXT, make_version
from inforce.render.changes import NOT_MENTIONED
from support.pages import page, privacy, words

CHAPTERS = TEXT + "\n### 2.1 Backups {#backups}\n\nCopies stay 7 days.\n\n## 3. Contact {#contact}\n\nWrite to us.\n"


def rows(old: str, new: str, *summary: str | tuple[str, str]) -> dict[str, str]:
    """The summary's rows for a change from one text to the other: title with number, and all that follows."""
    coming = make_version("2026-02-01", text=new, material=True, summary=summary)
    html = page(privacy(make_version(text=old), coming), "privacy/2026-02-01/changes/")
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)
    return {words(head): words(rest) for head, rest in found}


def test_a_section_the_summary_leaves_out_is_named() -> None:
    """A changed section without a word of its author says so in its row."""
    new = CHAPTERS.replace("90 days", "60 days").replace("Write to us.", "Write to nobody.")
    told = rows(CHAPTERS, new, ("Data goes after 60 days.", "retention"))
    assert NOT_MENTIONED not in told["2 How long we keep it"]
    assert told["3 Contact"].endswith(NOT_MENTIONED)


def test_words_on_a_chapter_cover_what_is_below_it() -> None:
    """A summary item tied to a section speaks of its sub-sections too."""
    new = CHAPTERS.replace("90 days", "60 days").replace("7 days", "30 days")
    told = rows(CHAPTERS, new, ("All periods change.", "retention"))
    assert NOT_MENTIONED not in told["2.1 Backups"]


def test_words_on_the_whole_text_leave_nothing_out() -> None:
    """Where the summary speaks of the text as a whole only, no section counts as left out."""
    new = CHAPTERS.replace("90 days", "60 days").replace("Write to us.", "Write to nobody.")
    assert not [row for row in rows(CHAPTERS, new, "Everything is put more plainly.").values() if NOT_MENTIONED in row]


def test_mere_renumbering_needs_no_words() -> None:
    """A section that only took another number is not said to be left out."""
    new = CHAPTERS.replace("## 3. Contact", "## 3. Cookies {#cookies}\n\nWe set none.\n\n## 4. Contact")
    told = rows(CHAPTERS, new, ("Cookies are explained.", "cookies"))
    assert NOT_MENTIONED not in told["4 Contact"]


def test_a_removed_section_can_be_left_out() -> None:
    """A section that went without a word is named like one that changed."""
    new = TEXT.replace("90 days", "60 days")
    told = rows(CHAPTERS, new, ("Data goes after 60 days.", "retention"))
    assert told["3 Contact"].endswith(NOT_MENTIONED)
