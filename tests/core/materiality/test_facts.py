"""Facts outlive a rewording: the changed sentences of a section are weighed together."""

from __future__ import annotations

import pytest

from inforce.core.materiality import Verdict
from support.materiality_cases import assessed

TEXT = (
    "# Terms and privacy\n\nWe tell you here what holds between us.\n\n## How long we keep it\n\n{}\n\n"
    "## More\n\nWrite to us.\n"
)
ONE = "We delete your letters within 30 days after you close your account, and we delete the logs within 90 days."


@pytest.mark.parametrize(
    "other",
    [
        "We delete your letters within 30 days after you close your account. We delete the logs within 90 days.",
        "Within thirty days after you close your account we delete your letters, and within 90 days the logs.",
    ],
    ids=["divided", "other words for numbers"],
)
def test_the_same_facts_in_another_shape_are_no_change(other: str) -> None:
    """Divided, with words for figures, both ways: nothing is found."""
    for old, new in ((ONE, other), (other, ONE)):
        result = assessed(TEXT.format(old), TEXT.format(new))
        assert (result.verdict, result.findings) == (Verdict.IMMATERIAL, ())


@pytest.mark.parametrize(
    "other",
    [
        "We delete your letters within 30 days after you close your account. We delete the logs within 180 days.",
        "We delete the logs within 90 days.",
        "We delete your letters within 90 days after you close your account, and we delete the logs within 30 days.",
        "We may delete your letters and the logs.",
    ],
    ids=["another period", "one is gone", "changed places", "only may"],
)
def test_a_fact_that_is_lost_in_another_shape_is_found(other: str) -> None:
    """The new shape does not hide what came or went."""
    result = assessed(TEXT.format(ONE), TEXT.format(other))
    assert result.verdict is not Verdict.IMMATERIAL
    assert "M05" in {finding.category for finding in result.findings}


def test_a_fact_of_another_section_does_not_stand_in() -> None:
    """The ledger is kept by section: the period of the letters is no answer for the logs."""
    old = "# P\n\n## Logs\n\nWe delete logs within 30 days.\n\n## Letters\n\nWe delete letters within 90 days.\n"
    new = old.replace("within 30 days", "within 90 days").replace("letters within 90 days", "letters within 30 days")
    found = assessed(old, new).findings
    assert {finding.section for finding in found} >= {"Logs"}


def test_a_section_that_is_renamed_keeps_its_facts() -> None:
    """Another heading over reworded sentences is no loss and no gain."""
    old = TEXT.format("We keep the logs for 30 days.")
    new = TEXT.format("The logs we keep for thirty days.").replace("How long we keep it", "Retention")
    assert assessed(old, new).verdict is Verdict.IMMATERIAL
