"""What the desks of a preview show: the drafts as last read, and as they were before a save that cannot be read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.draft_facts import facts_of
from inforce.commands.serve_desk_page import DeskPage, desk_page
from inforce.commands.serve_pages import OWN, Desk
from inforce.core.checklists import results as checklists_of
from inforce.core.policy import Version
from inforce.errors import Level, Problem
from inforce.render.environment import Theme
from inforce.render.stylesheet import stylesheet


@dataclass(frozen=True, slots=True)
class _State:
    """All drafts at one moment; never changed, only replaced, so that a browser is answered from one state."""

    number: int
    on: date
    good: dict[tuple[str, str], source.Gathered] = field(default_factory=dict)
    """For each draft that stands, the newest state of the project in which it could be read."""
    wrong: dict[tuple[str, str], tuple[Problem, ...]] = field(default_factory=dict)
    """What keeps a draft from being read now."""


class Desks:
    """The desks of one preview. Reading a save is quick and done at once; a page is drawn when it is asked for."""

    def __init__(self, on: date) -> None:
        self._state = _State(0, on)
        self._changed = threading.Condition()
        self._drawing = threading.Lock()
        self._drawn: dict[tuple[str, str], tuple[int, DeskPage]] = {}
        self.asked = 0
        """Browsers that wait for a desk to be drawn: other work gives way to them."""

    def show(self, gathered: source.Gathered, on: date) -> None:
        """Take over what was read, and wake every browser that looks at a desk."""
        good: dict[tuple[str, str], source.Gathered] = {}
        wrong: dict[tuple[str, str], tuple[Problem, ...]] = {}
        for version in _drafts(gathered):
            key = version.slug, str(version.name)
            stopping = _stopping(gathered, version)
            if not stopping:
                good[key] = gathered
                continue
            wrong[key] = stopping
            if key in self._state.good:
                good[key] = self._state.good[key]
            elif version.source:
                good[key] = gathered
        self._replace(_State(self._state.number + 1, on, good, wrong))

    def stop(self, problems: tuple[Problem, ...], on: date) -> None:
        """Nothing can be read at all: every desk keeps its last state and says why."""
        state = self._state
        self._replace(_State(state.number + 1, on, state.good, dict.fromkeys(state.good, problems)))

    @property
    def looked_at(self) -> bool:
        """Whether any desk was ever asked for."""
        return bool(self._drawn)

    def wait(self, number: int, seconds: float) -> int:
        """Wait for a state later than `number`, `seconds` at most; the number of the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.number > number, seconds)
            return self._state.number

    def listed(self) -> tuple[Desk, ...]:
        """Every desk there is."""
        return tuple(Desk(f"{slug} {name}", f"{OWN}desk/{slug}/{name}/") for slug, name in self._state.good)

    def page(self, slug: str, name: str, mark: str) -> DeskPage | None:
        """The desk of a draft, drawn at most once for each state; None for no draft. `mark` begins its number."""
        key = slug, name
        self._count(1)
        try:
            with self._drawing:
                state = self._state
                if key not in state.good:
                    return None
                number, page = self._drawn.get(key, (-1, None))
                if number != state.number or page is None:
                    page = _draw(state, key, f"{mark}-{state.number}")
                    self._drawn[key] = state.number, page
                return page
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        # Every browser has a thread of its own, and a count that is lost would hold other work back for ever.
        with self._changed:
            self.asked += more

    def style(self, root: Path) -> bytes:
        """The style sheet of the site, for law text and redline on a desk."""
        own = root / "templates"
        site, _ = source.read_settings(root)
        return stylesheet(Theme(own if own.is_dir() else None).read("style.css"), site.colours)

    def _replace(self, state: _State) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()


def _drafts(gathered: source.Gathered) -> Iterator[Version]:
    yield from (version for policy in gathered.library.policies for version in policy if version.is_draft)


def _stopping(gathered: source.Gathered, version: Version) -> tuple[Problem, ...]:
    return tuple(p for p in gathered.problems if p.place.path == version.path and p.level is Level.ERROR)


def _draw(state: _State, key: tuple[str, str], number: str) -> DeskPage:
    gathered = state.good[key]
    policy = gathered.library[key[0]]
    version = policy[key[1]]
    facts = facts_of(gathered, version, state.on)
    lists = checklists_of(version, policy.settings.kind)
    names = frozenset(gathered.library)
    return desk_page(facts, lists, number=number, names=names, now=state.wrong.get(key, ()))
