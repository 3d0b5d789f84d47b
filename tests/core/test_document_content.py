"""Raw HTML and characters: what may stand in a text and what is refused."""

import pytest

from inforce.core.document import parse
from inforce.errors import Level


def codes(source: str) -> list[str]:
    return [problem.code for problem in parse(source).problems]


def texts(source: str) -> list[str]:
    return [block.text for block in parse(source, lenient=True).blocks]


def test_raw_html_is_taken_for_what_it_means() -> None:
    """Headings, paragraphs, lists, tables, figures, links, emphasis and breaks of HTML are blocks and runs."""
    source = (
        "<h2>A <b>b</b></h2>\n<p>x <i>y</i><br>z <a href='/q'>q</a></p>\n<ul><li>1<li>2</ul>\n"
        "<table><thead><tr><th>h</th></tr></thead><tr><td>c</td></tr></table>\n"
        "<figure><img src='a.png' alt='A'><figcaption>cap</figcaption></figure>\n"
    )
    document = parse(source)
    assert document.problems == ()
    assert document.canonical == (
        "h2\tA b\np\tx y\\nz q</q>\nul li\t1\n. li\t2\ntable thead tr th\th\n. tbody tr td\tc\n"
        "figure\tA<!a.png>\n. figcaption\tcap\n"
    )


@pytest.mark.parametrize(
    "tag", ["script", "style", "iframe", "form", "input", "object", "svg", "math", "template", "ins", "x-y"]
)
def test_other_html_is_refused_and_stays_text(tag: str) -> None:
    """A tag outside the subset is refused with its place; leniently it is kept as text with a warning."""
    source = f"<{tag}>a</{tag}> b\n"
    strict, lenient = parse(source), parse(source, lenient=True)
    assert {p.level for p in strict.problems} == {Level.ERROR}
    assert {p.level for p in lenient.problems} == {Level.WARNING}
    assert lenient.blocks[0].text == source.strip()


@pytest.mark.parametrize("attribute", ["onclick=x", "style='color:red'", "srcset=a", "id=a", "name=a"])
def test_attributes_of_tags_are_refused(attribute: str) -> None:
    """Attributes that mean nothing here are refused by name and never reach the page."""
    assert codes(f"a <b {attribute}>c</b>\n") == ["raw-html-attribute"]


def test_figure_inside_a_cell_becomes_lines() -> None:
    """A cell is a leaf: blocks in it become lines, no word is lost."""
    assert texts("<table><tr><td>a<ul><li>b</li><li>c</li></ul></td></tr></table>\n") == ["a\nb\nc"]


def test_html_left_open_is_refused() -> None:
    """An inline tag that nothing closes is refused at its line."""
    assert codes("a <b>b\n\nc\n") == ["raw-html"]
    assert codes("<div>\n\na\n") == ["raw-html"]
    assert codes("a</b>\n") == ["raw-html"]


def test_html_around_markdown() -> None:
    """Markdown between tags that stand alone belongs to them."""
    document = parse("<blockquote>\n\n- a\n\n</blockquote>\n\nb\n")
    assert document.problems == ()
    assert document.canonical == "blockquote ul li\ta\np\tb\n"


# ---------------------------------------------------------------- characters


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x0b",
        "\x85",
        "\x9f",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u00ad",
        "\u2060",
        "\ufeff",
        "\U000e0041",
        "\u200d",
        "\u200f",
        "\u3164",
        "\ue000",
    ],
)
def test_unseen_characters_are_refused_by_name(character: str) -> None:
    """A character no reader sees is refused, its code point named with line and column; leniently it warns."""
    (problem,) = parse(f"ok\n\nab{character}cd\n").problems
    assert (problem.code, problem.place.line, problem.place.column) == ("character-unseen", 3, 3)
    assert f"U+{ord(character):04X}" in problem.sentence
    assert parse(f"ab{character}cd\n", lenient=True).problems[0].level is Level.WARNING


def test_unseen_characters_by_reference() -> None:
    """The same characters are found when a character reference brings them in."""
    assert codes("a&#8203;b &#x202E;c\n") == ["character-unseen", "character-unseen"]


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क\u200dष", "👩\u200d💻 ok", "✍️ ok", "שלום\u200f (abc)", "a\u00a0b", "naïve – “q”"]
)
def test_characters_that_belong(text: str) -> None:
    """Joiners and marks of direction are spelling where the script needs them; emoji and typography are fine."""
    assert codes(text + "\n") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pаypal", "character-mixed"),
        ("Αpple", "character-mixed"),
        ("1٢ days", "character-digit"),
        ("٣٠ days", "character-digit"),
    ],
)
def test_lookalikes_are_refused(text: str, code: str) -> None:
    """A word of two alphabets and digits of another script are refused."""
    assert codes(text + "\n") == [code]


def test_digits_of_the_texts_own_script() -> None:
    """Arabic digits in an Arabic text are its digits."""
    assert codes("خلال ٣٠ يوما\n\n٣٠\n") == []


def test_control_characters_never_reach_the_page() -> None:
    """Whatever HTML cannot hold shows as U+FFFD, a line separator as a space, in text and public source."""
    document = parse("a\x00b\x85c `d\x01` [e](/f '\x02')\n", lenient=True)
    assert document.blocks[0].text == "a\ufffdb c d\ufffd e"
    assert not any(c in document.public_source + document.canonical for c in "\x00\x01\x02\x85")
