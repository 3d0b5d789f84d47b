"""From markdown-it's tokens to blocks: one handler for each kind of token, in one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from markdown_it.token import Token

from inforce.core.builder import Builder
from inforce.core.findings import Finding
from inforce.core.headings import explicit_id
from inforce.core.markdown import ATTRIBUTE_BLOCK, MAX_NESTING, encode_link, link_fault, parse_tokens
from inforce.core.markdown_tokens import has_open_comment, image_text, shown_numbers, split_row
from inforce.core.model import Block, BlockKind
from inforce.core.rawreader import LINK_REMEDY, RawHtmlReader, shorten
from inforce.errors import Level

_ALIGN = re.compile(r"text-align:(left|center|right)")
MOST_LOCATED = 200
"""From here on findings of one piece get a line but no column: looking for each would take too long."""
TARGETS_MOST = 100_000
"""Characters that link targets may take beyond eight times the source: a reference can repeat its address at will."""
YEAR_LIKE = 1000
"""A list number from here on is more likely a year or an amount that happens to begin a line."""


def read_blocks(source: str) -> tuple[list[Block], list[Finding], bool]:
    """Read Markdown (line ends LF, comments cut) as a whole.

    Gives the blocks, what was found, and whether the text means the same wherever it stands: it defines no
    references and leaves nothing open.
    """
    parsed = parse_tokens(source)
    reader = _Reader(source, parsed.tokens)
    reader.read()
    for target in islice(dict.fromkeys(parsed.refused), MOST_LOCATED):
        reader.find_in_source(
            "link-scheme", target, f"The link target “{shorten(target)}” {link_fault(target)}.", LINK_REMEDY
        )
    builder = reader.builder
    return builder.blocks, builder.findings, not parsed.references and not builder.unbalanced


class _Reader:
    """Walks the tokens of one piece and feeds the builder."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.builder = Builder()
        self._source = source
        self._lines: list[str] | None = None
        self._tokens = tokens
        self._index = 0
        self._ordered: list[list[int] | None] = []
        """For each open Markdown list the numbers of its items to come, last first; None for a bullet list."""
        self._columns = 0
        self._beyond: list[str] = []
        """Cells of the row under way that stand beyond the header's."""
        self._targets = 0
        """Characters of link targets so far."""
        self._html = RawHtmlReader(self.builder, self.note)

    def read(self) -> None:
        for index, token in enumerate(self._tokens):
            self._index = index
            if token.map:
                self.builder.line = token.map[0]
            if token.level >= MAX_NESTING - 1 and token.type in _HOLD_BLOCKS:
                self._too_deep()
            _BLOCKS[token.type](self, token)
        self.builder.finish()

    # ------------------------------------------------------------ findings

    def _too_deep(self) -> None:
        """What stands in this container was dropped by markdown-it; said once a line, and never less than an error."""
        line, findings = self.builder.line, self.builder.findings
        if not (findings and findings[-1].code == "text-too-deep" and findings[-1].line == line):
            sentence = f"Blocks stand more than {MAX_NESTING} deep in each other here, which cannot be read."
            findings.append(Finding("text-too-deep", line, sentence, "Make the text flatter.", lenient=Level.ERROR))

    @property
    def lines(self) -> list[str]:
        """The source's lines."""
        if self._lines is None:
            self._lines = self._source.split("\n")
        return self._lines

    def note(self, code: str, sentence: str, remedy: str = "", *, needle: str = "", level: Level = Level.ERROR) -> None:
        """A finding at the line under way; its column is where `needle` stands."""
        line = self.builder.line
        look = needle and line < len(self.lines) and len(self.builder.findings) < MOST_LOCATED
        found = self.lines[line].find(needle) if look else -1
        lenient = Level.WARNING if level is Level.ERROR else level
        self.builder.findings.append(Finding(code, line, sentence, remedy, found + 1, level, lenient))

    def find_in_source(self, code: str, needle: str, sentence: str, remedy: str) -> None:
        """A finding where `needle` first stands in the source."""
        line = next((number for number, text in enumerate(self.lines) if needle in text), 0)
        self.builder.line = line
        self.note(code, sentence, remedy, needle=needle)

    # ------------------------------------------------------------ blocks

    def heading(self, token: Token) -> None:
        anchor = ""
        if "attributes" in token.meta:
            anchor, fault = explicit_id(str(token.meta["attributes"]))
            if fault:
                self.note("heading-attribute", fault, "Only {#id} may stand there.", needle="{")
        self.builder.leaf(BlockKind.HEADING, self._last(token), level=int(token.tag[1]), anchor=anchor)

    def paragraph(self, token: Token) -> None:
        self.builder.leaf(BlockKind.TEXT if token.hidden else BlockKind.PARAGRAPH, self._last(token))

    def end_leaf(self, token: Token) -> None:
        self.builder.end_leaf()

    def rule(self, token: Token) -> None:
        self.builder.leaf(BlockKind.RULE)
        self.builder.end_leaf()

    def code_block(self, token: Token) -> None:
        self.builder.leaf(BlockKind.CODE, self._last(token), language=token.info.strip())
        self.builder.text(token.content)
        self.builder.end_leaf()

    def container(self, token: Token) -> None:
        self.builder.open(token.tag)

    def end_container(self, token: Token) -> None:
        self.builder.close(token.tag)

    def bullet_list(self, token: Token) -> None:
        self._ordered.append(None)
        self.builder.open("ul")

    def ordered_list(self, token: Token) -> None:
        self._ordered.append(shown_numbers(self._item_numbers())[::-1])
        self.builder.open("ol")

    def end_list(self, token: Token) -> None:
        self._ordered.pop()
        self.builder.close(token.tag)

    def item(self, token: Token) -> None:
        numbers = self._ordered[-1]
        if numbers is None:
            self.builder.open("li")
            return
        if int(token.info) >= YEAR_LIKE:
            self.note(
                "list-by-accident", f"The line begins with “{token.info}{token.markup}” and so became a list item.",
                f"Write {token.info}\\{token.markup} if no list is meant.", needle=token.info, level=Level.WARNING,
            )  # fmt: skip
        self.builder.open("li", numbers.pop(), token.markup)

    def _item_numbers(self) -> list[int]:
        """The numbers of the items of the list that begins at the token under way, as the source has them."""
        level = self._tokens[self._index].level
        numbers = []
        for token in self._tokens[self._index + 1 :]:
            if token.level == level + 1 and token.type == "list_item_open":
                numbers.append(int(token.info))
            elif token.level == level and token.type == "ordered_list_close":
                break
        return numbers

    def row(self, token: Token) -> None:
        self.builder.open("tr")
        cells = self.lines[token.map[0]] if token.map else ""
        if self.builder.containers[-2].kind == "thead":
            self._columns = 0
            for following in self._tokens[self._index + 1 :]:
                if following.type == "tr_close":
                    break
                self._columns += following.type == "th_open"
        elif (count := len(split_row(cells))) > self._columns:
            self.note(
                "table-row-wide", f"This table row has {count} cells, but the header has {self._columns}.",
                "Give the header as many cells, or write \\| for a bar that is text.",
            )  # fmt: skip
            self._beyond = [cell.strip().replace("\\|", "|") for cell in split_row(cells)[self._columns :]]
            while self._beyond and not self._beyond[-1]:
                self._beyond.pop()

    def end_row(self, token: Token) -> None:
        """End a row. Cells beyond the header, which markdown-it drops, are kept as written, so that none is missing."""
        for cell in self._beyond:
            self.builder.leaf(BlockKind.CELL)
            self.builder.text(cell)
            self.builder.end_leaf()
        self._beyond = []
        self.builder.close("tr")

    def cell(self, token: Token) -> None:
        match = _ALIGN.search(str(token.attrs.get("style", "")))
        self.builder.leaf(BlockKind.CELL, header=token.tag == "th", align=match[1] if match else "")

    def _last(self, token: Token) -> int:
        return token.map[1] - 1 if token.map else self.builder.line

    # ------------------------------------------------------------ inline

    def inline(self, token: Token) -> None:
        children = token.children or []
        if "<!--" in token.content and has_open_comment(token):
            self._html.open_comment()
        for index, child in enumerate(children):
            handler = _INLINE.get(child.type)
            if handler is not None:
                handler(self, child)
            elif child.type.endswith("_open"):
                self._emphasis(children, index)
                self.builder.start(child.tag)
            elif child.type.endswith("_close"):
                self.builder.end(child.tag)

    def _emphasis(self, children: list[Token], index: int) -> None:
        """Warn of ``5*3*2``: asterisks between letters or digits that vanish."""
        before, after = children[index - 1 : index], children[index + 1 : index + 2]
        if not (before and after and before[0].content[-1:].isalnum() and after[0].content[:1].isalnum()):
            return
        near = range(index, min(len(children), index + 50))
        level = children[index].level
        closing = next((i for i in near if children[i].level == level and children[i].nesting == -1), index)
        following = children[closing + 1 : closing + 2]
        if following and following[0].content[:1].isalnum():
            mark = children[index].markup
            shown = before[0].content.split()[-1][-12:] + mark + after[0].content.split()[0][:12]
            self.note(
                "emphasis-in-word", f"In “{shown}” the {mark} was read as emphasis and does not show.",
                f"Write \\{mark[0]} for a {mark[0]} that is text.", needle=shown, level=Level.WARNING,
            )  # fmt: skip

    def text(self, token: Token) -> None:
        if "{" in token.content:
            for match in ATTRIBUTE_BLOCK.finditer(token.content):
                self.note("attribute-block", f"“{shorten(match[0])}” stands here as text.",
                          "Remove it; only {#id} at a heading's end means something.", needle=match[0])  # fmt: skip
        self.builder.text(token.content)

    def code(self, token: Token) -> None:
        self.builder.code(token.content)

    def soft_break(self, token: Token) -> None:
        self.builder.line += 1
        self.builder.text(" ")

    def hard_break(self, token: Token) -> None:
        self.builder.line_break()
        self.builder.line += 1

    def link(self, token: Token) -> None:
        href, title = encode_link(str(token.attrs.get("href", ""))), str(token.attrs.get("title", ""))
        self._targets += len(href) + len(title)
        if self._targets > TARGETS_MOST + 8 * len(self._source):
            self.builder.findings.append(
                Finding("references-amplify", self.builder.line, "References repeat a long address too often.",
                        "Shorten the address.", lenient=Level.ERROR)
            )  # fmt: skip
            href, title = "", ""
        self.builder.start("a", href, title)

    def end_link(self, token: Token) -> None:
        self.builder.end("a")

    def image(self, token: Token) -> None:
        self._html.image(str(token.attrs.get("src", "")), image_text(token), str(token.attrs.get("title", "")))

    def html_block(self, token: Token) -> None:
        self._html.block(token.content)

    def html_inline(self, token: Token) -> None:
        self._html.inline(token.content)


