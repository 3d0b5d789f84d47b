"""What the verbs of `inforce notify` say before anything is sent: what is due, how it looks, what is fixed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inforce.console.notify_words import people, rejects, span, states_table
from inforce.console.problems import plural
from inforce.console.terminal import Line
from inforce.core.dates import written
from inforce.core.delivery import Audience, State

if TYPE_CHECKING:
    from inforce.commands.notify.erase import EraseReport
    from inforce.commands.notify.freeze import FreezeReport
    from inforce.commands.notify.plan import Due, PlanReport, Unfinished
    from inforce.commands.notify.preview import PreviewReport
    from inforce.commands.notify.suppress import SuppressReport
    from inforce.commands.notify.tally import Tally
    from inforce.commands.notify.top_up import TopUpReport

_FREEZE = "inforce notify freeze {} {} --recipients FILE.csv --audience accounts --approved-by NAME"


def plan(report: PlanReport) -> Iterator[Line]:
    """What is due and by when, whether it can be done, and what was begun."""
    yield [(f"Notices as of {written(report.on)}", "bold")]
    if report.recipients is not None:
        left_out = f"; {plural(report.rejects, 'line', 'lines')} rejected" if report.rejects else ""
        yield f"{plural(report.recipients, 'recipient', 'recipients')}, {report.rate:,} messages a second{left_out}."
    if not report.due:
        yield ""
        yield "None is due: no material change that is published waits for its notice to account holders."
    for row in report.due:
        yield ""
        yield from _due(row)
    if report.unfinished:
        yield ""
        yield [("Frozen here and not at an end:", "bold")]
    for begun in report.unfinished:
        yield from _unfinished(begun)
    # Another freeze would take the place of one that is still to be sent.
    frozen = {begun.notice.rpartition("-")[0] for begun in report.unfinished}
    ready = [row for row in report.due if not row.hindrance]
    new = [row for row in ready if f"{row.policy}-{row.version}-{Audience.ACCOUNTS.value}" not in frozen]
    for row in new[:1]:
        yield ""
        yield "Next:"
        yield f"  inforce notify preview {row.policy} {row.version} --recipients FILE.csv"
        late = ' --late --by NAME --reason "…"' if row.late else ""
        yield f"  {_FREEZE.format(row.policy, row.version)}{late}"


def _due(row: Due) -> Iterator[Line]:
    yield [(f"{row.policy} {row.version}", "bold"), (f"  {row.title}, takes effect on {written(row.effective)}", "")]
    if row.late:
        yield [("  Late: ", "warning"), (f"the last day was {written(row.last_day)}.", "")]
    else:
        yield [("  To be sent by ", ""), (written(row.last_day), "bold"), (" (end of the day, UTC).", "")]
    if row.hindrance:
        yield [("  No letter can be made: ", "error"), (row.hindrance, "")]
    else:
        yield f"  Letters can be made in {', '.join(row.locales)}."
    if row.seconds is not None and not row.late:
        if row.in_time:
            yield [("  In time: ", "good"), (f"sending takes {span(row.seconds)}.", "")]
        else:
            yield [("  Not in time: ", "error"), (f"sending takes {span(row.seconds)}.", "")]


def _unfinished(row: Unfinished) -> Iterator[Line]:
    stands = f"{row.open:,} to send ({span(row.seconds)})" if row.open else "nothing to send"
    doubt = f", {row.in_doubt:,} in doubt" if row.in_doubt else ""
    yield f"  {row.notice}: {'begun' if row.started else 'not begun'}, {stands}{doubt}"
    if row.open:
        yield f"    inforce notify send {row.notice}"
    elif row.in_doubt:
        yield f"    inforce notify reconcile {row.notice} --relay-log FILE"


def preview(report: PreviewReport) -> Iterator[Line]:
    """What was written, and what a freeze would make of the recipients."""
    what = "a draft" if report.draft else "a material change" if report.material else "not declared material"
    yield [("Previewed ", "good"), (f"{report.policy} {report.version}, {what}, as for {report.audience.value}.", "")]
    for letter in report.letters:
        yield [(f"  {letter.locale}  ", "bold"), (letter.subject, "")]
        yield f"      {letter.files[0].name}, .html, .txt; the message has {letter.size:,} bytes"
    yield f"  In {report.out.as_posix()}/"
    if report.tally:
        yield ""
        yield from _tally(report.tally, report)
    yield ""
    if report.draft:
        yield f"Next: inforce publish {report.policy} {report.version} --by NAME"
    else:
        recipients = report.recipients or "FILE.csv"
        informs = "" if report.material else " --informational"
        yield f"Next: inforce notify freeze {report.policy} {report.version} --recipients {recipients} " + (
            f"--audience {report.audience.value} --approved-by NAME{informs}"
        )
    yield "Nothing was frozen and nothing was sent."


def _tally(tally: Tally, report: PreviewReport) -> Iterator[Line]:
    yield [(f"{report.recipients}: ", ""), (f"{people(tally.to_send, report.audience)} would be mailed", "bold")]
    spoken = ", ".join(f"{count:,} in {locale}" for locale, count in tally.locales.items() if count)
    if spoken:
        yield f"  {spoken}"
    if tally.served:
        yield f"  {tally.served:,} got this notice from an earlier freeze, or may have: they are not mailed again"
    if tally.duplicates:
        yield f"  {plural(tally.duplicates, 'duplicate', 'duplicates')} of an address above:"
        yield from (f"    line {line:,}: the same as line {first:,}" for line, first in tally.first_duplicates)
        if tally.duplicates > len(tally.first_duplicates):
            yield f"    and {tally.duplicates - len(tally.first_duplicates):,} more"
    if tally.unsendable:
        yield f"  {plural(tally.unsendable, 'address', 'addresses')} that cannot be mailed:"
        yield from (f"    line {row.line:,}: {row.reason}" for row in tally.first_unsendable)
    if tally.suppressed:
        yield f"  {tally.suppressed:,} left out: opted out or on the suppression list"
    if tally.opted_out and report.audience is Audience.ACCOUNTS:
        yield f"  {tally.opted_out:,} opted out of marketing and get it all the same: this is no marketing"
    yield from rejects(tally.first_rejects, tally.rejects)


def freeze(report: FreezeReport) -> Iterator[Line]:
    """What is fixed from now on, and what comes next; the notice's id is the last word."""
    kind = "informational notice" if report.informational else "notice"
    yield [
        ("Frozen: ", "good"),
        (f"the {kind} of {report.policy} {report.version}, “{report.title}”, ", ""),
        (f"to {report.audience.value}, approved by {report.approved_by}.", ""),
    ]
    to_send = report.states.get(State.QUEUED.value, 0)
    yield f"  {people(to_send, report.audience)} to be mailed, of {plural(report.rows, 'row', 'rows')}:"
    yield from states_table(report.states, "    ")
    yield from rejects(report.first_rejects, report.rejects)
    if report.opted_out_ignored:
        count = report.opted_out_ignored
        yield f"  {count:,} opted out of marketing, which does not count here: this is no marketing."
    for locale, subject in report.subjects.items():
        yield f"  Subject ({locale}): {subject}"
    if report.late:
        yield [("  Late: ", "warning"), (f"the last day was {written(report.last_day)}.", "")]
    elif not report.informational:
        yield f"  To be sent by {written(report.last_day)} (end of the day, UTC)."
    if report.replaces:
        yield f"  It takes the place of {', '.join(report.replaces)}: whoever was mailed by that is not mailed again."
        if report.expired:
            whom = f"{report.expired:,} who were still to be mailed by it get nothing unless they are in this list too."
            yield [("  ", ""), (whom, "warning")]
    yield ""
    if to_send:
        yield "Next:"
        yield f"  inforce notify send {report.notice} --test YOU@…   one message, to you"
        yield f"  inforce notify send {report.notice}                asks before it sends"
    else:
        yield "Nobody is left to be mailed: there is nothing to send."
    yield f"Texts, recipients and Message-IDs are fixed, nothing was sent. The notice is {report.notice}"


