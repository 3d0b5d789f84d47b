"""`inforce notify freeze`: fixes who is told what, under whose name. Sends nothing; what is frozen is never changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.metadata import version as version_of_package
from pathlib import Path

from inforce import history
from inforce.commands.after import name_of, reason_of
from inforce.commands.notify import register_marks
from inforce.commands.notify.rows import Checked
from inforce.commands.notify.subject import (
    Now,
    Subject,
    deadline_of,
    end_of,
    refuse_errors,
    refuse_unpublished,
    seconds_of,
    sender_problems,
    subject_of,
    written_moment,
)
from inforce.commands.project import usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.core.dates import written
from inforce.core.delivery import Audience
from inforce.errors import ContentError, DecisionError, Level, Place, Problem, blocking
from inforce.mail import letter, message
from inforce.mail.ledger.freeze import Counts, RejectLimit
from inforce.mail.ledger.freeze import freeze as freeze_rows
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import FrozenNotice, Reject, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asks to be frozen, and what they answer for."""

    policy: str
    version: str
    recipients: Path
    audience: Audience
    approved_by: str
    informational: bool = False
    """Send it although the amendment is not material."""
    late: bool = False
    late_by: str = ""
    late_reason: str = ""
    max_rejects: int | None = None
    """Rows that may be rejected before nothing is frozen; None: the usual limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeReport(Report):
    """What is fixed now."""

    notice: str
    policy: str
    version: str
    title: str
    audience: Audience
    informational: bool
    approved_by: str
    rows: int
    """Rows of the recipients' file that name somebody."""
    states: Mapping[str, int]
    rejects: int
    first_rejects: tuple[Reject, ...] = ()
    opted_out_ignored: int = 0
    """Recipients who opted out of marketing, which does not count for this audience."""
    subjects: Mapping[str, str] = field(default_factory=dict)
    """By locale."""
    last_day: date
    effective: date
    late: bool = False
    replaces: tuple[str, ...] = ()
    """Earlier freezes of the same version and audience, whose place this one takes."""
    expired: int = 0
    """Rows that those had still to send to; they are not sent by them any more."""


def run(root: Path, order: Order, *, now: Now, progress: Progress = SILENT) -> FreezeReport:
    """Freeze a notice, or refuse and change nothing."""
    approved_by = name_of(order.approved_by, "--approved-by")
    moment = now()
    today = moment.date()
    progress.stage("Reading the policies")
    subject = subject_of(root, order.policy, order.version)
    if subject.material:
        order = replace(order, informational=False)  # a material change has its last day, whatever is asked for
    refuse_unpublished(subject, today)
    refuse_errors(subject, today)
    late = _gates(subject, order, approved_by, moment)
    warnings = (*_sender(subject), *([_in_time(subject)] if order.late and not late else ()))
    progress.stage("Writing the letters")
    variants = variants_of(subject, order.audience, moment)
    file = Checked(RecipientFile(order.recipients, order.audience), order.audience)
    with locked(root, "notify freeze", clock=seconds_of(now)), open_ledger(root, create=True) as store:
        store.check_mark()
        lines = subject.gathered.register.notices(order.policy, str(subject.version.name), order.audience.value)
        if problem := register_marks.foreign(lines, store.id) or register_marks.behind(lines, store):
            raise ContentError(problem)
        warnings += register_marks.unknown_people(lines, store)
        notice = _notice(subject, order, approved_by, moment, variants, store, late)
        progress.stage("Reading the recipients")
        counts = freeze_rows(
            store,
            notice,
            variants,
            file,
            by=approved_by,
            at=written_moment(moment),
            choose=chooser(subject, [variant.locale for variant in variants]),
            limit=RejectLimit() if order.max_rejects is None else RejectLimit(order.max_rejects),
            tell=progress.advance,
        )
    return _report(notice, subject, variants, counts, (*warnings, *file.warnings))


def variants_of(subject: Subject, audience: Audience, moment: datetime) -> tuple[Variant, ...]:
    """The notice in every locale that there are phrases for, the site's own language first."""
    letters = subject.letters(audience, moment.date())
    return tuple(message.variant(each, subject.site, audience, date=moment) for each in letters)


def chooser(subject: Subject, locales: Sequence[str]) -> Callable[[str], str]:
    """What finds, among `locales`, the one for what a recipient asked for: the site's language where none fits."""
    default = letter.locale_for(subject.site.language, locales, locales[0])
    return lambda wanted: letter.locale_for(wanted, locales, default)


# ---- gates ----------------------------------------------------------------------------------------------------------


