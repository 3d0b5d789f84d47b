"""The preview in a real browser: it follows a save, and keeps to the site's own security policy."""

from __future__ import annotations

from pathlib import Path

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
