"""Text to tokens: words, numbers and punctuation as a lawyer would count them, white space kept at the end of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from inforce.core.model import Run

_PUNCTUATION = (
    "!-,./:-@\\[-\\^`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3020\u30fb"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u060c\u061b\u061f\u06d4\u05be\u05c0\u05c3\u0964\u0965\\-"
)
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = f"[^\\s{_PUNCTUATION}{_IDEOGRAPHS}]"
_UNIT = (
    r"(?:(?:business|calendar|working|consecutive)[ \u00a0])?"
    r"(?:days?|months?|years?|weeks?|hours?|minutes?|seconds?|percent|per[ \u00a0]cent)\b"
)
TOKEN = re.compile(
    rf"""(?-i:[A-Za-z]++)(?=[\s,;)]|\.\s)\s* | [,;:()"“”]\s* | \.\s+    # nearly all; the rest would do the same
    | (?:
      (?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]}}'’]        # an address
    | (?<![\w.+-])[\w.+-]*\w@\w[\w-]*(?:\.\w[\w-]*)+               # an e-mail address (looked for once a stretch)
    | [$€£¥]\s?\d+(?:[.,]\d+)*(?:\s?(?:million|billion)\b)?         # money
    | \d+(?:[.,:/]\d+)*(?:\([a-z0-9]{{1,4}}\))+                    # a clause: 4.2(b)
    | \d+(?:[.,:/–-]\d+)*(?:\s?%|[ \u00a0-]{_UNIT})                  # a number with its unit
    | \d+(?:[.,:/]\d+)+                                             # 1,000; 4.2; 12/2025
    | (?-i:[A-Z])(?:\.(?-i:[A-Z]))+                               # an abbreviation: U.S.C
    | {_LETTER}+(?:(?:['’\-‐‑&]|\.(?=(?-i:[a-z0-9]))){_LETTER}+)*   # a word, contraction, compound, domain
    | [{_IDEOGRAPHS}]                                               # scripts without spaces: one character
    | .
    )\s*""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
OFTEN = 4000
"""Characters up to which a text is remembered once it was read."""
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵ",
    "ABESIJKMHOPCTYXaeijopcyxsdqwhABEZHIKMNOPTYXov",
)
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "`": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u2033": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
    }
)


_FOLDS = _TYPOGRAPHY | {
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), 0xFB00)),
}
"""Spaces, full-width forms and ligatures too. Not ² and ½: beside a digit they say another thing than 2 and 1/2."""
_TYPOGRAPHIC = re.compile("[" + "".join(map(chr, _FOLDS)) + "]")
"""A pattern is several times faster than `str.translate` on long texts."""


class Token(NamedTuple):
    """A word, number or punctuation mark of a block."""

    key: str
    """What is compared: the word without white space and without what no eye can see."""
    text: str
    """All its characters."""
    source: Run | None
    """The run it was cut from; None where it is an image or stands in several runs."""
    several: tuple[Run, ...] = ()
    """Its characters with their marks, where there is no `source`."""

    @property
    def word(self) -> str:
        """Its characters without the white space after it; of an image all."""
        return self.text if self.key.startswith("\0") else self.text.strip()

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its characters, white space included, with their marks. (Most tokens are never asked.)"""
        run = self.source
        return self.several if run is None else (Run(self.text, run.marks, run.href, run.title),)


def key_of(word: str) -> str:
    """The word as the eye sees it: composed, no hidden characters, plain quotes, look-alike letters taken for what they seem."""  # noqa: E501
    if word.isalnum() and word.isascii():
        return word
    if " " in word or "\n" in word or "\u00a0" in word:
        word = " ".join(word.split())
    if word.isascii():
        return word
    word = unicodedata.normalize("NFC", _HIDDEN.sub("", word))
    word = word.translate(_TYPOGRAPHY)
    swapped = word.translate(_LOOK_ALIKES)
    # Whole words of another script stay what they are: only a mixed word is a trick.
    return (
        swapped if swapped.isascii() and not word.isascii() and any(c.isascii() and c.isalpha() for c in word) else word
    )


def plain_typography(text: str) -> str:
    """The text with straight quotes, plain hyphens and no hidden characters."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _TYPOGRAPHIC.sub(lambda found: _FOLDS[ord(found.group())], _HIDDEN.sub("", text))


def cut(text: str) -> Sequence[str]:
    """The text in tokens, each with the white space after it; joined they are the text."""
    return _cut_again(text) if len(text) <= OFTEN else _cut(text)


@lru_cache(maxsize=1 << 11)
def _cut_again(text: str) -> Sequence[str]:
    """A block's text is asked for as a whole, for its words, and in the next comparison again."""
    return _cut(text)


def _cut(text: str) -> Sequence[str]:
    pieces = TOKEN.findall(text)
    if len(pieces) > 1 and not pieces[0].strip():
        pieces[:2] = [pieces[0] + pieces[1]]
    return pieces


def keys(text: str) -> list[str]:
    """What is compared of a text."""
    return list(map(_key_of_piece, cut(text)))


@lru_cache(maxsize=1 << 15)
def _key_of_piece(piece: str) -> str:
    return key_of(piece.strip())


def tokens(runs: Sequence[Run]) -> list[Token]:
    """The runs of a block, cut into tokens; an image is one token."""
    found: list[Token] = []
    stretch: list[Run] = []
    for run in runs:
        if run.image is None:
            stretch.append(run)
            continue
        found.extend(_cut_runs(stretch))
        stretch = []
        found.append(Token(f"\0{run.image}\0{run.text}", run.text, None, (run,)))
    found.extend(_cut_runs(stretch))
    return found


def _cut_runs(runs: Sequence[Run]) -> list[Token]:
    if not runs:
        return []
    if len(runs) == 1:
        run = runs[0]
        return [Token(_key_of_piece(piece), piece, run) for piece in cut(run.text)]
    found: list[Token] = []
    following = iter(runs)
    run = next(following)
    left = len(run.text)
    """Characters of the run at hand that are not cut yet."""
    for piece in cut("".join(run.text for run in runs)):
        size = len(piece)
        if size < left:
            found.append(Token(_key_of_piece(piece), piece, run))
            left -= size
            continue
        parts: list[Run] = []
        while size:
            taken = run.text[len(run.text) - left :][:size]
            if taken:
                parts.append(Run(taken, run.marks, run.href, run.title))
            left -= len(taken)
            size -= len(taken)
            if not left:
                run = next(following, run)
                left = len(run.text)
        found.append(Token(_key_of_piece(piece), piece, None, tuple(parts)))
    return found
