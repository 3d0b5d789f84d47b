"""Where a text names one of its sections by its title, and which of its headings can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inforce.core.lint.citations import hrefs
from inforce.core.lint.outline import Range
from inforce.core.materiality import sentences
from inforce.core.model import BlockKind
from inforce.core.policy import Version

_STOP = frozenset(
    "a an and any are as at by do for from how in into is it its may of on or our that the this to us we what when"
    " where who why with you your section page about may can will be have has not if".split()
)
_LIKE = 0.6
"""Share of the shorter title's words that two titles must have in common."""
_BEGINNING = 5
"""Letters of a word's stem that two titles must share."""
_QUOTED = re.compile(
    r"(?:\bsections?,? (?:(?:above|below),? )?(?:(?:titled|called|entitled|headed|named|labell?ed|on|about),? )?)?"
    r"[“\"„](?P<name>[^“”\"„\n]{2,90})[”\"“]"
    r"(?P<after> (?:sub)?sections?\b| paragraph\b| (?:above|below)\b)?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b(?:sub-?)?sections?\b", re.IGNORECASE)
_BEYOND = re.compile(
    r",?\s(?:(?:above|below),? )?(?:on|about|titled|called|entitled|headed|named)\s(?=[A-Z])", re.IGNORECASE
)
_PLACED = re.compile(r"\b(?:in|see|under|to|per)\s+(?=(?:[A-Z(]))")
_AFTER_OTHER = re.compile(
    r",?\s(?:of|in|on|within|at)\s(?!this\b|these\b|the (?:policy|terms|agreement|notice)\b)|\s?\(?https?:",
    re.IGNORECASE,
)
_INTERFACE = re.compile(
    r"\b(?:settings?|dashboard|log(?:ged|ging)? in|sign(?:ed|ing)? in|click\w*|select\w*|tap|menu|tab|button|apps?"
    r"|profile|screen|preferences|go to|going to|visit\w*|navigat\w+|(?:web ?)?sites?|pages?|directory|store|portal"
    r"|help cent\w+|faqs?|browser|footer|console|panel|admin|from the|blog|newspaper|forum|form|report|annual)\b",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"\S \S+[’']s\b|\b(?:FAQs?|Frequently Asked|Help|Support Cent\w+|Settings|Preferences|Account)\b")
"""Names of parts of a site or a product: "Help Center's Privacy"."""
_WORD = re.compile(r"\S+")
_SMALL = frozenset(
    "of and the to for on in with or our your we you us a an & – — - at by about from is are do not".split()
)
_NO_NAME = frozenset(
    "this the these that each any such following above below next previous preceding first last same other entire"
    " sub section sections article articles in see under please if as a an no every all relevant applicable".split()
)
_DETERMINERS = frozenset(("the", "our", "see", "under", "in", "following"))


@dataclass(frozen=True, slots=True)
class Naming:
    """A section of the text, named by its title."""

    block: int
    start: int
    end: int
    """Where the title stands."""
    name: str
    sure: bool
    """Is surely a section of this text meant, and not a part of a page or another text?"""


@dataclass(frozen=True, slots=True)
class Titled:
    """What bears a title: a heading, or a paragraph or item that begins with bold words."""

    place: Range
    title: str
    stems: frozenset[str]


def stems(title: str) -> frozenset[str]:
    """The words of a title that tell, without their endings."""
    found = [word.stem for word in sentences.words(title) if not word.text.isdigit()]
    telling = frozenset(stem for stem in found if stem not in _STOP)
    return telling or frozenset(found)


def _beginnings(words: frozenset[str]) -> frozenset[str]:
    """What is compared loosely: "resolution" and "resolving" begin alike."""
    return frozenset(word[:_BEGINNING] for word in words)


@lru_cache(maxsize=8)
def titled(version: Version) -> tuple[Titled, ...]:
    """Every title of a version, with the blocks below it."""
    return tuple(_titled(version))


def _titled(version: Version) -> Iterator[Titled]:
    blocks, sections = version.document.blocks, version.document.sections
    for n, section in enumerate(sections):
        if section.level:
            end = next((s.first for s in sections[n + 1 :] if s.level <= section.level), len(blocks))
            anchor = section.anchor.replace("-", " ")
            yield Titled((section.first, end), section.title.rstrip(" .:"), stems(section.title))
            if stems(anchor) != stems(section.title):
                yield Titled((section.first, end), section.title, stems(anchor))
    for index, block in enumerate(blocks):
        first = next((run for run in block.runs if run.text.strip()), None)
        if block.kind is not BlockKind.HEADING and first is not None and "strong" in first.marks:
            section_end = next(s.end for s in reversed(sections) if s.first <= index)
            yield Titled((index, section_end), first.text.strip(" .:"), stems(first.text))


def alike(name: str, version: Version) -> tuple[Titled, ...]:
    """The titles of the text that `name` can mean, the best ones only; order, endings and small words set aside."""
    asked = stems(name)
    scored = [(_likeness(asked, one.stems), one) for one in titled(version)]
    best = max((score for score, _ in scored), default=(0.0, 0.0))
    return tuple(one for score, one in scored if score == best) if best[0] >= _LIKE else ()


