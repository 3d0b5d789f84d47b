"""The command line of a repository: `inforce init` and `inforce report`. Only wiring; asks for the real date."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from inforce.console import Format
from inforce.console.calls import DAY, console_of, formats, root_of


@click.command()
@click.argument("folder", default=".", metavar="[DIR]")
@click.option("--organisation", metavar="NAME", help="Who publishes the policies.")
@click.option("--contact", metavar="ADDRESS", help="E-mail address for questions about them.")
@click.option("--base-url", metavar="URL", help="Address of the finished site, with a slash at its end.")
@click.option("--policy", "policies", multiple=True, metavar="SLUG", help="A policy to begin with; may be repeated.")
@click.option("--host", type=click.Choice(("github", "none")), help="For which host to write workflows (github).")
@click.option("--requirement", metavar="SPEC", help="What pip installs on the host; this version where not given.")
@click.option("--no-input", is_flag=True, help="Ask nothing; take examples for what is not given.")
@click.pass_context
def init(ctx: click.Context, /, folder: str, no_input: bool, **options: Any) -> int:
    """Make a new policy repository that builds at once.

    On a terminal it asks for what is not given.
    """
    from inforce.commands import init as verb
    from inforce.console import deeds, questions

    given = {name: value for name, value in options.items() if value}
    answers = verb.Answers(**given)
    where = root_of(ctx) / folder
    if not no_input and questions.can_ask():
        verb.refuse_full(where)
        answers = questions.asked(answers, frozenset(given))
    return console_of(ctx).finish("init", verb.run(where, answers, today=date.today()), deeds.init)


@click.command()
@click.option("--since", required=True, metavar="REF", help="The git branch or commit to compare with: origin/main.")
@click.option("--full", is_flag=True, help="As Markdown: all of it, however long.")
@click.option("--on", type=DAY, metavar="DATE", help="The day to answer for; today where not given.")
@formats(Format.TEXT, Format.MARKDOWN, Format.JSON, Format.GITHUB)
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
