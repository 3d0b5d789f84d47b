"""`inforce notify send`: asks a person, shows how far it is, stops in good order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from inforce.cli_notify import common
from inforce.cli_notify.group import notify
from inforce.console.calls import console_of, root_of
from inforce.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from inforce.commands.notify.send_values import Options, Question
    from inforce.console.notify_progress import SendingLine


@notify.command()
@click.argument("id")
@click.option("--smtp", default="", metavar="URL", help="The relay, smtp://HOST:PORT; INFORCE_SMTP_URL if not given.")
@click.option("--connections", type=click.IntRange(1, 100), metavar="N", help="Connections at a time.")
@common.RATE
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Messages in this run at most.")
@click.option("--test", metavar="ADDRESS", help="Send one message to this address instead; no row is touched.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--insecure", is_flag=True, help="Allow a relay without TLS that is not on this machine.")
@click.option("--restored", is_flag=True, help="The ledger comes from a backup: what is open is in doubt; with --by.")
@click.option("--late", is_flag=True, help="Send it although its time is over; with --by and --reason.")
@click.option("--by", default="", metavar="NAME", help="Who answers for --late or --restored.")
@click.option("--reason", default="", help="Why it is late.")
@click.option("--halt-after", type=click.IntRange(0), default=20, show_default=True, metavar="N",
              help="Addresses refused in a row until the run halts; 0: never.")  # fmt: skip
@click.option("--wait", type=click.IntRange(0), default=30, show_default=True, metavar="SECONDS",
              help="Longest wait for what the relay put off; for longer the run ends.")  # fmt: skip
@click.pass_context
def send(ctx: click.Context, /, id: str, test: str | None, yes: bool, **asked: Any) -> int:
    """Send what is open of a frozen notice. May be stopped and run again; nobody is mailed twice."""
    from inforce.commands.notify import send as verb
    from inforce.commands.notify import trial
    from inforce.console import notify_send as sentences
    from inforce.console.notify_progress import SendingLine

    console = console_of(ctx)
    options = _options(asked)
    if test is not None:
        tried = trial.run(root_of(ctx), id, test, options, now=common.now, environ=environ)
        return console.finish("send", tried, sentences.tried)
    if not yes and not common.interactive():
        sentence = "Nobody is there to agree: nothing was sent."
        raise UsageError(Problem("confirm-needed", Place(), sentence, "Run it in a terminal, or add --yes."))
    line = SendingLine(console.err)

    def ask(question: Question) -> bool:
        if not yes:
            console.say(*sentences.question(question), "")
            if click.prompt(f"Type “{sentences.WORD}” to send", default="", show_default=False) != sentences.WORD:
                return False
        line.begin(question)
        return True

    with _stopping(line) as stop:
        report = verb.run(
            root_of(ctx), id, options, now=common.now, environ=environ, ask=ask, tell=line.tell, stop=stop
        )
    return console.finish("send", report, sentences.sent)


def _options(asked: dict[str, Any]) -> Options:
    from inforce.commands.notify.send_checks import Late
    from inforce.commands.notify.send_values import Options

    by, reason = asked["by"], asked["reason"]
    if asked["restored"] and not by:
        raise click.UsageError("--restored needs the name of who says so: --by NAME")
    if by and not (asked["late"] or asked["restored"]):
        raise click.UsageError("--by answers for --late or --restored; give one of them.")
    if asked["late"] or reason:
        common.late_only(asked["late"], by, reason)
    return Options(
        smtp=asked["smtp"],
        connections=asked["connections"],
        rate=asked["rate"],
        limit=asked["limit"] or 0,
        insecure=asked["insecure"],
        restored=asked["restored"],
        restored_by=by,
        late=Late(by, reason) if asked["late"] else None,
        halt_after=asked["halt_after"],
        wait=asked["wait"],
    )


@contextmanager
def _stopping(line: SendingLine) -> Iterator[threading.Event]:
    """An event that Ctrl-C, or a polite request to end, sets; a second one ends the program at once."""
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        if stop.is_set() or not line.begun:
            raise KeyboardInterrupt
        line.stopping = True
        stop.set()

    kept = {}
    if threading.current_thread() is threading.main_thread():
        kept = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        line.end()
        for number, handler in kept.items():
            signal.signal(number, handler)
