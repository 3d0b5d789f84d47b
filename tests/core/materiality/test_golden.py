"""The cases of tests/golden/materiality: each gets the verdict, the categories and the sentences its author expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.core.materiality import CATEGORIES, Assessment, Finding, Verdict
from support.materiality_cases import GOLDEN, Case, Said, all_rows, assessed, noting, read_case

FILES = sorted(GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_case(path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case gets its verdict; what it shows is found, what it is not is not found, and its sentences are told."""
    case = read_case(path)
    if "fault" in case.head:
        request.applymarker(pytest.mark.xfail(reason=case.head["fault"], strict=True))
    held = noting(monkeypatch)
    result = assessed(case.old, case.new, case.head["kind"])
    flagged = case.head["verdict"] == "flagged" and result.verdict is not Verdict.IMMATERIAL
    assert flagged or result.verdict.value == case.head["verdict"]
    found = held | _categories(result) | ({"nothing"} if not result.findings and not result.passed else set())
    assert [what for what in case.listed("shows") if what not in found] == []
    assert [what for what in case.listed("not") if what in found] == []
    assert [said for said in case.says if not any(_tells(f, said) for f in (*result.findings, *result.passed))] == []


def _categories(result: Assessment) -> set[str]:
    return {f.category for f in (*result.findings, *result.passed)}


def _tells(finding: Finding, said: Said) -> bool:
    return (
        finding.category == said.category
        and said.reason in finding.reason
        and said.old in (None, finding.old)
        and said.new in (None, finding.new)
    )


def test_each_category_and_row_has_cases_for_and_against() -> None:
    """Each of M01–M19, N01–N12 and the rows of the table is shown by a case, and is tempting but absent in another."""
    cases = [read_case(path) for path in FILES]
    wanted = {*CATEGORIES, *all_rows()}
    assert wanted - {what for case in cases for what in case.listed("shows")} == set()
    assert wanted - {what for case in cases for what in case.listed("not")} == set()


def test_cases_name_what_there_is() -> None:
    """No case shows a category or row that does not exist, and no two have the same title."""
    cases = [read_case(path) for path in FILES]
    known = {*CATEGORIES, *all_rows(), "nothing"}
    assert [(case.name, what) for case in cases for what in _named(case) if what not in known] == []
    titles = [case.head["title"] for case in cases]
    assert len(set(titles)) == len(titles)


def _named(case: Case) -> list[str]:
    return [*case.listed("shows"), *case.listed("not"), *(said.category for said in case.says)]


def test_a_case_with_a_wrong_line_is_refused(tmp_path: Path) -> None:
    """A file that lacks a line of its head says so."""
    path = tmp_path / "x.txt"
    path.write_text("title: A\n=== old\na\n=== new\nb\n", encoding="utf-8")
    with pytest.raises(ValueError, match="README"):
        read_case(path)
