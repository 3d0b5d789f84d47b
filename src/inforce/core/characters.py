"""Characters that no reader sees, that turn the reading order, or that pass for others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from inforce.core.findings import Finding
from inforce.core.unseen import named

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_SUSPECT = re.compile(
    f"[{_CONTROLS}"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_CONTROL = re.compile(f"[{_CONTROLS}]")
_SPACE_LIKE = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"
_MARKS_OF_DIRECTION = "\u200e\u200f\u061c"
_JOINED_SCRIPTS = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufeff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LOOKALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\u1f00-\u1fff\uab70-\uabbf]")
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_NOT_ASCII_DIGIT = re.compile(r"(?![0-9])\d")
_USUAL = re.compile("[\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2122]*+")
"""ASCII, Latin letters, quotes, dashes and signs of money: with none of these is anything wrong."""


MOST = 100
"""Findings reported of one text: who has more has a file of another kind."""
_NEAR = 200


def is_usual(text: str) -> bool:
    """Does the text hold nothing that the other functions of this module look for? (One quick look for them all.)"""
    return _USUAL.fullmatch(text) is not None


def clean(text: str) -> str:
    """The text without characters that HTML cannot hold: shown as U+FFFD, line separators as a space."""
    if not _CONTROL.search(text):
        return text
    return _CONTROL.sub(lambda match: " " if match[0] in _SPACE_LIKE else "\ufffd", text)


def printable(name: str) -> str:
    """A file name as it can be shown: what is not UTF-8 or has no shape is written as its code."""
    return "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else f"\\x{ord(c):02x}" for c in name)


def suspicious(text: str) -> list[Finding]:
    """What in `text` cannot be seen or passes for something else, with lines from 0 and columns from 1."""
    return _findings(text, _found(text)) if not text.isascii() or _SUSPECT.search(text) else []


def foreign_digits(text: str) -> list[Finding]:
    """Numbers in digits that do not belong to the text's language, or in digits of two systems."""
    return _findings(text, _foreign_digits(text)) if has_foreign_digits(text) else []


def has_foreign_digits(text: str) -> bool:
    """Are there decimal digits other than 0 to 9? Whether they belong there only the whole text says."""
    return not text.isascii() and _NOT_ASCII_DIGIT.search(text) is not None


def _findings(text: str, found: Iterator[tuple[int, str, str, str]]) -> list[Finding]:
    findings = []
    line, start = 0, 0
    for at, code, sentence, remedy in sorted(islice(found, MOST)):
        line += text.count("\n", start, at)
        start = at
        findings.append(Finding(code, line, sentence, remedy, at - text.rfind("\n", 0, at)))
    return findings


def _found(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Place, code, sentence and remedy of each."""
    for match in _SUSPECT.finditer(text):
        if not _allowed(text, match.start()):
            damaged = match[0] == "\ufffd"
            fault = "shows that a character was lost or cannot be shown" if damaged else "cannot be seen"
            sentence = f"The character {named(match[0])} stands here; it {fault}."
            yield match.start(), "character-unseen", sentence, "Type it again." if damaged else "Remove it."
    if _LOOKALIKE.search(text):
        yield from _mixed_words(text)


def _allowed(text: str, at: int) -> bool:
    """Joiners and marks of direction are spelling in the scripts that need them; so is a joiner between emoji."""
    character = text[at]
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    if character in _JOINERS:
        emoji = character == "\u200d" and all(unicodedata.category(c) in ("So", "Sk", "Mn") for c in around)
        return (emoji and bool(around)) or _JOINED_SCRIPTS.search(around) is not None
    near = text[max(0, at - _NEAR) : at + _NEAR]
    return character in _MARKS_OF_DIRECTION and _RIGHT_TO_LEFT.search(near) is not None


def _mixed_words(text: str) -> Iterator[tuple[int, str, str, str]]:
    for match in _WORD.finditer(text):
        strange = _LOOKALIKE.search(match[0])
        if strange and _LATIN.search(match[0]):
            sentence = f"The word “{match[0][:40]}” mixes alphabets: it has {named(strange[0])}."
            yield match.start(), "character-mixed", sentence, "Type the word again."


def _foreign_digits(text: str) -> Iterator[tuple[int, str, str, str]]:
    scripts: set[str] | None = None
    for match in _NUMBER.finditer(text):
        strange = _NOT_ASCII_DIGIT.search(match[0])
        if strange is None:
            continue
        if scripts is None:
            scripts = _scripts(text)
        systems = {_system(character) for character in match[0]}
        script = _system(strange[0]).removeprefix("EXTENDED ").split("-")[0].split(" ")[0]
        if len(systems) > 1 or {"FULLWIDTH": "CJK"}.get(script, script) not in scripts:
            sentence = f"The number “{match[0][:40]}” has the foreign digit {named(strange[0])}."
            yield match.start(), "character-digit", sentence, "Write it with the digits of the text's language."


def _system(digit: str) -> str:
    return unicodedata.name(digit, "").split(" DIGIT")[0] if digit > "9" else ""


def _scripts(text: str) -> set[str]:
    """First words of the names of the letters beyond Latin that a text holds: ARABIC, DEVANAGARI, CJK …"""
    return {unicodedata.name(c, "").split(" ")[0] for c in set(text) if c > "\u02ff" and c.isalpha()}
