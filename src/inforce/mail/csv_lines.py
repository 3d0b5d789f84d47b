"""CSV files read row by row, in flat memory: a row that cannot be read costs itself, never the rows after it.

RFC 4180, taken strictly, with LF or CRLF and with commas, semicolons (Excel where the comma is the decimal sign) or
tabs. Python's `csv` alone would let a quotation mark that is never closed swallow the rest of the file. Here each line
is judged first: where the quotation marks of a row do not work out, its first line is refused and reading goes on with
the line after it. A row over several lines whose marks do work out is one row, so that nothing in it is taken for rows.

Looking ahead for the end of a row never goes beyond the next line with an odd number of quotation marks, so a hostile
file is read in linear time.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from inforce.errors import ContentError, Place, Problem, StoppedError

LONGEST_ROW = 1024 * 1024
"""Octets of a row at most, its line ends included."""
_SAMPLE = 256 * 1024
_MOSTLY_BROKEN = 5
"""Lines that are not UTF-8 in the sample, while none is UTF-8 beyond ASCII: then the whole file is something else."""
SAVE_AS = "Save it as “CSV UTF-8” (in Excel: Save As, file type “CSV UTF-8 (Comma delimited)”), then run again."
_SEPARATORS = ",;\t"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row below the head."""

    line: int
    """Of the file, from 1; of a row over several lines its first."""
    fields: list[str]
    """As many as the head has; none where there is a fault."""
    fault: str = ""
    """Why the row cannot be read, a plain clause without its values; empty where it can."""


class CsvLines:
    """A CSV file: its head, then its rows, once through. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open `path` and read its head; raises `ContentError` or `StoppedError` where the whole file is unreadable."""
        self.path = path
        self.place = Place(path.as_posix())
        self.has_bom = False
        self._hash = hashlib.sha256()
        self._hashed = 0
        self._at = 0
        self._number = 0
        self._file = _opened(path, self.place)
        try:
            self.separator, self.head = self._read_head()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> CsvLines:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes read so far: those of the whole file once all rows are read."""
        return self._hash.hexdigest()

    def rows(self) -> Iterator[CsvRow]:
        """Every row below the head that holds anything, or the reason why it cannot be read."""
        width, separator = len(self.head), self.separator
        for number, data, fault in self._records():
            if not fault:
                fields, fault = _fields(data, separator)
                if not any(map(str.strip, fields)) and not fault:
                    continue
                if not fault and len(fields) != width:
                    fault = f"the row has {_count(len(fields))}, the head has {width}"
            yield CsvRow(number, [], fault) if fault else CsvRow(number, fields)

    def _read_head(self) -> tuple[str, list[str]]:
        sample = self._file.read(_SAMPLE)
        _refuse_other_kinds(sample, self.place)
        self.has_bom = sample.startswith(_BOM)
        self._file.seek(0)
        try:
            data = self._line().removeprefix(_BOM).rstrip(b"\r\n")
            self._number = 1
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _not_utf8(self.place.at(1)) from None
        separator = max(_SEPARATORS, key=re.sub(r'"[^"]*"', "", text).count)
        fields, fault = _fields(data, separator)
        if len(data) >= LONGEST_ROW or fault:
            sentence = f"The head of the file cannot be read: {fault or 'its first line is longer than 1 MB'}."
            raise ContentError(Problem("csv-head", self.place.at(1), sentence, "Its first line names the columns."))
        return separator, [field.strip() for field in fields]

    def _line(self) -> bytes:
        """The next line with its end, or its first part where it is too long; empty at the end of the file."""
        try:
            data = self._file.readline(LONGEST_ROW + 1)
        except OSError as error:
            raise _unreadable(self.place, error) from error
        self._at += len(data)
        if self._at > self._hashed:  # some lines are read twice
            self._hash.update(data[self._hashed - self._at :])
            self._hashed = self._at
        return data

    def _records(self) -> Iterator[tuple[int, bytes, str]]:
        """First line, bytes and fault of each row, the empty ones included."""
        begins = _patterns(self.separator)[0]
        while data := self._line():
            self._number += 1
            number = self._number
            if len(data) > LONGEST_ROW and data[-1:] != b"\n":
                yield number, b"", self._over_long(data)
            elif b'"' not in data:
                yield number, data, ""
            elif (found := begins.fullmatch(data)) is None:
                yield number, b"", "a quotation mark stands where none may stand"
            elif found["open"] is None:
                yield number, data, ""
            else:
                yield number, *self._several_lines(data)

    def _over_long(self, data: bytes) -> str:
        """Pass by a line that is too long, and the lines that a quotation mark in it holds together with it."""
        if self._quotes_to_line_end(data) % 2:
            self._several_lines(b"")
        return "the row is longer than 1 MB"

    def _quotes_to_line_end(self, data: bytes) -> int:
        quotes = data.count(b'"')
        while data and data[-1:] != b"\n":
            data = self._line()
            quotes += data.count(b'"')
        return quotes

    def _several_lines(self, first: bytes) -> tuple[bytes, str]:
        """The whole row whose first line leaves a quotation mark open; or its fault, the next line then being next."""
        resume, number = self._at, self._number
        goes_on = _patterns(self.separator)[1]
        parts, size = [first], len(first)
        while data := self._line():
            self._number += 1
            if len(data) > LONGEST_ROW and data[-1:] != b"\n":
                size += len(data)
                if self._quotes_to_line_end(data) % 2:
                    return b"", "the row is longer than 1 MB"
                continue
            if (found := goes_on.fullmatch(data)) is None:
                break
            size += len(data)
            if size <= LONGEST_ROW:
                parts.append(data)
            if found["closed"] is not None and found["open"] is None:
                return (b"".join(parts), "") if size <= LONGEST_ROW else (b"", "the row is longer than 1 MB")
        self._file.seek(resume)
        self._at, self._number = resume, number
        return b"", "a quotation mark is not closed"


@lru_cache(maxsize=len(_SEPARATORS))
def _patterns(separator: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What a line may be at the beginning of a row, and inside a quotation of the line before."""
    sep = re.escape(separator.encode())
    inside = rb'(?:[^"]++|"")*+'
    field = rb'(?:"' + inside + rb'"|[^"' + sep + rb"\n]*+)"
    last = rb"(?:" + field + rb'\r?\n?|(?P<open>"' + inside + rb"))"
    begins = rb"(?:" + field + sep + rb")*+" + last
    goes_on = inside + rb'(?P<closed>"(?:\r?\n?|' + sep + begins + rb"))?"
    return re.compile(begins), re.compile(goes_on)


