"""What plain Markdown rendering and browsers make of a text: the yardstick for the project's own blocks."""

from __future__ import annotations

import re
import warnings
from typing import Any

import html5lib
from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
BLOCKS = frozenset(
    "blockquote dd div dl dt figure figcaption h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul".split()
)
SPACES = re.compile(r"\s+")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def leaves(html: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Element and text of every leaf block of an HTML fragment, empty ones left out, and every link target."""
    warnings.simplefilter("ignore")
    tree = html5lib.parseFragment(CONTROLS.sub("", html), treebuilder="etree", namespaceHTMLElements=False)
    found: list[list[Any]] = []
    hrefs: list[str] = []

    def text(piece: str | None, block: tuple[int, str]) -> None:
        if piece and (piece.strip() or (found and found[-1][0] == block)):
            if not found or found[-1][0] != block:
                found.append([block, ""])
            found[-1][1] += piece

    def walk(node: Any, block: tuple[int, str]) -> None:
        if not isinstance(node.tag, str) or node.tag == "script" or "image" in node.get("class", "").split():
            return
        if node.tag == "a" and node.get("href") is not None:
            hrefs.append(node.get("href"))
        inside = (id(node), node.tag) if node.tag in BLOCKS else block
        text("\n" if node.tag == "br" else node.text, inside)
        for child in node:
            walk(child, inside)
            text(child.tail, inside)

    top = (0, "body")
    text(tree.text, top)
    for child in tree:
        walk(child, top)
        text(child.tail, top)
    squeezed = [(block[1], SPACES.sub(" ", words).strip()) for block, words in found]
    return [leaf for leaf in squeezed if leaf[1]], hrefs


def plain_leaves(source: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Leaves and link targets of a Markdown text as markdown-it alone renders it."""
    return leaves(MARKDOWN.render(source))
