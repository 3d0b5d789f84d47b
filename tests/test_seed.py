"""The first version of the privacy policy is the seed's text, word for word."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEED = ROOT / "tests" / "fixtures" / "seed.txt"
VERSION = ROOT / "content" / "policies" / "privacy" / "2025-12-15.md"


def plain(markdown: str) -> str:
    """The few marks the version uses, taken away with regular expressions: no Markdown library has a say here."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    body = re.sub(r"^#+ (.*?) \{#[a-z-]+\}$", r"\1", body, flags=re.MULTILINE)
    body = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", body)
    return body.replace("**", "").replace("\\\n", "\n")


def front(markdown: str) -> dict[str, str]:
    """Its front matter, one `key: value` a line."""
    return dict(line.split(": ", 1) for line in markdown.split("---\n")[1].splitlines())


def test_every_line_of_the_seed_is_the_version() -> None:
    """Lines, marks of list items and all words are equal, in order, once empty lines are left out."""
    title, updated, *text = SEED.read_text(encoding="utf-8").splitlines()
    kept = [line for line in plain(VERSION.read_text(encoding="utf-8")).splitlines() if line]
    assert kept == text
    assert (title, updated) == ("Privacy Policy", "Last updated: December 15, 2025")


def test_title_and_date_became_front_matter() -> None:
    """What the seed prints above its text stands in the front matter."""
    values = front(VERSION.read_text(encoding="utf-8"))
    assert values["title"] == "Privacy Policy"
    assert values["published"] == values["effective"] == "2025-12-15"


def test_every_heading_has_an_explicit_id() -> None:
    """An id written down survives a change of the heading's words."""
    headings = re.findall(r"^#+ .*$", VERSION.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ids = [re.search(r"\{#([a-z-]+)\}$", heading) for heading in headings]
    assert len(headings) == 25
    assert all(ids)
    assert len({match[1] for match in ids if match}) == len(headings)
