"""Strategies for Markdown that is hard to read: constructs that reach over blank lines, references, raw HTML."""

from hypothesis import strategies as st

LINES = (
    "plain text", "*more* **text** here", "# Same title", "## Same title", "## 2.1 Number {#explicit}", "Setext", "===", "---",
    "- item", "- ", "* star", "  continued", "    four spaces", "\ttab", "1. one", "1. again", "7) seven", "10. ten", "> quote",
    "> - item in quote", ">", "lazy", "| a | b |", "|---|---|", "| c | d |", "```", "~~~", "```sh", "[ref]", "[ref]: /target 'T'",
    "[text][ref]", "[^1]", "[^1]: note", "[^1]: /note", "<!-- comment", "-->", "<!-- whole --> rest", "a <!-- b --> c", "<pre>",
    "</pre>", "<div>", "</div>", "<p>para", "</p>", "<ul>", "<li>x", "</ul>", "<b>bold", "</b>", "<br>", "<em>", "</em>",
    "<script>", "</script>", "<table><tr><td>x", "</table>", "<?php", "?>", "<![CDATA[", "]]>", "<!DOCTYPE x>", "<a href='/x'>l</a>",
    "a  ", "b\\", "&nbsp;", "&amp;", "\\", "[broken](", "![img](i.png)", "<https://x.example>", "\u00a0", "9999. year", "2*3*4",
    "<h2>Same title</h2>", "<hr>", "***", "+ plus", "<dl><dt>t<dd>d</dl>", "<td>", "<blockquote>", "</blockquote>",
)  # fmt: skip
"""Lines that open, close, continue or reach over blocks."""

PLAIN = tuple(line for line in LINES if "<" not in line and not line.startswith(("[ref]:", "[^1]:")))
"""Those without raw HTML and definitions."""


def texts(lines: tuple[str, ...] = LINES) -> st.SearchStrategy[str]:
    """Some of the lines, with blank lines between often."""
    line = st.one_of(st.just(""), st.just(""), st.sampled_from(lines))
    return st.lists(line, max_size=14).map(lambda found: "\n".join(found) + "\n")
