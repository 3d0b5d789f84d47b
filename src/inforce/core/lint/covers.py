"""What the author maps to the checklists' items: each item must be one, and each section must be there."""

from __future__ import annotations

from collections.abc import Iterator

from inforce.core import checklists
from inforce.core.lint.text import Text
from inforce.core.lint.value import Hit, Rule
from inforce.core.suggest import nearest
from inforce.errors import Level

_PAGE = "docs/reference/checklists.md"


def _unknown_items(text: Text) -> Iterator[Hit]:
    known = {item.id for item in checklists.items()}
    for item, _ in text.version.covers:
        if item not in known:
            near = nearest(item, known)
            remedy = f"Did you mean “{near}”?" if near else f"Take an item's id from {_PAGE}, or delete this line."
            sentence = f"“covers” names “{item}”, which is no item of a checklist."
            yield Hit(text.front(f"covers.{item}"), sentence, remedy)


def _unknown_sections(text: Text) -> Iterator[Hit]:
    known = [section.anchor for section in text.sections if section.level]
    for item, section in text.version.covers:
        if section not in known:
            near = nearest(section, known)
            remedy = f"Did you mean “{near}”?" if near else "Write the id of a heading of this text, without “#”."
            sentence = f"“covers” maps “{item}” to the section “{section}”, and no heading of this text has that id."
            yield Hit(text.front(f"covers.{item}"), sentence, remedy)


RULES = (
    Rule(
        "covers-unknown-item",
        Level.ERROR,
        "An item under `covers` that no checklist has.",
        "Practice: what is mapped to nothing proves nothing.",
        _unknown_items,
    ),
    Rule(
        "covers-unknown-section",
        Level.ERROR,
        "A section under `covers` that is not in the text.",
        "Practice: what is mapped to nothing proves nothing.",
        _unknown_sections,
    ),
)
