"""How a text looks on small screens and in the redline: whole words, links beside their headings, bars at changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from factories import make_version
from support.pages import privacy, site

pytestmark = pytest.mark.browser

LAST_WORD = """() => [...document.querySelectorAll('.law .heading')].map(heading => {
  const title = document.createRange(), link = heading.querySelector('.anchor').getBoundingClientRect();
  title.selectNodeContents(heading.firstElementChild);
  const word = [...title.getClientRects()].pop();
  return [Math.abs(link.left - word.right) < 2, link.top < word.bottom && link.bottom > word.top, link.height < 40];
})"""
"""Of each heading: the link touches its last word, stands on that line, and on one line alone."""

BROKEN = """() => {
  const found = [], texts = document.createTreeWalker(document.querySelector('.law table'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0]);
  }
  return found;
}"""
"""Words of the first table that stand on more than one line."""

BAR = "element => parseFloat(getComputedStyle(element, '::before').borderLeftWidth) || 0"

OLD = """\
## 1. Categories of Service Providers {#categories}

| Service | What it does for us | Privacy Policy | Communication |
| --- | --- | --- | --- |
| Administration | Communications and authentication | Communication Data, and 3 | Identification |

## 2. How we keep it {#keep}

- One thing. And another thing that is here.
- Two things.
"""
NEW = OLD.replace("How we keep", "How long we keep").replace("One thing. And", "One thing now.\n\n  And")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a site of two versions."""
    root = tmp_path_factory.mktemp("reading")
    coming = make_version("2027-01-31", published="2026-11-23", text=NEW, material=True, summary=["More."])
    for path, content in site(privacy(make_version(text=OLD), coming)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        # From a disk, 'self' names no origin: the style sheet would not load.
        text = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", content)
        (root / path).write_bytes(text)
    return root


@pytest.fixture(params=[320, 360, 1280])
def page(request: Any, chromium: Browser) -> Iterator[Page]:
    """A page of a telephone's width or a desk's."""
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def test_the_link_to_a_section_follows_its_last_word(pages: Path, page: Page) -> None:
    """Also where the heading takes several lines."""
    page.goto((pages / "privacy/index.html").as_uri())
    links = page.evaluate(LAST_WORD)
    assert links == [[True, True, True]] * 2


def test_words_of_a_table_stay_whole(pages: Path, page: Page) -> None:
    """A table too wide for the screen scrolls by itself instead, and can be reached by keyboard."""
    page.goto((pages / "privacy/index.html").as_uri())
    assert page.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".law table").focus()
    assert page.evaluate("document.activeElement.tagName") == "TABLE"


def test_a_changed_heading_and_a_split_item_have_a_bar(pages: Path, page: Page) -> None:
    """Each has it, and unchanged ones have none; the label of a heading's change stands above the heading."""
    page.goto((pages / "privacy/2027-01-31/changes/index.html").as_uri())
    headings = page.locator(".redline .heading")
    changed = headings.filter(has=page.locator("ins"))
    assert changed.count() == 1
    assert changed.evaluate(BAR) == 3
    assert all(headings.nth(n).evaluate(BAR) == 0 for n in range(headings.count() - 1))
    item = page.locator(".redline li:has(ins)").first
    bars = [item.evaluate(BAR), *item.locator("p").evaluate_all(f"all => all.map({BAR})")]
    assert max(bars) >= 3
    label, heading = page.locator("#change-1").bounding_box(), changed.bounding_box()
    assert label is not None
    assert heading is not None
    assert label["y"] + label["height"] <= heading["y"]
