"""The lint's engine: levels of the site, what an author lets stand, where a word stands in the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inforce.core import lint
from inforce.core.dates import VersionName
from inforce.core.lint import run, table
from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.policy import Library, Policy
from inforce.core.settings import PolicySettings, Site
from inforce.errors import Level, Problem
from inforce.source import version_from

DAY = date(2026, 11, 23)
HEAD = "---\ntitle: Privacy Policy\neffective: 2027-01-31\n"
BODY = """\
---

## 1. Shouting {#shouting}

You may **STOP** us, and “STOP
it” is enough.

- Say STOP\\
  STOP
"""


def _shouted(text: Text) -> list[Hit]:
    """A rule for tests: it finds every word STOP."""
    found = []
    for index, block in enumerate(text.blocks):
        at = block.text.find("STOP")
        while at >= 0:
            found.append(text.hit(index, at, f"It shouts at {at}.", "Say it quietly."))
            at = block.text.find("STOP", at + 1)
    return found


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "RULES", (Rule("shouting", Level.ERROR, "It shouts.", "Manners", _shouted),))


def found(front: str = "", site: Site | None = None) -> tuple[Problem, ...]:
    name = VersionName(date(2027, 1, 31))
    version, problems = version_from(HEAD + front + BODY, "privacy", name, "privacy/2027-01-31.md")
    assert problems == ()
    policy = Policy("privacy", PolicySettings(), (version,))
    return lint.findings(Library(site or Site(), (policy,)), policy, version, DAY)


def places(problems: tuple[Problem, ...]) -> list[tuple[int, int]]:
    return [(problem.place.line, problem.place.column) for problem in problems]


def test_places() -> None:
    """Each finding names line and column of its word in the file, marks and line breaks of the block counted."""
    assert places(found()) == [(8, 11), (8, 27), (11, 7), (12, 3)]


def test_own_level() -> None:
    """Without settings a finding weighs what its rule says."""
    assert {problem.level for problem in found()} == {Level.ERROR}


def test_level_of_the_site() -> None:
    """A site gives a rule another level."""
    assert {problem.level for problem in found(site=Site(lint=(("shouting", "hint"),)))} == {Level.HINT}


def test_off() -> None:
    """A site switches a rule off."""
    assert found(site=Site(lint=(("shouting", "off"),))) == ()


def test_allowed_everywhere() -> None:
    """With a reason, an author lets a rule's findings stand, and nothing more is said."""
    assert found("lint:\n  - rule: shouting\n    reason: We do shout.\n") == ()


def test_allowed_in_one_sentence() -> None:
    """With words given, only the sentence that holds them may stand; quotation marks may be straight."""
    front = 'lint:\n  - rule: shouting\n    reason: We do shout.\n    words: us, and "STOP it"\n'
    assert places(found(front)) == [(15, 7), (16, 3)]


def test_an_allowance_that_allows_nothing_is_told() -> None:
    """An allowance whose words stand nowhere is told with its place, lest it hide the next fault."""
    problems = found("lint:\n  - rule: shouting\n    reason: We do shout.\n    words: no such words\n")
    assert next((p.code, p.level, p.place.line) for p in problems) == ("lint-unused", Level.WARNING, 5)
    assert len(problems) == 5


def test_an_allowance_of_an_unknown_rule_is_refused() -> None:
    """A slip in a rule's name is an error with the name meant."""
    problems = found("lint:\n  - rule: shoutin\n    reason: We do shout.\n")
    assert [(p.code, p.remedy) for p in problems if p.place.line == 5] == [
        ("lint-unknown-rule", "Did you mean “shouting”?")
    ]


def test_an_allowance_needs_a_reason() -> None:
    """Without a reason in words, nothing is let stand, and the file's place and the way out are told."""
    name = VersionName(date(2027, 1, 31))
    head = HEAD + "lint:\n  - rule: shouting\n    reason: ok\n"
    version, problems = version_from(head + BODY, "privacy", name, "privacy/2027-01-31.md")
    assert [(p.code, p.place.line) for p in problems] == [("front-matter-lint", 5)]
    assert version.allowances == ()


def test_settled() -> None:
    """In a registered text errors are told as warnings, warnings as hints, and hints not at all."""
    problem = found()[0]
    told = lint.settled(replace(problem, level=level) for level in (Level.ERROR, Level.WARNING, Level.HINT))
    assert [p.level for p in told] == [Level.WARNING, Level.HINT]
    assert told[0].remedy == "Say it quietly. It stays until a new version mends it."


def test_unfinished() -> None:
    """In a draft that is still being written errors are told as warnings, and the rest as it is."""
    problem = found()[0]
    told = lint.unfinished(replace(problem, level=level) for level in (Level.ERROR, Level.WARNING, Level.HINT))
    assert [p.level for p in told] == [Level.WARNING, Level.WARNING, Level.HINT]


def test_names() -> None:
    """Every rule can be named in the settings, and so can what is found of policies and allowances."""
    assert lint.names() == ("shouting", *run.OF_POLICIES, "lint-unused")


def test_in_short() -> None:
    """Long words are cut between words."""
    assert in_short("one  two\nthree", 8) == "one two …"
    assert in_short("one  two\nthree", 13) == "one two three"


def test_real_ids_are_unique() -> None:
    """No two rules of the real table have one name."""
    ids = [rule.id for rule in lint.RULES]
    assert sorted(ids) == sorted(set(ids))
