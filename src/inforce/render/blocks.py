"""The law text as HTML: the one place where blocks become elements, for the page and for the redline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import zip_longest

from markupsafe import Markup

from inforce.core.model import Block, BlockKind, Container, Document, Run, common

IMAGE_CLASS = "image"
"""Class of the span that holds an image's alternative text."""
PAREN = ' class="paren"'
"""On a list whose numbers are followed by a bracket in the source: ``1)``."""


def runs_html(runs: Sequence[Run]) -> str:
    """Runs as inline HTML, everything escaped. Elements that neighbouring runs share are written once."""
    if len(runs) == 1 and not runs[0].marks and runs[0].href is None:
        return run_text(runs[0])
    parts: list[str] = []
    open_tags: list[tuple[str, str, str | None]] = []
    for run in runs:
        wanted: list[tuple[str, str, str | None]] = []
        if run.href is not None:
            title = f' title="{escape(run.title)}"' if run.title and run.image is None else ""
            wanted.append(("a", f'<a href="{escape(run.href)}"{title}>', run.href))
        wanted += [(mark, f"<{mark}>", None) for mark in run.marks]
        shared = 0
        while shared < min(len(open_tags), len(wanted)) and open_tags[shared] == wanted[shared]:
            shared += 1
        parts += [f"</{tag}>" for tag, _, _ in reversed(open_tags[shared:])]
        parts += [opening for _, opening, _ in wanted[shared:]]
        open_tags = wanted
        parts.append(run_text(run))
    parts += [f"</{tag}>" for tag, _, _ in reversed(open_tags)]
    return "".join(parts)


def inner_html(block: Block) -> str:
    """What stands inside a leaf's element."""
    return escape(block.text, quote=False) if block.kind is BlockKind.CODE else runs_html(block.runs)


def run_text(run: Run) -> str:
    """The characters of one run, escaped, line breaks as ``<br>``; an image as its alternative text."""
    text = text_html(run.text)
    return text if run.image is None else f'<span class="{IMAGE_CLASS}">{text}</span>'


def text_html(text: str) -> str:
    """Escaped characters; a line break becomes ``<br>``."""
    return escape(text, quote=False).replace("\n", "<br>\n")


def tag_of(block: Block, shift: int = 0) -> str:
    """The element of a leaf; empty for text directly in its container. `shift` moves headings down, h6 at most."""
    if block.kind is BlockKind.HEADING:
        return f"h{min(6, block.level + shift)}"
    if block.kind is BlockKind.CELL:
        return "th" if block.header else "td"
    return {BlockKind.PARAGRAPH: "p", BlockKind.CODE: "pre", BlockKind.RULE: "hr"}.get(block.kind, "")


class BlockWriter:
    """Writes leaves in reading order; opens and closes the containers between them.

    Two neighbours stand in the same container where `kind` and `key` are equal at the same depth. Whoever mixes
    blocks of two documents makes their keys agree (or differ) first.
    """

    def __init__(self, *, shift: int = 0, loose_text: bool = True) -> None:
        self._shift = shift
        self._loose_text = loose_text
        self._parts: list[str] = []
        self._open: list[Container] = []
        self._next_number: list[int] = []

    def leaf(
        self,
        block: Block,
        inner: str,
        attributes: str = "",
        *,
        container_attributes: Mapping[int, str] | None = None,
    ) -> None:
        """Write one leaf with the shape of `block` around `inner` (HTML).

        `attributes` go on its element as they are (``' id="x"'``, with the leading space); where it has none (text
        directly in a container) and attributes are given, a ``span`` carries them. `container_attributes` go on
        containers that this leaf opens, by key.
        """
        self.enter(block.containers, container_attributes or {})
        self._parts.append(self.element(block, inner, attributes) + "\n")

    def element(self, block: Block, inner: str, attributes: str = "") -> str:
        """The leaf's element alone, without its containers."""
        tag = tag_of(block, self._shift)
        if block.kind is BlockKind.RULE:
            return f"<hr{attributes}>"
        if block.kind is BlockKind.CODE:
            return f"<pre{attributes}><code>{inner}</code></pre>"
        if block.kind is BlockKind.CELL:
            return f"<{tag}{_cell_class(block)}{attributes}>{inner}</{tag}>"
        if not tag and not self._loose_text and not block.containers:
            tag = "p"
        if tag:
            return f"<{tag}{attributes}>{inner}</{tag}>"
        return f"<span{attributes}>{inner}</span>" if attributes else inner

    def html(self, fragment: str) -> None:
        """Write finished HTML inside the containers that are open."""
        self._parts.append(fragment)

    def enter(self, containers: Sequence[Container], attributes: Mapping[int, str] | None = None) -> None:
        """Close and open containers so that exactly `containers` are open."""
        shared = common(self._open, containers)
        while len(self._open) > shared:
            self._close()
        for container, inner in zip_longest(containers[shared:], containers[shared + 1 :]):
            marker = PAREN if container.kind == "ol" and inner is not None and inner.delimiter == ")" else ""
            self._open_one(container, marker + (attributes or {}).get(container.key, ""))

    def _open_one(self, container: Container, attributes: str) -> None:
        value = ""
        if container.kind == "li" and container.number is not None and self._next_number:
            if container.number != self._next_number[-1]:
                value = f' value="{container.number}"'
            self._next_number[-1] = container.number + 1
        if container.kind == "ol":
            self._next_number.append(1)
        self._open.append(container)
        self._parts.append(f"<{container.kind}{value}{attributes}>")
        if container.kind not in ("li", "dt", "dd", "figcaption"):
            self._parts.append("\n")

    def _close(self) -> None:
        container = self._open.pop()
        if container.kind == "ol":
            self._next_number.pop()
        if self._parts and self._parts[-1].endswith("\n") and container.kind in ("li", "dt", "dd", "figcaption"):
            self._parts[-1] = self._parts[-1][:-1]
        self._parts.append(f"</{container.kind}>\n")

    def finish(self) -> str:
        """Close everything and give the HTML written."""
        self.enter(())
        return "".join(self._parts)


