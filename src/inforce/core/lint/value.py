"""What a rule of the lint is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inforce.errors import Level, Place

if TYPE_CHECKING:
    from inforce.core.lint.text import Text


@dataclass(frozen=True, slots=True)
class Hit:
    """One fault found."""

    place: Place
    sentence: str
    """One plain sentence that ends with a full stop and quotes the words it is about."""
    remedy: str
    """What to do, as an imperative sentence."""
    words: str = ""
    """The sentence of the text that it is about, by which a suppression may name it; empty: the whole text."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules."""

    id: str
    """Stable name in kebab-case; the code of its problems."""
    level: Level
    """Where a site does not set another; in a registered text, which stays as it is, it weighs less (`run.settled`)."""
    finds: str
    """What it finds, in one sentence, for the documentation."""
    source: str
    """The law, standard or practice from which it comes."""
    find: Callable[[Text], Iterable[Hit]]
