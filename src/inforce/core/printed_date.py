"""The day that a text itself says it was last changed on, or applies from: “Last updated: May 24th, 2018”.

A date counts only where words that name it stand directly before it, and these words begin a line, a sentence or a
parenthesis: “The agreement with our host, effective as of …” is a date of something else. Two numbers that could each
be the month are no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from inforce.core.model import Block, Document

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"""\b(?:
        (?P<m1>{_MONTH}) [ ]{{0,2}} (?P<d1>\d{{1,2}}) (?:st|nd|rd|th)? ,? [ ]{{0,2}} (?P<y1>\d{{4}})
      | (?P<d2>\d{{1,2}}) (?:st|nd|rd|th)? (?:[ ]of)? [ ]? (?P<m2>{_MONTH}) ,? [ ]{{0,2}} (?P<y2>\d{{4}})
      | (?P<y3>\d{{4}}) (?P<s3>[-/.]) (?P<m3>\d{{1,2}}) (?P=s3) (?P<d3>\d{{1,2}})
      | (?P<n1>\d{{1,2}}) (?P<s4>[-/.]) (?P<n2>\d{{1,2}}) (?P=s4) (?P<y4>\d{{4}})
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_LAST = r"(?:last|latest|most recent(?:ly)?)"
_CHANGED = r"(?:updated?|modified|modification|revised|revision|amended|amendment|changed?)"
_FORCE = r"(?:effective|(?:in|into) (?:effect|force)|(?:takes?|took) effect|entry into force)"
_BETWEEN = r"(?: ?[:–—-]| on| as of| as from| from| since| starting| is| was){0,3} ?"
_PAPER = r"(?:policy|notice|terms|statement|agreement|conditions|guidelines)(?: of (?:service|use|sale))?"
_OWN = r"(?:this|these) [^:;\n]{1,60}? "
_VERB = r"(?:(?:was|were|is|are|has been|have been|became|becomes?|comes?|came) )?"
_UPDATED = re.compile(
    rf"(?:(?:{_OWN}|(?:our|the) [^:;\n]{{0,40}}?{_PAPER} ){_VERB})?"
    rf"(?:date )?(?:of )?(?:the )?(?P<last>{_LAST} )?{_CHANGED}(?: date)?{_BETWEEN}{_WEEKDAY}",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    rf"(?:{_OWN}{_VERB})?(?P<last>date )?(?:of )?{_FORCE}(?: date)?{_BETWEEN}{_WEEKDAY}", re.IGNORECASE
)
_BEGINS = re.compile(r"[\n|(•·]|[.!?:;] | [–—-] ")
"""What a statement may begin after, besides the block's beginning."""
_GOES_ON = re.compile(r",? (?:and )?", re.IGNORECASE)
"""What joins a statement to the one before it."""
_END = re.compile(
    r" ?(?:\Z|[\n.;|)(/–—•·]|- |(?:, ?|and )(?=(?:last|date|effective|updated|revised|in )))", re.IGNORECASE
)
_WINDOW = 120
"""Characters before a date in which the words that name it can begin."""
_KEY = re.compile(r"^([A-Za-z][A-Za-z_-]{0,30}):[ \t]{0,8}(\S.{0,60})", re.MULTILINE)
_UPDATED_KEYS = frozenset(
    "updated updatedat updatedon lastupdated lastupdate lastmod lastmodified lastmodifiedat lastmodifieddate modified"
    " modifiedat dateupdated datemodified updatedate revised lastrevised revisiondate daterevised lastchanged".split()
)
_EFFECTIVE_KEYS = frozenset("effective effectivedate effectivefrom effectiveon dateeffective inforce".split())

Kind = Literal["updated", "effective"]


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """One date that a text states of itself."""

    kind: Kind
    day: date
    words: str
    """The statement as it stands, from the words that name the date to the date."""
    block: int
    """Index of its block in the document; -1: it stands in the front matter."""
    start: int
    """Where the words begin in the block's text (or in the front matter)."""
    end: int
    """Where they end."""


def printed_dates(document: Document) -> tuple[PrintedDate, ...]:
    """What the text says of its own last change and of its first day in force, in reading order.

    Words and date in two neighbouring blocks are one statement where neither holds anything else.
    """
    found: list[PrintedDate] = []
    for index, block in enumerate(document.blocks):
        said = tuple(_in_block(index, block))
        found.extend(said or _divided(document, index))
    return tuple(found)


def stated_dates(head: str) -> tuple[PrintedDate, ...]:
    """The same of the front matter `head`, by the keys that other tools use: ``last_updated``, ``effective_date`` …"""
    found = []
    for match in _KEY.finditer(head):
        key = re.sub("[_-]", "", match[1]).lower()
        kind: Kind | None = "updated" if key in _UPDATED_KEYS else "effective" if key in _EFFECTIVE_KEYS else None
        date_in = _DATE.match(head, match.start(2) + (match[2][0] in "\"'"))
        day = _day(date_in) if date_in else None
        if kind and day and date_in:
            found.append(PrintedDate(kind, day, head[match.start() : date_in.end()], -1, match.start(), date_in.end()))
    return tuple(found)


def last_updated(printed: tuple[PrintedDate, ...]) -> date | None:
    """The day of the last change as the text prints it: the first one said (a later one may be of a part)."""
    return next((found.day for found in printed if found.kind == "updated"), None)


def _in_block(index: int, block: Block) -> Iterator[PrintedDate]:
    text = block.text.replace("\xa0", " ").replace("\t", " ")
    if not any(character.isdigit() for character in text):
        return
    after_statement = -1
    for match in _DATE.finditer(text):
        day = _day(match)
        named = _named(text, match, after_statement) if day else None
        if day and named:
            kind, start = named
            after_statement = match.end()
            yield PrintedDate(kind, day, block.text[start : match.end()], index, start, match.end())


def _named(text: str, match: re.Match[str], after_statement: int) -> tuple[Kind, int] | None:
    """Kind of the statement whose date is `match`, and where it begins; None where nothing names the date."""
    first = max(0, match.start() - _WINDOW)
    starts = [0] if first == 0 else []
    if joint := _GOES_ON.match(text, after_statement) if after_statement > first else None:
        starts.append(joint.end())
    starts += [boundary.end() for boundary in _BEGINS.finditer(text, first, match.start())]
    for start in starts:
        words = text[start : match.start()].lstrip(" (")
        for kind, pattern in _PATTERNS:
            label = pattern.fullmatch(words)
            if label and (label["last"] or _END.match(text, match.end())):
                return kind, match.start() - len(words)
    return None


_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("updated", _UPDATED), ("effective", _EFFECTIVE))


def _divided(document: Document, index: int) -> Iterator[PrintedDate]:
    """Words alone in the block before, the date alone in this one."""
    if index == 0:
        return
    before, block = document.blocks[index - 1], document.blocks[index]
    match = _DATE.fullmatch(block.text.strip())
    day = _day(match) if match else None
    words = before.text.strip()
    if day is None or before.header or len(words) > _WINDOW:
        return
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(words):
            yield PrintedDate(kind, day, f"{words} {block.text.strip()}", index, 0, len(block.text))
            return


def _day(match: re.Match[str]) -> date | None:
    """The day that the date means; None where it is no day of the calendar, or could be two."""
    found = match.groupdict()
    if found["n1"]:
        first, second = int(found["n1"]), int(found["n2"])
        if first <= 12 and second <= 12 and first != second:
            return None
        year, month, day = int(found["y4"]), min(first, second), max(first, second)
    elif found["y3"]:
        year, month, day = int(found["y3"]), int(found["m3"]), int(found["d3"])
    else:
        name = (found["m1"] or found["m2"])[:3].lower()
        year, month, day = int(found["y1"] or found["y2"]), _MONTHS.index(name) + 1, int(found["d1"] or found["d2"])
    try:
        return date(year, month, day)
    except ValueError:
        return None
