"""`inforce report --since REF`: what a branch changes, for those who review it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from inforce import history, source
from inforce.commands import check
from inforce.commands.draft_facts import DraftFacts, facts_of
from inforce.commands.project import usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.core import register
from inforce.core.configuration import POLICY_FILE, SITE_FILE
from inforce.errors import ExitCode, Level, Problem, exit_code

_UNREGISTERED = "unregistered"
"""Code of the problem that a draft awaits `publish`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A file of settings that the branch changes."""

    path: str
    lines: str
    """What went and what came, line by line, with - and +; empty where the file is new or gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchReport(Report):
    """What a branch changes.

    Its `problems` are those of `check`, but for one: that a draft whose day has come is not registered. Merging the
    branch is what registers it.
    """

    on: date
    since: str
    """As it was named."""
    commit: str
    """The commit compared with."""
    drafts: tuple[DraftFacts, ...]
    """The drafts added or changed."""
    registered: tuple[DraftFacts, ...]
    """The versions that the branch itself publishes."""
    edited: tuple[DraftFacts, ...]
    """Versions that were published before and whose file is another now: errors, as a rule."""
    removed: tuple[str, ...]
    """Files of versions that are gone."""
    settings: tuple[Settings, ...]

    @property
    def exit_code(self) -> ExitCode:
        """That of `check`; but what hinders a draft that names its day counts now, for merged it publishes itself."""
        dated = [facts for facts in self.drafts if facts.days.published is not None]
        return exit_code([*self.problems, *(p for facts in dated for p in (*facts.problems, *facts.lint))])

    @property
    def versions(self) -> tuple[DraftFacts, ...]:
        """All versions told of, the edited ones first."""
        return (*self.edited, *self.registered, *self.drafts)

    @property
    def elsewhere(self) -> tuple[Problem, ...]:
        """What `check` finds in other files than those of these versions."""
        told = {facts.version.path for facts in self.versions}
        return tuple(problem for problem in self.problems if problem.place.path not in told)

    @property
    def to_mend(self) -> tuple[Problem, ...]:
        """Every error, once."""
        return self._at(Level.ERROR)

    @property
    def to_decide(self) -> tuple[Problem, ...]:
        """Every open decision, once."""
        return self._at(Level.DECISION)

    def _at(self, level: Level) -> tuple[Problem, ...]:
        found = [problem for facts in self.versions for problem in (*facts.problems, *facts.lint)]
        return tuple(dict.fromkeys(p for p in (*found, *self.elsewhere) if p.level is level))


def run(root: Path, since: str, *, on: date, progress: Progress = SILENT) -> BranchReport:
    """What is otherwise than where the branch began, against the git reference `since`; files not committed count."""
    commit = history.branched_from(root, since)
    if commit is None:
        sentence = f"git knows no branch or commit “{since}” in this folder."
        remedy = "Name one that `git branch --all` shows, for example --since origin/main; a shallow clone may lack it."
        raise usage("no-such-commit", sentence, remedy)
    checked = check.run(root, on=on, progress=progress)
    progress.stage("Comparing texts")
    gathered = source.read(root)
    changed = dict(history.changed_since(root, commit))
    before = _registered_at(root, commit)
    drafts, new, edited = [], [], []
    for policy in gathered.library.policies:
        for version in policy:
            known = (policy.slug, str(version.name))
            if version.is_draft and version.path in changed:
                drafts.append(facts_of(gathered, version, on))
            elif not version.is_draft and known not in before and not version.imported:
                new.append(facts_of(gathered, version, on))
            elif version.path in changed and not version.imported:
                edited.append(facts_of(gathered, version, on))
    return BranchReport(
        problems=tuple(_but_for_merging(checked.problems, drafts)),
        on=on,
        since=since,
        commit=commit,
        drafts=tuple(drafts),
        registered=tuple(new),
        edited=tuple(edited),
        removed=tuple(path for path, there in changed.items() if not there and _is_version(path)),
        settings=tuple(_settings(root, commit, changed)),
    )


def _but_for_merging(problems: Iterable[Problem], drafts: Iterable[DraftFacts]) -> Iterator[Problem]:
    ready = {facts.version.path for facts in drafts if not facts.blocked}
    yield from (p for p in problems if not (p.code == _UNREGISTERED and p.place.path in ready))


def _registered_at(root: Path, commit: str) -> set[tuple[str, str]]:
    """The versions that stood in the register where the branch began."""
    text = history.text_at(root, commit, source.REGISTER) or ""
    log, _ = register.parse(text, source.REGISTER)
    return {(event.policy, event.version) for event in log.entries()}


def _is_version(path: str) -> bool:
    return path.startswith(f"{source.POLICIES}/") and path.endswith(".md")


def _settings(root: Path, commit: str, changed: Iterable[str]) -> Iterator[Settings]:
    for path in changed:
        parts = PurePosixPath(path)
        if path == SITE_FILE or (path.startswith(f"{source.POLICIES}/") and parts.name == POLICY_FILE):
            was_there = history.text_at(root, commit, path) is not None
            yield Settings(path, history.lines_changed(root, commit, path) if was_there else "")
