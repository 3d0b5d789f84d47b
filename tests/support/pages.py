"""Reading a planned site in tests."""

from __future__ import annotations

import re
from datetime import date

from factories import make_library, make_policy
from inforce.core.policy import Library
from inforce.render.pages import plan

ON = date(2026, 11, 23)
"""The amendment of `factories.example` is published and not yet in force."""


def site(library: Library, on: date = ON, **options: object) -> dict[str, bytes]:
    """Every file of the site by its path."""
    return {page.path: page.content for page in plan(library, on, **options)}  # type: ignore[arg-type]


def page(library: Library, path: str, on: date = ON) -> str:
    """The HTML at an address (``privacy/``)."""
    return site(library, on)[f"{path}index.html"].decode()


def words(html: str) -> str:
    """What a reader reads of a page, white space collapsed."""
    shown = re.sub(r"<head>.*?</head>|<wbr>", "", html, flags=re.DOTALL)
    return re.sub(r" (?=[.,;:])", "", " ".join(re.sub(r"<[^>]+>", " ", shown).split()))


def privacy(*versions: object, **options: object) -> Library:
    """A library of one policy, served below a sub-path."""
    return make_library(make_policy(*versions, **options), base_url="https://x.example/legal/")  # type: ignore[arg-type]
