"""Forty hostile strings through every way from content into a page, a feed, a file or a redline."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import html5lib
import pytest
from markdown_it import MarkdownIt

from factories import TEXT, TEXT_60_DAYS, make_library, make_policy, make_version
from inforce.core.document import parse
from inforce.core.policy import Library, Override, Version
from inforce.core.redline import compare
from inforce.core.settings import Link
from inforce.render.redline_html import redline_html
from inforce.render.redline_json import redline_json
from inforce.render.redline_markdown import redline_markdown
from inforce.render.redline_sides import redline_sides
from inforce.render.redline_text import old_new_text, redline_text
from support.attacks import ATTACKS, PRINTABLE, controls, faults, shape
from support.pages import site

ATOM = "{http://www.w3.org/2005/Atom}"
PLAIN = "Plain words"


def told_of(words: str) -> Library:
    """A library that says `words` in every place of front matter, register and settings that a page can show."""
    first = make_version(title=words, label=words, late_entry=words, by=words)
    coming = make_version(
        "2027-01-31", title=words, label=words, published="2026-11-23", text=TEXT_60_DAYS, material=True, by=words,
        summary=[words, (words, "retention")], override=Override(words, words),
    )  # fmt: skip
    taken = make_version(
        "2027-02-28", title=words, published="2026-11-23", material=False, summary=[words], by=words,
        withdrawn="2026-11-23", reason=words,
    )  # fmt: skip
    ended = make_policy(make_version(slug="beta", title=words), ended="2026-10-01", ended_reason=words, title=words)
    return make_library(
        make_policy(first, coming, taken, title=words, kind="privacy", contact="legal@example.com"), ended,
        organisation=words, title=words, lead=words, time_zone=words, footer=(Link(words, "https://x.example/"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    """The site with harmless words in the same places."""
    return site(told_of(PLAIN))


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
def test_words_of_front_matter_and_settings_change_no_page(plain: dict[str, bytes], attack: str) -> None:
    """Title, label, summary, override, reasons, names and settings: each page has the tags it has with plain words."""
    files = site(told_of(attack))
    assert files.keys() == plain.keys()
    for path, content in files.items():
        if path.endswith(".html"):
            assert shape(content.decode()) == shape(plain[path].decode()), path


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
def test_feeds_and_files_for_programs_keep_their_form(plain: dict[str, bytes], attack: str) -> None:
    """Atom is well formed with the same elements, JSON has the same keys, their HTML is inert, the script is ASCII."""
    for path, content in site(told_of(attack)).items():
        if path.endswith(".xml"):
            here, there = ElementTree.fromstring(content), ElementTree.fromstring(plain[path])
            assert [e.tag for e in here.iter()] == [e.tag for e in there.iter()], path
            for element in here.iter(f"{ATOM}content"):
                assert list(faults(element.text or "", fragment=True)) == [], path
        elif path.endswith(".json"):
            value = json.loads(content)
            assert keys(value) == keys(json.loads(plain[path])), path
            for item in value.get("items", []):
                assert list(faults(item.get("content_html", ""), fragment=True)) == [], path
        elif path == "notice.js":
            code = content.decode("ascii")
            assert "<" not in code.rpartition("})(")[2]
            assert controls(code) == []


def keys(value: object) -> object:
    """The shape of JSON: keys and lengths, no values."""
    if isinstance(value, dict):
        return {key: keys(item) for key, item in value.items()}
    return [keys(item) for item in value] if isinstance(value, list) else type(value).__name__


PLACES = {
    "paragraph": "{}",
    "heading": "## {}",
    "heading with id": "## {} {{#kept}}",
    "item": "- {}",
    "numbered item": "7. {}",
    "cell": "| A | B |\n|---|---|\n| {} | x |",
    "quotation": "> {}",
    "code": "`` {} ``",
    "block of code": "    {}",
    "fence": "~~~{}\nx\n~~~",
    "words of a link": "[{}](https://a.example/)",
    "title of a link": "[x](https://a.example/ '{}')",
    "target of a link": "[x](<{}>)",
    "reference": "[x]\n\n[x]: <{}>",
    "alternative text": "![{}](x.png)",
    "address of an image": "![x](<{}>)",
    "tag's title": '<a href="https://a.example/" title="{}">x</a>',
    "tag's target": '<a href="{}">x</a>',
    "tag's text": "<b>{}</b>",
    "tag's image": '<img src="{}" alt="{}">',
    "table in HTML": "<table><tr><td>{}</td></tr></table>",
}
"""Where in Markdown words can stand."""


def placed(attack: str) -> str:
    """A text with the attack in every place."""
    return "".join(f"{place.format(*[attack] * place.count('{}'))}\n\n" for place in PLACES.values())


@pytest.fixture(params=ATTACKS, ids=ascii)
def hostile(request: pytest.FixtureRequest) -> str:
    """Each attack."""
    attack: str = request.param
    return attack


def texts(attack: str) -> tuple[str, str]:
    """Two versions of a text, the attack in the new one or, in other words, in both."""
    return f"{TEXT}\n{placed('harmless')}", f"{TEXT_60_DAYS}\n{placed(attack)}"


def test_a_hostile_text_is_inert_on_every_page(hostile: str) -> None:
    """In every place of the body: version, changes and comparison hold known elements and safe addresses alone."""
    old, new = texts(hostile)
    versions: list[Version] = []
    for name, text in (("2025-12-15", old), ("2026-06-01", new)):
        made = make_version(name, text=TEXT, imported=True)
        versions.append(replace(made, document=parse(text, lenient=True), source=text))
    for path, content in site(make_library(*versions)).items():
        if path.endswith(".html"):
            assert list(faults(content.decode())) == [], path
            assert controls(content.decode()) == [], path
        elif path.endswith((".md", ".txt")):
            assert controls(content.decode()) == [], path


def test_a_hostile_text_is_inert_in_every_view_of_a_redline(hostile: str) -> None:
    """HTML, side by side, text, coloured text, mail, Markdown and JSON; added, deleted and moved."""
    old, new = (parse(text, lenient=True) for text in texts(hostile))
    for redline in (compare(old, new), compare(new, old)):
        for html in (redline_html(redline), redline_sides(redline)):
            assert list(faults(html, fragment=True)) == []
            assert controls(html) == []
        for text in (redline_text(redline), old_new_text(redline)):
            assert controls(text) == []
        coloured = redline_text(redline, colour=True)
        assert [c for c in controls(coloured) if c != "\x1b"] == []
        json.loads(json.dumps(redline_json(redline)))
        markdown = redline_markdown(redline)
        assert controls(markdown) == []
        assert list(marks(markdown)) == []


def marks(markdown: str) -> list[str]:
    """What a forge would make of a comment beyond the redline's own marks."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    allowed = {"DOCUMENT_FRAGMENT", "table", "thead", "tbody", "tr", "th", "td", "p", "strong", "blockquote", "ins",
               "del", "ul", "li", "br"}  # fmt: skip
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [str(node.tag) for node in tree.iter() if node.tag not in allowed or node.attrib]


def test_there_are_forty() -> None:
    """And each is another."""
    assert len(set(ATTACKS)) == len(ATTACKS) == 40
    assert set(PRINTABLE) < set(ATTACKS)
