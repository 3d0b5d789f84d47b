"""The review calendar: from which day it counts, when it is due, and what a version to come changes of that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories import day, make_policy, make_version
from inforce.core.configuration import read_policy
from inforce.core.duties import CALIFORNIA
from inforce.core.policy import Policy, Reviewed, Version
from inforce.core.reviews import Coming, Review, ReviewState, months_after, problems, review, too_rarely
from inforce.errors import Level

IN_CALIFORNIA = "# Privacy\n\nIf you live in California, you have rights.\n"
SEED = make_version("2025-12-15")
AMENDMENT = make_version("2027-01-31", published="2026-11-23", material=True)


def reviewed(version: Version, *days: str) -> Version:
    """The version with reviews of those days."""
    return replace(version, reviews=tuple(Reviewed(day(one), "Ada") for one in days))


def asked(policy: Policy, on: str) -> Review:
    """The review of a policy that has one to come."""
    found = review(policy, day(on))
    assert found is not None
    return found


def test_it_counts_from_the_publication_of_the_text_in_force() -> None:
    """And not from an amendment that is published and takes effect later: the text in force was not looked at."""
    found = asked(make_policy(SEED, AMENDMENT), "2026-11-23")
    assert (found.version, found.last, found.last_kind) == ("2025-12-15", date(2025, 12, 15), "published")
    assert found.due == date(2026, 12, 15)
    assert found.coming == Coming("2027-01-31", date(2027, 1, 31), in_time=False, due=date(2027, 11, 23))


def test_an_amendment_that_takes_effect_by_the_last_day_leaves_nothing_to_review() -> None:
    """On the last day itself too; from then on it counts from its own publication."""
    for name, in_time in [("2026-12-15", True), ("2026-12-16", False)]:
        coming = make_version(name, published="2026-11-10", material=False)
        policy = make_policy(SEED, coming)
        assert asked(policy, "2026-11-23").coming == Coming(name, day(name), in_time, date(2027, 11, 10))
        after = asked(policy, name)
        assert (after.last, after.due, after.coming) == (date(2026, 11, 10), date(2027, 11, 10), None)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-11-14", ReviewState.FINE),
        ("2026-11-15", ReviewState.SOON),
        ("2026-12-15", ReviewState.SOON),
        ("2026-12-16", ReviewState.OVER),
    ],
)
def test_it_is_soon_from_thirty_days_before_and_over_from_the_day_after(on: str, state: ReviewState) -> None:
    """The last day is in time."""
    assert asked(make_policy(SEED), on).state is state


def test_a_review_moves_the_last_day() -> None:
    """The latest counts, whatever the order of the lines."""
    found = asked(make_policy(reviewed(SEED, "2026-12-10", "2026-03-01")), "2026-12-20")
    assert (found.last, found.last_kind, found.due) == (date(2026, 12, 10), "reviewed", date(2027, 12, 10))


def test_a_day_in_the_past_knows_nothing_of_later_reviews() -> None:
    """The answer of a day stays what it was on that day."""
    policy = make_policy(reviewed(SEED, "2026-12-10"))
    assert asked(policy, "2026-12-09").due == date(2026, 12, 15)
    assert asked(policy, "2026-12-10").due == date(2027, 12, 10)


def test_a_review_is_of_one_text() -> None:
    """That of the version before counts for nothing once the next one is in force."""
    policy = make_policy(reviewed(SEED, "2026-12-10"), AMENDMENT)
    found = asked(policy, "2027-02-01")
    assert (found.last, found.last_kind, found.due) == (date(2026, 11, 23), "published", date(2027, 11, 23))


def test_a_review_before_the_publication_changes_nothing() -> None:
    """Only what is later counts; on the same day it is the publication."""
    for on in ("2025-12-01", "2025-12-15"):
        assert asked(make_policy(reviewed(SEED, on)), "2026-01-01").last_kind == "published"


def test_imported_and_late_entered_versions_count_by_their_published_day() -> None:
    """Not by the day on which they were entered."""
    for known in (
        make_version("2025-12-15", imported=True, recorded="2026-11-01"),
        make_version("2025-12-15", recorded="2026-11-01", late_entry="Forgotten in the move."),
    ):
        assert asked(make_policy(known), "2026-11-23").due == date(2026, 12, 15)


def test_a_withdrawn_version_counts_for_nothing() -> None:
    """Neither as the text in force nor as the one to come."""
    policy = make_policy(SEED, make_version("2027-01-31", published="2026-11-23", withdrawn="2026-11-25"))
    found = asked(policy, "2027-02-02")
    assert (found.version, found.coming) == ("2025-12-15", None)
    assert asked(policy, "2026-11-26").coming is None


def test_nothing_in_force_has_no_review() -> None:
    """Before the first day, with drafts only, after the end, and where the settings ask for none."""
    on = date(2026, 11, 23)
    assert review(make_policy(AMENDMENT), on) is None
    assert review(make_policy(make_version(registered=False)), on) is None
    assert review(make_policy(SEED, review_months=0), on) is None
    assert review(replace(make_policy(SEED), ended=day("2026-11-23"), ended_recorded=day("2026-11-01")), on) is None


def test_a_policy_that_ends_by_the_last_day_is_not_reviewed_again() -> None:
    """From the day on which the end is told; an end after the last day leaves the review to be made."""
    policy, on = make_policy(SEED), date(2026, 11, 23)
    told = {"ended_recorded": day("2026-11-20")}
    assert review(replace(policy, ended=day("2026-12-15"), **told), on) is None
    assert review(replace(policy, ended=day("2026-12-16"), **told), on) is not None
    assert review(replace(policy, ended=day("2026-12-15"), **told), date(2026, 11, 19)) is not None


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 15), 12, date(2026, 12, 15)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(9999, 5, 1), 12, date.max),
    ],
)
def test_months_are_calendar_months(start: date, months: int, expected: date) -> None:
    """The same day of a later month, or its last; the calendar ends with the year 9999."""
    assert months_after(start, months) == expected


def test_a_text_that_names_california_says_what_its_law_asks() -> None:
    """In the review, and where the settings ask for fewer than every 12 months."""
    version = make_version("2025-12-15", text=IN_CALIFORNIA)
    on = date(2026, 1, 1)
    found = review(make_policy(version, kind="privacy"), on)
    assert found is not None
    assert found.law == CALIFORNIA
    for months, hint in [(12, ""), (6, ""), (13, CALIFORNIA), (0, CALIFORNIA)]:
        assert too_rarely(make_policy(version, kind="privacy", review_months=months), on) == hint
    assert too_rarely(make_policy(SEED, kind="privacy", review_months=0), on) == ""
    assert too_rarely(make_policy(version, kind="terms", review_months=0), on) == ""
    ending = replace(make_policy(version, kind="privacy", review_months=0), ended=day("2027-01-01"))
    assert too_rarely(replace(ending, ended_recorded=on), on) == ""


# ---- what `check` says ----------------------------------------------------------------------------------------------


def said(policy: Policy, on: str) -> list[tuple[str, Level]]:
    """Codes and levels of what is found."""
    return [(problem.code, problem.level) for problem in problems(policy, day(on))]


def test_a_warning_before_and_an_error_after() -> None:
    """Nothing while there is time."""
    policy = make_policy(SEED, AMENDMENT)
    assert said(policy, "2026-11-14") == []
    assert said(policy, "2026-11-15") == [("review-due", Level.WARNING)]
    assert said(policy, "2026-12-16") == [("review-over", Level.ERROR)]
    assert said(policy, "2027-01-31") == []


def test_the_sentence_names_the_day_and_the_remedy_the_command() -> None:
    """And what the version to come changes of it."""
    (problem,) = problems(make_policy(SEED, AMENDMENT), date(2026, 11, 23))
    assert problem.sentence == (
        "“privacy” is due for review by 15 December 2026: it was last published on 15 December 2025."
    )
    assert "`inforce publish privacy --reviewed --by NAME`" in problem.remedy
    assert "Version 2027-01-31 takes effect on 31 January 2027 only" in problem.remedy
    soon = make_version("2026-12-01", published="2026-11-10", material=False)
    (problem,) = problems(make_policy(reviewed(SEED, "2025-12-16"), soon), date(2026, 11, 23))
    assert "it was last reviewed on 16 December 2025." in problem.sentence
    assert "takes its place on 1 December 2026: from then on, that one counts." in problem.remedy


def test_settings_below_the_law_are_a_hint() -> None:
    """Whether the law concerns its reader is for a person to say."""
    version = make_version("2025-12-15", text=IN_CALIFORNIA)
    assert said(make_policy(version, kind="privacy", review_months=0), "2026-01-01") == [("review-law", Level.HINT)]
    assert said(make_policy(version, kind="privacy"), "2026-01-01") == []


@pytest.mark.parametrize(
    ("settings", "line"),
    [('title = "Privacy"\nkind = "privacy"\nreview_months = 12\n', 3), ('title = "Privacy"\n', 1)],
)
def test_it_stands_at_the_setting_it_comes_from(settings: str, line: int) -> None:
    """Its line where the file names it, else the first one."""
    found, wrong = read_policy(settings, "policy.toml")
    (problem,) = problems(replace(make_policy(SEED), settings=found), date(2026, 12, 1))
    assert (problem.place.path, problem.place.line, wrong) == ("content/policies/privacy/policy.toml", line, ())


def test_a_policy_without_settings_is_named_by_its_text() -> None:
    """There is no other file to point to."""
    version = replace(SEED, path="content/policies/privacy/2025-12-15.md")
    (problem,) = problems(make_policy(version), date(2026, 12, 1))
    assert (problem.place.path, problem.place.line) == (version.path, 1)
