"""docs/reference/materiality-rules.md and the table of rules say the same."""

from __future__ import annotations

import re

from inforce.core.materiality import CATEGORIES, rules
from inforce.core.materiality.topics import TOPICS
from support.materiality_cases import GOLDEN, read_case
from support.project import ROOT

PAGE = (ROOT / "docs" / "reference" / "materiality-rules.md").read_text("utf-8")
EXAMPLE = re.compile(r"\[(.+)\]\(\.\./\.\./tests/golden/materiality/([\w-]+)\.txt\)")


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, cell by cell."""
    part = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_the_rules_are_told_as_they_are() -> None:
    """Id, category, statement and source of each row, in the order in which they are tried."""
    for heading, found in (
        ("Rules that let a whole sentence pass", rules.PASSES),
        ("Rules that leave changed words out of account", rules.EXCUSES),
    ):
        assert [row[:4] for row in table(heading)] == [[r.id, r.category, r.statement, r.source] for r in found]
    for heading, signals in (
        ("Signals: a sentence, item or row that came or went", rules.WHOLE),
        ("Signals: a sentence that changed", rules.CHANGED),
    ):
        assert [row[:3] for row in table(heading)] == [[r.id, r.statement, r.source] for r in signals]


def test_the_topics_are_told_as_they_are() -> None:
    """Name, reason, source and direction of each category of what people are told of; names of what passes."""
    told = [[code, name, *rest] for code, name, _, *rest, _ in table("What people are told of")]
    assert told == [[t.code, t.name, t.why, t.source, "yes" if t.both_ways else "no"] for t in TOPICS.values()]
    passes = [row[:2] for row in table("What passes")]
    assert passes == [[code, name] for code, name in CATEGORIES.items() if code.startswith("N")]


def test_each_example_shows_its_row() -> None:
    """Every row names a golden case by its title, and the case shows that category or rule."""
    headings = set(re.findall(r"^## (.*)$", PAGE, re.MULTILINE)) - {"The tie-breakers", "Signals without a row"}
    rows = [row for heading in sorted(headings) for row in table(heading)]
    assert rows
    for row in rows:
        match = EXAMPLE.fullmatch(row[-1])
        assert match, row
        case = read_case(GOLDEN / f"{match[2]}.txt")
        assert case.head["title"] == match[1]
        assert row[0] in case.listed("shows"), (row[0], case.name)
        assert "fault" not in case.head, (row[0], case.name)


def test_signals_without_a_row_are_told() -> None:
    """Every id that a finding can have stands on the page."""
    folder = ROOT / "src" / "inforce" / "core" / "materiality"
    used = {name for path in folder.glob("*.py") for name in re.findall(r"Signal\(\"(\w+)\"", path.read_text("utf-8"))}
    rows = {row[0] for heading in re.findall(r"^## (Signals.*)$", PAGE, re.MULTILINE) for row in table(heading)}
    assert used - {"gone"} <= rows


def test_the_tie_breakers_that_rules_cite_are_told() -> None:
    """T1 to T8, which the sources of rules name."""
    told = [row[0] for row in table("The tie-breakers")]
    assert told == [f"T{n}" for n in range(1, 9)]
    tables = ([r.source for r in table] for table in (rules.PASSES, rules.EXCUSES, rules.WHOLE, rules.CHANGED))
    sources = " ".join(source for table in tables for source in table)
    assert set(re.findall(r"\bT\d\b", sources)) <= set(told)
