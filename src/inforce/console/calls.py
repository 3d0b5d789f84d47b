"""How a call is read, and how it ends: days, formats, sentences for what went wrong, the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from inforce.console.output import Console, Format
from inforce.errors import ExitCode, InforceError, Place, Problem

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day of the calendar, written YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error with a plain sentence for anything else."""
        if isinstance(value, date):
            return value
        from inforce.core.dates import parse_day

        try:
            return parse_day(value)
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


DAY = Day()


class Verbs(click.Group):
    """The verbs; turns operational errors into sentences and an exit status, never into a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb and end with its exit status."""
        try:
            status = super().invoke(ctx)
        except InforceError as error:
            console = console_of(ctx)
            status = console.fail(ctx.invoked_subcommand or "inforce", error.problems, error.exit_code)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            status = 130
        except BrokenPipeError:
            # The reader of our output has had enough (`| head`). Without this Python would complain when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except OSError as error:
            sentence = f"The system stopped the work: {error.strerror or error}."
            problem = Problem("stopped-by-system", Place(str(error.filename or "")), sentence, "Then run again.")
            status = console_of(ctx).fail(ctx.invoked_subcommand or "inforce", (problem,), ExitCode.STOPPED)
        ctx.exit(int(status or 0))


def console_of(ctx: click.Context) -> Console:
    """A console in the format this run was asked for."""
    return Console(Format(ctx.find_root().meta.get("format", Format.TEXT)))


def root_of(ctx: click.Context) -> Path:
    """The project's folder."""
    return Path(ctx.find_root().params["project"])


def formats(*names: Format) -> Callable[[F], F]:
    """The options --format and --json of a reading verb."""

    def remember(ctx: click.Context, _param: click.Parameter, value: str | bool | None) -> None:
        if value:
            ctx.find_root().meta["format"] = Format.JSON if value is True else Format(str(value))

    def decorate(function: F) -> F:
        choice = click.option(
            "--format",
            type=click.Choice([name.value for name in names]),
            help="How to write the result (text where not given).",
            callback=remember,
            expose_value=False,
        )
        short = click.option(
            "--json", is_flag=True, help="Short for --format json.", callback=remember, expose_value=False
        )
        return choice(short(function))

    return decorate
