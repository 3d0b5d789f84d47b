"""`inforce report`: wiring of the verb that tells reviewers what a branch changes."""

from __future__ import annotations

from datetime import date

import click

from inforce.console import Format
from inforce.console.calls import DAY, console_of, formats, root_of


@click.command()
@click.option("--since", required=True, metavar="REF", help="The git branch or commit to compare with: origin/main.")
@click.option("--full", is_flag=True, help="As Markdown: all of it, however long.")
@click.option("--on", type=DAY, metavar="DATE", help="The day to answer for; today where not given.")
@formats(Format.TEXT, Format.MARKDOWN, Format.JSON)
@click.pass_context
def report(ctx: click.Context, since: str, full: bool, on: date | None) -> int:
    """Show what a branch changes, for its reviewers: dates, verdict, redline, notice, what to mend.

    \b
    inforce report --since origin/main
    inforce report --since origin/main --format markdown    one comment for a pull request

    Drafts that are not committed count, too.
    """
    from inforce.commands import branch as verb
    from inforce.console import branches

    console = console_of(ctx)
    with console.progress() as progress:
        found = verb.run(root_of(ctx), since, on=on or date.today(), progress=progress)
    return branches.show(console, found, full=full)
