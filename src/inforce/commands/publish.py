"""`inforce publish`: the gate. Fixes a version in the register, after every check.

Order of writing: the day of publication into the version's file, then the line into the register. Whatever stops
the work between the two leaves a draft that names its day; running `publish` again finishes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.after import first_day, gap, name_of, with_versions
from inforce.commands.files import write_whole
from inforce.commands.project import policy_of, stopped, version_of
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import examine
from inforce.core import frontmatter, gate, lint
from inforce.core.gate_material import assessed
from inforce.core.policy import MaterialClass, Policy, Status, Version
from inforce.core.register import Event, event_for
from inforce.errors import ContentError, Level, Place, Problem, raise_if_blocked
from inforce.publish import register as register_file


@dataclass(frozen=True, slots=True)
class Published:
    """One version that now stands in the register."""

    policy: str
    version: str
    title: str
    classification: MaterialClass
    status: Status
    """What it is today."""
    in_force: str
    """The policy's version in force today; empty for none."""
    published: date
    effective: date
    days: int
    """Whole days between the two."""
    filled_in: bool
    """Whether `publish` wrote the day of publication into the file."""
    path: str
    line: int
    """Its line in the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport(Report):
    """What `publish` did."""

    today: date
    by: str
    published: tuple[Published, ...] = ()
    already: tuple[str, ...] = ()
    """Versions asked for that stood in the register already, unchanged."""


def run(root: Path, slug: str, name: str, *, by: str, today: date, progress: Progress = SILENT) -> PublishReport:
    """Publish one version; one that is published already and unchanged is no error."""
    by = name_of(by)
    progress.stage("Reading the policies")
    gathered = source.read(root)
    version = version_of(policy_of(gathered.library, slug), name)
    if version.is_draft:
        return _publish(gathered, [version], by, today, progress)
    raise_if_blocked(p for p in examine(gathered, today) if p.level is Level.ERROR)
    return PublishReport(today=today, by=by, already=(str(version),))


def run_due(root: Path, *, by: str, today: date, progress: Progress = SILENT) -> PublishReport:
    """Publish every draft whose day of publication has come; all of them or, if one cannot be, none."""
    by = name_of(by)
    progress.stage("Reading the policies")
    gathered = source.read(root)
    drafts = [version for policy in gathered.library.policies for version in policy if version.is_draft]
    due = [version for version in drafts if version.published and version.published <= today]
    return _publish(gathered, due, by, today, progress)


def _publish(
    gathered: source.Gathered, drafts: Sequence[Version], by: str, today: date, progress: Progress
) -> PublishReport:
    progress.stage("Checking")
    dated = [first_day(today, draft) for draft in drafts]
    problems = _judged(gathered, dated, by, today)
    raise_if_blocked(problems)
    progress.stage("Publishing")
    for draft in drafts:
        if draft.published is None:
            _fill_in(gathered.root / draft.path, today)
    events = _events(gathered, dated, by, today)
    after = _register(gathered.root, dated, events).library if dated else gathered.library
    rows = [_row(after[draft.slug], draft, today) for draft in drafts]
    return PublishReport(problems=problems, today=today, by=by, published=tuple(rows))


def _row(policy: Policy, draft: Version, today: date) -> Published:
    """What became of a draft: `policy` is as it stands now."""
    version, in_force = policy[str(draft.name)], policy.in_force(today)
    return Published(
        policy=version.slug,
        version=str(version.name),
        title=version.title,
        classification=policy.classification(version),
        status=policy.status(version, today),
        in_force=str(in_force.name) if in_force else "",
        published=version.published or today,
        effective=version.effective,
        days=gap(version) or 0,
        filled_in=draft.published is None,
        path=version.path,
        line=version.registration.line if version.registration else 0,
    )


def _judged(gathered: source.Gathered, dated: Sequence[Version], by: str, today: date) -> tuple[Problem, ...]:
    """Everything that speaks against publishing: in the files, of each draft, and once they are registered."""
    own = {version.path for version in dated}
    ready = [problem for version in dated for problem in _ready(gathered, version, dated, today)]
    if any(problem.level is Level.ERROR for problem in (*gathered.problems, *ready)):
        # With a draft that cannot stand, the state after it says nothing more.
        known = source.words(gathered.library.site)
        rules = gate.check(gathered.library, gathered.register, today, known=known)
        found = [*gathered.problems, *(p for p in rules if p.place.path not in own), *ready]
    else:
        after = with_versions(gathered, dated, _events(gathered, dated, by, today))
        # What the rules say of the drafts was told above; not once more of the lines that they would get.
        lines = len(gathered.register.text.splitlines())
        said = (
            p
            for p in examine(after, today)
            if not (p.code == "override-decided" and p.place.path in own)
            and not (p.code == "assessed-undecided" and p.place.line > lines)
        )
        found = [*ready, *said]
    # Other drafts that wait for a decision do not hold up this one.
    kept = (p for p in dict.fromkeys(found) if p.level is not Level.DECISION or p.place.path in own)
    return gate.distinct(kept)


def _ready(gathered: source.Gathered, version: Version, dated: Sequence[Version], today: date) -> tuple[Problem, ...]:
    together = [other for other in dated if other.slug == version.slug]
    known = source.words(gathered.library.site)
    policy = gathered.library[version.slug]
    said = lint.findings(gathered.library, policy, version, today)
    worth_telling = (problem for problem in said if problem.level is not Level.HINT)
    return (*gate.ready(policy, version, today, together, known=known), *worth_telling)


def _events(gathered: source.Gathered, dated: Sequence[Version], by: str, today: date) -> list[Event]:
    """The lines of all `dated`, each with what the rules say of it as an amendment of what it will stand on."""
    known = source.words(gathered.library.site)
    events = []
    for version in dated:
        policy = gathered.library[version.slug]
        named = {other.name for other in dated if other.slug == version.slug}
        before = policy.before(version, [other for other in policy if other.is_draft and other.name in named])
        said = assessed(policy, version, before, known)
        events.append(event_for(version, recorded=today, by=by, assessed=said))
    return events


def _fill_in(path: Path, today: date) -> None:
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise stopped(error, path, "Reading it") from error
    write_whole(path, frontmatter.with_published(text, today).encode())


def _register(root: Path, dated: Sequence[Version], events: Sequence[Event]) -> source.Gathered:
    """Append `events`, if the files as they now stand on the disk are those approved. The project as it is then."""
    gathered = source.read(root)
    versions = [gathered.library[version.slug][str(version.name)] for version in dated]
    for event, found in zip(events, versions, strict=True):
        if event_for(found, recorded=event.recorded, by=event.by, assessed=event.assessed) != event:
            sentence = "The file was changed while it was being published."
            problem = Problem("changed-meanwhile", Place(found.path), sentence, "Run publish again.")
            raise ContentError(problem)
    register_file.append(root, gathered.register, events)
    return with_versions(gathered, versions, events)
