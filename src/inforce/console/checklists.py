"""Statutory checklists in words: law by law, item by item, with the place to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from inforce.console.terminal import Line
from inforce.console.wrap import wrapped
from inforce.core.checklists import ChecklistResult, ItemResult, State
from inforce.core.materiality.phrase import shortened

if TYPE_CHECKING:
    from inforce.commands.check import CheckReport

_STYLES = {State.FOUND: "good", State.NOT_FOUND: "warning", State.MAPPED: "good"}
_NONE = "There is no checklist for a policy of the kind “{kind}”: lists are for “privacy” and “cookies”."


def sentences(report: CheckReport, width: int) -> Iterator[Line]:
    """Every list of the report; nothing where none was asked for."""
    if report.checklists is None:
        return
    for found in report.checklists:
        yield from _list(found, width)
        yield ""
    if not report.checklists:
        yield _NONE.format(kind=report.kind)
        yield ""


def _list(found: ChecklistResult, width: int) -> Iterator[Line]:
    yield [(found.title, "bold")]
    for said in filter(None, (found.first, found.concerns, found.note)):
        yield from wrapped([(said, "dim")], width)
    for item in found.items:
        yield from _item(item, width)
    if found.items:
        states = Counter(item.state for item in found.items)
        yield ", ".join(f"{states[state]} {state}" for state in State) + "."


def _item(item: ItemResult, width: int) -> Iterator[Line]:
    yield from wrapped(
        [(item.law, "bold"), (f": {item.asks}", ""), (f" {item.id}", "dim")], width, first="  ", rest="    "
    )
    where = f" in “{item.title}”" if item.title else ""
    line = f", line {item.place.line}" if item.place and where else ""
    said = f": {_quoted(item.sentence) if where else item.sentence}" if item.sentence else ""
    ending = [(item.state.value, _STYLES[item.state]), (f"{where}{line}{said}", "")]
    yield from wrapped(ending, width, first="      ", rest="      ")


def _quoted(sentence: str) -> str:
    return f"“{shortened(sentence)}”"
