"""The command line: `inforce VERB`. Only wiring; this is the one place that asks for the real date."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from inforce import cli_archive, cli_import, cli_notify, cli_repository
from inforce.console import Format
from inforce.console.calls import DAY, Verbs, console_of, formats, root_of
from inforce.core.settings import KINDS

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
@formats(Format.TEXT, Format.JSON, Format.GITHUB)
@click.pass_context
def build(ctx: click.Context, on: date | None, out: Path | None) -> int:
    """Build the site."""
    from inforce.commands import build as verb
    from inforce.console import sentences

    today = date.today()
    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(root_of(ctx), out, on=on or today, today=today, progress=progress)
    return console.finish("build", report, sentences.build)


@app.command()
@click.argument("policy", required=False)
@click.argument("version", required=False)
@_on
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--checklists", is_flag=True, help="Of a policy: what the GDPR, CCPA and CalOPPA ask, and where it is.")
@formats(Format.TEXT, Format.JSON, Format.GITHUB)
@click.pass_context
def check(
    ctx: click.Context, policy: str | None, version: str | None, on: date | None, strict: bool, checklists: bool
) -> int:
    """Check everything that build checks, and the faults that matter in law; write nothing.

    \b
    inforce check                     everything
    inforce check privacy             one policy
    inforce check privacy 2027-01-31  one version, with every hint
    """
    from inforce.commands import check as verb
    from inforce.console import checklists as lists
    from inforce.console import sentences

    if checklists and not policy:
        raise click.UsageError("--checklists needs a policy: inforce check POLICY --checklists")
    console = console_of(ctx)
    day = on or date.today()
    with console.progress() as progress:
        if policy:
            report = verb.run_one(root_of(ctx), policy, version or "", on=day, strict=strict, checklists=checklists)
        else:
            report = verb.run(root_of(ctx), on=day, strict=strict, progress=progress)
    return console.finish("check", report, lambda r: (*lists.sentences(r, console.width()), *sentences.check(r)))


@app.command()
@click.argument("texts", nargs=-1, required=True, metavar="A B")
@_on
@formats(Format.TEXT, Format.HTML, Format.SIDES, Format.MARKDOWN, Format.MAIL, Format.JSON)
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
    console = console_of(ctx)
    report = verb.run(root_of(ctx), texts, on=on or date.today())
    return redlines.show(console, report)


@app.command()
@click.argument("texts", nargs=-1, metavar="A B")
@click.option("--kind", type=click.Choice(KINDS), help="What the texts are; guessed from their names where not given.")
@click.option("--all", is_flag=True, help="Also list what was seen and needs no notice.")
@click.option("--batch", is_flag=True, help="Read pairs as JSON lines from standard input, answer each with a line.")
@_on
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def assess(
    ctx: click.Context, texts: tuple[str, ...], kind: str | None, all: bool, batch: bool, on: date | None
) -> int:
    """Say whether a change should be told to people, and why.

    \b
    inforce assess privacy 2025-12-15 2027-01-31  two versions of a policy
    inforce assess privacy                        the draft and the text in force
    inforce assess OLD.md NEW.md                  any two Markdown files; no project is needed
    inforce assess --batch < pairs.jsonl          {"id", "old", "new", "kind"} a line

    A hint by rules over the words of the texts; no legal advice.
    """
    from inforce.console import assessments

    console = console_of(ctx)
    if batch:
        from inforce.commands import batch as pairs

        if texts or all:
            raise click.UsageError("--batch reads the texts from standard input; name none, and no --all.")
        lines = sys.stdin.buffer
        report = pairs.run(root_of(ctx), lines, kind=kind or "", tell=lambda answer: assessments.tell(console, answer))
        return assessments.ended(console, report)
    from inforce.commands import assess as verb

    if not 1 <= len(texts) <= 3:
        raise click.UsageError("assess reads two texts; name two.")
    found = verb.run(root_of(ctx), texts, on=on or date.today(), kind=kind or "")
    return assessments.show(console, found, all=all)


@app.command()
@_on
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def status(ctx: click.Context, on: date | None) -> int:
    """Show what is in force, scheduled and in draft, and what to do next."""
    from inforce.commands import status as verb
    from inforce.console import sentences

    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(root_of(ctx), on=on or date.today(), progress=progress)
    return console.finish("status", report, sentences.status)


app.add_command(cli_archive.verify)
app.add_command(cli_archive.export)
app.add_command(cli_repository.init)
app.add_command(cli_repository.report)


@app.command()
@click.argument("policy")
@click.argument("version", required=False)
@click.option("--effective", type=DAY, metavar="DATE", help="First day in force; leaves room for notice if not given.")
@click.option("--new", is_flag=True, help="The name is right: begin a further policy.")
@click.option("--refresh-summary", is_flag=True, help="Of a draft: begin a line for each section changed since.")
@click.pass_context
def draft(
    ctx: click.Context, policy: str, version: str | None, effective: date | None, new: bool, refresh_summary: bool
) -> int:
    """Begin a new version, copied from the one it will replace.

    \b
    inforce draft privacy                         a new version
    inforce draft privacy --refresh-summary       the summary of the newest draft follows its text
    """
    from inforce.console import deeds

    if refresh_summary:
        from inforce.commands import refresh_summary as refreshing

        if effective or new:
            raise click.UsageError("--refresh-summary changes a draft that is there: leave out --effective and --new.")
        found = refreshing.run(root_of(ctx), policy, version or "", today=date.today())
        return console_of(ctx).finish("draft", found, deeds.refreshed)
    from inforce.commands import draft as verb

    if version:
        raise click.UsageError("Give a new version's day with --effective; a name goes with --refresh-summary.")
    report = verb.run(root_of(ctx), policy, effective=effective, today=date.today(), new=new)
    return console_of(ctx).finish("draft", report, deeds.draft)


_by = click.option("--by", required=True, metavar="NAME", help="Who decides; stands in the public register.")


@app.command()
@click.argument("policy", required=False)
@click.argument("version", required=False)
@_by
@click.option("--due", is_flag=True, help="Publish every draft whose day of publication has come.")
@click.option("--reviewed", is_flag=True, help="Record that the text in force was reviewed and stays as it is.")
@click.option("--note", default="", metavar="TEXT", help="With --reviewed: shown in the history.")
@click.pass_context
def publish(
    ctx: click.Context, policy: str | None, version: str | None, by: str, due: bool, reviewed: bool, note: str
) -> int:
    """Fix a version in the register, after every check. Uses the real date."""
    from inforce.commands import publish as verb
    from inforce.commands import review
    from inforce.console import deeds

    console = console_of(ctx)
    if (reviewed and (due or not policy)) or (note and not reviewed):
        raise click.UsageError("--reviewed is of one policy: name it, without --due; --note goes with --reviewed.")
    with console.progress() as progress:
        if reviewed and policy:
            found = review.run(
                root_of(ctx), policy, version or "", by=by, note=note, today=date.today(), progress=progress
            )
            return console.finish("publish", found, deeds.reviewed)
        if due and not policy:
            report = verb.run_due(root_of(ctx), by=by, today=date.today(), progress=progress)
        elif policy and version and not due:
            report = verb.run(root_of(ctx), policy, version, by=by, today=date.today(), progress=progress)
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
        report = verb.run_end(root_of(ctx), policy, end=end, by=by, reason=reason, today=today)
    else:
        report = verb.run(root_of(ctx), policy, version or "", by=by, reason=reason, today=today)
    return console_of(ctx).finish("withdraw", report, deeds.withdraw)


app.add_command(cli_import.import_)
app.add_command(cli_notify.notify)


@app.command()
@click.option("--drafts", is_flag=True, help="Show drafts too, labelled as such, with their redline.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@_on
@click.pass_context
def serve(ctx: click.Context, drafts: bool, port: int, on: date | None) -> int:
    """Preview the site in a browser; follows every save."""
    from inforce.commands import serve as verb
    from inforce.console import sentences

    console = console_of(ctx)
    verb.run(
        root_of(ctx),
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
