"""Raw HTML in Markdown: the subset that is taken for what it means, and how a tag is read.

The subset is documented in docs/reference/markdown.md. Anything outside it stays literal text, with a finding.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "s": "s", "u": "u", "sup": "sup",
    "sub": "sub", "small": "small", "mark": "mark",
}  # fmt: skip
"""Inline tags and the mark each gives its text."""
MARK_ORDER = ("strong", "em", "u", "s", "sup", "sub", "small", "mark", "code")
"""Marks of a run stand in this order, outermost first."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CONTAINERS = {
    "ul": "ul", "ol": "ol", "li": "li", "blockquote": "blockquote", "table": "table", "thead": "thead",
    "tbody": "tbody", "tfoot": "tbody", "tr": "tr", "figure": "figure", "figcaption": "figcaption", "dl": "dl",
    "dt": "dt", "dd": "dd", "div": "div", "section": "div", "article": "div",
}  # fmt: skip
"""Block tags that hold blocks, and the container each becomes."""
OTHERS = frozenset({"a", "br", "hr", "p", "pre", "img", "td", "th", "span"})
TAGS = frozenset(MARKS) | frozenset(HEADINGS) | frozenset(CONTAINERS) | OTHERS
INLINE = frozenset(MARKS) | {"a", "br", "img", "span"}
VOID = frozenset({"br", "hr", "img"})

KEPT: dict[str, set[str]] = {
    "a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "li": {"value"},
    "th": {"align"}, "td": {"align"},
}  # fmt: skip
"""Attributes that mean something, by tag; beside them ``id`` on a heading."""
IGNORED = frozenset({"class", "target", "rel", "width", "height", "loading", "lang", "scope"})
"""Attributes that carry no words and may be left out without a sound."""

_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = r"""\s+([A-Za-z_:][A-Za-z0-9:._-]*)(?:\s*=\s*([^"'=<>`\x00-\x20]+|'[^']*'|"[^"]*"))?"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_ATTRIBUTE_PLAIN = _ATTRIBUTE.replace("(?:", "\0").replace("(", "(?:").replace("\0", "(?:")
TAG = re.compile(rf"<(?:({_NAME})((?:{_ATTRIBUTE_PLAIN})*)\s*/?|/({_NAME})\s*)>")
_SPECIAL = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as written."""

    name: str
    """In small letters."""
    closing: bool
    attributes: tuple[tuple[str, str], ...]
    """Names in small letters, values decoded; a name given twice stands twice."""
    source: str

    def get(self, name: str) -> str | None:
        """The first value of an attribute, as browsers take it."""
        return next((value for key, value in self.attributes if key == name), None)


def read_tag(source: str) -> Tag | None:
    """The tag that `source` wholly is; None for a comment, an instruction or anything else."""
    match = TAG.fullmatch(source)
    return _tag(match) if match else None


def _tag(match: re.Match[str]) -> Tag:
    if match[3]:
        return Tag(match[3].lower(), True, (), match[0])
    found = tuple(
        (name.lower(), html.unescape(value[1:-1] if value[:1] in ('"', "'") else value))
        for name, value in _ATTRIBUTES.findall(match[2] or "")
    )
    return Tag(match[1].lower(), False, found, match[0])


def tokens(source: str) -> Iterator[Tag | str]:
    """Tags and the text between them, text as written (entities not decoded)."""
    start = 0
    for match in TAG.finditer(source):
        if match.start() > start:
            yield source[start : match.start()]
        yield _tag(match)
        start = match.end()
    if start < len(source):
        yield source[start:]


def decode(text: str) -> str:
    """Text with its character references resolved."""
    return html.unescape(text) if "&" in text else text


def has_stray_markup(text: str) -> bool:
    """Is there a ``<`` in this text that browsers would take for the start of a tag or comment?"""
    return _SPECIAL.search(text) is not None
