"""From the states of a file to the text of each day, and what must be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from inforce import source
from inforce.commands.import_texts import Text
from inforce.core.characters import printable
from inforce.core.dates import VersionName, written
from inforce.core.origin import Origin
from inforce.errors import Level, Place, Problem
from inforce.history.line import State, blobs, in_order


@dataclass(frozen=True, slots=True)
class Day:
    """The file at the end of one day."""

    state: State
    """After the day's last commit."""
    text: Text | None
    """None where there was no text that can be a version."""
    refused: bool = False
    """There was something, but no text."""

    @property
    def origin(self) -> Origin:
        """Where the text was taken from."""
        return Origin(self.state.commit, printable(self.state.path))


def days_of(folder: Path, states: Sequence[State], told: list[Problem]) -> list[Day]:
    """The last state of each day, with its text; oldest first. `GitError` where git fails."""
    ordered = in_order(states)
    told.extend(_moved(ordered))
    last = [list(group)[-1] for _, group in groupby(ordered, key=lambda state: state.day)]
    found = blobs(folder, [state.blob for state in last if state.blob], source.LARGEST)
    days = [_day(state, found.get(state.blob), told) for state in last]
    told.extend(_gone(days))
    return days


def shown(state: State) -> str:
    """A commit's file as it is named to the author."""
    return f"{printable(state.path)} (commit {state.commit[:7]}, {state.day})"


def _moved(states: Sequence[State]) -> Iterator[Problem]:
    """Commits that say to be older than the ones before them, or newer than those after."""
    for state in states:
        if state.moved_from is not None:
            where = Place(printable(state.path))
            sentence = (
                f"Commit {state.commit[:7]} says {state.moved_from}, which does not fit the commits around it; "
                f"it is taken for one of {state.day}, as the line of commits has it."
            )
            yield Problem("git-day-order", where, sentence, "Check the days of these versions.", Level.WARNING)


def _day(state: State, data: bytes | int | None, told: list[Problem]) -> Day:
    place = Place(shown(state))
    if isinstance(data, bytes):
        text, problems = source.text_of(data, shown(state))
        if text is not None and text.strip():
            return Day(state, Text(VersionName(state.day), data, text, shown(state), problems))
        why = problems[0].sentence if text is None else "The file is empty."
        place = problems[0].place if text is None else place
    elif isinstance(data, int):
        why = f"The file is larger than {source.LARGEST // (1024 * 1024)} MB."
    elif state.instead:
        why = f"At the end of that day the name stood for {state.instead}, not for a text."
    else:
        return Day(state, None)
    told.append(no_version(place, state.day, why))
    return Day(state, None, refused=True)


def no_version(place: Place, day: date | str, why: str) -> Problem:
    """The warning that the text of a day is left out."""
    remedy = f"There is no version of {day}: the one before stands as in force until the next."
    return Problem("git-no-version", place, why, remedy, Level.WARNING)


def _gone(days: Sequence[Day]) -> Iterator[Problem]:
    """Times at which there was no file; a policy's archive cannot have holes, so they are told."""
    since: Day | None = None
    for day in days:
        here = bool(day.state.blob or day.state.instead)
        if not here and since is None:
            since = day
        elif here and since is not None:
            sentence = f"There was no file from {written(since.state.day)} until {written(day.state.day)}."
            remedy = "The version before stands as in force meanwhile."
            yield Problem("git-file-gone", Place(shown(since.state)), sentence, remedy, Level.WARNING)
            since = None
    if since is not None:
        sentence = f"The file was deleted on {written(since.state.day)} and is not there today."
        remedy = "The last version stands as in force; if the policy has ended, say so with “inforce withdraw”."
        yield Problem("git-file-gone", Place(shown(since.state)), sentence, remedy, Level.WARNING)
