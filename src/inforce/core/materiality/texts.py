"""The two whole texts, to look passages up: what is gone here may stand there, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from inforce.core.materiality.sentences import Word
from inforce.core.model import Block
from inforce.core.redline.tokens import plain_typography

_WORD = re.compile(r"[^\W_]+(?:['.@-][^\W_]+)*")
_SMALL = re.compile(r"\b[a-zà-ÿ]+\b")
_GRAM = 5
"""Words in a row that make a passage recognisable."""
_COVERED = 0.85
"""Share of a passage's rows of words that must stand in the other text."""


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(plain_typography(text).lower())


class Text:
    """One whole text."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = [block.text for block in blocks]

    @cached_property
    def _words(self) -> list[list[str]]:
        return [plain_words(text) for text in self._blocks]

    @property
    def words(self) -> list[str]:
        """Every word of it in order, in small letters."""
        return [word for words in self._words for word in words]

    @cached_property
    def rows(self) -> frozenset[tuple[str, ...]]:
        """Every row of words of it."""
        return self._grams

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of it, in small letters."""
        return frozenset(word for words in self._words for word in words)

    @cached_property
    def small(self) -> frozenset[str]:
        """Every word that is somewhere written with a small first letter: no name."""
        return frozenset(word for text in self._blocks for word in _SMALL.findall(text))

    @cached_property
    def _joined(self) -> str:
        return "\n" + "\n".join(" ".join(words) for words in self._words) + "\n"

    @cached_property
    def _grams(self) -> frozenset[tuple[str, ...]]:
        return frozenset(gram for words in self._words for gram in _grams(words))

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(" ".join(words) for words in self._words)

    def has(self, passage: str) -> bool:
        """Does the passage stand in it, word for word or nearly so? A short one must be a whole block of it."""
        words = plain_words(passage)
        if len(words) < 4:
            return " ".join(words) in self._whole
        if " ".join(words) in self._joined:
            return True
        if len(words) < 2 * _GRAM:
            return False
        grams = _grams(words)
        return sum(gram in self._grams for gram in grams) >= _COVERED * len(grams)

    def names(self, phrase: str) -> bool:
        """Do these words stand in it in this order?"""
        return f" {' '.join(plain_words(phrase))} " in self._joined.replace("\n", " ")


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)]


class Texts:
    """Both texts of a change."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.old, self.new = Text(old), Text(new)
        self.renames: frozenset[tuple[str, str]] = frozenset()
        """Names that gave way to others throughout, in small letters."""

    def common(self) -> float:
        """Share of the shorter text's rows of words that the other has; 1 where one is too short to have any."""
        fewer, more = sorted((self.old.rows, self.new.rows), key=len)
        return len(fewer & more) / len(fewer) if fewer else 1.0

    def is_name(self, word: Word) -> bool:
        """Is it a name: written large wherever it stands, or like an address of the web?"""
        lower = word.text.lower()
        if "." in word.text and "@" not in word.text:
            return not lower.startswith(("e.g", "i.e"))
        return any(c.isupper() for c in word.text) and lower not in self.old.small and lower not in self.new.small
