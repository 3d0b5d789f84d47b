"""What is coming is announced wherever a reader looks: also before any text is in force, and at a policy's end."""

from __future__ import annotations

from datetime import date

from factories import TEXT, TEXT_60_DAYS, make_version
from inforce.core.policy import Library, Version
from support.pages import ON, page, privacy, site, words

REASON = "The service closes."


def first() -> Version:
    return make_version("2026-11-30", published="2026-11-23")


def amendment(name: str = "2027-01-31", text: str = TEXT_60_DAYS) -> Version:
    return make_version(
        name, published="2026-11-23", text=text, material=True, summary=[("Deleted after 60 days.", "retention")]
    )


def nothing_in_force(*more: Version) -> Library:
    """A first version and a material amendment, both yet to come."""
    return privacy(first(), amendment(), *more)


def test_a_change_before_anything_is_in_force_is_announced_on_the_coming_text() -> None:
    """The page with the coming text says what changes on the later day, with the summary and the link."""
    html = page(nothing_in_force(), "privacy/")
    said = words(html)
    assert "Not yet in force: takes effect on 30 November 2026." in said
    assert "Material change on 31 January 2027 Deleted after 60 days (2)." in said
    assert "The text below applies from 30 November 2026 until that day." in said
    assert 'href="2027-01-31/changes/"' in html
    assert "Changes on 31 January 2027." in said


def test_a_change_before_anything_is_in_force_is_announced_on_the_index() -> None:
    """The index has the banner, and every day of the policy below "Coming"."""
    said = words(page(nothing_in_force(), ""))
    assert "Privacy Policy: material change on 31 January 2027" in said
    coming = said.partition(" Coming ")[2]
    assert coming.startswith("Privacy Policy Takes effect on 30 November 2026; changes on 31 January 2027 ")


def test_a_coming_text_does_not_announce_itself() -> None:
    """A first version to come has its bar and no banner; the later version's page has none either."""
    assert 'class="banner"' not in page(privacy(first()), "privacy/")
    assert 'class="banner"' not in page(nothing_in_force(), "privacy/2027-01-31/")


def test_a_second_coming_change_says_which_text_applies_until_then() -> None:
    """The text below does not apply until the second change's day: the first change's does."""
    library = privacy(make_version(), amendment(), amendment("2027-06-01", TEXT.replace("90", "30")))
    said = words(page(library, "privacy/"))
    assert said.count("Until that day the text below applies.") == 1
    assert "Until that day the text of 31 January 2027 applies." in said


def test_a_withdrawn_version_was_to_take_effect() -> None:
    """Its page states no effective day as a fact and speaks of what would have changed."""
    library = privacy(make_version(), make_version(
        "2027-01-31", published="2026-11-01", text=TEXT_60_DAYS, material=True, withdrawn="2026-11-20",
    ))  # fmt: skip
    said = words(page(library, "privacy/2027-01-31/"))
    assert "Was to take effect 31 January 2027" in said
    assert "Effective 31 January 2027" not in said
    assert "What would have changed" in said
    assert "What changed" not in said


def test_a_version_past_the_end_of_its_policy_was_to_take_effect() -> None:
    """So does one that the policy's end overtakes."""
    library = privacy(make_version(), amendment(), ended="2026-12-31", end_recorded=ON)
    assert "Was to take effect 31 January 2027" in words(page(library, "privacy/2027-01-31/"))


def ending() -> Library:
    return privacy(make_version(), ended="2026-12-31", ended_reason=REASON, end_recorded="2026-11-20")


def test_an_announced_end_stands_in_the_history() -> None:
    """Both in the lead and at the version: the last day in force, the day of the end, the reason."""
    said = words(page(ending(), "privacy/history/"))
    until = "until 30 December 2026; the policy ends on 31 December 2026"
    assert f"is in force {until}. {REASON}" in said
    assert f"In force since that day and {until}" in said


def test_an_announced_end_waits_for_the_last_version() -> None:
    """Where another version takes effect first, that one applies until the end."""
    library = privacy(make_version(), amendment(), ended="2027-12-31", end_recorded=ON)
    said = words(page(library, "privacy/history/"))
    assert "the next takes effect on 31 January 2027; the policy ends on 31 December 2027." in said
    assert "Takes effect on that day and applies until 30 December 2027; the policy ends" in said
    assert "In force since that day and until" not in said


def test_an_announced_end_is_a_recent_change() -> None:
    """The index lists it on the day it was recorded, not before, and keeps it when the day has come."""
    row = "20 Nov 2026 Privacy Policy: the policy ends on 31 December 2026. The service closes. End"
    assert row in words(page(ending(), ""))
    assert "31 December 2026" not in words(page(ending(), "", date(2026, 11, 19))).partition("Recent changes")[2]
    assert row.replace("ends", "ended") in words(page(ending(), "", date(2027, 1, 1)))


def test_a_policy_announced_to_end_keeps_all_its_addresses() -> None:
    """Nothing goes from the site on the day of the end."""
    assert set(site(ending())) == set(site(ending(), date(2027, 1, 1)))
