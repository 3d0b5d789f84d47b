"""What a notice is about: a registered version, its days, and what must hold before people are told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from inforce import source
from inforce.commands.project import policy_of, version_of
from inforce.commands.steps import examine_archive
from inforce.core.dates import written
from inforce.core.delivery import Audience
from inforce.core.policy import MaterialClass, Policy, Version
from inforce.core.settings import Site
from inforce.errors import ContentError, DecisionError, Level, Place, Problem
from inforce.mail.letter import Letter, letters
from inforce.mail.times import stamp

Now = Callable[[], datetime]
"""Asks the clock: an aware moment. Its zone says which day it is; deadlines are in UTC whatever it is."""
GRACE = timedelta(days=5)
"""How long a message is tried again at least where no day sets an end (RFC 5321, 4.5.4.1)."""
_SETTINGS = "inforce.toml"
_REGISTER = "content/register.jsonl"


@dataclass(frozen=True, slots=True)
class Subject:
    """A version with all that is around it."""

    gathered: source.Gathered
    policy: Policy
    version: Version

    @property
    def site(self) -> Site:
        """The site's settings, those of its mail among them."""
        return self.gathered.library.site

    @property
    def overrides(self) -> Path | None:
        """The project's own templates; None where it has none."""
        return overrides(self.gathered.root)

    @property
    def last_day(self) -> date:
        """The last day to send a notice in time: the effective date less the notice period."""
        return self.version.effective - timedelta(days=self.policy.settings.notice_days)

    @property
    def material(self) -> bool:
        """Whether the amendment is declared material."""
        return self.policy.classification(self.version) is MaterialClass.MATERIAL

    def letters(self, audience: Audience, on: date) -> tuple[Letter, ...]:
        """The notice as it reads on that day, in every locale there are phrases for, the site's own language first."""
        library = self.gathered.library
        return letters(library, self.policy, self.version, audience, overrides=self.overrides, on=on)


def overrides(root: Path) -> Path | None:
    """The project's own templates; None where it has none."""
    own = root / "templates"
    return own if own.is_dir() else None


def subject_of(root: Path, slug: str, name: str) -> Subject:
    """The version `name` of the policy `slug`; `UsageError` naming the nearest where there is none."""
    gathered = source.read(root)
    policy = policy_of(gathered.library, slug)
    return Subject(gathered, policy, version_of(policy, name))


def written_moment(moment: datetime) -> str:
    """The moment as the ledger writes it: UTC, ISO 8601 with a Z."""
    return stamp(moment.timestamp())


def seconds_of(now: Now) -> Callable[[], float]:
    """The clock as the ledger asks it: Unix seconds."""
    return lambda: now().timestamp()


def end_of(day: date) -> datetime:
    """The moment at which `day` is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def deadline_of(last_day: date, effective: date, now: datetime, *, informational: bool) -> datetime:
    """Until when a notice is sent: the end of its last day; of a late one, until the change applies.

    Where that is past too, `GRACE` from now. One that only informs has no last day, and may go out until then as well.
    """
    in_time, applies = end_of(last_day), end_of(effective - timedelta(days=1))
    if now < in_time and not informational:
        return in_time
    return applies if now < applies else now + GRACE


# ---- gates ----------------------------------------------------------------------------------------------------------


def refuse_unpublished(subject: Subject, today: date) -> None:
    """`DecisionError` where the version is a draft or still pending, or was withdrawn: nobody may be told of it."""
    version = subject.version
    place = Place(version.path)
    if version.is_draft:
        remedy = f"Publish it first: inforce publish {version.slug} {version.name} --by NAME"
        problem = Problem("notice-draft", place, f"{version} is a draft: there is nothing to tell yet.", remedy)
    elif version.withdrawal is not None:
        problem = withdrawn(version)
    elif version.published is None or version.published > today:
        day = written(version.published) if version.published else "a day to come"
        sentence = f"{version} is shown from {day} on; until then its links lead nowhere."
        problem = Problem("notice-early", place, sentence, "Freeze the notice on that day.")
    else:
        return
    raise DecisionError(replace(problem, level=Level.DECISION))


def withdrawn(version: Version) -> Problem:
    """That nobody is told of a version that was taken back."""
    day = written(version.withdrawal.recorded) if version.withdrawal else ""
    sentence = f"{version} was withdrawn on {day}: nobody is told of a change that never comes."
    remedy = "Who was told of it already needs other words than this notice has."
    return Problem("notice-withdrawn", Place(_REGISTER), sentence, remedy, Level.DECISION)


def own_errors(subject: Subject, today: date) -> tuple[Problem, ...]:
    """The errors that concern this version: its text, its register, its settings; not those of other policies."""
    return tuple(p for p in examine_archive(subject.gathered, today) if p.level is Level.ERROR and _own(subject, p))


def _own(subject: Subject, problem: Problem) -> bool:
    path = problem.place.path
    if path == _REGISTER:
        lines = {event.line: event.policy for event in subject.gathered.register.events}
        return lines.get(problem.place.line, subject.policy.slug) == subject.policy.slug
    drafts = {version.path for version in subject.policy if version.is_draft and version is not subject.version}
    return path == _SETTINGS or (path.startswith(f"content/policies/{subject.policy.slug}/") and path not in drafts)


def refuse_errors(subject: Subject, today: date) -> None:
    """`ContentError` with every error that concerns this version."""
    if found := own_errors(subject, today):
        raise ContentError(found)


def sender_problems(site: Site) -> Iterator[Problem]:
    """What `inforce.toml` lacks or leaves as it came, without which people would get a broken message."""
    if not (site.mail.sender or site.contact):
        remedy = 'Add to inforce.toml: contact = "privacy@example.com" – or below [mail]: from = "privacy@example.com"'
        yield Problem("mail-sender-missing", Place(_SETTINGS), "No address is set that the notice comes from.", remedy)
    if site.base_url == Site().base_url:
        sentence = f"The site's address is still the placeholder {site.base_url}: the notice's links would lead there."
        remedy = 'Set base_url in inforce.toml, for example: base_url = "https://policies.your-domain.com/"'
        yield Problem("mail-placeholder-address", Place(_SETTINGS), sentence, remedy, Level.WARNING)
