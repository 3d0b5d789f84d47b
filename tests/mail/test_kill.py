"""A sender killed with -9 at random moments: never lost, never falsely recorded, and twice only where nobody can know.

The judge is the same for the real sender and for three naive ones, which have to fail it. CI kills a few times; the
hundred kills of the design's goal run in `make soak`, and `tools/kill_table.py` prints their table.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from support import killing, naive_senders

RELAY = {"before": 0.01, "after": 0.02}
"""Seconds, at most, that the relay takes before and after it has taken a message on: most kills land in one of them."""
FEW, FEW_ROWS = 6, 700
MANY, MANY_ROWS = 100, 8000
ENOUGH_BETWEEN = 20


def check(folder: Path, rows: int, kills: int) -> killing.Tally:
    """The real sender keeps its promises through so many kills; its figures with every doubt reconciled."""
    reconciled, resent = killing.real(folder, rows, kills, random.Random(5), **RELAY)
    print(killing.table((reconciled, resent)))
    assert reconciled.kills == kills
    assert killing.faults(reconciled) == killing.faults(resent) == []
    assert reconciled.duplicates == 0
    assert resent.duplicates <= resent.in_doubt
    return reconciled


def test_killed_and_run_again(tmp_path: Path) -> None:
    """A few kills: nobody is lost or falsely recorded, doubts are few; reconciled, nobody gets it twice."""
    assert check(tmp_path, FEW_ROWS, FEW).between > 0


@pytest.mark.soak
def test_a_hundred_kills(tmp_path: Path) -> None:
    """The same through a hundred kills, at least twenty of them between the dot and its record."""
    assert check(tmp_path, MANY_ROWS, MANY).between >= ENOUGH_BETWEEN


@pytest.mark.parametrize("way", naive_senders.WAYS)
def test_naive_sender(tmp_path: Path, way: str) -> None:
    """Each naive sender fails the same judge after a few kills."""
    tally = killing.control(way, tmp_path, FEW_ROWS, FEW, random.Random(5), **RELAY)
    print(killing.table([tally]))
    assert killing.faults(tally)


@pytest.mark.soak
@pytest.mark.parametrize("way", naive_senders.WAYS)
def test_naive_sender_through_a_hundred_kills(tmp_path: Path, way: str) -> None:
    """Each naive sender fails the same judge after a hundred kills."""
    tally = killing.control(way, tmp_path, MANY_ROWS, MANY, random.Random(5), **RELAY)
    print(killing.table([tally]))
    assert killing.faults(tally)


def test_the_judge_judges() -> None:
    """The judge finds each way in which a sender may fail, and nothing in one that did not."""
    fine = killing.Tally("fine", rows=100, kills=2, most_doubt=4, in_doubt=8, duplicates=8)
    assert killing.faults(fine) == []
    for change in ({"lost": 1}, {"falsely": {7}}, {"duplicates": 9}, {"most_doubt": 5}):
        assert len(killing.faults(killing.replace(fine, **change))) == 1
