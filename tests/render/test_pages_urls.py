"""Links of the site."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.render.urls import absolute, localise, relative


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("index.html", "", "./"),
        ("index.html", "privacy/", "privacy/"),
        ("index.html", "style.css", "style.css"),
        ("privacy/index.html", "", "../"),
        ("privacy/index.html", "privacy/", "./"),
        ("privacy/index.html", "privacy/#data", "#data"),
        ("privacy/index.html", "privacy/2025-12-15.txt", "2025-12-15.txt"),
        ("privacy/2025-12-15/index.html", "privacy/", "../"),
        ("privacy/2025-12-15/changes/index.html", "style.css", "../../../style.css"),
        ("privacy/2025-12-15/changes/index.html", "privacy/2027-01-31/#a", "../../2027-01-31/#a"),
    ],
)
def test_links_are_relative_to_the_page(page: str, target: str, link: str) -> None:
    """A link names its target from the page's own folder."""
    assert relative(page, target) == link


_NAMES = st.lists(st.sampled_from(["privacy", "terms", "2025-12-15", "changes"]), max_size=3)


@given(_NAMES, _NAMES, st.sampled_from(["", "#a"]), st.sampled_from(["https://x.example/", "https://x.example/sub/"]))
def test_a_browser_resolves_every_link_to_its_target(
    page: list[str], target: list[str], fragment: str, base: str
) -> None:
    """Resolved as browsers do, under any sub-path, a link leads to its target."""
    path = posixpath.join(*page, "index.html")
    wanted = "".join(f"{name}/" for name in target) + fragment
    at = urljoin(base + path, ".")
    assert urljoin(at, relative(path, wanted)) == base + wanted


def test_absolute_addresses_keep_the_sub_path() -> None:
    """The base address's own path stays in front."""
    assert absolute("https://x.example/legal/", "privacy/") == "https://x.example/legal/privacy/"


def test_links_between_policies_become_relative() -> None:
    """A link from the site's root to a policy works under a sub-path too."""
    html = '<p><a class="x" href="/cookies/#a">c</a> <a href="/cookies/">d</a></p>'
    wanted = '<p><a class="x" href="../../cookies/#a">c</a> <a href="../../cookies/">d</a></p>'
    assert localise(html, "privacy/2025-12-15/index.html", "privacy", {"cookies"}) == wanted


@pytest.mark.parametrize(
    "page", ["privacy/index.html", "privacy/2025-12-15/index.html", "privacy/a/changes/index.html"]
)
def test_a_relative_link_leads_to_one_place_from_every_page(page: str) -> None:
    """A text stands at several addresses; its relative links are read from the policy's own."""
    html = localise('<a href="../cookies/">c</a> <a href="history/#x">h</a>', page, "privacy", {"cookies"})
    found = [urljoin("https://x.example/" + page, href) for href in re.findall('href="([^"]*)"', html)]
    assert found == ["https://x.example/cookies/", "https://x.example/privacy/history/#x"]


def test_other_root_links_and_words_stay() -> None:
    """What does not lead to a page of this site, and what only looks like a link, stays as it is."""
    html = '<a href="/blog/">b</a> <a href="//evil.example/">e</a> text href="/cookies/" <a href="https://x.example/cookies/">'
    assert localise(html, "privacy/index.html", "privacy", {"cookies"}) == html