def exactly(version: Version, words: str, at: int) -> str:
    """The longest title of the text that stands in `words` at `at`, word for word; "" if none does.

    Of a title that is one word only where quotation marks or the word "section" tell that it is one.
    """
    rest = words[at : at + 200].lstrip('“"„ ')
    quoted = words[max(0, at - 1) : at + 1].strip()[:1] in tuple('“"„')
    found = [
        one.title
        for one in titled(version)
        if one.title
        and rest.lower().startswith(one.title.lower())
        and rest[:1].isupper()
        and not rest[len(one.title) : len(one.title) + 1].isalnum()
        and (quoted or " " in one.title or rest[len(one.title) :].lstrip('”" ').lower().startswith("section"))
    ]
    return max(found, key=len, default="")


def _likeness(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    if not one or not other:
        return 0.0, 0.0
    common = len(_beginnings(one) & _beginnings(other))
    return min(1.0, common / min(len(one), len(other))), common / max(len(one), len(other))


def namings(version: Version) -> tuple[Naming, ...]:
    """The sections that the text names by their titles; what is linked is left to the rule on links."""
    return _namings(version)


@lru_cache(maxsize=8)
def _namings(version: Version) -> tuple[Naming, ...]:
    found: dict[tuple[int, int], Naming] = {}
    for index, block in enumerate(version.document.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.HEADING, BlockKind.RULE):
            continue
        for one in (*_quoted(block.text, index), *_capitals(block.text, index), *_placed(block.text, index)):
            found.setdefault((index, one.end), one)
    return tuple(
        one
        for _, one in sorted(found.items())
        if not any(hrefs(version.document.blocks[one.block], one.start, one.end))
    )


def _quoted(text: str, index: int) -> Iterator[Naming]:
    for match in _QUOTED.finditer(text):
        before = match.group()[: match.start("name") - match.start() - 1]
        if not (before or match["after"]):
            continue
        placed = (match["after"] or "").strip() in ("above", "below")
        if placed and not re.search(
            r"(?:see|under|in|to)(?: the)?[ ]\Z", text[max(0, match.start() - 12) : match.start()], re.IGNORECASE
        ):
            continue
        yield _naming(text, index, match.start("name"), match.end("name"), match.end())


def _capitals(text: str, index: int) -> Iterator[Naming]:
    """The “Contact Us section”, “the section above on How We Use Information”."""
    for match in _SECTION.finditer(text):
        before = _run_before(text, match.start())
        if before:
            yield _naming(text, index, *before, match.end())
        if beyond := _BEYOND.match(text, match.end()):
            end = _run_after(text, beyond.end())
            if end > beyond.end():
                yield _naming(text, index, beyond.end(), end, end)


def _placed(text: str, index: int) -> Iterator[Naming]:
    """ "As described in How Long We Keep Information above": three words with a capital at least."""
    for match in _PLACED.finditer(text):
        end = _run_after(text, match.end())
        name = text[match.end() : end]
        capitals = sum(1 for word in name.split() if word[:1].isupper())
        if capitals > 2 and re.match(r"\s\(?(?:above|below)\b", text[end : end + 8]):
            yield _naming(text, index, match.end(), end, end)


def _naming(text: str, index: int, start: int, end: int, after: int) -> Naming:
    sentence = _around(text, start)
    rest = sentence.replace(text[start:end], " ")
    name = text[start:end]
    other = _AFTER_OTHER.match(text, after) or _INTERFACE.search(rest) or _FOREIGN.search(name)
    return Naming(index, start, end, text[start:end].strip(" ,."), not other)


def _around(text: str, at: int) -> str:
    return next((text[s:e] for s, e in sentences.spans(text) if s <= at < e), text)


def _run_before(text: str, at: int) -> tuple[int, int] | None:
    """Words with capitals that end before `at`, after a determiner: "the How and Why We Use Information"."""
    words = list(_WORD.finditer(text, max(0, at - 120), at))
    taken = len(words)
    while taken and _in_name(words[taken - 1].group(), last=taken == len(words)):
        taken -= 1
    run = words[taken:]
    while run and not run[0].group()[:1].isupper():
        run = run[1:]
    starts = [n for n, word in enumerate(run) if word.group() in ("the", "our", "The", "Our") and n + 1 < len(run)]
    if starts and not (taken and words[taken - 1].group().lower() in _DETERMINERS):
        run = run[starts[0] + 1 :]
    if not run or not run[0].group()[:1].isupper() or run[0].group().lower() in _NO_NAME:
        return None
    place = words.index(run[0])
    if not place or words[place - 1].group().lower() not in _DETERMINERS:
        return None
    if run[0].start() == max(0, at - 120) or any(len(w.group()) > 40 for w in run):
        return None
    return run[0].start(), run[-1].end()


def _in_name(word: str, *, last: bool) -> bool:
    core = word.rstrip(",")
    if (last and core != word) or core[-1:] in tuple('.;:!?)”"'):
        return False
    return core[:1].isupper() or core in _SMALL


def _run_after(text: str, at: int) -> int:
    """Where the words with capitals that begin at `at` end."""
    end = at
    for word in _WORD.finditer(text, at, at + 120):
        core = word.group().rstrip(",.;:!?)")
        if core[:1].isupper():
            end = word.start() + len(core)
        elif core not in _SMALL:
            break
        if core != word.group() and word.group() != core + ",":
            break
    return end
