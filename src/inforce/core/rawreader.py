"""Feeds raw HTML to the builder: the subset for what it means, the rest as literal text with a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from inforce.core import rawhtml
from inforce.core.builder import Builder
from inforce.core.headings import explicit_id
from inforce.core.markdown import MAX_NESTING, encode_link, link_fault
from inforce.core.model import BlockKind
from inforce.core.rawhtml import Tag
from inforce.errors import Level

_REMOTE = re.compile(r"[a-z][a-z0-9+.\-]*:|//|\\\\", re.IGNORECASE)
LINK_REMEDY = "Use http, https, mailto, tel, a relative path or #section."


class Note(Protocol):
    """Files a finding at the line under way; its column is where `needle` stands."""

    def __call__(
        self, code: str, sentence: str, remedy: str = "", *, needle: str = "", level: Level = Level.ERROR
    ) -> None:
        """File it."""


def shorten(text: str, width: int = 60) -> str:
    """A text for a message: one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


class RawHtmlReader:
    """Reads the raw HTML tokens of one piece of text."""

    def __init__(self, builder: Builder, note: Note) -> None:
        self._builder = builder
        self._note = note
        self._lists: list[int | None] = []
        """For each open raw list the number of its next item; None for a bullet list."""
        self._refused: Counter[str] = Counter()
        """Opening tags kept as text whose closing tag is still to come, by name."""

    def block(self, content: str) -> None:
        """An HTML block: tags and text, no Markdown in it."""
        for part in rawhtml.tokens(content):
            if isinstance(part, Tag):
                self._tag(part)
                self._builder.line += part.source.count("\n")
            else:
                self._text(part)
        if self._builder.in_leaf is BlockKind.TEXT:
            self._builder.end_leaf()

    def inline(self, content: str) -> None:
        """One tag (or comment, or instruction) inside Markdown text."""
        tag = rawhtml.read_tag(content)
        if tag is None:
            self._literal(content)
            return
        if tag.name in rawhtml.TAGS - rawhtml.INLINE and not tag.closing:
            self._note("raw-html", f"The block tag {shorten(tag.source, 40)} stands inside a paragraph.",
                       "Put it on a line of its own, with an empty line before.", needle=tag.source[:8])  # fmt: skip
        self._tag(tag)
        self._builder.line += content.count("\n")

    def image(self, source: str, alternative: str, title: str) -> None:
        """An image of Markdown or HTML."""
        if _REMOTE.match(source):
            self._note("image-remote", f"The image “{shorten(source)}” would be fetched from elsewhere.",
                       "Use a relative path, or say in words what it shows.", needle=source)  # fmt: skip
        if not alternative.strip():
            self._note("image-without-text", f"The image “{shorten(source)}” has no alternative text: it is not shown.",
                       "Say in words what it shows.", needle=source, level=Level.WARNING)  # fmt: skip
        self._builder.image(encode_link(source.strip()), alternative, title)

    def open_comment(self) -> None:
        """A comment that nothing closes is text; whoever wrote it hardly meant it so."""
        self._note("comment-open", "A comment begins here and does not end.",
                   "Remove it (inside a paragraph it cannot hold an empty line), or write &lt;!-- if it is text.",
                   needle="<!--")  # fmt: skip

    def _text(self, part: str) -> None:
        if "<!--" in part:
            self.open_comment()
        elif rawhtml.has_stray_markup(part):
            self._note("raw-html", f"“{shorten(part, 40)}” looks like HTML that is not complete.",
                       "Remove it, or write &lt; for a < that is text.", needle="<")  # fmt: skip
        for number, line in enumerate(part.split("\n")):
            if number:
                self._builder.line += 1
                self._builder.text("\n")
            if line:
                self._builder.text(rawhtml.decode(line))

    def _literal(self, source: str) -> None:
        self._note("raw-html", f"The HTML {shorten(source, 40)} is not among the tags that may be used.",
                   "Write it in Markdown; docs/reference/markdown.md lists the tags.",
                   needle=source.split("\n")[0])  # fmt: skip
        self._builder.text(source)

    def _tag(self, tag: Tag) -> None:
        if tag.name not in rawhtml.TAGS or (tag.closing and tag.name in rawhtml.VOID):
            self._literal(tag.source)
        elif tag.closing:
            self._closing(tag)
        elif tag.name == "a" and (fault := link_fault(tag.get("href") or "")):
            self._note("link-scheme", f"The link target “{shorten(tag.get('href') or '')}” {fault}.", LINK_REMEDY,
                       needle=tag.source)  # fmt: skip
            self._refuse(tag)
        elif tag.name in _NESTING and self._builder.nesting >= MAX_NESTING:
            sentence = f"Tags stand {MAX_NESTING} deep in each other; {shorten(tag.source)} is kept as text."
            self._note("nesting", sentence, "Make the text flatter.", needle=tag.source)
            self._refuse(tag)
        else:
            self._check_attributes(tag)
            self._opening(tag)

    def _refuse(self, tag: Tag) -> None:
        """Keep an opening tag as text, and then its closing tag."""
        self._builder.text(tag.source)
        self._refused[tag.name] += 1

    def _check_attributes(self, tag: Tag) -> None:
        kept = rawhtml.KEPT.get(tag.name, set()) | ({"id"} if tag.name in rawhtml.HEADINGS else set())
        seen: set[str] = set()
        for name, _ in tag.attributes:
            if name in seen or (name not in kept and name not in rawhtml.IGNORED):
                again = " a second time" if name in seen else ""
                self._note("raw-html-attribute", f"The attribute “{name}”{again} on <{tag.name}> has no effect here.",
                           "Remove it.", needle=name)  # fmt: skip
            seen.add(name)

    def _opening(self, tag: Tag) -> None:
        build, name = self._builder, tag.name
        if name in rawhtml.MARKS:
            build.start(rawhtml.MARKS[name])
        elif name in rawhtml.HEADINGS:
            anchor, fault = explicit_id("#" + (tag.get("id") or "")) if tag.get("id") else ("", "")
            if fault:
                self._note("heading-attribute", fault, needle="id")
            build.leaf(BlockKind.HEADING, level=rawhtml.HEADINGS[name], anchor=anchor)
        elif name == "li":
            build.open("li", *self._number(tag))
        elif name in rawhtml.CONTAINERS:
            build.open(rawhtml.CONTAINERS[name])
            if name in ("ol", "ul"):
                self._lists.append(_whole(tag.get("start"), 1) if name == "ol" else None)
        else:
            _OPENINGS[name](self, tag)

    def _closing(self, tag: Tag) -> None:
        build, name = self._builder, tag.name
        if self._refused[name]:
            self._refused[name] -= 1
            build.text(tag.source)
            return
        if name in rawhtml.MARKS or name == "a":
            closed = build.end(rawhtml.MARKS.get(name, name))
        elif name in rawhtml.CONTAINERS:
            closed = build.close(rawhtml.CONTAINERS[name])
            if closed and name in ("ul", "ol") and self._lists:
                self._lists.pop()
        elif name == "span":
            closed = True
        else:
            closed = build.in_leaf is not None
            build.end_leaf()
        if not closed:
            build.unbalanced = True
            self._note("raw-html", f"{shorten(tag.source)} closes nothing.", "Remove it.", needle=tag.source)

    def _number(self, tag: Tag) -> tuple[int | None, str]:
        """Number and delimiter of an item, counted as browsers do."""
        if not self._lists or self._lists[-1] is None:
            return None, ""
        number = _whole(tag.get("value"), self._lists[-1])
        self._lists[-1] = number + 1
        return number, "."

    def _link(self, tag: Tag) -> None:
        target = tag.get("href")
        self._builder.start("a", None if target is None else encode_link(target.strip()), tag.get("title") or "")

    def _img(self, tag: Tag) -> None:
        self.image(tag.get("src") or "", tag.get("alt") or "", tag.get("title") or "")

    def _cell(self, tag: Tag) -> None:
        align = (tag.get("align") or "").lower()
        align = align if align in ("left", "center", "right") else ""
        self._builder.leaf(BlockKind.CELL, header=tag.name == "th", align=align)

    def _paragraph(self, tag: Tag) -> None:
        self._builder.leaf(BlockKind.PARAGRAPH)

    def _preformatted(self, tag: Tag) -> None:
        self._builder.leaf(BlockKind.CODE)

    def _rule(self, tag: Tag) -> None:
        self._builder.leaf(BlockKind.RULE)
        self._builder.end_leaf()

    def _line_break(self, tag: Tag) -> None:
        self._builder.line_break()

    def _nothing(self, tag: Tag) -> None:
        """A span means nothing by itself."""


_NESTING = frozenset(rawhtml.MARKS) | frozenset(rawhtml.CONTAINERS) | {"a"}
"""Tags that stand in each other; how deep is bounded, since each block carries the containers around it."""

_OPENINGS: dict[str, Callable[[RawHtmlReader, Tag], None]] = {
    "a": RawHtmlReader._link,
    "img": RawHtmlReader._img,
    "td": RawHtmlReader._cell,
    "th": RawHtmlReader._cell,
    "p": RawHtmlReader._paragraph,
    "pre": RawHtmlReader._preformatted,
    "hr": RawHtmlReader._rule,
    "br": RawHtmlReader._line_break,
    "span": RawHtmlReader._nothing,
}


def _whole(written: str | None, otherwise: int) -> int:
    """A whole number of at most nine digits, or `otherwise`."""
    return int(written) if written and re.fullmatch(r"[0-9]{1,9}", written.strip()) else otherwise
