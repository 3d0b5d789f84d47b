"""What the verbs say that prove something to others: a site against itself, an evidence bundle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inforce.console.problems import count, plural
from inforce.console.terminal import Line
from inforce.core.dates import written
from inforce.errors import ExitCode

if TYPE_CHECKING:
    from inforce.commands.export import ExportReport
    from inforce.commands.verify_site import SiteReport


def site(report: SiteReport) -> Iterator[Line]:
    """Whether a deployed site agrees with itself, and what to note of it."""
    files = plural(report.files, "file", "files")
    versions = plural(report.versions, "version", "versions")
    lines = plural(report.lines, "line", "lines")
    if report.exit_code is ExitCode.FINE:
        found = count(report.problems)
        said = f"{files} as the manifest has them, {versions} as registered; the chain of {lines} is whole"
        yield [("Verified: ", "good"), (said + (f"; {found}" if found else "") + ".", "")]
    elif report.exit_code is ExitCode.DECIDE:
        yield [("Not known: ", "decision"), (f"{count(report.problems)}; {versions} as registered.", "")]
    else:
        yield [("Not verified: ", "error"), (f"{count(report.problems)}; {versions} as registered.", "")]
    yield f"Head of the register: {report.head}"
    yield f"Digest of the manifest: {report.manifest}"


def export(report: ExportReport) -> Iterator[Line]:
    """Which text is in the file, and the digests to keep."""
    if report.already:
        yield f"{report.out.as_posix()} is there already, byte for byte. Nothing was written."
    else:
        files = plural(report.files, "file", "files")
        yield [
            ("Wrote ", "good"),
            (report.out.as_posix(), "bold"),
            (f": {files}; README.txt says how to check them.", ""),
        ]
    yield f"  In force on {written(report.on)}: {report.policy} {report.version}, SHA-256 {report.digest}"
    yield f"SHA-256 of the file: {report.sha256}"
    yield f"Head of the register: {report.head}"
