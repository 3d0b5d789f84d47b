"""Ids and links of the whole site, and what no page may carry."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from factories import TEXT, TEXT_60_DAYS, example, make_library, make_policy, make_version
from inforce.core.policy import Library, Override
from inforce.core.settings import Link
from inforce.errors import ContentError
from support.pages import page, privacy, site, words


def test_ids_of_removed_sections_stay_as_targets() -> None:
    """A section that is gone leaves its id on the page in force, with the day and the last text."""
    without = TEXT.partition("## 2.")[0]
    library = privacy(make_version(), make_version("2026-06-01", text=without))
    html = page(library, "privacy/")
    assert '<li id="retention">' in html
    assert "2 How long we keep it Removed on 1 June 2026; last text: version 2025-12-15" in words(html)
    assert 'href="2025-12-15/#retention"' in html
    assert 'id="retention"' not in page(library, "privacy/2026-06-01/")


def test_a_section_that_came_back_is_no_removed_one() -> None:
    """An id that the text in force has again is no target of its own."""
    library = privacy(
        make_version(), make_version("2026-06-01", text=TEXT.partition("## 2.")[0]), make_version("2026-07-01")
    )
    assert 'class="removed"' not in page(library, "privacy/")


class _Links(HTMLParser):
    """Collects the ids and the link targets of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src") and value:
                self.links.append(value)


def _read(content: bytes) -> _Links:
    links = _Links()
    links.feed(content.decode())
    return links


def rich() -> Library:
    """A library with a version of every state, and a link from one policy to another."""
    linked = TEXT + "\n## 3. Cookies {#cookies}\n\nSee the [Cookie Policy](/cookies/).\n"
    return make_library(
        make_policy(
            make_version("2023-01-01", imported=True),
            make_version("2024-01-01", text=linked, imported=True),
            make_version("2025-12-15", text=TEXT, material=False, summary=["Shorter."]),
            make_version("2026-12-01", text=linked, published="2026-11-01", material=True, withdrawn="2026-11-02"),
            make_version("2027-01-31", text=TEXT_60_DAYS + "\n## 3. New {#new}\n\nNew.\n", published="2026-11-23",
                         material=True, summary=[("60 days.", "retention"), ("A chapter.", "what-we-collect")]),
        ),
        make_policy(make_version("2026-03-01", slug="cookies", title="Cookie Policy", text=linked)),
        make_policy(make_version("2027-03-01", slug="dpa", published="2026-11-01")),
        make_policy(make_version("2022-03-01", slug="beta"), ended="2024-01-01"),
        make_policy(make_version("2027-03-01", slug="gone", published="2026-11-01", withdrawn="2026-11-02")),
        organisation="A & B <Ltd>",
        base_url="https://x.example/legal/",
        home="https://b.example/",
        footer=(Link("Imprint", "https://b.example/imprint"), Link("Cookies", "/cookies/")),
    )  # fmt: skip


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id() -> None:
    """Served below any path, each link of each page finds its file, and each fragment its one id."""
    base = "https://x.example/legal/"
    files = site(rich())
    pages = {path: _read(content) for path, content in files.items() if path.endswith(".html")}
    for path, links in pages.items():
        assert len(links.ids) == len(set(links.ids)), path
        for link in links.links:
            target = urlsplit(urljoin(base + path.removesuffix("index.html"), link))
            if target.netloc != "x.example":
                continue
            assert target.path.startswith("/legal/"), (path, link)
            name = target.path.removeprefix("/legal/")
            name = name + "index.html" if name == "" or name.endswith("/") else name
            assert name in files, (path, link)
            if target.fragment:
                assert target.fragment in pages[name].ids, (path, link)


def test_links_are_relative_but_for_the_page_of_wrong_addresses() -> None:
    """No page links absolutely into its own site; 404.html, served at any depth, starts at the host's root."""
    for path, content in site(rich()).items():
        if path.endswith(".html"):
            html = content.decode().replace('<link rel="canonical" href="https://x.example/legal/', "")
            assert 'href="https://x.example' not in html, path
            assert ('href="/legal/style.css"' in html) == (path == "404.html")


