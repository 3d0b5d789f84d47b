"""The report of a branch as one comment on a code host: Markdown, short at first sight, whole when unfolded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inforce.console import comment_parts as parts
from inforce.console.inert import fenced, folded, words
from inforce.console.problems import plural
from inforce.core.checklists import results
from inforce.core.dates import written
from inforce.errors import Level

if TYPE_CHECKING:
    from inforce.commands.branch import BranchReport
    from inforce.commands.draft_facts import DraftFacts

MARKER = "<!-- inforce-report -->"
"""First line of the comment, by which the next run finds it again."""
LONGEST = 65_000
"""Characters of a comment: GitHub takes 65,536."""
_SHORT = 1_500
"""Characters of a part that is shown unfolded at most."""
_WHOLE = "the whole report stands in the summary of the check that wrote this comment"


@dataclass(slots=True)
class _Part:
    """A stretch of the comment. One that has words for its absence may be left out, the longest first."""

    text: str
    instead: str = ""
    left_out: bool = field(default=False)

    def __str__(self) -> str:
        return self.instead if self.left_out else self.text


def comment(report: BranchReport, *, most: int | None = LONGEST) -> str:
    """The report as Markdown, of at most `most` characters: what does not fit is left out whole, and said."""
    texts = [
        _Part(MARKER + f"\n## {result(report)}"),
        *(part for facts in report.versions for part in _version(report, facts)),
        *_others(report),
        _Part(f"<sub>Checked as of {written(report.on)}. This comment is written anew with every change.</sub>"),
    ]
    while most is not None and _size(texts) > most:
        droppable = [part for part in texts if part.instead and not part.left_out]
        if not droppable:
            return _cut(texts, most)
        max(droppable, key=lambda part: len(part.text) - len(part.instead)).left_out = True
    return _joined(texts)


def result(report: BranchReport) -> str:
    """The report in one line."""
    mend, decide = len(report.to_mend), len(report.to_decide)
    if mend and decide:
        return f"{plural(mend, 'thing', 'things')} to mend, {decide:,} to decide"
    if mend or decide:
        return f"{plural(mend or decide, 'thing', 'things')} to {'mend' if mend else 'decide'}"
    if report.drafts:
        waits = [facts for facts in report.drafts if facts.days.published is None]
        return "Ready, but without a day of publication" if waits else "Ready to publish"
    if report.registered:
        return "Published in this branch; nothing to mend"
    return "Nothing to mend" if report.settings or report.removed else "No policy changes"


def _size(texts: list[_Part]) -> int:
    return sum(len(str(part)) + 2 for part in texts)


def _joined(texts: list[_Part]) -> str:
    return "\n\n".join(str(part) for part in texts) + "\n"


def _cut(texts: list[_Part], most: int) -> str:
    """The first parts that fit. Each is whole, so no markup stays open."""
    told = f"More does not fit into a comment; {_WHOLE}."
    kept: list[_Part] = []
    for part in texts:
        if _size([*kept, part, _Part(told)]) > most:
            break
        kept.append(part)
    return _joined([*kept, _Part(told)])


# ---- one version -----------------------------------------------------------------------------------------------------


def _version(report: BranchReport, facts: DraftFacts) -> Iterator[_Part]:
    title, version = facts.version.title or facts.policy.title, facts.version
    yield _Part(f"### {words(title)}, version {version.name}\n\n`{version.path}`")
    if facts in report.edited:
        yield _Part(
            "**This version is published already, so its file must not change.** Put the file back as it was, and make "
            "your change in a new draft: on GitHub press *Actions*, *New draft*, *Run workflow*."
        )
    yield _Part("\n".join(f"- {line}" for line in _days(report, facts)))
    yield from _problems(facts)
    if facts.assessment is not None:
        yield _Part(parts.verdict(facts))
    if facts.findings is not None and facts.findings.sections:
        found = "\n".join(parts.findings(facts.findings))
        number = plural(len(facts.findings.sections), "section", "sections")
        yield _fold(
            f"Why: what the rules found in {number}", found, f"What the rules found is too long here; {_WHOLE}."
        )
    if facts.findings is not None and facts.findings.lines and version.is_draft:
        yield _Part(parts.lacking(facts.findings.lines))
    yield from _texts(facts)


def _days(report: BranchReport, facts: DraftFacts) -> Iterator[str]:
    if facts in report.edited or facts in report.registered:
        line = facts.version.registration
        by = f" by {words(line.by)} (line {line.line} of the register)" if line else ""
        published = facts.version.published or report.on
        yield f"**Published** on {written(published)}{by}"
        yield f"**Takes effect** on {written(facts.days.effective)}"
        return
    yield from parts.days(facts, report.on)


def _problems(facts: DraftFacts) -> Iterator[_Part]:
    for title, found in (("To mend and to decide", facts.problems), ("What the lint says", facts.lint)):
        hard = [problem for problem in found if problem.level in (Level.ERROR, Level.DECISION)]
        soft = [problem for problem in found if problem not in hard]
        if hard:
            listed = "\n".join(parts.problem(problem, facts.version.path) for problem in hard)
            yield _Part(f"**{title}:**\n\n{listed}", f"{title}: {len(hard):,}. They do not fit here; {_WHOLE}.")
        if soft:
            listed = "\n".join(parts.problem(problem, facts.version.path) for problem in soft)
            kind = "Warnings and hints of the lint" if found is facts.lint else "Warnings and hints"
            yield _Part(folded(f"{kind} ({len(soft):,})", listed), f"{kind}: {len(soft):,}; {_WHOLE}.")


def _texts(facts: DraftFacts) -> Iterator[_Part]:
    version = facts.version
    if facts.redline is not None and facts.before is not None:
        number = plural(len(facts.redline.changes), "change", "changes")
        shown = f"`inforce diff {version.slug} {facts.before.name} {version.name}` shows it"
        title = f"Redline against {facts.before.name}: {number}"
        yield _fold(title, parts.redline(facts.redline), f"{title}. It is too long here; {shown}, and {_WHOLE}.")
    if facts.notice is not None:
        shown = f"`inforce notify preview {version.slug} {version.name}` writes it"
        text = f"**Subject:** {words(facts.notice.subject)}\n\n{fenced(facts.notice.text, 'text')}"
        title = "The notice as people would get it by e-mail"
        yield _Part(folded(title, text), f"{title} is too long here; {shown}.")
    for found in results(version, facts.policy.settings.kind) if version.source else ():
        title = parts.checklist_title(found)
        shown = f"`inforce check {version.slug} {version.name} --checklists` shows it"
        yield _Part(folded(title, parts.checklist(found)), f"{words(title)}. {shown}.")


def _fold(title: str, text: str, instead: str) -> _Part:
    """A part that is unfolded where it is short."""
    shown = f"**{words(title)}**\n\n{text.strip()}" if len(text) <= _SHORT else folded(title, text)
    return _Part(shown, instead)


# ---- the rest --------------------------------------------------------------------------------------------------------


def _others(report: BranchReport) -> Iterator[_Part]:
    if report.removed:
        listed = "\n".join(f"- {words(path)}" for path in report.removed)
        yield _Part(f"### Removed\n\n{listed}")
    for settings in report.settings:
        what = fenced(settings.lines, "diff") if settings.lines else "The file is new or gone."
        yield _Part(f"### Settings: {words(settings.path)}\n\n{what}", f"{words(settings.path)} changes; {_WHOLE}.")
    for title, hard in (("Elsewhere in the repository", True), ("Warnings and hints elsewhere", False)):
        found = [p for p in report.elsewhere if (p.level in (Level.ERROR, Level.DECISION)) is hard]
        listed = "\n".join(map(parts.problem, found))
        told = f"{title}: {len(found):,}; {_WHOLE}."
        if found and hard:
            yield _Part(f"### {title}\n\n{listed}", told)
        elif found:
            yield _Part(folded(f"{title} ({len(found):,})", listed), told)
