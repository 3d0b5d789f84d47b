"""The command line: `inforce VERB`. Only wiring; this is the one place that asks for the real date."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from inforce.console import Console, Format
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
            console = _console(ctx)
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
            status = _console(ctx).fail(ctx.invoked_subcommand or "inforce", (problem,), ExitCode.STOPPED)
        ctx.exit(int(status or 0))


def _console(ctx: click.Context) -> Console:
    """A console in the format this run was asked for."""
    return Console(Format(ctx.find_root().meta.get("format", Format.TEXT)))


def _root(ctx: click.Context) -> Path:
    """The project's folder."""
    return Path(ctx.find_root().params["project"])


def _formats(*names: Format) -> Callable[[F], F]:
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


_on = click.option("--on", type=DAY, metavar="DATE", help="The day to answer for; today where not given.")


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 fine, 1 a problem in the content, 2 a wrong call, 3 a person must decide, "
    "4 stopped from outside (run again).",
)
@click.option(
    "--project",
    type=click.Path(),
    default=".",
    metavar="DIR",
    help="The project's folder; the working folder where not given.",
)
@click.version_option(package_name="inforce", message="inforce %(version)s")
def app(project: str) -> None:
    """Which text was in force, what changed, who was told."""


@app.command()
@_on
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Output folder; site/ where not given.")
@_formats(Format.TEXT, Format.JSON, Format.GITHUB)
@click.pass_context
def build(ctx: click.Context, on: date | None, out: Path | None) -> int:
    """Build the site."""
    from inforce.commands import build as verb
    from inforce.console import sentences

    today = date.today()
    console = _console(ctx)
    with console.progress() as progress:
        report = verb.run(_root(ctx), out, on=on or today, today=today, progress=progress)
    return console.finish("build", report, sentences.build)


@app.command()
@_on
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@_formats(Format.TEXT, Format.JSON, Format.GITHUB)
@click.pass_context
def check(ctx: click.Context, on: date | None, strict: bool) -> int:
    """Check everything that build checks; write nothing."""
    from inforce.commands import check as verb
    from inforce.console import sentences

    console = _console(ctx)
    with console.progress() as progress:
        report = verb.run(_root(ctx), on=on or date.today(), strict=strict, progress=progress)
    return console.finish("check", report, sentences.check)


@app.command()
@click.argument("texts", nargs=-1, required=True, metavar="A B")
@_on
@_formats(Format.TEXT, Format.HTML, Format.SIDES, Format.MARKDOWN, Format.MAIL, Format.JSON)
@click.pass_context
def diff(ctx: click.Context, texts: tuple[str, ...], on: date | None) -> int:
    """Show the redline of two versions or of any two Markdown files.

    \b
    inforce diff privacy 2025-12-15 2027-01-31    two versions of a policy
    inforce diff privacy 2027-01-31               a version and the one it amends;
                                                  a draft and the text in force
    inforce diff privacy                          the draft and the text in force
    inforce diff OLD.md NEW.md                    any two Markdown files; no project is needed
    """
    from inforce.commands import diff as verb
    from inforce.console import redlines

    if len(texts) > 3:
        raise click.UsageError("diff compares two texts; name two.")
    console = _console(ctx)
    report = verb.run(_root(ctx), texts, on=on or date.today())
    return redlines.show(console, report)


@app.command()
@_on
@_formats(Format.TEXT, Format.JSON)
@click.pass_context
def status(ctx: click.Context, on: date | None) -> int:
    """Show what is in force, scheduled and in draft, and what to do next."""
    from inforce.commands import status as verb
    from inforce.console import sentences

    console = _console(ctx)
    with console.progress() as progress:
        report = verb.run(_root(ctx), on=on or date.today(), progress=progress)
    return console.finish("status", report, sentences.status)


@app.command()
@click.option("--head", default="", metavar="DIGEST", help="A head noted earlier: must still be in the register.")
@_formats(Format.TEXT, Format.JSON)
@click.pass_context
def verify(ctx: click.Context, head: str) -> int:
    """Compare the archive with its register, offline."""
    from inforce.commands import verify as verb
    from inforce.console import sentences

    console = _console(ctx)
    with console.progress() as progress:
        report = verb.run(_root(ctx), on=date.today(), head=head, progress=progress)
    return console.finish("verify", report, sentences.verify)


