"""The desk in a real browser: it follows a save without losing the reader's place, and is for everybody."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from support.preview import Running
from support.small_project import SECOND, published, write

pytestmark = pytest.mark.browser

PATH = "content/policies/privacy/2027-05-01.md"
DESK = "~preview/desk/privacy/2027-05-01/"
LONG = "".join(f"\n## Part {n} {{#part-{n}}}\n\nWords of part {n}, which stay as they are.\n" for n in range(40))
TEXT = SECOND.replace("2027-01-31", "2027-05-01").replace("60 days", "45 days") + LONG
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async tags => (await axe.run(document, {runOnly: tags, iframes: false}))
  .violations.map(v => `${v.id}: ${v.nodes[0].html}`)"""


def test_a_save_changes_the_panels_and_moves_nothing(chromium: Browser, tmp_path: Path) -> None:
    """The new words stand there, the panel is where the reader left it, nothing was loaded anew, no rule broken."""
    root = published(tmp_path)
    write(root, PATH, TEXT)
    said: list[str] = []
    with Running(root, drafts=True) as preview:
        page = chromium.new_page(viewport={"width": 1280, "height": 700})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{preview.address}{DESK}")
        page.evaluate("window.before = true; document.querySelector('[data-panel=page]').scrollTop = 900")
        page.locator("[data-panel=page]").evaluate("panel => panel.querySelectorAll('.anchor')[10].focus()")
        top = page.locator("[data-panel=page]").evaluate("panel => panel.scrollTop")
        assert top > 0
        write(root, PATH, TEXT.replace("Words of part 12,", "Other words of part 12,"))
        page.wait_for_selector("[data-panel=page] >> text=Other words of part 12")
        page.wait_for_selector("[data-panel=redline] ins")
        assert page.locator("[data-panel=page]").evaluate("panel => panel.scrollTop") == top
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#page-part-8"
        assert page.evaluate("window.before")
        write(root, PATH, TEXT.replace("effective:", "effectve:"))
        page.wait_for_selector("text=The last save cannot be read")
        assert "error" in page.inner_text("[role=status]")
        assert page.locator("[data-panel=page] >> text=Other words of part 12").count() == 1
        write(root, PATH, TEXT)
        page.wait_for_selector("[data-panel=page] >> text=/^Words of part 12/")
        assert not page.locator("[data-panel=stale]").inner_text()
        page.close()
    assert said == []


def test_a_narrow_page_keeps_its_place_too(chromium: Browser, tmp_path: Path) -> None:
    """Where the page itself scrolls, it stays."""
    root = published(tmp_path)
    write(root, PATH, TEXT)
    with Running(root, drafts=True) as preview:
        page = chromium.new_page(viewport={"width": 360, "height": 700})
        page.goto(f"{preview.address}{DESK}")
        page.locator("#page-part-30").scroll_into_view_if_needed()
        top = page.evaluate("scrollY")
        write(root, PATH, TEXT.replace("Words of part 39,", "Other words of part 39,"))
        page.wait_for_selector("[data-panel=page] >> text=Other words of part 39")
        assert abs(page.evaluate("scrollY") - top) <= 1
        page.close()


def test_without_script_it_is_a_page_to_reload(chromium: Browser, tmp_path: Path) -> None:
    """All is there, and reloading shows the save."""
    root = published(tmp_path)
    write(root, PATH, TEXT)
    with Running(root, drafts=True) as preview:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{preview.address}{DESK}")
        assert page.locator("#page-how-long").count() == 1
        write(root, PATH, TEXT.replace("within 45 days", "within 50 days"))
        preview.builds(2)
        page.reload()
        assert "within 50 days" in page.inner_text("[data-panel=page]")
        context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 320)])
def test_the_desk_is_for_everybody(
    chromium: Browser, axe: str, html_checker: list[str], tmp_path: Path, scheme: Any, width: int
) -> None:
    """No violation that axe finds, valid HTML, no sideways scrolling."""
    root = published(tmp_path / "project")
    broken = TEXT.replace("  material: true\n", "").replace("Words of part 3,", "[INSERT NAME] and [Part 99](#part-99)")
    write(root, PATH, broken)
    with Running(root, drafts=True) as preview:
        context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{preview.address}{DESK}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for details in page.locator("details").all():
            details.evaluate("part => part.open = true")
        page.evaluate(axe)
        assert page.evaluate(AXE, RULES) == []
        file = tmp_path / "desk.html"
        file.write_text(preview.get(DESK))
        page.goto(preview.address)
        page.evaluate(axe)
        assert page.evaluate(AXE, RULES) == []
        context.close()
    done = subprocess.run([*html_checker, "--format", "json", str(file)], capture_output=True, text=True)
    said = [message["message"] for message in json.loads(done.stderr)["messages"]]
    assert [message for message in said if not message.startswith("Resource violates Content Security Policy")] == []
