"""HTML comments: cut everywhere, and what stands beside them is read again."""

import pytest

from inforce.core.document import parse
from inforce.errors import Level


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<!-- note --> We sell data.\n", "p\tWe sell data.\n"),
        ("<!-- note -->\n\n# A\n", "h1\tA\n"),
        ("<!-- note --># A\n", "h1\tA\n"),
        ("a <!-- b --> *c*\n", "p\ta c\n"),
        ("a<!-- b -->c\n", "p\tac\n"),
        ("a\n<!-- b -->\nc\n", "p\ta\np\tc\n"),
        ("a <!-- b\nc\nd --> e\nf\n", "p\ta e f\n"),
        ("<!-- a\n\nb -->\n\nc\n", "p\tc\n"),
        ("- <!-- a\n  b --> c\n- d\n", "ul li\tc\n. li\td\n"),
        ("> <!-- a\n> b --> c\n> d\n", "blockquote\tc d\n"),
        ("| <!-- a --> b |\n|---|\n| c <!-- d --> |\n", "table thead tr th\tb\n. tbody tr td\tc\n"),
        ("## A <!-- b --> {#x}\n", "h2\tA\n"),
        ("<p>a <!-- b --> c</p>\n", "p\ta c\n"),
        ("<!-- a --><!-- b -->    c\n", "p\tc\n"),
        ("[a <!-- b --> c](/d)\n", "p\ta c</d>\n"),
        ("a <!-- --> b <!----> c <!--> d\n", "p\ta b c d\n"),
    ],
)
def test_comments_are_cut(source: str, shown: str) -> None:
    """A comment goes, every word beside it stays and is Markdown; no comment is left in the public source."""
    document = parse(source)
    assert document.canonical == shown
    assert "<!--" not in document.public_source
    assert {problem.level for problem in document.problems} == {Level.WARNING}


@pytest.mark.parametrize(
    "source", ["`<!-- a -->`\n", "    <!-- a -->\n", "```\n<!-- a -->\n```\n", "\\<!-- a -->\n", "&lt;!-- a -->\n"]
)
def test_comments_in_code_are_text(source: str) -> None:
    """In code, or with its first sign escaped, a comment is text and stays."""
    document = parse(source)
    assert document.problems == ()
    assert document.public_source == source
    assert "<!-- a -->" in document.blocks[0].text


def test_comment_beside_the_same_text_in_code() -> None:
    """Of two that look alike only the real comment goes."""
    document = parse("`<!-- a -->` <!-- a --> b\n")
    assert document.blocks[0].text == "<!-- a --> b"
    assert document.public_source == "`<!-- a -->`  b\n"


@pytest.mark.parametrize("source", ["<!-- a\n\nb\n", "a <!-- b\n\nc --> d\n", "<p>a <!-- b</p>\n"])
def test_comment_without_end(source: str) -> None:
    """A comment that does not end hides nothing: it is text, an error when read strictly, a warning leniently."""
    strict, lenient = parse(source), parse(source, lenient=True)
    assert "comment-open" in {p.code for p in strict.problems if p.level is Level.ERROR}
    assert {p.level for p in lenient.problems} == {Level.WARNING}
    assert "b" in "".join(block.text for block in lenient.blocks)


def test_lines_after_a_comment() -> None:
    """Blocks and problems keep the lines of the file, whatever was cut before them."""
    document = parse("a <!-- b\nc\nd --> e\n\n# F\n\n<x>\n", first_line=10)
    assert [block.line for block in document.blocks] == [10, 14, 16]
    assert [(p.code, p.place.line) for p in document.problems] == [("comment", 10), ("raw-html", 16)]


def test_comment_before_a_long_text_is_read_by_itself() -> None:
    """What follows a comment is read piece by piece as without it."""
    rest = "# A\n\nb\n\n- c\n\nd\n"
    with_comment, without = parse("<!-- x\n\ny -->\n\n" + rest), parse("\n\n\n\n" + rest)
    assert with_comment.blocks == without.blocks