@app.command()
@click.argument("folder", default=".", metavar="[DIR]")
@click.pass_context
def init(ctx: click.Context, folder: str) -> int:
    """Make a new policy repository that builds at once."""
    from inforce.commands import init as verb
    from inforce.console import deeds

    return _console(ctx).finish("init", verb.run(_root(ctx) / folder, today=date.today()), deeds.init)


@app.command()
@click.argument("policy")
@click.option("--effective", type=DAY, metavar="DATE", help="First day in force; leaves room for notice if not given.")
@click.option("--new", is_flag=True, help="The name is right: begin a further policy.")
@click.pass_context
def draft(ctx: click.Context, policy: str, effective: date | None, new: bool) -> int:
    """Begin a new version, copied from the one it will replace."""
    from inforce.commands import draft as verb
    from inforce.console import deeds

    report = verb.run(_root(ctx), policy, effective=effective, today=date.today(), new=new)
    return _console(ctx).finish("draft", report, deeds.draft)


_by = click.option("--by", required=True, metavar="NAME", help="Who decides; stands in the public register.")


@app.command()
@click.argument("policy", required=False)
@click.argument("version", required=False)
@_by
@click.option("--due", is_flag=True, help="Publish every draft whose day of publication has come.")
@click.pass_context
def publish(ctx: click.Context, policy: str | None, version: str | None, by: str, due: bool) -> int:
    """Fix a version in the register, after every check. Uses the real date."""
    from inforce.commands import publish as verb
    from inforce.console import deeds

    console = _console(ctx)
    with console.progress() as progress:
        if due and not policy:
            report = verb.run_due(_root(ctx), by=by, today=date.today(), progress=progress)
        elif policy and version and not due:
            report = verb.run(_root(ctx), policy, version, by=by, today=date.today(), progress=progress)
        else:
            raise click.UsageError("Name a policy and a version, or write --due for all that are due.")
    return console.finish("publish", report, deeds.publish)


@app.command()
@click.argument("policy")
@click.argument("version", required=False)
@_by
@click.option("--reason", required=True, help="Why; shown on the page.")
@click.option("--end", type=DAY, metavar="DATE", help="End the whole policy: first day on which it does not apply.")
@click.pass_context
def withdraw(ctx: click.Context, policy: str, version: str | None, by: str, reason: str, end: date | None) -> int:
    """Take back a version before its day, or end a policy. Uses the real date."""
    from inforce.commands import withdraw as verb
    from inforce.console import deeds

    today = date.today()
    if bool(version) == bool(end):
        raise click.UsageError("Name the version to take back, or the day with --end on which the whole policy ends.")
    if end:
        report = verb.run_end(_root(ctx), policy, end=end, by=by, reason=reason, today=today)
    else:
        report = verb.run(_root(ctx), policy, version or "", by=by, reason=reason, today=today)
    return _console(ctx).finish("withdraw", report, deeds.withdraw)


@app.group("import")
def import_() -> None:
    """Make an existing history an archive."""


@import_.command("files")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--policy", required=True, metavar="SLUG", help="The policy whose history this is; made if new.")
@click.option("--by", default="import", metavar="NAME", help="Who imports; stands in the public register.")
@_formats(Format.TEXT, Format.JSON)
@click.pass_context
def import_files(ctx: click.Context, folder: Path, policy: str, by: str) -> int:
    """Import a folder of texts named by their day (YYYY-MM-DD.md)."""
    from inforce.commands import import_files as verb
    from inforce.console import deeds

    console = _console(ctx)
    with console.progress() as progress:
        report = verb.run(_root(ctx), folder, policy, by=by, today=date.today(), progress=progress)
    return console.finish("import files", report, deeds.imported)


@app.command()
@click.option("--drafts", is_flag=True, help="Show drafts too, labelled as such, with their redline.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@_on
@click.pass_context
def serve(ctx: click.Context, drafts: bool, port: int, on: date | None) -> int:
    """Preview the site in a browser; follows every save."""
    from inforce.commands import serve as verb
    from inforce.console import sentences

    console = _console(ctx)
    verb.run(
        _root(ctx),
        today=(lambda: on) if on else date.today,
        drafts=drafts,
        port=port,
        tell=lambda report: console.tell(report, sentences.serve),
    )
    console.note("", "Preview ended.")
    return 0


def main() -> None:
    """The entry point of `inforce` and `python build.py`."""
    app(prog_name="inforce")


if __name__ == "__main__":
    main()
