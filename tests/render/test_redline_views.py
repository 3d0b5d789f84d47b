"""The views of one redline."""

from __future__ import annotations

import re

import html5lib
import pytest

from inforce.core.document import parse
from inforce.core.redline import Redline, compare
from inforce.render.changes import section_rows
from inforce.render.redline_html import redline_html
from inforce.render.redline_json import redline_json
from inforce.render.redline_markdown import redline_markdown
from inforce.render.redline_sides import redline_sides
from inforce.render.redline_text import old_new_text, redline_text
from inforce.render.redline_words import place_of

OLD = (
    "## 1. Scope\n\nAll of our Services, [here](https://a.example).\n\n"
    "## 2. Retention\n\nWe delete it within 90 days.\n"
)
NEW = (
    "## 1. Scope\n\nAll of our Services, [here](https://b.example).\n\n"
    "## 2. Retention\n\nWe delete it within 60 days.\n"
)


def made(old: str = OLD, new: str = NEW) -> Redline:
    return compare(parse(old, lenient=True), parse(new, lenient=True))


def test_each_mark_has_one_pair_of_hidden_words() -> None:
    """A screen reader hears where an insertion and a deletion begin and end, once a run."""
    html = redline_html(made())
    assert html.count("[deletion start]") == html.count("[deletion end]") == html.count("<del>") == 1
    assert html.count("[insertion start]") == html.count("[insertion end]") == html.count("<ins>") == 1


def test_a_changed_link_is_said_in_words() -> None:
    """The old target of a changed link stands beside it; its words are not marked."""
    html = redline_html(made())
    assert 'data-old-href="https://a.example"' in html
    assert "[link changed, words the same; before: https://a.example]" in html


def test_changes_are_labelled_and_linked() -> None:
    """Each change has an id, says which of how many it is, and leads to the next."""
    html = redline_html(made(), verdicts={2: "Material"})
    assert 'id="change-1"' in html
    assert "<b>Change 1 of 2</b> · Link changed" in html
    assert 'href="#change-2"' in html
    assert "· <b>Material</b>" in html


def test_hostile_text_stays_text() -> None:
    """Text that looks like markup is escaped in every HTML view, and cannot steer a terminal."""
    redline = made("Harmless.\n", "`<script>alert(1)</script>` \x1b[31m\n")
    assert "<script>" not in redline_html(redline) + redline_sides(redline)
    assert "\x1b" not in redline_text(redline)


def test_a_heading_never_takes_an_id_of_the_page() -> None:
    """A heading called "Summary" or "Change 1" does not collide with the page's own ids."""
    html = redline_html(
        made("## Summary\n\nOne.\n\n## Change 1\n\nTwo.\n", "## Summary\n\nOne more.\n\n## Change 1\n\nTwo.\n")
    )
    assert 'id="section-summary"' in html
    assert html.count('id="change-1"') == 1


def test_columns_do_not_shift_where_one_was_added() -> None:
    """A deleted row of a table that gained a column has an empty cell in it; so has a new row where one was removed."""
    old = "| Name | Use |\n|---|---|\n| session | signing in |\n| gone for good | nothing much |\n| size | type |\n"
    new = "| Name | From | Use |\n|---|---|---|\n| session | us | signing in |\n| size | us | type |\n"
    for a, b, mark in ((old, new, "del"), (new, old, "ins")):
        html = redline_html(made(a, b))
        row = next(part for part in html.split("<tr>") if "gone for good" in part)
        cells = [cell.split(">")[0] for cell in row.split("<td")[1:]]
        assert row.count(f"<{mark}>") == 2
        assert cells[1] == " data-diff-ui"
        assert {part.count("<t") - part.count("<tr") - part.count("<tb") for part in html.split("<tr>")[1:]} == {3}


def test_side_by_side_is_valid_and_shows_both() -> None:
    """Side by side, each text stands in its own column, without parse errors."""
    html = redline_sides(made())
    parser = html5lib.HTMLParser()
    parser.parse(f"<!doctype html><body>{html}")
    assert not parser.errors
    assert "90 days" in html
    assert "60 days" in html


def test_mail_text_has_old_and_new_words() -> None:
    """The mail form gives the old and the new sentence whole."""
    told = old_new_text(made())
    assert "OLD:  We delete it within 90 days." in told
    assert "NEW:  We delete it within 60 days." in told


def test_markdown_says_when_it_was_cut() -> None:
    """A comment that would be too long says how many changes it leaves out."""
    assert "more changes are not shown here" in redline_markdown(made(), limit=300)


