"""Draw the pictures of the docs from the built site: `make site && .venv/bin/python tools/screenshots.py`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.server import served  # noqa: E402

PICTURES = {
    "privacy.png": ("privacy/", "h1", 900),
    "changes.png": ("privacy/2027-01-31/changes/", "#summary", 1200),
}
"""File, page, what stands near its upper edge, height; each is 1280 wide."""


def main() -> None:
    """Write every picture to docs/images."""
    program = os.environ.get("INFORCE_CHROMIUM") or shutil.which("chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with served(ROOT / "site") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        for name, (path, near, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": 1280, "height": height})
            page.goto(address + path)
            page.eval_on_selector(near, "node => scrollTo(0, node.getBoundingClientRect().top + scrollY - 220)")
            page.screenshot(path=ROOT / "docs" / "images" / name)
        browser.close()


if __name__ == "__main__":
    main()
