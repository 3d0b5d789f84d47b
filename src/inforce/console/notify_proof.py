"""The proof in words, as JSON and as CSV. A notice may have a million rows: they are written as they are read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from inforce.console import data
from inforce.console.notify_send import status
from inforce.console.notify_words import STATE_WORDS, moment
from inforce.console.output import Console, Format
from inforce.console.problems import count, plural
from inforce.console.terminal import Line, clean
from inforce.core.delivery import TAKEN
from inforce.errors import ExitCode

if TYPE_CHECKING:
    from inforce.commands.notify.proof import Proof, ProofReport, RebuiltReport

HEAD = (
    *("number", "line", "email", "account", "locale", "version", "state", "reason", "message_id"),
    *("started", "ended", "phase", "outcome", "code", "reply", "queue_id", "message_sha256"),
)
"""Columns of the CSV: a line for each attempt, and one for a recipient without any."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show(console: Console, proof: Proof, *, as_csv: bool = False) -> ExitCode:
    """Write the proof to standard output, and what does not fit to standard error."""
    report = proof.report
    if as_csv:
        console.problems(report.problems)
        for line in _csv(proof):
            console.out.write(line)
        console.out.flush()
    elif console.format is Format.JSON:
        _json(console, proof)
    else:
        console.problems(report.problems)
        console.say(*sentences(report))
    return report.exit_code


def sentences(report: ProofReport) -> Iterator[Line]:
    """What the proof comes to, for a person."""
    yield from (line for line in status(report.status) if "Next: " not in str(line))
    yield ""
    yield [("What was sent", "bold")]
    yield f"  Text    {report.text}"
    for locale, subject in report.subjects.items():
        yield f"  {locale:<7} {report.variants[locale]}  {subject}"
    yield f"  Published by {report.status.published_by}, approved by {report.status.approved_by}"
    if report.commit:
        yield f"  Commit  {report.commit}"
    yield ""
    yield [("What was done", "bold")]
    yield from (line for line, _same in groupby(map(_event, report.events)))  # a large one is written in parts
    yield ""
    if report.problems:
        yield [("Not proved: ", "error"), (f"{count(report.problems)}.", "")]
    else:
        fits = "texts, recipients, attempts and the chain of events are as they were written; the states add up."
        yield [("Verified: ", "good"), (fits, "")]
        if report.registered:
            yield f"It fits the register's {plural(report.registered, 'line', 'lines')} of it."
        elif report.status.runs:
            unsure = "The register has no line of it: nothing outside the ledger confirms what is said here."
            yield [(unsure, "warning")]
    yield f"Ledger {report.ledger}, head {report.head}"


def _event(event: Mapping[str, str]) -> str:
    detail = json.loads(event["detail"])
    words = _KINDS.get(event["kind"], event["kind"].replace("-", " "))
    by = f", by {event['by']}" if event["by"] else ""
    reason = f": {detail['reason']}" if detail.get("reason") else ""
    return f"  {moment(event['at'])}  {words}{by}{reason}"


_KINDS = {
    "test": "test message sent",
    "run-started": "sending began",
    "run-ended": "sending ended",
    "run-lost": "the sender had died",
    "returned": "bounces recorded",
    "topped-up": "people added",
    "reconciled": "held against evidence",
    "put-back": "refusals taken back: the relay refused everybody",
    "late": "sent late",
    "closed": "ended with people open",
    "restored": "ledger restored from a copy",
    "register-acknowledged": "known to be older than the register",
    "superseded": "replaced by a later freeze",
    "supersedes": "took the place of an earlier freeze",
}
"""Events of the ledger in words; any other by its own name."""


def rebuilt(report: RebuiltReport) -> Iterator[Line]:
    """Where the message is."""
    yield [("Rebuilt ", "good"), (f"the message of recipient {report.number}: {report.out.as_posix()}", "")]
    fact = f"  {report.size:,} bytes, SHA-256 {report.digest}"
    if report.state in TAKEN:
        yield f"{fact}: the same as when it was sent."
        return
    yield f"{fact}."
    state = report.state.value.replace("_", " ")
    yield [("  This proves no sending. ", "warning"), (f"The recipient is “{state}”: {STATE_WORDS[report.state]}.", "")]


def _json(console: Console, proof: Proof) -> None:
    """One object; its `deliveries`, last, are written one by one."""
    report = proof.report
    head: dict[str, Any] = {
        "verb": "proof",
        "exit_code": int(report.exit_code),
        **data.plain(report.status),
        **data.plain(report),
    }
    del head["status"]
    text = json.dumps(head, indent=2, ensure_ascii=True)
    console.out.write(text.removesuffix("\n}") + ',\n  "deliveries": [')
    first = True
    for row in proof.deliveries():
        console.out.write(("" if first else ",") + "\n    " + json.dumps(data.plain(row), ensure_ascii=True))
        first = False
    console.out.write("\n  ]\n}\n" if not first else "]\n}\n")
    console.out.flush()


def _csv(proof: Proof) -> Iterator[str]:
    yield _line(HEAD)
    for row in proof.deliveries():
        own = (row.number, row.line, row.email, row.account, row.locale, row.version, row.state, row.reason)
        attempts: list[Any] = list(row.attempts) or [None]
        for each in attempts:
            tried = (
                (each.started, each.ended, each.phase, each.outcome, each.code, each.reply, each.queue_id, each.message)
                if each
                else ("",) * 8
            )
            yield _line((*own, row.message_id, *tried))


def _line(values: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: object) -> str:
    """The value so that no spreadsheet takes it for a formula: an apostrophe before it, controls made visible."""
    text = clean(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
