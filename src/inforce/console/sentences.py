"""What the reports of the reading verbs say to a person. The console draws redlines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inforce.console.problems import count, plural
from inforce.console.terminal import Line, Piece
from inforce.core.dates import written, written_short
from inforce.core.delivery import Audience
from inforce.core.duties import NO_PROMOTION
from inforce.core.policy import MaterialClass, Status
from inforce.core.reviews import ReviewState
from inforce.errors import ExitCode

if TYPE_CHECKING:
    from inforce.commands.build import BuildReport
    from inforce.commands.check import CheckReport
    from inforce.commands.serve import ServeReport
    from inforce.commands.status import PolicyRow, StatusReport, VersionRow
    from inforce.commands.verify import VerifyReport

CLASS_WORDS = {
    MaterialClass.MATERIAL: "material",
    MaterialClass.NOT_MATERIAL: "not material",
    MaterialClass.UNKNOWN: "not classified",
    MaterialClass.FIRST: "first version",
}


def build(report: BuildReport) -> Iterator[Line]:
    """What was built, for which day, and where it is."""
    policies = plural(report.policies, "policy", "policies")
    versions = plural(report.versions, "version", "versions")
    yield [("Built ", "good"), (f"{report.out.as_posix()}/ as of {written(report.on)}: {policies}, {versions}.", "")]
    changes = [
        plural(report.written, "file written", "files written"),
        f"{report.unchanged:,} unchanged",
        f"{report.removed:,} removed",
    ]
    yield ", ".join(changes) + "."


def check(report: CheckReport) -> Iterator[Line]:
    """The verdict, and what was looked at."""
    looked = ", ".join(
        [
            plural(report.policies, "policy", "policies"),
            plural(report.versions, "version", "versions"),
            plural(report.drafts, "draft", "drafts"),
        ]
    )
    found = count(report.problems)
    if report.exit_code is ExitCode.FINE:
        yield [("Fine: ", "good"), (f"{looked}" + (f"; {found}" if found else "") + ".", "")]
    elif report.exit_code is ExitCode.DECIDE:
        yield [("To decide: ", "decision"), (f"{found}, in {looked}.", "")]
    else:
        strictly = " (--strict: warnings count as errors)" if report.strict and report.warnings else ""
        yield [("Not fine: ", "error"), (f"{found}{strictly}, in {looked}.", "")]


def status(report: StatusReport) -> Iterator[Line]:
    """A table for each policy, and what to do next."""
    yield [(f"As of {written(report.on)}", "bold")]
    if not report.policies:
        yield ""
        yield "There is no policy yet. Begin one with “inforce draft POLICY”."
    for policy in report.policies:
        yield ""
        yield [(policy.title, "bold"), (f"  {policy.policy}", "dim")]
        for row in policy.versions:
            yield _version_row(row)
            yield from _sent(row)
        if not policy.in_force:
            yield "  No version is in force on this day."
        yield from _also(policy)
        for row in policy.versions:
            yield from _notices(row)
        yield from _next(policy)
    if any(row.notices for policy in report.policies for row in policy.versions):
        yield ""
        yield "Notices are hints, not legal advice: docs/reference/notice-duties.md has the sources."
        yield NO_PROMOTION


def _version_row(row: VersionRow) -> Line:
    day = written_short(row.effective)
    words = {
        Status.IN_FORCE: f"since {day}",
        Status.SCHEDULED: f"takes effect on {day}",
        Status.PENDING: f"to be published on {written_short(row.published or row.effective)}, effective {day}",
        Status.DRAFT: f"to take effect on {day}",
        Status.WITHDRAWN: f"would have taken effect on {day}",
    }
    style = {Status.IN_FORCE: "good", Status.SCHEDULED: "warning", Status.DRAFT: "hint"}.get(row.status, "dim")
    about = CLASS_WORDS[row.classification]
    return [
        (f"  {row.status.value:<10} ", style),
        (f"{row.version:<13} ", "bold"),
        (f"{words[row.status]}, {about}", ""),
    ]


def _sent(row: VersionRow) -> Iterator[Line]:
    """Who was sent a notice of it, and what is left to do."""
    for told in row.sent:
        one, several = ("account holder", "account holders")
        if told.audience is Audience.SUBSCRIBERS:
            one, several = ("subscriber", "subscribers")
        began = f"sending began on {written(told.began)}"
        if told.finished:
            to = plural(told.accepted, one, several)
            later = f"; {began}" if told.began != told.last else ""
            yield [("    Notice sent", "good"), (f" on {written(told.last)} by e-mail to {to}{later}.", "")]
        else:
            left = f", {told.open:,} still to send" if told.open else ""
            said = f" to {several}: {began}; {told.accepted:,} accepted so far{left}."
            yield [("    E-mail notice", "warning"), (said, "")]
        if told.in_doubt:
            yield [("    In doubt: ", "warning"), (plural(told.in_doubt, "message", "messages") + ".", "")]


def _also(policy: PolicyRow) -> Iterator[Line]:
    if policy.superseded:
        yield f"  {plural(policy.superseded, 'superseded version', 'superseded versions')}"
    if policy.ended:
        yield f"  The policy ends: from {written(policy.ended)} on it does not apply."
    yield from _review(policy)


def _review(policy: PolicyRow) -> Iterator[Line]:
    """When the text in force is to be reviewed, and what a version to come changes of that."""
    if policy.reviewed:
        yield f"  Reviewed last on {written(policy.reviewed)}: nothing changed"
    found = policy.review
    if found:
        law = f" – {found.law}" if found.law and not policy.review_hint else ""
        due = written(found.due)
        if found.state is ReviewState.OVER:
            yield [("  Late: ", "error"), (f"review was due by {due}{law}", "")]
        elif found.state is ReviewState.SOON:
            yield [("  Soon: ", "warning"), (f"review due by {due}{law}", "")]
        else:
            yield f"  Review due by {due}{law}"
        if found.coming and found.state is not ReviewState.FINE:
            when = written(found.coming.effective)
            if found.coming.in_time:
                next_due = written(found.coming.due)
                yield f"    {found.coming.version} takes its place before, on {when}; it is due itself by {next_due}"
            else:
                yield f"    {found.coming.version} takes its place on {when} only: this review is still to be made"
    if policy.review_hint:
        asked = "ask for fewer reviews" if found else "ask for no review"
        yield f"  Its settings {asked} – {policy.review_hint}"


def _notices(row: VersionRow) -> Iterator[Line]:
    """Who is to be told of a change, the soonest due first."""
    told = any(sent.finished and sent.audience is Audience.ACCOUNTS for sent in row.sent)
    if row.notices:
        in_force = row.status is Status.IN_FORCE
        applies = ", which applies already: what was not sent is to be sent now" if in_force else ""
        applies = " (the e-mail that was sent may settle some of them)" if told else applies
        yield f"  Notices of {row.version}{applies}:"
    for notice in row.notices:
        due: Piece = (f"by {written(notice.last_day)}: ", "bold")
        if notice.late:
            was = f"the last day was {written(notice.last_day)}: "
            due = (was, "bold") if told else (f"late, {was}", "warning")
        yield [("    ", ""), due, (notice.audience, "")]
        yield f"      {notice.how} ({notice.source})"


def _next(policy: PolicyRow) -> Iterator[Line]:
    for row in policy.versions:
        if row.status is Status.DRAFT:
            by = f", by {written(row.publish_by)} if the change is material" if row.publish_by else ""
            yield f"  Next: inforce publish {policy.policy} {row.version} --by NAME{by}"
        elif row.status in (Status.SCHEDULED, Status.IN_FORCE):
            yield from _next_notice(row)
    if policy.review and policy.review.state is not ReviewState.FINE:
        unchanged = "once it was reviewed and nothing has to change"
        yield f"  Next: inforce publish {policy.policy} --reviewed --by NAME, {unchanged}"


def _next_notice(row: VersionRow) -> Iterator[Line]:
    """The step towards a notice sent and accounted for."""
    if row.notices and not any(told.audience is Audience.ACCOUNTS for told in row.sent):
        yield "  Next: inforce notify plan"
    for told in row.sent:
        if not told.finished:
            yield f"  Next: inforce notify send {told.notice}"
        elif told.in_doubt:
            yield f"  Next: inforce notify reconcile {told.notice} --relay-log FILE"


def verify(report: VerifyReport) -> Iterator[Line]:
    """Whether files and register agree, and the head to note."""
    versions = plural(len(report.versions), "version", "versions")
    lines = plural(report.lines, "line", "lines")
    if report.exit_code is ExitCode.FINE:
        yield [("Verified: ", "good"), (f"{versions} as registered; the chain of {lines} is whole.", "")]
    else:
        yield [("Not verified: ", "error"), (f"{count(report.problems)}; {versions} as registered.", "")]
    yield f"Head of the register: {report.head}"


def serve(report: ServeReport) -> Iterator[Line]:
    """Where the preview is, or how a rebuild went."""
    if report.builds == 1:
        yield [("Preview at ", ""), (report.address, "bold"), (" – it follows every save; Ctrl-C ends it.", "")]
        yield from (f"Desk of {desk.name}: {report.address.rstrip('/')}{desk.address}" for desk in report.desks)
    found = count(report.problems)
    if report.good:
        yield [("Built ", "good"), (plural(report.pages, "page", "pages") + (f"; {found}" if found else "") + ".", "")]
    else:
        kept = "the last good site is still shown" if report.pages else "every page shows why"
        yield [("Not built: ", "error"), (f"{found}; {kept}.", "")]