def _robots(html: str) -> tuple[str, bool]:
    canonical = re.search(r'rel="canonical" href="https://policies.example.com/([^"]*)"', html)
    return canonical[1] if canonical else "-", 'content="noindex"' in html


def test_archived_pages_are_not_indexed() -> None:
    """Search engines are led to the page in force, and kept from all other versions."""
    on = date(2027, 1, 31)
    assert _robots(page(example(), "privacy/", on)) == ("privacy/", False)
    assert _robots(page(example(), "privacy/2027-01-31/", on)) == ("privacy/", False)
    assert _robots(page(example(), "privacy/2025-12-15/", on)) == ("privacy/", True)
    assert _robots(page(example(), "privacy/history/", on)) == ("privacy/history/", False)


def test_archived_pages_can_be_indexed() -> None:
    """With `index_archive` an old version is its own canonical page."""
    library = make_library(make_version(), make_version("2026-02-01"), index_archive=True)
    assert _robots(page(library, "privacy/2025-12-15/")) == ("privacy/2025-12-15/", False)


def test_every_page_carries_the_content_security_policy_and_nothing_that_it_forbids() -> None:
    """No inline style, script, event handler or foreign source; the policy is the design's."""
    policy = (
        "default-src &#39;none&#39;; style-src &#39;self&#39;; img-src &#39;self&#39;; script-src &#39;self&#39;; "
        "connect-src &#39;self&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"
    )
    for path, content in site(rich()).items():
        if path.endswith(".html"):
            html = content.decode()
            assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in html, path
            assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=|src=\"http", html), path


HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}{% raise %}"


def test_front_matter_and_settings_cannot_inject() -> None:
    """Every text from content or configuration comes out as text, braces literal."""
    version = make_version(title=HOSTILE, label=HOSTILE, late_entry=HOSTILE)
    coming = make_version(
        "2027-01-31", title=HOSTILE, published="2026-11-23", text=TEXT_60_DAYS, material=True,
        summary=[HOSTILE, (HOSTILE, "retention")], override=Override(HOSTILE, HOSTILE),
    )  # fmt: skip
    library = make_library(
        make_policy(version, coming, ended="2028-01-01", ended_reason=HOSTILE, contact="a@b.example"),
        organisation=HOSTILE, title=HOSTILE, lead=HOSTILE, time_zone=HOSTILE, footer=(Link(HOSTILE, "https://x.example"),),
    )  # fmt: skip
    for path, content in site(library).items():
        if path.endswith(".html"):
            html = content.decode()
            assert "<script" not in html, path
            assert "{{ 7*7 }}{% raise %}" in html, path


def test_a_missing_logo_is_one_sentence() -> None:
    """A logo that is not there stops the build, named."""
    with pytest.raises(ContentError, match=r"inforce.toml: The logo “l.svg” is not below templates/assets/"):
        site(make_library(make_version(), logo="l.svg"))


def test_the_logo_and_colours_of_the_organisation_are_applied(tmp_path: Path) -> None:
    """The logo is an image beside the way back, with the organisation's name; colours end the style sheet."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "l.svg").write_text("<svg/>", encoding="utf-8")
    library = make_library(make_version(), logo="l.svg", organisation="ScaleMule", colours=(("brand", "#123456"),))
    files = site(library, overrides=tmp_path)
    assert '<img class="logo" src="../assets/l.svg" alt="ScaleMule">' in files["privacy/index.html"].decode()
    assert files["assets/l.svg"] == b"<svg/>"
    assert b"--brand: #123456" in files["style.css"]


def test_a_block_overridden_by_the_site_shows_on_its_pages(tmp_path: Path) -> None:
    """A site changes one block of one template and keeps all the rest."""
    text = '{% extends "theme/layout.html.j2" %}{% block footer %}<p>Made by us</p>{% endblock %}'
    (tmp_path / "layout.html.j2").write_text(text, encoding="utf-8")
    files = site(example(), overrides=tmp_path)
    for path in ("index.html", "privacy/index.html", "privacy/history/index.html", "404.html"):
        assert b"<p>Made by us</p>" in files[path], path
    assert b"In force since" in files["privacy/index.html"]