def _gates(subject: Subject, order: Order, approved_by: str, moment: datetime) -> bool:
    """Refuse what a person has not decided; whether the notice is late."""
    version, place = subject.version, Place(subject.version.path)
    found: list[Problem] = []
    if not subject.material and not order.informational:
        sentence = f"The change of {version} is not declared material, so nobody has to be told of it."
        remedy = "Add --informational to tell people all the same."
        found.append(Problem("notice-not-material", place, sentence, remedy, Level.DECISION))
    published_by = version.registration.by if version.registration else ""
    if subject.site.mail.second_person and _person(approved_by) == _person(published_by):
        sentence = f"{approved_by} published {version}; the notice of it is to be approved by somebody else."
        remedy = "Give another --approved-by: second_person below [mail] in inforce.toml asks for two persons."
        found.append(Problem("notice-second-person", place, sentence, remedy, Level.DECISION))
    late = moment >= end_of(subject.last_day) and subject.material
    if late and not order.late:
        sentence = (
            f"{written(subject.last_day)} was the last day to tell people of {version} in time: it takes effect on "
            f"{written(version.effective)}, and its notice period is {subject.policy.settings.notice_days} days."
        )
        remedy = 'To tell them late, say who answers for it and why: --late --by NAME --reason "…"'
        found.append(Problem("notice-late", place, sentence, remedy, Level.DECISION))
    if found:
        raise DecisionError(found)
    if order.late:
        name_of(order.late_by), reason_of(order.late_reason)
    return late


def _in_time(subject: Subject) -> Problem:
    """That nobody has to answer for a notice that is not late; what was said of it is not kept."""
    until = f"until {written(subject.last_day)}" if subject.material else "because it has no last day"
    sentence = f"The notice is in time {until}, so --late, its name and its reason are not kept."
    remedy = "To send the rest of it later than that: inforce notify send ID --late --by NAME --reason “…”"
    return Problem("notice-not-late", Place(subject.version.path), sentence, remedy, Level.WARNING)


def _person(name: str) -> str:
    return " ".join(name.split()).casefold()


def _sender(subject: Subject) -> tuple[Problem, ...]:
    found = tuple(sender_problems(subject.site))
    if blocking(found):
        raise ContentError(found)
    return found


# ---- making ---------------------------------------------------------------------------------------------------------


def _notice(
    subject: Subject,
    order: Order,
    approved_by: str,
    moment: datetime,
    variants: Sequence[Variant],
    store: Store,
    late: bool,
) -> FrozenNotice:
    version, mail = subject.version, subject.site.mail
    sender = mail.sender or subject.site.contact
    entry = version.registration
    if entry is None:
        raise usage("notice-draft", f"{version} is a draft.")
    name = f"{version.slug}-{version.name}-{order.audience.value}"
    same = (version.slug, str(version.name), order.audience)
    deadline = deadline_of(subject.last_day, version.effective, moment, informational=order.informational)
    return FrozenNotice(
        id=f"{name}-{token()}",
        policy=version.slug,
        version=str(version.name),
        audience=order.audience,
        informational=order.informational,
        frozen=written_moment(moment),
        approved_by=approved_by,
        published_by=entry.by,
        effective=version.effective,
        last_day=subject.last_day,
        deadline=written_moment(deadline),
        late_by=name_of(order.late_by) if late else "",
        late_reason=reason_of(order.late_reason) if late else "",
        host=sender.rpartition("@")[2],
        envelope=envelope(mail.bounces or sender, verp=mail.verp),
        text=entry.text,
        meta=entry.meta,
        inputs=inputs_of(subject, order.audience),
        commit=history.commit(subject.gathered.root),
        variants=tuple(sorted((variant.locale, variant.digest) for variant in variants)),
        replaces=tuple(n.id for n in store.notices() if (n.policy, n.version, n.audience) == same),
        program=version_of_package("inforce"),
    )


def token() -> str:
    """Six hex digits that tell one freeze from the next."""
    return secrets.token_hex(3)


def envelope(address: str, *, verp: bool) -> str:
    """The envelope sender; with VERP, a ``*`` where the recipient's number is to stand: ``bounces+*@example.com``."""
    local, _, domain = address.rpartition("@")
    return f"{local}+*@{domain}" if verp else address


def inputs_of(subject: Subject, audience: Audience) -> tuple[tuple[str, str], ...]:
    """What the letters are made from besides the version: names with their SHA-256, by name."""
    found = letter.inputs(
        subject.gathered.library, subject.policy, subject.version, audience, overrides=subject.overrides
    )
    return tuple(sorted(found))


def _report(
    notice: FrozenNotice,
    subject: Subject,
    variants: Sequence[Variant],
    counts: Counts,
    warnings: tuple[Problem, ...],
) -> FreezeReport:
    return FreezeReport(
        problems=warnings,
        notice=notice.id,
        policy=notice.policy,
        version=notice.version,
        title=subject.version.title,
        audience=notice.audience,
        informational=notice.informational,
        approved_by=notice.approved_by,
        rows=counts.rows,
        states=dict(counts.states),
        rejects=counts.rejects,
        first_rejects=tuple(counts.first_rejects),
        opted_out_ignored=counts.opted_out_ignored,
        subjects={variant.locale: variant.subject for variant in variants},
        last_day=notice.last_day,
        effective=notice.effective,
        late=bool(notice.late_by),
        replaces=notice.replaces,
        expired=counts.superseded,
    )
