"""Rule on what a text says to stand at another place of it: “the number provided in the Contact Us section”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inforce.core.lint import items
from inforce.core.lint.citations import citations, hrefs
from inforce.core.lint.items import Item
from inforce.core.lint.outline import Range, outline
from inforce.core.lint.text import Sentence, Text, in_short
from inforce.core.lint.titles import alike, exactly, namings, titled
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import Block, BlockKind
from inforce.errors import Level

_OFFICES = "postal|mailing|registered(?: office)?|street|office|business|physical|correspondence"
_FORMS = "web|online|contact|request|opt-out|complaint|withdrawal|cancellation"
_LINES = "toll[- ]free|(?:tele)?phone|mobile|hot ?line|contact|support"
_KINDS: tuple[tuple[re.Pattern[str], Item], ...] = tuple(
    (re.compile(rf"\b(?:{words})", re.IGNORECASE), item)
    for words, item in (
        (r"(?:tele)?fax(?: numbers?)?\b", items.FAX),
        (rf"(?:{_LINES})(?: (?:tele)?phone)? numbers?\b", items.TELEPHONE),
        (r"e-?mail address(?:es)?\b", items.EMAIL),
        (rf"(?:{_OFFICES})(?: mail)? address(?:es)?\b", items.ADDRESS),
        (r"contact (?:details|information|data|points?)\b", items.CONTACT),
        (rf"(?:(?:{_FORMS})[ -]?){{0,3}}forms?\b", items.FORM),
        (r"(?:hyper)?links?\b", items.LINK),
        (r"(?:tables?|charts?)\b", items.TABLE),
        (r"lists?\b", items.LIST),
        (r"(?:retention |notice |storage |time )?periods?\b", items.PERIOD),
        (r"numbers?\b", items.TELEPHONE),
        (r"address(?:es)?\b", items.ANY_ADDRESS),
    )
)
"""What can be promised; the words that tell most stand first."""
_PUT = (
    r"(?:(?:that|which) (?:is|are|we (?:have )?|you (?:can |will )?|can be |may be )?)?(?:is |are )?"
    r"(?:(?:also )?(?:provided|given|set (?:out|forth)|listed|shown|stated|indicated|specified|found|find"
    r"|appear(?:s|ing)?|available|mentioned|noted|printed|named|described|published|included|supplied|detailed"
    r"|displayed|contained|linked) ?(?:to you )?)?"
)
_NEAR = re.compile(rf",? ?\(?{_PUT}(?P<where>below|above|hereunder)\b", re.IGNORECASE)
_IN = re.compile(
    rf",? ?\(?{_PUT}(?:in|at|under|within) (?:the |our |its )?(?:end of |bottom of |beginning of )?[“\"\[]?",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf",? ?\(?{_PUT}(?:at|on|in|near) the (?:very )?(?P<edge>end|bottom|foot|beginning|top|start)"
    r" of (?:this|these|the) (?:privacy |cookie )?(?:policy|notice|statement|terms|document|agreement)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:the \S+ )?numbers?", re.IGNORECASE)
_CALLS = re.compile(
    r"\b(?:call(?:ing)?|(?:tele)?phon(?:e|ing)|dial(?:l?ing)?|ring(?:ing)?|text us|toll[- ]free|(?:tele)?fax(?:ing)?"
    r"|(?:help|support|hot) ?line)\b",
    re.IGNORECASE,
)
_POSTS = re.compile(r"\b(?:post|posting|posted|letters?|(?<!e-)mailed|mail (?:us|it|them|your))\b", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"\b(?:IP|account|card|order|identification|reference|license|policy|case|serial|version|security|invoice|a"
    r"|the total|large|certain|social|any|limited|your|their|his|her|its|web|URL|MAC|billing|delivery|shipping|email"
    r"|user's?)\s\Z",
    re.IGNORECASE,
)
_ITS = re.compile(r"\b(?:your|their|his|her|its|user's?|customer's?)(?: \w+)?\s\Z", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"\bthe (?P<way>following|above(?:[ -]mentioned)?|aforementioned|below(?:[ -]mentioned)?) ", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:call|phone|telephone|contact|write|email|e-mail|reach|send|use|using|visit|see|dial|fax|complete|fill|consult"
    r"|follow|refer)\b[^,;:.]{0,60}\Z",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:the|our|a|an|any|each|one of the)\s(?:[\w-]+\s){0,3}\Z", re.IGNORECASE)
_TO_NAME = re.compile(
    r"(?:(?:section|heading|titled|called|entitled|headed|above|below|on|about|the),? ?){0,5}[“\"„]?", re.IGNORECASE
)
_TAIL = re.compile(r"[”\"]?,? (?:sub)?section\b(?: (?:above|below)\b)?|[”\"]", re.IGNORECASE)
_REACH = 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where the item is said to stand."""

    end: int
    """Where its words end in the block that promises."""
    held: tuple[Block, ...]
    where: str
    """In words, a title in quotation marks."""
    annexed: bool = False


