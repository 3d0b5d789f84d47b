"""The site's register as high-water mark: what it says of a notice is compared with what the ledger knows.

The register travels with the repository and is backed up elsewhere than the ledger. So a ledger that knows less than
the register says is an old copy, and one that the register does not name did not start the notice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from inforce.core.delivery import TAKEN
from inforce.core.register_event import Event
from inforce.errors import Level, Place, Problem
from inforce.mail.ledger import events
from inforce.mail.ledger.store import Store

REGISTER = "content/register.jsonl"
BEHIND = "ledger-older-than-register"
"""Code of the problem that the register knows more than the ledger."""
PEOPLE = "ledger-lacks-people"
"""Code of the problem that a restored ledger lacks whoever was added after the copy was made."""
ACKNOWLEDGED = "register-acknowledged"
"""Kind of the event that says so is known."""
_NEWEST = "Put the newest copy of the .inforce folder back."
_LOST = "If there is none, see “When the ledger is lost” in docs/how-to/send-a-notice.md."


def foreign(lines: Sequence[Event], ledger: str) -> Problem | None:
    """That another ledger started a notice of this version and audience; None where none did.

    `lines` are the register's notice lines of that version and audience.
    """
    others = [event for event in lines if event.notice and event.notice.ledger != ledger]
    if not others:
        return None
    event = others[-1]
    record = event.notice
    if record is None:
        return None
    what = f"The notice {record.id} of {event.policy} {event.version} was started"
    sentence = f"{what} on {event.recorded} by {event.by} from another ledger: this one does not know who was mailed."
    remedy = f"Work on the machine whose .inforce folder started it, or bring that folder here whole. {_LOST}"
    return Problem("notice-of-another-ledger", Place(REGISTER, event.line), sentence, remedy)


def behind(lines: Sequence[Event], store: Store) -> Problem | None:
    """That the register says more of this ledger's own notices than the ledger knows; None where it fits."""
    notices = {notice.id for notice in store.notices()}
    excused = acknowledged(store)
    for event in reversed(lines):
        record = event.notice
        if record is None or record.ledger != store.id or event.line <= excused.get(record.id, 0):
            continue
        if record.id not in notices:
            sentence = f"The ledger is older than the register: it does not know the notice {record.id} any more."
            return Problem(BEHIND, Place(REGISTER, event.line), sentence, f"{_NEWEST} {_LOST}")
        taken = accepted(store, record.id)
        if events.holds(store, record.head) and record.accepted <= taken:
            continue
        sentence = (
            f"The ledger is older than the register, which says that by {event.recorded} the relay had accepted "
            f"{record.accepted:,} of {record.id} in {record.run:,} runs; the ledger knows of {taken:,}."
        )
        remedy = (
            f"{_NEWEST} If there is none: inforce notify send {record.id} --restored --by NAME – all that is still "
            "open is then in doubt, nobody is mailed twice, and “inforce notify reconcile” settles it."
        )
        return Problem(BEHIND, Place(REGISTER, event.line), sentence, remedy)
    return None


def unknown_people(lines: Sequence[Event], store: Store) -> tuple[Problem, ...]:
    """That runs are told of which a restored ledger does not know: it lacks whoever was added, and mailed, in them."""
    excused = acknowledged(store)
    for event in reversed(lines):
        record = event.notice
        if record is None or record.ledger != store.id or events.holds(store, record.head):
            continue
        if event.line <= excused.get(record.id, 0):
            sentence = (
                f"This ledger was restored from a copy that lacks what {record.id} did until {event.recorded}: "
                "people added to it meanwhile are not known here, and would be mailed again."
            )
            remedy = "Leave them out of the file, or ask the relay's log whom it has mailed."
            return (Problem(PEOPLE, Place(REGISTER, event.line), sentence, remedy, Level.WARNING),)
    return ()


def acknowledge(store: Store, notice: str, lines: Sequence[Event], *, by: str, at: str) -> None:
    """Note that a person knows the ledger to be older than these lines; the rows were put in doubt for it."""
    line = max((event.line for event in lines if event.notice and event.notice.id == notice), default=0)
    with store.transaction():
        events.append(store, notice, ACKNOWLEDGED, by, at, {"line": line})


def acknowledged(store: Store) -> dict[str, int]:
    """By notice, the last line of the register that a person knows the ledger to be older than."""
    rows = store.ask("SELECT notice, detail FROM event WHERE kind = ? ORDER BY number", ACKNOWLEDGED)
    return {notice: int(json.loads(detail)["line"]) for notice, detail in rows}


def accepted(store: Store, notice: str) -> int:
    """Rows of the notice that the relay accepted, those that came back later included."""
    states = store.states(notice)
    return sum(states.get(state.value, 0) for state in TAKEN)
