"""Links of a text to pages of the site: where they lead, and which lead nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import make_library, make_policy, make_version
from inforce.core.links import problems, target_of
from inforce.errors import Level

TEXT = "## 1. One {{#one}}\n\nRead [this]({href}).\n"


def sentences(href: str, *, imported: bool = False) -> list[tuple[str, Level]]:
    """What is said of one link in the privacy policy of a site that has cookies too."""
    version = make_version("2025-12-15", text=TEXT.format(href=href), imported=imported)
    cookies = make_version("2025-01-01", slug="cookies", text="## Use {#use}\n\nWords.\n")
    library = replace(make_library(), policies=(make_policy(version), make_policy(cookies, slug="cookies")))
    return [(p.sentence, p.level) for p in problems(library, library["privacy"]["2025-12-15"])]


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("/cookies/#use", "cookies/#use"),
        ("../cookies/", "cookies/"),
        ("history/", "privacy/history/"),
        ("#one", "#one"),
        ("../../../x", "x"),
        (".", "privacy/"),
        ("https://x.example/", None),
        ("mailto:a@x.example", None),
    ],
)
def test_a_link_is_read_from_the_policys_own_address(href: str, target: str | None) -> None:
    """Whatever page the text stands on."""
    assert target_of(href, "privacy") == target


@pytest.mark.parametrize(
    "href",
    [
        "#one",
        "/cookies/",
        "/cookies/#use",
        "../cookies/2025-01-01/",
        "/cookies/2025-01-01.txt",
        "history/",
        "/",
        "/feed.xml",
    ],
)
def test_a_link_to_what_the_site_has_is_fine(href: str) -> None:
    """Pages, versions, their files, sections and feeds."""
    assert sentences(href) == []


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("#two", "this text has no section with the id “two”"),
        ("/terms/", "this site has no page /terms/"),
        ("/cookies/2024-01-01/", "/cookies/2024-01-01/ is no address of the policy “cookies”"),
        ("/cookies/#nothere", "the policy “cookies” has no section with the id “nothere”"),
        ("../../etc/passwd", "this site has no page /etc/passwd"),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error(href: str, said: str) -> None:
    """It would be fixed for ever once published."""
    assert sentences(href) == [(f"The link “{href}” leads nowhere: {said}.", Level.ERROR)]


def test_dead_links_of_imported_history_are_warnings() -> None:
    """What was published is kept as it was."""
    assert [level for _, level in sentences("/gone/", imported=True)] == [Level.WARNING]
