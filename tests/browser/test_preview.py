"""The preview in a real browser: it follows a save, and keeps to the site's own security policy."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from support.preview import Running
from support.small_project import published

pytestmark = pytest.mark.browser


def test_a_page_follows_what_is_saved(chromium: Browser, tmp_path: Path) -> None:
    """A save reloads the page; an error leaves it and says so; mending it takes the line away."""
    root = published(tmp_path)
    text = root / "content/policies/privacy/2027-05-01.md"
    good = (root / "content/policies/privacy/2027-01-31.md").read_text().replace("2027-01-31", "2027-05-01")
    good = good.replace("published: 2026-11-23\n", "")
    text.write_text(good)
    said: list[str] = []
    with Running(root, drafts=True) as preview:
        page = chromium.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{preview.address}privacy/2027-05-01/")
        text.write_text(good.replace("within 60 days after", "within 45 days after"))
        page.wait_for_selector("text=within 45 days after")
        text.write_text(good.replace("effective:", "effectve:"))
        page.wait_for_selector(".preview-problems")
        assert "could not be built" in page.inner_text(".preview-problems")
        page.click(".preview-problems a")
        assert "Did you mean “effective”?" in page.inner_text("main")
        page.goto(f"{preview.address}privacy/2027-05-01/")
        text.write_text(good)
        page.wait_for_selector("text=within 60 days after")
        page.close()
    assert not [line for line in said if "Content Security Policy" in line]


DRAFT = """\
---
title: Privacy Policy
effective: 2027-05-01
---

## 1. What we collect {#what-we-collect}

We collect your name, your e-mail address and your precise location. We may sell them to advertisers.

## 2. How long we keep it {#how-long}

We delete it within 365 days after your account ends. Write to privacy@example.com.
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async tags =>
  (await axe.run("main", {runOnly: tags})).violations.map(v => `${v.id}: ${v.nodes[0].html}`)"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_what_the_rules_find_in_a_draft_is_for_everybody(
    chromium: Browser, axe: str, html_checker: list[str], tmp_path: Path, scheme: Any, width: int
) -> None:
    """The findings on a draft's preview: no violation that axe finds, valid HTML, no sideways scrolling at 320 px."""
    root = published(tmp_path / "project")
    (root / "content/policies/privacy/2027-05-01.md").write_text(DRAFT)
    with Running(root, drafts=True) as preview:
        context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{preview.address}privacy/2027-05-01/changes/")
        section = page.locator("section[aria-labelledby=_findings]")
        assert section.locator("h3").all_inner_texts()[-1] == "Lines for the summary"
        assert section.locator("blockquote del").count() >= 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        assert page.evaluate(AXE, RULES) == []
        file = tmp_path / "changes.html"
        file.write_text(preview.get("privacy/2027-05-01/changes/"))
        context.close()
    done = subprocess.run([*html_checker, "--format", "json", str(file)], capture_output=True, text=True)
    said = [message["message"] for message in json.loads(done.stderr)["messages"]]
    assert [message for message in said if not message.startswith("Resource violates Content Security Policy")] == []
