"""The words of notices: spans of time, progress, and a terminal that shows it."""

from __future__ import annotations

import io

import pytest

from inforce.console.notify_progress import SendingLine, progress
from inforce.console.notify_words import STATE_WORDS, span
from inforce.core.delivery import State
from inforce.mail.sending import Snapshot


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 h 00 min"),
        (10_000, "2 h 47 min"),
        (500_000, "5 days 18 h"),
    ],
)
def test_spans_are_rounded_up(seconds: float, words: str) -> None:
    """Nobody waits for less than they were told."""
    assert span(seconds) == words


def test_progress_has_states_rate_and_time_left() -> None:
    """Once there is a second to go by."""
    states = {State.ACCEPTED: 95, State.IN_DOUBT: 5}
    assert progress(Snapshot(states, 100, 10.0), 1300) == (
        "100 of 1,300: 95 accepted, 5 in doubt – 10.0 a second, 2 minutes left"
    )
    assert progress(Snapshot({}, 0, 0.1), 1300) == "0 of 1,300"
    assert "stopping: what is in hand is finished" in progress(Snapshot(states, 100, 10.0), 1300, stopping=True)


def test_every_state_has_words() -> None:
    """A new state is not shown by its bare name."""
    assert set(STATE_WORDS) == set(State)


def test_without_a_terminal_nothing_is_rewritten() -> None:
    """A log gets no carriage returns."""
    stream = io.StringIO()
    line = SendingLine(stream)
    line.tell(Snapshot({State.ACCEPTED: 1}, 1, 1.0))
    line.end()
    assert stream.getvalue() == ""
