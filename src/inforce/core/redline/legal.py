"""Words of legal weight, and where they stand in a text (English)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inforce.core.redline.value import Legal

_NUMBER_WORDS = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions dozen half halves twice double triple"
).split()
"""All but "one", which is seldom a number by itself."""
_ANY_NUMBER = rf"(?:\d+(?:[.,]\d+){{0,9}}|one|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
_NUMBER = rf"{_ANY_NUMBER}(?:[\s-]+(?:and\s+)?{_ANY_NUMBER}){{0,9}}"
"""Of ten parts at most: a row of thousands of numbers would else be read from each of them to its end."""
_UNITS = (
    r"(?:business |calendar |working )?(?:days?|months?|years?|weeks?|hours?|minutes?|quarters?|anniversar(?:y|ies))"
)
_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # noqa: E501

_WITH_DIGITS: tuple[tuple[Legal, re.Pattern[str]], ...] = tuple((legal, re.compile(pattern)) for legal, pattern in (
    (Legal.MONEY, r"[$€£¥]\s?\d[\d.,]*|\b\d[\d.,]{0,40}\s?(?:usd|eur|gbp|chf|dollars?|euros?|pounds?)\b|\b(?:usd|eur|gbp|chf)\s?\d[\d.,]*"),  # noqa: E501
    (Legal.DATE, rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}\.? {_MONTHS} \d{{4}}\b|\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?\b|"  # noqa: E501
                 r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?\s?m\b"),
    (Legal.NUMBER, r"\d+(?:[.,]\d+)*\s?%?"),
))  # fmt: skip
"""In small letters; looked for only where there is a digit."""
_DIGIT = re.compile(r"\d")
_PERIOD = re.compile(rf"\b(?:{_NUMBER}|an?|each|every|per)(?:\s*\(\d+\))?[\s-]+{_UNITS}\b")
_UNIT_STEMS = ("day", "month", "year", "week", "hour", "minute", "quarter", "anniversar")
_MONEY_WORDS = re.compile(rf"\b{_NUMBER}\s+(?:dollars?|euros?|pounds?)\b")
_MONEY_STEMS = ("dollar", "euro", "pound")
_BOUND = re.compile(
    r"\bat (?:least|(?:the )?most)\b|\b(?:more|less|fewer|greater|later|earlier) (?:than|of)\b|\bup to\b"
)
_OPT = re.compile(r"\bopt(?:s|ed|ing)?[\s-]+(?:in|out)\b")
WORDS: dict[str, Legal] = {
    **dict.fromkeys(_NUMBER_WORDS, Legal.NUMBER),
    **dict.fromkeys(("daily", "weekly", "monthly", "quarterly", "annually", "yearly", "immediately", "indefinitely"), Legal.PERIOD),  # noqa: E501
    **dict.fromkeys(("not", "no", "never", "nor", "neither", "none", "nothing", "without", "cannot", "refuse", "refused", "prohibit",  # noqa: E501
                     "prohibits", "prohibited", "exclude", "excludes", "excluded", "excluding"), Legal.NEGATION),
    **dict.fromkeys(("shall", "must", "may", "might", "should", "will", "would", "can", "could", "required", "obliged", "entitled",  # noqa: E501
                     "permitted", "agree", "agrees", "agreed", "consent", "consents"), Legal.MODALITY),
    **dict.fromkeys(("unless", "except", "exception", "exceptions", "excepting", "notwithstanding", "however", "only", "solely",  # noqa: E501
                     "provided", "subject", "other"), Legal.EXCEPTION),
    **dict.fromkeys(("maximum", "minimum", "exceed", "exceeds", "exceeding", "before", "after", "within", "until", "till", "prior",  # noqa: E501
                     "latest", "earliest"), Legal.LIMIT),
}  # fmt: skip
"""Single words of legal weight, in small letters."""
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_QUOTE = re.compile('["\u201c\u201e\u00ab]')
_QUOTED = re.compile(r"[\"“„«]([A-ZÀ-Þ][^\"”“»]{1,60})[\"”“»]|\b(?:means|is defined as)\b")
REACH = 64
"""A word of legal weight is told by no more characters on either side than these."""


class Weight(NamedTuple):
    """A word or phrase of legal weight in a text."""

    start: int
    end: int
    legal: Legal
    words: str
    """In small letters, unless it is a defined term."""


def plain(text: str) -> str:
    """The text as it is weighed, character for character: straight apostrophes, plain spaces."""
    return text.replace("\u2019", "'").replace("\u00a0", " ")


def small(text: str) -> str:
    """The text in small letters, as long as it was."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def weights(text: str) -> Iterator[Weight]:
    """Every word of legal weight in a plain text, in no order."""
    lower = small(text)
    contracted = "n't" in lower
    for found in WORD.finditer(lower):
        word = found[0]
        if word in WORDS:
            yield Weight(*found.span(), WORDS[word], word)
        elif contracted and word.endswith("n't"):
            yield Weight(*found.span(), Legal.NEGATION, word)
    looked_for: list[tuple[Legal, re.Pattern[str]]] = [(Legal.LIMIT, _BOUND)]
    if any(stem in lower for stem in _UNIT_STEMS):
        looked_for.append((Legal.PERIOD, _PERIOD))
    if any(stem in lower for stem in _MONEY_STEMS):
        looked_for.append((Legal.MONEY, _MONEY_WORDS))
    if "opt" in lower:
        looked_for.append((Legal.MODALITY, _OPT))
    if _DIGIT.search(lower):
        looked_for += _WITH_DIGITS
    for legal, pattern in looked_for:
        for found in pattern.finditer(lower):
            yield Weight(*found.span(), legal, " ".join(found.group().split()))
    if "means" in text or "is defined as" in text or _QUOTE.search(text):
        for found in _QUOTED.finditer(text):
            yield Weight(*found.span(), Legal.DEFINED_TERM, found.group(1) or found.group())
