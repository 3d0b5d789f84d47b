"""What the writing verbs say: what was done, in words, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inforce.console.problems import plural
from inforce.console.terminal import Line
from inforce.core.dates import written
from inforce.core.policy import MaterialClass, Status

if TYPE_CHECKING:
    from inforce.commands.draft import DraftReport
    from inforce.commands.init import InitReport
    from inforce.commands.publish import Published, PublishReport
    from inforce.commands.refresh_summary import RefreshReport
    from inforce.commands.review import ReviewReport
    from inforce.commands.withdraw import WithdrawReport

_AMENDMENT = {
    MaterialClass.MATERIAL: "a material amendment",
    MaterialClass.NOT_MATERIAL: "an amendment that is not material",
    MaterialClass.UNKNOWN: "not classified",
    MaterialClass.FIRST: "the first version",
}
_REGISTER = "content/register.jsonl"


def init(report: InitReport) -> Iterator[Line]:
    """What was made, and the first steps."""
    yield [("Made ", "good"), (f"a policy repository in {report.folder.as_posix()}/:", "")]
    yield from (f"  {name}" for name in report.files)
    yield ""
    yield "Next:"
    if report.folder.as_posix() != ".":
        yield f"  cd {report.folder.as_posix()}"
    if report.to_replace:
        yield f"  Replace the examples in inforce.toml: {', '.join(report.to_replace)}."
    yield "  inforce serve --drafts      shows the policies in a browser and follows every save"
    yield f"  Write your text in content/policies/{report.policy}/{report.version}.md, then:"
    yield f'  inforce publish {report.policy} {report.version} --by "Your Name"'
    yield "  inforce build               makes the site"
    if report.host == "github":
        yield "Then make it a git repository with the branch main and push it to GitHub. There, once:"
        yield "  Settings, Pages: “Source” is “GitHub Actions”. README.md tells authors the rest."


def draft(report: DraftReport) -> Iterator[Line]:
    """Where the draft is, what it begins with, and what to do with it."""
    yield [
        ("Drafted ", "good"),
        (f"{report.policy} {report.version}, to take effect on {written(report.effective)}.", ""),
    ]
    yield [("  ", ""), (report.path, "bold")]
    if report.copied_from:
        which = "the version in force" if report.amends_in_force else "the version that will apply until then"
        yield f"  It begins with the text of {report.copied_from}, {which}."
    elif report.new_policy:
        yield "  This is the first text of a new policy; its settings are in policy.toml beside it."
    yield ""
    yield "Next:"
    yield "  Change the text" + (
        ", and at its head say whether the change is material and sum it up." if report.copied_from else "."
    )
    if report.copied_from:
        yield f"  inforce diff {report.policy} {report.version}      shows every change"
    deadline = f" – by {written(report.publish_by)} if the change is material" if report.publish_by else ""
    yield f"  inforce publish {report.policy} {report.version} --by NAME{deadline}"


def refreshed(report: RefreshReport) -> Iterator[Line]:
    """What became of the lines of a draft's summary."""
    name = f"{report.policy} {report.version}"
    if not report.changed:
        yield f"The text of {name} is that of {report.compared_with} still: nothing to sum up."
    touched = len(report.added) + len(report.reworded) + len(report.removed)
    if not touched:
        if report.changed:
            yield f"The summary of {name} has a line for every section that changed. Nothing was written."
        return
    yield [("Drafted ", "good"), (f"lines for the summary of {name}, compared with {report.compared_with}:", "")]
    yield from (f"  + {item.section or 'before the first heading'}: {item.text}" for item in report.added)
    yield from (f"  ~ {item.section or 'before the first heading'}: {item.text}" for item in report.reworded)
    yield from (f"  - {section or 'before the first heading'}" for section in report.removed)
    if report.kept:
        yield f"  {plural(report.kept, 'line of your own stays', 'lines of your own stay')} as written."
    if report.added or report.reworded:
        yield ""
        yield "Next:"
        yield f"  Put each line that begins with “TODO:” into your own words, in {report.path}, and delete “TODO:”."


