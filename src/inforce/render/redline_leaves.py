"""One block of a redline as HTML, with its marks; the old blocks of a split, a join or a move.

Where a block stands, and what is said around it, is `redline_html`'s.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from inforce.core.model import Block, BlockKind
from inforce.core.redline import Break, Entry, Piece, Redline
from inforce.core.redline.value import old_side
from inforce.render.blocks import BlockWriter, tag_of
from inforce.render.redline_inline import inline, note, pieces_html, renumbered
from inforce.render.redline_tables import EMPTY_CELL, fills
from inforce.render.redline_words import former_shape

RESERVED = frozenset({"summary", "redline", "main", "both", "only-new", "show", "toc", "contents"})
"""Ids of the page around the redline; a heading with such an id gets "section-" before it."""
_OURS = re.compile(r"(?:change|moved-from|old)-\d")
_NESTS = ("li", "dd", "blockquote", "div")
"""Containers in which another block can stand beside one."""

_JOINED = (
    '<del><span class="hidden" data-diff-ui>[paragraph break deleted] </span>'
    '<span class="pilcrow" data-diff-ui aria-hidden="true">¶</span> </del>'
)


class Leaves:
    """Writes the blocks of one redline; what is written is `writer`'s."""

    def __init__(self, redline: Redline, shift: int) -> None:
        self.writer = BlockWriter(shift=shift)
        self._redline = redline
        self._shift = shift
        self._ids: set[str] = set()
        self._new_ids = {e.new.anchor for e in redline.entries if e.new is not None and e.new.anchor}
        self._fills = {id(redline.entries[at]): fill for at, fill in fills(redline.entries).items()}

    def entry(self, entry: Entry) -> None:
        """One entry, but for the old place of a moved one."""
        if entry.breaks or self._loosened(entry):
            self._several(entry)
        elif entry.shape.kind is BlockKind.HEADING:
            self._heading(entry)
        else:
            self._plain(entry)

    def old_blocks(self, entry: Entry) -> None:
        """The old blocks of a moved entry, outside any list or table."""
        for block in old_side(self._redline.moved_text(entry)):
            anchor = self._id(block.anchor, entry) if block.anchor else ""
            identity = f' id="{escape(anchor)}"' if anchor else ""
            shape = replace(block, containers=(), runs=())
            self.writer.leaf(shape, inline(block.runs), f' data-move="from"{identity}')

    def old_leaf(self, entry: Entry, words: str) -> None:
        """The old blocks of a moved entry in the list or table they stood in; `words` is HTML to stand before each."""
        for block in old_side(self._redline.moved_text(entry)):
            shape = replace(block, containers=entry.shown, runs=())
            held = {entry.shown[-1].key: ' class="moved-from"'} if entry.shown and entry.shown[-1].key < 0 else {}
            self.writer.leaf(shape, words + inline(block.runs), ' data-move="from"', container_attributes=held)

    def claim(self, name: str) -> str:
        """An id attribute, with its leading space; empty where another element has that id."""
        if name in self._ids:
            return ""
        self._ids.add(name)
        return f' id="{name}"'

    def _plain(self, entry: Entry) -> None:
        shape = entry.shape
        if shape.containers is not entry.shown:
            shape = replace(shape, containers=entry.shown)
        attributes = _fate(entry)
        held: dict[int, str] = {}
        old_tag = self._old_tag(entry)
        if old_tag is not None:
            if tag_of(shape):
                attributes += f' data-old-tag="{old_tag}"'
            elif entry.shown:
                held[entry.shown[-1].key] = f' data-old-tag="{old_tag}"'
        elif entry.new is None and shape.kind is BlockKind.TEXT and entry.shown and entry.shown[-1].key < 0:
            held[entry.shown[-1].key] = ' data-diff="deleted"'
        inner = pieces_html(entry.words, exact=shape.kind is BlockKind.CODE) + _shape_note(entry)
        before, after = self._fills.get(id(entry), (0, 0))
        if before:
            self.writer.enter(entry.shown)
            self.writer.html(EMPTY_CELL * before)
        self.writer.leaf(shape, inner, attributes, container_attributes=held)
        if after:
            self.writer.html(EMPTY_CELL * after + "\n")

    def _loosened(self, entry: Entry) -> bool:
        """Was it a paragraph, and is now text outside any element? (Only raw HTML does that.)"""
        return bool(not entry.shown and not tag_of(entry.shape) and entry.old is not None and self._old_tag(entry))

    def _old_tag(self, entry: Entry) -> str | None:
        if entry.old is None or entry.new is None:
            return None
        before, after = self._leaf_tag(entry.old), self._leaf_tag(entry.new)
        return before if before != after else None

    def _leaf_tag(self, block: Block) -> str:
        return tag_of(block, self._shift) or (block.containers[-1].kind if block.containers else "")

    # ------------------------------------------------------------ headings

    def _heading(self, entry: Entry) -> None:
        shape = entry.shape
        self.writer.enter(entry.shown)
        level = min(6, shape.level + self._shift)
        anchor = self._id(shape.anchor, entry)
        attributes = f' id="{escape(anchor)}"' if anchor else ""
        attributes += _fate(entry)
        old_tag = self._old_tag(entry)
        if old_tag is not None:
            attributes += f' data-old-tag="{old_tag}"'
        link = ""
        if anchor and entry.new is not None:
            label = " ".join(part for part in (shape.number.rstrip(".:)"), title_of(entry)) if part)
            link = (
                f'<a class="anchor" data-diff-ui href="#{escape(anchor)}"><span aria-hidden="true">§</span>'
                f'<span class="hidden">Link to section {escape(label, quote=False)}</span></a>'
            )
        sub = " sub" if level > 2 else ""
        inner = _heading_inner(entry)
        self.writer.html(
            f'<div class="heading{sub}"><h{level}{attributes}>{inner}{_shape_note(entry)}</h{level}>{link}</div>\n'
        )

    def _id(self, anchor: str, entry: Entry) -> str:
        if not anchor:
            return ""
        if entry.new is None:
            anchor = f"old-{anchor}"
        elif anchor in RESERVED or _OURS.match(anchor):
            anchor = f"section-{anchor}"
        if anchor in self._ids or (entry.new is None and anchor in self._new_ids):
            return ""
        self._ids.add(anchor)
        return anchor

    # ------------------------------------------------------------ split and joined

    def _several(self, entry: Entry) -> None:
        """Blocks split or joined: the old ones folded, then the new ones with the redline inside."""
        assert entry.old is not None
        assert entry.new is not None
        olds = list(old_side(entry))
        news = _new_parts(entry)
        count = _regrouped(len(olds), len(news))
        self.writer.enter(entry.shown if entry.shown and entry.shown[-1].kind in _NESTS else ())
        self.writer.html(f'<details class="moved-from"><summary data-diff-ui>Before: {count}</summary>\n')
        for block in olds:
            self.writer.html(self._old_part(block))
        self.writer.html("</details>\n")
        for shape, inner in news:
            shown = entry.shown if shape is entry.new else shape.containers
            anchor = self._id(shape.anchor, entry) if shape.kind is BlockKind.HEADING else ""
            identity = f' id="{escape(anchor)}"' if anchor else ""
            self.writer.leaf(replace(shape, containers=shown), inner, f' data-move="to"{identity}')

    def _old_part(self, block: Block) -> str:
        tag = self._leaf_tag(block)
        told = tag if tag in ("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6") else "p"
        old_tag = f' data-old-tag="{tag}"' if told != tag else ""
        inner = inline(block.runs)
        inner = f"<code>{inner}</code>" if told == "pre" else inner
        return f'<{told} data-move="from"{old_tag}>{inner}</{told}>\n'


