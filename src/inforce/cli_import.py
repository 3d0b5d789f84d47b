"""The command line of `inforce import`. Only wiring; asks for the real date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from inforce.console import Format
from inforce.console.calls import console_of, formats, root_of

_policy = click.option("--policy", required=True, metavar="SLUG", help="The policy whose history this is; made if new.")
_by = click.option("--by", default="import", metavar="NAME", help="Who imports; stands in the public register.")


@click.group("import")
def import_() -> None:
    """Make an existing history an archive."""


@import_.command("files")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@_policy
@_by
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def import_files(ctx: click.Context, folder: Path, policy: str, by: str) -> int:
    """Import a folder of texts named by their day (YYYY-MM-DD.md)."""
    from inforce.commands import import_files as verb
    from inforce.console import imports

    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(root_of(ctx), folder, policy, by=by, today=date.today(), progress=progress)
    return console.finish("import files", report, imports.files)


@import_.command("git")
@click.argument("repository", metavar="REPO")
@click.argument("path", metavar="PATH")
@_policy
@click.option(
    "--branch", default="", metavar="BRANCH", help="The branch that was published; the main one if not given."
)
@_by
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def import_git(ctx: click.Context, repository: str, path: str, policy: str, branch: str, by: str) -> int:
    """Import the history of a Markdown file in a git repository.

    \b
    REPO is the folder of a clone, a bare repository, a .bundle file or an address
    that git can clone; PATH is the file's path from the top of the repository.
    """
    from inforce.commands import import_git as verb
    from inforce.console import imports

    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(
            root_of(ctx), repository, path, policy, branch=branch, by=by, today=date.today(), progress=progress
        )
    return console.finish("import git", report, imports.git)
