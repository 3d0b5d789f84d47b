"""What a built site holds besides words: links that lead somewhere, feeds that parse, digests that match."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "https://site.invalid"
FEEDS = ("feed", "material")


def parsed(page: Path) -> Any:
    """A page as a tree."""
    return html5lib.parse(page.read_bytes(), treebuilder="etree", namespaceHTMLElements=False)


def base_of(site: Path) -> str:
    """The absolute address of a site's root, as its sitemap has it."""
    locations = etree.parse(site / "sitemap.xml").xpath("//*[local-name()='loc']/text()")
    shortest: str = min(locations, key=len)
    return shortest


def file_of(site: Path, path: str) -> Path:
    """The file that a static host serves for a path below the root."""
    name = unquote(path).lstrip("/")
    return site / name / "index.html" if not name or name.endswith("/") else site / name


def test_every_link_within_the_site_leads_somewhere(built: Path) -> None:
    """Every relative address of every page names a file of the site, and an id of it where it says so."""
    base = base_of(built)
    ids: dict[Path, set[str]] = {}
    broken = []
    for page in sorted(built.rglob("*.html")):
        here = f"{HOST}/{page.relative_to(built).as_posix()}"
        for node in parsed(page).iter():
            for attribute in ("href", "src"):
                link = node.get(attribute) if isinstance(node.tag, str) else None
                if link is None or re.match(r"mailto:|tel:", link):
                    continue
                for start in (base, urlsplit(base).path):
                    if link.startswith(start):
                        link = f"{HOST}/{link.removeprefix(start)}"
                target = urlsplit(urljoin(here, link))
                if f"{target.scheme}://{target.netloc}" != HOST:
                    continue
                file = file_of(built, target.path)
                if not file.is_file():
                    broken.append(f"{page.relative_to(built)}: {link}")
                elif target.fragment and file.suffix == ".html":
                    if file not in ids:
                        ids[file] = {n.get("id") for n in parsed(file).iter() if isinstance(n.tag, str)} - {None}
                    if unquote(target.fragment) not in ids[file]:
                        broken.append(f"{page.relative_to(built)}: {link}")
    assert not broken, "\n".join(map(str, broken))


def test_pages_link_to_the_site_by_relative_addresses(built: Path) -> None:
    """The site works below any path: only the page for a missing address, which has no place, uses absolute ones."""
    absolute = [
        f"{page.relative_to(built)}: {node.get('href')}"
        for page in built.rglob("*.html")
        if page.name != "404.html"
        for node in parsed(page).iter("a")
        if (node.get("href") or "").startswith("/")
    ]
    assert absolute == []


@pytest.mark.parametrize("name", FEEDS)
def test_atom_feeds_parse(built: Path, name: str) -> None:
    """Each Atom feed is well formed, has what the format demands, unique ids, and links to pages of the site."""
    base = base_of(built)
    feeds = sorted(built.rglob(f"{name}.xml"))
    assert built / f"{name}.xml" in feeds
    assert len(feeds) > 1
    for file in feeds:
        feed = etree.parse(file).getroot()
        assert feed.tag == f"{ATOM}feed"
        ids = [node.text for node in feed.iter(f"{ATOM}id")]
        assert len(ids) == len(set(ids)), file
        for node in [feed, *feed.iter(f"{ATOM}entry")]:
            for needed in ("id", "title", "updated"):
                assert (node.findtext(f"{ATOM}{needed}") or "").strip(), f"{file} {needed}"
            assert datetime.fromisoformat(node.findtext(f"{ATOM}updated")).tzinfo is not None
        assert feed.find(f"{ATOM}author") is not None
        (own,) = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own == base + file.relative_to(built).as_posix()
        for link in feed.iterfind(f"{ATOM}entry/{ATOM}link"):
            assert file_of(built, link.get("href").removeprefix(base).partition("#")[0]).is_file(), link.get("href")


@pytest.mark.parametrize("name", FEEDS)
def test_json_feeds_parse(built: Path, name: str) -> None:
    """Each JSON feed has what version 1.1 of the format demands, unique ids, and links to pages of the site."""
    base = base_of(built)
    for file in sorted(built.rglob(f"{name}.json")):
        feed = json.loads(file.read_text(encoding="utf-8"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == base + file.relative_to(built).as_posix()
        ids = [item["id"] for item in feed["items"]]
        assert len(ids) == len(set(ids))
        for item in feed["items"]:
            assert item.get("content_html") or item.get("content_text")
            datetime.fromisoformat(item["date_published"])
            assert file_of(built, item["url"].removeprefix(base).partition("#")[0]).is_file(), item["url"]


def test_material_feeds_leave_out_what_is_not_material(full_site: Path) -> None:
    """The feed of material changes holds a part of all changes: none of an imported or immaterial one."""
    every = {item["id"] for item in json.loads((full_site / "feed.json").read_text())["items"]}
    material = {item["id"] for item in json.loads((full_site / "material.json").read_text())["items"]}
    assert material < every
    assert not [name for name in material if "2024-03-01" in name or "/privacy/" in name]
    assert [name for name in material if "2021-06-01" in name]


def test_the_digest_on_a_page_is_that_of_its_plain_text(built: Path) -> None:
    """A reader can compute with `sha256sum` what the page and the register say."""
    register = (built / "register.jsonl").read_text(encoding="utf-8")
    texts = [path for path in built.rglob("*.txt") if path.name != "robots.txt"]
    assert texts
    for text in texts:
        digest = hashlib.sha256(text.read_bytes()).hexdigest()
        page = parsed(text.with_suffix("") / "index.html")
        shown = {"".join(node.itertext()).strip() for node in page.iter() if isinstance(node.tag, str)}
        assert digest in shown, text
        assert digest in register, text


def test_the_manifest_names_every_file_and_its_digest(built: Path) -> None:
    """`sha256sum -c manifest.sha256` passes, and no file is left out."""
    done = subprocess.run(["sha256sum", "-c", "--quiet", "manifest.sha256"], cwd=built, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (built / "manifest.sha256").read_text(encoding="utf-8").splitlines()
    named = {re.split(r" [ *]", line, maxsplit=1)[1].removeprefix("./") for line in lines}
    files = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert {name for name in files - named if not name.startswith(".")} == {"manifest.sha256"}


def test_a_site_says_what_it_says_to_machines(built: Path) -> None:
    """JSON files are JSON, the sitemap is XML, and the strict policy stands in `_headers`."""
    for file in built.rglob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))
    assert etree.parse(built / "sitemap.xml").getroot().tag.endswith("urlset")
    assert "default-src 'none'" in (built / "_headers").read_text(encoding="utf-8")
    assert len((built / "notice.js").read_bytes()) <= 2048
