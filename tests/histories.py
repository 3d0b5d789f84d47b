"""Generated histories of one policy, and what is owed in them by a search over all paths.

A history is made as it would happen: act after act, each adds a line to the register. So the version that an
amendment builds on is known from the making, not worked out from the finished policy.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from factories import make_policy, make_version
from inforce.core.policy import Policy, Version, Withdrawal

START = date(2020, 1, 1)
_TEXT = "Words.\n"


@dataclass(frozen=True)
class History:
    """A policy, and how it came to be."""

    policy: Policy
    base: Mapping[str, str | None]
    """Of each version: the one it was declared against."""
    material: Mapping[str, bool]
    """Of each version that amends: whether its change was declared material."""

    def days(self) -> list[date]:
        """Days before, on and after anything that happens."""
        happens = {START}
        for version in self.policy:
            happens |= {version.effective, version.published or START}
            if version.withdrawal:
                happens.add(version.withdrawal.recorded)
        if self.policy.ended:
            happens.add(self.policy.ended)
        return sorted({on + timedelta(days=step) for on in happens for step in (-1, 0, 1)})


@st.composite
def histories(draw: st.DrawFn, *, pending: bool = False) -> History:
    """Histories of one to six acts: versions for days ahead or past, in any order, and withdrawals before their day."""
    today, line = START, 0
    made: dict[str, Version] = {}
    base: dict[str, str | None] = {}
    material: dict[str, bool] = {}
    for _ in range(draw(st.integers(1, 6))):
        today += timedelta(days=draw(st.integers(0, 9)))
        line += 1
        coming = [name for name, v in made.items() if v.withdrawal is None and v.effective > today]
        if coming and draw(st.integers(0, 3)) == 0:
            name = draw(st.sampled_from(coming))
            made[name] = replace(made[name], withdrawal=Withdrawal(today, "Ada", "Not needed.", line))
            continue
        effective = today + timedelta(days=draw(st.integers(-6, 20)))
        ordinal = 1 + sum(v.effective == effective for v in made.values())
        name = str(effective) if ordinal == 1 else f"{effective}-{ordinal}"
        known = [v for v in made.values() if v.withdrawal is None]
        version = make_version(name, text=_TEXT)
        earlier = [v for v in known if v.name < version.name]
        below = max(earlier, key=lambda v: v.name, default=None)
        shown = today + timedelta(days=draw(st.integers(0, 9)) if pending else 0)
        imported = below is not None and draw(st.integers(0, 5)) == 0
        declared = None if below is None or imported else draw(st.booleans())
        made[name] = make_version(
            name, text=_TEXT, published=shown, recorded=today, line=line, imported=imported, material=declared
        )
        base[name] = str(below.name) if below else None
        if below is not None:
            material[name] = bool(declared)
    policy = make_policy(*made.values())
    if draw(st.integers(0, 5)) == 0:
        policy = replace(policy, ended=today + timedelta(days=draw(st.integers(0, 15))))
    return History(policy, _joined(policy, base), material)


def of_every_kind() -> History:
    """One history with a version of each kind: imported, material and not, withdrawn, built on what was withdrawn,
    entered late, second of its day, published later than registered, and overtaken by the policy's end."""
    taken = Withdrawal(date(2020, 8, 1), "Ada", "Not needed.", 6)
    policy = make_policy(
        make_version("2019-06-01", line=1, imported=True),
        make_version("2020-01-01", line=2, imported=True),
        make_version("2020-06-01", line=3, material=True, published="2020-05-01"),
        make_version("2020-09-01", line=4, material=True, published="2020-07-01", withdrawn=taken),
        make_version("2020-10-01", line=5, material=False, published="2020-07-15"),
        make_version("2020-08-15", line=7, material=True, published="2020-11-01", late_entry="It was forgotten."),
        make_version("2020-10-01-2", line=8, material=False, published="2020-09-20"),
        make_version("2021-03-01", line=9, material=True, published="2021-01-15", recorded="2020-12-01"),
        make_version("2021-06-01", line=10, material=True, published="2021-02-01"),
        ended="2021-05-01",
    )
    base = {
        "2019-06-01": None,
        "2020-01-01": "2019-06-01",
        "2020-06-01": "2020-01-01",
        "2020-09-01": "2020-06-01",
        "2020-10-01": "2020-09-01",
        "2020-08-15": "2020-06-01",
        "2020-10-01-2": "2020-10-01",
        "2021-03-01": "2020-10-01-2",
        "2021-06-01": "2021-03-01",
    }
    material = {
        name: bool(version.amendment and version.amendment.material) for name, version in _named(policy).items()
    }
    return History(policy, base, material)


def _named(policy: Policy) -> dict[str, Version]:
    return {str(version.name): version for version in policy}


def _joined(policy: Policy, base: Mapping[str, str | None]) -> dict[str, str | None]:
    """The same, with older history entered afterwards put below the first version of that time."""
    joined = dict(base)
    for version in policy:
        name = str(version.name)
        if joined[name] is None:
            below = policy.before(version)
            joined[name] = str(below.name) if below else None
    return joined


def owed(history: History, accepted: str, on: date) -> str:
    """What is owed, found by walking from the accepted version to the one in force over the amendments between."""
    in_force: Version | None = None
    for version in history.policy:
        stands = version.withdrawal is None and version.published is not None
        if stands and version.published <= on and version.effective <= on:  # type: ignore[operator]
            in_force = version
    if in_force is None or (history.policy.ended is not None and history.policy.ended <= on):
        return "nothing"
    goal = str(in_force.name)
    if accepted == goal:
        return "nothing"
    known = {str(v.name): v for v in history.policy if v.published is not None and v.published <= on}
    if accepted not in known:
        return "must-accept-again"
    chosen, end = known[accepted], history.policy.ended
    if chosen.withdrawal is None and chosen.effective > on and (end is None or chosen.effective < end):
        return "nothing"
    crossed = _between(history, accepted, goal)
    if crossed is None or any(history.material.get(name, False) for name in crossed):
        return "must-accept-again"
    return "inform"


def _between(history: History, start: str, goal: str) -> list[str] | None:
    """The amendments on the way, each named by the version it made; None where no way leads there."""
    ways: deque[tuple[str, list[str]]] = deque([(start, [])])
    seen = {start}
    while ways:
        here, crossed = ways.popleft()
        if here == goal:
            return crossed
        steps = [(below, here) for below in [history.base[here]] if below is not None]
        steps += [(above, above) for above, below in history.base.items() if below == here]
        for there, amendment in steps:
            if there not in seen:
                seen.add(there)
                ways.append((there, [*crossed, amendment]))
    return None
