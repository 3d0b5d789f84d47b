"""One run of a frozen notice: relay, ledger and messages brought together, in the order that loses nothing.

The relay is tried first: if it cannot be used, nothing was touched. Then the run is begun in the ledger, then the
caller says so where others can see it (the site's register), and only then the first message goes out.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from time import time

from inforce.mail import message
from inforce.mail.ledger import acts
from inforce.mail.ledger.journal import SqliteJournal
from inforce.mail.ledger.store import Store
from inforce.mail.relay import Relay
from inforce.mail.sending import Compose, Ended, Plan, Snapshot, Why, first_connection, send
from inforce.mail.times import stamp
from inforce.mail.values import Delivery, FrozenNotice

_OWN_HEADERS = 2048
"""Octets of a recipient's own headers, at most."""


def dispatch(
    store: Store,
    notice: FrozenNotice,
    relay: Relay,
    plan: Plan,
    *,
    by: str = "",
    begun: Callable[[int], None] = lambda run: None,
    tell: Callable[[Snapshot], None] | None = None,
    stop: threading.Event | None = None,
    clock: Callable[[], float] = time,
    context: ssl.SSLContext | None = None,
) -> Ended:
    """Send what is due of `notice`; `begun` is called with the run's number before the first message goes out.

    The caller holds the ledger's lock and has recovered what a dead sender left. `StoppedError` where the relay
    cannot be used; then nothing was begun. What `begun` raises is passed on, and nothing was sent.
    """
    compose, largest = composer(store, notice)
    first = first_connection(relay, plan, largest=largest, context=context)
    try:
        detail = {"relay": str(relay), "tls": relay.tls.value, "connections": plan.connections, "rate": plan.rate}
        run = acts.start_run(store, notice.id, by, stamp(clock()), detail)
        begun(run)
    except BaseException:
        first.close()
        raise
    journal = SqliteJournal(store, notice, run, plan.connections, clock)
    ended = send(journal, compose, relay, plan, first=first, tell=tell, stop=stop, clock=clock, context=context)
    if ended.why is not Why.LEDGER:
        # A ledger that failed still has rows in hand: the next run puts them in doubt, and only then seals this one.
        acts.end_run(store, notice.id, run, stamp(clock()), {"why": ended.why.value, "attempts": ended.run.attempts})
    return ended


def composer(store: Store, notice: FrozenNotice) -> tuple[Compose, int]:
    """What puts a delivery's message together from the frozen variants, and the most octets a message may have."""
    variants = store.variants(notice.id)

    def compose(delivery: Delivery) -> bytes:
        body = variants[delivery.locale].body
        return message.message(body, delivery.recipient, delivery.message_id, notice.audience)

    return compose, max(len(variant.body) for variant in variants.values()) + _OWN_HEADERS
