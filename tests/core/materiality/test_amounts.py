"""What counts as the same amount, what as another, and what is none."""

from __future__ import annotations

import pytest

from inforce.core.materiality import Verdict
from support.materiality_cases import assessed

KEPT = "# Privacy policy\n\n## How long we keep it\n\nWe keep the logs for {}.\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thirty (30) days", "30 days"),
        ("thirty days", "30 days"),
        ("24 hours", "one day"),
        ("two weeks", "14 days"),
        ("a year", "12 months"),
        ("one quarter", "three months"),
        ("forty-five days", "forty five days"),
        ("sixty (60) business days", "60 working days"),
        ("half a year", "six months"),
    ],
)
def test_the_same_period_said_otherwise(one: str, other: str) -> None:
    """Words for figures, other units, a number given twice: nothing is found, whichever stood first."""
    for old, new in ((one, other), (other, one)):
        result = assessed(KEPT.format(old), KEPT.format(new))
        assert (result.verdict, result.findings) == (Verdict.IMMATERIAL, ())


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("30 days", "60 days"),
        ("30 days", "30 weeks"),
        ("one year", "two years"),
        ("a day", "a month"),
        ("six months", "a year"),
        ("90 minutes", "90 hours"),
        ("1.5 years", "2.5 years"),
    ],
)
def test_a_longer_period_is_found_and_a_shorter_one_is_favourable(shorter: str, longer: str) -> None:
    """Data kept longer is told (M05), kept for less time it is not."""
    found = assessed(KEPT.format(shorter), KEPT.format(longer))
    assert found.verdict is Verdict.MATERIAL
    assert found.findings[0].rule == "M05.number"
    assert assessed(KEPT.format(longer), KEPT.format(shorter)).verdict is Verdict.IMMATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The fee is 10 euros.", "The fee is 12 euros."),
        ("The fee is $1,000.", "The fee is $10,000."),
        ("The fee is 2.5% of the price.", "The fee is 25% of the price."),
        ("The fee is ten percent of the price.", "The fee is fifteen percent of the price."),
        ("The fee is due within five days.", "The fee is due within three days."),
    ],
)
def test_a_price_counts_both_ways(old: str, new: str) -> None:
    """Of what people pay any change is told."""
    text = "# Terms of service\n\n## Fees\n\n{}\n"
    for one, other in ((old, new), (new, old)):
        result = assessed(text.format(one), text.format(other), "terms")
        assert result.verdict is Verdict.MATERIAL
        assert "M14.number" in {finding.rule for finding in result.findings}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("This text is of 3 March 2025.", "This text is of 4 April 2026."),
        ("This text is of 2025-03-03.", "This text is of 2026-04-04."),
        ("More on this in section 4.2 below.", "More on this in section 4.3 below."),
        ("We follow Regulation (EU) 2016/679.", "We follow Regulation (EU) 2018/1725."),
        ("© 2019 Linden Works", "© 2020 Linden Works"),
    ],
)
def test_dates_laws_and_clauses_are_no_amounts(old: str, new: str) -> None:
    """Numbers that control nothing (tie-breaker T1)."""
    text = "# Privacy policy\n\nWe tell you what we do with data about you.\n\n## This text\n\n{}\n"
    assert assessed(text.format(old), text.format(new)).verdict is Verdict.IMMATERIAL