def _fields(data: bytes, separator: str) -> tuple[list[str], str]:
    """The fields of a whole row, or why it cannot be read."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return [], "the row is not UTF-8"
    text = text.removesuffix("\n").removesuffix("\r")
    if "\0" in text:
        return [], "the row has a NUL character"
    if '"' not in text:
        return ([], "a carriage return stands within the row") if "\r" in text else (text.split(separator), "")
    if "\r" in text.replace("\r\n", ""):
        return [], "a carriage return stands within the row"
    try:
        (fields,) = csv.reader([text], delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        return [], "a field is too long, or a quotation mark stands where none may stand"
    return fields, ""


def _count(fields: int) -> str:
    return "1 field" if fields == 1 else f"{fields} fields"


def _opened(path: Path, place: Place) -> BinaryIO:
    if not path.is_file():
        sentence = "This is not a file." if path.exists() else "There is no such file."
        raise ContentError(Problem("csv-missing", place, sentence, "Give the path of a CSV file."))
    try:
        return path.open("rb", buffering=_SAMPLE)
    except OSError as error:
        raise _unreadable(place, error) from error


def _unreadable(place: Place, error: OSError) -> StoppedError:
    sentence = f"The file cannot be read: {error.strerror or error}."
    return StoppedError(Problem("csv-unreadable", place, sentence, "Mend that, then run again."))


def _not_utf8(place: Place) -> ContentError:
    sentence = "This file is not UTF-8: it was saved in an older encoding such as Windows-1252 (Latin-1)."
    return ContentError(Problem("csv-not-utf8", place, sentence, SAVE_AS))


def _refuse_other_kinds(sample: bytes, place: Place) -> None:
    """Raise for what is no CSV in UTF-8 as a whole; single rows that are not are a matter of those rows."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff") or sample[:64].count(b"\0") > 4:
        raise ContentError(Problem("csv-not-utf8", place, "This file is UTF-16 (“Unicode text”), not UTF-8.", SAVE_AS))
    if sample[:4] == b"PK\x03\x04" or sample[:4] == b"\xd0\xcf\x11\xe0" or sample[:2] == b"\x1f\x8b":
        kind = "packed with gzip" if sample[:1] == b"\x1f" else "a workbook or archive"
        remedy = "Unpack it first." if sample[:1] == b"\x1f" else SAVE_AS
        raise ContentError(Problem("csv-not-text", place, f"This file is {kind}, not a CSV.", remedy))
    if not sample.removeprefix(_BOM).strip():
        raise ContentError(Problem("csv-empty", place, "The file is empty.", "Its first line names the columns."))
    head = sample.partition(b"\n")[0].rstrip(b"\r")
    if b"\r" in head:
        sentence = "The lines of this file end with a carriage return alone, as on old Macs."
        raise ContentError(Problem("csv-line-ends", place, sentence, SAVE_AS))
    if _is_other_encoding(sample):
        raise _not_utf8(place)


def _is_other_encoding(sample: bytes) -> bool:
    if sample.isascii():
        return False
    broken = 0
    for line in sample.split(b"\n")[:-1]:
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                broken += 1
            else:
                return False
    return broken >= _MOSTLY_BROKEN
