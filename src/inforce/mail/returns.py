"""What a mail service tells afterwards, as CSV: what it took, what bounced, who complained, whom not to mail.

A file with a row that cannot be read is refused as a whole, with all such lines at once: an answer that is passed by
here would be a message sent twice, or mail to somebody who left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from inforce.errors import ContentError, Level, Problem
from inforce.mail.address import AddressFault, read_address
from inforce.mail.csv_lines import CsvLines
from inforce.mail.fates import Fates
from inforce.mail.recipients import known_columns
from inforce.mail.values import number_of

_MOST_TOLD = 20
_LONGEST_REASON = 500
_BITS = {"accepted": 1, "absent": 2, "bounced": 4, "complained": 8}
_WORDS = {
    "accepted": "accepted sent send delivered delivery processed queued deferred ok 250 opened open clicked click",
    "absent": "absent missing unknown none notfound",
    "bounced": "bounced bounce failed dropped rejected",
    "complained": "complained complaint spam spamreport",
}
"""What mail services call it, without spaces, hyphens and underscores. Queued or deferred there is accepted here."""
_STATUSES = {word: status for status, words in _WORDS.items() for word in words.split()}
_TYPES = {
    **dict.fromkeys(("", "bounce", "bounced", "hardbounce", "permanent"), False),
    **dict.fromkeys(("complaint", "complained", "spam", "spamcomplaint", "spamreport"), True),
}
"""Whether it is a complaint, by what mail services call it, written as above. One that is still tried is none."""
_MESSAGE_ID = re.compile(r"<?[\x21-\x3b\x3d\x3f-\x7e]{1,400}>?")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one message from outside the ledger."""

    message_id: str
    """With its angle brackets."""
    status: str
    """accepted, absent, bounced or complained."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One message that came back, or one complaint."""

    line: int
    """Of the file, from 1."""
    message_id: str
    """With its angle brackets; empty where the file names the address only."""
    key: str
    """Of the address, as `read_address` gives it; empty where the file names the Message-ID only."""
    complaint: bool
    reason: str
    """As the file says it: one line, at most 500 characters; may quote an address."""


class _Fault(ValueError):
    """Why a row cannot be taken."""


def read_status_csv(path: Path, notice: str) -> Iterator[Evidence]:
    """What a CSV with the columns `message-id` and `status` says of the messages of `notice`, by host and number.

    Messages of other notices are passed by. Where several lines speak of one message, a complaint counts before a
    bounce, a bounce before acceptance. Raises `ContentError` with every line that cannot be read, that has an unknown
    status, or that says absent of what another line says was taken.
    """
    fates = Fates()

    def row(_line: int, fields: dict[str, str]) -> None:
        status = _STATUSES.get(_plain(fields["status"]))
        if status is None:
            raise _Fault("the status is none of accepted, absent, bounced, complained")
        ident = _message_id(fields["message-id"])
        number = number_of(ident, notice)
        if number is None:
            return
        held = fates.add(ident[1:-1].rpartition("@")[2], number, _BITS[status])
        if held and (held == _BITS["absent"]) != (status == "absent"):
            raise _Fault("the message is called absent here or in a line before, and something else in the other")

    for _ in _each(path, ("message-id", "status"), ("message-id", "status"), row):
        pass
    for host, number, bits in fates:
        status = next(name for name in ("complained", "bounced", "accepted", "absent") if bits & _BITS[name])
        yield Evidence(f"<{notice}.{number}@{host}>", status)


def read_bounces(path: Path) -> Iterator[Bounce]:
    """The bounces and complaints of a CSV with a column `email` or `message-id`; `type` and `reason` may follow.

    `type` is bounce, where it is empty too, or complaint. The file is read twice, so that nothing is given of one that
    has a fault. Raises `ContentError` with every line that cannot be read.
    """

    def row(line: int, fields: dict[str, str]) -> Bounce:
        complaint = _TYPES.get(_plain(fields["type"]))
        if complaint is None:
            raise _Fault("the type is neither bounce (one for good, no soft bounce) nor complaint")
        ident = _message_id(fields["message-id"]) if fields["message-id"] else ""
        key = _key(fields["email"]) if fields["email"] or not ident else ""
        reason = "".join(c if c.isprintable() else " " for c in fields["reason"][:_LONGEST_REASON])
        return Bounce(line, ident, key, complaint, reason)

    columns = ("email", "message-id", "type", "reason")
    for _ in _each(path, columns, (), row, either=("email", "message-id")):
        pass
    yield from _each(path, columns, (), row)


def read_suppressions(path: Path) -> Iterator[str]:
    """The keys of the addresses in the column `email` of a CSV; an address may come twice.

    The file is read twice, so that nothing is given of one that has a fault. Raises `ContentError` with every line that
    cannot be read.
    """

    def row(_line: int, fields: dict[str, str]) -> str:
        return _key(fields["email"])

    for _ in _each(path, ("email",), ("email",), row):
        pass
    yield from _each(path, ("email",), ("email",), row)


def _each(
    path: Path,
    columns: Sequence[str],
    required: Sequence[str],
    take: Callable[[int, dict[str, str]], Value],
    *,
    either: Sequence[str] = (),
) -> Iterator[Value]:
    """What `take` makes of each row; raises at the end with all rows that it does not take."""
    problems: list[Problem] = []
    faults = 0
    with CsvLines(path) as lines:
        places, wrong = known_columns(lines, columns, required=required)
        if either and not any(name in places for name in either):
            names = " and no column ".join(f"“{name}”" for name in either)
            sentence = f"The file has no column {names}."
            wrong.append(Problem("csv-column-missing", lines.place.at(1), sentence, "It needs one of them."))
        if wrong := [problem for problem in wrong if problem.level is Level.ERROR]:
            raise ContentError(wrong)
        for row in lines.rows():
            try:
                if row.fault:
                    raise _Fault(row.fault)
                named = {name: row.fields[places[name]].strip() if name in places else "" for name in columns}
                yield take(row.line, named)
            except _Fault as fault:
                faults += 1
                if faults <= _MOST_TOLD:
                    sentence = f"This row cannot be taken: {fault}."
                    problems.append(Problem("csv-row", lines.place.at(row.line), sentence, "Correct it."))
        if problems:
            _refuse(problems, faults, lines)


def _refuse(problems: list[Problem], faults: int, lines: CsvLines) -> NoReturn:
    if faults > len(problems):
        sentence = f"{faults - len(problems)} more rows cannot be taken."
        problems.append(Problem("csv-row", lines.place, sentence, "Nothing of the file was used."))
    raise ContentError(problems)


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]", "", word).lower()


def _message_id(text: str) -> str:
    """A Message-ID with its angle brackets."""
    if _MESSAGE_ID.fullmatch(text) is None or "@" not in text:
        raise _Fault("the message-id is empty, or none" if not text else "the message-id is none")
    return f"<{text.removeprefix('<').removesuffix('>')}>"


def _key(text: str) -> str:
    try:
        return read_address(text)[1]
    except AddressFault as fault:
        if fault.unsendable:
            return fault.key
        raise _Fault(fault.reason) from None
