"""Hostile content: reading it takes time in proportion to its length, whatever it repeats."""

import time

import pytest

from inforce.core import pieces
from inforce.core.document import parse
from inforce.render.blocks import document_html

REPEATED = (
    "[",
    "*a",
    "*a ",
    "_a_",
    "**a** ",
    "5*3*2 ",
    "`a``",
    "~~~\n",
    "> ",
    "- a\n  ",
    "- \n",
    "1. a\n",
    "|a",
    "a|b\n-|-\n",
    "\\",
    " ",
    " \n",
    "\t",
    "\u00a0",
    "a\n",
    "a\n\n",
    "\n\n> a\n",
    "# a\n\n",
    "# a {#x}\n\n",
    "# a {#x y=z}\n",
    "{a=b} ",
    "{#a",
    "[a](",
    "](",
    "][",
    "[a][b]",
    "[a\n",
    "[a]: /x\n",
    "[^1]: a\n",
    "[x](javascript:y) ",
    "![",
    "&",
    "&#8203;",
    "&lt;!-- ",
    "<",
    "<a ",
    "<a x='",
    '<a href="',
    "<b ",
    "<b>",
    "</b>",
    "<b>x</b>",
    "<b>x",
    "<b>a</i>",
    "<b>a</i></b>",
    "<b><a href=x>",
    "x\n<b>\n",
    "<b>\n\nx\n\n",
    "<a href='javascript:'>x</a> ",
    "<a href='javascript:'>",
    "x <!z> ",
    "<img src=x>",
    "<ul><li>",
    "<ul>\n<li>a\n",
    "<ol><li value=1>",
    "<li>",
    "<table><tr><td>a",
    "<blockquote>a",
    "<div><p>a</p>",
    "<div><b>",
    "\n\n<div>a",
    "<td>a",
    "<div>\n\n",
    "<p>",
    "<pre>",
    "<pre>a",
    "<script>",
    "<?",
    "]]>",
    "<!-- ",
    "<!---> ",
    "<!--\n\n",
    "x <!-- a --> ",
    "x\n<!-- a\nb -->\n",
    "x <!-- a\nb --> y\n",
    "- a\n\n  <!-- b -->\n",
    "`<!-- `",
    "\u202e",
    "\u200d",
    "\u200fש",
    "аb ",
    "1٢ ",
)


def seconds(source: str) -> float:
    pieces.forget()
    start = time.process_time()
    document_html(parse(source, lenient=True))
    return time.process_time() - start


@pytest.mark.parametrize("piece", REPEATED)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    """Thousands of one construct are read without error and within a second or two."""
    assert seconds(piece * 2000) < 5


@pytest.mark.soak
@pytest.mark.parametrize("piece", REPEATED)
def test_time_grows_as_the_text_does(piece: str) -> None:
    """Four times the text takes at most 2.5 × 2.5 times as long."""
    small, large = (min(seconds(piece * count) for _ in range(3)) for count in (4000, 16000))
    assert large < 6.25 * max(small, 0.05)


@pytest.mark.parametrize("tag", ["div", "blockquote", "b", "a"])
def test_tags_too_deep_are_text(tag: str) -> None:
    """As deep as blocks may stand in each other tags are taken; what stands deeper is kept as text, and refused."""
    document = parse(f"<{tag}>" * 100 + "x" + f"</{tag}>" * 100 + "\n")
    assert "nesting" not in {problem.code for problem in document.problems} and "<" not in document.blocks[0].text
    deep = parse("<div>\n" * 99 + f"<b><{tag}>x</{tag}></b>\n" + "</div>\n" * 99)
    assert [problem.code for problem in deep.problems] == ["nesting"]
    assert deep.blocks[0].text == f"<{tag}>x</{tag}>"
