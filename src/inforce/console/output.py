"""Where a report is written: standard output for what was asked for, standard error for what is said beside it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TextIO, TypeVar

from inforce.commands.report import Report
from inforce.console import data, problems
from inforce.console.progress import ProgressLine
from inforce.console.terminal import Line, drawn, wants_colour
from inforce.errors import ExitCode, Problem

AnyReport = TypeVar("AnyReport", bound=Report)


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    """Problems as annotations of a GitHub workflow."""
    HTML = "html"
    MARKDOWN = "markdown"
    SIDES = "sides"
    """A redline as an HTML table: the old text beside the new."""
    MAIL = "mail"
    """A redline as plain text: the old words of each change, then the new ones."""


class Console:
    """Writes one report in one format."""

    def __init__(self, format: Format = Format.TEXT, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.format = format
        self.out = out or sys.stdout
        self.err = err or sys.stderr

    def progress(self) -> ProgressLine:
        """The progress line of this run."""
        return ProgressLine(self.err)

    def finish(self, verb: str, report: AnyReport, sentences: Callable[[AnyReport], Iterable[Line]]) -> ExitCode:
        """Write a report and give its exit status."""
        if self.format is Format.JSON:
            self.json(data.of_report(verb, report))
        elif self.format is Format.GITHUB:
            self.say(*map(problems.annotation, report.problems), *sentences(report))
        else:
            self.problems(report.problems)
            self.say(*sentences(report))
        return report.exit_code

    def tell(self, report: AnyReport, sentences: Callable[[AnyReport], Iterable[Line]]) -> None:
        """Write a report of a verb that goes on working."""
        self.problems(report.problems)
        self.say(*sentences(report))

    def fail(self, verb: str, found: tuple[Problem, ...], status: ExitCode) -> ExitCode:
        """Write the problems that ended a verb and give the exit status."""
        if self.format is Format.JSON:
            self.json(data.of_failure(verb, found, status))
            return status
        if self.format is Format.GITHUB:
            self.say(*map(problems.annotation, found))
        else:
            self.problems(found)
        self.note(*problems.ending(verb, found, status))
        return status

    def problems(self, found: Iterable[Problem]) -> None:
        """Write problems to standard error, a blank line after them."""
        lines = list(problems.listing(found))
        if lines:
            self.note(*lines, "")

    def say(self, *lines: Line) -> None:
        """Write lines to standard output."""
        self._write(self.out, lines)

    def note(self, *lines: Line) -> None:
        """Write lines to standard error."""
        self._write(self.err, lines)

    def raw(self, text: str) -> None:
        """Write a finished text (HTML, Markdown) to standard output, unchanged but for a line end."""
        self.out.write(text if text.endswith("\n") else text + "\n")
        self.out.flush()

    def json(self, value: dict[str, Any]) -> None:
        """Write a value as JSON to standard output."""
        # ASCII: a control character of the content can then not reach the terminal either.
        self.raw(json.dumps(value, indent=2, ensure_ascii=True))

    def json_line(self, value: dict[str, Any]) -> None:
        """Write a value as one line of JSON to standard output, at once: whoever reads need not wait for the next."""
        self.raw(json.dumps(value, ensure_ascii=True))

    def width(self) -> int:
        """Characters of a line: those of the terminal, between 40 and 100; 100 where there is none."""
        try:
            return min(max(os.get_terminal_size().columns, 40), 100)
        except OSError:
            return 100

    def _write(self, stream: TextIO, lines: Iterable[Line]) -> None:
        colour = wants_colour(stream)
        for line in lines:
            stream.write(drawn(line, colour=colour) + "\n")
        stream.flush()
