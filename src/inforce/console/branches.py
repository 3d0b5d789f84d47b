"""The report of a branch, written in the format asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inforce.console.data import plain
from inforce.console.output import Console, Format
from inforce.console.problems import annotation, lines, plural
from inforce.console.terminal import Line, clean_markup
from inforce.core.dates import written
from inforce.errors import ExitCode

if TYPE_CHECKING:
    from inforce.commands.branch import BranchReport
    from inforce.commands.draft_facts import DraftFacts

FORMAT = 1
"""Of the JSON; grows when a member changes its meaning."""


def show(console: Console, report: BranchReport, *, full: bool = False) -> ExitCode:
    """Write the report to standard output; `full` without the limit that a comment has."""
    from inforce.console.comment import comment, result

    if console.format is Format.MARKDOWN:
        console.raw(clean_markup(comment(report, most=None) if full else comment(report)))
    elif console.format is Format.JSON:
        console.json(_data(report, result(report)))
    elif console.format is Format.GITHUB:
        told = dict.fromkeys(problem for facts in report.versions for problem in (*facts.problems, *facts.lint))
        console.say(*map(annotation, (*told, *report.elsewhere)), f"{result(report)}.")
    else:
        console.say([(f"{result(report)}.", "good" if not (report.to_mend or report.to_decide) else "error")])
        console.say(*(line for facts in report.versions for line in _version(facts)))
        for path in (*report.removed, *(settings.path for settings in report.settings)):
            console.say(f"{path} {'is gone' if path in report.removed else 'changes'}.")
        console.say(*(line for problem in report.elsewhere for line in lines(problem)))
    return report.exit_code


def _version(facts: DraftFacts) -> Iterator[Line]:
    days = facts.days
    yield ""
    yield [(f"{facts.version}", "bold"), (f"  {facts.version.path}", "dim")]
    if days.published is None:
        yield "  Without a day of publication: merging does not publish it."
    else:
        yield f"  Published on {written(days.published)}."
    yield f"  Takes effect on {written(days.effective)}; {plural(max(days.given, 0), 'day', 'days')} of notice."
    if facts.assessment is not None and facts.before is not None:
        changes = plural(len(facts.redline.changes) if facts.redline else 0, "change", "changes")
        yield f"  {changes} against {facts.before.name}; the rules say: {facts.assessment.verdict.value}."
    for problem in (*facts.problems, *facts.lint):
        yield from lines(problem)


def _data(report: BranchReport, result: str) -> dict[str, Any]:
    head = {"verb": "report", "format": FORMAT, "exit_code": int(report.exit_code), "result": result}
    where = {"on": plain(report.on), "since": report.since, "commit": report.commit}
    versions = {name: [_facts(facts) for facts in getattr(report, name)] for name in ("drafts", "registered", "edited")}
    files = {"removed": list(report.removed), "settings": [settings.path for settings in report.settings]}
    return {**head, **where, **versions, **files, "problems": plain(report.problems)}


def _facts(facts: DraftFacts) -> dict[str, Any]:
    from inforce.render.assessment_json import assessment_json
    from inforce.render.redline_json import redline_json

    return {
        "policy": facts.policy.slug,
        "version": str(facts.version.name),
        "title": facts.version.title,
        "path": facts.version.path,
        "before": str(facts.before.name) if facts.before else None,
        "days": plain(facts.days) | {"enough": facts.days.enough},
        "blocked": facts.blocked,
        "problems": plain(facts.problems),
        "lint": plain(facts.lint),
        "assessment": assessment_json(facts.assessment) if facts.assessment else None,
        "summary_lines": facts.findings.lines if facts.findings else "",
        "redline": redline_json(facts.redline) if facts.redline else None,
        "notice": {"subject": facts.notice.subject, "text": facts.notice.text} if facts.notice else None,
    }
