"""The title at the gate: readers see it as the text's heading, but it stands in the front matter, not in the text."""

from __future__ import annotations

from inforce.core.materiality.sentences import words
from inforce.core.materiality.vocabulary import Vocabulary

_LEGAL_FORM = "things.form"
"""The list of words such as Ltd and GmbH."""


def title_changes(old: str, new: str) -> bool:
    """Whether the title says something else; signs and capital letters alone do not."""
    return _letters(old) != _letters(new)


def names_other_company(old: str, new: str, known: Vocabulary) -> bool:
    """Whether the two titles name different companies, or only one names any: told by their legal forms."""
    return _companies(old, known) != _companies(new, known)


def _letters(title: str) -> list[str]:
    return [word.text.casefold() for word in words(title)]


def _companies(title: str, known: Vocabulary) -> set[tuple[str, str]]:
    """Each legal form with the word before it; one that begins the title is none ("Limited Warranty")."""
    stems = tuple(word.stem for word in words(title))
    hits = known.phrases.find(stems)
    return {(stems[hit.first - 1], hit.phrase) for hit in hits if hit.group == _LEGAL_FORM and hit.first}
