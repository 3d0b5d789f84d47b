"""Words of the content in a comment on a code host: shown as they are, and without effect there.

A comment is Markdown with some HTML. What a policy or a front matter says must not end the comment's own markup, mail
people (@name), link to somebody's issue (#1) or stand for the comment's marker.
"""

from __future__ import annotations

import html
import re

from inforce.console.terminal import clean
from inforce.render.redline_markdown import escape

_CODE = re.compile(r"`([^`\n]{1,200})`")
_CALLS = re.compile(r"(?<![\w.+-])(?<![\w.+-]\\)([@#])(?=\w)")
_FENCES = re.compile(r"`{3,}")
_NOTHING = "&#8203;"
"""A space without width: the words read the same, and the host sees no name and no number in them."""


def words(text: str) -> str:
    """Text on one line, as it is; what stands between backticks is set as code, which has no effect either."""
    parts = _CODE.split(clean(text))
    return "".join(f"`{part}`" if at % 2 else quiet(_escaped(part)) for at, part in enumerate(parts))


def _escaped(text: str) -> str:
    """As `escape`, with the spaces at the ends kept as one each."""
    inner = escape(text)
    if not inner:
        return " " if text else ""
    return f"{' ' if text[:1].isspace() else ''}{inner}{' ' if text[-1:].isspace() else ''}"


def quiet(markdown: str) -> str:
    """Markdown in which no name is called and no issue linked; e-mail addresses stay as they are."""
    return _CALLS.sub(rf"\1{_NOTHING}", markdown)


def fenced(text: str, language: str = "") -> str:
    """A text of several lines as code, whatever it holds."""
    longest = max((len(match[0]) for match in _FENCES.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{clean(text).rstrip()}\n{fence}"


def folded(summary: str, inside: str) -> str:
    """A part that is shown when asked for. `summary` is plain text; in this place hosts read HTML, not Markdown."""
    line = quiet(html.escape(" ".join(clean(summary).split()), quote=False))
    return f"<details><summary>{line}</summary>\n\n{inside.strip()}\n\n</details>"
