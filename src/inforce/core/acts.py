"""What people did about a version: what its author declares of it, and what the register keeps of its acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inforce.core.origin import Origin
from inforce.errors import Place


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """One line of an amendment's summary, in plain words."""

    text: str
    section: str = ""
    """Anchor of the section it speaks of (in the new text, or in the old where the section went); empty: the whole."""


@dataclass(frozen=True, slots=True)
class Override:
    """A named person's decision against the detected class."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the author declares of the step from the version before."""

    material: bool | None
    """None: not declared yet (a draft)."""
    summary: tuple[SummaryItem, ...] = ()
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """Something that the lint finds and that the author lets stand, for a reason."""

    rule: str
    reason: str
    words: str = ""
    """Only where the sentence found holds these words; empty: everywhere."""
    place: Place | None = None
    """Where the front matter has it."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the rules said of an amendment when it was published: decided then, and not judged anew."""

    rules: int
    """Number of the rules (`inforce.core.materiality.RULES_VERSION`) that were asked."""
    verdict: str
    """material, review or immaterial."""
    categories: tuple[str, ...] = ()
    """Categories of the findings, M01 to M19, in order."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What the register says of a version."""

    recorded: date
    by: str
    line: int
    """Line of the register, from 1."""
    text: str
    """Digest of the canonical text at the time."""
    meta: str
    imported: bool = False
    assessed: Assessed | None = None
    """None: a first version, an import, or a line from before the rules."""
    origin: Origin | None = None
    """Of a version imported from a git repository, which commit holds its text."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An act that took a version back before its day."""

    recorded: date
    by: str
    reason: str
    line: int = 0
    """Line of the register, from 1; 0: not known."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An act that says: this text was read through while it was in force, and nothing in it had to change."""

    recorded: date
    by: str
    note: str = ""
    """What the reviewer wants to be known; shown in the history."""