def publish(report: PublishReport) -> Iterator[Line]:
    """What is fixed now, and what follows from it."""
    for name in report.already:
        yield f"{name} is published already, and unchanged. Nothing was written."
    if not report.published:
        if not report.already:
            yield "No draft is due: none names a day of publication that has come. Nothing was written."
        return
    for row in report.published:
        yield from _published(row, report)
    yield ""
    yield "Next:"
    for row in report.published:
        yield from _what_follows(row, report)
    paths = " ".join([*(row.path for row in report.published), _REGISTER])
    yield f"  Commit together: {paths}"
    yield "  The text is fixed from now on. To correct it, publish a new version (for the same day if need be)."


def _published(row: Published, report: PublishReport) -> Iterator[Line]:
    yield [
        ("Published ", "good"),
        (f"{row.policy} {row.version}", "bold"),
        (f", “{row.title}”: {_AMENDMENT[row.classification]}.", ""),
    ]
    yield f"  First shown on {written(row.published)}, takes effect on {written(row.effective)}" + (
        f", {plural(row.days, 'day', 'days')} later." if row.days else ", the same day."
    )
    filled = ", its day of publication filled in" if row.filled_in else ""
    yield f"  Line {row.line} of {_REGISTER}, by {report.by}{filled}."


def _what_follows(row: Published, report: PublishReport) -> Iterator[Line]:
    name = f"{row.policy} {row.version}"
    if row.published > report.today:
        yield f"  {name} is pending: it is nowhere on the site until {written(row.published)}."
    elif row.status is Status.SCHEDULED:
        announced = row.in_force and row.classification is MaterialClass.MATERIAL
        told = ", and announces it on the page in force" if announced else ""
        yield f"  {name} is scheduled: “inforce build” shows it from now on{told}."
    elif row.status is Status.IN_FORCE:
        yield f"  {name} is in force: “inforce build” shows it."
    else:
        yield f"  {name} is {row.status.value}: “inforce build” shows it in the history."
    if row.effective > report.today:
        yield f"  Build again on {written(row.effective)}: it is then in force, with no edit."
        if row.classification is MaterialClass.MATERIAL:
            day = written(row.effective)
            yield f"  The change is material: tell the people concerned before {day} (whom, by when: inforce status)."
    elif row.status is Status.IN_FORCE and row.classification is MaterialClass.MATERIAL:
        yield f"  The change is material and applies since {written(row.effective)}: whoever was not told must be now."


def reviewed(report: ReviewReport) -> Iterator[Line]:
    """What was recorded, what it is not about, and when the next review is due."""
    name, day = f"{report.policy} {report.version}", written(report.today)
    if report.already:
        yield f"The register says so already: {name} was reviewed on {day}. Nothing was written."
    else:
        yield [("Reviewed ", "good"), (name, "bold"), (f", “{report.title}”, on {day}: nothing changed.", "")]
        if report.note:
            yield f"  Note: {report.note}"
        yield f"  Recorded in {_REGISTER}, by {report.by}. The history says so; “Last updated” stays as it is."
    for other in report.drafts:
        yield f"  The draft {other} stays a draft: a review is of the text in force."
    for other in report.scheduled:
        yield f"  Version {other}, which is to take its place, was not reviewed by this."
    if report.due:
        yield f"  The next review is due by {written(report.due)}."
    if not report.already:
        yield ""
        yield "Next:"
        yield f"  inforce build, then commit {_REGISTER}"


def withdraw(report: WithdrawReport) -> Iterator[Line]:
    """What was taken back, and what applies instead."""
    day = written(report.effective) if report.effective else ""
    what = f"{report.policy} {report.version}".strip()
    if report.already:
        word = "withdrawn" if report.version else "ended"
        yield f"The register says so already: {what} is {word}. Nothing was written."
        return
    yield [("Withdrawn: ", "good") if report.version else ("Ended: ", "good"), (what, "bold")]
    if report.version:
        instead = f"{report.instead} applies on" if report.instead else "No version of it applies on"
        yield f"  It will not take effect on {day}. {instead} that day."
        if report.never_shown:
            yield "  It was never shown, so it gets no page; on its day of publication the register tells of it."
        else:
            yield "  Its page stays, with a banner that says it was withdrawn, and why."
    else:
        yield f"  From {day} on, no version of “{report.title}” is in force."
        yield "  All its pages stay, with a banner that says so, and why."
    yield ""
    yield "Next:"
    yield f"  inforce build, then commit {_REGISTER}"
