"""The one Markdown dialect: CommonMark with tables and raw HTML tags, read by markdown-it.

Everything that decides what Markdown *means* here is set up in this module: the link schemes, how deep blocks may
nest, and the ``{#id}`` at the end of a heading. What the tokens become is settled in `inforce.core.reader`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_NESTING = 100
"""Containers that may stand inside each other. markdown-it drops what is deeper; `conserve` would find that."""

SCHEMES = ("http", "https", "mailto", "tel")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_TO_ENCODE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9;/?:@&=+$,\-_.!~*'()#%]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")
_IGNORED_BY_BROWSERS = re.compile("[\x00-\x20\x7f]+")
_ATTRIBUTE = r"""(?:[#.][^\s{}"'<>=]+|[A-Za-z_:][\w:.-]*=(?:"[^"{}]*"|'[^'{}]*'|[^\s{}"']+))"""
ATTRIBUTE_BLOCK = re.compile(rf"(?<!\{{)\{{:?[ \t]*({_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*)[ \t]*\}}(?!\}})")
"""``{#id}``, ``{.class}``, ``{: key=value}``; other braces (``{{ name }}``, ``{% tag %}``) are text."""
_AT_END = re.compile(rf"(?:^|(?<![ \t])[ \t]+){ATTRIBUTE_BLOCK.pattern}[ \t]*$")
"""A run of spaces is looked through from its first one only: else a long one would take its length squared."""


def link_fault(target: str) -> str:
    """Why a link target is refused, as the rest of a sentence; empty where it is fine."""
    if _CONTROLS.search(target):
        return "holds a control character"
    bare = _IGNORED_BY_BROWSERS.sub("", target)
    if bare.replace("\\", "/").startswith("//"):
        return "begins with // and so names another host without a scheme"
    scheme = _SCHEME.match(bare)
    if scheme and scheme[1].lower() not in SCHEMES:
        return f"has the scheme “{scheme[1].lower()}:”"
    return ""


def encode_link(target: str) -> str:
    """A link target as it goes into HTML: spaces and other characters that may not stand in it percent-encoded."""
    return _TO_ENCODE.sub(lambda match: quote(match[0], safe="", errors="replace"), target)


@dataclass(slots=True)
class Parsed:
    """Tokens of a text, and what else parsing it showed."""

    tokens: list[Token]
    references: dict[str, dict[str, object]] = field(default_factory=dict)
    """Link reference definitions, by label."""
    refused: list[str] = field(default_factory=list)
    """Link targets that were refused; the link stays literal text."""


def _heading_attributes(state: StateCore) -> None:
    """Take ``{#id}`` from the end of each heading before its inline text is read."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and inline.content.endswith(("}", "} ", "}\t")):
            match = _AT_END.search(inline.content)
            if match:
                inline.content = inline.content[: match.start()]
                opening.meta["attributes"] = match[1]


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A link reference definition, but no ``[^1]: note``: as a link target the note's words would be shown nowhere."""
    return not state.src.startswith("[^", state.bMarks[start] + state.tShift[start]) and reference(
        state, start, end, silent
    )


_SIGN = re.compile(r"[\n\\`*_!\[\]<&]")
"""What can be more than a character of inline text, with the rules that are on here."""


def _inline(state: StateCore) -> None:
    """Read the inline text of each block; one without any sign is a single text, as the rules would find one by one."""
    for token in state.tokens:
        if token.type == "inline":
            if _SIGN.search(token.content):
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children = [Token("text", "", 0, content=token.content)] if token.content else []


class _Parser:
    """markdown-it as set up here. It keeps the refused targets of the parse under way, hence the lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: list[str] = []
        self._md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable("table")
        self._md.core.ruler.after("block", "heading_attributes", _heading_attributes)
        self._md.block.ruler.at("reference", _reference)
        self._md.core.ruler.at("inline", _inline)
        self._md.inline.terminator_re = _SIGN
        # Set on the instance, as markdown-it's documentation says.
        self._md.validateLink = self._valid  # type: ignore[method-assign]
        # Targets stay as written, so that they are judged as written; the reader encodes them.
        self._md.normalizeLink = str  # type: ignore[method-assign,assignment]
        self._md.normalizeLinkText = str  # type: ignore[method-assign,assignment]

    def _valid(self, url: str) -> bool:
        if link_fault(url):
            self._refused.append(url)
            return False
        return True

    def parse(self, text: str) -> Parsed:
        with self._lock:
            self._refused = []
            env: dict[str, dict[str, dict[str, object]]] = {}
            tokens = self._md.parse(text, env)
            return Parsed(tokens, env.get("references", {}), self._refused)


_PARSER = _Parser()


def parse_tokens(text: str) -> Parsed:
    """The tokens of a Markdown text with Unix line ends."""
    return _PARSER.parse(text)


# Whatever may reach over a blank line: fences, raw HTML that ends at a closing sequence.
_REACHES_OVER = re.compile(r"```|~~~|<(?:[?!]|/?(?:pre|script|style|textarea)\b)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_NEW_BLOCK = re.compile(r"[^\s\-+*0-9]")
"""How a line at the left edge begins that goes on no list."""


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    """Where in this part of the text a new block begins after blank lines, whatever stands before."""
    for match in _BLANK_LINES.finditer(text, start, end):
        if _NEW_BLOCK.match(text, match.end(), end):
            yield match.end()


def commented_part(text: str) -> tuple[int, int]:
    """Start and end of a part that holds every ``<!--`` of a text and can be read by itself."""
    first, last = text.find("<!--"), text.rfind("<!--")
    start = max(_boundaries(text, 0, first + 1), default=0)
    closed = text.find("-->", last)
    end = next(_boundaries(text, closed, len(text)), len(text)) if closed >= 0 else len(text)
    if _REACHES_OVER.search(text, 0, start) or _REACHES_OVER.search(text[start:end].replace("<!--", "")):
        return 0, len(text)
    return start, end


def chunks(text: str) -> Iterator[str]:
    """The text cut where a new block begins whatever stands before; the pieces joined are the text.

    A text with a construct that can reach over blank lines is one piece.
    """
    if _REACHES_OVER.search(text):
        yield text
        return
    start = 0
    for end in _boundaries(text, 0, len(text)):
        yield text[start:end]
        start = end
    yield text[start:]