def test_json_lists_changes_by_section() -> None:
    """The JSON form has the sections in reading order with their changes and legal flags."""
    told = redline_json(made())
    assert [s["anchor"] for s in told["sections"]] == ["scope", "retention"]
    assert told["sections"][1]["changes"][0]["legal"] == ["number", "period"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("It is unavailable.Without it\n", "It is unavailable. Without it\n", "[space added]"),
        ("All data — and more\n", "All data—and more\n", "[space removed at 2 places]"),
        ("All data — and more of the\n", "All data—and some of the\n", "[space removed at 2 places]"),
        ("One  \ntwo\n", "One two\n", "[line break removed]"),
    ],
)
def test_white_space_is_said_in_words(old: str, new: str, said: str) -> None:
    """Where only white space differs one note in words says so, in each view, and no mark stands around white space."""
    redline = made(old, new)
    html = redline_html(redline)
    assert html.count("[space") + html.count("[line") == 1
    for told in (html, redline_sides(redline)):
        assert said in told
        assert not re.search(r"<(ins|del)[^>]*>\s*</", told)
    for text in (redline_text(redline), redline_markdown(redline)):
        assert f"({said[1:-1]})" in text


@pytest.mark.parametrize(("old", "new"), [("data and more", "data—and more"), ("data—and more", "data and more")])
def test_white_space_beside_a_change_has_no_mark(old: str, new: str) -> None:
    """White space that makes room for a dash is not marked; printed, no brackets stand around nothing."""
    html = redline_html(made(f"All {old}.\n", f"All {new}.\n"))
    assert not re.search(r"<(ins|del)[^>]*>\s*</", html)
    assert html.count("<ins>") + html.count("<del>") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[our list of vendors](https://a.example)", "[our list of partners](https://b.example)",
         "[link changed; before: https://a.example]"),
        ("[our long list of all vendors](https://a.example)", "[our long list of many of all vendors](https://b.example)",
         "[link changed; before: https://a.example]"),
        ("our vendors", "[our partners and more](https://b.example)", "[link added]"),
        ("[vendors of our choice](https://a.example)", "[people of our choice](https://b.example)",
         "[link changed; before: https://a.example]"),
        ("[our **long** list](https://a.example)", "[our **long** list](https://b.example)",
         "[link changed, words the same; before: https://a.example]"),
    ],
)  # fmt: skip
def test_a_link_has_one_note_after_the_whole_of_it(old: str, new: str, said: str) -> None:
    """A changed link is told once, after its last word; that its words are the same only where they are."""
    redline = made(f"We use {old} here for you.\n", f"We use {new} here for you.\n")
    html = redline_html(redline)
    assert html.count("[link") == 1
    assert f"{said}</span> here for you." in html
    assert redline_text(redline).count("(link:") == redline_markdown(redline).count(r"(link before:") == 1


def test_an_image_that_came_stands_in_its_mark() -> None:
    """What an image shows stands in an attribute inside the mark: it is part of its version, but none of its words."""
    html = redline_html(made('See ![old "seal"](a.png) here.\n', "See ![new seal](b.png) here.\n"))
    assert re.search(r'<del>.*<span class="image" role="img" aria-label="old &quot;seal&quot;"></span>.*</del>', html)
    assert re.search(r'<ins>.*<span class="image" role="img" aria-label="new seal"></span>.*</ins>', html)
    assert "Image changed" in html


QUOTES = (
    "# T\n\n## 1. Scope\n\nAcme (“we”) offers the “Services”. You don’t pay – it’s free.\n\n- one “thing”\n",
    '# T\n\n## 1. Scope\n\nAcme ("we") offers the "Services". You don\'t pay - it\'s free.\n\n- one "thing"\n',
)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (*QUOTES, "punctuation"),
        ("# T\n\nNames, addresses and mail.\n", "# T\n\nNames, addresses, and mail.\n", "punctuation"),
        ("# T\n\nIt costs 5% a year.\n", "# T\n\nIt costs 5 a year.\n", "changed"),
        ("# T\n\nIt costs 1.5 a year.\n", "# T\n\nIt costs 15 a year.\n", "changed"),
        ("# T\n\nYou and we.\n", "# T\n\nYou and/or we.\n", "changed"),
    ],
)
def test_a_change_of_punctuation_alone_is_called_that(old: str, new: str, kind: str) -> None:
    """Commas and quotation marks have their own label in every view; a sign that means something is a word."""
    redline = made(old, new)
    views = redline_text(redline), redline_markdown(redline), redline_html(redline), str(redline_sides(redline))
    assert {section["kind"] for section in redline_json(redline)["sections"]} == {kind}
    assert {row.kinds for row in section_rows(redline)} == {("punctuation changed",)} or kind != "punctuation"
    assert all(("Punctuation changed" in view) is (kind == "punctuation") for view in views)


def test_a_comma_beside_a_new_item_is_part_of_that() -> None:
    """An item that was added makes the one before it end otherwise; the label tells what was added."""
    redline = made("- one;\n- two.\n", "- one;\n- two;\n- and a whole new item.\n")
    assert [change.what for change in redline.changes] == ["Item added"]


def test_an_image_that_is_another_file_is_told_once() -> None:
    """Its description stands once, with the files before and now, in each view."""
    redline = made("See ![our seal](a.png) here.\n", "See ![our seal](b.png) here.\n")
    html, sides = redline_html(redline), str(redline_sides(redline))
    assert html.count('aria-label="our seal"') == 1
    assert sides.count('aria-label="our seal"') == 2
    for told in (html, sides):
        assert "[image file changed; before: a.png; now: b.png]" in told
        assert "<ins>" not in told
        assert "<del>" not in told
    assert "See our seal (image: [-a.png-] {+b.png+}) here." in redline_text(redline)
    assert "See our seal (image before: a.png; now: b.png) here." in redline_markdown(redline)


