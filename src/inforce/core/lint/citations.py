"""Where a text refers to a numbered place of its own: "Section 12.3", "clauses 4(b) and 5", "Annex II", "§ 3".

What may belong to a law, a contract or another text is left out: what stays is meant to lead to a place of this text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inforce.core.lint.outline import Outline, outline
from inforce.core.materiality import sentences
from inforce.core.model import Block, BlockKind
from inforce.core.policy import Version
from inforce.core.redline import references
from inforce.core.redline.tokens import cut, key_of

_ABBREVIATED = {"art": "article", "arts": "articles", "sec": "section", "secs": "sections", "cl": "clause"}
_LETTERED = re.compile(r"[IVXLC]{1,6}(?:\.\d{1,2})?|[A-Z](?:-?\d{1,2})?|\d{1,3}(?:\.\d{1,3})*[a-z]")
_BRACKETED = re.compile(r"[a-z]{1,4}|\d{1,2}")
_LAW = re.compile(
    r"\b(?:GDPR|DSGVO|CCPA|CPRA|HIPAA|COPPA|DMCA|PIPEDA|LGPD|SCCs?|PCI|ISO|U\.?S\.?C\b|C\.?F\.?R\b|Civ(?:il|\.) Code)"
    r"|[Ss]tandard [Cc]ontractual [Cc]lauses|\bEU\) (?:No )?\d|\b\d{2,4}/\d{2,4}\b"
)
_CONTRACTUAL = re.compile(r"[Ss]tandard [Cc]ontractual [Cc]lauses|\bSCCs?\b")
_OWN = re.compile(
    r"[\s,]{0,3}(?:(?:of|in|to) (?:this|these)\b|hereof|hereto|above\b|below\b|\((?:above|below)\))", re.IGNORECASE
)
_OF_OTHER = re.compile(r"\s+(?:of|in|to|under) (?:the|our|your|its|their|that|such|said|an?) ([\w-]+)", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\s+(?:of|in|to|under) (?:[A-Z][\w.&-]+(?:'s|’s)|(?:another|each|any|every|both)\b"
    r"|(?:[Aa]nnex|[Ss]chedule|[Aa]ppendix|[Ee]xhibit)\b)|\s+thereof\b"
)
_WORK = re.compile(
    r"\b(?:policy|agreement|addendum|terms|contract|act|law|legal|statute|regulation|directive|gdpr|ccpa|code|standard)\b",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(
    r"(?<!this )(?<!these )\b[A-Z][\w-]+ (?:Policy|Agreement|Addendum|Notice|Statement|Terms|Conditions|Code|Clauses)"
    r"[,(:\s–—]{1,4}(?:in |see |under |at )?\Z"
)
_OUTSIDE = frozenset(
    "agreement contract addendum policy policies notice statement terms conditions form law guide manual standard order"
    " document contract tos dpa eula msa sla".split()
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A number of this text, named in it."""

    block: int
    start: int
    """Where its word begins ("Section"), of a further one in a list its number."""
    end: int
    word: str
    """Abbreviations written out: "Section", "clauses", "§"."""
    number: str
    """As written: "12.3(a)", "IV"."""
    written: str
    """The word as it stands: "Sec."."""

    @property
    def named(self) -> str:
        """How a sentence calls it: the word in the singular, and the number."""
        if self.written.endswith("."):
            return f"{self.written} {self.number}"
        word = references.singular(self.word)
        return f"{word.capitalize() if self.word[:1].isupper() else word} {self.number}"


@dataclass(frozen=True, slots=True)
class _Unit:
    key: str
    start: int
    end: int
    shown: str = ""
    """The number that `key` stands for, where it is no number of digits."""


@lru_cache(maxsize=8)
def citations(version: Version) -> tuple[Citation, ...]:
    """The references by number of a version to itself, in reading order."""
    return tuple(_found(version, outline(version)))


def own(version: Version) -> references.Own:
    """How a version calls itself and numbers itself."""
    blocks = version.document.blocks
    return references.own_of([*(b.text for b in blocks if b.kind is BlockKind.HEADING), version.title])


def _found(version: Version, lines: Outline) -> Iterator[Citation]:
    itself = own(version)
    labels = {label.block: label for label in lines.labels}
    contractual = any(_CONTRACTUAL.search(block.text) for block in version.document.blocks)
    words = {label.word for label in lines.labels}
    columns = _of_other_columns(version)
    for index, block in enumerate(version.document.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE) or not references.mentions(block.text.replace("Art.", "§")):
            continue
        if block.kind is BlockKind.CELL and (_table(block), block.column) in columns:
            continue
        for one in _in_block(block, index, itself):
            if index in labels and one.start < 2:
                continue  # its own number
            if _elsewhere(block, one, itself):
                continue
            if contractual and "clause" not in words and _of_clauses(block, one):
                continue
            yield one


