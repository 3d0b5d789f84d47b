"""Texts that never took effect: on no page as if they had."""

from __future__ import annotations

import json
from datetime import date

from factories import TEXT_60_DAYS, make_library, make_policy, make_version
from inforce.render.pages import plan


def site(on: str, *, withdrawn: str | None = None, ended: str | None = None) -> dict[str, str]:
    """Every text file of a site whose second version is published on 1 July and takes effect on 1 August 2026."""
    library = make_library(
        make_policy(
            make_version("2025-12-15"),
            make_version(
                "2026-08-01",
                published="2026-07-01",
                recorded="2026-05-01",
                text=TEXT_60_DAYS,
                title="New Privacy Policy",
                material=True,
                summary=["Less."],
                withdrawn=withdrawn,
            ),
            ended=ended,
        ),
        base_url="https://policies.example.com/",
    )
    pages = plan(library, date.fromisoformat(on))
    return {page.path: page.content.decode() for page in pages}


def test_a_version_withdrawn_while_pending_is_on_no_page_of_any_day() -> None:
    """Neither page nor feed nor policies.json names it; only the register tells, from its day of publication on."""
    for on in ("2026-06-15", "2026-07-01", "2026-07-15", "2026-08-01", "2027-01-01"):
        pages = site(on, withdrawn="2026-06-01")
        naming = {path for path, text in pages.items() if "2026-08-01" in path or "2026-08-01" in text}
        assert naming == ({"register.jsonl"} if on >= "2026-07-01" else set())
        assert not any("New Privacy Policy" in text for text in pages.values())


def test_a_version_withdrawn_on_its_day_of_publication_keeps_its_page() -> None:
    """It may have been seen that day, so its address stays, with the banner."""
    for on in ("2026-07-01", "2026-08-01", "2027-01-01"):
        assert "this text never took effect" in site(on, withdrawn="2026-07-01")["privacy/2026-08-01/index.html"]


def test_a_version_that_the_policys_end_overtook_did_not_take_effect() -> None:
    """On its own page, in the history and among the recent changes, before and after its day."""
    for on in ("2026-07-10", "2026-07-20", "2026-08-01", "2027-01-01"):
        pages = site(on, ended="2026-07-15")
        own, history, index = (pages[f"{path}index.html"] for path in ("privacy/2026-08-01/", "privacy/history/", ""))
        assert "Never took effect: the policy end" in own
        assert "Never took effect" in history
        assert "Never took effect: the policy end" in index
        assert "Took effect" not in index
        versions = json.loads(pages["policies.json"])["policies"][0]["versions"]
        assert [v["version"] for v in versions] == ["2025-12-15", "2026-08-01"]
