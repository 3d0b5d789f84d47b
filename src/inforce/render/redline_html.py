"""The redline as one HTML text: both versions at once, each change labelled, unchanged stretches folded.

Insertions and deletions stand inside leaf blocks only, so the markup is valid whatever changed. The attributes
(``data-move``, ``data-old-href``, ``data-old-tag``, ``data-renumber``, ``data-diff``, ``data-diff-ui``) let a program
read both texts back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape

from markupsafe import Markup

from inforce.core.model import Block, BlockKind, Container
from inforce.core.redline import Break, Change, ChangeKind, Entry, Piece, Redline
from inforce.core.redline.value import old_side
from inforce.render.blocks import BlockWriter, tag_of
from inforce.render.redline_folds import Node, fold, nodes_of, summary
from inforce.render.redline_inline import inline, note, pieces_html, renumbered
from inforce.render.redline_tables import EMPTY_CELL, fills

RESERVED = frozenset({"summary", "redline", "main", "both", "only-new", "show", "toc", "contents"})
"""Ids of the page around the redline; a heading with such an id gets "section-" before it."""
_OURS = re.compile(r"(?:change|moved-from|old)-\d")


def redline_html(
    redline: Redline, *, folds: bool = True, shift: int = 0, verdicts: Mapping[int, str] | None = None,
) -> Markup:  # fmt: skip
    """The whole redline.

    `folds` puts unchanged stretches into ``details``; `shift` moves headings down; `verdicts` adds a word to the
    label of a change ("Material"), by the change's number.
    """
    return Markup(_View(redline, shift, verdicts or {}).html(folds))


class _View:
    def __init__(self, redline: Redline, shift: int, verdicts: Mapping[int, str]) -> None:
        self._redline = redline
        self._shift = shift
        self._verdicts = verdicts
        self._writer = BlockWriter(shift=shift)
        self._labels = {change.first: change for change in redline.changes}
        self._move_change = self._changes_of_moves()
        self._ids: set[str] = set()
        self._new_ids = {e.new.anchor for e in redline.entries if e.new is not None and e.new.anchor}
        self._moves_seen: set[tuple[int, str]] = set()
        self._fresh = -1_000_000_000
        self._fills = {id(redline.entries[at]): fill for at, fill in fills(redline.entries).items()}

    def html(self, folds: bool) -> str:
        """Everything, in reading order."""
        nodes = fold(self._redline) if folds else nodes_of(self._redline)
        at = 0
        while at < len(nodes):
            end = at
            while end < len(nodes) and not nodes[end].shown:
                end += 1
            if end > at:
                self._folded(nodes[at:end])
                at = end
            else:
                self._node(nodes[at])
                at += 1
        return self._writer.finish()

    def _folded(self, nodes: list[Node]) -> None:
        self._writer.enter(())
        words = escape(summary(self._redline, nodes), quote=False)
        self._writer.html(f'<details class="unchanged"><summary data-diff-ui>{words}</summary>\n')
        for node in nodes:
            for entry in self._redline.entries[node.first : node.end]:
                self._entry(entry)
        self._writer.enter(())
        self._writer.html("</details>\n")

    def _node(self, node: Node) -> None:
        change = self._labels.get(node.first)
        entries = self._redline.entries[node.first : node.end]
        above = change is not None and (node.changed or not node.level)
        if change is not None and above:
            self._label(change)
        at = 0
        while at < len(entries):
            if entries[at].moved_from:
                at = self._moved_away(node.first + at, node.first + len(entries)) - node.first
                continue
            self._entry(entries[at])
            at += 1
        if change is not None and not above:
            self._label(change)

    # ------------------------------------------------------------ labels

    def _label(self, change: Change) -> None:
        self._writer.enter(())
        total = len(self._redline.changes)
        words = f"<b>Change {change.number} of {total}</b> · {escape(change.what, quote=False)}"
        if change.number in self._verdicts:
            words += f" · <b>{escape(self._verdicts[change.number], quote=False)}</b>"
        links = ""
        if change.kind is ChangeKind.MOVED:
            moves = dict.fromkeys(e.move for e in self._redline.entries[change.first : change.end] if e.moved_to)
            links += "".join(f' <a href="#moved-from-{move}">Old place</a>' for move in moves)
        if change.number < total:
            links += f' <a href="#change-{change.number + 1}">Next change</a>'
        self._writer.html(f'<p class="change" id="{change.anchor}" data-diff-ui><span>{words}</span>{links}</p>\n')

    def _changes_of_moves(self) -> dict[int, Change]:
        found: dict[int, Change] = {}
        for change in self._redline.changes:
            for entry in self._redline.entries[change.first : change.end]:
                if entry.moved_to:
                    found.setdefault(entry.move, change)
        return found

    # ------------------------------------------------------------ one entry

    def _entry(self, entry: Entry) -> None:
        if entry.breaks or self._loosened(entry):
            self._several(entry)
        elif entry.shape.kind is BlockKind.HEADING:
            self._heading(entry)
        else:
            shape = replace(entry.shape, containers=entry.shown)
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
            inner = pieces_html(entry.words, exact=shape.kind is BlockKind.CODE) + self._shape_note(entry)
            before, after = self._fills.get(id(entry), (0, 0))
            if before:
                self._writer.enter(entry.shown)
                self._writer.html(EMPTY_CELL * before)
            self._writer.leaf(shape, inner, attributes, container_attributes=held)
            if after:
                self._writer.html(EMPTY_CELL * after + "\n")

    def _loosened(self, entry: Entry) -> bool:
        """Was it a paragraph, and is now text outside any element? (Only raw HTML does that.)"""
        return bool(not entry.shown and not tag_of(entry.shape) and entry.old is not None and self._old_tag(entry))

    def _old_tag(self, entry: Entry) -> str | None:
        if entry.old is None or entry.new is None:
            return None
        before, after = _leaf_tag(entry.old, self._shift), _leaf_tag(entry.new, self._shift)
        return before if before != after else None

    def _shape_note(self, entry: Entry) -> str:
        """A visible word on what became of the block's shape, where its words do not show it."""
        if entry.old is None or entry.new is None:
            if entry.shape.kind is BlockKind.RULE:
                return ""
            return ""
        before, delimiter = entry.old_number
        after, new_delimiter = entry.new_number
        if before is not None and after is not None and (before, delimiter) != (after, new_delimiter):
            return note(f"was item {before}{delimiter}") if before != after else ""
        return ""

    def _heading(self, entry: Entry) -> None:
        shape = entry.shape
        self._writer.enter(entry.shown)
        level = min(6, shape.level + self._shift)
        anchor = self._id(shape.anchor, entry)
        attributes = f' id="{escape(anchor)}"' if anchor else ""
        attributes += _fate(entry)
        old_tag = self._old_tag(entry)
        if old_tag is not None:
            attributes += f' data-old-tag="{old_tag}"'
        link = ""
        if anchor and entry.new is not None:
            label = " ".join(part for part in (shape.number.rstrip(".:)"), _title(entry)) if part)
            link = (
                f'<a class="anchor" data-diff-ui href="#{escape(anchor)}"><span aria-hidden="true">§</span>'
                f'<span class="hidden">Link to section {escape(label, quote=False)}</span></a>'
            )
        self._writer.html(
            f'<div class="heading{" sub" if level > 2 else ""}"><h{level}{attributes}>{self._heading_inner(entry)}</h{level}>'  # noqa: E501
            f"{link}</div>\n"
        )

    def _heading_inner(self, entry: Entry) -> str:
        first = entry.words[0] if entry.words else None
        if first is not None and first.old is not None and first.new is not None and first.kind.value == "renumbered":
            return f'<span class="number">{renumbered(first, True)}</span>{pieces_html(entry.words[1:])}'
        number = entry.shape.number
        if (
            number
            and first is not None
            and first.old is first.new
            and first.text.startswith(number)
            and first.new is not None
        ):
            rest = first.text[len(number) :]
            size = len(number) + len(rest) - len(rest.lstrip())
            head, tail = replace(first.new, text=first.text[:size]), replace(first.new, text=first.text[size:])
            return f'<span class="number">{inline([head])}</span>{pieces_html((replace(first, old=tail, new=tail), *entry.words[1:]))}'  # noqa: E501
        return pieces_html(entry.words)

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

    # ------------------------------------------------------------ moved, split, joined

    def _moved_away(self, at: int, end: int) -> int:
        """The old places of one move: folded, with the full old text. Gives the index after the last."""
        entries = self._redline.entries
        stop = at
        while stop < end and entries[stop].moved_from and entries[stop].move == entries[at].move:
            stop += 1
        members = entries[at:stop]
        first = members[0]
        change = self._move_change.get(first.move)
        back = f' <a href="#{change.anchor}">New place</a>' if change else ""
        here = self._moved_id(first.move)
        title = _title(self._redline.moved_text(first)) if first.shape.kind is BlockKind.HEADING else ""
        of = f" of “{escape(title, quote=False)}”" if title else ""
        if not any(c.kind == "tr" for m in members for c in m.shown) and not first.shown:
            self._writer.enter(())
            self._writer.html(
                f'<p class="change moved-from"{here} data-diff-ui><span><b>Old place</b>{of}</span>{back}</p>\n'
                f'<details class="moved-from"><summary data-diff-ui>Old text, moved from here</summary>\n'
            )
            for member in members:
                if not member.shown:
                    self._old_blocks(member, ' data-move="from"')
                else:
                    self._from_leaf(member, "")
            self._writer.enter(())
            self._writer.html("</details>\n")
            return stop
        for member in members:
            words = (
                f'<span class="linknote"{here} data-diff-ui>[moved from here{":" if not back else ";"}{back}] </span>'
                if here
                else ""
            )
            here = ""
            self._from_leaf(member, words)
        return stop

    def _from_leaf(self, entry: Entry, words: str) -> None:
        for block in old_side(self._redline.moved_text(entry)):
            shape = replace(block, containers=entry.shown, runs=())
            held = {entry.shown[-1].key: ' class="moved-from"'} if entry.shown and entry.shown[-1].key < 0 else {}
            self._writer.leaf(shape, words + inline(block.runs), ' data-move="from"', container_attributes=held)

    def _old_blocks(self, entry: Entry, attributes: str) -> None:
        for block in old_side(self._redline.moved_text(entry)):
            anchor = self._id(block.anchor, entry) if block.anchor else ""
            identity = f' id="{escape(anchor)}"' if anchor else ""
            self._writer.leaf(replace(block, containers=(), runs=()), inline(block.runs), attributes + identity)

    def _moved_id(self, move: int) -> str:
        name = f"moved-from-{move}"
        if name in self._ids:
            return ""
        self._ids.add(name)
        return f' id="{name}"'

    def _several(self, entry: Entry) -> None:
        """Blocks split or joined: the old ones folded, then the new ones with the redline inside."""
        assert entry.old is not None
        assert entry.new is not None
        olds = list(old_side(entry))
        news = _new_parts(entry)
        count = _regrouped(len(olds), len(news))
        details = f'<details class="moved-from"><summary data-diff-ui>Before: {count}</summary>\n'
        inside_item = bool(entry.shown) and entry.shown[-1].kind in ("li", "dd", "blockquote", "div")
        outer: tuple[Container, ...] = ()
        if inside_item:
            self._fresh -= 1
            outer = (*entry.shown[:-1], replace(entry.shown[-1], key=self._fresh, number=None))
        self._writer.enter(outer)
        self._writer.html(details)
        for block in olds:
            tag = _leaf_tag(block, self._shift)
            told = tag if tag in ("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6") else "p"
            old_tag = f' data-old-tag="{tag}"' if told != tag else ""
            inner = inline(block.runs)
            inner = f"<code>{inner}</code>" if told == "pre" else inner
            self._writer.html(f'<{told} data-move="from"{old_tag}>{inner}</{told}>\n')
        self._writer.html("</details>\n")
        for shape, inner in news:
            shown = entry.shown if shape is entry.new else shape.containers
            self._writer.leaf(replace(shape, containers=shown), inner, ' data-move="to"')


def _regrouped(before: int, after: int) -> str:
    """What happened to the boundaries of some blocks, in words."""
    if before == 1:
        return f"1 paragraph, split into {after} here"
    if after == 1:
        return f"{before} paragraphs, joined into one here"
    return f"{before} paragraphs, divided otherwise here"


def _fate(entry: Entry) -> str:
    if entry.moved_to:
        return ' data-move="to"'
    if entry.old is None:
        return ' data-diff="inserted"' if entry.shape.kind is not BlockKind.TEXT else ""
    if entry.new is None:
        return ' data-diff="deleted"' if entry.shape.kind is not BlockKind.TEXT else ""
    return ""


def _leaf_tag(block: Block, shift: int) -> str:
    return tag_of(block, shift) or (block.containers[-1].kind if block.containers else "")


def _title(entry: Entry) -> str:
    text = entry.text
    number = entry.shape.number
    return " ".join((text[len(number) :] if number and text.startswith(number) else text).split())


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
            inner += flush(at_end=False) + '<del><span class="pilcrow" data-diff-ui>¶</span> </del>'
    return [*parts, (shape, inner + flush())]