def title_of(entry: Entry) -> str:
    """The words of a heading without its number."""
    text = entry.text
    number = entry.shape.number
    return " ".join((text[len(number) :] if number and text.startswith(number) else text).split())


def _fate(entry: Entry) -> str:
    if entry.moved_to:
        return ' data-move="to"'
    if entry.shape.kind is BlockKind.TEXT:
        return ""
    return ' data-diff="inserted"' if entry.old is None else ' data-diff="deleted"' if entry.new is None else ""


def _shape_note(entry: Entry) -> str:
    """A visible word on the shape, or the number of a list item, that a block had before, where it has another now."""
    shape = former_shape(entry)
    if shape:
        return note(shape)
    before, after = entry.old_number[0], entry.new_number[0]
    if entry.old is None or entry.new is None or before is None or after is None or before == after:
        return ""
    return note(f"was item {before}{entry.old_number[1]}")


def _heading_inner(entry: Entry) -> str:
    """The inside of a heading, its number in an element of its own."""
    first = entry.words[0] if entry.words else None
    if first is None or first.old is None or first.new is None:
        return pieces_html(entry.words)
    if first.kind.value == "renumbered":
        return f'<span class="number">{renumbered(first, True)}</span>{pieces_html(entry.words[1:])}'
    number = entry.shape.number
    if not number or first.old is not first.new or not first.text.startswith(number):
        return pieces_html(entry.words)
    rest = first.text[len(number) :]
    size = len(number) + len(rest) - len(rest.lstrip())
    head, tail = replace(first.new, text=first.text[:size]), replace(first.new, text=first.text[size:])
    others = pieces_html((replace(first, old=tail, new=tail), *entry.words[1:]))
    return f'<span class="number">{inline([head])}</span>{others}'


def _regrouped(before: int, after: int) -> str:
    """What happened to the boundaries of some blocks, in words."""
    if before == 1:
        return f"1 paragraph, split into {after} here"
    if after == 1:
        return f"{before} paragraphs, joined into one here"
    return f"{before} paragraphs, divided otherwise here"


def _new_parts(entry: Entry) -> list[tuple[Block, str]]:
    """The new blocks of an entry with breaks, each with its inside; a ¶ stands where the old text had a break."""
    assert entry.new is not None
    parts: list[tuple[Block, str]] = []
    shape, inner, run = entry.new, "", list[Piece]()

    def flush(*, at_end: bool = True) -> str:
        while at_end and run and not run[-1].text.strip() and (run[-1].old is None or run[-1].new is None):
            run.pop()
        html = pieces_html(run)
        run.clear()
        return html

    for piece in entry.pieces:
        if not isinstance(piece, Break):
            run.append(piece)
        elif piece.new is not None:
            parts.append((shape, inner + flush()))
            shape, inner = piece.new, ""
        else:
            inner += flush(at_end=False) + _JOINED
    return [*parts, (shape, inner + flush())]
