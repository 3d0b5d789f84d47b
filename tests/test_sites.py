"""Whole small sites, each with one kind of mistake, and the sentences that must be said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.commands import build, check
from inforce.errors import InforceError, Level, exit_code
from support.judged_sites import ON, SITES, judged, set_up, told

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


@pytest.mark.parametrize("site", INVALID, ids=lambda site: site.name)
def test_check_and_build_refuse_it_and_nothing_is_written(site: Path, tmp_path: Path) -> None:
    """Both with the exit status expected, `build` with all the sentences, and without a site."""
    root = set_up(site, tmp_path)
    expected = (site / "expected.txt").read_text(encoding="utf-8")
    assert expected.startswith(f"exit {int(check.run(root, on=ON).exit_code)}\n")
    with pytest.raises(InforceError) as refused:
        build.run(root, None, on=ON, today=ON)
    assert told(list(refused.value.problems)) == expected
    assert not (root / "site").exists()


def test_the_valid_site_is_built(tmp_path: Path) -> None:
    """Pending versions and drafts are nowhere on it."""
    root = set_up(SITES / "valid", tmp_path)
    report = build.run(root, None, on=ON, today=ON)
    assert (report.policies, report.versions) == (1, 3)
    assert not (root / "site" / "cookies").exists()
    assert not (root / "site" / "privacy" / "2027-06-01").exists()
    assert "Berlin" in (root / "site" / "privacy" / "2027-01-31-2" / "index.html").read_text(encoding="utf-8")
