"""What a recipients' file came to: rows by state, rejects, and how many of those are too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from inforce.errors import ContentError, Place, Problem
from inforce.mail.values import Recipient, Reject

SHOWN = 20
"""Rejects that are shown with their line."""
_FEW = 20
"""Rejects that are never too many where no number was given."""


class Rows(Protocol):
    """A recipients' file: rows to go through once, and its digest afterwards."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes read; complete when all rows were."""

    def __iter__(self) -> Iterator[Recipient | Reject]: ...


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """How many rejects are too many: more than `most`, or, where that is None, more than 20 and than half the rows."""

    most: int | None = None

    def exceeded(self, rejects: int, total: int) -> bool:
        """Whether `rejects` of `total` rows, both counted together, are too many."""
        if self.most is not None:
            return rejects > self.most
        return rejects > _FEW and 2 * rejects > total


@dataclass(slots=True)
class Counts:
    """One batch of recipients as it was frozen."""

    rows: int = 0
    """Rows that name somebody; each has a state."""
    rejects: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    """Rows of this batch by state, in the order of `State`; they add up to `rows`."""
    opted_out_ignored: int = 0
    """Recipients who opted out of marketing, which does not count for accounts."""
    first_rejects: list[Reject] = field(default_factory=list)
    """The first 20."""
    superseded: int = 0
    """Open rows of earlier freezes whose place this one takes; they are expired now."""

    def reject(self, found: Reject) -> None:
        """Count a rejected line."""
        self.rejects += 1
        if len(self.first_rejects) < SHOWN:
            self.first_rejects.append(found)


def too_many(counts: Counts, path: Path, limit: RejectLimit, *, so_far: bool) -> ContentError:
    """The error that says so: the first rejects by line, and the way out."""
    total = counts.rows + counts.rejects
    seen = "the first " if so_far else ""
    sentence = f"{counts.rejects:,} of {seen}{total:,} rows were rejected: nothing was frozen."
    remedy = f"Mend the file, or allow more with --max-rejects {'N' if so_far else counts.rejects}."
    first = Problem("recipients-too-many-rejects", Place(str(path)), sentence, remedy)
    return ContentError((first, *_rejects(counts, path)))


def nobody(counts: Counts, path: Path) -> ContentError:
    """The error that no row of the file is a recipient, the first rejects after it."""
    sentence = "No line of the file is a recipient: nothing was frozen."
    remedy = "Below the line that names the columns each line is one person: docs/reference/recipients-csv.md."
    return ContentError((Problem("recipients-none", Place(str(path)), sentence, remedy), *_rejects(counts, path)))


def _rejects(counts: Counts, path: Path) -> Iterator[Problem]:
    for reject in counts.first_rejects:
        said = f"{reject.reason[:1].upper()}{reject.reason[1:]}."
        yield Problem("recipients-reject", Place(str(path), reject.line), said)
