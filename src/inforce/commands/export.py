"""`inforce export`: the text of a policy on a day, and all that is public about it, as one file to hand over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from inforce import source
from inforce.commands.files import write_whole
from inforce.commands.project import listed, policy_of, usage
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import counted, examine_archive
from inforce.core.dates import written
from inforce.core.policy import Policy, Version
from inforce.core.register_event import line_digest
from inforce.errors import ContentError, Level
from inforce.publish.zipped import zipped
from inforce.render.bundle import Subject, bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport(Report):
    """What `export` wrote."""

    policy: str
    on: date
    version: str
    digest: str
    """SHA-256 of its canonical text."""
    out: Path
    files: int
    sha256: str
    """SHA-256 of the file written."""
    head: str
    """Head of the public register that went in."""
    already: bool
    """The file stood there already, byte for byte."""


def run(
    root: Path, slug: str, *, on: date, today: date, out: Path | None = None, progress: Progress = SILENT
) -> ExportReport:
    """Write the bundle of the policy `slug` for the day `on` to `out` (``SLUG-DAY.zip`` where None).

    `ContentError` where the archive is not as registered: evidence of a broken archive is none. `UsageError` for a day
    on which no version was in force, a day to come, and a file of other content at `out`.
    """
    if on > today:
        sentence = f"{written(on)} is still to come: what will be in force then can change."
        raise usage("export-future", sentence, "Name today or a day that has passed with --on.")
    progress.stage("Reading the archive")
    gathered = source.read(root)
    policy = policy_of(gathered.library, slug)
    _refuse_broken(gathered, today)
    version = _in_force(policy, on)
    subject = Subject(gathered.library, policy, version, on, today)
    lines = subject.register.splitlines()
    assert version.registration is not None
    if version.registration.line > len(lines):
        sentence = f"The line of “{version}” in the register waits for the day of a version registered before it."
        raise usage(
            "export-not-public", sentence, "Export it once that version is published; then its proof is public."
        )
    progress.stage("Drawing its pages")
    own = root / "templates"
    known = source.words(gathered.library.site)
    pages = list(counted(bundle(subject, known=known, overrides=own if own.is_dir() else None), progress))
    name = f"{slug}-{on.isoformat()}"
    data = zipped(pages, name)
    target = Path(f"{name}.zip") if out is None else out
    return ExportReport(
        policy=slug,
        on=on,
        version=str(version.name),
        digest=version.document.digest,
        out=target,
        files=len(pages),
        sha256=sha256(data).hexdigest(),
        head=line_digest(lines[-1]),
        already=_written(target, data),
    )


def _refuse_broken(gathered: source.Gathered, today: date) -> None:
    """`ContentError` with what is wrong in the register or with a version in it."""
    archive = {source.REGISTER}
    archive |= {f"{source.POLICIES}/{entry.policy}/{entry.version}.md" for entry in gathered.register.entries()}
    found = [p for p in examine_archive(gathered, today) if p.level is Level.ERROR and p.place.path in archive]
    if found:
        raise ContentError(found)


def _in_force(policy: Policy, on: date) -> Version:
    version = policy.in_force(on)
    if version is not None:
        return version
    sentence = f"On {written(on)} no version of “{policy.slug}” was in force."
    days = [row for row in policy.periods(on) if row.version is not None and row.first and row.first <= on]
    applied = [f"{written(row.first)} to {written(row.last)}" for row in days if row.first and row.last]
    raise usage("nothing-in-force", sentence, f"There was one from {listed(applied)}." if applied else "")


def _written(target: Path, data: bytes) -> bool:
    """Put the bundle at `target`; True if it stood there already. `UsageError` where something else stands there."""
    if target.is_symlink() or target.exists():
        if target.is_file() and not target.is_symlink() and target.read_bytes() == data:
            return True
        sentence = f"“{target}” exists already and is another file; it was left alone."
        raise usage("export-exists", sentence, "Move it away, or name another file with --out.")
    write_whole(target, data)
    return False
