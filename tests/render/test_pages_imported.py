"""What the history page says of texts imported from a git repository."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories import make_version
from inforce.core.origin import Origin
from inforce.core.policy import Library, Policy
from inforce.core.settings import PolicySettings, Site
from support.pages import page, words


def history(printed: date | None) -> str:
    """The words of the history page of one imported version of 2025-12-15."""
    version = make_version("2025-12-15")
    assert version.registration is not None
    line = replace(version.registration, imported=True, origin=Origin("abcdef0" + "1" * 33, "privacy.md", printed))
    policy = Policy("privacy", PolicySettings(title="Privacy Policy"), (replace(version, registration=line),))
    site = Site(organisation="Example", base_url="https://policies.example.com/")
    return words(page(Library(site, (policy,)), "privacy/history/"))


def test_a_text_that_prints_another_day_says_so() -> None:
    """With the commit that it was taken from, in short."""
    said = history(date(2018, 5, 24))
    assert "Imported from commit abcdef0; the text itself says it was last updated on 24 May 2018." in said


@pytest.mark.parametrize("printed", [None, date(2025, 12, 15)])
def test_a_text_that_prints_the_same_day_or_none_says_nothing(printed: date | None) -> None:
    """There is nothing to explain."""
    assert "Imported from commit" not in history(printed)
