"""Different periods that one text states for one subject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from inforce.core.lint.text import Sentence, Text
from inforce.core.lint.value import Hit, Rule
from inforce.core.materiality.amounts import amounts
from inforce.core.materiality.sentences import plain, words
from inforce.errors import Level

_PERIOD = re.compile(
    r"\b(?:\d{1,3}|an?|one|two|three|four|five|six|seven|ten|twelve|fourteen|thirty|forty[ -]five|sixty|ninety)"
    r"(?: \(\d{1,3}\))?[ -](?:(?:full|calendar|business|working) )?(?:hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\b(?:within|after|for(?: up to)?|in|no later than|not later than|at most|up to|than|least|every|maximum of"
    r"|under|longer than|next|approximately|about)(?: the| a maximum of| approximately| about)?\s$",
    re.IGNORECASE,
)
_END_OF_ACCOUNT = (
    r"(?:cancel\w*|terminat\w+|clos(?:e|es|ed|ing|ure)|end(?:s|ed)? of (?:the|your)|account ends|delete your account)"
)
_KEPT = r"(?:delet\w+|eras\w+|remov\w+|destroy\w*|purg\w+|anonymi[sz]\w+|retain\w*|retention|stor(?:e|ed|es)|keep|kept)"
_SUBJECTS: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = tuple(
    (name, tuple(re.compile(part, re.IGNORECASE) for part in parts))
    for name, parts in (
        (
            "answering requests",
            (
                r"\b(?:respond|reply|answer|acknowledge|act on|process|fulfil\w*|comply with|responses?)\b",
                r"\brequests?\b|\bto you\b",
                r"\A(?!.*\b(?:government|law enforcement|court|subpoena|refund|cancel)\w*).*",
            ),
        ),
        ("keeping backups", (rf"\b{_KEPT}\b", r"\bback-?ups?\b")),
        ("keeping logs", (rf"\b{_KEPT}\b", r"\b(?:access |server |log ?files?|logs?)\b")),
        (
            "deletion after an account ends",
            (rf"\b{_KEPT}\b", rf"\b{_END_OF_ACCOUNT}\b", r"\A(?!.*\b(?:back-?ups?|logs?)\b).*"),
        ),
        ("refunds", (r"\brefund\w*\b", r"\A(?!.*\b(?:trial|domain)\w*).*")),
        (
            "notice of a breach",
            (
                r"\b(?:notify|inform|report|notification)\b",
                r"\b(?:personal data|data|security) (?:breach|incident)|\bbreach of security\b",
            ),
        ),
        (
            "notice of changes to the text",
            (
                r"\b(?:notice|notify|notification|in advance)\b",
                r"\b(?:chang\w+|amend\w+|modif\w+)\b.{0,50}\b(?:polic\w+|terms|notice|agreement)\b",
            ),
        ),
        ("notice of new subprocessors", (r"\b(?:notice|notify|inform|announce|object)\b", r"\bsub-?processors?\b")),
        ("objecting to subprocessors", (r"\bobject\w*\b", r"\bsub-?processors?\b", r"\A(?!.*\b(?:notify|inform)\b).*")),
    )
)
"""What periods are compared, and the patterns of which a sentence must hold every one."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A period and the sentence that states it."""

    sentence: Sentence
    start: int
    written: str
    amount: str


def _differ(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    stated: dict[str, list[_Stated]] = defaultdict(list)
    for sentence in text.sentences:
        found = _periods(sentence)
        if len({each.amount for each in found}) == 1:  # Of two in one sentence, each is of something else.
            for name, patterns in _SUBJECTS:
                if all(pattern.search(sentence.text) for pattern in patterns):
                    stated[name].append(found[0])
                    break
    for name, found in stated.items():
        other = next((each for each in found if each.amount != found[0].amount), None)
        if other:
            said = f"For {name} the text says “{found[0].written}” in one place and “{other.written}” in another."
            remedy = "Make sure that both are meant, and say for what each holds."
            yield text.hit(other.sentence.block, other.sentence.start + other.start, said, remedy)


def _periods(sentence: Sentence) -> list[_Stated]:
    """The periods of a sentence that say how long or how soon."""
    found = []
    for match in _PERIOD.finditer(sentence.text):
        if _LEADS.search(sentence.text, max(0, match.start() - 40), match.start()):
            amount = next(amounts(words(plain(match[0])), plain(match[0])), "")
            if amount:
                found.append(_Stated(sentence, match.start(), match[0], amount))
    return found


RULES: tuple[Rule, ...] = (
    Rule(
        "periods-differ",
        Level.HINT,
        "Different periods are stated for one subject: answering requests, deletion, backups, refunds, notice …",
        "GDPR 12(3), 13(2)(a); practice of contract drafting",
        _differ,
    ),
)
"""In the order in which they are documented."""
