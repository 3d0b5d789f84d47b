"""`inforce verify`: the register's chain and digests against the files. Needs no network and no git."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.report import SILENT, Progress, Report
from inforce.commands.steps import examine_archive
from inforce.core import gate_decided, heads
from inforce.core.settings import Site
from inforce.errors import Level, UsageError


@dataclass(frozen=True, slots=True)
class Verified:
    """One registered version, found as registered."""

    policy: str
    version: str
    digest: str
    """SHA-256 of its canonical text."""
    recorded: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport(Report):
    """What `verify` compared."""

    lines: int
    """Lines of the register."""
    head: str
    """SHA-256 of the register's last line: who keeps it elsewhere can tell later that nothing was rewritten."""
    versions: tuple[Verified, ...]


def run(root: Path, *, on: date, head: str = "", progress: Progress = SILENT) -> VerifyReport:
    """Compare register and files. `head`, if given, must be the digest of one of the register's lines.

    64 zeros are the head of an empty register, which every register begins with.
    """
    head = head_of(head)
    progress.stage("Reading the archive")
    gathered = source.read(root)
    progress.stage("Comparing")
    register = gathered.register
    archive = {source.REGISTER, *(f"{source.POLICIES}/{e.policy}/{e.version}.md" for e in register.entries())}
    found = [p for p in examine_archive(gathered, on) if p.level is Level.ERROR and p.place.path in archive]
    progress.stage("Asking the rules")
    wrong = {problem.place.path for problem in found}
    # Without the site's own words, which may have been others when the line was written.
    found.extend(gate_decided.belied(gathered.library, source.words(Site()), source.REGISTER, wrong))
    if head and not heads.holds(register.text, head):
        found.append(heads.lost(head, register.head, source.REGISTER))
    versions = [v for policy in gathered.library.policies for v in policy if v.path not in wrong]
    return VerifyReport(
        problems=tuple(found),
        lines=len(register.text.splitlines()),
        head=register.head,
        versions=tuple(
            Verified(v.slug, str(v.name), v.document.digest, v.registration.recorded, v.registration.by)
            for v in versions
            if v.registration
        ),
    )


def head_of(text: str) -> str:
    """A head as someone copied it, put straight; `UsageError` for what cannot be one."""
    head = text.strip().lower()
    if head and (problem := heads.malformed(head)):
        raise UsageError(problem)
    return head
