"""What sending says: the question before, the line while it goes on, the summary after; and how a notice stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from inforce.console.notify_words import moment, people, span, states_table
from inforce.console.problems import plural
from inforce.console.terminal import Line
from inforce.core.dates import written
from inforce.core.delivery import State
from inforce.mail.relay import Tls
from inforce.mail.sending import Why

if TYPE_CHECKING:
    from inforce.commands.notify.bounces import BouncesReport
    from inforce.commands.notify.reconcile import ReconcileReport
    from inforce.commands.notify.send_values import Question, SendReport
    from inforce.commands.notify.status import StatusesReport, StatusReport
    from inforce.commands.notify.trial import TrialReport
    from inforce.mail.ledger.acts import Resolved, Surprise

_TLS = {
    Tls.STARTTLS: "protected by TLS (STARTTLS, required)",
    Tls.IMPLICIT: "protected by TLS",
    Tls.NONE: "not protected: everybody on the way can read it",
}
_LOOPBACK = ("localhost:", "127.", "[::1]:")
_REGISTER = "content/register.jsonl"
_MANY = 20
"""Refused addresses that are worth a question where they are a quarter of a run."""
_MISSED = (State.REJECTED, State.UNSENDABLE, State.EXPIRED)
"""States of people whom a notice at its end has not reached."""
WORD = "send"
"""What a person types to agree."""


def question(asked: Question) -> Iterator[Line]:
    """Everything a person should see before agreeing."""
    kind = ", for information" if asked.informational else ""
    yield [(f"About to send {asked.notice}", "bold")]
    yield f"  The notice of {asked.policy} {asked.version}{kind}, approved by {asked.approved_by}."
    of_all = "" if asked.count == asked.open else f" of the {asked.open:,} that are still to be sent"
    yield [("  To:      ", ""), (people(asked.count, asked.audience), "bold"), (of_all, "")]
    yield f"  From:    {asked.sender}"
    for locale, subject in asked.subjects.items():
        yield f"  Subject: {subject} ({locale})"
    local = asked.tls is Tls.NONE and asked.relay.startswith(_LOOPBACK)
    yield f"  Relay:   {asked.relay}, {'on this machine' if local else _TLS[asked.tls]}"
    connections = plural(asked.connections, "connection", "connections")
    yield f"  Pace:    {asked.rate:g} messages a second over {connections}, {span(asked.seconds)} in all"
    if asked.late_by:
        yield [("  Late:    ", "warning"), (f"{asked.late_by} answers for it", "")]
    done = {name: count for name, count in asked.states.items() if State(name) is not State.QUEUED}
    if done:
        yield "  Not sent in this run, or tried before:"
        yield from states_table(done, "    ")
    if asked.lost:
        yield [("  ", ""), (f"{asked.lost:,} of these in doubt were in hand when an earlier run died.", "decision")]
    if asked.restored:
        whom = f"{asked.restored:,} that were open are in doubt now, because the ledger comes from a backup."
        yield [("  ", ""), (whom, "decision")]


def begun(asked: Question) -> str:
    """The line at the beginning, where no terminal shows progress."""
    return f"Sending {asked.notice} to {people(asked.count, asked.audience)} through {asked.relay}."


def sent(report: SendReport) -> Iterator[Line]:
    """How the run ended, how the notice stands, and what is to be done."""
    yield _ending(report)
    if report.attempts:
        outcomes = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in report.run.items())
        yield f"  This run: {plural(report.attempts, 'attempt', 'attempts')} in {span(report.seconds)}: {outcomes}."
    refused = report.run.get(State.REJECTED.value, 0)
    if report.why is not Why.HALTED and refused >= _MANY and 4 * refused >= report.attempts:
        words = f"{refused:,} of {report.attempts:,} addresses were refused for good. Is it the right list?"
        yield [("  ", ""), (words, "warning"), (" The relay's words: inforce notify status", "")]
    if report.lost:
        yield f"  {report.lost:,} were in hand when an earlier run died; they are in doubt."
    yield f"  {report.notice} as a whole, {plural(report.rows, 'row', 'rows')}:"
    yield from states_table(report.states, "    ")
    yield ""
    yield "Next:"
    yield from _after(report)


def _ending(report: SendReport) -> Line:
    left = f"{report.open:,} still to be sent" if report.open else "nothing is left to send"
    words = report.sentence.rstrip(".")
    if report.why is Why.DONE:
        return [("Done: ", "good"), (f"{left}.", "")]
    if report.why is Why.LIMIT:
        return [("Sent as many as --limit allows: ", "good"), (f"{left}.", "")]
    if report.why is Why.DEFERRED:
        due = f"; the first is due again at {moment(report.next_due)}" if report.next_due else ""
        return [("Not at an end: ", "warning"), (f"the relay put messages off, {left}{due}.", "")]
    if report.why is Why.HALTED:
        return [("Halted: ", "error"), (f"{words}. Nobody is written off for it: {left}.", "")]
    if report.why is Why.RELAY:
        return [("Stopped: ", "error"), (f"{words} – {left}.", "")]
    if report.why is Why.LEDGER:
        return [("Stopped: ", "error"), (f"{words}. So far {left}.", "")]
    return [
        ("Stopped: ", "warning"),
        (f"{words + '; ' if words else ''}{left}. Every message in hand was finished.", ""),
    ]


def _after(report: SendReport) -> Iterator[Line]:
    send = f"inforce notify send {report.notice}"
    if report.open:
        hint = {
            Why.HALTED: "once the relay takes it (ask who runs it); goes on where this run ended",
            Why.RELAY: "once the relay can be reached; goes on where this run ended",
            Why.LEDGER: "once there is room on the disk; goes on where this run ended",
            Why.DEFERRED: "again later; goes on where this run ended",
        }.get(report.why, "goes on where this run ended")
        yield f"  {send}    {hint}"
    if report.in_doubt:
        yield f"  inforce notify reconcile {report.notice} --relay-log FILE    settles what is in doubt"
    if not report.open and not report.in_doubt:
        yield f"  inforce notify bounces {report.notice} --csv FILE    records what comes back"
        yield f"  inforce notify proof {report.notice}"
    if not report.open and any(report.states.get(state.value) for state in _MISSED):
        yield f"  inforce notify proof {report.notice} --csv    names those to tell in another way"
    if report.registered:
        yield f"  Commit and push {_REGISTER}: it keeps a copy of this project from mailing everybody again."
        yield "  Back up the folder .inforce, whole: it is the proof."
    if not report.open:
        yield "  inforce build    shows on the page of changes that the notice was sent"


def tried(report: TrialReport) -> Iterator[Line]:
    """What the relay said of the test message."""
    yield [("Sent ", "good"), (f"one test message ({report.locale}) to {report.address} through {report.relay}.", "")]
    yield f"  Subject: {report.subject}"
    yield f"  The relay said: {report.code} {report.reply}"
    yield "  No row of the notice was touched: whoever is to get it still will, this address too if it is among them."
    yield f"Next: inforce notify send {report.notice}"


def status(report: StatusReport) -> Iterator[Line]:
    """How a notice stands, and what is to be done."""
    yield [(report.notice, "bold")]
    kind = "Informational notice" if report.informational else "Notice"
    yield f"  {kind} of {report.policy} {report.version}, to {report.audience.value}; approved by {report.approved_by}."
    yield f"  Frozen {moment(report.frozen)}; takes effect on {written(report.effective)}."
    if report.late_by:
        yield [("  Late: ", "warning"), (f"{report.late_by} answers for it: {report.late_reason}", "")]
    elif not report.informational:
        yield f"  To be sent by {written(report.last_day)}; tried again until {moment(report.deadline)}."
    runs = plural(report.runs, "run", "runs") + f", last answer {moment(report.last_attempt)}" if report.runs else ""
    yield f"  {runs}." if runs else "  Not begun."
    yield f"  {plural(report.rows, 'row', 'rows')}:"
    yield from states_table(report.states, "    ")
    if report.rejects:
        yield f"  {plural(report.rejects, 'line', 'lines')} of the file named nobody who could be mailed."
    if report.reasons:
        yield "  Commonest answers to what was not accepted:"
        yield from (f"    {count:>8,}  {reason}" for reason, count in report.reasons)
    yield from _next(report)


def _next(report: StatusReport) -> Iterator[Line]:
    if report.replaced_by:
        yield f"  Replaced by {report.replaced_by}."
    elif report.open:
        yield f"  Next: inforce notify send {report.notice}"
    if report.in_doubt:
        yield f"  Next: inforce notify reconcile {report.notice} --relay-log FILE (or --csv FILE, or --decide)"
    elif not report.open and report.runs:
        yield f"  Next: inforce notify proof {report.notice}"


def statuses(report: StatusesReport) -> Iterator[Line]:
    """Every notice of the ledger."""
    if not report.notices:
        yield "No notice was frozen in this folder. What is due: inforce notify plan"
    for number, row in enumerate(report.notices):
        if number:
            yield ""
        yield from status(row)


def reconcile(report: ReconcileReport) -> Iterator[Line]:
    """What the evidence, or a person, settled."""
    if report.decision:
        yield [("Decided ", "good"), (f"by {report.by}: {report.decision.value}, {report.decided:,} rows.", "")]
    found = report.resolved
    if found is not None:
        settled = report.was_in_doubt - report.in_doubt
        yield [("Settled: ", "good"), (f"{settled:,} of {report.was_in_doubt:,} that were in doubt.", "")]
        yield from _evidence(found)
    yield from states_table(report.states)
    if report.in_doubt:
        yield f"{report.in_doubt:,} stay in doubt and are not sent again. Find more evidence, or decide in your name:"
        ask = f"inforce notify reconcile {report.notice} --decide"
        yield f'  {ask} resend --by NAME --reason "…"      rather twice than not at all'
        yield f'  {ask} accepted --by NAME --reason "…"    rather not at all than twice'
    if report.open:
        yield f"Next: inforce notify send {report.notice}    sends the {report.open:,} that are open"
    elif not report.in_doubt:
        yield f"Next: inforce notify proof {report.notice}"


def _evidence(found: Resolved) -> Iterator[Line]:
    said = (
        (found.accepted, "the relay has them: accepted"),
        (found.queued, "the relay never had them: to be sent again"),
        (found.bounced, "came back"),
        (found.complained, "were called spam"),
    )
    yield from (f"  {count:,} {words}" for count, words in said if count)
    if found.uncovered:
        yield f"  {found.uncovered:,} are not in it; but it lacks others too, which the relay is known to have taken."
        yield "    So it is no whole log of that run, and they stay in doubt. If it is whole: --absent-is-queued"
    if found.unknown:
        yield f"  {found.unknown:,} Message-IDs in it are not of this notice."
    yield from _surprises(found.surprises, found.surprising)


def _surprises(count: int, shown: Iterable[Surprise]) -> Iterator[Line]:
    if count:
        yield [(f"  {count:,} do not fit what the ledger knows; nothing was changed for them:", "warning")]
    yield from (f"    recipient {each.number}: {each.state} here, {each.said} there" for each in shown)


def bounces(report: BouncesReport) -> Iterator[Line]:
    """What came back."""
    found = report.recorded
    words = f"{found.bounced:,} came back, {found.complained:,} called it spam"
    yield [("Recorded: ", "good"), (words + (f"; {found.already:,} known before." if found.already else "."), "")]
    if found.unknown:
        lines = ", ".join(f"{line:,}" for line in found.unknown_lines)
        more = " …" if found.unknown > len(found.unknown_lines) else ""
        yield f"  {plural(found.unknown, 'line names', 'lines name')} nobody in this notice: {lines}{more}"
    yield from _surprises(found.surprises, found.surprising)
    if found.complained:
        yield "  Who called it spam is on the suppression list: as subscribers they get no notice any more."
    yield from states_table(report.states)
    yield f"Next: inforce notify proof {report.notice}"
