"""The command line of proofs: `inforce verify` and `inforce export`. Only wiring; asks for the real date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inforce.console import Format
from inforce.console.calls import DAY, console_of, formats, root_of


@click.command()
@click.argument("site", required=False, type=click.Path(path_type=Path), metavar="[SITE]")
@click.option(
    "--against",
    "--head",
    "head",
    default="",
    metavar="HEAD",
    help="A head noted earlier: must still be in the register.",
)
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def verify(ctx: click.Context, site: Path | None, head: str) -> int:
    """Compare the archive with its register, or a built site with itself; offline.

    \b
    inforce verify          the project: register and texts
    inforce verify site     a deployed folder, and nothing else: no project is needed
    """
    from inforce.console import proofs, sentences

    console = console_of(ctx)
    if site is not None:
        from inforce.commands import verify_site

        with console.progress() as progress:
            found = verify_site.run(site, head=head, progress=progress)
        return console.finish("verify", found, proofs.site)
    from inforce.commands import verify as verb

    with console.progress() as progress:
        report = verb.run(root_of(ctx), on=date.today(), head=head, progress=progress)
    return console.finish("verify", report, sentences.verify)


@click.command()
@click.argument("policy")
@click.option("--on", type=DAY, metavar="DATE", help="The day to answer for; today where not given.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="POLICY-DATE.zip if not given."
)
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def export(ctx: click.Context, policy: str, on: date | None, out: Path | None) -> int:
    """Write the text in force on a day, with its proofs, to one file."""
    from inforce.commands import export as verb
    from inforce.console import proofs

    today = date.today()
    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(root_of(ctx), policy, on=on or today, today=today, out=out, progress=progress)
    return console.finish("export", report, proofs.export)
