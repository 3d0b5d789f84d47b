"""`inforce notify status`, `reconcile`, `bounces`, `proof`, `erase`, `suppress`: what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inforce.cli_notify import common
from inforce.cli_notify.group import notify
from inforce.console import Format
from inforce.console.calls import console_of, formats, root_of


@notify.command()
@click.argument("id", required=False)
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def status(ctx: click.Context, id: str | None) -> int:
    """Say how a notice stands; all of them where none is named."""
    from inforce.commands.notify import status as verb
    from inforce.console import notify_send as sentences

    console = console_of(ctx)
    if id is None:
        return console.finish("status", verb.run_all(root_of(ctx)), sentences.statuses)
    return console.finish("status", verb.run(root_of(ctx), id), sentences.status)


@notify.command()
@click.argument("id")
@click.option(
    "--relay-log", type=common.FILE, metavar="FILE", help="Log of a Postfix relay that covers the time of sending."
)
@click.option("--csv", type=common.FILE, metavar="FILE", help="CSV with the columns message-id and status.")
@click.option("--absent-is-queued", is_flag=True, help="The evidence is whole: what it does not name never arrived.")
@click.option(
    "--decide", type=click.Choice(["resend", "accepted", "expire"]), help="A person decides; with --by and --reason."
)
@click.option("--by", default="", metavar="NAME", help="Who decides, or brings the evidence; stands in the proof.")
@click.option("--reason", default="", help="Why; stands in the proof.")
@click.pass_context
def reconcile(ctx: click.Context, /, id: str, **asked: Any) -> int:
    """Settle what is in doubt by a relay's log, a mail service's list, or a decision."""
    from inforce.commands.notify import reconcile as verb
    from inforce.console import notify_send as sentences

    given = [name for name in ("relay_log", "csv", "decide") if asked[name] is not None]
    if len(given) != 1:
        raise click.UsageError("Give one of --relay-log FILE, --csv FILE, --decide WHAT.")
    if asked["decide"]:
        if not (asked["by"] and asked["reason"]):
            raise click.UsageError('A decision needs who decides and why: --by NAME --reason "…"')
        decision = verb.Decision(asked["decide"])
        report = verb.decide(root_of(ctx), id, decision, by=asked["by"], reason=asked["reason"], now=common.now)
    else:
        report = verb.run(
            root_of(ctx),
            id,
            now=common.now,
            relay_log_file=asked["relay_log"],
            csv=asked["csv"],
            absent_is_queued=asked["absent_is_queued"],
            by=asked["by"],
        )
    return console_of(ctx).finish("reconcile", report, sentences.reconcile)


@notify.command()
@click.argument("id")
@click.option("--csv", type=common.FILE, metavar="FILE", required=True, help="CSV with the column email or message-id.")
@click.option("--by", default="", metavar="NAME", help="Who brings it; stands in the proof.")
@click.pass_context
def bounces(ctx: click.Context, id: str, csv: Path, by: str) -> int:
    """Record what came back, and who called it spam."""
    from inforce.commands.notify import bounces as verb
    from inforce.console import notify_send as sentences

    return console_of(ctx).finish("bounces", verb.run(root_of(ctx), id, csv, by=by, now=common.now), sentences.bounces)


@notify.command()
@click.argument("id")
@click.option("--csv", is_flag=True, help="Every attempt as a line of CSV.")
@click.option("--message", metavar="RECIPIENT", help="Rebuild the message of this address or number; with --out.")
@click.option("--out", type=common.FILE, metavar="FILE", help="Where to write that message.")
@formats(Format.TEXT, Format.JSON)
@click.pass_context
def proof(ctx: click.Context, id: str, csv: bool, message: str | None, out: Path | None) -> int:
    """Verify a notice, and say what was sent to whom, when, with which answer."""
    from inforce.commands.notify import proof as verb
    from inforce.console import notify_proof as sentences

    console = console_of(ctx)
    if bool(message) != bool(out):
        raise click.UsageError("--message RECIPIENT and --out FILE belong together.")
    if message and out:
        return console.finish("proof", verb.rebuild(root_of(ctx), id, message, out), sentences.rebuilt)
    if csv and console.format is Format.JSON:
        raise click.UsageError("Give --csv or --json, not both.")
    with verb.opened(root_of(ctx), id) as found:
        return sentences.show(console, found, as_csv=csv)


@notify.command()
@click.argument("address")
@common.BY
@click.option("--reason", required=True, help="Why; stands in the proof.")
@click.pass_context
def erase(ctx: click.Context, address: str, by: str, reason: str) -> int:
    """Forget a person's address in every notice; the evidence that something was sent stays."""
    from inforce.commands.notify import erase as verb
    from inforce.console import notify as sentences

    report = verb.run(root_of(ctx), address, by=by, reason=reason, now=common.now)
    return console_of(ctx).finish("erase", report, sentences.erase)


@notify.command()
@click.option("--csv", type=common.FILE, metavar="FILE", required=True, help="CSV with the column email.")
@click.option("--reason", required=True, help="Why they are not to be mailed.")
@click.pass_context
def suppress(ctx: click.Context, csv: Path, reason: str) -> int:
    """Put addresses on the list of subscribers who get no notice any more."""
    from inforce.commands.notify import suppress as verb
    from inforce.console import notify as sentences

    return console_of(ctx).finish(
        "suppress", verb.run(root_of(ctx), csv, reason=reason, now=common.now), sentences.suppress
    )
