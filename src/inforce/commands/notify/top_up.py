"""`inforce notify top-up`: adds people to a frozen notice, such as those whose accounts are newer than it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inforce.commands.after import name_of
from inforce.commands.notify import register_marks
from inforce.commands.notify.freeze import chooser
from inforce.commands.notify.rows import Checked
from inforce.commands.notify.send_checks import subject_now
from inforce.commands.notify.subject import Now, seconds_of, written_moment
from inforce.commands.project import usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.errors import DecisionError, Level, Place, Problem
from inforce.mail.ledger.freeze import RejectLimit
from inforce.mail.ledger.freeze import top_up as top_up_rows
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Reject


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpReport(Report):
    """Who was added."""

    notice: str
    approved_by: str
    added: int
    """Rows of the file that name somebody, duplicates of rows that stood there already included."""
    states: Mapping[str, int]
    """Of the rows added."""
    rejects: int
    first_rejects: tuple[Reject, ...] = ()
    rows: int
    """Rows of the notice now."""


def run(
    root: Path,
    id: str,
    recipients: Path,
    *,
    approved_by: str,
    now: Now,
    max_rejects: int | None = None,
    progress: Progress = SILENT,
) -> TopUpReport:
    """Add the file's rows to the notice; whoever is in it already is a duplicate and is not mailed again."""
    approved_by, moment = name_of(approved_by, "--approved-by"), now()
    with locked(root, "notify top-up", clock=seconds_of(now)), open_ledger(root) as store:
        notice = store.notice(id)
        store.check_mark()
        if later := [other.id for other in store.notices() if id in other.replaces]:
            sentence = f"{id} was replaced by {later[-1]}."
            raise usage("notice-replaced", sentence, f"Add them to that one: inforce notify top-up {later[-1]} …")
        subject = subject_now(root, notice, moment)
        if subject.site.mail.second_person and approved_by.casefold() == notice.published_by.casefold():
            sentence = (
                f"{approved_by} published {notice.policy} {notice.version}; somebody else is to approve whom to tell."
            )
            problem = Problem("notice-second-person", Place(), sentence, "Give another --approved-by.", Level.DECISION)
            raise DecisionError(problem)
        file = Checked(RecipientFile(recipients, notice.audience), notice.audience)
        progress.stage("Reading the recipients")
        counts = top_up_rows(
            store,
            id,
            file,
            by=approved_by,
            at=written_moment(moment),
            choose=chooser(subject, [locale for locale, _digest in notice.variants]),
            limit=RejectLimit() if max_rejects is None else RejectLimit(max_rejects),
            tell=progress.advance,
        )
        lines = subject.gathered.register.notices(notice.policy, notice.version, notice.audience.value)
        return TopUpReport(
            problems=(*register_marks.unknown_people(lines, store), *file.warnings),
            notice=id,
            approved_by=approved_by,
            added=counts.rows,
            states=dict(counts.states),
            rejects=counts.rejects,
            first_rejects=tuple(counts.first_rejects),
            rows=store.rows(id),
        )
