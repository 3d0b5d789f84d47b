"""`inforce publish POLICY --reviewed`: records that the text in force was read through and nothing has to change.

Adds one line to the register; no text, no date on a page and no feed moves by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.after import name_of
from inforce.commands.project import policy_of, usage, version_of
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import examine
from inforce.core.dates import written
from inforce.core.policy import Policy, Version
from inforce.core.register import Event
from inforce.core.register_event import REVIEWED
from inforce.core.reviews import last_review, months_after
from inforce.errors import Level, raise_if_blocked
from inforce.publish import register as register_file


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReport(Report):
    """What `publish --reviewed` recorded."""

    today: date
    by: str
    policy: str
    title: str
    version: str
    """The version in force, which was reviewed."""
    note: str
    due: date | None
    """Day by which the next review is due; None where the settings ask for none."""
    drafts: tuple[str, ...]
    """Drafts of the policy: the review says nothing of them."""
    scheduled: tuple[str, ...]
    """Versions that are to take its place: they were not reviewed by this."""
    already: bool = False
    """Nothing was written: a review of that version was recorded on this day before."""


def run(
    root: Path, slug: str, name: str = "", *, by: str, note: str = "", today: date, progress: Progress = SILENT
) -> ReviewReport:
    """Record a review of the version in force that found nothing to change; once a day at most.

    `name`, if given, must be that version. `UsageError` where nothing is in force; `ContentError` where the project
    has errors: what is not as registered was not reviewed.
    """
    by, note = name_of(by), _note_of(note)
    progress.stage("Reading the policies")
    gathered = source.read(root)
    policy = policy_of(gathered.library, slug)
    version = _in_force(policy, name, today)
    progress.stage("Checking")
    raise_if_blocked(problem for problem in examine(gathered, today) if problem.level is Level.ERROR)
    already = last_review(version, today) == today
    if not already:
        event = Event(REVIEWED, slug, today, by, version=str(version.name), reason=note)
        register_file.append(root, gathered.register, [event])
    months = policy.settings.review_months
    return ReviewReport(
        today=today,
        by=by,
        policy=slug,
        title=policy.title,
        version=str(version.name),
        note=note,
        due=months_after(today, months) if months else None,
        drafts=tuple(str(other.name) for other in policy if other.is_draft),
        scheduled=tuple(str(other.name) for other in policy.scheduled(today)),
        already=already,
    )


def _in_force(policy: Policy, name: str, today: date) -> Version:
    """The version in force, which `name` must be if given."""
    named = version_of(policy, name) if name else None
    version = policy.in_force(today)
    if version is None:
        sentence = f"No version of “{policy.slug}” is in force on {written(today)}: there is nothing to review."
        raise usage("review-nothing", sentence, f"See what there is with `inforce status --on {today}`.")
    if named is not None and named is not version:
        sentence = f"{named} is not in force on {written(today)}; a review is of the text in force, {version.name}."
        remedy = f"Run `inforce publish {policy.slug} --reviewed --by NAME` once you have read {version.path}."
        raise usage("review-other", sentence, remedy)
    return version


def _note_of(text: str) -> str:
    """A note in one line; `UsageError` for characters that cannot be seen."""
    note = " ".join(text.split())
    if not note.isprintable():
        raise usage("review-note", "The note holds a character that cannot be seen.", "Write --note without it.")
    return note
