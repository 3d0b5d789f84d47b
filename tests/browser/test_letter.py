"""The notice e-mail in a real browser: accessible, valid, readable on a telephone, light and dark, asking nobody."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import inforce
from inforce.core.delivery import Audience
from inforce.mail.letter import Letter, letters
from support.project import ROOT

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, rules: {"target-size": {enabled: true}}});
  return found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary)}`);
}"""
COLOURS = "element => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]"
OWN_RULES = "document.querySelectorAll('style').forEach(style => style.remove())"


@pytest.fixture(scope="module")
def written() -> list[Letter]:
    """The letters on the repository's own amendment, to both audiences."""
    library = inforce.load(ROOT)
    privacy = library["privacy"]
    return [letter for to in Audience for letter in letters(library, privacy, privacy["2027-01-31"], to)]


@contextmanager
def opened(browser: Browser, letter: Letter, scheme: Any = "light", width: int = 1280) -> Iterator[Page]:
    """The letter as a page."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    try:
        page = context.new_page()
        page.set_content(letter.html)
        yield page
    finally:
        context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_no_violation(written: list[Letter], chromium: Browser, axe: str, scheme: str, width: int) -> None:
    """WCAG 2.2 AA and best practice, as far as axe-core can judge: light and wide, dark and narrow."""
    found = []
    for letter in written:
        with opened(chromium, letter, scheme, width) as page:
            page.evaluate(axe)
            found += [f"{letter.locale} {violation}" for violation in page.evaluate(AXE, RULES)]
    assert not found, "\n".join(found)


def test_the_html_is_valid(written: list[Letter], html_checker: list[str], tmp_path: Path) -> None:
    """The Nu HTML checker has no error and no warning."""
    for number, letter in enumerate(written):
        (tmp_path / f"{number}.html").write_text(letter.html, encoding="utf-8")
    done = subprocess.run([*html_checker, "--format", "json", str(tmp_path)], capture_output=True, text=True)
    found = [f"{m['url'][-8:]}:{m.get('lastLine')} {m['message']}" for m in json.loads(done.stderr)["messages"]]
    assert not found, "\n".join(found)


def test_nothing_reaches_beyond_the_screen(written: list[Letter], chromium: Browser) -> None:
    """On a narrow telephone no line has to be scrolled, the digest included."""
    for letter in written:
        with opened(chromium, letter, width=320) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_dark_mode_turns_every_colour(written: list[Letter], chromium: Browser) -> None:
    """Page, text, links and footer differ between light and dark, although their rules stand in the elements."""
    for selector in ("body", "a", ".sender", ".foot", ".foot h2"):
        seen = []
        for scheme in ("light", "dark"):
            with opened(chromium, written[0], scheme) as page:
                seen.append(page.eval_on_selector(selector, COLOURS))
        assert seen[0][1] != seen[1][1], selector


def test_a_program_that_drops_the_style_of_the_head_shows_the_same(written: list[Letter], chromium: Browser) -> None:
    """Many do: the rules stand in the elements."""
    with opened(chromium, written[0]) as page:
        before = page.screenshot(full_page=True)
        page.evaluate(OWN_RULES)
        assert page.screenshot(full_page=True) == before


def test_it_asks_for_nothing(written: list[Letter], chromium: Browser) -> None:
    """Reading it tells nobody that it was read."""
    context = chromium.new_context()
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for letter in written:
        page.set_content(letter.html, wait_until="networkidle")
    context.close()
    assert asked == []
