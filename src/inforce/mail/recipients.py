"""The recipients' file: a CSV of who is to be told, read row by row in flat memory.

Each row becomes a `Recipient` or a `Reject`; nothing is mended silently, and no row stops the rows after it. What a row
says never reaches a reason: reasons may be printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inforce.core.delivery import Audience
from inforce.core.suggest import nearest
from inforce.errors import ContentError, Level, Problem
from inforce.mail.address import AddressFault, read_address
from inforce.mail.csv_lines import CsvLines, CsvRow
from inforce.mail.values import Recipient, Reject

COLUMNS = ("email", "name", "locale", "account", "marketing_opt_out", "unsubscribe_url")
LONGEST_FIELD = 1000
"""Characters of a field that is used, at most."""
LONGEST_URL = 900
"""Octets of an unsubscribe address at most: its header must stay within a line of 998 octets (RFC 5322, 2.1.1)."""

_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
"""Controls, line ends, and what turns the reading order or cannot be seen. The joiners U+200C and U+200D may stay:
names in Persian or Hindi are spelled with them."""
_URL = re.compile(
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9\-._~:/?#@!$&()*+,;=%]*)?"
)
"""RFC 3986 without user names, address literals, quotation marks and square brackets."""
_OPTED_OUT = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_LEAVING = ("marketing_opt_out", "unsubscribe_url")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a row each known column stands; -1 where the file has none."""

    email: int
    name: int
    locale: int
    account: int
    opted_out: int
    url: int


class RecipientFile:
    """A recipients' CSV. Making it reads nothing; it can be iterated again, and reads the file again then."""

    def __init__(self, path: Path, audience: Audience) -> None:
        self.path = path
        self.audience = audience
        self.warnings: tuple[Problem, ...] = ()
        """Columns that are ignored, and the like; known once the head was read."""
        self.digest = ""
        """SHA-256 of the file's bytes as read; known once the last row was read."""

    def open(self) -> None:
        """Read the head only, for `warnings`. Raises as iterating does."""
        with CsvLines(self.path) as lines:
            self._columns(lines)

    def __iter__(self) -> Iterator[Recipient | Reject]:
        """Every row, in the file's order; empty rows are passed by.

        Raises `ContentError` for what makes the whole file unreadable (no such file, not UTF-8, no column for the
        address, a column twice), `StoppedError` where the disk does.
        """
        with CsvLines(self.path) as lines:
            read = _reader(self._columns(lines), self.audience)
            for row in lines.rows():
                yield Reject(row.line, row.fault) if row.fault else read(row)
            self.digest = lines.digest

    def _columns(self, lines: CsvLines) -> _Columns:
        places, problems = known_columns(lines, COLUMNS, required=("email",))
        if self.audience is Audience.SUBSCRIBERS:
            problems = [*map(_weightier, problems), *_no_way_to_leave(lines, places)]
        if any(problem.level is Level.ERROR for problem in problems):
            raise ContentError(problems)
        self.warnings = tuple(problems)
        return _Columns(*(places.get(name, -1) for name in COLUMNS))


def known_columns(
    lines: CsvLines, known: Sequence[str], *, required: Sequence[str]
) -> tuple[dict[str, int], list[Problem]]:
    """Where each known column stands in the head, and what is wrong with the head (ignored columns are warnings).

    Columns are compared without case, spaces, hyphens and underscores: “E-Mail” is `email`.
    """
    plain = {_plain(name): name for name in known}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    head = lines.place.at(1)
    others = []
    for index, written in enumerate(lines.head):
        name = plain.get(_plain(written))
        if name is None:
            others.append(written)
        elif name in places:
            sentence = f"The column “{name}” stands twice in the head."
            problems.append(Problem("csv-column-twice", head, sentence, "Delete or rename one of the two."))
        else:
            places[name] = index
    missing = [name for name in known if name not in places]
    problems.extend(_ignored(written, missing, head_of=lines) for written in others if written)
    for name in required:
        if name not in places:
            near = next((w for w in others if w and nearest(_plain(w), [name])), "")
            remedy = f"Rename “{near[:60]}” to “{name}”." if near else f"Name the column “{name}” in the first line."
            problems.append(Problem("csv-column-missing", head, f"The file has no column “{name}”.", remedy))
    if lines.has_bom:
        sentence = "The file begins with a byte order mark, which is passed by."
        problems.append(Problem("csv-byte-order-mark", head, sentence, "Nothing needs doing.", Level.HINT))
    return places, problems


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()


