"""What the two imports say: what became of each text, and what an author should look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from inforce.console.problems import plural
from inforce.console.terminal import Line
from inforce.core.dates import written_short

if TYPE_CHECKING:
    from inforce.commands.import_files import ImportReport
    from inforce.commands.import_git import GitImportReport, ImportedText
    from inforce.commands.import_texts import Kind


def files(report: ImportReport) -> Iterator[Line]:
    """What became of the folder's files."""
    yield _made(report.policy, report.imported, f"from {report.folder.as_posix()}/")
    yield from _not_made(report.already, report.unchanged, "file holds", "files hold")
    if report.ignored:
        said = plural(len(report.ignored), "name is no dated text", "names are no dated texts")
        yield f"  {said} and left aside: {', '.join(report.ignored)}"
    yield from _warnings(report.warnings)
    yield from _next(report.policy, report.imported)


def git(report: GitImportReport) -> Iterator[Line]:
    """What became of the file's history."""
    yield _made(report.policy, report.imported, f"from {report.path} in {report.repository}")
    on = f" on the branch {report.branch}" if report.branch else ""
    commits = plural(report.commits, "commit", "commits")
    yield f"  {commits}{on} changed the file, which held a text at the end of {plural(report.days, 'day', 'days')}."
    yield from _not_made(report.already, report.unchanged, "day ended with", "days ended with")
    if report.left:
        said = plural(len(report.left), "text was", "texts were")
        yield f"  {said} left out, as said above: {', '.join(report.left)}"
    if not report.imported:
        yield "  Nothing was written."
    unmoved = [text for text in report.texts if text.unmoved]
    if report.imported and unmoved:
        yield from _unmoved(unmoved)
    yield from _warnings(report.warnings)
    yield from _next(report.policy, report.imported)


def _unmoved(texts: list[ImportedText]) -> Iterator[Line]:
    said = plural(len(texts), "version", "versions")
    yield f"  The words of {said} changed while the printed “last updated” day stood still:"
    for text in texts:
        printed = f"still says {written_short(text.printed)}" if text.printed else ""
        yield f"    {text.version}  {printed}  (commit {text.commit[:7]})"


def _made(policy: str, imported: tuple[str, ...], where: str) -> Line:
    versions = plural(len(imported), "version", "versions")
    return [("Imported ", "good" if imported else ""), (f"{versions} of {policy} {where}.", "")]


def _not_made(already: tuple[str, ...], unchanged: tuple[str, ...], one: str, more: str) -> Iterator[Line]:
    if already:
        yield f"  {plural(len(already), 'version was', 'versions were')} there already."
    if unchanged:
        said = plural(len(unchanged), one, more)
        yield f"  {said} the same text as the one before, so no version: {', '.join(unchanged)}"


def _warnings(warnings: Iterable[Kind]) -> Iterator[Line]:
    for number, kind in enumerate(warnings):
        if number == 0:
            yield "  Warnings while reading (the text is kept whatever they say):"
        yield f"  {kind.count:>6,} × {kind.code}"
        yield f"           for example {kind.example.place}: {kind.example.sentence}"


def _next(policy: str, imported: tuple[str, ...]) -> Iterator[Line]:
    if imported:
        yield ""
        yield "Next:"
        yield f"  inforce build, then commit content/policies/{policy}/ and content/register.jsonl"
