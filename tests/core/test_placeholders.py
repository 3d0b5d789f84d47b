"""What looks as if it were still to be filled in is told before it is published, and stays what it is."""

from __future__ import annotations

import pytest

from factories import TEXT, day, make_policy, make_version
from inforce.core import gate
from inforce.core.document import parse
from inforce.core.placeholders import problems
from inforce.errors import Level
from support.pages import page, privacy


@pytest.mark.parametrize(
    "words",
    ["{{ company }}", "{{company.name}}", "{% if x %}", "[COMPANY]", "[Company name]", "[insert address]",
     "[Your e-mail]", "[[name]]", "TODO", "TBD", "Lorem ipsum"],
)  # fmt: skip
def test_a_placeholder_is_told_with_its_line(words: str) -> None:
    """As a warning, wherever in the text it stands."""
    for text in (f"One.\n\nWrite to {words} today.\n", f"One.\n\n- {words}\n", f"One.\n\n## {words}\n"):
        (found,) = problems(parse(text), "x.md")
        assert (found.code, found.level, found.place.line) == ("placeholder-left", Level.WARNING, 3)
        assert f"“{words}”" in found.sentence


@pytest.mark.parametrize(
    "words", ["[1]", "[sic]", "see [section 2](#a)", "{name}", "todo lists", "a [link] in brackets", "[…]", "XXXL"]
)
def test_other_brackets_are_none(words: str) -> None:
    """Notes, omissions and ordinary words."""
    assert list(problems(parse(f"## A {{#a}}\n\nWe keep {words} here.\n"), "x.md")) == []


def test_drafts_are_warned_of_and_nothing_is_stopped() -> None:
    """`publish` and `check` tell it; who means it so goes on."""
    draft = make_version("2027-01-31", text=f"{TEXT}\nWe are {{{{ company }}}}.\n", registered=False)
    found = gate.ready(make_policy(draft), draft, day("2026-11-23"))
    assert [(p.code, p.level) for p in found] == [("placeholder-left", Level.WARNING)]


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
    assert len(list(problems(parse("TODO\n\n" * 50), "x.md"))) == 20
