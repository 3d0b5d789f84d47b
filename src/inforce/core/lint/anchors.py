"""Rule on the ids of sections: one that changed though its section stays, so that links to it break for nothing.

The page of a policy keeps the id of a section that was removed, with a word on it and a link to its last text; so an
id may go with its section. What breaks links is a section that stays and is called by another id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz

from inforce.core.lint.text import Text, in_short
from inforce.core.lint.titles import stems
from inforce.core.lint.value import Hit, Rule
from inforce.core.model import Document, Section
from inforce.errors import Level

_SAME = 90.0
"""Likeness of what two sections say, of 100, from which one is the other under another title."""
_SHORTEST = 40
"""Characters from which the very same words tell it."""
_LETTER = re.compile(r"\A[a-z][.)]\s")
"""A letter before a title, which is no part of it though an id is made with it: "b. Fees"."""
_LEAST = 120
"""Characters below which what a section says does not tell it from others."""


def _gone(text: Text) -> Iterator[Hit]:
    before = text.before
    if before is None or before.is_draft:
        return
    old, new = before.document, text.version.document
    known = {section.anchor for section in new.sections} | {block.anchor for block in new.blocks}
    had = {section.anchor for section in old.sections}
    lost = [section for section in old.sections if section.level and section.anchor not in known]
    fresh = [section for section in new.sections if section.level and section.anchor not in had]
    for section in lost:
        stays = _same(section, old, fresh, new)
        if stays is None:
            continue
        fresh.remove(stays)
        title = in_short(new.blocks[stays.first].text, 60)
        ids = f"had the id “{section.anchor}” and now has “{stays.anchor}”"
        sentence = f"The section “{title}” {ids}: links to it break."
        yield text.hit(stays.first, 0, sentence, f"Write {{#{section.anchor}}} after the heading.")


def _same(section: Section, old: Document, fresh: list[Section], new: Document) -> Section | None:
    """The section under a new id that is the one of the old text: it has the same title, else the same words."""
    title = _title(section)
    if Counter(map(_title, old.sections))[title] == 1 and Counter(map(_title, new.sections))[title] == 1:
        for other in fresh:
            if _title(other) == title:
                return other
    said = _said(section, old)
    if len(said) >= _SHORTEST and [_said(other, old) for other in old.sections].count(said) == 1:
        for other in fresh:
            if _said(other, new) == said:
                return other
    if len(said) < _LEAST:
        return None
    best = max(fresh, key=lambda other: fuzz.ratio(said, _said(other, new)), default=None)
    if best is None or fuzz.ratio(said, _said(best, new)) < _SAME:
        return None
    return best if not stems(section.title).isdisjoint(stems(best.title)) else None


def _title(section: Section) -> tuple[str, ...]:
    return tuple(_LETTER.sub("", section.title).lower().replace("’", "'").split())


def _said(section: Section, document: Document) -> str:
    return "\n".join(block.text for block in document.blocks[section.first + 1 : section.end])


RULES = (
    Rule(
        "anchor-gone",
        Level.ERROR,
        "A section that stays has lost the id it had in the version before, so links to it no longer find it.",
        "Inforce's promise that links to a published text do not die.",
        _gone,
    ),
)
