"""Notice duties: whom a material change is told to, and by when."""

from __future__ import annotations

from datetime import date

import pytest

from factories import make_policy, make_version
from inforce.core.duties import CALIFORNIA, DUTIES, notices, review_hint
from inforce.core.materiality import CATEGORIES
from inforce.core.settings import KINDS
from support.project import ROOT

EFFECTIVE = date(2027, 1, 31)


def due(
    kind: str, *categories: str, notice_days: int = 30, on: date = date(2026, 11, 23)
) -> dict[str, tuple[str, bool]]:
    """Last day and lateness of each notice that a change calls for, by duty."""
    policy = make_policy(make_version("2025-12-15"), make_version("2027-01-31"), kind=kind, notice_days=notice_days)
    told = notices(policy, policy["2027-01-31"], categories, on)
    return {notice.duty: (notice.last_day.isoformat(), notice.late) for notice in told}


@pytest.mark.parametrize(
    ("kind", "categories", "duties"),
    [
        ("privacy", ["M05"], {"dedicated-message"}),
        ("privacy", ["M02"], {"dedicated-message", "new-purpose", "data-held-consent"}),
        ("privacy", ["M03", "M04"], {"dedicated-message", "data-held-consent", "subprocessor-objection"}),
        ("cookies", ["M01"], {"dedicated-message", "data-held-consent"}),
        ("subprocessors", ["M04"], {"subprocessor-objection"}),
        ("terms", ["M14"], {"promised-way", "business-users", "consumers-digital"}),
        ("security", ["M07"], {"promised-way"}),
        ("other", [], {"promised-way"}),
    ],
)
def test_the_kind_of_policy_and_of_change_say_who_is_told(kind: str, categories: list[str], duties: set[str]) -> None:
    """Each duty once."""
    assert set(due(kind, *categories)) == duties


def test_the_last_day_leaves_the_notice_period() -> None:
    """The policy's own, or the law's where that is longer; consent is there before the change applies."""
    assert due("terms")["business-users"] == ("2027-01-01", False)
    assert due("terms", notice_days=10)["business-users"] == ("2027-01-16", False)
    assert due("terms", notice_days=10)["consumers-digital"] == ("2027-01-21", False)
    assert due("privacy", "M01")["data-held-consent"] == ("2027-01-30", False)


def test_what_was_not_sent_on_the_last_day_is_late() -> None:
    """From the day after."""
    assert due("privacy", on=date(2027, 1, 1))["dedicated-message"] == ("2027-01-01", False)
    assert due("privacy", on=date(2027, 1, 2))["dedicated-message"] == ("2027-01-01", True)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_policy_is_without_a_notice(kind: str) -> None:
    """Whatever changes in it."""
    assert due(kind)


def test_every_duty_has_its_source_in_the_reference() -> None:
    """And speaks of kinds and categories that there are."""
    page = " ".join((ROOT / "docs/reference/notice-duties.md").read_text(encoding="utf-8").split())
    for duty in DUTIES:
        assert duty.source.partition(":")[0].split(", on material")[0] in page, duty.name
        assert duty.kinds <= set(KINDS)
        assert duty.categories <= set(CATEGORIES)


def test_a_policy_that_names_california_has_a_hint_on_reviews() -> None:
    """Only then, and only where it is about data."""
    named = make_version(text="# Privacy\n\nIf you live in California, you have rights.\n")
    assert review_hint(make_policy(named, kind="privacy"), named) == CALIFORNIA
    assert review_hint(make_policy(named, kind="terms"), named) == ""
    plain = make_version()
    assert review_hint(make_policy(plain, kind="privacy"), plain) == ""
    assert review_hint(make_policy(plain, kind="privacy"), None) == ""
