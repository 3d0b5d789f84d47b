"""Words that the sentences on notices share: audiences, states, spans of time, moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from math import ceil

from inforce.console.problems import plural
from inforce.console.terminal import Line
from inforce.core.dates import written
from inforce.core.delivery import Audience, State
from inforce.mail.values import Reject

STATE_WORDS = {
    State.QUEUED: "to be sent",
    State.SENDING: "in hand of a sender (or of one that died: the next run says)",
    State.ACCEPTED: "accepted by the relay",
    State.DEFERRED: "put off by the relay; to be tried again",
    State.REJECTED: "refused by the relay for good: tell them in another way",
    State.IN_DOUBT: "in doubt: may have gone out, no answer on record; not sent again",
    State.EXPIRED: "not sent: the notice ended before, or another freeze took its place",
    State.SUPPRESSED: "left out: opted out or on the suppression list",
    State.UNSENDABLE: "cannot be mailed: tell them in another way",
    State.DUPLICATE_OF: "the same address as another row, or served by an earlier freeze",
    State.BOUNCED: "accepted, and came back later",
    State.COMPLAINED: "accepted, and called spam by the recipient",
}
_STYLES = {State.ACCEPTED: "good", State.IN_DOUBT: "decision", State.REJECTED: "error", State.DEFERRED: "warning"}
HOLDERS = {
    Audience.ACCOUNTS: ("account holder", "account holders"),
    Audience.SUBSCRIBERS: ("subscriber", "subscribers"),
}


def people(count: int, audience: Audience) -> str:
    """So many of an audience: ``12,345 account holders``."""
    return plural(count, *HOLDERS[audience])


def states_table(states: Mapping[str, int], indent: str = "  ") -> Iterator[Line]:
    """A line for each state that has rows."""
    wide = max((len(f"{count:,}") for count in states.values()), default=1)
    for name, count in states.items():
        state = State(name)
        yield [
            (f"{indent}{count:>{wide},}  ", ""),
            (f"{name.replace('_', ' '):<12}", _STYLES.get(state, "")),
            (f"  {STATE_WORDS[state]}", "dim"),
        ]


def span(seconds: float) -> str:
    """A length of time in words: ``under a minute``, ``25 minutes``, ``2 h 47 min``, ``3 days 4 h``."""
    minutes = ceil(seconds / 60)
    if seconds < 60:
        return "under a minute"
    if minutes < 60:
        return plural(minutes, "minute", "minutes")
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest:02} min"
    days, hours = divmod(hours, 24)
    return f"{days} days {hours} h"


def moment(stamp: str) -> str:
    """A moment of the ledger in words: ``1 December 2026, 09:30 UTC``; empty for none."""
    if not stamp:
        return ""
    when = datetime.fromisoformat(stamp).astimezone(UTC)
    return f"{written(when.date())}, {when:%H:%M} UTC"


def rejects(rows: Iterable[Reject], count: int, file: str = "") -> Iterator[Line]:
    """The lines that name nobody who could be mailed, the first of them one by one."""
    shown = list(rows)
    if count:
        said = plural(count, "line names nobody who could be mailed:", "lines name nobody who could be mailed:")
        yield [("  ", ""), (said, "warning")]
    for row in shown:
        yield f"    {file}line {row.line:,}: {row.reason}"
    if count > len(shown):
        yield f"    and {count - len(shown):,} more"