def top_up(report: TopUpReport) -> Iterator[Line]:
    """Who was added."""
    new = report.states.get(State.QUEUED.value, 0)
    added = f"{new:,} to be mailed, of {plural(report.added, 'row', 'rows')}, approved by {report.approved_by}."
    yield [("Added: ", "good"), (added, "")]
    yield from states_table(report.states)
    yield from rejects(report.first_rejects, report.rejects)
    yield f"The notice has {plural(report.rows, 'row', 'rows')} now. Nothing was sent."
    yield f"Next: inforce notify send {report.notice}"


def erase(report: EraseReport) -> Iterator[Line]:
    """What was forgotten."""
    if not report.rows:
        yield "No notice in this ledger holds that address. Nothing was changed."
        return
    yield [("Erased ", "good"), (f"from {plural(report.rows, 'row', 'rows')}, by {report.by}.", "")]
    yield "  That something was sent, when, and the relay's answer stay as evidence; the address and name do not."
    yield "  Backups of the ledger, the relay's logs and the file of recipients may still hold it: see to them."


def suppress(report: SuppressReport) -> Iterator[Line]:
    """How long the list is."""
    yield [
        ("Noted: ", "good"),
        (f"{plural(report.added, 'address', 'addresses')} added; {report.listed:,} listed.", ""),
    ]
    yield "  Subscribers on the list get no notice. Account holders do: theirs is no marketing."
