"""An assessment in words: the verdict first, then what it rests on, then what was seen and passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from inforce.console.data import plain
from inforce.console.output import Console, Format
from inforce.console.problems import plural
from inforce.console.terminal import Line, Piece
from inforce.console.wrap import wrapped
from inforce.core.materiality import CATEGORIES, Finding, Verdict
from inforce.errors import ExitCode

if TYPE_CHECKING:
    from inforce.commands.assess import AssessReport
    from inforce.commands.batch import Answer, BatchReport
    from inforce.render.finding_marks import Sentence

_VERDICTS = {
    Verdict.MATERIAL: ("Material. ", "error", "There is reason to tell people of this change:"),
    Verdict.REVIEW: (
        "To decide. ",
        "decision",
        "The rules cannot say whether people must be told. A person decides:",
    ),
    Verdict.IMMATERIAL: ("Not material. ", "good", "The rules found no reason to tell people of this change."),
}
_KIND_FROM = {
    "option": "as you said",
    "policy": "its policy's kind",
    "file name": "guessed from the file name; --kind says it",
    "title": "guessed from the title; --kind says it",
    "nothing": "no name told the kind; --kind says it",
}
_KINDS = {
    "privacy": "a privacy policy",
    "terms": "terms",
    "subprocessors": "a list of subprocessors",
    "cookies": "a cookie policy",
    "security": "a security policy",
    "other": "a policy of no special kind",
}
_WHOLE_TEXT = "text"
"""Rule of a finding that is about no single sentence."""
_INDENT = "   "
_DEEPER = " " * 8


def show(console: Console, report: AssessReport, *, all: bool = False) -> ExitCode:
    """Write an assessment to standard output, and what reading the texts found to standard error.

    `all`: also list what was seen and passes.
    """
    if console.format is Format.JSON:
        from inforce.render.assessment_json import assessment_json

        head = {"verb": "assess", "exit_code": int(report.exit_code), "old": report.old, "new": report.new}
        kind = {"kind": report.kind, "kind_from": report.kind_from}
        console.json({**head, **kind, "problems": plain(report.problems), **assessment_json(report.assessment)})
    else:
        console.problems(report.problems)
        console.say(*_sentences(report, console.width(), all))
    return report.exit_code


def tell(console: Console, answer: Answer) -> None:
    """Write the answer to one line of a batch, as one line."""
    from inforce.render.assessment_json import assessment_line

    if answer.assessment is None:
        told: dict[str, Any] = {"id": answer.id, "error": answer.error, "line": answer.line}
    else:
        told = {"id": answer.id, **assessment_line(answer.assessment)}
    console.json_line(told)


def ended(console: Console, report: BatchReport) -> ExitCode:
    """After a batch: how many lines could not be assessed, said beside the answers."""
    if report.refused:
        lines = plural(report.answered, "line", "lines")
        console.note(f"{report.refused:,} of {lines} could not be assessed; the answer of each says why.")
    return report.exit_code


def _sentences(report: AssessReport, width: int, all: bool) -> Iterator[Line]:
    yield [(f"{report.old} → {report.new}", "bold")]
    yield ""
    if report.same:
        yield "No change: both texts are the same."
        return
    found = report.assessment
    word, style, sentence = _VERDICTS[found.verdict]
    yield from wrapped([(word, style), (sentence, "")], width)
    yield from wrapped([(f"Read as {_KINDS[report.kind]} ({_KIND_FROM[report.kind_from]}).", "dim")], width)
    for number, findings in enumerate(_by_sentence(found.findings), 1):
        yield ""
        yield from _found(findings, f"{number}. ", width)
    if found.passed:
        yield ""
        yield from wrapped([(_passed(found.passed, all), "")], width)
    for finding in found.passed if all else ():
        yield ""
        yield from _seen(finding, width)


def _by_sentence(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    """Findings of one sentence together, in the place of the weightiest."""
    groups: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.old, finding.new, finding.entry), []).append(finding)
    return groups.values()


def _found(findings: list[Finding], number: str, width: int) -> Iterator[Line]:
    first = findings[0]
    if first.rule == _WHOLE_TEXT:
        yield from wrapped([("The whole text", "bold"), (f" – {first.reason}.", "")], width, first=number, rest=_INDENT)
        return
    named = dict.fromkeys(f"{CATEGORIES[finding.category]} ({finding.category})" for finding in findings)
    head: list[Piece] = [(_place(first), "bold"), (f" – {', '.join(named)}", "")]
    yield from wrapped(head, width, first=number, rest=_INDENT)
    yield from _pair(first, width)
    reasons = dict.fromkeys([*map(_reason, findings), *(finding.why for finding in findings if finding.why)])
    yield from wrapped([(" ".join(reasons), "")], width, first=f"{_INDENT}Why: ", rest=_DEEPER)
    yield from wrapped([(first.draft, "")], width, first=f"{_INDENT}For the summary: ", rest=_DEEPER)


def _reason(finding: Finding) -> str:
    doubt = "" if finding.sure else " A person decides whether it matters."
    return f"{finding.reason[:1].upper()}{finding.reason[1:]}.{doubt}"


def _seen(finding: Finding, width: int) -> Iterator[Line]:
    reason = f": {finding.reason}" if finding.reason else ""
    what = f" – {CATEGORIES[finding.category]} ({finding.category}){reason}"
    yield from wrapped([(_place(finding), ""), (what, "")], width, first="-  ", rest=_INDENT)
    yield from _pair(finding, width)


def _passed(passed: tuple[Finding, ...], all: bool) -> str:
    kinds = Counter(CATEGORIES[finding.category] for finding in passed)
    named = ", ".join(f"{name} ({count:,})" if count > 1 else name for name, count in kinds.most_common())
    seen = plural(len(passed), "further change was seen and passes", "further changes were seen and pass")
    return f"{seen}: {named}." + ("" if all else " --all lists them." if len(passed) > 1 else " --all shows it.")


def _place(finding: Finding) -> str:
    if not finding.section and not finding.anchor:
        return "Before the first heading"
    return f"{finding.section} (#{finding.anchor})" if finding.anchor else finding.section


def _pair(finding: Finding, width: int) -> Iterator[Line]:
    from inforce.render.finding_marks import in_short, marked

    old, new = (in_short(sentence) for sentence in marked(finding))
    for label, sentence, marks in (("Old: ", old, ("[-", "-]", "gone")), ("New: ", new, ("{+", "+}", "come"))):
        if sentence:
            yield from wrapped(_marked(sentence, *marks), width, first=_INDENT + label, rest=_DEEPER)


def _marked(sentence: Sentence, opening: str, closing: str, style: str) -> Iterator[Piece]:
    for stretch in sentence:
        words = stretch.text.strip()
        if not stretch.marked or not words:
            yield stretch.text, ""
            continue
        before, _, after = stretch.text.partition(words)
        yield from ((before, ""), (f"{opening}{words}{closing}", style), (after, ""))
