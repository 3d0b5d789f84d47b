"""What the register tells of notices: how many readers of a version were sent one, and when. Never an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inforce.core.delivery import Audience

STARTED = "notice-started"
"""Event written before the first message of a notice goes out."""
SENT = "notice-sent"
"""Event written at the end of each run of the sender; the last one of a notice counts."""
NOTICE_EVENTS = (STARTED, SENT)


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """What a line of the register says of a notice; key ``notice`` in the file."""

    id: str
    audience: str
    """accounts or subscribers (`inforce.core.delivery.Audience`)."""
    ledger: str
    """Id of the ledger that holds the deliveries, 32 hex digits."""
    digest: str
    """SHA-256 of the frozen notice's facts."""
    run: int = 0
    """Number of the run that wrote the line."""
    accepted: int = 0
    """Rows that the relay accepted so far, in all runs; those that bounced later included."""
    open: int = 0
    """Rows still queued or deferred."""
    in_doubt: int = 0
    head: str = ""
    """Head of the ledger's chain of events."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the register on a notice of a version."""

    record: NoticeRecord
    event: str
    """notice-started or notice-sent."""
    recorded: date


@dataclass(frozen=True, slots=True)
class Sent:
    """What one audience was sent of a version, as known on a day."""

    audience: Audience
    notice: str
    """Id of the last notice: a later freeze takes an earlier one's place."""
    began: date
    """Day on which the first message went out."""
    last: date
    """Day of the last line."""
    accepted: int
    """Messages that the relay accepted, of all notices to this audience: each address gets one at most."""
    open: int
    in_doubt: int
    finished: bool
    """Nothing is left to send, and something was sent."""


def sent(lines: Iterable[Told], on: date) -> tuple[Sent, ...]:
    """What each audience was sent by the day `on`, accounts first; nothing for an audience without a line."""
    known = [line for line in lines if line.recorded <= on]
    by_audience = ((audience, [line for line in known if line.record.audience == audience]) for audience in Audience)
    return tuple(_sent(audience, told) for audience, told in by_audience if told)


def _sent(audience: Audience, lines: list[Told]) -> Sent:
    last = lines[-1]
    accepted: dict[str, int] = {}
    for line in lines:  # A line that begins another run may not count what earlier ones did.
        accepted[line.record.id] = max(line.record.accepted, accepted.get(line.record.id, 0))
    total = sum(accepted.values())
    return Sent(
        audience=audience,
        notice=last.record.id,
        began=lines[0].recorded,
        last=last.recorded,
        accepted=total,
        open=last.record.open,
        in_doubt=sum({line.record.id: line.record.in_doubt for line in lines}.values()),
        finished=last.event == SENT and last.record.open == 0 and total > 0,
    )


def notice_record(value: object) -> NoticeRecord:
    """The value of ``notice`` in a line; `TypeError` or `ValueError` where it says something unknown."""
    record = NoticeRecord(**value) if isinstance(value, dict) else None
    if record is None:
        raise TypeError("“notice” is no object")
    texts = (record.id, record.audience, record.ledger, record.digest, record.head)
    counts = (record.run, record.accepted, record.open, record.in_doubt)
    if not all(isinstance(text, str) for text in texts) or not all(texts[:4]):
        raise ValueError("the texts of “notice”")
    if not all(type(count) is int and count >= 0 for count in counts):
        raise ValueError("the numbers of “notice”")
    if record.audience not in list(Audience):
        raise ValueError(f"the audience “{record.audience}”")
    return record
