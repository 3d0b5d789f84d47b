"""Random edits, read back through the emitted HTML: nothing lost, nothing invented, nothing mis-nested."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

import html5lib
from hypothesis import HealthCheck, given, settings
from tests.core.redline_edits import edited

from inforce.core.document import parse
from inforce.core.model import Document
from inforce.core.redline import compare
from inforce.render.redline_html import redline_html
from inforce.render.redline_json import redline_json
from inforce.render.redline_markdown import redline_markdown
from inforce.render.redline_text import old_new_text, redline_text

MIRROR = {"added": "removed", "removed": "added"}
BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "div",
    "ul",
    "ol",
    "table",
    "details",
    "blockquote",
}


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of(document: Document) -> str:
    return squeeze("".join(block.text for block in document.blocks))


def read(html: str) -> tuple[str, str, Any, list[Any]]:
    """Old and new text told by a fragment, its tree, its parse errors."""
    warnings.simplefilter("ignore")
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    root = parser.parse(f"<!doctype html><html><head></head><body>{html}</body></html>").getroot().find("body")
    told = list(_texts(root, True, True))
    return (
        squeeze("".join(t for t, old, _ in told if old)),
        squeeze("".join(t for t, _, new in told if new)),
        root,
        parser.errors,
    )


def _texts(element: Any, old: bool, new: bool) -> Iterator[tuple[str, bool, bool]]:
    if element.get("data-diff-ui") is not None:
        return
    old = old and element.tag != "ins" and element.get("data-move") != "to" and element.get("data-renumber") != "to"
    new = new and element.tag != "del" and element.get("data-move") != "from" and element.get("data-renumber") != "from"
    if element.text:
        yield element.text, old, new
    for child in element:
        yield from _texts(child, old, new)
        if child.tail:
            yield child.tail, old, new


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_random_edits_come_back_from_the_html(pair: tuple[str, str]) -> None:
    """Read from the emitted HTML, rejecting every change gives the old text and accepting every change the new one."""
    old, new = (parse(text, lenient=True) for text in pair)
    redline = compare(old, new)
    html = str(redline_html(redline))
    told_old, told_new, root, errors = read(html)
    assert told_old == words_of(old)
    assert told_new == words_of(new)
    assert not errors
    for mark in [*root.iter("ins"), *root.iter("del")]:
        assert not [d for d in mark.iterdescendants() if d.tag in BLOCKS]
        assert mark.getparent().tag not in ("ul", "ol", "table", "thead", "tbody", "tr")
    ids = [e.get("id") for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(ids) == len(set(ids))
    for link in root.iter("a"):
        target = link.get("href", "")
        assert not re.match(r"#(change|moved-from)-", target) or target[1:] in ids


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_the_reverse_direction_mirrors_the_kinds(pair: tuple[str, str]) -> None:
    """Compared the other way round, a redline is empty exactly where it was, and gives the two texts back exchanged."""
    old, new = (parse(text, lenient=True) for text in pair)
    forth, back = compare(old, new), compare(new, old)
    assert forth.is_empty == back.is_empty
    assert [b.text for b in forth.accept()] == [b.text for b in back.reject()]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_every_view_draws_every_redline(pair: tuple[str, str]) -> None:
    """Text, mail, Markdown and JSON views exist for any redline, and say nothing where nothing changed."""
    redline = compare(*(parse(text, lenient=True) for text in pair))
    for told in (redline_text(redline), redline_markdown(redline)):
        assert (told == "No change.\n") == redline.is_empty
    old_new_text(redline)
    told_json = redline_json(redline)
    count = sum(len(s["changes"]) for s in told_json["sections"]) + len(told_json["elsewhere"])
    assert count == told_json["changes"] == len(redline.changes)
