"""`inforce notify plan`: which notices are due, by when, and whether they can be sent in time. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path

from inforce import source
from inforce.commands.notify.subject import Now, Subject, end_of, own_errors, sender_problems
from inforce.commands.project import usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.core.dates import written
from inforce.core.delivery import OPEN, Audience, State
from inforce.core.policy import Status
from inforce.errors import InforceError, Level, Place, Problem
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Recipient

LEDGER = ".inforce/ledger.sqlite"


@dataclass(frozen=True, slots=True)
class Due:
    """A material change of which account holders were not told yet."""

    policy: str
    version: str
    title: str
    effective: date
    last_day: date
    """The last day to send in time, whole (UTC)."""
    late: bool
    """That day is past."""
    locales: tuple[str, ...]
    """Languages that there is a letter in; empty where none can be made."""
    hindrance: str = ""
    """Why no letter can be made."""
    seconds: int | None = None
    """How long sending takes at that rate; None where the number of recipients is not known."""
    in_time: bool | None = None
    """Whether it is over by the end of the last day; None where that is not known."""
    needed_rate: int | None = None
    """Messages a second that would do; None where not known, or where no rate would."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A notice that was frozen here and is not at its end."""

    notice: str
    started: bool
    open: int
    in_doubt: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport(Report):
    """What is due, and what was begun."""

    on: date
    rate: int
    """Messages a second."""
    recipients: int | None = None
    rejects: int = 0
    due: tuple[Due, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()


def run(
    root: Path,
    *,
    now: Now,
    rate: int | None = None,
    recipients: Path | None = None,
    count: int | None = None,
    progress: Progress = SILENT,
) -> PlanReport:
    """What is due at the moment `now`; a decision stands in the problems where it cannot be sent in time."""
    if recipients is not None and count is not None:
        raise usage("plan-count-twice", "The number of recipients is given twice.", "Give --recipients or --count.")
    moment = now()
    progress.stage("Reading the policies")
    gathered = source.read(root)
    speed = rate or gathered.library.site.mail.rate
    number, rejects = count, 0
    if recipients is not None:
        progress.stage("Reading the recipients")
        number, rejects = _counted(recipients, progress)
    subjects = list(_due(gathered, moment.date()))
    letters = [_letters(subject, moment.date()) for subject in subjects]
    rows = tuple(_row(subject, made, moment, speed, number) for subject, made in zip(subjects, letters, strict=True))
    problems = list(dict.fromkeys(problem for _locales, found in letters for problem in found))
    problems.extend(problem for row in rows for problem in _hindrances(row, moment, speed, number))
    if subjects:
        problems.extend(sender_problems(gathered.library.site))
    return PlanReport(
        problems=tuple(problems),
        on=moment.date(),
        rate=speed,
        recipients=number,
        rejects=rejects,
        due=rows,
        unfinished=unfinished(root, speed),
    )


def _counted(path: Path, progress: Progress) -> tuple[int, int]:
    rows = rejects = 0
    for found in RecipientFile(path, Audience.ACCOUNTS):
        progress.advance()
        if isinstance(found, Recipient):
            rows += 1
        else:
            rejects += 1
    return rows, rejects


def _due(gathered: source.Gathered, on: date) -> Iterator[Subject]:
    """Material changes, shown and to come or just come, that account holders were not told of whole."""
    for policy in gathered.library.policies:
        for version in policy:
            subject = Subject(gathered, policy, version)
            status = policy.status(version, on)
            just_come = status is Status.IN_FORCE and (on - version.effective).days < policy.settings.notice_days
            if subject.material and (status is Status.SCHEDULED or just_come) and not _told(subject):
                yield subject


def _told(subject: Subject) -> bool:
    """Whether the register says that account holders were told, with nobody left."""
    register = subject.gathered.register
    lines = register.notices(subject.policy.slug, str(subject.version.name), Audience.ACCOUNTS.value)
    record = lines[-1].notice if lines else None
    return record is not None and record.accepted > 0 and not record.open and not record.in_doubt


def _row(
    subject: Subject, made: tuple[tuple[str, ...], tuple[Problem, ...]], moment: datetime, rate: int, count: int | None
) -> Due:
    locales, found = made
    seconds = ceil(count / rate) if count is not None else None
    end = end_of(subject.last_day)
    left = (end - moment).total_seconds()
    return Due(
        policy=subject.policy.slug,
        version=str(subject.version.name),
        title=subject.version.title,
        effective=subject.version.effective,
        last_day=subject.last_day,
        late=left <= 0,
        locales=locales,
        hindrance=found[0].sentence if found else "",
        seconds=seconds,
        in_time=None if seconds is None else moment + timedelta(seconds=seconds) <= end,
        needed_rate=ceil(count / left) if count and left >= 1 else None,
    )


def _letters(subject: Subject, today: date) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The languages of the letters, and why there are none."""
    if found := own_errors(subject, today):
        return (), found
    try:
        made = subject.letters(Audience.ACCOUNTS, today)
    except InforceError as error:
        return (), tuple(error.problems)
    return tuple(each.locale for each in made), ()


def _hindrances(row: Due, moment: datetime, rate: int, count: int | None) -> Iterator[Problem]:
    place, name = Place(), f"{row.policy} {row.version}"
    freeze, send = (f"inforce notify {verb} … --late --by NAME --reason “…”" for verb in ("freeze", "send"))
    if row.late:
        sentence = f"The last day to tell people of {name} in time was {written(row.last_day)}."
        yield Problem("notice-late", place, sentence, f"Telling them late needs a name and a reason: {freeze}", _DECIDE)
    elif row.in_time is False and row.seconds is not None:
        over = (moment + timedelta(seconds=row.seconds)).astimezone(UTC)
        sentence = (
            f"{name} cannot be sent in time: {count:,} recipients at {rate:,} a second take until "
            f"{written(over.date())} {over:%H:%M} UTC, and the last day is {written(row.last_day)}."
        )
        faster = (
            f"Send at {row.needed_rate:,} a second or more (--rate), if the relay allows it; or s"
            if row.needed_rate
            else "S"
        )
        yield Problem(
            "notice-too-slow",
            place,
            sentence,
            f"{faster}end the rest late, if somebody answers for it: {send}",
            _DECIDE,
        )


_DECIDE = Level.DECISION


def unfinished(root: Path, rate: int) -> tuple[Unfinished, ...]:
    """The notices in this project's ledger that have open rows, or rows in doubt; none where it has no ledger."""
    if not (root / LEDGER).exists():
        return ()
    with open_ledger(root) as store:
        return tuple(row for notice in store.notices() if (row := _state(store, notice.id, rate)))


def _state(store: Store, notice: str, rate: int) -> Unfinished | None:
    states = store.states(notice)
    left = sum(states.get(state.value, 0) for state in OPEN)
    doubt = states.get(State.IN_DOUBT.value, 0)
    if not left and not doubt:
        return None
    started = "SELECT 1 FROM event WHERE notice = ? AND kind = 'run-started' LIMIT 1"
    begun = store.ask(started, notice).fetchone() is not None
    return Unfinished(notice, begun, left, doubt, ceil(left / rate))
