"""What looks as if it were still to be filled in is told before it is published, and stays what it is."""

from __future__ import annotations

import pytest

from factories import day, make_library, make_version
from inforce.core.lint.placeholders import RULES
from inforce.core.lint.text import Text
from inforce.core.lint.value import Hit
from inforce.errors import Level
from support.pages import page, privacy


def left(body: str) -> list[Hit]:
    """What the rule finds in a draft of that text."""
    library = make_library(make_version("2027-01-31", text=body, registered=False))
    (policy,) = library.policies
    (rule,) = (rule for rule in RULES if rule.id == "placeholder-left")
    assert rule.level is Level.ERROR
    return list(rule.find(Text(library, policy, policy.versions[0], day("2026-11-23"))))


@pytest.mark.parametrize(
    "words",
    ["{{ company }}", "{{company.name}}", "{% if x %}", "[COMPANY]", "[Company name]", "[insert address]",
     "[Your e-mail]", "[[name]]", "TODO", "TBD", "Lorem ipsum"],
)  # fmt: skip
def test_a_placeholder_is_told_with_its_line(words: str) -> None:
    """As an error, wherever in the text it stands."""
    for text in (f"One.\n\nWrite to {words} today.\n", f"One.\n\n- {words}\n", f"One.\n\n## {words}\n"):
        (found,) = left(text)
        assert found.place.line == 3
        assert f"“{words}”" in found.sentence


@pytest.mark.parametrize(
    "words", ["[1]", "[sic]", "see [section 2](#a)", "{name}", "todo lists", "a [link] in brackets", "[…]", "XXXL"]
)
def test_other_brackets_are_none(words: str) -> None:
    """Notes, omissions and ordinary words."""
    assert left(f"## A {{#a}}\n\nWe keep {words} here.\n") == []


def test_signs_of_templates_are_words_of_the_page() -> None:
    """What a template engine would run stands on the page as it was written, once escaped."""
    words = "{{ 333+444 }} {% raise %} {# gone? #} ${333+444} <%= 333+444 %>"
    html = page(
        privacy(make_version(text=f"# Privacy\n\nWe keep `{words}` and {words.replace('<', '&lt;')}\n")), "privacy/"
    )
    assert html.count("{{ 333+444 }} {% raise %} {# gone? #} ${333+444} &lt;%= 333+444 %&gt;") == 2
    assert "777" not in html


def test_at_most_twenty_places_are_named() -> None:
    """Who has more knows by then."""
    assert len(left("TODO\n\n" * 50)) == 20
