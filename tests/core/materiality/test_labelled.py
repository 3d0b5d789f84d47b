"""The labelled changes of tests/fixtures/materiality: no material one is passed over; the other figures are printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from inforce.core.materiality import Assessment, Verdict
from support.materiality_cases import assessed
from support.project import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "materiality"


@dataclass(frozen=True)
class Judged:
    """A labelled change, and what the rules say of it."""

    id: str
    label: str
    categories: frozenset[str]
    result: Assessment

    @property
    def flagged(self) -> bool:
        """Is it material, or for a person to decide?"""
        return self.result.verdict is not Verdict.IMMATERIAL


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """Every change with its assessment."""
    texts = {text["id"]: text["text"] for text in _lines("texts.jsonl")}
    found: list[Judged] = []
    for change in _lines("changes.jsonl"):
        lines = texts[change["text"]].split("\n")
        for first, end, instead in reversed(change["edits"]):
            lines[first:end] = instead
        result = assessed(texts[change["text"]], "\n".join(lines), change["kind"])
        found.append(Judged(change["id"], change["label"], frozenset(change["categories"]), result))
    return found


def test_no_material_change_is_passed_over(judged: list[Judged]) -> None:
    """Each change labelled "yes" is material or for a person to decide."""
    assert [change.id for change in judged if change.label == "yes" and not change.flagged] == []


def test_the_other_figures_are_told(judged: list[Judged]) -> None:
    """How many are flagged without need, and how often the category is right: printed."""
    yes, no = ([change for change in judged if change.label == label] for label in ("yes", "no"))
    flagged = [change for change in no if change.flagged]
    right = [change for change in yes if change.categories & {f.category for f in change.result.findings}]
    review = [change for change in judged if change.result.verdict is Verdict.REVIEW]
    print(
        f"\n{len(yes)} material: category right in {len(right)}; {len(no)} not material: {len(flagged)} flagged;"
        f" precision {len(yes) / (len(yes) + len(flagged)):.2f}; {len(review)} of {len(judged)} for review"
    )
    assert len(judged) == 130
