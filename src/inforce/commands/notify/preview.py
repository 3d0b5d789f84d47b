"""`inforce notify preview`: the notice as people will get it, as files. Freezes nothing, sends nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from inforce.commands.files import write_whole
from inforce.commands.notify.plan import LEDGER
from inforce.commands.notify.rows import Checked
from inforce.commands.notify.subject import Now, Subject, own_errors, sender_problems, subject_of, withdrawn
from inforce.commands.report import SILENT, Progress, Report
from inforce.core.delivery import Audience
from inforce.errors import ContentError, DecisionError, Level, Place, Problem, blocking
from inforce.mail import letter, message
from inforce.mail.ledger.digests import hidden
from inforce.mail.ledger.store import open_ledger
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Recipient, Reject

FOLDER = ".inforce/preview"
SHOWN = 20
"""Rejected lines that are told one by one."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The notice in one locale."""

    locale: str
    subject: str
    files: tuple[Path, ...]
    """As a message, as HTML and as text."""
    size: int
    """Octets of the message."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a freeze would make of a recipients' file."""

    rows: int = 0
    """Rows that name somebody."""
    to_send: int = 0
    locales: Mapping[str, int] = field(default_factory=dict)
    """Of those to be sent, how many get each locale."""
    duplicates: int = 0
    first_duplicates: tuple[tuple[int, int], ...] = ()
    """Lines, each with the line of the same address before it."""
    unsendable: int = 0
    first_unsendable: tuple[Reject, ...] = ()
    suppressed: int = 0
    opted_out: int = 0
    rejects: int = 0
    first_rejects: tuple[Reject, ...] = ()


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
    folder = out or root / FOLDER / f"{subject.policy.slug}-{subject.version.name}"
    progress.stage("Writing the letters")
    letters = letter.letters(
        subject.gathered.library,
        subject.policy,
        subject.version,
        audience,
        overrides=subject.overrides,
        on=moment.date(),
    )
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
        tally = _tally(root, file, audience, [each.locale for each in letters], progress)
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


# ---- the file of recipients -----------------------------------------------------------------------------------------


def _tally(root: Path, file: Checked, audience: Audience, locales: list[str], progress: Progress) -> Tally:
    """Count as a freeze would; memory stays flat, since the addresses seen stand in a temporary table on disk."""
    suppressed = _suppressed(root)
    seen = sqlite3.connect("")  # a private file that goes with the connection
    seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
    counts = dict.fromkeys(("rows", "to_send", "duplicates", "unsendable", "suppressed", "opted_out", "rejects"), 0)
    by_locale = dict.fromkeys(locales, 0)
    duplicates: list[tuple[int, int]] = []
    rejects: list[Reject] = []
    unsendable: list[Reject] = []
    for found in file:
        progress.advance()
        if isinstance(found, Reject):
            counts["rejects"] += 1
            rejects.extend([found] if len(rejects) < SHOWN else [])
            continue
        counts["rows"] += 1
        counts["opted_out"] += found.opted_out
        if not seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (found.key, found.line)).rowcount:
            (first,) = seen.execute("SELECT line FROM seen WHERE key = ?", (found.key,)).fetchone()
            counts["duplicates"] += 1
            duplicates.extend([(found.line, first)] if len(duplicates) < SHOWN else [])
        elif found.unsendable:
            counts["unsendable"] += 1
            unsendable.extend([Reject(found.line, found.unsendable)] if len(unsendable) < SHOWN else [])
        elif audience is Audience.SUBSCRIBERS and (found.opted_out or suppressed(found.key)):
            counts["suppressed"] += 1
        else:
            counts["to_send"] += 1
            by_locale[letter.locale_for(found.locale, locales, locales[0])] += 1
    seen.close()
    return Tally(
        **counts,
        locales=by_locale,
        first_duplicates=tuple(duplicates),
        first_rejects=tuple(rejects),
        first_unsendable=tuple(unsendable),
    )


def _suppressed(root: Path) -> Callable[[str], bool]:
    """What says whether a key is on the suppression list, which holds keyed hashes only."""
    if not (root / LEDGER).exists():
        return lambda key: False
    with open_ledger(root) as store:
        listed = frozenset(key for (key,) in store.ask("SELECT key FROM suppression"))
        secret = store.secret
    return lambda key: bool(listed) and hidden(secret, key) in listed
