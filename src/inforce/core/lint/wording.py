"""Words that tell readers too little, sentences that are too long, and acceptance that nobody declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import BlockKind
from inforce.errors import Level

VAGUE = {
    "may … from time to time": (
        r"\b(?:may|might) (?:[\w’'-]+ ){0,6}?from time to time\b"
        r"|\bfrom time to time\b[^.;]{0,40}?\bmay\b"
    ),
    "as appropriate": (
        r"(?<!long )\b(?:as|where|if|when) (?:appropriate|necessary|we (?:deem|see) (?:fit|appropriate))\b"
    ),
    "and/or": r"\band/or\b",
    "including but not limited to": r"\bincluding,? (?:but not limited to|without limitation)\b",
    "reasonable": r"\breasonabl[ey]\b",
    "certain": r"\bcertain (?=[a-z]+)(?!that\b|of\b|about\b|to\b|whether\b|if\b)",
    "some": r"\bsome (?:of your |personal )?(?:data|information)\b",
    "other purposes": r"\b(?:other|similar|various|any|legitimate) (?:business )?purposes\b",
    "improve our services": r"\b(?:develop|improve)(?: and (?:develop|improve))? (?:new |our )(?:products|services)\b",
    "trusted partners": r"\b(?:trusted|selected|carefully chosen|relevant) (?:third[- ]parties|third part(?:y|ies)"
    r"|partners|providers)\b",
    "as long as necessary": r"\b(?:as|so) long as (?:is |it is )?(?:reasonably )?(?:necessary|needed|required)\b"
    r"|\bno longer than (?:is )?necessary\b",
    "etc.": r"\betc\b\.?|\band so (?:on|forth)\b",
    "generally": r"\b(?:generally|typically|normally|usually|often|possibly)\b",
    "research purposes": r"\b(?:research|personali[sz]ation|personali[sz]ed services) (?:purposes|reasons)\b",
}
"""Phrases by what they are called; the first three and those on purposes are in the poor examples of WP260 rev.01."""
_VAGUE = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in VAGUE.items()}
_ADVICE = {
    "and/or": "Write “and” or “or”, whichever is meant, or “a, b or both”.",
    "including but not limited to": "Name all of it, or say by what the rest can be told.",
    "as long as necessary": "State the period, or how it is determined.",
    "trusted partners": "Name them, or say what kinds of companies they are.",
}
_TELL = "Say when, which, or for what, if it can be said."
_MOST_WORDS = 40
_WORD = re.compile(r"[^\W_]+(?:['’.@/-][^\W_]+)*")


def _vague(text: Text) -> Iterator[Hit]:
    """One for each phrase, at its first place, with how often it stands."""
    if not text.english:
        return
    shown = [(n, b.text) for n, b in enumerate(text.blocks) if b.kind not in (BlockKind.CODE, BlockKind.RULE)]
    for name, pattern in _VAGUE.items():
        found = [(index, match) for index, said in shown for match in pattern.finditer(said)]
        if found:
            index, first = found[0]
            times = (
                f", here and {len(found) - 1} times more"
                if len(found) > 2
                else ", here and once more"
                if len(found) == 2
                else ""
            )
            sentence = f"“{in_short(first[0].strip())}” tells readers little{times}."
            yield text.hit(index, first.start(), sentence, _ADVICE.get(name, _TELL))


def _long(text: Text) -> Iterator[Hit]:
    """A list's items are sentences of their own, so a long list is none."""
    for sentence in text.sentences:
        block = text.blocks[sentence.block]
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.TEXT):
            continue
        count = _length(sentence.text)
        if count > _MOST_WORDS:
            said = f"This sentence has {count} words: “{in_short(sentence.text, 60)}”."
            yield text.hit(sentence.block, sentence.start, said, "Make two of it, or a list.")


def _length(sentence: str) -> int:
    """Words of a sentence; lines of an address and parts between semicolons are counted apart."""
    return max((len(_WORD.findall(part)) for part in re.split(r"\n|;", sentence)), default=0)


_ACCEPT = r"(?:accept\w*|agree\w*|consent\w*|acknowledg\w+|bound by)"
_BY_USE = re.compile(
    rf"\bcontinu(?:e|es|ed|ing) (?:to )?(?:the )?(?:use|using|access\w*|brows\w+|visit\w*)\b[^.;]{{0,160}}?"
    rf"\b(?:means?|constitut\w+|indicat\w+|signif\w+|impl(?:y|ies)|represents?|deemed|is|will be"
    rf"|shall be|confirms?|you)\b[^.;]{{0,60}}?\b{_ACCEPT}"
    rf"|\b{_ACCEPT}\b[^.;]{{0,80}}?\bby (?:continu\w+|us(?:e|ing)|access\w+|visit\w+)\b"
    rf"|\bby (?:continu\w+|us(?:e|ing)|access\w+|visit\w+)\b[^.;]{{0,120}}?\byou (?:\w+ )?{_ACCEPT}",
    re.IGNORECASE,
)


def _by_use(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    for sentence in text.sentences:
        match = _BY_USE.search(sentence.text)
        if match:
            said = f"“{in_short(sentence.text)}” takes use for agreement."
            remedy = "Where consent is the basis, ask for it; else say that the new text applies from its day on."
            yield text.hit(sentence.block, sentence.start + match.start(), said, remedy)


_CLEAR = "GDPR 12(1); WP260 rev.01 para. 12–13"
RULES: tuple[Rule, ...] = (
    Rule("vague-words", Level.HINT, "Words that leave open what is meant; once for each phrase.", _CLEAR, _vague),
    Rule("long-sentence", Level.HINT, "A sentence of more than 40 words.", _CLEAR, _long),
    Rule(
        "acceptance-by-use",
        Level.HINT,
        "Use of a service is taken for agreement to a text or its change.",
        "GDPR 4(11), 7; EDPB Guidelines 05/2020 para. 79–85; Directive 93/13/EEC",
        _by_use,
    ),
)
"""In the order in which they are documented."""
