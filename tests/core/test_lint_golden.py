"""The cases of tests/golden/lint: each rule says of each small text just what its author expects."""

from __future__ import annotations

import pytest

from inforce.core.lint import RULES
from support.lint_cases import GOLDEN, Case, cases, said

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_golden_case(case: Case) -> None:
    """The rule of the file finds in the case's text these faults, at these places, in these words, and no other."""
    assert said(case) == case.found


def test_every_rule_has_cases() -> None:
    """Each rule of the table has a file of cases, some in which it finds something and some in which it does not."""
    for rule in RULES:
        own = [case for case in CASES if case.rule == rule.id]
        assert [case for case in own if case.found], rule.id
        assert [case for case in own if not case.found], rule.id


def test_every_file_has_a_rule() -> None:
    """No file of cases is left over from a rule that is gone."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} <= {rule.id for rule in RULES}
