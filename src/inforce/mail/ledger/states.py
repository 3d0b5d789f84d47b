"""The one way a row changes its state: along a step that `core.delivery.STEPS` knows, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from functools import cache

from inforce.core.delivery import STEPS, State


@cache
def sources(to: State) -> tuple[State, ...]:
    """The states from which a step leads to `to`."""
    return tuple(state for state in State if to in STEPS[state])


def among(states: Collection[State]) -> str:
    """The states as an SQL list: ``('queued', 'deferred')``."""
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"


def move(
    connection: sqlite3.Connection,
    to: State,
    where: str,
    *values: object,
    origin: Collection[State] | None = None,
    reason: str = "",
    due: float = 0.0,
    duplicate_of: int | None = None,
) -> int:
    """Move every row that fits `where` (with `values`) and stands in one of `origin` to `to`; how many there were.

    `origin` is by default every state that has a step to `to`; `ValueError` if one of them has none.
    """
    origin = sources(to) if origin is None else origin
    if strange := [state.value for state in origin if to not in STEPS[state]]:
        raise ValueError(f"there is no step from {strange[0]} to {to.value}")
    sql = f"UPDATE recipient SET state = ?, reason = ?, due = ?, duplicate_of = ? WHERE state IN {among(origin)}"
    done = connection.execute(f"{sql} AND ({where})", (to.value, reason, due, duplicate_of, *values))
    return done.rowcount
