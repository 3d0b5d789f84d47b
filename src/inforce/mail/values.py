"""What the parts of `inforce.mail` hand to each other: frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from inforce.core.delivery import Audience, State


@dataclass(frozen=True, slots=True)
class Recipient:
    """One well-formed row of a recipients' file."""

    line: int
    """Of the CSV, from 1: the head is line 1. Of a row over several lines its first."""
    email: str
    """The address as it is mailed: as written, its domain as A-label in lower case."""
    key: str
    """What makes two addresses the same: `email` with its local part in lower case too."""
    name: str = ""
    locale: str = ""
    """As written; empty where not given."""
    account: str = ""
    opted_out: bool = False
    """Opted out of marketing: counts for subscribers only."""
    unsubscribe_url: str = ""
    unsendable: str = ""
    """Why it cannot be mailed although it is well formed; empty where it can."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that names nobody who could be mailed."""

    line: int
    reason: str
    """A plain clause without the row's values: "the address has no @"."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The notice in one locale, as bytes."""

    locale: str
    subject: str
    body: bytes
    """The headers that all recipients share, an empty line, the content; CRLF throughout, ASCII, lines ≤ 998 octets.
    What goes out is a recipient's own headers, then this."""
    digest: str
    """SHA-256 of `body`."""


@dataclass(frozen=True, slots=True)
class FrozenNotice:
    """All that is decided about a notice at its freeze, but its recipients."""

    id: str
    """``POLICY-VERSION-AUDIENCE-`` and six hex digits."""
    policy: str
    version: str
    audience: Audience
    informational: bool
    """Not material: sent because somebody wants to."""
    frozen: str
    """UTC, ISO 8601 with a Z."""
    approved_by: str
    published_by: str
    """Who published the version, from the register."""
    effective: date
    last_day: date
    """The last day to send it in time: the effective date less the notice period."""
    deadline: str
    """UTC moment after which what is still deferred expires."""
    late_by: str = ""
    late_reason: str = ""
    host: str = ""
    """Domain of the Message-IDs: that of the sender."""
    envelope: str = ""
    """Envelope sender; with a ``*`` where VERP puts the id's last part and the recipient's number: ``3f9c2a.17``."""
    text: str = ""
    """SHA-256 of the version's canonical text."""
    meta: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    """Names of templates, phrases and settings that the letters were made from, each with its SHA-256, by name."""
    commit: str = ""
    """git commit of the project at the freeze; empty without git."""
    variants: tuple[tuple[str, str], ...] = ()
    """Locale and digest of each variant, by locale."""
    replaces: tuple[str, ...] = ()
    """Notices of the same version and audience whose place this one takes."""
    program: str = ""
    """Version of Inforce."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to send: a claimed row."""

    number: int
    recipient: Recipient
    """`line` is 0 here: the file is no longer at hand."""
    message_id: str
    """With its angle brackets."""
    locale: str
    sender: str
    """Envelope sender of this message."""
    tries: int = 0
    """Attempts before this one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt."""

    state: State
    """accepted, deferred, rejected, in_doubt or queued (put back: the dot was not sent)."""
    phase: str
    """Where it was decided: connect, mail, rcpt, data (before the dot), dot (the dot and after), crash, test."""
    code: int = 0
    """Of the relay's reply; 0 where none came."""
    reply: str = ""
    """The reply's text, or what happened; one line, printable, at most 500 characters."""
    queue_id: str = ""
    """The relay's own name for the message, where its reply gives one."""
    started: str = ""
    ended: str = ""
    message: str = ""
    """SHA-256 of the message's bytes."""
    due: float = field(default=0.0, compare=False)
    """Of a deferred one: Unix time before which it is not tried again."""


def message_id(notice: str, number: int, host: str) -> str:
    """The Message-ID of a recipient's message: the same at every attempt, so that a relay's log can be asked for it."""
    return f"<{notice}.{number}@{host}>"


def number_of(message_id: str, notice: str) -> int | None:
    """The recipient's number in a Message-ID of `notice` (angle brackets or not); None for any other."""
    inner = message_id.strip().removeprefix("<").removesuffix(">")
    local, at, _host = inner.rpartition("@")
    head, dot, number = local.rpartition(".")
    fits = at and dot and head == notice and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if fits else None
