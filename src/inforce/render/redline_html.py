"""The redline as one HTML text: both versions at once, each change labelled, unchanged stretches folded.

Insertions and deletions stand inside leaf blocks only, so the markup is valid whatever changed. The attributes
(``data-move``, ``data-old-href``, ``data-old-tag``, ``data-renumber``, ``data-diff``, ``data-diff-ui``) let a program
read both texts back.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from markupsafe import Markup

from inforce.core.model import BlockKind
from inforce.core.redline import Change, ChangeKind, Redline
from inforce.render.redline_folds import Node, fold, nodes_of, summary
from inforce.render.redline_leaves import Leaves, title_of
from inforce.render.redline_words import other_place, what_of


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
        self._verdicts = verdicts
        self._leaves = Leaves(redline, shift)
        self._writer = self._leaves.writer
        self._labels = {change.first: change for change in redline.changes}
        self._move_change = self._changes_of_moves()

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
            elif (end := self._left_together(nodes, at)) > at + 1:
                self._moved_away(nodes[at].first, nodes[end - 1].end)
                at = end
            else:
                self._node(nodes[at])
                at += 1
        return self._writer.finish()

    def _left_together(self, nodes: list[Node], at: int) -> int:
        """The index after the nodes that one move took away from here; tables and what follows them stay apart."""
        move = self._redline.entries[nodes[at].first].move
        end = at
        while end < len(nodes):
            members = self._redline.entries[nodes[end].first : nodes[end].end]
            if not all(m.moved_from and m.move == move for m in members) or any(
                c.kind == "tr" for m in members for c in m.shown
            ):
                break
            end += 1
        return end

    def _folded(self, nodes: list[Node]) -> None:
        self._writer.enter(())
        words = escape(summary(self._redline, nodes), quote=False)
        self._writer.html(f'<details class="unchanged"><summary data-diff-ui>{words}</summary>\n')
        for node in nodes:
            for entry in self._redline.entries[node.first : node.end]:
                self._leaves.entry(entry)
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
            self._leaves.entry(entries[at])
            at += 1
        if change is not None and not above:
            self._label(change)

    # ------------------------------------------------------------ labels

    def _label(self, change: Change) -> None:
        self._writer.enter(())
        total = len(self._redline.changes)
        words = f"<b>Change {change.number} of {total}</b> · {escape(what_of(self._redline, change), quote=False)}"
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

    # ------------------------------------------------------------ old places

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
        here = self._leaves.claim(f"moved-from-{first.move}")
        title = title_of(self._redline.moved_text(first)) if first.shape.kind is BlockKind.HEADING else ""
        of = f" of “{title}”" if title else ""
        told = escape(f"{of}; now {other_place(self._redline, at)}", quote=False)
        if not any(c.kind == "tr" for m in members for c in m.shown) and not first.shown:
            self._writer.enter(())
            self._writer.html(
                f'<p class="change moved-from"{here} data-diff-ui><span><b>Old place</b>{told}</span>{back}</p>\n'
                f'<details class="moved-from"><summary data-diff-ui>Old text, moved from here</summary>\n'
            )
            for member in members:
                if not member.shown:
                    self._leaves.old_blocks(member)
                else:
                    self._leaves.old_leaf(member, "")
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
            self._leaves.old_leaf(member, words)
        return stop
