"""Words of legal weight, and which of them differ between two stretches of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from inforce.core.redline.value import Legal

_UNITS = (
    r"(?:business |calendar |working )?(?:days?|months?|years?|weeks?|hours?|minutes?|quarters?|anniversar(?:y|ies))"
)
_DIGIT = re.compile(r"\d")
_COUNTED = (
    r"(?:\d+(?:[.,]\d+)*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|"
    r"forty-five|sixty|ninety|a|an|each|every)"
)
_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # noqa: E501

_NUMBERED: tuple[tuple[Legal, re.Pattern[str]], ...] = tuple((legal, re.compile(pattern)) for legal, pattern in (
    (Legal.MONEY, r"[$€£¥]\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:usd|eur|gbp|chf|dollars?|euros?|pounds?)\b|\b(?:usd|eur|gbp|chf)\s?\d[\d.,]*"),  # noqa: E501
    (Legal.DATE, rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}\.? {_MONTHS} \d{{4}}\b|\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?\b|"  # noqa: E501
                 r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"),
    (Legal.NUMBER, r"\d+(?:[.,]\d+)*\s?%?"),
))  # fmt: skip
"""In small letters; looked for only where there is a digit."""
_PERIOD = re.compile(rf"\b{_COUNTED}(?:\s*\(\d+\))?[\s-]+{_UNITS}\b")
_UNIT_STEMS = ("day", "month", "year", "week", "hour", "minute", "quarter", "anniversar")
WORDS: dict[str, Legal] = {
    **dict.fromkeys(("daily", "weekly", "monthly", "quarterly", "annually", "yearly", "immediately", "indefinitely"), Legal.PERIOD),  # noqa: E501
    **dict.fromkeys(("not", "no", "never", "nor", "neither", "none", "nothing", "without", "cannot", "refuse", "refused", "prohibit",  # noqa: E501
                     "prohibits", "prohibited", "exclude", "excludes", "excluded", "excluding"), Legal.NEGATION),
    **dict.fromkeys(("shall", "must", "may", "might", "should", "will", "would", "can", "could", "required", "obliged", "entitled",  # noqa: E501
                     "permitted", "agree", "agrees", "agreed", "consent", "consents"), Legal.MODALITY),
    **dict.fromkeys(("unless", "except", "exception", "exceptions", "excepting", "notwithstanding", "however", "only", "solely",  # noqa: E501
                     "provided", "subject", "other"), Legal.EXCEPTION),
}  # fmt: skip
"""Single words of legal weight (English), in small letters."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_QUOTE = re.compile('["\u201c\u201e\u00ab]')
_QUOTED = re.compile(r"[\"“„«]([A-ZÀ-Þ][^\"”“»]{1,60})[\"”“»]|\b(?:means|is defined as)\b")


def weights(text: str) -> list[tuple[Legal, str]]:
    """Every word of legal weight in a block with its kind, as often as it occurs, in no order."""
    text = text.replace("\u2019", "'").replace("\u00a0", " ")
    lower = text.lower()
    words = _WORD.findall(lower)
    found = [(WORDS[word], word) for word in words if word in WORDS]
    if "n't" in lower:
        found += [(Legal.NEGATION, word) for word in words if word.endswith("n't")]
    if any(stem in lower for stem in _UNIT_STEMS):
        found += [(Legal.PERIOD, m.group()) for m in _PERIOD.finditer(lower)]
    if _DIGIT.search(lower):
        for legal, pattern in _NUMBERED:
            found += [(legal, m.group()) for m in pattern.finditer(lower)]
    if "means" in text or "is defined as" in text or _QUOTE.search(text):
        found += [(Legal.DEFINED_TERM, m.group(1) or m.group()) for m in _QUOTED.finditer(text)]
    return found


def differences(blocks: Iterable[tuple[str, str]]) -> frozenset[Legal]:
    """Which kinds of legal words differ between the old and the new texts of some blocks, taken together."""
    before, after = Counter[tuple[Legal, str]](), Counter[tuple[Legal, str]]()
    for old, new in blocks:
        if old != new:
            before.update(weights(old))
            after.update(weights(new))
    return frozenset(legal for legal, _ in (before - after) | (after - before))
