"""The rule on reviews in the register: each names the version that was in force on its day, as known by then.

Asked of the register alone, so that a deployed site can be held against it too. Lines that follow a review change
nothing of it: a version entered late, or an older history, may have become the one in force of that day since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from inforce.core.dates import VersionName, written
from inforce.core.register import Event, Register
from inforce.core.register_event import REVIEWED
from inforce.errors import Place, Problem


def review_problems(register: Register, path: str) -> Iterator[Problem]:
    """Every review of something that was not in force; `path` is where the register stands."""
    lines: dict[str, list[Event]] = defaultdict(list)
    for event in register.events:
        if event.event == REVIEWED and not _was_in_force(lines[event.policy], event):
            name = f"{event.policy} {event.version}".strip()
            sentence = f"“{name}” was reviewed on {written(event.recorded)}, "
            sentence += "but it was not in force then."
            remedy = "Restore the register from the main branch."
            yield Problem("review-unknown", Place(path, event.line), sentence, remedy)
        lines[event.policy].append(event)


def _was_in_force(before: Sequence[Event], review: Event) -> bool:
    """Whether the version that `review` names was in force when it was recorded; one that names none is of nothing."""
    return bool(review.version) and _in_force(before, review) == review.version


def _in_force(before: Sequence[Event], review: Event) -> str:
    """Name of the version in force when `review` was recorded, by the policy's lines `before` it; empty for none."""
    day = review.recorded
    if any(e.event == "ended" and e.effective is not None and e.effective <= day for e in before):
        return ""
    taken = {e.version for e in before if e.event == "withdrawn"}
    registered = (e for e in before if e.event in ("published", "imported") and e.version not in taken)
    names = [name for e in registered if e.published and e.published <= day and (name := _name(e)) and name.day <= day]
    return str(max(names)) if names else ""


def _name(event: Event) -> VersionName | None:
    try:
        return VersionName.parse(event.version)
    except ValueError:
        return None
