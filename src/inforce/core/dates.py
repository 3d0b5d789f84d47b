"""Days and the names of versions.

Days are whole calendar days (`datetime.date`), written ``YYYY-MM-DD`` (RFC 3339 full-date); a range of days
includes both ends. A version is named by its effective date, a further one for the same day by date and ordinal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-([2-9]|[1-9][0-9]{1,3}))?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def parse_day(text: str) -> date:
    """The day written as ``YYYY-MM-DD``; `ValueError` with a plain sentence for anything else."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"“{text}” is not a date; write it as YYYY-MM-DD, for example 2026-12-15")
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}” is not a day of the calendar") from None


def written(day: date) -> str:
    """The day in words: ``15 December 2025``. Independent of the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def written_short(day: date) -> str:
    """The day in short words for narrow tables: ``15 Dec 2025``."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def day_before(day: date) -> date:
    """The calendar day before."""
    return day - timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class VersionName:
    """Name of a version within its policy; the order is that of precedence (for one day the highest applies)."""

    day: date
    ordinal: int = 1

    def __str__(self) -> str:
        return self.day.isoformat() if self.ordinal == 1 else f"{self.day.isoformat()}-{self.ordinal}"

    @classmethod
    def parse(cls, text: str) -> VersionName:
        """From ``2026-12-15`` or ``2026-12-15-2``; `ValueError` with a plain sentence for anything else."""
        match = _NAME.fullmatch(text)
        if not match:
            raise ValueError(
                f"“{text}” is not the name of a version; it is its effective date, for example 2026-12-15, "
                "or 2026-12-15-2 for a second one for the same day"
            )
        return cls(parse_day(match[1]), int(match[2] or 1))
