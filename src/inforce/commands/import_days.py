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
from inforce.history.line import NO_DAY, State, blobs, in_order

_POINTER = b"version https://git-lfs.github.com/spec/"
"""What stands in the repository in place of a large file."""
_BY_HAND = "Bring the text in with “inforce import files”, as a file named by its day."


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
    def called(self) -> str:
        """The day; the commit where it states none."""
        return f"commit {self.state.commit[:7]}" if self.state.day == NO_DAY else str(self.state.day)

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
            wrong = f"says {state.moved_from}, which does not fit the commits around it"
            if state.moved_from == NO_DAY:
                wrong = "states no day that a calendar has"
            sentence = f"Commit {state.commit[:7]} {wrong}; "
            sentence += f"it is taken for one of {state.day}, as the line of commits has it."
            yield Problem("git-day-order", where, sentence, "Check the days of these versions.", Level.WARNING)


def _day(state: State, data: bytes | int | None, told: list[Problem]) -> Day:
    place = Place(shown(state))
    if state.day == NO_DAY:
        why = "No commit of the file states a day that a calendar has."
        told.append(Problem("git-no-version", Place(printable(state.path)), why, _BY_HAND, Level.WARNING))
        return Day(state, None, refused=True)
    if isinstance(data, bytes) and data.startswith(_POINTER):
        why = "The repository keeps the text itself elsewhere (Git LFS), and only names it here."
    elif isinstance(data, bytes):
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
            yield _away(since.state, day.state)
            since = None
    if since is not None:
        sentence = f"The file was deleted on {written(since.state.day)} and is not there today."
        remedy = "The version before stands as in force. If the text goes on in another file, import that one too; if "
        remedy += "the policy has ended, say so with “inforce withdraw”."
        yield Problem("git-file-gone", Place(shown(since.state)), sentence, remedy, Level.WARNING)


def _away(since: State, back: State) -> Problem:
    """The warning for a time without the file; it may have been kept under another name meanwhile."""
    sentence = f"There was no file from {written(since.day)} until {written(back.day)}."
    remedy = "The version before stands as in force meanwhile."
    if since.renamed_to:
        other = printable(since.renamed_to)
        sentence = f"The file had the name “{other}” from {written(since.day)} on, and has this one again since "
        sentence += f"{written(back.day)}: what it said meanwhile is not in this history."
        remedy = f"Import “{other}” too, under the same --policy; until then {remedy[0].lower()}{remedy[1:]}"
    return Problem("git-file-gone", Place(shown(since)), sentence, remedy, Level.WARNING)