@pytest.mark.parametrize("new", ["our full list of vendors", "our vendor list", "our list", "a list of partners"])
def test_the_address_of_a_link_is_printed_once(new: str) -> None:
    """Of the parts that marks cut a link in, only the last has its address printed after it."""
    address = "https://a.example"
    html = redline_html(made(f"We use [our list of vendors]({address}) here.\n", f"We use [{new}]({address}) here.\n"))
    assert html.count(f'<a href="{address}"') > html.count(f'<a href="{address}">') == 1
    assert not re.search(rf'<del>((?!</del>).)*<a href="{address}">', html)
    assert "[link" not in html


def test_two_links_each_have_their_address_printed() -> None:
    """Words between two links to one address keep them apart."""
    html = redline_html(made("See [a](https://a.example) and [b](https://a.example).\n", "Nothing.\n"))
    assert 'class="cut"' not in html


@pytest.mark.parametrize(("old", "new"), [("your rights to", "your rights with respect to"), ("a b", "a very b")])
def test_a_mark_has_no_white_space_at_its_ends(old: str, new: str) -> None:
    """Printed brackets and spoken words enclose words alone."""
    for one, other in ((old, new), (new, old)):
        html = redline_html(made(f"About {one} it.\n", f"About {other} it.\n"))
        assert re.search(r"start\] </span>\S[^<]*\S<span", html)


def test_moved_text_says_where_it_stood() -> None:
    """Every view tells the place a moved section had; the old place tells the new one, on paper too."""
    one, two, three = (f"## {t}\n\n{t} is told here in quite enough words.\n\n" for t in ("One", "Two", "Three"))
    redline = made(one + two + three, one + three + two)
    (change,) = redline.changes
    old = "“Two”" if "Three" in place_of(redline, change) else "“One”"
    for view in (redline_text(redline), redline_markdown(redline), redline_html(redline), old_new_text(redline)):
        assert f"Moved here, words unchanged; was after {old}" in view
    assert re.search(r"<b>Old place</b> of “(Two|Three)”; now after “(Three|One)”", redline_html(redline))


def test_a_row_is_read_as_a_row() -> None:
    """Text views show every cell of a row in which one changed, below the headings: a reader knows what is told of what."""  # noqa: E501
    table = "| Who | Where |\n|---|---|\n| Acme | {} |\n| Bolt | Spain |\n"
    redline = made(table.format("France"), table.format("Italy"))
    assert "  Who | Where\n  Acme | [-France-]{+Italy+}\n" in redline_text(redline)
    assert "> Who \\| Where\n>\n> Acme \\| <del>France</del><ins>Italy</ins>" in redline_markdown(redline)
    assert "OLD:  Who | Where\n      Acme | France\nNEW:  Who | Where\n      Acme | Italy\n" in old_new_text(redline)
    assert "Bolt" not in redline_text(redline)


def test_a_mail_says_where_a_link_leads() -> None:
    """The words of a retargeted link are the same; the mail names both addresses."""
    assert "LINK: https://a.example → https://b.example\n" in old_new_text(made())


def test_side_by_side_shows_a_row_as_a_row() -> None:
    """The cells of a table's row stand in one row here; what both sides share is known as that."""
    table = "| Who | Where |\n|---|---|\n| Acme | {} |\n| Bolt | Spain |\n"
    sides = str(redline_sides(made(table.format("France"), table.format("Italy"))))
    assert '<tr class="same"><td>Bolt | Spain</td><td>Bolt | Spain</td></tr>' in sides
    assert sides.count("Acme | <") == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# T\n\n### Fees\n\nNone.\n", "# T\n\n## Fees\n\nNone.\n", "was a heading of level 3"),
        ("All of the long words.\n", "- All of the long words.\n", "was a paragraph"),
    ],
)
def test_a_block_of_another_shape_says_what_it_was(old: str, new: str, said: str) -> None:
    """Where the words are the same, each view says in words what became of the shape."""
    redline = made(old, new)
    assert f"[{said}]" in redline_html(redline)
    assert f"[{said}]" in redline_sides(redline)
    assert f"({said})" in redline_text(redline)
    assert f"({said})" in redline_markdown(redline)
    assert said in str(redline_json(redline))


def test_colour_ends_with_its_line() -> None:
    """A coloured mark that goes over several lines leaves their indents alone; the words are those without colour."""
    redline = made("All.\n", "All of the many words " * 9 + "\n")
    coloured = redline_text(redline, colour=True, width=40)
    lines = [line for line in coloured.splitlines() if "\x1b[32;4m" in line]
    assert len(lines) > 3
    assert all(re.fullmatch(r" {2}[^\x1b]*\x1b\[32;4m[^\x1b]+\x1b\[0m.*", line) for line in lines)
    plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert plain.split() == redline_text(redline, width=40).split()
