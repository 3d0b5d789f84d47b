"""Text to sentences, sentences to words: the units in which the rules of materiality read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from inforce.core.redline.tokens import plain_typography

_ABBREVIATIONS = frozenset(
    ("inc", "ltd", "co", "corp", "e.g", "i.e", "etc", "no", "nos", "art", "arts", "sec", "mr", "mrs", "ms", "dr", "st", "vs",  # noqa: E501
     "cf", "u.s", "u.k", "e.u", "u.s.c", "approx", "incl", "para", "paras", "p", "pp", "l.l.c", "a.m", "p.m", "d.c")
)  # fmt: skip
_END = re.compile(
    r"""[.!?]["'”’)\]]*[^\S\n]+(?:\n(?!\n)\s*)?(?=["'“‘(\[]?[A-Z0-9À-Þ])|[.!?]["'”’)\]]*\n(?!\n)(?=["'“‘(\[]?[A-Z0-9À-Þ])|\n{2,}|(?<=[。！？])(?!$)"""
)
_IN_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.")
WORD = re.compile(
    r"""
      </?[a-zA-Z][^<>]{0,200}>                              # a tag that was left over: no word
    | (?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+         # an e-mail address
    | (?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?)\]}']   # an address
    | \d{4}-\d\d-\d\d | \d{1,2}\.\d{1,2}\.\d{4}            # a date
    | [$€£¥]\s?\d+(?:[.,]\d+)*                           # money
    | \d+(?:[.,]\d+)*(?:%|(?:st|nd|rd|th)\b)?(?!\d)(?!(?!(?:h|hrs?|days?|d|k|[gmt]b|x|px|am|pm)\b)[^\W\d_])  # a number
    | [^\W_]*\d[^\W_]*                                  # a name with a digit in it
    | [^\W\d_]+(?:\.(?=[^\W\d_])[^\W\d_]+)+              # a domain, an abbreviation
    | [^\W\d_]+(?:['’][^\W\d_]+)*                        # a word
    """,
    re.VERBOSE,
)
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence."""

    text: str
    """As written, with straight quotes."""
    stem: str
    """What is compared: small letters, without ending; a contraction's "not" is a word of its own."""
    start: int = 0
    """Where it begins in the sentence (with straight quotes)."""

    @property
    def name(self) -> bool:
        """Is it written like a name (a capital letter, or letters after a digit or point)?"""
        return self.text[0].isupper() or ("." in self.text and not self.text[0].isdigit())


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without its ending, in small letters (Snowball's English algorithm, Porter 2001)."""
    word = word.lower()
    if word.endswith("'s"):
        word = word[:-2]
    if not word.isalpha() or len(word) < 4:
        return word
    return str(_stemmer.stemWord(word))


def plain(text: str) -> str:
    """The text with straight quotes, plain hyphens, single spaces."""
    return " ".join(plain_typography(text).split())


@lru_cache(maxsize=1 << 12)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of a block's text begins and ends; together they cover all of it."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        last = _last_word(text, start, match.start()) if match.group()[:1] == "." else ""
        if len(last) == 1 or last.lower().rstrip(".") in _ABBREVIATIONS or end == start:
            continue
        found.append((start, end))
        start = end
    if start < len(text) or not found:
        found.append((start, len(text)))
    return tuple(found)


def _last_word(text: str, start: int, end: int) -> str:
    """Letters and points that end at `end`, from the first letter on: read backwards, each character once."""
    first = end
    while first > start and text[first - 1] in _IN_WORD:
        first -= 1
    return text[first:end].lstrip(".")


_CONTRACTIONS = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
}
_TAILS = {"'ll": "will", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}


@lru_cache(maxsize=1 << 13)
def words(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence in order; punctuation is none."""
    return tuple(_words(plain_typography(sentence)))


def _words(sentence: str) -> Iterator[Word]:
    for match in WORD.finditer(sentence):
        text = match.group()
        if text[0] == "<":
            continue
        lower, at = text.lower(), match.start()
        if "'" not in lower and lower != "cannot":
            yield Word(text, stem(lower), at)
            continue
        if lower in _CONTRACTIONS:
            yield from (Word(part, part, at) for part in _CONTRACTIONS[lower])
        elif lower.endswith("n't"):
            yield Word(text[:-3], stem(text[:-3]), at)
            yield Word("not", "not", at)
        else:
            tail = next((t for t in _TAILS if lower.endswith(t)), "")
            if tail:
                yield Word(text[: -len(tail)], stem(text[: -len(tail)]), at)
                yield Word(_TAILS[tail], _TAILS[tail], at)
            else:
                yield Word(text, stem(lower), at)


def key(sentence: str) -> tuple[str, ...]:
    """What makes two sentences the same: their words in order, endings apart."""
    return tuple(word.text.lower() for word in words(sentence))
