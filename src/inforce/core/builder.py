"""Builds the flat list of blocks from opened and closed elements, Markdown's and raw HTML's alike.

It closes what HTML closes by itself (a paragraph before a list, an item before the next item), so the blocks are
those that a browser would make of the same markup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from inforce.core.findings import Finding
from inforce.core.model import Block, BlockKind, Container, Run
from inforce.core.rawhtml import MARK_ORDER
from inforce.core.runs import merged, squeezed, tidy
from inforce.errors import Level

_LISTS = ("ul", "ol")
_PARENTS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "tr": ("thead", "tbody"), "thead": ("table",),
            "tbody": ("table",)}  # fmt: skip
"""Containers that stand in certain others only."""
_IMPLIED = {"li": "ul", "dt": "dl", "dd": "dl", "tr": "tbody", "thead": "table", "tbody": "table"}
_CLOSES = {"li": (("li",), _LISTS), "dt": (("dt", "dd"), ("dl",)), "dd": (("dt", "dd"), ("dl",)),
           "tr": (("tr",), ("table",)), "thead": (("tr", "thead", "tbody"), ("table",)),
           "tbody": (("tr", "thead", "tbody"), ("table",))}  # fmt: skip
"""Opening the key closes the first, as far as the second reaches."""
_CLOSED_BY_THEMSELVES = ("li", "dt", "dd", "tr", "thead", "tbody")
"""Containers whose closing tag HTML lets one leave out."""
_NO_TEXT = {"ul": "li", "ol": "li", "dl": "dd", "table": "td", "thead": "td", "tbody": "td", "tr": "td"}
"""Containers that hold no text themselves, and what then stands around it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An open inline element."""

    tag: str
    href: str | None = None
    title: str = ""
    depth: int = 0
    """Containers open around it."""
    outside: bool = False
    """Opened while no leaf was open: it reaches over blocks."""


@dataclass(slots=True)
class Leaf:
    """A leaf being filled."""

    kind: BlockKind
    line: int
    last_line: int
    level: int = 0
    anchor: str = ""
    header: bool = False
    align: str = ""
    language: str = ""
    runs: list[Run] = field(default_factory=list)


class Builder:
    """Takes events in reading order; `blocks` and `findings` are complete after `finish`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.line = 0
        """Line of the event to come, from 0."""
        self.unbalanced = False
        """Something was left open, or closed that was not open: the text cannot be read in pieces."""
        self._stack: list[Container] = []
        self._held: list[int] = []
        """For each open container, how many blocks there were when it opened."""
        self._columns = 0
        self._marks: list[Mark] = []
        self._leaf: Leaf | None = None
        self._keys = 0

    # ------------------------------------------------------------ containers

    @property
    def containers(self) -> tuple[Container, ...]:
        """The open containers, outermost first."""
        return tuple(self._stack)

    @property
    def nesting(self) -> int:
        """How many containers and inline elements are open in each other."""
        return len(self._stack) + len(self._marks)

    @property
    def in_leaf(self) -> BlockKind | None:
        """Kind of the leaf under way."""
        return self._leaf.kind if self._leaf else None

    def open(self, kind: str, number: int | None = None, delimiter: str = "") -> None:
        """Open a container, after closing what HTML closes before it."""
        if self._leaf and self._leaf.kind is BlockKind.CELL and kind not in ("tr", "thead", "tbody"):
            self._new_line()
            return
        self.end_leaf()
        if kind in _CLOSES:
            self._close_up_to(*_CLOSES[kind])
        self._imply(kind)
        self._push(kind, number, delimiter)

    def close(self, kind: str) -> bool:
        """Close the innermost container of this kind with all in it; False where none is open."""
        if self._leaf and self._leaf.kind is BlockKind.CELL and kind not in ("tr", "thead", "tbody", "table"):
            return True
        if not any(container.kind == kind for container in self._stack):
            return False
        self.end_leaf()
        while self._pop() != kind:
            pass
        return True

    def _push(self, kind: str, number: int | None = None, delimiter: str = "") -> None:
        self._keys += 1
        self._stack.append(Container(kind, self._keys, number, delimiter))
        self._held.append(len(self.blocks))
        if kind == "tr":
            self._columns = 0

    def _pop(self) -> str:
        container = self._stack[-1]
        if self._held[-1] == len(self.blocks) and container.kind in ("li", "dt", "dd"):
            self._emit(Leaf(BlockKind.TEXT, self.line, self.line))  # an empty item keeps its place
        self._stack.pop()
        self._held.pop()
        if self._marks:
            depth = len(self._stack)
            self._drop_marks(lambda mark: mark.depth > depth)
        return container.kind

    def _close_up_to(self, kinds: tuple[str, ...], barrier: tuple[str, ...]) -> None:
        """Close the outermost of `kinds` that stands inside the innermost `barrier`."""
        found = 0
        for index in range(len(self._stack) - 1, -1, -1):
            if self._stack[index].kind in barrier:
                break
            if self._stack[index].kind in kinds:
                found = len(self._stack) - index
        for _ in range(found):
            self._pop()

    def _imply(self, kind: str) -> None:
        parents = _PARENTS.get(kind)
        if parents and not (self._stack and self._stack[-1].kind in parents):
            self._imply(_IMPLIED[kind])
            self._push(_IMPLIED[kind])

    # ------------------------------------------------------------ leaves

    def leaf(self, kind: BlockKind, last_line: int | None = None, **shape: int | str | bool) -> None:
        """Begin a leaf; one that is open ends. `shape` is what `Block` calls level, header, align, language."""
        if self._leaf and self._leaf.kind is BlockKind.CELL and kind is not BlockKind.CELL:
            self._new_line()
            return
        self.end_leaf()
        if kind is BlockKind.CELL:
            self._imply("td")
            if not self._stack or self._stack[-1].kind != "tr":
                self.open("tr")
        else:
            self._make_room()
        self._leaf = Leaf(kind, self.line, self.line if last_line is None else last_line, **shape)  # type: ignore[arg-type]

    def _new_line(self) -> None:
        """A cell is a leaf: blocks in it become lines."""
        if self._leaf and self._leaf.runs and not self._leaf.runs[-1].text.endswith("\n"):
            self.line_break()

    def _make_room(self) -> None:
        """Text directly in a list or table gets the item or cell it lacks."""
        missing = _NO_TEXT.get(self._stack[-1].kind) if self._stack else None
        if missing == "td":
            self.leaf(BlockKind.CELL)
        elif missing:
            self.open(missing)

    def end_leaf(self) -> None:
        """End the leaf under way, if any; inline elements opened in it end with it."""
        leaf, self._leaf = self._leaf, None
        if leaf is None:
            return
        if self._marks:
            self._drop_marks(lambda mark: not mark.outside)
        if leaf.kind is BlockKind.TEXT and not any(run.text.strip(" \n") or run.image for run in leaf.runs):
            return
        leaf.last_line = max(leaf.last_line, self.line)
        self._emit(leaf)

    def _emit(self, leaf: Leaf) -> None:
        joined = merged(leaf.runs)
        runs = tuple(joined) if leaf.kind is BlockKind.CODE else tidy(joined)
        if not runs and leaf.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            if leaf.kind is BlockKind.HEADING:
                self.findings.append(
                    Finding("heading-empty", leaf.line, "This heading is empty; it is left out.", "Remove it.",
                            strict=Level.WARNING)
                )  # fmt: skip
            return
        column = self._columns if leaf.kind is BlockKind.CELL else 0
        self._columns += leaf.kind is BlockKind.CELL
        self.blocks.append(
            Block(leaf.kind, runs, tuple(self._stack), leaf.line + 1, leaf.last_line + 1, leaf.level, leaf.anchor, "",
                  leaf.header, leaf.align, column, leaf.language)
        )  # fmt: skip

    # ------------------------------------------------------------ inline

    def text(self, text: str) -> None:
        """Characters shown. White space is collapsed but in code blocks; a no-break space is no white space here."""
        if self._leaf is None:
            if not text.strip(" \t\n\r\f"):
                return
            self._make_room()
            if self._leaf is None:
                self._leaf = Leaf(BlockKind.TEXT, self.line, self.line)
        if self._leaf.kind is not BlockKind.CODE:
            text = squeezed(text)
        self._add(text)

    def code(self, text: str) -> None:
        """A code span."""
        self.start("code")
        self.text(text)
        self.end("code")

    def line_break(self) -> None:
        """A hard line break."""
        if self._leaf is not None:
            self._add("\n")

    def image(self, source: str, alternative: str, title: str = "") -> None:
        """An image, shown by its alternative text."""
        if self._leaf is None:
            self.text("\u00a0")
            assert self._leaf is not None
            self._leaf.runs.clear()
        self._add(squeezed(alternative), image=source, title=title)

    def start(self, tag: str, href: str | None = None, title: str = "") -> None:
        """Open an inline element; a link ends a link that is open."""
        if tag == "a" and self._marks:
            self._drop_marks(lambda mark: mark.tag == "a")
        self._marks.append(Mark(tag, href, title, len(self._stack), self._leaf is None))

    def end(self, tag: str) -> bool:
        """Close the innermost open element of this tag; False where none is open."""
        for index in range(len(self._marks) - 1, -1, -1):
            if self._marks[index].tag == tag:
                del self._marks[index]
                return True
        return False

    def _drop_marks(self, which: Callable[[Mark], bool]) -> None:
        """End inline elements that nothing closed."""
        dropped = [mark for mark in self._marks if which(mark)]
        if dropped:
            self._marks = [mark for mark in self._marks if not which(mark)]
            for mark in dropped:
                self._unclosed(mark.tag)

    def _unclosed(self, tag: str) -> None:
        self.findings.append(
            Finding("raw-html", self.line, f"<{tag}> is not closed where it should be.", f"Write </{tag}> behind it.")
        )

    def _add(self, text: str, image: str | None = None, title: str = "") -> None:
        assert self._leaf is not None
        marks: tuple[str, ...] = ()
        href = None
        if self._marks:
            names = {mark.tag for mark in self._marks}
            marks = tuple(name for name in MARK_ORDER if name in names)
            link = next((mark for mark in reversed(self._marks) if mark.tag == "a"), None)
            if link is not None:
                href, title = link.href, title or link.title
        self._leaf.runs.append(Run(text, marks, href, title, image))

    def finish(self) -> None:
        """End whatever is open."""
        self.unbalanced = self.unbalanced or bool(self._leaf or self._stack or self._marks)
        self.end_leaf()
        for container in self._stack:
            if container.kind not in _CLOSED_BY_THEMSELVES:
                self._unclosed(container.kind)
        while self._stack:
            self._pop()
        self._drop_marks(lambda mark: True)
