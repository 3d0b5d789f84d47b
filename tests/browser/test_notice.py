"""The embedded notice in a real page of an application, under a strict policy of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route

from factories import day, example, make_library, make_policy, make_version
from inforce.core.policy import Library
from inforce.render.notice import notice_js

pytestmark = pytest.mark.browser

HOST = "https://app.example/"
POLICIES = "https://policies.example.com/"
HOST_CSP = "default-src 'none'; script-src https://policies.example.com"
HOSTILE = "</script><img src=x onerror=alert(1)>"


class Host:
    """A page of an application that embeds the script; everything it asks for is counted."""

    def __init__(self, page: Page, library: Library, attributes: str, now: str, head: bool = True) -> None:
        script = f'<script src="{POLICIES}notice.js" {attributes} defer></script>'
        body = f'<div id="here"></div><main>Application</main>{"" if head else script}'
        html = (
            f"<!doctype html><html lang=en><head><title>App</title>{script if head else ''}</head><body>{body}</body>"
        )
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        content = notice_js(library, day("2026-12-01"))

        def answer(route: Route) -> None:
            self.asked.append(route.request.url)
            if route.request.url == HOST:
                route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": HOST_CSP})
            elif route.request.url == f"{POLICIES}notice.js":
                route.fulfill(body=content, content_type="text/javascript")
            else:
                route.abort()

        page.route("**/*", answer)
        page.clock.set_fixed_time(f"{now}T10:00:00Z")
        page.goto(HOST)
        self.page = page

    @property
    def lines(self) -> list[str]:
        """The notice's lines as read."""
        return self.page.locator(".inforce-notice p").all_inner_texts()


@pytest.fixture
def page(chromium: Browser) -> Page:
    context = chromium.new_context(locale="en-US", timezone_id="America/Los_Angeles")
    return context.new_page()


LINE = (
    "Privacy Policy: material change, effective 31 January 2027. "
    "We delete your data after 60 days instead of 90. See the changes"
)


@pytest.mark.parametrize(
    ("accepted", "now", "shown"),
    [
        ("privacy=2025-12-15", "2026-12-01", True),
        ("privacy=2025-12-15", "2028-01-01", True),
        ("privacy=2027-01-31", "2026-12-01", False),
        ("privacy=2027-01-31-2", "2028-01-01", False),
        ("privacy=2027-02-01", "2028-01-01", False),
        ("cookies=2026-03-01, privacy=2025-12-15", "2028-01-01", True),
        ("", "2027-01-30", True),
        ("", "2027-01-31", False),
        ("cookies=2026-03-01", "2027-01-30", True),
        ("__proto__=x constructor=y", "2027-01-31", False),
    ],
)
def test_who_sees_the_notice(page: Page, accepted: str, now: str, shown: bool) -> None:
    """Who accepted an older version sees it until they accept; of whom nothing is known, until it takes effect."""
    host = Host(page, example(), f'data-accepted="{accepted}"', now)
    assert host.lines == ([LINE] if shown else [])
    assert host.errors == []


def test_the_notice_in_the_page(page: Page) -> None:
    """It stands first in the body, is a named region, says the day as a date, and leads to what changed."""
    Host(page, example(), 'data-accepted="privacy=2025-12-15"', "2026-12-01")
    region = page.get_by_role("region", name="Policy changes")
    assert region.evaluate("e => e === document.body.firstElementChild")
    assert region.get_by_role("link").get_attribute("href") == f"{POLICIES}privacy/2027-01-31/changes/"


def test_the_host_says_where(page: Page) -> None:
    """`data-into` names the element that takes the notice; where there is none, the body does."""
    Host(page, example(), 'data-into="#here"', "2026-12-01")
    assert page.locator("#here > .inforce-notice").count() == 1
    Host(page.context.new_page(), example(), 'data-into="#nowhere"', "2026-12-01")
    assert page.context.pages[1].locator("body > .inforce-notice").count() == 1


def test_at_the_end_of_the_body(page: Page) -> None:
    """It works wherever the element that loads it stands."""
    assert Host(page, example(), "", "2026-12-01", head=False).lines == [LINE]


def test_nothing_is_kept_and_nobody_is_asked(page: Page) -> None:
    """Under a strict policy: two requests, no violation, no cookie, nothing stored."""
    host = Host(page, example(), 'data-accepted="privacy=2025-12-15"', "2026-12-01")
    assert host.asked == [HOST, f"{POLICIES}notice.js"]
    assert host.errors == []
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_markup_in_words_stays_words(page: Page) -> None:
    """A title or summary with markup is shown as text; a host's attribute with markup is no more than a name."""
    version = make_version("2027-01-01", published="2026-01-01", title=HOSTILE, material=True, summary=[HOSTILE])
    library = make_library(make_version("2025-01-01"), version, base_url=POLICIES)
    host = Host(page, library, f"data-accepted='privacy={HOSTILE}'", "2026-12-01")
    assert page.locator("img").count() == 0
    assert host.errors == []
    assert page.locator(".inforce-notice").evaluate("e => e ? e.textContent : ''").count(HOSTILE) == 2


def test_the_latest_of_one_day_counts(page: Page) -> None:
    """Versions of one day are told apart by number: the tenth comes after the second."""
    versions = [make_version(f"2026-06-01-{n}", material=True) for n in range(2, 11)]
    library = make_library(make_version("2026-06-01"), *versions, base_url=POLICIES)
    assert len(Host(page, library, "data-accepted=privacy=2026-06-01-9", "2026-12-01").lines) == 1


def test_policies_left_out_lead_to_the_site(page: Page) -> None:
    """Where not every policy fits into the script, a line leads to all policies, for those it may concern."""
    crowd = [
        make_policy(make_version("2000-01-01"), make_version("2010-01-01", material=True), slug=f"policy-{n}")
        for n in range(60)
    ]
    library = make_library(*crowd, base_url=POLICIES)
    left_out = Host(page, library, "data-accepted=policy-9=2009-01-01,policy-10=2009-01-01", "2026-12-01")
    assert left_out.lines[-1] == "Other policies have changed. All policies"
    again = Host(page.context.new_page(), library, "data-accepted=policy-10=2010-01-01", "2026-12-01")
    assert again.lines == []
