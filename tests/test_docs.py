"""The project's own pages: links lead somewhere, words are the glossary's, examples are real."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from support.project import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/README.md")])
PAGES = [page for page in PAGES if "node_modules" not in page.parts]
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
IMAGE_TAG = re.compile(r"<(?:img|source)\b[^>]*?\b(?:src|srcset)=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def prose(page: Path) -> str:
    """A page without its code."""
    return CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """The ids a code host gives a page's headings: lower case, spaces to hyphens, other marks dropped."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+[ \t]+(.*?)[ \t]*$", text, flags=re.MULTILINE)
    bare = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in bare}


def broken_links(page: Path, root: Path = ROOT) -> list[str]:
    """The links of a page that lead to no file or no heading below `root`."""
    broken = []
    for link in [*LINK.findall(prose(page)), *IMAGE_TAG.findall(prose(page))]:
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        inside = target.is_relative_to(root) and target.exists()
        if not inside or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pages
def test_links_lead_to_something_that_exists(page: Path) -> None:
    """Every relative link of a page names a file of the repository, and a heading of it where it says so."""
    assert broken_links(page) == []


@pages
def test_pages_speak_of_the_project_alone(page: Path) -> None:
    """No page names a folder of one machine."""
    assert not re.findall(r"(?<![\w.])/(?:work|home|Users|root|tmp)/\S*", prose(page))


@pages
def test_files_named_by_a_page_exist(page: Path) -> None:
    """A path of the repository that a page names in code letters is there."""
    named = re.findall(r"`((?:tests|src|docs|tools|templates|\.ci)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_page_of_the_docs_is_reachable() -> None:
    """From the first page of the docs one comes to all the others by links."""
    seen: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(prose(page)) if not ELSEWHERE.match(link))
        waiting += [(page.parent / unquote(link)).resolve() for link in links if link]
    lost = set((ROOT / "docs").rglob("*.md")) - seen
    assert sorted(page.relative_to(ROOT).as_posix() for page in lost) == []


@pages
def test_a_page_is_read_as_it_is(page: Path) -> None:
    """No tags but in quotations and in the pages' tables, and no image without words in its place."""
    text = prose(page)
    own = "\n".join(line for line in text.splitlines() if not line.startswith((">", "|")))
    assert re.findall(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", own) == []
    assert re.findall(r"!\[\s*\]\(", text) == []


def test_images_of_the_docs_are_small() -> None:
    """A clone stays light: no image over 300 kB."""
    images = [path for path in (ROOT / "docs").rglob("*") if path.suffix in {".png", ".jpg", ".svg", ".webp"}]
    assert [path.name for path in images if path.stat().st_size > 300_000] == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    """The checker sees a missing file and a missing heading, and leaves code and other sites alone."""
    page = tmp_path / "page.md"
    page.write_text("# One two\n\n[a](#one-two) [b](#three) [c](gone.md) `[d](no.md)` [e](https://example.com/)\n")
    assert broken_links(page, tmp_path) == ["#three", "gone.md"]
