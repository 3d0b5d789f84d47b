"""What an assessment says: a verdict, and the findings it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inforce.core.materiality import phrase
from inforce.core.materiality.topics import TOPICS

RULES_VERSION = 1
"""Grows with every change of the rules or of their words; a register line says by which it was assessed."""


class Verdict(StrEnum):
    """Does a reader who relied on the old text need to be told?"""

    MATERIAL = "material"
    REVIEW = "review"
    """The rules cannot tell: a person must decide."""
    IMMATERIAL = "immaterial"


CATEGORIES: Mapping[str, str] = {
    **{code: topic.name for code, topic in TOPICS.items()},
    "N01": "typo",
    "N02": "formatting",
    "N03": "link upkeep",
    "N04": "numbering",
    "N05": "wording without effect",
    "N06": "date",
    "N07": "name style",
    "N08": "moved",
    "N09": "order of a list",
    "N10": "duplicate",
    "N11": "favourable only",
    "N12": "metadata",
}
"""Every category with its name, as readers are told it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule saw in one edit."""

    rule: str
    """Id of the rule."""
    category: str
    """M01–M19, or N01–N12."""
    section: str
    """Title of the section it stands in; "" before the first heading."""
    anchor: str
    """Anchor of that section; "" before the first heading."""
    reason: str
    """Why, in a sentence."""
    old: str
    """The old sentence; "" where it is new."""
    new: str
    """The new sentence; "" where it is gone."""
    words: tuple[str, ...] = ()
    """The words that decided, as written in `old` or `new`."""
    sure: bool = True
    """False: a person should decide."""
    weight: float = 0.0
    """For the order: how much it speaks for its category."""
    entry: int = 0
    """Index of its entry in the redline."""

    @property
    def why(self) -> str:
        """Why people are told of such a change; "" for what needs no notice."""
        topic = TOPICS.get(self.category)
        return topic.why if topic else ""

    @property
    def draft(self) -> str:
        """A line for the summary, for the author to edit."""
        return phrase.draft(self.category, self.old, self.new)

    @property
    def material(self) -> bool:
        """Does it speak for notice?"""
        return self.category.startswith("M")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of a change."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    """Those that speak for notice, the weightiest first."""
    passed: tuple[Finding, ...] = ()
    """What was seen and does not need notice, in reading order."""
