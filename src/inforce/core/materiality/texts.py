"""The two whole texts, to look passages up: what is gone here may stand there, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from inforce.core.materiality.sentences import Word
from inforce.core.model import Block
from inforce.core.redline.tokens import plain_typography

_WORD = re.compile(r"[^\W_]+(?:['.@-][^\W_]+)*")
_GRAM = 5
"""Words in a row that make a passage recognisable."""
_WORD_OR_END = re.compile(_WORD.pattern + r"|\n")
_LARGE = 200_000
"""Characters from which a text is large."""
_DAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_ENOUGH = 12_000
"""Characters by which the language of a text can be told."""
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
    def _tokens(self) -> list[str]:
        """Its words in small letters, a line end between blocks."""
        return _WORD_OR_END.findall(
            plain_typography("\n".join(text.replace("\n", " ") for text in self._blocks)).lower()
        )

    @cached_property
    def words(self) -> list[str]:
        """Every word of it in order, in small letters."""
        return [token for token in self._tokens if token != "\n"]

    @cached_property
    def rows(self) -> frozenset[tuple[str, ...]]:
        """Every row of words of it."""
        return frozenset(_grams(self.words))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of it, in small letters."""
        return frozenset(self.words)

    @cached_property
    def _written(self) -> str:
        return "\n".join(self._blocks)

    @property
    def beginning(self) -> str:
        """Enough of it to tell its language."""
        return self._written[:_ENOUGH]

    @property
    def is_empty(self) -> bool:
        """Has it no word?"""
        return not self._written.strip()

    def writes_small(self, word: str) -> bool:
        """Does a word stand in it somewhere in small letters? Then it is no name."""
        at = self._written.find(word)
        while at >= 0:
            before, after = self._written[at - 1 : at], self._written[at + len(word) : at + len(word) + 1]
            if not before.isalnum() and not after.isalnum():
                return True
            at = self._written.find(word, at + 1)
        return False

    @cached_property
    def _joined(self) -> str:
        return f" {' '.join(self._tokens)} "

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(self._joined.strip().split(" \n "))

    def has(self, passage: str) -> bool:
        """Does the passage stand in it, word for word or nearly so? A short one must be a whole block of it."""
        words = plain_words(passage)
        if len(words) < 4:
            return " ".join(words) in self._whole
        grams = list(_grams(words))
        # In a large text, rows of words are looked up faster than all of it is searched.
        possible = len(self._written) < _LARGE or not grams or grams[0] in self.rows
        if possible and f" {' '.join(words)} " in self._joined:
            return True
        if len(words) < 2 * _GRAM:
            return False
        return sum(gram in self.rows for gram in grams) >= _COVERED * len(grams)

    def names(self, phrase: str) -> bool:
        """Do these words stand in it in this order?"""
        return f" {' '.join(plain_words(phrase))} " in self._joined


def _grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(_GRAM)), strict=False)


class Texts:
    """Both texts of a change."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.old, self.new = Text(old), Text(new)
        self.renames: frozenset[tuple[str, str]] = frozenset()
        """Names that gave way to others throughout, in small letters."""
        self.renamed_at: Mapping[tuple[str, str], int] = {}
        """How often each name gave way to another."""
        self._names: dict[str, bool] = {}

    def common(self) -> float:
        """Share of the shorter text's rows of words that the other has; 1 where one is too short to have any."""
        fewer, more = sorted((self.old.rows, self.new.rows), key=len)
        return len(fewer & more) / len(fewer) if fewer else 1.0

    def is_name(self, word: Word) -> bool:
        """Is it a name: written large wherever it stands, or like an address of the web?"""
        known = self._names.get(word.text)
        if known is None:
            known = self._names[word.text] = self._is_name(word.text)
        return known

    def _is_name(self, word: str) -> bool:
        lower = word.lower()
        if lower in _DAYS:
            return False
        if "." in word and "@" not in word:
            return not lower.startswith(("e.g", "i.e"))
        return word != lower and not self.old.writes_small(lower) and not self.new.writes_small(lower)
