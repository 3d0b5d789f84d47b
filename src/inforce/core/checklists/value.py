"""What a statutory checklist is, and what going through a text with it gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inforce.errors import Place

BEFORE_ALL = (
    "Items were looked for by patterns in the words: “found” means a sentence that a person should read, “not found by"
    " pattern” only that no pattern fitted, and nothing here says whether the text meets the law."
)
"""The sentence that stands before every list, wherever it is shown."""


class State(StrEnum):
    """What is known of an item."""

    FOUND = "found"
    NOT_FOUND = "not found by pattern"
    MAPPED = "mapped by the author"


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which a text may give an item.

    A sentence must hold at least one phrase of each of `all` and none of `never`; a phrase of `under` must stand in it,
    in the headings above it, in the words that introduce its list, or in its row of a table. A phrase is read by stems
    (“collect” finds “collected”), `*` stands for any one word, and `<email>`, `<phone>`, `<address>`, `<company>`,
    `<link>` for what looks like one.
    """

    all: tuple[tuple[str, ...], ...]
    under: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a law asks a text to say."""

    id: str
    """Stable, for `covers` in the front matter: `gdpr-13-1-a`."""
    law: str
    """Its place in the law."""
    asks: str
    """What it asks, in plain words."""
    looks: tuple[Look, ...] = ()
    front: str = ""
    """The key of the front matter that gives it: the page shows its day."""
    cookies: bool = False
    """Whether it is looked for in a cookie policy as well."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """All that one law asks of a text."""

    id: str
    title: str
    concerns: str
    """Whom the law concerns, in one sentence: whether it does is for a person to judge."""
    items: tuple[Item, ...]
    only: Item | None = None
    """Where it is gone through only if the text says this."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item, held against a text."""

    id: str
    law: str
    asks: str
    state: State
    section: str = ""
    """Id of the section where it was found or is mapped to; empty: before the first heading, or the front matter."""
    title: str = ""
    """That section's number and title."""
    sentence: str = ""
    """The sentence that was found, so that a person can judge it."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ChecklistResult:
    """One law's list, gone through."""

    id: str
    title: str
    first: str
    """`BEFORE_ALL`."""
    concerns: str
    note: str
    """Why it was not gone through, or what limits it; mostly empty."""
    items: tuple[ItemResult, ...]
