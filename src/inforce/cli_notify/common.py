"""What the verbs of notices share: the real time, a person to ask, options that several have."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from inforce.core.delivery import Audience

FILE = click.Path(path_type=Path, dir_okay=False)
AUDIENCES = click.Choice([audience.value for audience in Audience])
RECIPIENTS = click.option("--recipients", type=FILE, metavar="FILE", help="CSV of who is to be told.")
BY = click.option("--by", required=True, metavar="NAME", help="Who decides; stands in the proof.")
APPROVED_BY = click.option(
    "--approved-by", required=True, metavar="NAME", help="Who approved it; stands in the public register."
)
MAX_REJECTS = click.option(
    "--max-rejects",
    type=click.IntRange(0),
    metavar="N",
    help="Rows that may be rejected; where not given, half of them, and 20 in any case.",
)
RATE = click.option("--rate", type=click.IntRange(1), metavar="N", help="Messages a second; inforce.toml says else.")


def now() -> datetime:
    """The present moment; its date is that of this machine's time zone, as for the other verbs."""
    return datetime.now().astimezone()


def interactive() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty()


def late_only(late: bool, by: str, reason: str) -> None:
    """A late notice needs a name and a reason, and nothing else has them."""
    if late and not (by and reason):
        raise click.UsageError('--late needs who answers for it and why: --late --by NAME --reason "…"')
    if (by or reason) and not late:
        raise click.UsageError("--by and --reason belong to --late.")
