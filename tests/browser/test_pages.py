"""Every page in a real browser: accessible, valid, quiet, readable on a telephone, on paper and without script."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, rules: {"target-size": {enabled: true}}});
  return found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary)}`);
}"""

NOT_THE_PAGE = ("Article lacks heading", "Resource violates Content Security Policy")
"""A policy may be a few paragraphs without heading, shown as published; files on a disk have no 'self' to load from."""

LISTEN = """
window.broken = [];
document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective + ' ' + e.blockedURI));
"""


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page of a fresh browser context."""
    context = browser.new_context(**options)
    try:
        yield context.new_page()
    finally:
        context.close()


def test_every_kind_of_page_is_there(site: Any) -> None:
    """The sites hold each kind of page, so that the tests below see it."""
    kinds = {path.rstrip("/").rpartition("/")[2] for path in site.paths}
    assert {"", "404.html", "privacy", "history", "changes"} <= kinds
    assert any(kind[:2] == "20" for kind in kinds)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_no_violation(site: Any, chromium: Browser, axe: str, scheme: Any, width: int) -> None:
    """WCAG 2.2 AA and best practice, as far as axe-core can judge: light and wide, dark and narrow."""
    found = []
    with opened(chromium, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        for path in site.paths:
            page.goto(site.address + path)
            page.evaluate(axe)
            found += [f"{path} {violation}" for violation in page.evaluate(AXE, RULES)]
    assert not found, "\n".join(map(str, found))


def test_the_html_is_valid(site: Any, html_checker: list[str]) -> None:
    """The Nu HTML checker has no error and no warning for any page."""
    done = subprocess.run(
        [*html_checker, "--format", "json", "--skip-non-html", str(site.folder)], capture_output=True, text=True
    )
    where = str(site.folder)
    found = [
        f"{message['url'].partition(where)[2]}:{message.get('lastLine')} {message['message']}"
        for message in json.loads(done.stderr)["messages"]
        if not message["message"].startswith(NOT_THE_PAGE)
    ]
    assert not found, "\n".join(found)


def test_pages_ask_nobody_else_and_break_no_rule(site: Any, chromium: Browser) -> None:
    """No request to another host, no violation of the content security policy, no cookie, no storage, no error."""
    asked: set[str] = set()
    errors: list[str] = []
    with opened(chromium) as page:
        page.add_init_script(LISTEN)
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda message: errors.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: errors.append(f"{page.url} {error}"))
        for path in site.paths:
            page.goto(site.address + path)
            errors += [f"{path} {violation}" for violation in page.evaluate("window.broken")]
            policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content") or ""
            assert policy.startswith("default-src 'none'"), path
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0], path
        assert page.context.cookies() == []
    assert [url for url in sorted(asked) if not url.startswith(site.address)] == []
    assert errors == []


def test_pages_do_not_scroll_sideways_at_320_pixels(site: Any, chromium: Browser) -> None:
    """Everything fits the narrowest screen, with the spacing of text that a reader may set as well."""
    wide = []
    spaced = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    with opened(chromium, viewport={"width": 320, "height": 640}, bypass_csp=True) as page:
        for path in site.paths:
            page.goto(site.address + path)
            widths = [page.evaluate("document.documentElement.scrollWidth")]
            page.add_style_tag(content=spaced)
            widths.append(page.evaluate("document.documentElement.scrollWidth"))
            if max(widths) > 320:
                wide.append((path, widths))
    assert not wide, "\n".join(map(str, wide))


def test_pages_say_all_without_script(site: Any, chromium: Browser) -> None:
    """With JavaScript off every page shows the same words of its policy, and more than a title."""
    shown: dict[bool, dict[str, str]] = {}
    for script in (True, False):
        with opened(chromium, java_script_enabled=script) as page:
            shown[script] = {}
            for path in site.paths:
                page.goto(site.address + path)
                text = page.locator("article.law")
                words = text.inner_text() if text.count() else page.locator("h1").inner_text()
                shown[script][path] = " ".join(words.split())
    assert shown[True] == shown[False]
    assert all(shown[False].values())


def test_pages_print(site: Any, chromium: Browser) -> None:
    """On paper the text is whole: as wide as the sheet, nothing of it hidden, the way around the site left out."""
    with opened(chromium) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
        for path in site.paths:
            page.goto(site.address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 718, path
            assert page.locator("h1").first.is_visible(), path
            hidden = page.eval_on_selector_all(
                "article.law p, article.law li, article.law td",
                "nodes => nodes.filter(n => !n.offsetHeight && n.textContent.trim())"
                ".filter(n => !n.closest('.note, .ui, .hidden'))"
                ".map(n => n.textContent)",
            )
            assert hidden == [], path
            assert page.pdf(format="A4")[:5] == b"%PDF-", path


def test_the_digest_prints(site: Any, chromium: Browser) -> None:
    """A version on paper says by which SHA-256 it can be checked, and how: whole, on lines that fit the sheet."""
    with opened(chromium) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1000})
        paths = [path for path in site.paths if re.search(r"/[0-9]{4}-[0-9-]+/$", path) and "/compare/" not in path]
        assert paths
        for path in paths:
            page.goto(site.address + path)
            digest, command = page.locator("footer pre").all()[:2]
            assert digest.is_visible(), path
            assert re.fullmatch("[0-9a-f]{64}", "".join(digest.inner_text().split())), path
            assert command.inner_text().startswith("sha256sum "), path
            assert digest.evaluate("node => node.scrollWidth <= node.clientWidth"), path
            assert page.get_by_text("Permanent address").is_visible(), path


def test_marks_of_a_redline_print_as_words(site: Any, chromium: Browser) -> None:
    """What was added and deleted is told on paper in words, not by colour."""
    with opened(chromium) as page:
        page.emulate_media(media="print")
        seen = set()
        for path in (path for path in site.paths if path.endswith("changes/")):
            page.goto(site.address + path)
            for mark, word in (("ins", "added"), ("del", "deleted")):
                said = page.eval_on_selector_all(
                    f"main {mark}", "nodes => nodes.map(n => getComputedStyle(n, '::before').content)"
                )
                assert all(word in content for content in said), f"{path} {mark} {set(said)}"
                seen |= {mark} if said else set()
    assert seen == {"ins", "del"}


def test_the_first_tab_skips_to_the_text(site: Any, chromium: Browser) -> None:
    """The first thing a keyboard reaches is a link to the text; it can be seen there, and it works."""
    with opened(chromium) as page:
        for path in site.paths:
            page.goto(site.address + path)
            page.keyboard.press("Tab")
            target = page.evaluate("document.activeElement.getAttribute('href')")
            assert target and target.startswith("#"), path
            box = page.locator(":focus").bounding_box()
            assert box and box["width"] > 20 and box["y"] >= 0, path
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == target[1:], path
