"""The review calendar: when a policy was last looked at, when it is to be looked at again, and what is late.

A review is of one text. It counts for the version that was in force when it was recorded, and not for the one that
takes its place. Whoever asks for a day in the past is told what was known then.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inforce.core.configuration import POLICY_FILE
from inforce.core.dates import written
from inforce.core.duties import review_hint
from inforce.core.policy import Policy, Version
from inforce.errors import Level, Place, Problem

SOON_DAYS = 30
"""Days before the last day from which on a review is called due soon."""
LAW_MONTHS = 12
"""Months that California allows between updates, where the text names it."""


class ReviewState(StrEnum):
    """How a day stands to the last day of a review."""

    FINE = "fine"
    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Coming:
    """The scheduled version that will take the place of the one in force."""

    version: str
    effective: date
    in_time: bool
    """It takes effect on or before the day by which the text in force is to be reviewed, so that none is needed."""
    due: date
    """Day by which it is to be reviewed itself, counted from its own publication."""


@dataclass(frozen=True, slots=True)
class Review:
    """The review of the version in force, as seen on a day."""

    version: str
    last: date
    """Day of its publication, or of its last review where that is later."""
    last_kind: str
    """published or reviewed."""
    due: date
    """The last day that is in time."""
    state: ReviewState
    law: str
    """What a law that the text names asks for; empty where it names none."""
    coming: Coming | None = None


def review(policy: Policy, on: date) -> Review | None:
    """The review that `policy` is to have next, as known on `on`.

    None where nothing is in force, where its settings ask for none, and where the policy's end, already told, comes
    first.
    """
    months = policy.settings.review_months
    version = policy.in_force(on)
    if version is None or version.published is None or not months:
        return None
    reviewed = last_review(version, on)
    by_person = reviewed is not None and reviewed > version.published
    last = reviewed if reviewed is not None and by_person else version.published
    due = months_after(last, months)
    end = _end(policy, on)
    if end is not None and end <= due:
        return None
    return Review(
        version=str(version.name),
        last=last,
        last_kind="reviewed" if by_person else "published",
        due=due,
        state=_state(due, on),
        law=review_hint(policy, version),
        coming=_coming(policy, due, on),
    )


def last_review(version: Version, on: date) -> date | None:
    """The last day up to `on` on which this version was reviewed; None for never."""
    return max((act.recorded for act in version.reviews if act.recorded <= on), default=None)


def too_rarely(policy: Policy, on: date) -> str:
    """What the law says that the text in force names, where the policy's settings ask for less; else empty.

    Empty, too, once the policy's end is told: its settings matter no more.
    """
    enough = 0 < policy.settings.review_months <= LAW_MONTHS or _end(policy, on) is not None
    return "" if enough else review_hint(policy, policy.in_force(on))


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the month's last day where it is shorter, and the calendar's where it ends."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def problems(policy: Policy, on: date) -> Iterator[Problem]:
    """A review that is due soon or over, and settings that ask for fewer than the law does. They stop no site."""
    found = review(policy, on)
    place = _place(policy, on)
    if found is not None and found.state is not ReviewState.FINE:
        over = found.state is ReviewState.OVER
        was = "was due" if over else "is due"
        law = f" – {found.law}" if found.law else ""
        sentence = f"“{policy.slug}” {was} for review by {written(found.due)}: it was last {found.last_kind} on "
        sentence += f"{written(found.last)}{law}."
        remedy = _remedy(policy, found)
        if over:
            yield Problem("review-over", place, sentence, remedy)
        else:
            yield Problem("review-due", place, sentence, remedy, Level.WARNING)
    if law := too_rarely(policy, on):
        months = policy.settings.review_months
        asked = f"a review every {months} months" if months else "no review"
        sentence = f"The settings of “{policy.slug}” ask for {asked}, and its text names a law that asks for more: "
        remedy = f"Set review_months to {LAW_MONTHS}, if that law concerns you."
        yield Problem("review-law", place, f"{sentence}{law}.", remedy, Level.HINT)


def _remedy(policy: Policy, found: Review) -> str:
    says = f"Read it through; if nothing has to change, run `inforce publish {policy.slug} --reviewed --by NAME`, "
    says += "else publish a new version."
    coming = found.coming
    if coming is None:
        return says
    when = written(coming.effective)
    if coming.in_time:
        return f"{says} Version {coming.version} takes its place on {when}: from then on, that one counts."
    return f"{says} Version {coming.version} takes effect on {when} only, so the text in force is to be reviewed."


def _end(policy: Policy, on: date) -> date | None:
    """The policy's end, as far as it is told by `on`."""
    return policy.ended if policy.end_told is not None and policy.end_told <= on else None


def _state(due: date, on: date) -> ReviewState:
    left = (due - on).days
    return ReviewState.OVER if left < 0 else ReviewState.SOON if left <= SOON_DAYS else ReviewState.FINE


def _coming(policy: Policy, due: date, on: date) -> Coming | None:
    nearest = next(iter(policy.scheduled(on)), None)
    if nearest is None or nearest.published is None:
        return None
    own = months_after(nearest.published, policy.settings.review_months)
    return Coming(str(nearest.name), nearest.effective, nearest.effective <= due, own)


def _place(policy: Policy, on: date) -> Place:
    """Where `review_months` stands, else the settings' first line; a policy without settings is named by its text."""
    version = policy.in_force(on)
    if policy.settings.review_line or version is None or not version.path:
        return Place(f"content/policies/{policy.slug}/{POLICY_FILE}", policy.settings.review_line or 1)
    return Place(version.path, 1)
