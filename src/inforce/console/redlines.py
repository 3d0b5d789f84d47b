"""A comparison, written in the format asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inforce.console.data import plain
from inforce.console.output import Console, Format
from inforce.console.terminal import clean, clean_coloured, clean_markup, wants_colour
from inforce.errors import ExitCode

if TYPE_CHECKING:
    from inforce.commands.diff import DiffReport


def show(console: Console, report: DiffReport) -> ExitCode:
    """Write the redline to standard output, and what reading the texts found to standard error."""
    if console.format is not Format.JSON:
        console.problems(report.problems)
    _WRITERS[console.format](console, report)
    return ExitCode.FINE


def _text(console: Console, report: DiffReport) -> None:
    from inforce.render.redline_text import redline_text

    console.say([(f"{report.old} → {report.new}", "bold")], "")
    if report.redline.is_empty:
        console.say("No change: both texts are the same.")
        return
    width = console.width()
    if wants_colour(console.out):
        console.raw(clean_coloured(redline_text(report.redline, colour=True, width=width)))
    else:
        console.raw(clean(redline_text(report.redline, colour=False, width=width)))


def _html(console: Console, report: DiffReport) -> None:
    from inforce.render.redline_html import redline_html

    console.raw(clean_markup(redline_html(report.redline)))


def _markdown(console: Console, report: DiffReport) -> None:
    from inforce.render.redline_markdown import redline_markdown

    console.raw(clean_markup(redline_markdown(report.redline)))


def _sides(console: Console, report: DiffReport) -> None:
    from inforce.render.redline_sides import redline_sides

    console.raw(clean_markup(redline_sides(report.redline, old_name=report.old, new_name=report.new)))


def _mail(console: Console, report: DiffReport) -> None:
    from inforce.render.redline_text import old_new_text

    console.raw(clean(old_new_text(report.redline) or "No change.\n"))


def _json(console: Console, report: DiffReport) -> None:
    from inforce.render.redline_json import redline_json

    head: dict[str, Any] = {"verb": "diff", "exit_code": 0, "old": report.old, "new": report.new}
    console.json({**head, "problems": plain(report.problems), **redline_json(report.redline)})


_WRITERS = {
    Format.TEXT: _text,
    Format.HTML: _html,
    Format.SIDES: _sides,
    Format.MARKDOWN: _markdown,
    Format.MAIL: _mail,
    Format.JSON: _json,
}