def _cell_class(block: Block) -> str:
    align = f' class="{block.align}"' if block.align in ("center", "right") else ""
    return align + (' scope="col"' if block.header and _in_head(block) else "")


def _in_head(block: Block) -> bool:
    return any(container.kind == "thead" for container in block.containers)


def heading_inner(block: Block) -> str:
    """A heading's inline HTML, its number in a ``span.number``."""
    if not block.number:
        return runs_html(block.runs)
    length = len(block.text) - len(block.text[len(block.number) :].lstrip(" "))
    number, rest = split_runs(block.runs, length)
    return f'<span class="number">{runs_html(number)}</span>{runs_html(rest)}'


def split_runs(runs: Sequence[Run], length: int) -> tuple[list[Run], list[Run]]:
    """Runs cut after `length` characters."""
    first: list[Run] = []
    second: list[Run] = []
    for run in runs:
        if length >= len(run.text):
            first.append(run)
        elif length <= 0:
            second.append(run)
        else:
            first.append(Run(run.text[:length], run.marks, run.href, run.title, run.image))
            second.append(Run(run.text[length:], run.marks, run.href, run.title, run.image))
        length -= len(run.text)
    return first, second


def heading_html(block: Block, *, shift: int = 0) -> str:
    """A heading with its copyable link beside it, as the site's pages show it."""
    level = min(6, block.level + shift)
    label = f"section {block.number.rstrip('.:)')}, {block.title}" if block.number else f"section {block.title}"
    return (
        f'<div class="heading{" sub" if level > 2 else ""}">'
        f'<h{level} id="{escape(block.anchor)}">{heading_inner(block)}</h{level}>'
        f'<a class="anchor" href="#{escape(block.anchor)}"><span aria-hidden="true">§</span>'
        f'<span class="hidden">Link to {escape(label, quote=False)}</span></a></div>\n'
    )


def document_html(
    document: Document, *, anchors: bool = True, notes: Mapping[str, str] | None = None, shift: int = 0,
    skip: int = 0,
) -> Markup:  # fmt: skip
    """The whole text.

    `anchors` puts an id and a link on every heading; `notes` are finished HTML fragments by anchor, written after
    their heading; `shift` moves all headings down (1 where the page has an h1 of its own and the text too); `skip`
    leaves out that many blocks at the beginning (a title that the page shows itself).
    """
    writer = BlockWriter(shift=shift, loose_text=not anchors)
    for block in document.blocks[skip:]:
        if block.kind is BlockKind.HEADING and anchors:
            writer.enter(block.containers)
            writer.html(heading_html(block, shift=shift))
            if notes and block.anchor in notes:
                writer.html(notes[block.anchor] + "\n")
        else:
            writer.leaf(block, inner_html(block))
    return Markup(writer.finish())


def lowest_shift(document: Document) -> int:
    """1 where the text has an h1, so that under the page's own h1 it becomes an h2; else 0."""
    return int(any(block.kind is BlockKind.HEADING and block.level == 1 for block in document.blocks))