_HOLD_BLOCKS = frozenset({"blockquote_open", "list_item_open"})
"""Openings in which markdown-it reads blocks, and drops them where the opening stands too deep."""

_BLOCKS: dict[str, Callable[[_Reader, Token], None]] = {
    "inline": _Reader.inline,
    "paragraph_open": _Reader.paragraph, "paragraph_close": _Reader.end_leaf,
    "heading_open": _Reader.heading, "heading_close": _Reader.end_leaf,
    "bullet_list_open": _Reader.bullet_list, "bullet_list_close": _Reader.end_list,
    "ordered_list_open": _Reader.ordered_list, "ordered_list_close": _Reader.end_list,
    "list_item_open": _Reader.item, "list_item_close": _Reader.end_container,
    "blockquote_open": _Reader.container, "blockquote_close": _Reader.end_container,
    "table_open": _Reader.container, "table_close": _Reader.end_container,
    "thead_open": _Reader.container, "thead_close": _Reader.end_container,
    "tbody_open": _Reader.container, "tbody_close": _Reader.end_container,
    "tr_open": _Reader.row, "tr_close": _Reader.end_row,
    "th_open": _Reader.cell, "th_close": _Reader.end_leaf,
    "td_open": _Reader.cell, "td_close": _Reader.end_leaf,
    "hr": _Reader.rule, "code_block": _Reader.code_block, "fence": _Reader.code_block,
    "html_block": _Reader.html_block,
}  # fmt: skip

_INLINE: dict[str, Callable[[_Reader, Token], None]] = {
    "text": _Reader.text, "code_inline": _Reader.code, "softbreak": _Reader.soft_break,
    "hardbreak": _Reader.hard_break, "link_open": _Reader.link, "link_close": _Reader.end_link,
    "image": _Reader.image, "html_inline": _Reader.html_inline,
}  # fmt: skip
