"""Words of legal weight, and which of them differ between two stretches of text."""

from __future__ import annotations

import re
from collections import Counter

from inforce.core.redline.value import Legal

_UNITS = r"(?:business |calendar |working )?(?:days?|months?|years?|weeks?|hours?|minutes?|quarters?|anniversar(?:y|ies))"
_COUNTED = (
    r"(?:\d+(?:[.,]\d+)*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|"
    r"forty-five|sixty|ninety|a|an|each|every)"
)
_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"

PATTERNS: tuple[tuple[Legal, re.Pattern[str]], ...] = tuple((legal, re.compile(pattern, re.IGNORECASE)) for legal, pattern in (
    (Legal.PERIOD, rf"\b{_COUNTED}(?:\s*\(\d+\))?[\s-]+{_UNITS}\b|\b(?:daily|weekly|monthly|quarterly|annually|yearly|immediately|indefinitely)\b"),
    (Legal.MONEY, r"[$€£¥]\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:usd|eur|gbp|chf|dollars?|euros?|pounds?)\b|\b(?:usd|eur|gbp|chf)\s?\d[\d.,]*"),
    (Legal.DATE, rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}\.? {_MONTHS} \d{{4}}\b|\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b"),
    (Legal.NEGATION, r"\b(?:not|no|never|nor|neither|none|nothing|without|cannot|\w+n't|refuse[sd]?|prohibit(?:s|ed)?|exclud(?:e|es|ed|ing))\b"),
    (Legal.MODALITY, r"\b(?:shall|must|may|might|should|will|would|can|could|required|obliged|entitled|permitted|agree[sd]?|consents?)\b"),
    (Legal.EXCEPTION, r"\b(?:unless|except(?:ion|ions|ing)?|other than|provided that|subject to|notwithstanding|however|only|solely)\b"),
    (Legal.NUMBER, r"\d+(?:[.,]\d+)*\s?%?"),
))  # fmt: skip
"""What is looked for, in order."""
_QUOTED = re.compile(r"[\"“„«]([A-ZÀ-Þ][^\"”“»]{1,60})[\"”“»]|\b(?:means|is defined as)\b")


def weights(text: str) -> dict[Legal, Counter[str]]:
    """Every word of legal weight in a text, by kind."""
    text = text.replace("\u2019", "'").replace("\u00a0", " ")
    found = {legal: Counter(m.group().casefold() for m in pattern.finditer(text)) for legal, pattern in PATTERNS}
    found[Legal.DEFINED_TERM] = Counter(m.group(1) or m.group() for m in _QUOTED.finditer(text))
    return found


def differences(old: str, new: str) -> frozenset[Legal]:
    """Which kinds of legal words two stretches of text do not share."""
    if old == new:
        return frozenset()
    before, after = weights(old), weights(new)
    return frozenset(legal for legal in before if before[legal] != after[legal])
