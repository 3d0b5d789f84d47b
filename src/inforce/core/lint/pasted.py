"""What comes along when words are pasted from a word processor, and is no Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.core.lint.text import Text, in_short
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import BlockKind
from inforce.errors import Level, Place

_BULLET = re.compile(r"[ \t\u00a0]{0,8}(?P<sign>[•‣▪●○◦·])[ \t\u00a0]{0,8}(?=\S)")
_QUOTED = re.compile(r"[“”„‘’](?P<inside>[^“”„‘’\"]+)[“”‘’]")


def _lists(text: Text) -> Iterator[Hit]:
    """The first such line of each block: with it, the others of the list are mended."""
    lines = text.version.source.split("\n")
    for index, block in enumerate(text.blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.TEXT):
            continue
        for number in range(block.line, min(block.last_line, len(lines)) + 1):
            if match := _BULLET.match(lines[number - 1]):
                place = Place(text.version.path, number, match.start("sign") + 1)
                sentence = f"“{match['sign']}” makes no list: readers get its lines as one paragraph."
                remedy = "Begin each item on a line of its own with a hyphen and a space: “- …”."
                yield Hit(place, sentence, remedy, text.sentence_at(index, 0))
                break


def _titles(text: Text) -> Iterator[Hit]:
    if match := _QUOTED.fullmatch(text.version.title):
        sentence = f"The title stands in curly quotation marks, and the page shows them: {in_short(match[0])}."
        yield Hit(text.front("title"), sentence, f"Take them away: “title: {in_short(match['inside'])}”.", match[0])


RULES: tuple[Rule, ...] = (
    Rule(
        "list-not-made",
        Level.WARNING,
        "A line that begins with a bullet of a word processor, which Markdown does not know.",
        "CommonMark 0.31.2, 5.2 List items",
        _lists,
    ),
    Rule(
        "title-in-quotes",
        Level.WARNING,
        "A title in curly quotation marks, which belong to the title then.",
        "YAML 1.2.2, 7.3 Flow scalar styles",
        _titles,
    ),
)
"""In the order in which they are documented."""
