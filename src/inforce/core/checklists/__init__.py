"""Statutory checklists: what laws ask a policy to say, looked for by patterns.

`results` never says that a text meets a law or does not: an item is found, not found by pattern, or mapped by the
author.
"""

from __future__ import annotations

from functools import lru_cache

from inforce.core.checklists.caloppa import CALOPPA
from inforce.core.checklists.ccpa import CCPA
from inforce.core.checklists.gdpr import GDPR_13, GDPR_14
from inforce.core.checklists.search import Reading, Search, Sentence
from inforce.core.checklists.value import BEFORE_ALL, Checklist, ChecklistResult, Item, ItemResult, Look, State
from inforce.core.model import Section
from inforce.core.policy import Version
from inforce.errors import Place

__all__ = [
    "BEFORE_ALL",
    "CHECKLISTS",
    "ChecklistResult",
    "Item",
    "ItemResult",
    "Look",
    "State",
    "items",
    "results",
]

CHECKLISTS: tuple[Checklist, ...] = (GDPR_13, GDPR_14, CCPA, CALOPPA)
"""Every list, in the order in which they are shown."""
_FROM_OTHERS = "A sentence says that data comes from others: “{sentence}”"
_NOT_FROM_OTHERS = (
    "It was not gone through: no sentence was found by pattern which says that data comes from others than the people"
    " themselves. Map one of its items under “covers” if it does."
)
_NOT_ENGLISH = "The patterns read English, and this text is in “{language}”: only what the author mapped counts here."


def results(version: Version, kind: str) -> tuple[ChecklistResult, ...]:
    """The lists for a policy of that kind, each gone through: all of them for privacy, a few items for cookies."""
    lists = [(checklist, _items_for(checklist, kind)) for checklist in CHECKLISTS]
    if not any(chosen for _, chosen in lists):
        return ()
    reading = _search().read(version.document)
    return tuple(_gone_through(version, reading, checklist, chosen) for checklist, chosen in lists if chosen)


def items() -> tuple[Item, ...]:
    """Every item of every list."""
    return tuple(item for checklist in CHECKLISTS for item in checklist.items)


def _items_for(checklist: Checklist, kind: str) -> tuple[Item, ...]:
    if kind == "privacy":
        return checklist.items
    if kind == "cookies" and checklist.only is None:
        return tuple(item for item in checklist.items if item.cookies)
    return ()


@lru_cache(maxsize=1)
def _search() -> Search:
    return Search((*items(), *(checklist.only for checklist in CHECKLISTS if checklist.only)))


def _gone_through(
    version: Version, reading: Reading, checklist: Checklist, chosen: tuple[Item, ...]
) -> ChecklistResult:
    english = version.language.lower().split("-")[0] == "en"
    note = "" if english else _NOT_ENGLISH.format(language=version.language)
    if checklist.only and english:
        said = reading.first(checklist.only)
        if said is None and not {item.id for item in chosen} & {item for item, _ in version.covers}:
            return _result(checklist, _NOT_FROM_OTHERS, ())
        note = _FROM_OTHERS.format(sentence=said.text) if said else ""
    covers = dict(version.covers)
    return _result(
        checklist, note, tuple(_held(version, reading if english else None, item, covers) for item in chosen)
    )


def _result(checklist: Checklist, note: str, found: tuple[ItemResult, ...]) -> ChecklistResult:
    return ChecklistResult(checklist.id, checklist.title, BEFORE_ALL, checklist.concerns, note, found)


def _held(version: Version, reading: Reading | None, item: Item, covers: dict[str, str]) -> ItemResult:
    anchor = covers.get(item.id)
    mapped = next((section for section in version.document.sections if section.anchor == anchor), None)
    if anchor and mapped:
        line = version.document.blocks[mapped.first].line
        return _of(item, State.MAPPED, mapped, "", Place(version.path, line))
    if item.front:
        return _dated(version, item)
    found = reading.first(item) if reading else None
    if found is None:
        return _of(item, State.NOT_FOUND)
    return _of(item, State.FOUND, version.document.section_of(found.block), *_shown(version, found))


def _shown(version: Version, found: Sentence) -> tuple[str, Place]:
    block = version.document.blocks[found.block]
    return " ".join(found.text.split()), Place(version.path, block.line)


def _dated(version: Version, item: Item) -> ItemResult:
    """The pages show both days of the front matter."""
    day = version.effective if item.front == "effective" else version.published
    if day is None:
        return _of(item, State.NOT_FOUND)
    sentence = f"The page shows “{item.front}” of the front matter: {day.isoformat()}."
    return _of(item, State.FOUND, None, sentence, Place(version.path, 1))


def _of(
    item: Item, state: State, section: Section | None = None, sentence: str = "", place: Place | None = None
) -> ItemResult:
    anchor = section.anchor if section else ""
    title = f"{section.number} {section.title}".strip() if section and section.level else ""
    return ItemResult(item.id, item.law, item.asks, state, anchor, title, sentence, place)
