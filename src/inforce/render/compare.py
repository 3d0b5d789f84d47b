"""Which two versions can be compared on the site, and at which address.

A static site cannot hold every pair of a long history, and an address that once was there must stay. So what has a
page depends only on facts that never change back (docs/decisions/0005-compare-any-two-versions.md):

* each version shown has a page that compares it with the text in force, whichever that is on the day;
* of the `EVERY_PAIR` versions that the register names first, every two have a page of their own, unless the newer one's
  changes page already says what a comparison would.

Other pairs are followed step by step, over the changes pages between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from inforce.render.facts import PolicyFacts, VersionFacts

EVERY_PAIR = 12
"""Versions of one policy of which every two can be compared. It may be raised; lowering it would break addresses."""

MATRIX = 8
"""A table of older against newer versions stays readable up to this many; beyond it each version has its own row."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, the older first by name, and the pages that show what differs."""

    old: VersionFacts
    new: VersionFacts
    lasting: str
    """Address of these two, for ever; empty for none."""
    following: str
    """Address that compares one of them with the text in force, whichever that is on the day; empty for none."""
    steps: tuple[VersionFacts, ...]
    """The versions whose changes, one after the other, lead from the older to the newer text, oldest first; empty where
    a single step does, or where none do (the newer text was not made from the older one)."""


class Comparisons:
    """What can be compared among the versions of one policy that the public sees."""

    def __init__(self, policy: PolicyFacts) -> None:
        self.versions = tuple(version for version in policy.versions if version.compare_path)
        """Newest first; empty where there is nothing to compare."""
        self.subject = policy.subject
        """What all others are compared with: the text in force, or what stands in for it."""
        self._path = policy.compare_path
        self._before = {id(v): policy.before(v) for v in self.versions}
        self._place = {id(v): place for place, v in enumerate(reversed(self.versions))}
        registered = [v for v in policy.source.versions if v.registration is not None]
        self._neighbours = {(id(old), id(new)) for old, new in pairwise(registered)}
        registered.sort(key=lambda v: (v.registration.line if v.registration else 0, v.name))
        self._early = {id(v) for v in registered[:EVERY_PAIR]}

    def __iter__(self) -> Iterator[Comparison]:
        """Every comparison that has a page of its own, those with the text in force first."""
        others = [version for version in self.versions if version is not self.subject]
        for version in others:
            yield self._comparison(*self._in_order(version, self.subject), following=version.compare_path)
        for version in others:
            for older in self.older(version):
                if older is not self.subject and self._has_page(older, version):
                    yield self._comparison(older, version)

    def older(self, version: VersionFacts) -> tuple[VersionFacts, ...]:
        """The versions before this one, newest first."""
        return self.versions[self.versions.index(version) + 1 :]

    def target(self, old: VersionFacts, new: VersionFacts) -> str:
        """The best page on these two: the author's own account of a step, else a comparison; empty for none."""
        if self._before.get(id(new)) is old:
            return new.changes_path
        if self._has_page(old, new):
            return self._lasting(old, new)
        if self.subject in (old, new):
            return (old if new is self.subject else new).compare_path
        return ""

    def choices(self, new: VersionFacts) -> tuple[tuple[VersionFacts, str], ...]:
        """The versions before this one that have a lasting comparison with it, newest first, each with its address."""
        known = self._before.get(id(new))
        found = ((old, self.target(old, new)) for old in self.older(new) if old is known or self._has_page(old, new))
        return tuple(found)

    def _comparison(self, old: VersionFacts, new: VersionFacts, following: str = "") -> Comparison:
        lasting = self._lasting(old, new) if self._has_page(old, new) else ""
        return Comparison(old, new, lasting, following, self._steps(old, new))

    def _in_order(self, one: VersionFacts, other: VersionFacts) -> tuple[VersionFacts, VersionFacts]:
        return (one, other) if self._place[id(one)] < self._place[id(other)] else (other, one)

    def _lasting(self, old: VersionFacts, new: VersionFacts) -> str:
        return f"{self._path}{old.name}/{new.name}/"

    def _has_page(self, old: VersionFacts, new: VersionFacts) -> bool:
        """Only facts that hold for ever once they hold: a pair that has a page today has it on every later day.

        That the register names no version between the two (shown or not) can only cease; and then what the newer one
        amends never becomes the older one.
        """
        sides = (id(old.source), id(new.source))
        told = sides in self._neighbours and self._before[id(new)] is old
        return self._early.issuperset(sides) and not told

    def _steps(self, old: VersionFacts, new: VersionFacts) -> tuple[VersionFacts, ...]:
        steps: list[VersionFacts] = []
        at: VersionFacts | None = new
        while at is not None and at is not old:
            steps.append(at)
            at = self._before.get(id(at))
        return tuple(reversed(steps)) if at is old and len(steps) > 1 else ()
