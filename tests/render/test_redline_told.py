"""No view keeps back what changed, and none shows what its text has not."""

from __future__ import annotations

import re

import pytest

from inforce.core.document import parse
from inforce.core.redline import Redline, compare
from inforce.render.redline_html import redline_html
from inforce.render.redline_markdown import redline_markdown
from inforce.render.redline_sides import redline_sides
from inforce.render.redline_text import old_new_text, redline_text

LONG = "The other long text stands here, and it says a good deal more than the first.\n\n"
ONE = "First paragraph is here and it is quite long for sure. Second sentence is here and is long too.\n"


def redline(old: str, new: str) -> Redline:
    return compare(parse(old, lenient=True), parse(new, lenient=True))


def test_a_mail_tells_which_words_of_moved_text_changed() -> None:
    """Moved text with a new word has its old words and its new ones; without one it stands once."""
    a = "## A\n\nWe may use it in every case and for all that we do.\n\n"
    b = f"## B\n\n{LONG}"
    mail = old_new_text(redline(a + b, b + a.replace("may", "may not")))
    assert "OLD:  A\n      We may use it" in mail
    assert "NEW:  A\n      We may not use it" in mail
    assert "TEXT: A\n" in old_new_text(redline(a + b, b + a))


def test_a_mail_says_what_a_block_was() -> None:
    """Another level of a list is told, though the words are the same."""
    mail = old_new_text(redline("- a:\n  - one of it\n- b\n", "- a:\n- one of it\n- b\n"))
    assert "WAS:  a list item of level 2" in mail


@pytest.mark.parametrize("view", [redline_text, redline_markdown, old_new_text])
def test_a_changed_link_title_is_told_in_every_view(view: object) -> None:
    """The old and the new title stand there, not twice the same address alone."""
    told = view(redline('See [x](http://a "old") here.\n', 'See [x](http://a "new") here.\n'))  # type: ignore[operator]
    assert "“old”" in told
    assert "“new”" in told


def test_side_by_side_the_new_text_has_no_deleted_words() -> None:
    """What no eye sees is marked on the side that has it."""
    rows = str(redline_sides(redline("We do not act on it.\n", "We do n\u200bot act on it.\n")))
    old, new = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td></tr>", rows)[0]
    assert "<del>" in old
    assert "<del>" not in new
    assert "<ins>" in new


def test_a_heading_inside_a_divided_paragraph_can_be_linked_to() -> None:
    """Its id stands on the page."""
    html = str(redline_html(redline(f"## A\n\n{ONE}", f"## A\n\n{ONE}".replace(" Second", "\n\n## B\n\nSecond"))))
    assert '<h2 data-move="to" id="b">' in html


def test_joined_items_stand_in_one_item_and_the_deleted_break_is_spoken() -> None:
    """The new list has no item that holds the old words alone."""
    html = str(
        redline_html(
            redline("- Data of the site\n- Address of its owner\n", "- Data of the site Address of its owner\n")
        )
    )
    assert html.count("<li>") == 1
    assert "[paragraph break deleted]" in html


@pytest.mark.parametrize(
    ("one", "two"), [("Annex A", "Annex B"), ("Part I", "Part II"), ("§ 1", "§ 2"), ("I.", "II."), ("1", "2")]
)
def test_every_form_of_a_number_is_shown_as_renumbered(one: str, two: str) -> None:
    """Where the label says renumbered, no number is marked as deleted and inserted."""
    fees = "Fees\n\nFees are due at once.\n\n"
    old = f"## {one} {fees}## {two} Law\n\nThe law of Bonn.\n"
    new = f"## {one} Scope\n\nAll that we offer to you.\n\n## {two} {fees}"
    html = str(redline_html(redline(old, new), folds=False))
    assert f'<span data-renumber="to">{two.lstrip("§ ")}</span>' in html


def test_a_section_that_moved_leaves_one_old_place() -> None:
    """Its heading, paragraphs and list are told together, and each once."""
    a = "## A\n\nWe may use it in every case and for all that we do.\n\nA second one.\n\n- one\n- item two\n\n"
    b = f"## B\n\n{LONG}{LONG.replace('other', 'third')}{LONG.replace('other', 'fourth')}"
    html = str(redline_html(redline(a + b, b + a)))
    assert html.count("<b>Old place</b>") == 1
    assert html.count('data-move="from"') == 5
    assert html.index('data-move="from">item two') < html.index("</details>")
