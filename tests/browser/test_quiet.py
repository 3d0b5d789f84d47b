"""Nothing leaves the reader's browser and nothing stays in it: without script too, and whatever a text holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from factories import TEXT, TEXT_60_DAYS, make_library, make_policy, make_version
from inforce.core.document import parse
from inforce.core.policy import Library, Override
from inforce.core.settings import Link
from support.attacks import ATTACKS
from support.pages import site as planned
from support.server import served

pytestmark = pytest.mark.browser

PLACES = (
    "{}", "## {}", "- {}", "> {}", "`` {} ``", "    {}", "[{}](https://a.example/)", "[x](https://a.example/ '{}')",
    "[x](<{}>)", "![{}](x.png)", "| A | B |\n|---|---|\n| {} | x |", '<a href="{}" title="{}">x</a>', "<b>{}</b>",
)  # fmt: skip


def visited(browser: Browser, address: str, paths: list[str], *, script: bool) -> list[str]:
    """Go to every page; what was asked of others, stored, refused by the policy of content, or shown as a dialogue."""
    context = browser.new_context(java_script_enabled=script)
    wrong: list[str] = []

    def watch(page: Page) -> None:
        page.on("request", lambda request: request.url.startswith(address) or wrong.append(f"asked {request.url}"))
        page.on("console", lambda message: wrong.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"{page.url} {error}"))
        page.on("popup", lambda other: wrong.append(f"{page.url} opened {other.url}"))
        page.on("download", lambda file: wrong.append(f"{page.url} downloads {file.url}"))
        page.on("dialog", lambda dialog: (wrong.append(f"{page.url} says {dialog.message}"), dialog.dismiss()))

    try:
        page = context.new_page()
        watch(page)
        for path in paths:
            page.goto(address + path)
            if page.url != address + path:
                wrong.append(f"{path} led to {page.url}")
        kept = context.storage_state()
        wrong += [f"kept {cookie}" for cookie in kept["cookies"]] + [f"stored {origin}" for origin in kept["origins"]]
    finally:
        context.close()
    return wrong


def test_without_script_pages_are_as_quiet(site: Any, chromium: Browser) -> None:
    """With JavaScript off: no request to another host, no message of the content security policy, nothing kept."""
    assert visited(chromium, site.address, site.paths, script=False) == []


def hostile() -> Library:
    """A site that says every attack in every place: in its texts, front matter, register and settings."""
    every = " · ".join(ATTACKS)
    body = "".join(
        f"{place.format(*[attack] * place.count('{}'))}\n\n" for attack in ATTACKS for place in PLACES
    )  # fmt: skip
    old = replace(make_version(title=every, late_entry=every, by=every), source=TEXT)
    text = f"{TEXT_60_DAYS}\n{body}"
    new = make_version(
        "2026-10-01", title=every, label=every, material=True, by=every, override=Override(every, every),
        summary=[every, (every, "retention")],
    )  # fmt: skip
    new = replace(new, document=parse(text, lenient=True), source=text)
    gone = make_policy(make_version(slug="beta", title=every), ended="2026-10-01", ended_reason=every)
    return make_library(
        make_policy(old, new), gone, organisation=every, title=every, lead=every,
        footer=(Link(every, "https://x.example/"),), base_url="https://policies.example.com/",
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """Its address, and its pages."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    files = planned(hostile())
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (folder / "privacy" / "x.png").write_bytes(b"")
    pages = sorted(path.removesuffix("index.html") for path in files if path.endswith(".html"))
    with served(folder) as address:
        yield address, pages


@pytest.mark.parametrize("script", [True, False])
def test_a_hostile_site_is_quiet(hostile_site: tuple[str, list[str]], chromium: Browser, script: bool) -> None:
    """Forty attacks in every place of every page: no dialogue, no request to another host, nothing kept."""
    address, pages = hostile_site
    assert len(pages) > 8
    wrong = visited(chromium, address, pages, script=script)
    # Images that a text names relatively are asked of the site itself, and are not there.
    assert [line for line in wrong if "404 (Not Found)" not in line and "403" not in line] == []
