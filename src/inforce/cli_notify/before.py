"""`inforce notify plan`, `preview`, `freeze`, `top-up`: before anything is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click

from inforce.cli_notify import common
from inforce.cli_notify.group import notify
from inforce.console import Format
from inforce.console.calls import DAY, console_of, formats, root_of
from inforce.core.delivery import Audience


@notify.command()
@common.RATE
@common.RECIPIENTS
@click.option("--count", type=click.IntRange(0), metavar="N", help="How many recipients, where there is no file yet.")
@click.option("--on", type=DAY, metavar="DATE", help="The day to answer for, from its first minute; now if not given.")
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def plan(ctx: click.Context, rate: int | None, recipients: Path | None, count: int | None, on: date | None) -> int:
    """Say which notices are due, by when, and whether they can be sent in time."""
    from inforce.commands.notify import plan as verb
    from inforce.console import notify as sentences

    moment = datetime.combine(on, time(), UTC) if on else common.now()
    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(
            root_of(ctx), now=lambda: moment, rate=rate, recipients=recipients, count=count, progress=progress
        )
    return console.finish("plan", report, sentences.plan)


@notify.command()
@click.argument("policy")
@click.argument("version")
@common.RECIPIENTS
@click.option(
    "--audience", type=common.AUDIENCES, default=Audience.ACCOUNTS.value, show_default=True, help="Who gets it."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Output folder; .inforce/preview/… if not given."
)
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def preview(
    ctx: click.Context, policy: str, version: str, recipients: Path | None, audience: str, out: Path | None
) -> int:
    """Write the notice as files, and count its recipients. Freezes nothing, sends nothing."""
    from inforce.commands.notify import preview as verb
    from inforce.console import notify as sentences

    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(
            root_of(ctx),
            policy,
            version,
            now=common.now,
            audience=Audience(audience),
            recipients=recipients,
            out=out,
            progress=progress,
        )
    return console.finish("preview", report, sentences.preview)


@notify.command()
@click.argument("policy")
@click.argument("version")
@click.option("--recipients", type=common.FILE, metavar="FILE", required=True, help="CSV of who is to be told.")
@click.option(
    "--audience", type=common.AUDIENCES, required=True, help="Account holders, or people who asked to be told."
)
@common.APPROVED_BY
@click.option("--informational", is_flag=True, help="Send it although the change is not material.")
@click.option("--late", is_flag=True, help="Send it although its last day is past; with --by and --reason.")
@click.option("--by", default="", metavar="NAME", help="Who answers for a late notice.")
@click.option("--reason", default="", help="Why it is late.")
@common.MAX_REJECTS
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def freeze(ctx: click.Context, /, policy: str, version: str, **asked: Any) -> int:
    """Fix the notice: texts, recipients, who approved it. Sends nothing."""
    from inforce.commands.notify import freeze as verb
    from inforce.console import notify as sentences

    common.late_only(asked["late"], asked["by"], asked["reason"])
    order = verb.Order(
        policy=policy,
        version=version,
        recipients=asked["recipients"],
        audience=Audience(asked["audience"]),
        approved_by=asked["approved_by"],
        informational=asked["informational"],
        late=asked["late"],
        late_by=asked["by"],
        late_reason=asked["reason"],
        max_rejects=asked["max_rejects"],
    )
    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(root_of(ctx), order, now=common.now, progress=progress)
    return console.finish("freeze", report, sentences.freeze)


@notify.command("top-up")
@click.argument("id")
@click.option("--recipients", type=common.FILE, metavar="FILE", required=True, help="CSV of who is to be told as well.")
@common.APPROVED_BY
@common.MAX_REJECTS
@click.pass_context
def top_up(ctx: click.Context, id: str, recipients: Path, approved_by: str, max_rejects: int | None) -> int:
    """Add people to a frozen notice; whoever is in it already is not mailed again."""
    from inforce.commands.notify import top_up as verb
    from inforce.console import notify as sentences

    console = console_of(ctx)
    with console.progress() as progress:
        report = verb.run(
            root_of(ctx),
            id,
            recipients,
            approved_by=approved_by,
            now=common.now,
            max_rejects=max_rejects,
            progress=progress,
        )
    return console.finish("top-up", report, sentences.top_up)
