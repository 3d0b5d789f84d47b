"""`inforce notify preview`: the notice as people will get it, as files. Freezes nothing, sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce.commands.files import write_whole
from inforce.commands.notify.rows import Checked
from inforce.commands.notify.subject import Now, Subject, own_errors, sender_problems, subject_of, withdrawn
from inforce.commands.notify.tally import Tally, tally_of
from inforce.commands.report import SILENT, Progress, Report
from inforce.core.delivery import Audience
from inforce.errors import ContentError, DecisionError, Level, Place, Problem, blocking
from inforce.mail import message
from inforce.mail.ledger import faults, files
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Recipient

FOLDER = ".inforce/preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """The notice in one locale."""

    locale: str
    subject: str
    files: tuple[Path, ...]
    """As a message, as HTML and as text."""
    size: int
    """Octets of the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport(Report):
    """What was written, and what the file of recipients holds."""

    policy: str
    version: str
    draft: bool
    material: bool
    audience: Audience
    last_day: date
    effective: date
    out: Path
    letters: tuple[Preview, ...]
    recipients: str = ""
    tally: Tally | None = None


def run(
    root: Path,
    slug: str,
    name: str,
    *,
    now: Now,
    audience: Audience = Audience.ACCOUNTS,
    recipients: Path | None = None,
    out: Path | None = None,
    progress: Progress = SILENT,
) -> PreviewReport:
    """Write every variant of the notice to a folder; of a draft too. Raises where no letter can be made."""
    moment = now()
    progress.stage("Reading the policies")
    subject = subject_of(root, slug, name)
    problems = list(_problems(subject, moment.date()))
    if blocking(problems):
        raise ContentError(problems)
    folder = out or _own_folder(root) / f"{subject.policy.slug}-{subject.version.name}"
    progress.stage("Writing the letters")
    letters = subject.letters(audience, moment.date())
    label = "DRAFT-" if subject.version.is_draft else ""
    stem = f"{label}{subject.policy.slug}-{subject.version.name}-{audience.value}"
    written = []
    for each in letters:
        variant = message.variant(each, subject.site, audience, date=moment)
        data = message.message(variant.body, _SAMPLE, _SAMPLE_ID, audience)
        message.check(data, _SAMPLE, audience)
        contents = {"eml": data, "html": each.html.encode(), "txt": each.text.encode()}
        files = {ending: folder / f"{stem}.{each.locale}.{ending}" for ending in contents}
        for ending, content in contents.items():
            write_whole(files[ending], content)
        written.append(Preview(each.locale, each.subject, tuple(files.values()), len(data)))
    tally = None
    if recipients is not None:
        progress.stage("Reading the recipients")
        file = Checked(RecipientFile(recipients, audience), audience)
        tally = tally_of(root, subject, file, audience, [each.locale for each in letters], progress)
        problems.extend(file.warnings)
    return PreviewReport(
        problems=tuple(problems),
        policy=subject.policy.slug,
        version=str(subject.version.name),
        draft=subject.version.is_draft,
        material=subject.material,
        audience=audience,
        last_day=subject.last_day,
        effective=subject.version.effective,
        out=folder,
        letters=tuple(written),
        recipients=str(recipients) if recipients else "",
        tally=tally,
    )


def _own_folder(root: Path) -> Path:
    """Where previews go of which nobody said where: beside the ledger, which git passes by."""
    with faults.plain(root / FOLDER):
        files.folder(root, create=True)
    return root / FOLDER


_SAMPLE = Recipient(
    line=2,
    email="recipient@example.com",
    key="recipient@example.com",
    name="Sample Recipient",
    unsubscribe_url="https://example.com/unsubscribe/sample",
)
_SAMPLE_ID = "<preview.1@example.com>"


def _problems(subject: Subject, today: date) -> list[Problem]:
    version = subject.version
    if version.withdrawal is not None:
        raise DecisionError(withdrawn(version))
    found = [*sender_problems(subject.site)]
    if version.is_draft:
        sentence = f"{version} is a draft: this notice cannot be frozen before it is published."
        found.append(Problem("notice-draft", Place(version.path), sentence, "", Level.HINT))
    return [*own_errors(subject, today), *found]
