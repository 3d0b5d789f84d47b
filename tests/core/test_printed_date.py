"""The day that a text itself says it was changed on, or applies from."""

from __future__ import annotations

from datetime import date

import pytest

from inforce.core.document import parse
from inforce.core.printed_date import last_updated, printed_dates, stated_dates

MAY = date(2018, 5, 24)


def found(markdown: str) -> list[tuple[str, date]]:
    return [(printed.kind, printed.day) for printed in printed_dates(parse(markdown, lenient=True))]


@pytest.mark.parametrize(
    "line",
    [
        "*Last updated: May 24, 2018*",
        "_Last Updated: May 24, 2018_",
        "**Last updated:** May 24th, 2018",
        "Last updated on 24 May 2018.",
        "Last updated 24th of May, 2018",
        "LAST UPDATED – MAY 24, 2018",
        "*Last updated: [May 24, 2018](https://example.com/why)*",
        "Last modified: 2018-05-24",
        "Last modified 2018/05/24",
        "Last revised: 5/24/2018",
        "Last revised: 24/05/2018",
        "Last changed: 24.05.2018",
        "Last updated: Thursday, May 24, 2018",
        "Updated: May 24, 2018",
        "Updated May 24, 2018",
        "Revised on May 24, 2018.",
        "Date of last revision: May 24, 2018",
        "Date last updated: May 24, 2018",
        "Last update: 24 May 2018",
        "Revision date: 2018-05-24",
        "This Privacy Policy was last updated on May 24, 2018.",
        "These Terms of Service were most recently revised on May 24, 2018.",
        "Our privacy policy was last updated on May 24, 2018.",
        "We are glad that you read this. Last updated: May 24, 2018.",
        "# Privacy Policy (last updated May 24, 2018)",
        "# Privacy Policy – last updated: May 24, 2018",
        "Last updated: May\u00a024, 2018",
        "**Last updated:**\n\nMay 24, 2018",
        "Last updated: May 24, 2018, 10:00 UTC",
    ],
)
def test_the_last_change_is_found_as_people_print_it(line: str) -> None:
    """Months in words or in numbers that mean one day; labels of many tools and habits."""
    assert found(line) == [("updated", MAY)]


@pytest.mark.parametrize(
    "line",
    [
        "Effective date: May 24, 2018",
        "**Effective Date:** 24 May 2018",
        "Effective: May 24, 2018",
        "Effective as of May 24, 2018",
        "Effective from 24 May 2018.",
        "Effective May 24, 2018",
        "Date effective: 2018-05-24",
        "In force since 24 May 2018",
        "In effect as of May 24, 2018",
        "This policy is effective as of May 24, 2018.",
        "These Terms take effect on May 24, 2018.",
    ],
)
def test_the_first_day_in_force_is_found(line: str) -> None:
    """Kind “effective”."""
    assert found(line) == [("effective", MAY)]


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 4/5/2018",
        "Last updated: 4.5.2018",
        "Last updated: May 2018",
        "Last updated: February 30, 2018",
        "Last updated: 2018-13-01",
        "Last updated: 12018-05-24",
        "Last updated: May 24, 20181",
        "Last updated: recently",
        "You agreed on May 24, 2018.",
        "The DPA is effective as of September 28, 2021 and replaces and supersedes any previous one.",
        "We amended, effective as of May 24, 2018 and for all users, our agreement with our host.",
        "Effective May 24, 2018, we share data with Acme.",
        "Updated May 24, 2018 figures are in the report.",
        "If you opened your account before these terms were last updated on May 24, 2018, they apply anyway.",
        "We change this page by updating the “Last Updated” date.",
        "Last reviewed: May 24, 2018",
        "",
    ],
)
def test_no_other_date_is_taken_for_it(line: str) -> None:
    """Ambiguous numbers, days that do not exist, dates of other things, and dates in the midst of a sentence."""
    assert found(line) == []


def test_two_statements_of_one_line_are_both_found() -> None:
    """Each with its own words and place."""
    markdown = "# Terms\n\nLast updated: May 24, 2018, effective June 1, 2018."
    document = parse(markdown)
    first, second = printed_dates(document)
    assert (first.kind, first.day, first.words, first.block) == ("updated", MAY, "Last updated: May 24, 2018", 1)
    assert (second.kind, second.day, second.words) == ("effective", date(2018, 6, 1), "effective June 1, 2018")
    for printed in (first, second):
        assert document.blocks[printed.block].text[printed.start : printed.end] == printed.words


@pytest.mark.parametrize("join", [" | ", "\\\n", ". ", " – ", " and ", "; ", " ("])
def test_statements_are_told_apart_however_they_are_joined(join: str) -> None:
    """Bars, line breaks, full stops, dashes."""
    assert found(f"Effective date: June 1, 2018{join}Last updated: May 24, 2018") == [
        ("effective", date(2018, 6, 1)),
        ("updated", MAY),
    ]


def test_the_first_statement_is_the_text_s() -> None:
    """A later one may be of a section."""
    document = parse("Last updated: May 24, 2018\n\n## Processors\n\nLast updated: June 1, 2019\n")
    assert last_updated(printed_dates(document)) == MAY
    assert last_updated(()) is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("title: Terms\nlast_updated: 2018-05-24", "updated"),
        ('lastUpdated: "May 24, 2018"', "updated"),
        ("lastmod: 2018-05-24T10:00:00Z", "updated"),
        ("updated-at: '2018-05-24'", "updated"),
        ("effective_date: 2018-05-24", "effective"),
        ("effective: 2018-05-24", "effective"),
    ],
)
def test_front_matter_of_other_tools_states_it_too(head: str, kind: str) -> None:
    """By their keys, whatever their style."""
    (stated,) = stated_dates(head)
    assert (stated.kind, stated.day, stated.block) == (kind, MAY, -1)
    assert head[stated.start : stated.end] == stated.words


@pytest.mark.parametrize(
    "head", ["date: 2018-05-24", "last_updated: soon", "last_updated:", "reviewed: 2018-05-24", ""]
)
def test_other_keys_state_nothing(head: str) -> None:
    """A bare “date” may be that of the file."""
    assert stated_dates(head) == ()
