"""Whole small sites, each with one kind of mistake, and the sentences that must be said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.errors import Level, exit_code
from support.judged_sites import SITES, judged, set_up, told

INVALID = sorted((SITES / "invalid").iterdir())


@pytest.mark.parametrize("site", INVALID, ids=lambda site: site.name)
def test_an_invalid_site_is_refused_with_its_sentences(site: Path, tmp_path: Path) -> None:
    """Exit status, places, sentences and ways out are those of expected.txt, and not one more."""
    assert told(judged(set_up(site, tmp_path))) == (site / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("site", INVALID, ids=lambda site: site.name)
def test_every_problem_has_a_place_and_a_way_out(site: Path, tmp_path: Path) -> None:
    """A sentence ends with a full stop, a remedy is there, and the file is named."""
    problems = judged(set_up(site, tmp_path))
    assert exit_code(problems) != 0
    for problem in problems:
        assert problem.place.path
        assert problem.sentence.endswith((".", ".”"))
        assert problem.remedy.endswith((".", "?", ".”"))


def test_a_valid_site_is_not_refused(tmp_path: Path) -> None:
    """Versions in force and scheduled, two for one day and an incomplete draft stand without an error."""
    site = SITES / "valid"
    problems = judged(set_up(site, tmp_path))
    assert told(problems) == (site / "expected.txt").read_text(encoding="utf-8")
    assert {problem.level for problem in problems} == {Level.WARNING}
