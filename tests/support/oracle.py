"""Words of a Markdown source and of a page, each read without any code of the project or its Markdown library.

The source is read as raw bytes with regular expressions, the page with html5lib. What both call a word is a run of
letters and digits; a list's numbers are words too (in the page they stand in `value` and `start`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import html5lib

WORD = re.compile(r"[^\W_]+")
FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
IMAGE_TAG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
FIRST_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
INLINE_TAG = re.compile(r"</?(?:a|b|i|u|s|em|strong|span|code|sup|sub|small|mark|abbr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")
DESTINATION = re.compile(
    r"""\]\(\s*(?:<[^<>\n]*>|(?:[^\s()<]|\([^\s()]*\))(?:[^\s()]|\([^\s()]*\))*)?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)"""
)
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]+\S+.*$", re.MULTILINE)
ATTRIBUTES = re.compile(r"[ \t]*\{[ \t]*#[\w:.-]+(?:[ \t]+\.[\w-]+)*[ \t]*\}[ \t]*$", re.MULTILINE)
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

BREAKING = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 hr img li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
"""Elements that part the words on either side of them."""


def source_words(data: bytes) -> list[str]:
    """Every word of a Markdown file that a reader must find on its page, in order."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    text = FRONT_MATTER.sub("", text)
    text = COMMENT.sub("", text)
    text = IMAGE_TAG.sub(_alternative, text)
    text = INLINE_TAG.sub("", text)
    text = TAG.sub(" ", text)
    text = DESTINATION.sub("]", text)
    text = DEFINITION.sub("", text)
    text = ATTRIBUTES.sub("", text)
    text = ESCAPE.sub(lambda match: match[1] if match[1] != "_" else " ", text)
    text = re.sub(r"[*`~]", "", html.unescape(text))
    return WORD.findall(text)


def _alternative(tag: re.Match[str]) -> str:
    """The alternative text of an image tag; the first one where a slip of the pen wrote two."""
    found = FIRST_ALT.search(tag[0])
    return f" {found[1] or found[2] or ''} " if found else " "


def page_words(page: bytes) -> list[str]:
    """Every word of a page's policy text, in order, without what the site adds (links to headings, notes)."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    texts = [node for node in tree.iter("article") if "law" in node.get("class", "").split()]
    assert len(texts) == 1, f"the page has {len(texts)} policy texts"
    # Where the text begins with its own title, the page's headline is that heading and carries its id.
    headlines = [node for node in tree.iter("h1") if node.get("id")]
    return WORD.findall("".join(piece for node in [*headlines, *texts] for piece in _pieces(node)))


def _pieces(node: Any) -> Iterator[str]:
    """The characters of an element in reading order."""
    if not isinstance(node.tag, str):  # a comment
        return
    if _is_apparatus(node):
        yield " "
        return
    breaking = node.tag in BREAKING
    if breaking:
        yield " "
    if node.tag == "img":
        yield node.get("alt", "")
    yield node.text or ""
    number = int(node.get("start", 1))
    for child in node:
        if node.tag == "ol" and child.tag == "li":
            number = int(child.get("value", number))
            yield f" {number} "
            number += 1
        yield from _pieces(child)
        yield child.tail or ""
    if breaking:
        yield " "


def _is_apparatus(node: Any) -> bool:
    """Whether the site speaks here, not the policy."""
    return bool({"anchor", "hidden", "note", "ui"} & set(node.get("class", "").split()))


def first_missing(wanted: list[str], shown: list[str]) -> str:
    """Empty if every word of `wanted` is in `shown` in the same order; else the first one missing, in its place."""
    rest = iter(shown)
    for index, word in enumerate(wanted):
        if not any(word == other for other in rest):
            return " ".join([*wanted[max(0, index - 6) : index], f"»{word}«", *wanted[index + 1 : index + 6]])
    return ""
