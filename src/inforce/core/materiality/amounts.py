"""Amounts, periods, ages and rates of a sentence in one form: "thirty (30) days" is "30 days", "a week" is "7 days"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from inforce.core.materiality.sentences import Word

_NUMBERS: dict[str, float] = {
    word: float(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {word: 10.0 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_NUMBERS |= {"a": 1, "an": 1, "every": 1, "each": 1, "per": 1, "hundred": 100, "thousand": 1000, "half": 0.5}
_ARTICLES = ("a", "an", "every", "each", "per", "one", "half")
"""These are an amount only before a unit."""
_UNITS = {
    "second": ("s", 1), "minut": ("s", 60), "hour": ("s", 3600), "day": ("s", 86400), "week": ("s", 604800),
    "fortnight": ("s", 1209600), "month": ("mo", 1), "quarter": ("mo", 3), "year": ("mo", 12), "annual": ("mo", 12),
    "anniversari": ("mo", 12),
}  # fmt: skip
"""By stem: seconds or months, for a month has no fixed length."""
_PERIODICAL = {
    "daily": "s:86400", "weekly": "s:604800", "monthly": "mo:1", "quarterly": "mo:3", "yearly": "mo:12",
    "annually": "mo:12",
}  # fmt: skip
_FACTORS = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "m": 1e6, "k": 1e3}
_MEASURES = {
    **{unit: f" {unit}" for unit in ("kb", "mb", "gb", "tb", "km", "kg")},
    "euro": " eur", "euros": " eur", "eur": " eur", "dollar": " usd", "dollars": " usd", "usd": " usd", "pound": " gbp",
    "pounds": " gbp", "gbp": " gbp", "chf": " chf", "yen": " jpy", "jpy": " jpy",
}  # fmt: skip
_SIGNS = {"$": " usd", "€": " eur", "£": " gbp", "¥": " jpy"}
_MODIFIERS = frozenset(("busi", "calendar", "work", "consecut", "full", "further", "addit", "anoth", "more", "a", "an"))
_WORKING = ("busi", "work")
_NO_AMOUNT = frozenset(("factor", "step", "way", "parti", "fold", "sided"))
"""After a number these make no amount: "two-factor", "third-party"."""
_LAW = frozenset(
    ("articl", "art", "regul", "direct", "act", "section", "claus", "paragraph", "lit", "recit", "u.s.c", "iso")
)
_BASIS = frozenset(("gdpr", "dsgvo"))
_LABEL = re.compile(r"\d+(?:\.\d+)+\.?|\d+\.")
_DIGITS = re.compile(r"[$€£¥]?\s?(\d+(?:[.,]\d+)*)%?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$", re.IGNORECASE)


def amounts(words: Sequence[Word], text: str) -> Iterator[str]:
    """Each amount of a sentence: "s:" and seconds, "mo:" and months ("w" before it for working days), a share with
    "%", else the number. Dates, years, numbers of clauses and laws are none, but an article of the GDPR and its letter
    are, for they name the legal basis.
    """
    basis = any(word.stem in _BASIS for word in words)
    if basis:
        lettered = (b for a, b in pairwise(words) if (a.stem == "lit" or a.text[0].isdigit()) and len(b.text) == 1)
        yield from (f"letter {word.text.lower()}" for word in lettered if word.text.isalpha())
    at = 0
    while at < len(words):
        told, at = _amount(words, at, text, basis=basis)
        if told:
            yield told


def is_label(words: Sequence[Word], at: int, text: str) -> bool:
    """Is a number with points in it, at the beginning of a sentence, the number of the clause?"""
    if at or not words or not _LABEL.fullmatch(words[0].text):
        return False
    return not _share(words, 0, 1, text) and not (len(words) > 1 and words[1].stem in _UNITS)


def _amount(words: Sequence[Word], at: int, text: str, *, basis: bool) -> tuple[str, int]:
    """The amount that begins at a word, "" for none, and the word to go on with."""
    word = words[at]
    if word.text.lower() in _PERIODICAL:
        return _PERIODICAL[word.text.lower()], at + 1
    value, after = _value(words, at)
    following = words[after].stem if after < len(words) else ""
    if value is None or is_label(words, at, text) or following in _NO_AMOUNT:
        return "", at + 1
    if after < len(words) and words[after].text.lower() in _FACTORS:
        value, after = value * _FACTORS[words[after].text.lower()], after + 1
    if after < len(words) and _plain_value(words[after].text) == value and words[after].text[0].isdigit():
        after += 1  # "thirty (30) days" is said once.
    working = ""
    unit_at = after
    while unit_at < len(words) and words[unit_at].stem in _MODIFIERS:
        working = "w" if words[unit_at].stem in _WORKING else working
        unit_at += 1
    unit = _UNITS.get(words[unit_at].stem) if unit_at < len(words) else None
    if unit is not None:
        return f"{working}{unit[0]}:{value * unit[1]:.12g}", unit_at + 1
    digits = word.text[0] in "0123456789$€£¥"
    if digits and (_is_date(words, at) or (not basis and _of_a_law(words, at))):
        return "", at + 1
    if not digits and word.text.lower() in _ARTICLES:
        return "", at + 1
    following = words[after].text.lower() if after < len(words) else ""
    measure = _MEASURES.get(following, _SIGNS.get(word.text[0], ""))
    return f"{value:.12g}" + ("%" if _share(words, at, after, text) else measure), after


def _share(words: Sequence[Word], at: int, after: int, text: str) -> bool:
    """Is a number a percentage: "10%", "10 %", "10 percent", "ten per cent"?"""
    if words[at].text.endswith("%"):
        return True
    last = words[after - 1]
    if text[last.start + len(last.text) :].lstrip(" \u00a0)")[:1] == "%":
        return True
    return [w.stem for w in words[after : after + 1]] == ["percent"] or [w.stem for w in words[after : after + 2]] == [
        "per",
        "cent",
    ]


def _is_date(words: Sequence[Word], at: int) -> bool:
    text = words[at].text
    if _WHOLE_DATE.fullmatch(text) or _YEAR.fullmatch(text):
        return True
    near = [words[k].text for k in (at - 1, at + 1) if 0 <= k < len(words)]
    return any(_MONTH.match(word) and word[0].isupper() for word in near)


def _of_a_law(words: Sequence[Word], at: int) -> bool:
    """Is it the number of an article, a regulation or the like?"""
    return any(word.stem in _LAW for word in words[max(0, at - 3) : at + 2])


def _value(words: Sequence[Word], at: int) -> tuple[float | None, int]:
    """The number that begins at a word, and the index after it ("forty five", "half a", "a year and a half" apart)."""
    value = _plain_value(words[at].text)
    if value is None or at + 1 >= len(words):
        return value, at + 1
    second = _NUMBERS.get(words[at + 1].text.lower())
    if second is not None and words[at].text.isalpha() and 20 <= value < 100 and 0 < second < 10:
        return value + second, at + 2
    return value, at + 1


@lru_cache(maxsize=1 << 10)
def _plain_value(text: str) -> float | None:
    lower = text.lower()
    if lower in _NUMBERS:
        return _NUMBERS[lower]
    if _WHOLE_DATE.fullmatch(text):
        return 0.0
    digits = _DIGITS.fullmatch(text)
    if not digits:
        return None
    number = digits[1]
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    try:
        return float(number.replace(",", "."))
    except ValueError:
        return 0.0
