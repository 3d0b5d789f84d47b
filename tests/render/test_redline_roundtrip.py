"""Random edits, read back through the emitted HTML: nothing lost, nothing invented, nothing mis-nested."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from hypothesis import HealthCheck, given, settings
from tests.core.redline_edits import edited

from inforce.core.document import parse
from inforce.core.model import Document
from inforce.core.redline import Redline, compare
from inforce.core.redline.kinds import kind_of
from inforce.render.redline_html import redline_html
from inforce.render.redline_json import redline_json
from inforce.render.redline_markdown import redline_markdown
from inforce.render.redline_text import old_new_text, redline_text

MIRROR = {"added": "removed", "removed": "added", "inserted": "deleted", "deleted": "inserted"}
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


def faults(html: str) -> list[str]:
    """What is wrong with the markup: parse errors, marks around blocks, ids given twice, links that lead nowhere."""
    _, _, root, errors = read(html)
    found = [str(error) for error in errors]
    for mark in [*root.iter("ins"), *root.iter("del")]:
        found += [f"{mark.tag} around {d.tag}" for d in mark.iterdescendants() if d.tag in BLOCKS]
        parent = mark.getparent().tag
        found += [f"{mark.tag} in {parent}"] * (parent in ("ul", "ol", "table", "thead", "tbody", "tr"))
    ids = Counter(e.get("id") for e in root.iter() if isinstance(e.tag, str) and e.get("id"))
    found += [f"{name} twice" for name, count in ids.items() if count > 1]
    targets = [link.get("href", "") for link in root.iter("a")]
    return found + [t for t in targets if re.match(r"#(change|moved-from)-", t) and t[1:] not in ids]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_random_edits_come_back_from_the_html(pair: tuple[str, str]) -> None:
    """Read from the emitted HTML, rejecting every change gives the old text and accepting every change the new one."""
    old, new = (parse(text, lenient=True) for text in pair)
    redline = compare(old, new)
    html = str(redline_html(redline))
    told_old, told_new, _, _ = read(html)
    assert told_old == words_of(old)
    assert told_new == words_of(new)
    assert not faults(html)


def kinds_of(redline: Redline, *, mirrored: bool) -> Counter[str]:
    """What happened to each block; `mirrored`, as the reverse direction should call it."""
    kinds = [str(kind) for entry in redline.entries if not entry.moved_from and (kind := kind_of(entry))]
    return Counter(MIRROR.get(kind, kind) if mirrored else kind for kind in kinds)


def pieces_of(redline: Redline, *, mirrored: bool) -> Counter[tuple[str, object, object]]:
    """Each stretch that differs: its kind, and how either text has it; `mirrored`, as the reverse direction should."""
    found: Counter[tuple[str, object, object]] = Counter()
    for piece in (p for entry in redline.entries for p in entry.words if p.old is not p.new):
        kind = MIRROR.get(piece.kind, str(piece.kind)) if mirrored else str(piece.kind)
        sides = (piece.new, piece.old) if mirrored else (piece.old, piece.new)
        if any(run is not None and run.text.strip() for run in sides):
            found[kind, *sides] += 1
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited())
def test_the_reverse_direction_mirrors_the_kinds(pair: tuple[str, str]) -> None:
    """Compared the other way round: added is removed, 3 → 4 is 4 → 3, old and new link, format, text change places."""
    old, new = (parse(text, lenient=True) for text in pair)
    forth, back = compare(old, new), compare(new, old)
    assert forth.is_empty == back.is_empty
    assert [b.text for b in forth.accept()] == [b.text for b in back.reject()]
    assert kinds_of(forth, mirrored=True) == kinds_of(back, mirrored=False)
    assert pieces_of(forth, mirrored=True) == pieces_of(back, mirrored=False)
    for redline in (forth, back):
        assert not faults(str(redline_html(redline)))


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
