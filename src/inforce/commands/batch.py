"""`inforce assess --batch`: pairs of texts come in as lines of JSON; each is assessed before the next is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from inforce.commands.assess import kind_of, vocabulary
from inforce.commands.report import Report
from inforce.commands.texts import Text, redline_of, text_of
from inforce.core import materiality
from inforce.core.materiality import Assessment
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.settings import KINDS
from inforce.errors import InforceError

LONGEST_LINE = 32 * 1024 * 1024
"""Bytes of a line read at most: two texts of the longest size, whatever JSON makes of their characters."""
_PART = 1 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one line of a batch is answered: an assessment, or why there is none."""

    line: int
    """Number of the line, from 1."""
    id: str | int | None
    """As the line has it; None where it could not be read."""
    assessment: Assessment | None = None
    error: str = ""
    """One sentence; empty where there is an assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport(Report):
    """How many lines were answered. Status 0 whatever the lines were like: each answer says what became of its line."""

    answered: int
    refused: int
    """How many of them with an error."""


class _Refused(Exception):
    """Carries the sentence that says why a line cannot be assessed."""


def run(root: Path, lines: BinaryIO, *, kind: str = "", tell: Callable[[Answer], None]) -> BatchReport:
    """Assess every pair that `lines` holds, with the words of the project in `root`; `tell` is given each answer.

    `kind` is that of lines that name none; where it is not given either, the title tells. Only the line at hand is
    kept in memory. An empty line is passed over.
    """
    known = vocabulary(root)
    answered = refused = 0
    for number, data in _lines(lines):
        answer = _answer(number, data, kind, known)
        tell(answer)
        answered += 1
        refused += answer.assessment is None
    return BatchReport(answered=answered, refused=refused)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Every line that is not empty, with its number; None for one that is too long, the rest of which is skipped."""
    number = 0
    while data := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(data) > LONGEST_LINE:
            while not data.endswith(b"\n") and (more := stream.readline(_PART)):
                data = more
            yield number, None
        elif data.strip():
            yield number, data


def _answer(number: int, data: bytes | None, kind: str, known: Vocabulary) -> Answer:
    ident: str | int | None = None
    try:
        item = _object(data)
        ident = _ident(item)
        old, new = (_text(item, side) for side in ("old", "new"))
        change = redline_of(old, new)
        of_kind, _ = kind_of(old, new, _kind(item) or kind)
        return Answer(line=number, id=ident, assessment=materiality.assess(change, known, of_kind))
    except _Refused as refused:
        return Answer(line=number, id=ident, error=str(refused))
    except InforceError as error:
        first = error.problems[0]
        return Answer(line=number, id=ident, error=f"“{first.place.path}”: {first.sentence}")
    except Exception as error:  # a fault of the program on one pair must not cost the answers to all others
        sentence = f"The program failed on this pair ({type(error).__name__}); please report it with the line."
        return Answer(line=number, id=ident, error=sentence)


def _object(data: bytes | None) -> dict[str, Any]:
    if data is None:
        raise _Refused(f"The line is longer than {LONGEST_LINE // (1024 * 1024)} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(f"The line is not UTF-8 text: byte 0x{data[error.start]:02X} stands in it.") from None
    try:
        item = json.loads(text)
    except json.JSONDecodeError as error:
        raise _Refused(f"The line is not JSON, from character {error.pos + 1} on.") from None
    except (RecursionError, ValueError):
        raise _Refused("The line is no JSON that can be read: too deep, or a number too long.") from None
    if not isinstance(item, dict):
        raise _Refused("The line is not a JSON object.")
    return item


def _ident(item: dict[str, Any]) -> str | int:
    if "id" not in item:
        raise _Refused("“id” is missing.")
    ident = item["id"]
    if isinstance(ident, str) or (isinstance(ident, int) and not isinstance(ident, bool)):
        return ident
    raise _Refused("“id” must be text or a whole number.")


def _kind(item: dict[str, Any]) -> str:
    kind = item.get("kind")
    if kind is None:
        return ""
    if kind not in KINDS:
        raise _Refused(f"“kind” must be one of {', '.join(KINDS)}.")
    return str(kind)


def _text(item: dict[str, Any], side: str) -> Text:
    if side not in item:
        raise _Refused(f"“{side}” is missing.")
    source = item[side]
    if not isinstance(source, str):
        raise _Refused(f"“{side}” must be text.")
    if _SURROGATE.search(source):
        raise _Refused(f"“{side}” holds half a character (a lone surrogate).")
    return text_of(side, source)
