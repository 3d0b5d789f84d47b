"""Moments as the ledger writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(seconds: float) -> str:
    """Unix seconds as UTC in ISO 8601, to the millisecond: ``2026-12-01T09:30:00.125Z``."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(moment: str) -> float:
    """The Unix seconds that a stamp names; `ValueError` for anything else."""
    found = datetime.fromisoformat(moment)
    if found.tzinfo is None:
        raise ValueError(f"“{moment}” names no time zone")
    return found.timestamp()
