"""Defined terms: defined twice, never used, written in two ways, or used like one and never defined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inforce.core.lint.text import Text
from inforce.core.lint.value import Hit, Rule
from inforce.core.materiality.sentences import stem
from inforce.core.model import BlockKind, Document
from inforce.errors import Level

_QUOTED = r"[“\"„](?P<{0}>[A-Z][^“”\"„()\n]{{1,60}}?)[,.]?[”\"“]"
_IN_BRACKETS = re.compile(r"\((?P<inner>(?:AKA |[a-z,’' ]{0,60})[“\"„][^()\n]{2,160}?[”\"“])[^()\n“”\"]{0,40}\)")
_ONE = re.compile(_QUOTED.format("term"))
_MEANS = re.compile(
    rf"(?:^|(?<=[.;:)] )|(?<=\bterm )|(?<=\bterms )){_QUOTED.format('term')}"
    r"(?:,? (?:as used (?:here|in)[^,]{0,60},|when used[^,]{0,60},))? (?:shall )?(?:means?"
    r"|refers? to|has the meaning|is defined as|includes?)\b"
)
_LABELS = re.compile(
    r"\b(?:click|select|choose|button|menu|tab|link|labell?ed|entitled|titled|called|known as|page|setting|option|tick"
    r"|check ?box|words?|phrase|for example|e\.g\.|such as|i\.e\.|see|formerly|cited)\b",
    re.IGNORECASE,
)
_HERE_ONLY = re.compile(
    r"\b(?:in|of) this (?:section|clause|paragraph|article|part|annex|schedule)\b|\bherein\b", re.IGNORECASE
)
_PRONOUNS = frozenset("we us our ours you your yours i me my they it he she".split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SAME = 3
"""Words before two definitions that make them one."""


@dataclass(frozen=True, slots=True)
class _Definition:
    """One place where a text defines a term."""

    term: str
    block: int
    start: int
    words: tuple[str, ...]
    """What it is defined by, nearest first: the words before a bracket, those after “means”."""
    local: bool
    """For one section only."""
    means: bool
    alone: bool
    """The only name that its bracket gives."""


@lru_cache(maxsize=1 << 5)
def _definitions(document: Document) -> tuple[_Definition, ...]:
    """Every definition of a text, in reading order."""
    found = []
    for index, block in enumerate(document.blocks):
        text = block.text
        if block.kind in (BlockKind.CODE, BlockKind.RULE, BlockKind.HEADING) or not any(q in text for q in '“"„'):
            continue
        for bracket in _IN_BRACKETS.finditer(text):
            before = text[max(0, bracket.start() - 160) : bracket.start()]
            if _LABELS.search(_last_clause(before)[-40:]) or _LABELS.search(bracket["inner"]):
                continue
            local = bool(_HERE_ONLY.search(bracket[0]) or _HERE_ONLY.search(before))
            by = tuple(word.lower() for word in reversed(_WORD.findall(before)))
            alone = len(re.findall('[”"]', bracket[0])) <= (1 if "”" in bracket[0] else 2)
            for one in _ONE.finditer(text, bracket.start(), bracket.end()):
                term, at = _plain(one["term"]), one.start("term")
                found.append(_Definition(term, index, at, by, local, means=False, alone=alone))
        for means in _MEANS.finditer(text):
            after = tuple(word.lower() for word in _WORD.findall(text[means.end() : means.end() + 160]))
            local = bool(_HERE_ONLY.search(text[max(0, means.start() - 80) : means.end()]))
            term, at = _plain(means["term"]), means.start("term")
            found.append(_Definition(term, index, at, after, local, means=True, alone=True))
    return tuple(d for d in found if d.term.lower() not in _PRONOUNS and len(d.term) > 1)


def _last_clause(before: str) -> str:
    return re.split(r"[.;!?]\s", before)[-1]


def _plain(term: str) -> str:
    return " ".join(term.strip(" ,.;:").split()).removeprefix("the ").removeprefix("The ")


def _english_definitions(text: Text) -> tuple[_Definition, ...]:
    return _definitions(text.version.document) if text.english else ()


# ---- twice ----------------------------------------------------------------------------------------------------------


def _twice(text: Text) -> Iterator[Hit]:
    first: dict[str, _Definition] = {}
    told: set[str] = set()
    for each in _english_definitions(text):
        known = first.setdefault(each.term, each)
        if known is each or known.local or each.local or each.term in told or _same(known, each):
            continue
        told.add(each.term)
        where = _where(text, known.block)
        sentence = f"“{each.term}” is defined a second time, by other words than {where}."
        yield text.hit(
            each.block, each.start, sentence, "Define it once, and refer to that; or name one of them otherwise."
        )


def _same(one: _Definition, other: _Definition) -> bool:
    """Do two definitions say the same, as far as their nearest words tell?"""
    if one.means != other.means:
        return False
    if one.means:
        return one.words[:12] == other.words[:12]
    initials = "".join(word[0] for word in other.words[: len(one.term)])[::-1].upper()
    near = frozenset(one.words[: 2 * _SAME])
    return (
        one.words[:_SAME] == other.words[:_SAME]
        or (one.term.isupper() and (initials == one.term or bool(near & frozenset(other.words[: 2 * _SAME]))))
        or len(near & frozenset(other.words[: 2 * _SAME])) > _SAME
    )


def _where(text: Text, block: int) -> str:
    section = text.section_of(block)
    return f"in “{section.title}”" if section and section.level else "at the beginning"


# ---- unused ---------------------------------------------------------------------------------------------------------


def _unused(text: Text) -> Iterator[Hit]:
    definitions = _english_definitions(text)
    if not definitions:
        return
    said, at = _stems_of(text)
    told: set[str] = set()
    for each in definitions:
        wanted = _stems(each.term)
        defined = sum(_stems(other.term) == wanted for other in definitions)
        used = sum(said[n : n + len(wanted)] == wanted for n in at.get(wanted[0], ())) if wanted else defined + 1
        if used > defined or each.term in told or not each.alone:
            continue
        told.add(each.term)
        sentence = f"“{each.term}” is defined here, but the text never uses it."
        yield text.hit(each.block, each.start, sentence, "Use the term where it is meant, or delete its definition.")


def _stems_of(text: Text) -> tuple[list[str], dict[str, list[int]]]:
    """Every word of the text without its ending, and where each stands."""
    said = [word for block in text.blocks if block.kind is not BlockKind.CODE for word in _stems(block.text)]
    at: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(said):
        at[word].append(number)
    return said, at


def _stems(said: str) -> list[str]:
    return [stem(word.lower().removesuffix("’s").removesuffix("'s")) for word in _WORD.findall(said)]


# ---- spelt two ways -------------------------------------------------------------------------------------------------

_ENDING = r"(?:s|es)?(?![^\W_])"
_OTHER_SENSE = re.compile(
    r"\b(?:other|others['’]?|another|similar|certain|some|various|many|most|his|her|its|their|common"
    r"|typical|called)\s$|[“\"‘]$",
    re.IGNORECASE,
)
_GENERIC = frozenset("third party parties first end user users".split())
_TIMES = 2
"""Times that a term must be used as it is defined before another writing is told."""


def _spelt(text: Text) -> Iterator[Hit]:
    told: set[str] = set()
    for each in _english_definitions(text):
        parts = re.split(r"[ -]", each.term)
        if each.term in told or each.local or not all(word[:1].isupper() for word in each.term.split()):
            continue
        told.add(each.term)
        usual, others = _writings(text, each.term, parts)
        if others and usual > _TIMES and len(others) < usual:
            block, start, written = others[0]
            times = f"{len(others)} times" if len(others) > 1 else "once"
            sentence = f"“{each.term}” is defined, but the text also writes “{written}” ({times}, against {usual})."
            yield text.hit(
                block, start, sentence, "Write the term as it is defined, or other words if it is not meant."
            )


def _writings(text: Text, term: str, parts: list[str]) -> tuple[int, list[tuple[int, int, str]]]:
    """How often the term stands as defined, and each place where it is written with small letters or other hyphens."""
    joint = "[ -]?" if "-" in term else "[ -]"
    pattern = re.compile(rf"(?<![^\W_])(?<!-){joint.join(map(re.escape, parts))}{_ENDING}", re.IGNORECASE)
    usual, others = 0, []
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE, BlockKind.HEADING) or block.header:
            continue
        for match in pattern.finditer(block.text):
            written = match[0]
            if written.startswith(term):
                usual += 1
            elif (
                len(parts) > 1 and _is_variant(written, term, parts) and not _in_other_sense(block.text, match.start())
            ):
                others.append((index, match.start(), written))
    return usual, others


def _is_variant(written: str, term: str, parts: list[str]) -> bool:
    if written == written.lower() and " " in term:
        # “third-party …” is ordinary English, whatever the term means.
        return not (
            _GENERIC.issuperset(part.lower() for part in parts) or term.lower().startswith(("third-p", "third p"))
        )
    return re.sub("[ -]", "", written).startswith(re.sub("[ -]", "", term)) and not written.isupper()


def _in_other_sense(said: str, start: int) -> bool:
    return bool(_OTHER_SENSE.search(said, max(0, start - 20), start))


# ---- never defined --------------------------------------------------------------------------------------------------

_HEAD = frozenset(
    "data information content materials material services fees charges period date software property rights order"
    " subscription territory purpose purposes deliverables credentials account accounts users customer customers"
    " affiliates losses claims obligations recipient discloser party parties taxes".split()
)
_CAPITAL = re.compile(
    r"(?<=[a-z,] )(?:[A-Z][a-z]{2,20}(?:-[A-Z][a-z]{1,20})?)(?:"
    r" [A-Z][a-z]{2,20}(?:-[A-Z][a-z]{1,20})?){1,2}(?![^\W_]| [A-Z])"
)
_DETERMINED = re.compile(r"\b(?:your|any|such|all|each|this|these|that|a|an|of|no)$", re.IGNORECASE)
_OFTEN = 3


def _undefined(text: Text) -> Iterator[Hit]:
    if not text.english:
        return
    known = _known_names(text)
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    determined: dict[str, int] = defaultdict(int)
    for index, block in enumerate(text.blocks):
        if block.kind is not BlockKind.PARAGRAPH and block.kind is not BlockKind.TEXT:
            continue
        for match in _CAPITAL.finditer(block.text):
            term = match[0]
            if term.rpartition(" ")[2].lower() in _HEAD and term.lower() not in known:
                places[term].append((index, match.start()))
                determined[term] += bool(_DETERMINED.search(block.text, max(0, match.start() - 12), match.start() - 1))
    for term, found in places.items():
        if len(found) >= _OFTEN and determined[term] >= _TIMES:
            sentence = f"“{term}” is written like a defined term ({len(found)} times), but the text does not define it."
            yield text.hit(*found[0], sentence, "Define it where it is first used, or write it with small letters.")


def _known_names(text: Text) -> frozenset[str]:
    """Names that need no definition: defined ones, headings, words in quotation marks, links and bold labels."""
    known = {each.term.lower() for each in _definitions(text.version.document)}
    known |= {section.title.lower() for section in text.sections}
    for block in text.blocks:
        known |= {said.strip(" ,.").lower() for said in re.findall(r"[“\"]([^“”\"]{2,60})[”\"]", block.text)}
        known |= {run.text.strip(" .:").lower() for run in block.runs if run.href or "strong" in run.marks}
    plural = {f"{name}s" for name in known} | {name.removesuffix("s") for name in known}
    return frozenset(known | plural)


RULES: tuple[Rule, ...] = (
    Rule(
        "term-twice",
        Level.WARNING,
        "One term is defined twice, by different words.",
        "practice of contract drafting",
        _twice,
    ),
    Rule("term-unused", Level.WARNING, "A term is defined and never used.", "practice of contract drafting", _unused),
    Rule(
        "term-spelt-two-ways",
        Level.WARNING,
        "A term of several words is defined with capitals, and written elsewhere with small letters or other hyphens.",
        "practice of contract drafting",
        _spelt,
    ),
    Rule(
        "term-undefined",
        Level.HINT,
        "Words are written like a defined term, and never defined.",
        "practice of contract drafting",
        _undefined,
    ),
)
"""In the order in which they are documented."""
