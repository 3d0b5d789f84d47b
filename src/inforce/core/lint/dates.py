"""Dates of the text: those that differ from the front matter, and those that no calendar has."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from inforce.core.dates import written
from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import BlockKind
from inforce.core.printed_date import PrintedDate, printed_dates
from inforce.errors import Level

_OWN = re.compile(
    r"(?:this|these|our|the) (?:\w+ ){0,3}(?:policy|notice|terms|statement|agreement|document)\b", re.IGNORECASE
)
_FOOT = 2
"""Blocks at the end in which a text states its own date."""


def _differs(text: Text) -> Iterator[Hit]:
    told: set[str] = set()
    for printed in printed_dates(text.version.document):
        meant = text.version.effective if printed.kind == "effective" else text.version.published or text.on
        if printed.kind in told or not _of_the_whole(text, printed):
            continue
        told.add(printed.kind)
        if printed.day != meant:
            words = in_short(printed.words)
            if printed.kind == "effective":
                sentence = f"“{words}” is another day than {written(meant)}, on which this version takes effect."
            elif text.version.published:
                sentence = f"“{words}” is another day than {written(meant)}, on which this version is published."
            else:
                sentence = f"“{words}” is another day than {written(meant)}, on which this version would be published."
            remedy = "Delete the line: the page shows both days itself, from the front matter. Or write that day here."
            yield text.hit(printed.block, printed.start, sentence, remedy)


def _of_the_whole(text: Text, printed: PrintedDate) -> bool:
    """Whether a date is that of the text: at its head, at its foot, or said of it by name; others may be of a part."""
    if _OWN.match(printed.words):
        return True
    headings = [index for index, block in enumerate(text.blocks) if block.kind is BlockKind.HEADING]
    title = 1 if headings and text.blocks[headings[0]].level == 1 else 0
    head = headings[title] if len(headings) > title else len(text.blocks)
    return printed.block < head or printed.block >= len(text.blocks) - _FOOT


_MONTHS = "january february march april may june july august september october november december".split()
_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(
    rf"""(?<![\w./§#:@-])(?:
        (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:[ ]of)?[ ](?P<m1>{_NAME})\b\.?(?:,?[ ](?P<y1>(?:19|20)\d\d)\b)?
      | (?P<m2>{_NAME})\b\.?[ ](?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,:]\d)(?:,?[ ](?P<y2>(?:19|20)\d\d)\b)?
      | (?P<y3>(?:19|20)\d\d)(?P<s3>[-/])(?P<m3>[0-3]\d)(?P=s3)(?P<d3>[0-3]\d)
      | (?P<n1>[0-3]?\d)(?P<s4>[-/.])(?P<n2>[0-3]?\d)(?P=s4)(?P<y4>(?:19|20)\d\d)
    )(?![\w@/-]|[.,]\d)""",
    re.VERBOSE,
)
_NUMBER_OF = re.compile(
    r"(?:\b(?:no|nr|nos|ref|reference|case|docket|file|id|rule|section|sec|art|article|version|v|directive"
    r"|regulation|invoice|order|ticket)\b[.:]?|[#§№]) ?$",
    re.IGNORECASE,
)
_LEAP = 2024


def _impossible(text: Text) -> Iterator[Hit]:
    for index, block in enumerate(text.blocks):
        if block.kind in (BlockKind.CODE, BlockKind.RULE) or not any(c.isdigit() for c in block.text):
            continue
        for match in _DATE.finditer(block.text):
            named = _NUMBER_OF.search(block.text, max(0, match.start() - 12), match.start())
            if not named and not _exists(match):
                sentence = f"“{match[0].rstrip('.')}” is no day of the calendar."
                yield text.hit(index, match.start(), sentence, "Write the day that is meant.")


def _exists(match: re.Match[str]) -> bool:
    found = match.groupdict()
    if found["n1"]:
        first, second, year = int(found["n1"]), int(found["n2"]), int(found["y4"])
        return _is_day(year, second, first) or _is_day(year, first, second)
    if found["y3"]:
        return _is_day(int(found["y3"]), int(found["m3"]), int(found["d3"]))
    name, day = found["m1"] or found["m2"], int(found["d1"] or found["d2"])
    year = int(found["y1"] or found["y2"] or 0)
    month = next(n for n, whole in enumerate(_MONTHS, 1) if whole.startswith(name[:3].lower()))
    if not year:
        # Without a year, only what cannot be a day and yet must mean one: “31 June”, “April 31st”.
        return month == 5 or len(name) < 4 or not _LAST <= day <= 31 or _is_day(_LEAP, month, day)
    return _is_day(year, month, day)


_LAST = 30


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


RULES: tuple[Rule, ...] = (
    Rule(
        "body-date-differs",
        Level.ERROR,
        "The text prints a day of its last change, or of its taking effect, that is not the day of its front matter.",
        "CalOPPA 22575(b)(4) (effective date); WP260 rev.01 para. 29–31",
        _differs,
    ),
    Rule(
        "date-impossible",
        Level.ERROR,
        "A date that no calendar has: 31 June, 2026-13-01, 30/02/2026.",
        "practice of contract drafting",
        _impossible,
    ),
)
"""In the order in which they are documented."""