def _missing(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    for sentence in text.sentences:
        if text.blocks[sentence.block].kind is not BlockKind.HEADING:
            for item, start, place in _promises(text, sentence):
                if not item.there(place.held):
                    words = text.blocks[sentence.block].text
                    said = in_short(words[_begin(words, sentence.start, start) : place.end])
                    told = f"“{said}” promises {item.said}, and {place.where} has none."
                    remedy = f"Put the {item.noun} there, or take the promise out."
                    yield text.hit(sentence.block, start, told, remedy)


def _promises(text: Text, sentence: Sentence) -> Iterator[tuple[Item, int, Place]]:
    """What the sentence promises: the item, where its words begin, and its place."""
    words = text.blocks[sentence.block].text
    passed = sentence.start
    for item, start, end in sorted(_kinds(words, sentence), key=lambda found: (found[1], -found[2])):
        if start < passed or not _meant(item, words, start, end, sentence):
            continue
        place = _place(text, sentence, end, item)
        if place is None or (item is items.FORM and place.annexed):
            continue
        passed = place.end
        yield _posted(item, words[sentence.start : start]), start, place
    for found in _ADJECTIVE.finditer(words, sentence.start, sentence.end):
        for pattern, item in _KINDS:
            kind = pattern.match(words, found.end())
            if kind and item is not items.PERIOD and _meant(item, words, found.start(), kind.end(), sentence):
                where = "above" if found["way"][0] in "aA" else "below"
                yield item, found.start(), _near(text, sentence.block, found.start(), kind.end(), where)
                break


def _posted(item: Item, before: str) -> Item:
    """An address to which letters are posted is a postal one."""
    return items.ADDRESS if item is items.ANY_ADDRESS and _POSTS.search(before) else item


def _kinds(words: str, sentence: Sentence) -> Iterator[tuple[Item, int, int]]:
    taken: list[tuple[int, int]] = []
    for pattern, item in _KINDS:
        for match in pattern.finditer(words, sentence.start, sentence.end):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield item, *match.span()


def _meant(item: Item, words: str, start: int, end: int, sentence: Sentence) -> bool:
    """Is it the thing itself, and ours: no account number, not your address, not the form of something?"""
    before = words[max(sentence.start, start - 40) : start]
    if _ITS.search(before):
        return False
    if item is items.TELEPHONE and _BARE.fullmatch(words, start, end):
        return bool(_CALLS.search(sentence.text)) and not _OTHER_NUMBER.search(before)
    if item is items.ANY_ADDRESS:
        return not _OTHER_NUMBER.search(before)
    return True


def _place(text: Text, sentence: Sentence, at: int, item: Item) -> Place | None:
    """The place that the words after `at` name; None where they name none of this text."""
    words = text.blocks[sentence.block].text
    if edge := _ENDS.match(words, at):
        return Place(edge.end(), _all_but(text, sentence.block, at, edge.end()), "this text")
    if near := _NEAR.match(words, at):
        if item is items.PERIOD or _goes_on(words, near.end()):
            return None
        return _near(text, sentence.block, at, near.end(), near["where"].lower())
    if put := _IN.match(words, at):
        return _named(text, sentence.block, at, put.end())
    return None


def _goes_on(words: str, at: int) -> bool:
    """Does more follow that tells the place: "above the fold", "below 16"?"""
    return re.match(r" (?:the|\d|a|an|average|which|this)\b", words[at : at + 12]) is not None


def _near(text: Text, block: int, start: int, end: int, where: str) -> Place:
    own = text.blocks[block]
    if where == "above":
        return Place(end, (*text.blocks[:block], _part(own, 0, start)), "the text above")
    return Place(end, (_part(own, end, len(own.text)), *text.blocks[block + 1 :]), "the text below")


def _named(text: Text, block: int, start: int, at: int) -> Place | None:
    """The section that is linked, numbered or named by its title from `at` on."""
    words = text.blocks[block].text
    for href in hrefs(text.blocks[block], at, at + 1):
        section = next((s for s in text.sections if s.anchor and href == f"#{s.anchor}"), None)
        if section is None:
            return None
        held = text.blocks_of(section)
        end = at + len(next(run.text for run in text.blocks[block].runs if run.href == href))
        return _in_ranges(text, block, start, end, [(section.first, section.first + len(held))], "")
    for one in citations(text.version):
        if one.block == block and at <= one.start <= at + 1:
            ranges = list(outline(text.version).find(one.word, one.number))
            return _in_ranges(text, block, start, one.end, ranges, one.named)
    if exact := exactly(text.version, words, at):
        ranges = [part.place for part in titled(text.version) if part.title == exact]
        after = at + words[at:].lower().index(exact.lower()) + len(exact)
        end = tail.end() if (tail := _TAIL.match(words, after)) else after
        return _in_ranges(text, block, start, end, ranges, "")
    for naming in namings(text.version):
        between = words[at : naming.start]
        if naming.block == block and at <= naming.start <= at + _REACH and _TO_NAME.fullmatch(between):
            end = tail.end() if (tail := _TAIL.match(words, naming.end)) else naming.end
            ranges = [found.place for found in alike(naming.name, text.version)]
            return _in_ranges(text, block, start, end, ranges, "") if naming.sure else None
    return None


def _in_ranges(text: Text, block: int, start: int, end: int, ranges: Sequence[Range], name: str) -> Place | None:
    if not ranges:
        return None  # The rules on references tell it.
    indices = {n for first, last in ranges for n in range(first, last)}
    held = [text.blocks[n] for n in sorted(indices - {block})]
    if block in indices:
        own = text.blocks[block]
        held += [_part(own, 0, start), _part(own, end, len(own.text))]
    head = text.blocks[ranges[0][0]]
    title = in_short(head.text, 60) if head.kind is BlockKind.HEADING or not name else name
    return Place(end, tuple(held), f"“{title}”", annexed=name.lower().startswith(("annex", "append", "sched", "exhib")))


def _all_but(text: Text, block: int, start: int, end: int) -> tuple[Block, ...]:
    own = text.blocks[block]
    rest = (_part(own, 0, start), _part(own, end, len(own.text)))
    return (*text.blocks[:block], *rest, *text.blocks[block + 1 :])


def _part(block: Block, start: int, end: int) -> Block:
    """Some characters of a block with their marks and links."""
    runs, at = [], 0
    for run in block.runs:
        cut = run.text[max(0, start - at) : max(0, end - at)]
        if cut:
            runs.append(replace(run, text=cut))
        at += len(run.text)
    return replace(block, runs=tuple(runs))


def _begin(words: str, first: int, start: int) -> int:
    """Where the quotation begins: at the verb that asks to use the item, else at its determiner."""
    found = _VERB.search(words, first, start) or _DETERMINER.search(words, first, start)
    return found.start() if found else start


RULES = (
    Rule(
        "promised-item-missing",
        Level.ERROR,
        "The text says that a number, an address, a form, a list … stands at another place of it, and it is not there.",
        "GDPR 13(1)(a), CCPA 1798.130(a)(1): the contact must be given; a promise of the text itself.",
        _missing,
    ),
)
