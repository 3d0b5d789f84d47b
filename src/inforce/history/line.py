"""One file on the first-parent line of a branch: what it held after each commit that changed it, renames followed.

The first-parent line is what the branch itself was, one state after the other; a merge brings its text on the day of
the merge, not on the days on which it was written elsewhere.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from inforce.history.git import GitError, call

_FILE_MODES = frozenset({"100644", "100755", "100664"})
_OTHER = {"120000": "a symbolic link", "160000": "another repository (a submodule)"}
_SECONDS = 300
_MOST_NAMES = 100
"""Names that one file is followed through at most."""
_MOST_AT_ONCE = 200
NO_DAY = date.min
"""In place of the day of a commit that states none which a calendar has."""
_CLOCK_AT_ZERO = 1971
"""Years before it are those of a clock that was never set: git itself says 1970 for a time that it cannot read."""


@dataclass(frozen=True, slots=True)
class State:
    """What the file was after one commit."""

    commit: str
    """Full id."""
    day: date
    """Its committer's day, in the zone that the commit itself records; `NO_DAY` where it states none."""
    path: str
    blob: str
    """Id of the text; empty where there is none."""
    instead: str = ""
    """What stands there instead of a file: "a symbolic link" …; empty with a file, and where nothing stands there."""
    renamed_to: str = ""
    """Where there is nothing: the name that the file was given in that commit; empty where it was deleted."""
    moved_from: date | None = None
    """The day that the commit states, where another one is taken for it (`in_order`)."""


@dataclass(frozen=True, slots=True)
class Line:
    """The history of one file, oldest state first."""

    states: tuple[State, ...]
    renamed_to: str = ""
    """The name it has today, where the one asked for was given up by a rename."""
    renamed_in: str = ""
    """The commit that renamed it."""


def line_of(repository: Path, tip: str, path: str) -> Line:
    """The states of `path` (from the top of the repository) up to the commit `tip`; `GitError` where git fails."""
    states: list[State] = []
    names = [path]
    end: str | None = tip
    newest = True
    while end is not None and len(names) <= _MOST_NAMES:
        events = _events(repository, end, names[-1])
        end = None
        for event in events:
            new = _renamed(repository, event, names[-1], forward=True) if event.status == "D" else ""
            if newest and new:
                return Line((), new, event.commit)
            newest = False
            states.append(replace(_state(event, names[-1]), renamed_to=new))
            if event.status == "A" and (old := _renamed(repository, event, names[-1], forward=False)):
                names.append(old)
                end = event.parent
                break
    return Line(tuple(reversed(states)))


@dataclass(frozen=True, slots=True)
class _Event:
    """One commit that changed the file."""

    commit: str
    parent: str
    """Its first parent; empty for the first commit, or where the history is cut."""
    day: date
    mode: str
    blob: str
    status: str
    """A, M, D or T."""


def _events(repository: Path, end: str, path: str) -> list[_Event]:
    """Newest first."""
    listing = call(
        repository,
        ["log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none",
         "--no-ext-diff", "--no-textconv", "--format=commit %H %cI %P", end, "--", path],
        seconds=_SECONDS,
    )  # fmt: skip
    return list(_parsed(listing, path))


def _parsed(listing: bytes, path: str) -> Iterator[_Event]:
    pieces = iter(listing.split(b"\0"))
    header: list[str] = []
    for piece in pieces:
        text = piece.decode(errors="replace").lstrip("\n")
        if text.startswith("commit "):
            header = text.split(" ")
        elif text.startswith(":"):
            _, mode, _, blob, status = text[1:].split(" ")
            if os.fsdecode(next(pieces)) != path:
                continue  # The name stood for a folder then: this is a file in it.
            parent = header[3] if len(header) > 3 else ""
            yield _Event(header[1], parent, _day(header[2]), mode, blob, status[0])


def _day(stamp: str) -> date:
    """The day of a committer date in its own zone."""
    try:
        day = datetime.fromisoformat(stamp).date()
    except ValueError:
        return NO_DAY
    return day if day.year >= _CLOCK_AT_ZERO else NO_DAY


def _state(event: _Event, path: str) -> State:
    blob = event.blob if event.mode in _FILE_MODES else ""
    return State(event.commit, event.day, path, blob, _OTHER.get(event.mode, ""))


def _renamed(repository: Path, event: _Event, path: str, *, forward: bool) -> str:
    """The name that the file came from (or, `forward`, went to) in that commit; empty where it is no rename."""
    if not event.parent:
        return ""
    listing = call(
        repository,
        ["diff-tree", "-r", "-z", "-M", "-l2000", "--raw", "--no-abbrev", "--no-commit-id", "--no-ext-diff",
         event.parent, event.commit],
        seconds=_SECONDS,
    )  # fmt: skip
    pieces = iter(os.fsdecode(piece) for piece in listing.split(b"\0"))
    for piece in pieces:
        if not piece.startswith(":"):
            continue
        status = piece.rsplit(" ", 1)[-1][:1]
        first = next(pieces)
        second = next(pieces) if status in "RC" else ""
        if status == "R" and (first if forward else second) == path:
            return second if forward else first
    return ""


def in_order(states: Sequence[State]) -> tuple[State, ...]:
    """The states with days that never go back.

    A clock that was wrong, or a rebase, can make a commit older than the one before it. As few as possible are taken
    for wrong; such a commit gets the day of the one before it (the first ones: of the one after them).
    """
    right = _longest_rising([state.day for state in states])
    ordered: list[State] = []
    day = next((states[index].day for index in sorted(right)), date.min)
    for index, state in enumerate(states):
        if index in right or day == NO_DAY:
            day = state.day
            ordered.append(state)
        else:
            ordered.append(replace(state, day=day, moved_from=state.day))
    return tuple(ordered)


def _longest_rising(days: Sequence[date]) -> set[int]:
    """Indexes of the longest run of days, others left out, in which none is before the one before it or `NO_DAY`."""
    ends: list[date] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, day in enumerate(days):
        if day == NO_DAY:
            before.append(None)
            continue
        length = bisect_right(ends, day)
        before.append(at[length - 1] if length else None)
        ends[length:] = [day] if length == len(ends) else [day, *ends[length + 1 :]]
        at[length:] = [index] if length == len(at) else [index, *at[length + 1 :]]
    found: set[int] = set()
    index_or_none = at[-1] if at else None
    while index_or_none is not None:
        found.add(index_or_none)
        index_or_none = before[index_or_none]
    return found


def blobs(repository: Path, ids: Sequence[str], largest: int) -> dict[str, bytes | int]:
    """The bytes of every blob; its size instead where that is more than `largest`. `GitError` where one is missing."""
    found: dict[str, bytes | int] = {}
    wanted = list(dict.fromkeys(ids))
    checked = call(repository, ["cat-file", "--batch-check"], seconds=_SECONDS, given=_lines(wanted)).decode()
    for line in checked.splitlines():
        name, *rest = line.split(" ")
        if len(rest) < 2:
            raise GitError(f"the text {name} is missing; the repository holds only a part")
        found[name] = int(rest[1])
    small = [name for name in wanted if int(found[name]) <= largest]
    for start in range(0, len(small), _MOST_AT_ONCE):
        part = small[start : start + _MOST_AT_ONCE]
        found.update(_contents(call(repository, ["cat-file", "--batch"], seconds=_SECONDS, given=_lines(part))))
    return found


def _lines(names: Sequence[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def _contents(output: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        name, _, size = output[at:end].decode().split(" ")
        yield name, output[end + 1 : end + 1 + int(size)]
        at = end + 1 + int(size) + 1
