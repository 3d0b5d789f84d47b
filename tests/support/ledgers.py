"""Ledgers for tests: a notice, rows, a freeze."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from inforce.core.delivery import Audience, State
from inforce.mail.ledger.acts import start_run
from inforce.mail.ledger.freeze import Counts, RejectLimit, freeze
from inforce.mail.ledger.store import Store
from inforce.mail.values import FrozenNotice, Recipient, Reject, Variant, message_id

AT = "2026-12-01T09:30:00.000Z"
HOST = "example.com"
BODY = b"From: a@example.com\r\nSubject: Terms\r\n\r\nThe terms change.\r\n"


@dataclass
class File:
    """A recipients' file without a file."""

    rows: Iterable[Recipient | Reject]
    path: Path = Path("people.csv")
    digest: str = field(default="f" * 64)

    def __iter__(self) -> Iterator[Recipient | Reject]:
        return iter(self.rows)


def person(number: int, **values: object) -> Recipient:
    """The recipient `personN@example.net`, of line N + 1."""
    email = f"person{number}@example.net"
    return Recipient(**{"line": number + 1, "email": email, "key": email, "name": f"Person {number}", **values})  # type: ignore[arg-type]


def people(count: int, first: int = 1) -> list[Recipient]:
    """So many of them."""
    return [person(number) for number in range(first, first + count)]


def variant(locale: str = "en", body: bytes = BODY) -> Variant:
    """A text."""
    return Variant(locale, "Terms", body, sha256(body).hexdigest())


def notice(id: str = "privacy-2027-01-31-accounts-0a1b2c", **values: object) -> FrozenNotice:
    """What is decided about a notice."""
    facts = {
        "id": id,
        "policy": "privacy",
        "version": "2027-01-31",
        "audience": Audience.ACCOUNTS,
        "informational": False,
        "frozen": AT,
        "approved_by": "Ada",
        "published_by": "Ben",
        "effective": date(2027, 1, 31),
        "last_day": date(2027, 1, 1),
        "deadline": "2027-01-02T00:00:00.000Z",
        "host": HOST,
        "envelope": "bounces@example.com",
    }
    return FrozenNotice(**{**facts, **values})  # type: ignore[arg-type]


def frozen(
    store: Store,
    rows: Iterable[Recipient | Reject],
    about: FrozenNotice | None = None,
    limit: RejectLimit | None = None,
    body: bytes = BODY,
) -> tuple[FrozenNotice, Counts]:
    """A frozen notice and what its rows came to."""
    about = about or notice()
    counts = freeze(
        store,
        about,
        [variant(body=body)],
        File(rows),
        by="Ada",
        at=AT,
        choose=lambda wanted: "en",
        limit=limit or RejectLimit(),
    )
    return store.notice(about.id), counts


def claim(store: Store, number: int, run: int, connection: int = 0) -> None:
    """What the sender does when it takes a row in hand."""
    with store.transaction() as db:
        sql = "UPDATE recipient SET state = 'sending', run = ?, connection = ?, claimed = ?, tries = tries + 1"
        done = db.execute(sql + " WHERE number = ? AND state IN ('queued', 'deferred')", (run, connection, AT, number))
        assert done.rowcount == 1


def settle(
    store: Store, number: int, state: State, *, code: int = 250, reply: str = "2.0.0 Ok", message: str = ""
) -> None:
    """What the sender does when it knows what became of it."""
    with store.transaction() as db:
        row = db.execute("SELECT notice, run, connection FROM recipient WHERE number = ?", (number,)).fetchone()
        reason = "" if state in (State.ACCEPTED, State.QUEUED) else f"{code} {reply}"
        sql = "UPDATE recipient SET state = ?, reason = ? WHERE number = ? AND state = 'sending'"
        assert db.execute(sql, (state.value, reason, number)).rowcount == 1
        sql = """INSERT INTO attempt
        (recipient, notice, run, connection, started, ended, phase, outcome, code, reply, queue_id, message)
        VALUES (?, ?, ?, ?, ?, ?, 'dot', ?, ?, ?, 'ABC', ?)"""
        db.execute(sql, (number, row[0], row[1], row[2], AT, AT, state.value, code, reply, message))


def deliver(store: Store, id: str, outcomes: dict[int, State], run: int = 0) -> int:
    """A run (begun here unless given) in which each of these rows comes to its state; SENDING leaves it in hand."""
    run = run or start_run(store, id, "Ada", AT, {"relay": "relay.example.com:587"})
    for number, state in outcomes.items():
        claim(store, number, run)
        if state is not State.SENDING:
            settle(store, number, state, code=550 if state is State.REJECTED else 250)
    return run


def identity(id: str, number: int) -> str:
    """The Message-ID of a row's message."""
    return message_id(id, number, HOST)
