"""What a text can promise to hold at a place of it (a telephone number, an address …), and whether it is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inforce.core.model import Block

_TELEPHONE = re.compile(
    r"(?<![\w.@/#-])(?:\+|00)?\(?\d(?:[ \u00a0().\-/–]{0,3}\d){5,14}(?![\w@]|[.-]\d)"
    r"|\b\d-\d{3}-[A-Z0-9]{3,4}-?[A-Z]{3,7}\b"
    r"|\b1?-?8\d\d-[A-Z]{4,10}\b"
)
_NO_TELEPHONE = re.compile(
    r"\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}|\d{5}-\d{4}"
    r"|(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d|\d{1,3}(?:\.\d{1,3}){3}"
)
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.\w|\b(?:\[at\]|\(at\))\s?\w", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:P\.? ?O\.? ?Box|Postfach|c/o|Attn|Suite|Floor)\b|\b[A-Z]{2}[,]? \d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    r"|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b(?:[A-Z]{1,2}[-–])?\d{4,6} [A-ZÀ-Þ][a-zß-ÿ]+"
    r"|[A-ZÀ-Þ][a-zß-ÿ]+,? (?:[A-Z]{2,3} )?\d{4,6}\b"
    r"|\d[\w/-]{0,5},? (?:[\w.'’-]+ ){0,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Place"
    r"|Pl|Square|Sq|Court|Ct|Terrace|Quay|Park|House|Parkway|Pkwy|Highway|Hwy|Broadway|Circle|Row|Hill"
    r"|Close|Gardens|Mews|Market)\b"
    r"|\b[\w.-]*(?:straße|strasse|str\.|gasse|platz|allee|ring|weg|damm|ufer|straat|gatan|vej|katu) ?\d"
    r"|\b(?:rue|avenue|boulevard|via|viale|piazza|calle|avenida|rua|ul\.) [^\n]{1,40}?\d"
    r"|\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard)\b",
)
_COUNTRY = re.compile(
    r"(?:United States(?: of America)?|USA|United Kingdom|UK|Germany|Deutschland|Austria|Ireland|France|Netherlands"
    r"|Canada|Australia|Switzerland|India|Japan|Spain|Italy|Sweden|Norway|Denmark|Finland|Belgium|Poland|Portugal"
    r"|Singapore|Israel)\.?\Z"
)
_PERIOD = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|sixty|ninety|an?|each|as long)\b"
    r"[\s-]{1,3}(?:\(\d+\) )?(?:\w+ )?(?:hours?|days?|weeks?|months?|years?|as|quarters?)\b|\b(?:19|20)\d\d\b"
    r"|\b(?:until|indefinitely|immediately|annual|monthly|weekly|daily|forever|duration|permanent|after|when"
    r"|once|upon|while\b|during|terms?\b|no longer|so long)",
    re.IGNORECASE,
)

_NEAR = 8
"""Blocks from the words that promise a table."""

Test = Callable[[Sequence[Block]], bool]


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of thing that a text can promise."""

    said: str
    """With its article: "a telephone number"."""
    there: Test
    """Do these blocks hold one?"""
    noun: str
    """For the remedy: "number"."""


def _telephone(blocks: Sequence[Block]) -> bool:
    for block in blocks:
        if any(run.href and run.href.startswith(("tel:", "sms:", "callto:")) for run in block.runs):
            return True
        if any(not _NO_TELEPHONE.fullmatch(found.group()) for found in _TELEPHONE.finditer(block.text)):
            return True
    return False


def _email(blocks: Sequence[Block]) -> bool:
    return any(_EMAIL.search(b.text) or any((r.href or "").startswith("mailto:") for r in b.runs) for b in blocks)


def _address(blocks: Sequence[Block]) -> bool:
    for block in blocks:
        lines = [line.strip() for line in block.text.split("\n")]
        if _ADDRESS.search(block.text) or (len(lines) > 1 and any(_COUNTRY.search(line) for line in lines)):
            return True
    return any(_COUNTRY.search(block.text.strip()) and len(block.text) < 120 for block in blocks)


def _link(blocks: Sequence[Block]) -> bool:
    plain = ("mailto:", "tel:", "#")
    linked = any(r.href and not r.href.startswith(plain) for b in blocks for r in b.runs)
    return linked or any(
        re.search(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|eu|io|de|co\.uk)/", b.text) for b in blocks
    )


def _form(blocks: Sequence[Block]) -> bool:
    """A link, or what is to be filled in on paper."""
    return _link(blocks) or any(
        "…" in b.text or "____" in b.text or "....." in b.text or r.image for b in blocks for r in b.runs
    )


def _table(blocks: Sequence[Block]) -> bool:
    """A table or picture; near by, also what is set out as a list or below bold words instead."""
    if any(c.kind == "table" for b in blocks for c in b.containers) or _image(blocks):
        return True
    if any(b.text.startswith("|") for b in blocks):
        return True  # A table that its marks did not make.
    near = [*blocks[:_NEAR], *blocks[-_NEAR:]] if len(blocks) > 2 * _NEAR else blocks
    listed = any(c.kind in ("ul", "ol", "dl") for b in near for c in b.containers)
    return listed or sum(1 for b in near if b.runs and "strong" in b.runs[0].marks) > 1


def _list(blocks: Sequence[Block]) -> bool:
    """A list, a table, or lines and paragraphs that stand for one."""
    listed = any(c.kind in ("ul", "ol", "dl", "table") for b in blocks for c in b.containers) or _image(blocks)
    bold = sum(1 for b in blocks if b.runs and "strong" in b.runs[0].marks)
    return listed or bold > 1 or any(b.text.count("\n") > 1 or b.text.count(",") > 2 for b in blocks)


def _image(blocks: Sequence[Block]) -> bool:
    return any(run.image for block in blocks for run in block.runs)


def _contact(blocks: Sequence[Block]) -> bool:
    return _telephone(blocks) or _email(blocks) or _address(blocks) or _link(blocks)


def _period(blocks: Sequence[Block]) -> bool:
    return any(_PERIOD.search(block.text) for block in blocks)


TELEPHONE = Item("a telephone number", _telephone, "number")
FAX = Item("a fax number", _telephone, "number")
ADDRESS = Item("a postal address", _address, "address")
EMAIL = Item("an e-mail address", _email, "address")
ANY_ADDRESS = Item("an address", lambda blocks: _address(blocks) or _email(blocks) or _link(blocks), "address")
CONTACT = Item("contact details", _contact, "details")
FORM = Item("a form", _form, "form or the link to it")
LINK = Item("a link", _link, "link")
TABLE = Item("a table", _table, "table")
LIST = Item("a list", _list, "list")
PERIOD = Item("a period", _period, "period")
