"""What the register's lines on notices come to, for each audience and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from factories import day
from inforce.core.delivery import Audience
from inforce.core.policy import NoticeRecord, Told
from inforce.core.told import SENT, STARTED, Sent, sent

FIRST = NoticeRecord("privacy-2027-01-31-accounts-aaaaaa", "accounts", "ab" * 16, "cd" * 32)
AGAIN = replace(FIRST, id="privacy-2027-01-31-accounts-bbbbbb")


def line(event: str, on: str, record: NoticeRecord = FIRST, **counts: int) -> Told:
    """One line of the register, written on a day."""
    return Told(replace(record, **counts), event, day(on))  # type: ignore[arg-type]


def only(*lines: Told, on: str = "2027-12-31") -> Sent:
    """What the one audience was sent."""
    (told,) = sent(lines, day(on))
    return told


def test_the_last_line_of_a_notice_counts() -> None:
    """Its numbers are of all runs; the first line's day is that on which sending began."""
    told = only(
        line(STARTED, "2026-11-23", open=5),
        line(SENT, "2026-11-23", accepted=2, open=3),
        line(SENT, "2026-11-25", accepted=4, in_doubt=1, run=2),
    )
    assert told == Sent(
        Audience.ACCOUNTS,
        FIRST.id,
        date(2026, 11, 23),
        date(2026, 11, 25),
        accepted=4,
        open=0,
        in_doubt=1,
        finished=True,
    )


def test_it_is_finished_when_nothing_is_left_and_something_was_sent() -> None:
    """Not while a run goes on, nor where every address was refused."""
    assert not only(line(STARTED, "2026-11-23")).finished
    assert not only(line(SENT, "2026-11-23", accepted=2, open=1)).finished
    assert not only(line(SENT, "2026-11-23")).finished
    assert not only(line(SENT, "2026-11-23", accepted=2), line(STARTED, "2026-11-24", run=2)).finished
    assert only(line(SENT, "2026-11-23", accepted=2)).finished


def test_a_second_freeze_adds_to_what_the_first_one_sent() -> None:
    """Each address is mailed once, so the numbers add up; what the first left open is the second's to send."""
    lines = [
        line(SENT, "2026-11-23", accepted=2, open=3, in_doubt=1),
        line(STARTED, "2026-11-24", AGAIN, open=4),
        line(SENT, "2026-11-24", AGAIN, accepted=4),
    ]
    assert (only(*lines[:2]).accepted, only(*lines[:2]).open, only(*lines[:2]).finished) == (2, 4, False)
    told = only(*lines)
    assert (told.notice, told.accepted, told.open, told.in_doubt, told.finished) == (AGAIN.id, 6, 0, 1, True)


def test_a_line_that_begins_another_run_takes_nothing_back() -> None:
    """It need not count what earlier runs did."""
    assert only(line(SENT, "2026-11-23", accepted=2), line(STARTED, "2026-11-24", run=2)).accepted == 2


def test_the_two_audiences_are_told_apart_and_days_to_come_are_not_told() -> None:
    """Accounts first; a line written later than the day asked for is not known then."""
    lines = [
        line(SENT, "2026-11-23", accepted=9, record=replace(FIRST, audience="subscribers")),
        line(SENT, "2026-11-25", accepted=2),
    ]
    assert [(told.audience, told.accepted) for told in sent(lines, day("2026-11-25"))] == [
        ("accounts", 2),
        ("subscribers", 9),
    ]
    assert [told.audience for told in sent(lines, day("2026-11-24"))] == ["subscribers"]
    assert sent(lines, day("2026-11-22")) == ()
