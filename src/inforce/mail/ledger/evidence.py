"""The proof: every digest asked again, every row's way retraced, every message rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby

from inforce.core.delivery import Audience
from inforce.errors import ContentError, Place, Problem, UsageError
from inforce.mail import message
from inforce.mail.ledger import audit, digests
from inforce.mail.ledger.store import Store
from inforce.mail.values import Recipient, message_id

verify = audit.verify


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand a message to the relay."""

    number: int
    run: int
    connection: int
    started: str
    ended: str
    phase: str
    outcome: str
    """The state it led to."""
    code: int
    """Of the relay's reply; 0 where none came."""
    reply: str
    queue_id: str
    message: str
    """SHA-256 of the bytes sent; empty where they are not known."""


@dataclass(frozen=True, slots=True)
class Row:
    """All that is known of one recipient."""

    number: int
    batch: int
    """1: of the freeze; higher: of a top-up."""
    line: int
    email: str
    """Empty where it was erased."""
    account: str
    locale: str
    state: str
    reason: str
    duplicate_of: int | None
    version: str
    """The policy's version the notice is about."""
    message_id: str
    erased: bool
    attempts: tuple[Attempt, ...]


def deliveries(store: Store, id: str) -> Iterator[Row]:
    """What became of every recipient of the notice, by number; streamed."""
    notice = store.notice(id)
    tries = groupby(_attempts(store, id), key=lambda found: found[0])
    recipient, attempts = next(tries, (None, iter(())))
    sql = """SELECT number, batch, line, email, account, locale, state, reason, duplicate_of, key FROM recipient
    WHERE notice = ? ORDER BY number"""
    for number, batch, line, email, account, locale, state, reason, first, key in store.ask(sql, id):
        while recipient is not None and recipient < number:  # of a row that is not there: `verify` says so
            recipient, attempts = next(tries, (None, iter(())))
        mine: tuple[Attempt, ...] = ()
        if recipient == number:
            mine = tuple(attempt for _, attempt in attempts)
            recipient, attempts = next(tries, (None, iter(())))
        identity = message_id(id, number, notice.host)
        told = (email, account, locale, state, reason, first, notice.version)
        yield Row(number, batch, line, *told, identity, key.startswith(digests.ERASED), mine)


def _attempts(store: Store, id: str) -> Iterator[tuple[int, Attempt]]:
    sql = """SELECT recipient, number, run, connection, started, ended, phase, outcome, code, reply, queue_id, message
    FROM attempt WHERE notice = ? ORDER BY recipient, number"""
    for recipient, *values in store.ask(sql, id):
        yield recipient, Attempt(*values)


def rebuild(store: Store, id: str, number: int) -> bytes:
    """The recipient's message, byte for byte as it was sent, or would be.

    `UsageError` where the notice has no such recipient, or the address was erased; `ContentError` where the bytes are
    not those that an attempt recorded.
    """
    notice = store.notice(id)
    recipient, locale = _recipient(store, id, number)
    variant = store.variants(id).get(locale)
    if variant is None:
        raise ContentError(_differs(store, f"The notice {id} has no text in “{locale}”, which recipient {number} got."))
    identity = message_id(id, number, notice.host)
    try:
        found = message.message(variant.body, recipient, identity, Audience(notice.audience))
    except message.MessageFault as fault:
        raise ContentError(_differs(store, f"The message of recipient {number} cannot be made: {fault}.")) from fault
    digest = sha256(found).hexdigest()
    sql = "SELECT number FROM attempt WHERE recipient = ? AND notice = ? AND message NOT IN ('', ?) ORDER BY number"
    row = store.ask(sql, number, id, digest).fetchone()
    if row:
        sentence = f"The message of recipient {number}, made again, is not the one that attempt {row[0]} sent."
        raise ContentError(_differs(store, sentence))
    return found


def _recipient(store: Store, id: str, number: int) -> tuple[Recipient, str]:
    sql = """SELECT line, email, key, name, locale, account, opted_out, unsubscribe_url FROM recipient
    WHERE number = ? AND notice = ?"""
    row = store.ask(sql, number, id).fetchone()
    if row is None:
        first, last = store.ask("SELECT min(number), max(number) FROM recipient WHERE notice = ?", id).fetchone()
        sentence = f"The notice {id} has no recipient {number}."
        remedy = f"Its recipients have numbers from {first} to {last}; “inforce notify proof” lists them."
        raise UsageError(Problem("recipient-unknown", Place(str(store.path)), sentence, remedy))
    recipient = Recipient(*row)
    if recipient.key.startswith(digests.ERASED):
        sentence = f"The address of recipient {number} was erased: the message cannot be made again."
        remedy = "Its digest and what the relay said of it are still in the proof."
        raise UsageError(Problem("recipient-erased", Place(str(store.path)), sentence, remedy))
    return replace(recipient, opted_out=bool(recipient.opted_out)), recipient.locale


def _differs(store: Store, sentence: str) -> Problem:
    remedy = "Compare with a backup; “inforce notify proof” says what else was changed."
    return Problem("ledger-evidence-differs", Place(str(store.path)), sentence, remedy)