def _of_other_columns(version: Version) -> frozenset[tuple[int, int]]:
    """The columns of tables whose head names another work: "Privacy Policy", "Legal basis", "GDPR"."""
    title = version.title.lower()
    return frozenset(
        (_table(block), block.column)
        for block in version.document.blocks
        if block.header and _WORK.search(block.text) and block.text.strip().lower() not in title
    )


def _table(block: Block) -> int:
    return next((c.key for c in block.containers if c.kind == "table"), 0)


def _of_clauses(block: Block, one: Citation) -> bool:
    """May it lead to the Standard Contractual Clauses, which the text names?"""
    word = references.singular(one.word)
    return word == "clause" or (word == "annex" and bool(_CONTRACTUAL.search(_around(block.text, one.start))))


def _in_block(block: Block, index: int, itself: references.Own) -> Iterator[Citation]:
    units = list(_units(block.text))
    keys = [unit.key for unit in units]
    last = -1
    for found in references.references(keys, itself):
        unit = units[found.at]
        word = next(n for n in range(found.at - 1, -1, -1) if references.WORD.fullmatch(keys[n]))
        start = units[word].start if word != last else unit.start
        last = word
        spoken = block.text[units[word].start : units[word].end]
        yield Citation(index, start, unit.end, units[word].key, unit.shown or unit.key, spoken)


def _units(text: str) -> Iterator[_Unit]:
    """The tokens of a text, abbreviations written out and letters as numbers, as `references` reads them."""
    at = 0
    pieces = []
    for piece in cut(text):
        pieces.append((key_of(piece.strip()), at, at + len(piece.rstrip())))
        at += len(piece)
    n = 0
    while n < len(pieces):
        key, start, end = pieces[n]
        following = [one[0] for one in pieces[n + 1 : n + 5]]
        short = key.lower() in _ABBREVIATED and following[:1] == ["."]
        yield _Unit(_ABBREVIATED[key.lower()], start, end + 1) if short else _Unit(key, start, end)
        n += 2 if short else 1
        if n < len(pieces) and (short or references.WORD.fullmatch(key)):
            size, shown = _letters(following[short:])
            if size:
                yield _Unit("1", pieces[n][1], pieces[n + size - 1][2], shown)
                n += size


def _letters(following: Sequence[str]) -> tuple[int, str]:
    """How many tokens after a word are a number of letters, and the number: "IV", "7e", "(b)"."""
    if following and _LETTERED.fullmatch(following[0]):
        return 1, following[0]
    if len(following) > 2 and following[0] == "(" and following[2] == ")" and _BRACKETED.fullmatch(following[1]):
        return 3, f"({following[1]})"
    return 0, ""


def _elsewhere(block: Block, one: Citation, itself: references.Own) -> bool:
    """May it lead out of this text?"""
    if linked(block, one.start, one.end):
        return True
    after = block.text[one.end :]
    if _OWN.match(after):
        return False
    other = _OF_OTHER.match(after)
    if (other and other[1].lower() in _OUTSIDE) or _ANOTHER.match(after):
        return True
    text = block.text
    if _owned(text, one.start) or _NAMED_BEFORE.search(text[max(0, one.start - 60) : one.start]):
        return True
    sentence = _around(text, one.start)
    if _LAW.search(sentence) or any(
        word[:1].isupper() and word.strip(',.;:()"“”').lower() in references.WORKS for word in sentence.split()
    ):
        return True
    word = references.singular(one.word)
    return word in references.OF_LAWS and word not in itself.words


def _owned(text: str, at: int) -> bool:
    """Does a name stand directly before: "the Privacy Shield Annex 1", "Google's Section 8"?"""
    before = text[max(0, at - 60) : at].split(" ")
    if len(before) < 3 or before[-1]:
        return False
    last, above = before[-2], before[-3]
    return last[:1].isupper() and last.isalpha() and not last.isupper() and bool(above) and above[-1] not in '.!?:;”")'


def _around(text: str, at: int) -> str:
    return next((text[s:e] for s, e in sentences.spans(text) if s <= at < e), text)


def linked(block: Block, start: int, end: int) -> bool:
    """Is any character of the stretch part of a link that leads out of the text?"""
    return any(href and not href.startswith("#") for href in hrefs(block, start, end))


def hrefs(block: Block, start: int, end: int) -> Iterator[str]:
    """Where the links lead that share characters with the stretch."""
    at = 0
    for run in block.runs:
        if run.href and at < end and at + len(run.text) > start:
            yield run.href
        at += len(run.text)
