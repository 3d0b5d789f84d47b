"""The time that a text promises between the notice of a change to it and the change, against the time that is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.materiality.amounts import amounts
from inforce.core.materiality.sentences import plain, spans, words
from inforce.core.model import Document
from inforce.core.policy import Version
from inforce.errors import Level, Place

_PERIOD = (
    r"(?P<period>(?:\d{1,3}|(?:a|an|one|two|three|four|five|six|seven|ten|twelve|fourteen|fifteen"
    r"|twenty|thirty|forty|sixty|ninety)"
    r"(?:[ -]five)?)(?: \(\d{1,3}\))?[ -](?:(?:full|calendar|business|working"
    r"|consecutive) )?(?:days?|weeks?|months?)\b)"
)
_NOTICE = r"(?:notice|notification)"
_TELL = (
    r"(?:notif\w*|inform\w*|tell|told|let you know|announc\w*|e-?mail\w*|post\w*|publish\w*|notice"
    r"|communicat\w*|advis\w*|alert\w*|warn\w*|make \w+ available)"
)
_BEFORE = r"(?:in advance|before|prior to|ahead of|beforehand|earlier|previously)"
_SHAPES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_PERIOD}['’]{{0,1}}(?: of)?(?: (?:prior|advance|advanced|written|e-?mail|our|reasonable"
        rf"|previous|formal|public|online))*,? {_NOTICE}\b",
        rf"\b{_NOTICE} (?:period )?(?:of|is)(?: at least| not less than| no less than)? {_PERIOD}",
        rf"\b{_TELL}\b[^.;]{{0,90}}?{_PERIOD} {_BEFORE}\b",
        rf"{_PERIOD} {_BEFORE}\b[^.;]{{0,90}}?\b{_TELL}\b",
        rf"\b(?:effective|effect|apply|applies|force|binding)\b[^.;]{{0,40}}?{_PERIOD} (?:after|following"
        rf"|from)\b[^.;]{{0,40}}?\b{_TELL}",
    )
)
_NOT_LEAST = re.compile(
    r"\b(?:within|up to|no more than|not more than|at most|maximum of|for|during|last|every|until)(?: the)? $",
    re.IGNORECASE,
)
_PAPER = (
    r"(?:polic(?:y|ies)|privacy notice|(?<=this )notice|(?<=our )notice|terms|statement|agreement"
    r"|conditions|document|guidelines|addendum|contract)"
)
_CHANGE = r"(?:chang\w*|amend\w*|modif\w*|revis\w*|updat\w*|alter\w*|new versions?)"
_THING = r"(?!services?\b|features?\b|products?\b|functions?\b|software\b|accounts?\b|site\b|prices?\b|fees?\b)"
_OF_THE_TEXT = re.compile(
    rf"\b{_CHANGE}(?:,? {_THING}[\w’',-]+){{0,6}}? (?:this|these|the|our|of|its"
    rf"|to)(?: {_THING}[\w’'-]+){{0,4}}? {_PAPER}\b"
    rf"|\b(?:this|these|the|our)(?: {_THING}[\w’'-]+){{0,3}}? {_PAPER}"
    rf"(?: (?:may|can|will|shall|might|is|are|has|have|be|been|from time to time|also|only))* {_CHANGE}\b",
    re.IGNORECASE,
)
_OF_THE_LIST = re.compile(
    rf"\b{_CHANGE}\b[^.;]{{0,40}}?\b(?:this|these|the|our) (?:[\w-]+ )?(?:page|list)\b", re.IGNORECASE
)
_ANY_CHANGE = re.compile(rf"\b{_CHANGE}\b", re.IGNORECASE)
_HEADING = re.compile(rf"\b{_CHANGE}\b|\bnotice of change", re.IGNORECASE)
_OTHER_HEADING = re.compile(
    r"\b(?:price|pricing|fees?|service|services|features?|plans?|products?|control|account|details"
    r"|contact|sub-?processors?|renewal|terminat\w+)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:pric(?:e|es|ing)|fees?|rates?|charges?|sub-?processors?|vendors?|renew\w*"
    r"|subscription (?:term|period)|your (?:prior |written )*notice"
    r"|discontinu\w*|features?|functionality|maintenance|downtime|either party|you (?:must|shall"
    r"|agree to|will|may|can|should) (?:give|provide|notify|inform)"
    r"|giving us|notify us|notice to us|terminat(?:e|ion) (?:this|the|your|of))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Promise:
    """One period promised."""

    block: int
    start: int
    said: str
    """The period as written."""
    days: int
    """Calendar days at least."""
    working: bool
    sentence: str


def _promises(document: Document, kind: str) -> Iterator[_Promise]:
    """Where a text says how long before a change to itself people will be told."""
    for index, block in enumerate(document.blocks):
        text = block.text
        if not _ANY_CHANGE.search(text) and not _NEAR.search(text):
            continue
        heading = document.section_of(index)
        title = heading.title if heading else ""
        about = bool(_HEADING.search(title)) and not _OTHER_HEADING.search(title)
        earlier = ""
        for start, end in spans(text):
            sentence = text[start:end]
            match = _period_in(sentence)
            if match and _is_of_the_text(sentence, earlier, about, kind):
                promise = _promise(index, start + match.start("period"), match["period"], sentence)
                if promise:
                    yield promise
            earlier = sentence


_NEAR = re.compile(r"\bnotice|\bnotif", re.IGNORECASE)


def _period_in(sentence: str) -> re.Match[str] | None:
    found = (shape.search(sentence) for shape in _SHAPES)
    return next((m for m in found if m and not _NOT_LEAST.search(sentence, 0, m.start("period"))), None)


def _is_of_the_text(sentence: str, earlier: str, about: bool, kind: str) -> bool:
    """Is it changes to this text of which the sentence speaks, by itself or going on from the one before?"""
    if kind == "subprocessors":
        return bool(_OF_THE_LIST.search(sentence)) and not re.search(r"\bobject", sentence)
    if _OTHER.search(sentence):
        return False
    if _OF_THE_TEXT.search(sentence):
        return True
    goes_on = bool(_OF_THE_TEXT.search(earlier)) and not _OTHER.search(earlier)
    return (about and (bool(_ANY_CHANGE.search(sentence)) or goes_on)) or (goes_on and bool(_GOING_ON.search(sentence)))


_GOING_ON = re.compile(
    r"\b(?:such|these|those|any|material|significant|the) changes?\b|\bif we do\b|\bwe (?:will"
    r"|shall) do so\b|\bin (?:that|this|such a?) case\b|\bthey\b",
    re.IGNORECASE,
)


def _promise(block: int, start: int, said: str, sentence: str) -> _Promise | None:
    amount = next(amounts(words(plain(said)), plain(said)), "")
    unit, _, number = amount.partition(":")
    working = unit.startswith("w")
    if unit.removeprefix("w") == "mo":
        days = int(float(number) * 30.4) - 2  # The shortest that so many months can be.
    elif unit.removeprefix("w") == "s":
        days = int(float(number) // 86400)
    else:
        return None
    return _Promise(block, start, said, days, working, sentence) if 0 < days < 400 else None


def _given(text: Text) -> tuple[int, str, Place]:
    """Days between notice and effect, how that is said, and where it stands: of a material amendment its own dates."""
    version, settings = text.version, text.policy.settings
    amendment = version.amendment
    if amendment is not None and amendment.material and text.before is not None:
        days = (version.effective - (version.published or text.on)).days
        return days, f"this version gives {_days(days)}", text.front("effective")
    days = settings.notice_days
    return days, f"“notice_days” of the policy is {days}", Place()


def _shorter(text: Text) -> Iterator[Hit]:
    for promise, where in _asked(text):
        days, told, place = _given(text)
        if promise.days > days:
            by = "the version before" if where is not text.version else "the text"
            sentence = f"{_upper(by)} promises “{in_short(promise.said)}” of notice before a change, but {told}."
            yield _hit(text, promise, where, place, promise.days, sentence)


def _shorter_in_working_days(text: Text) -> Iterator[Hit]:
    for promise, where in _asked(text):
        days, told, place = _given(text)
        needed = -(-promise.days * 7 // 5)
        if promise.working and promise.days <= days < needed:
            sentence = f"“{in_short(promise.said)}” of notice are {needed} calendar days or more, but {told}."
            yield _hit(text, promise, where, place, needed, sentence)


def _asked(text: Text) -> Iterator[tuple[_Promise, Version]]:
    """The longest promise of this text, and of a material amendment that of the text which it changes, if longer."""
    if not text.english:
        return
    kind = text.policy.settings.kind
    own = max(_promises(text.version.document, kind), key=lambda p: p.days, default=None)
    if own:
        yield own, text.version
    before, amendment = text.before, text.version.amendment
    if before is not None and amendment is not None and amendment.material:
        older = max(_promises(before.document, kind), key=lambda p: p.days, default=None)
        if older and (own is None or older.days > own.days):
            yield older, before


def _hit(text: Text, promise: _Promise, where: Version, place: Place, needed: int, sentence: str) -> Hit:
    material = place != Place()
    if material:
        remedy = "Let it take effect later (rename the file too): what was promised holds for this change."
    else:
        file = f"content/policies/{text.policy.slug}/policy.toml"
        remedy = f"Write notice_days = {needed} or more in {file}, or promise what is done."
    if where is not text.version:
        return Hit(place, sentence, remedy, promise.sentence)
    return text.hit(promise.block, promise.start, sentence, remedy)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _upper(words_: str) -> str:
    return words_[:1].upper() + words_[1:]


RULES: tuple[Rule, ...] = (
    Rule(
        "notice-shorter-than-promised",
        Level.ERROR,
        "The text promises more days of notice before a change to it than the policy's settings or the dates give.",
        "contract law; Regulation 2019/1150 art. 3; WP260 rev.01 para. 30",
        _shorter,
    ),
    Rule(
        "notice-in-working-days",
        Level.HINT,
        "The text promises notice in working days, of which fewer pass in the calendar days that are given.",
        "as above",
        _shorter_in_working_days,
    ),
)
"""In the order in which they are documented."""
