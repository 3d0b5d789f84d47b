"""Where a registered text was changed: short marks of every sentence, kept in the register.

The marks locate, they prove nothing (that is the digest's part): with them the changed sentence can be named from
the files alone, without git.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256

from inforce.core.model import Block, Document

_ABBREVIATED = "".join(rf"(?<! {word}\.)" for word in ("Inc", "Ltd", "No", "Art", "Mr", "Ms", "Dr"))
_END = re.compile(rf"(?<=[.!?;:])(?<![0-9]\.)(?<![a-z]\.[a-z]\.){_ABBREVIATED}[ \n]+(?![a-z])")
_WIDTH = 4
_MOST_COMPARED = 4_000_000
"""Pairs of sentences weighed at most; beyond, only the first difference is named."""


def sentences(line: str) -> list[str]:
    """A line of canonical text cut into sentences, roughly: it is read by people, and only has to stay the same."""
    return [part for part in _END.split(line) if part]


def _mark(sentence: str) -> str:
    return sha256(sentence.encode()).hexdigest()[:_WIDTH]


def _lines(canonical: str) -> list[str]:
    return canonical.removesuffix("\n").split("\n")


def text_marks(canonical: str) -> str:
    """Four hex digits for each sentence of a canonical text, in order; lines parted by a space."""
    return " ".join("".join(map(_mark, sentences(line))) for line in _lines(canonical))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a text differs from the one registered."""

    line: int
    """Source line of the block, from 1; 0 where it is not known."""
    now: str
    """The sentence as it stands now; empty where something was only deleted."""
    was: str = ""
    """The sentence as registered; empty where the old text is not at hand or something was only added."""
    near: str = ""
    """Of a deletion: the sentence before it (after it, at the very beginning)."""
    block: Block | None = None
    invisible: str = ""
    """Where nothing but a white space character differs: what happened to it, in words."""


def changed_spots(marks: str, document: Document, old: Document | None = None) -> tuple[Spot, ...]:
    """The sentences of `document` that the registered `marks` do not know, and the places where some are missing.

    `old`, the registered text itself, adds what the sentences were; the marks alone cannot tell.
    """
    known = [group[at : at + _WIDTH] for group in marks.split(" ") for at in range(0, len(group), _WIDTH)]
    before = [s for line in _lines(old.canonical) for s in sentences(line)] if old else []
    now = [(index, s) for index, line in enumerate(_lines(document.canonical)) for s in sentences(line)]
    spots = []
    for old_first, old_end, first, end in _differences(known, [_mark(sentence) for _, sentence in now]):
        was = before[old_first:old_end]
        if end - first != old_end - old_first and end > first:
            # A space between sentences may have made one of two, or two of one.
            whole = " ".join(sentence for _, sentence in now[first:end])
            if unseen := _invisible(whole, known[old_first:old_end]):
                spots.append(replace(_spot(document, (now[first][0], whole), was=" ".join(was)), invisible=unseen))
                continue
        for at in range(first, end):
            spot = _spot(document, now[at], was=was.pop(0) if was else "")
            mark = known[old_first + at - first : old_end][:1]
            spots.append(replace(spot, invisible=_invisible(now[at][1], mark)))
        for gone in was or ([""] if first == end else []):
            if now:
                spots.append(_spot(document, now[max(end - 1, 0)], was=gone, gone=True))
    return tuple(spots)


_PLAIN = " "


def _invisible(text: str, registered: list[str]) -> str:
    """What happened to a white space character, if that alone makes the sentences of the marks `registered` of it."""
    if not registered:
        return ""
    for space in dict.fromkeys(c for c in text if c != _PLAIN and unicodedata.category(c) == "Zs"):
        if any(_gives(text, space, instead, registered) for instead in (_PLAIN, "")):
            return f"{_named(space)} was put in"
    for space in _OTHERS:
        if _gives(text, _PLAIN, space, registered):
            return f"{_named(space)} was taken out"
    return ""


_OTHERS = "\u00a0\u202f\u2009\u2007\u2002\u2003\u3000"


def _gives(text: str, found: str, instead: str, registered: list[str]) -> bool:
    """Whether `text` is as registered once `instead` stands for `found`, at one place or at all."""
    places = [at for at, character in enumerate(text) if character == found][:_MOST_PLACES]
    candidates = [text.replace(found, instead), *(f"{text[:at]}{instead}{text[at + 1 :]}" for at in places)]
    return any([_mark(sentence) for sentence in sentences(each)] == registered for each in candidates)


_MOST_PLACES = 400


def _named(space: str) -> str:
    names = {"\u00a0": "no-break space", "\u202f": "narrow no-break space"}
    name = names.get(space) or unicodedata.name(space).lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(space):04X})"


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of `old` and `new` that differ: first and end of each."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    old_end, end = len(old) - tail, len(new) - tail
    if (old_end - head) * (end - head) > _MOST_COMPARED:
        yield head, head + 1, head, head + 1
        return
    matcher = SequenceMatcher(None, old[head:old_end], new[head:end], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield head + a, head + b, head + c, head + d


def _spot(document: Document, found: tuple[int, str], *, was: str, gone: bool = False) -> Spot:
    index, sentence = found
    block = document.blocks[index] if index < len(document.blocks) else None
    line = block.line if block else 0
    if gone:
        return Spot(line, "", _readable(was), _readable(sentence), block)
    return Spot(line, _readable(sentence), _readable(was), "", block)


def _readable(sentence: str) -> str:
    """A sentence of canonical text without the kind of its block; a link's target stays, in angle brackets."""
    words = sentence.partition("\t")[2] if "\t" in sentence else sentence
    return re.sub(r"\\([\\<>])", r"\1", words).replace("\\n", " ")