def _ignored(written: str, missing: Sequence[str], *, head_of: CsvLines) -> Problem:
    near = nearest(re.sub(r"\s+", "_", written), missing)
    shown = "".join(c for c in written[:60] if c.isprintable())
    sentence = f"The column “{shown}” is not known, and is ignored."
    remedy = f"Did you mean “{near}”?" if near else "Nothing needs doing if it is not meant for the notice."
    return Problem("csv-column-ignored", head_of.place.at(1), sentence, remedy, Level.WARNING)


def _weightier(problem: Problem) -> Problem:
    """Of subscribers a column by which people leave must not be passed over for a slip of the pen."""
    if problem.code != "csv-column-ignored" or not any(f"“{name}”?" in problem.remedy for name in _LEAVING):
        return problem
    sentence = problem.sentence.replace("is ignored", "may be one by which subscribers leave")
    remedy = problem.remedy + " Rename it, or delete it if it is something else."
    return Problem("csv-column-unsure", problem.place, sentence, remedy)


def _no_way_to_leave(lines: CsvLines, places: dict[str, int]) -> Iterator[Problem]:
    if "unsubscribe_url" not in places:
        sentence = "Without a column “unsubscribe_url” no subscriber can be mailed: each must be able to leave."
        remedy = "Add the column, with each subscriber's own https address."
        yield Problem("recipients-no-unsubscribe", lines.place.at(1), sentence, remedy, Level.WARNING)


def _reader(columns: _Columns, audience: Audience) -> Callable[[CsvRow], Recipient | Reject]:
    """What makes a recipient, or a reject, of a row of a file with these columns."""
    used = [
        index for index in (columns.name, columns.locale, columns.account, columns.opted_out, columns.url) if index >= 0
    ]
    subscribers = audience is Audience.SUBSCRIBERS

    def read(row: CsvRow) -> Recipient | Reject:
        fields = [*row.fields, ""]  # index -1, a column the file does not have, is this empty one
        for index in used:
            value = fields[index]
            if len(value) > LONGEST_FIELD:
                return Reject(row.line, f"the column {_named(columns, index)} has more than 1,000 characters")
            # a printable field of ASCII, the usual one, needs no search
            if not (value.isascii() and value.isprintable()) and _UNWANTED.search(value.strip(" \t")):
                return Reject(
                    row.line, f"the column {_named(columns, index)} has a line break, or a character not seen"
                )
        unsendable = ""
        try:
            email, key = read_address(fields[columns.email])
        except AddressFault as fault:
            if not fault.unsendable:
                return Reject(row.line, fault.reason)
            email, key, unsendable = fault.email, fault.key, fault.reason
        opted_out = _OPTED_OUT.get(fields[columns.opted_out].strip().lower())
        url = ""
        if subscribers:
            if opted_out is None:
                return Reject(row.line, "marketing_opt_out says neither yes nor no")
            url = fields[columns.url].strip(" \t")
            fault_of_url = _url_fault(url)
            unsendable = unsendable or fault_of_url
            url = "" if fault_of_url else url
        return Recipient(
            row.line,
            email,
            key,
            fields[columns.name].strip(),
            fields[columns.locale].strip(),
            fields[columns.account].strip(),
            bool(opted_out),
            url,
            unsendable,
        )

    return read


def _named(columns: _Columns, index: int) -> str:
    names = (columns.email, columns.name, columns.locale, columns.account, columns.opted_out, columns.url)
    return COLUMNS[names.index(index)]


def _url_fault(url: str) -> str:
    """Why a subscriber cannot leave by this address; empty where they can (RFC 8058, section 3.1: https)."""
    if not url:
        return "there is no unsubscribe_url, and a subscriber must be able to leave"
    if url[:8].lower() != "https://":
        return "unsubscribe_url does not begin with https://"
    if len(url) > LONGEST_URL:
        return "unsubscribe_url is longer than 900 characters"
    if _URL.fullmatch("https://" + url[8:]) is None:
        return "unsubscribe_url is not a plain https address"
    return ""
