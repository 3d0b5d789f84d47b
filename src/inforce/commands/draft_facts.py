"""All that somebody who reviews a draft must know of it, gathered once: for `report` and for the preview's desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from inforce import source
from inforce.commands.notify.subject import overrides
from inforce.core import gate, links, lint
from inforce.core.between import assessment, between
from inforce.core.delivery import Audience
from inforce.core.materiality import Assessment, Verdict
from inforce.core.policy import Policy, Version
from inforce.core.redline import Redline, RedlineMismatch
from inforce.errors import InforceError, Level, Place, Problem
from inforce.mail.letter import letters
from inforce.render.draft_findings import DraftFindings, draft_findings


@dataclass(frozen=True, slots=True)
class Days:
    """When a draft is to be shown, when it is to apply, and whether that leaves the notice that was promised."""

    published: date | None
    """The day on which `publish --due` publishes it; None: it waits for a person to publish it."""
    effective: date
    notice_days: int
    """Whole days of notice that a material change of this policy needs."""
    publish_by: date | None
    """The last day to publish it if the change is material; None for a first version."""
    given: int
    """Whole days between being shown (today at the earliest) and applying; negative where it would apply before."""

    @property
    def enough(self) -> bool:
        """Whether these days would do for a material change."""
        return self.publish_by is None or self.given >= self.notice_days


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """The notice as people would get it, in the site's own language."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """One draft (or a version newly registered) on one day."""

    policy: Policy
    version: Version
    days: Days
    before: Version | None
    """The version that it amends; None for a first one, or where a text cannot be read whole."""
    redline: Redline | None
    assessment: Assessment | None
    findings: DraftFindings | None
    """What the rules find, sentence by sentence, and what the summary lacks."""
    problems: tuple[Problem, ...]
    """All that speaks against publishing it on its day, at the level it has then."""
    lint: tuple[Problem, ...] = ()
    """What the legal lint finds, at the levels of the site; of a registered version, which stays as it is, softer."""
    notice: NoticeDraft | None = None
    """None where nobody need be told: a first version, or a change that is not material."""

    @property
    def head_unread(self) -> bool:
        """Whether the head is so faulty that nothing can be said of the version's days."""
        return not self.version.source or any(problem.code == "front-matter-date" for problem in self.problems)

    @property
    def blocked(self) -> bool:
        """Whether it could not be published as it stands."""
        return any(problem.level in (Level.ERROR, Level.DECISION) for problem in (*self.problems, *self.lint))


def facts_of(gathered: source.Gathered, version: Version, on: date) -> DraftFacts:
    """Everything a reviewer of `version`, a draft of the project, must know on the day `on`. Raises nothing."""
    policy = gathered.library[version.slug]
    before = _before(policy, version, on)
    days = _days(policy, version, before, on)
    files = {version.path, before.path if before else ""}
    read = [problem for problem in gathered.problems if problem.place.path in files]
    if not version.source or (before is not None and not before.source):
        return DraftFacts(policy, version, days, None, None, None, None, tuple(read))
    problems = [*read, *_gate(gathered, policy, version, on)]
    try:
        redline = between(before, version) if before else None
    except RedlineMismatch as error:
        return DraftFacts(policy, version, days, None, None, None, None, (*problems, _unproved(version, error)))
    said = assessment(before, version, source.words(gathered.library.site), policy.settings.kind) if before else None
    findings = draft_findings(version, before, redline, said) if before and redline and said else None
    notice, wrong = _notice(gathered, policy, version, said, on)
    return DraftFacts(
        policy=policy,
        version=version,
        days=days,
        before=before,
        redline=redline,
        assessment=said,
        findings=findings,
        problems=gate.distinct([*problems, *wrong]),
        lint=_lint(gathered, policy, version, on),
        notice=notice,
    )


def _before(policy: Policy, version: Version, on: date) -> Version | None:
    return policy.before(version, gate.standing_with(policy, version, on) if version.is_draft else ())


def _days(policy: Policy, version: Version, before: Version | None, on: date) -> Days:
    notice_days = policy.settings.notice_days
    shown = version.published or on
    return Days(
        published=version.published,
        effective=version.effective,
        notice_days=notice_days,
        publish_by=version.effective - timedelta(days=notice_days) if before else None,
        given=(version.effective - (max(shown, on) if version.is_draft else shown)).days,
    )


def _gate(gathered: source.Gathered, policy: Policy, version: Version, on: date) -> Iterator[Problem]:
    """What the gate would say on the day it is published; of a registered version, what it says of it now."""
    library, known = gathered.library, source.words(gathered.library.site)
    if version.is_draft:
        yield from gate.ready(policy, version, on, gate.standing_with(policy, version, on), known=known)
        yield from links.problems(library, version)
        return
    rules = gate.check(library, gathered.register, on, known=known)
    yield from (problem for problem in rules if problem.place.path == version.path)


def _lint(gathered: source.Gathered, policy: Policy, version: Version, on: date) -> tuple[Problem, ...]:
    said = lint.findings(gathered.library, policy, version, on)
    return said if version.is_draft else lint.settled(said)


def _unproved(version: Version, error: RedlineMismatch) -> Problem:
    sentence = f"The redline could not be proved to give back both texts ({error}), so it is not shown."
    return Problem("redline-not-proved", Place(version.path), sentence, "Please report this.")


def _notice(
    gathered: source.Gathered, policy: Policy, version: Version, said: Assessment | None, on: date
) -> tuple[NoticeDraft | None, tuple[Problem, ...]]:
    """The notice, where the change is declared material or, while nothing is declared, looks so."""
    declared = version.amendment.material if version.amendment else None
    looks = declared is None and said is not None and said.verdict is Verdict.MATERIAL
    if said is None or not (declared or looks):
        return None, ()
    own = overrides(gathered.root)
    try:
        first, *_ = letters(gathered.library, policy, version, Audience.ACCOUNTS, overrides=own, on=on, material=True)
    except InforceError as error:
        return None, error.problems
    return NoticeDraft(first.subject, first.text, first.html), ()
