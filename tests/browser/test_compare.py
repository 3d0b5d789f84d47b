"""Comparing two versions by hand: with the keyboard, on a narrow screen, without script, on paper."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from factories import TEXT, make_library, make_policy, make_version
from inforce.render.compare import EVERY_PAIR, MATRIX
from inforce.render.pages import plan
from support.server import served

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_THE_PAGE = "Resource violates Content Security Policy"
"""Said because the checker reads files and not the site: there, style sheets are of the page's own origin."""
COUNTS = {"short": MATRIX, "long": EVERY_PAIR + 3}
"""Versions of the two policies: one offered as a matrix, one as a list."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a short and a long history."""
    root = tmp_path_factory.mktemp("compared")
    policies = [
        make_policy(
            *(
                make_version(
                    f"{2001 + n}-12-28",
                    slug=slug,
                    text=TEXT.replace("90 days", f"{90 - n} days").replace("your name", f"{n} names"),
                    material=bool(n) or None,
                )
                for n in range(count)
            )
        )
        for slug, count in COUNTS.items()
    ]
    for page in plan(make_library(*policies), date(2026, 11, 23)):
        file = root / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page.content)
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the site is served."""
    with served(folder) as found:
        yield found


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """A page of 320 pixels that runs no script."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def tab_to(page: Page, name: str) -> None:
    """Press the tabulator until the link of that name has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.locator("a:focus")
        if focused.count() and " ".join((focused.text_content() or "").split()) == name:
            return
    pytest.fail(f"no link “{name}” was reached")


@pytest.mark.parametrize(
    ("policy", "link"),
    [("short", "Compare 2006-12-28 with 2002-12-28"), ("long", "Compare 2006-12-28 with 2002-12-28")],
)
def test_two_versions_are_chosen_with_the_keyboard(narrow: Page, address: str, policy: str, link: str) -> None:
    """From the history two keys lead to the choice and from there to the redline, on 320 pixels and without script."""
    narrow.goto(f"{address}{policy}/history/")
    tab_to(narrow, "Compare two versions")
    narrow.keyboard.press("Enter")
    narrow.wait_for_url("**/compare/")
    tab_to(narrow, link)
    assert narrow.locator("a:focus").is_visible()
    narrow.keyboard.press("Enter")
    narrow.wait_for_url("**/compare/2002-12-28/2006-12-28/")
    assert narrow.locator("h1").inner_text().split() == (
        "What differs between 28 December 2002 and 28 December 2006".split()
    )
    assert "89 days" in " ".join(narrow.locator("del").all_inner_texts())
    assert "85 days" in " ".join(narrow.locator("ins").all_inner_texts())


def test_the_new_text_can_be_read_alone(narrow: Page, address: str) -> None:
    """Without script, no mark, label or note is left, and both texts come back."""
    narrow.goto(f"{address}short/compare/2001-12-28/2004-12-28/")
    marks = narrow.locator(".redline :is(del, .change, .linknote, .was)")
    assert any(mark.is_visible() for mark in marks.all())
    narrow.get_by_label("Only the new text").focus()
    narrow.keyboard.press("Space")
    assert not any(mark.is_visible() for mark in marks.all())
    text = narrow.locator(".redline").inner_text()
    assert "87 days" in text
    assert "90" not in text
    narrow.keyboard.press("ArrowUp")
    assert "90" in narrow.locator(".redline").inner_text()


@pytest.mark.parametrize("policy", COUNTS)
@pytest.mark.parametrize("width", [320, 360, 718, 1280])
def test_the_choice_fits_every_screen(chromium: Browser, address: str, policy: str, width: int) -> None:
    """Neither a matrix of the most columns nor a long list is wider than the screen, and no link is hidden."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{address}{policy}/compare/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    table = page.locator("main table").bounding_box()
    assert table is not None
    assert table["x"] + table["width"] <= width
    assert all(link.is_visible() for link in page.locator("main a").all())
    context.close()


@pytest.mark.parametrize("policy", COUNTS)
def test_the_choice_prints(chromium: Browser, address: str, policy: str) -> None:
    """On paper all versions and pairs stand there, no wider than the sheet."""
    context = chromium.new_context(viewport={"width": 718, "height": 1000})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"{address}{policy}/compare/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert all(row.is_visible() for row in page.locator("main tbody tr").all())
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["compare/", "compare/2003-12-28/", "compare/2001-12-28/2004-12-28/"])
def test_axe_finds_nothing(chromium: Browser, axe: str, address: str, path: str, scheme: str) -> None:
    """The choice and the comparisons of both histories are accessible, as far as axe-core can judge."""
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    for policy in COUNTS:
        page.goto(f"{address}{policy}/{path}")
        page.evaluate(axe)
        assert page.evaluate("async tags => (await axe.run(document, {runOnly: tags})).violations", RULES) == []
    context.close()


def test_the_html_is_valid(html_checker: list[str], folder: Path) -> None:
    """The Nu HTML checker has no error and no warning."""
    files = [str(file) for policy in COUNTS for file in (folder / policy / "compare").rglob("index.html")]
    done = subprocess.run([*html_checker, "--format", "json", *files], capture_output=True, text=True)
    found = [(m["url"], m["message"]) for m in json.loads(done.stderr)["messages"]]
    assert [message for message in found if not message[1].startswith(NOT_THE_PAGE)] == []
