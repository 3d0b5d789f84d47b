"""Parts of the comment on a branch: one version's days, problems, verdict, findings and redline, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from inforce.console.inert import fenced, quiet, words
from inforce.console.problems import plural
from inforce.core.checklists import ChecklistResult, ItemResult, State
from inforce.core.dates import written
from inforce.core.materiality import Verdict
from inforce.core.redline import Redline
from inforce.errors import Level, Problem
from inforce.render.draft_findings import DraftFindings, SentenceFound
from inforce.render.finding_marks import Sentence
from inforce.render.redline_markdown import redline_markdown

if TYPE_CHECKING:
    from inforce.commands.draft_facts import DraftFacts

_LONGEST_REDLINE = 400_000
"""Characters: what a summary of a run takes beside everything else. Longer ones say themselves what they leave out."""
_WRITING_DAYS = 3
"""Days until the day of publication that is put forward where a draft has none: to review, and to merge."""
_LEVELS = {Level.ERROR: "Error", Level.DECISION: "To decide", Level.WARNING: "Warning", Level.HINT: "Hint"}
_VERDICTS = {
    Verdict.MATERIAL: "Material: there is reason to tell people of this change.",
    Verdict.REVIEW: "To decide: the rules cannot say whether people must be told of this change.",
    Verdict.IMMATERIAL: "Not material: the rules found no reason to tell people of this change.",
}


def days(facts: DraftFacts, on: date) -> Iterator[str]:
    """When a draft is published and takes effect, whether that keeps the notice period, and until when to merge it."""
    if facts.head_unread:
        yield "**The days are not known:** the head of the file cannot be read; what to mend stands below"
        return
    when, effective = facts.days, facts.days.effective
    material = _material(facts)
    if when.published is None:
        yield from _unpublished(facts, on)
    elif when.published <= on:
        yield f"**Published** as soon as this is merged: its day, {written(when.published)}, has come"
    else:
        yield f"**To be published** on {written(when.published)}; nobody sees it before"
    yield f"**Takes effect** on {written(effective)}"
    if when.publish_by is None:
        yield "**First version** of this policy: nobody need be told of a change"
    elif not material:
        yield f"**Notice:** {_days(when.given)}; none is needed for a change that is not material"
    elif when.enough:
        yield f"**Notice:** {_days(when.given)}; a material change needs {_days(when.notice_days)}: kept"
    else:
        first = max(when.published or on, on) + timedelta(days=when.notice_days)
        yield (
            f"**Notice:** {_days(max(when.given, 0))}, but a material change needs {_days(when.notice_days)}: "
            f"**not kept**. Let it take effect on {written(first)} or later"
        )
    if last := _merge_by(facts, on, material=material):
        yield f"**Merge** by {written(last)} at the latest"


def _unpublished(facts: DraftFacts, on: date) -> Iterator[str]:
    last = facts.days.publish_by if _material(facts) and facts.days.publish_by else facts.days.effective
    day = min(on + timedelta(days=_WRITING_DAYS), max(last, on))
    yield (
        "**Merging does not publish it**: it has no day of publication. To have it published by itself, add below "
        f"“effective:” the line `published: {day}`, with that or another day, and merge by then"
    )


def _merge_by(facts: DraftFacts, on: date, *, material: bool) -> date | None:
    """The last day on which merging still does what the dates say; None where that is past."""
    last = facts.days.published or (facts.days.publish_by if material else None)
    return last if last is not None and last >= on else None


def _material(facts: DraftFacts) -> bool:
    """Declared so; or nothing is declared, and it looks so."""
    declared = facts.version.amendment.material if facts.version.amendment else None
    looks = facts.assessment is not None and facts.assessment.verdict is not Verdict.IMMATERIAL
    return looks if declared is None else declared


def _days(number: int) -> str:
    return plural(number, "day", "days")


def problem(found: Problem, told: str = "") -> str:
    """A problem as an item of a list; of the file `told`, which stands above, only the line is named."""
    place = f"{words(str(found.place))}: " if found.place.path else ""
    if told and found.place.path == told:
        place = f"line {found.place.line}: " if found.place.line else ""
    remedy = f"<br>→ {words(found.remedy)}" if found.remedy else ""
    return f"- *{_LEVELS[found.level]}:* {place}{words(found.sentence)}{remedy}"


def verdict(facts: DraftFacts) -> str:
    """What the rules say, and what the draft declares."""
    amendment = facts.version.amendment
    declared = "Nothing is declared yet."
    if amendment is not None and amendment.material is not None:
        declared = f"It is declared {'material' if amendment.material else 'not material'}."
    if amendment is not None and amendment.override is not None:
        declared += f" {words(amendment.override.by)} decided: “{words(amendment.override.reason)}”."
    assert facts.assessment is not None
    return f"**{_VERDICTS[facts.assessment.verdict]}** {declared}"


def findings(found: DraftFindings) -> Iterator[str]:
    """Each section in which something was found: its sentences before and after, and why they matter."""
    for section in found.sections:
        said = "" if section.summed_up else " – the summary does not speak of it yet"
        yield f"- **{words(section.title)}**{said}"
        for sentence in section.found:
            yield from _sentence(sentence)


def _sentence(found: SentenceFound) -> Iterator[str]:
    listed = words(", ".join(found.concerns))
    concerns = f"{listed[:1].upper()}{listed[1:]}"
    if found.old:
        yield f"  - {concerns or 'Change'} – was: {_marked(found.old, 'del')}"
    if found.new:
        label = "now" if found.old else f"{concerns or 'Change'} – new"
        yield f"  - {label}: {_marked(found.new, 'ins')}"
    yield f"  - Why: {words(' '.join(found.reasons))}"


def _marked(sentence: Sentence, tag: str) -> str:
    drawn = ""
    for stretch in sentence:
        inner = words(stretch.text)
        core = inner.strip()
        drawn += inner.replace(core, f"<{tag}>{core}</{tag}>", 1) if stretch.marked and core else inner
    return drawn


def lacking(lines: str) -> str:
    """Lines that the summary lacks, ready to be pasted."""
    return (
        "**The summary lacks something.** Paste these lines below `summary:` and say it in your own words:\n\n"
        f"{fenced(lines, 'yaml')}"
    )


def redline(change: Redline) -> str:
    """The redline, with nothing in it that has an effect on the host."""
    return quiet(redline_markdown(change, limit=_LONGEST_REDLINE))


def checklist(found: ChecklistResult) -> str:
    """One law's list: what a person is to look at first, then what was found."""
    said = [words(part) for part in (found.first, found.concerns, found.note) if part]
    missing = [item for item in found.items if item.state is State.NOT_FOUND]
    there = [item for item in found.items if item.state is not State.NOT_FOUND]
    return "\n\n".join(said) + "\n\n" + "\n".join(map(_item, (*missing, *there)))


def checklist_title(found: ChecklistResult) -> str:
    """The law, and how much of its list was found."""
    states = Counter(item.state for item in found.items)
    counted = ", ".join(f"{states[state]} {state.value}" for state in State if states[state])
    return f"{found.title}: {counted or 'not gone through'}"


def _item(item: ItemResult) -> str:
    where = f" in “{words(item.title)}”" if item.title else ""
    return f"- {words(item.law)}: {words(item.asks)} – **{item.state.value}**{where}"
