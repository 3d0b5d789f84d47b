"""What must hold before a frozen notice goes out: it is still what was approved, and there is time to send it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from inforce.commands.notify.freeze import inputs_of
from inforce.commands.notify.subject import Subject, own_errors, subject_of, withdrawn
from inforce.core.dates import written
from inforce.errors import ContentError, DecisionError, InforceError, Level, Place, Problem, UsageError
from inforce.mail.values import FrozenNotice

_AGAIN = "Whoever was mailed already is not mailed again by a new freeze."


@dataclass(frozen=True, slots=True)
class Late:
    """A person's word for sending after the deadline."""

    by: str
    reason: str


def subject_now(root: Path, notice: FrozenNotice, moment: datetime) -> Subject:
    """What the notice is about, as it stands now; `ContentError` with all that was changed since the freeze."""
    try:
        subject = subject_of(root, notice.policy, notice.version)
    except UsageError as error:
        raise ContentError(error.problems) from error
    if subject.version.withdrawal is not None:
        raise DecisionError(withdrawn(subject.version))
    if found := (*own_errors(subject, moment.date()), *changed(subject, notice)):
        raise ContentError(found)
    return subject


class Withdrawn:
    """Asks, again and again, whether the version that a notice is about was withdrawn."""

    def __init__(self, root: Path, notice: FrozenNotice) -> None:
        self._root, self._notice = root, notice
        self._seen = self._stamp()
        self.found = False

    def asked(self) -> bool:
        """Whether it was since; the register is read only when its file has changed."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            with suppress(InforceError):  # what is wrong there is said at the end of the run
                subject = subject_of(self._root, self._notice.policy, self._notice.version)
                self.found = subject.version.withdrawal is not None
        return self.found

    def _stamp(self) -> tuple[int, int]:
        try:
            status = (self._root / "content/register.jsonl").stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_size


def changed(subject: Subject, notice: FrozenNotice) -> Sequence[Problem]:
    """One problem for each thing that the letters were made from and that is no longer what it was."""
    entry = subject.version.registration
    if entry is None or (entry.text, entry.meta) != (notice.text, notice.meta):
        sentence = f"{subject.version} is not the text that {notice.id} was frozen with."
        remedy = f"Put text and register back as they were, or freeze the notice again. {_AGAIN}"
        return [Problem("notice-version-changed", Place(subject.version.path), sentence, remedy)]
    then, since = dict(notice.inputs), dict(_inputs(subject, notice))
    names = [name for name in sorted(then | since) if then.get(name) != since.get(name)]
    return [_changed_input(name, notice, gone=name not in since, new=name not in then) for name in names]


def _inputs(subject: Subject, notice: FrozenNotice) -> tuple[tuple[str, str], ...]:
    try:
        return inputs_of(subject, notice.audience)
    except InforceError as error:
        raise ContentError(error.problems) from error


def _changed_input(name: str, notice: FrozenNotice, *, gone: bool, new: bool) -> Problem:
    what = "is gone" if gone else "is new" if new else "was changed"
    sentence = f"{name} {what} since {notice.id} was frozen: what was approved is no longer what the files would make."
    remedy = f"Undo that, or freeze the notice again and have it approved. {_AGAIN}"
    return Problem("notice-input-changed", Place(name), sentence, remedy)


def in_time(notice: FrozenNotice, moment: datetime, count: int, rate: float, late: Late | None) -> None:
    """`DecisionError` where the deadline is past, or comes too soon, and nobody answers for it."""
    if late is not None or not count:
        return
    deadline = datetime.fromisoformat(notice.deadline)
    place = Place()
    by_hand = f"inforce notify send {notice.id} --late --by NAME --reason “…”"
    if moment >= deadline:
        sentence = f"The time for {notice.id} was over at {moment_in_words(deadline)}; {count:,} are not sent."
        remedy = (
            f"To send them late, say who answers for it: {by_hand}. To leave it at that: "
            f"inforce notify reconcile {notice.id} --decide expire --by NAME --reason “…”"
        )
        raise DecisionError(Problem("notice-late", place, sentence, remedy, Level.DECISION))
    left = (deadline - moment).total_seconds()
    if count / rate > left:
        needed = ceil(count / left)
        sentence = (
            f"{count:,} messages at {rate:,.0f} a second take longer than the time left, "
            f"which ends at {moment_in_words(deadline)}."
        )
        remedy = f"Send faster, if the relay allows it: --rate {needed}. Or answer for it: {by_hand}"
        raise DecisionError(Problem("notice-too-slow", place, sentence, remedy, Level.DECISION))


def moment_in_words(moment: datetime) -> str:
    """A moment of UTC in words: ``00:00 UTC on 2 January 2027``."""
    utc = moment.astimezone(UTC)
    return f"{utc:%H:%M} UTC on {written(utc.date())}"
