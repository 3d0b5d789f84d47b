"""The proof: any change to the file is found and said; any message is made again byte for byte."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from inforce.core.delivery import Audience, State
from inforce.errors import ContentError, UsageError
from inforce.mail import message
from inforce.mail.ledger import acts, events, evidence
from inforce.mail.ledger.freeze import RejectLimit, top_up
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.values import Reject
from support.ledgers import AT, File, claim, deliver, frozen, identity, people, person, settle


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_ledger(tmp_path, create=True) as opened:
        yield opened


@pytest.fixture
def id(store: Store) -> str:
    """A notice with something of everything: two batches, two runs, a crash, a decision, an erasure."""
    rows = [*people(8), person(2, line=20), person(30, unsendable="needs SMTPUTF8"), Reject(31, "the address has no @")]
    about, _ = frozen(store, rows)
    top_up(store, about.id, File(people(12)), by="Ada", at=AT, choose=lambda _: "en", limit=RejectLimit())
    run = deliver(store, about.id, {1: State.ACCEPTED, 2: State.REJECTED, 3: State.DEFERRED, 4: State.SENDING})
    acts.recover(store, about.id, AT)
    acts.decide(store, about.id, resend=False, by="Ada", reason="seen in the log", at=AT)
    run = deliver(store, about.id, {3: State.ACCEPTED, 5: State.ACCEPTED})
    claim(store, 6, run)
    settle(store, 6, State.REJECTED, code=550, reply="5.1.1 <person6@example.net> unknown")
    acts.end_run(store, about.id, run, AT, {"why": "done"})
    acts.erase(store, "person6@example.net", by="Ada", reason="asked", at=AT)
    acts.expire(store, about.id, AT)
    return about.id


def tamper(store: Store, *statements: str) -> None:
    """Change the file behind the program's back, its triggers dropped."""
    other = sqlite3.connect(store.path)
    for (name,) in other.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        other.execute(f"DROP TRIGGER {name}")
    changed = sum(other.execute(statement).rowcount for statement in statements)
    assert changed, statements
    other.commit()
    other.close()


def test_an_untouched_ledger_verifies(store: Store, id: str) -> None:
    """No change, no problem."""
    assert evidence.verify(store, id) == ()


CHANGES = {
    "state": ("UPDATE recipient SET state = 'accepted' WHERE number = 2", "Recipient 2 is recorded as “accepted”"),
    "state of one never tried": (
        "UPDATE recipient SET state = 'accepted' WHERE number = 7",
        "Recipient 7 is recorded as “accepted”",
    ),
    "state of one decided": ("UPDATE recipient SET state = 'queued' WHERE number = 4", "Recipient 4 is recorded"),
    "unsendable": ("UPDATE recipient SET state = 'expired' WHERE number = 10", "Recipient 10 is recorded"),
    "duplicate of": ("UPDATE recipient SET duplicate_of = 7 WHERE number = 9", "are no longer the same"),
    "address": ("UPDATE recipient SET email = 'x@example.net' WHERE number = 5", "value of recipient 5 was changed"),
    "key": ("UPDATE recipient SET key = 'x@example.net' WHERE number = 5", "value of recipient 5 was changed"),
    "name": ("UPDATE recipient SET name = 'X' WHERE number = 5", "value of recipient 5 was changed"),
    "line": ("UPDATE recipient SET line = 77 WHERE number = 5", "value of recipient 5 was changed"),
    "locale": ("UPDATE recipient SET locale = 'de' WHERE number = 5", "value of recipient 5 was changed"),
    "salt": ("UPDATE recipient SET salt = x'00' WHERE number = 5", "value of recipient 5 was changed"),
    "digest": ("UPDATE recipient SET digest = x'00' WHERE number = 5", "value of recipient 5 was changed"),
    "digest of an erased one": ("UPDATE recipient SET digest = x'00' WHERE number = 6", "not those that were frozen"),
    "values of an erased one": ("UPDATE recipient SET email = 'x@y' WHERE number = 6", "6 was erased, and has values"),
    "erased in secret": (
        "UPDATE recipient SET key = 'erased:0', email = '', name = '' WHERE number = 5",
        "no event says that they were erased",
    ),
    "number": ("UPDATE recipient SET number = 5000 WHERE number = 22", "does not have the number it was given"),
    "recipient deleted": ("DELETE FROM recipient WHERE number = 7", "Batch 1 has 9 recipients; 10 were frozen"),
    "recipient moved": ("UPDATE recipient SET batch = 2 WHERE number = 10", "Batch 1 has 9 recipients"),
    "batch made up": ("UPDATE recipient SET batch = 9 WHERE number = 10", "in a batch 9 that never was"),
    "body": ("UPDATE variant SET body = CAST('Other' AS BLOB)", "The text “en” is not the one that was frozen."),
    "body and its digest": (
        f"UPDATE variant SET body = CAST('Other' AS BLOB), digest = '{sha256(b'Other').hexdigest()}'",
        "The text “en” is not the one that was frozen.",
    ),
    "text deleted": ("DELETE FROM variant", "The text “en” that was frozen is missing."),
    "facts": ("UPDATE notice SET facts = replace(facts, 'Ada', 'Eve')", "was changed afterwards"),
    "version": ("UPDATE notice SET version = '2026-01-01'", "was changed afterwards"),
    "reply": ("UPDATE attempt SET reply = '2.0.0 Fine' WHERE number = 1", "An attempt of run 1, its outcome"),
    "time of an attempt": ("UPDATE attempt SET ended = '2026' WHERE number = 1", "An attempt of run 1"),
    "digest of a message": ("UPDATE attempt SET message = 'ff' WHERE number = 5", "An attempt of run 2"),
    "outcome": ("UPDATE attempt SET outcome = 'accepted' WHERE number = 2", "An attempt of run 1"),
    "erased reply": ("UPDATE attempt SET reply = 'other' WHERE recipient = 6", "whose reply was erased, was changed"),
    "attempt deleted": ("DELETE FROM attempt WHERE number = 2", "1 of the ledger's 7 attempts are missing."),
    "last attempt deleted": ("DELETE FROM attempt WHERE number = 7", "1 of the ledger's 7 attempts are missing."),
    "attempt of nobody": ("UPDATE attempt SET recipient = 999 WHERE number = 1", "of a recipient 999"),
    "attempt of another run": ("UPDATE attempt SET run = 8 WHERE number = 1", "attempts of a run 8 that never began"),
    "event deleted": ("DELETE FROM event WHERE number = 4", "Event 4 is missing from the ledger's chain."),
    "first event deleted": ("DELETE FROM event WHERE number = 1", "Event 1 is missing from the ledger's chain."),
    "last event deleted": (
        "DELETE FROM event WHERE number = (SELECT max(number) FROM event)",
        "was deleted.",
    ),
    "event changed": ("UPDATE event SET by = 'Eve' WHERE number = 5", "Event 5 (“decided”) was changed"),
    "event's detail": (
        "UPDATE event SET detail = replace(detail, 'accepted', 'rejected') WHERE number = 5",
        "Event 5 (“decided”) was changed",
    ),
    "event's digest": ("UPDATE event SET digest = 'ff' WHERE number = 5", "Event 5 (“decided”) was changed"),
    "chain": ("UPDATE event SET prev = 'ff' WHERE number = 5", "Event 5 does not follow on event 4"),
    "rejected line": ("UPDATE reject SET line = 1", "The list of rejected lines of batch 1 was changed."),
    "reject deleted": ("DELETE FROM reject", "The list of rejected lines of batch 1 was changed."),
    "count": ("UPDATE batch SET rows = 9 WHERE batch = 1", "of batch 1, its file and its counts, was changed"),
    "file": ("UPDATE batch SET file = 'ff' WHERE batch = 1", "of batch 1, its file and its counts, was changed"),
    "ledger": ("UPDATE ledger SET id = 'ff'", "Event 1 does not follow on the ledger's own identity"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_to_the_file_is_found(store: Store, id: str, change: str) -> None:
    """Each kind of change is said in one sentence that ends with a full stop."""
    statement, sentence = CHANGES[change]
    tamper(store, statement)
    found = [problem.sentence for problem in evidence.verify(store, id)]
    assert any(sentence in each for each in found), found
    assert all(each.endswith(".") for each in found)


def test_a_chain_written_anew_is_not_the_one_the_register_names(store: Store, id: str) -> None:
    """Whoever rewrites all events can hide a change here, not the head that is on record elsewhere."""
    head = events.head(store, id)
    assert events.holds(store, head)
    last = "(SELECT max(number) FROM event)"
    tamper(
        store,
        f"DELETE FROM event WHERE number = {last}",
        "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'event'",
    )
    assert not events.holds(store, head)


def test_deliveries_tell_each_recipient_with_its_attempts(store: Store, id: str) -> None:
    """By number, with what was tried, when, and what the relay said."""
    rows = list(evidence.deliveries(store, id))
    assert [row.number for row in rows] == list(range(1, 23))
    third = rows[2]
    assert (third.email, third.state, third.version) == ("person3@example.net", "accepted", "2027-01-31")
    assert third.message_id == identity(id, 3)
    assert [(each.run, each.outcome) for each in third.attempts] == [(1, "deferred"), (2, "accepted")]
    assert (rows[8].state, rows[8].duplicate_of) == ("duplicate_of", 2)
    assert rows[3].attempts[-1].phase == "crash"


def test_a_row_in_the_hand_of_a_sender_is_no_fault(store: Store) -> None:
    """The proof can be asked for while messages go out."""
    about, _ = frozen(store, people(3))
    deliver(store, about.id, {1: State.SENDING, 2: State.DEFERRED})
    assert evidence.verify(store, about.id) == ()
    claim(store, 2, 1)
    assert evidence.verify(store, about.id) == ()


# ---- rebuilding ----------------------------------------------------------------------------------------------------

SHARED = (
    b"From: Example <a@example.com>\r\nSubject: Terms\r\nDate: Tue, 01 Dec 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\n"
    b"Content-Language: en\r\nAuto-Submitted: auto-generated\r\nContent-Type: text/plain\r\n\r\nThe terms change.\r\n"
)


@pytest.fixture
def sent(store: Store) -> tuple[str, bytes]:
    """A notice that was sent to person 1, and the bytes that went out."""
    about, _ = frozen(store, people(3), body=SHARED)
    bytes_ = message.message(SHARED, person(1), identity(about.id, 1), Audience.ACCOUNTS)
    run = deliver(store, about.id, {})
    claim(store, 1, run)
    settle(store, 1, State.ACCEPTED, message=sha256(bytes_).hexdigest())
    return about.id, bytes_


def test_a_message_is_rebuilt_byte_for_byte(store: Store, sent: tuple[str, bytes]) -> None:
    """What the attempt's digest names."""
    id, bytes_ = sent
    assert evidence.rebuild(store, id, 1) == bytes_


def test_a_message_that_differs_from_what_was_sent_is_not_given_out(store: Store, sent: tuple[str, bytes]) -> None:
    """A changed text cannot pass for the one that went out."""
    tamper(store, "UPDATE variant SET body = CAST(replace(CAST(body AS TEXT), 'change', 'stay') AS BLOB)")
    with pytest.raises(ContentError) as caught:
        evidence.rebuild(store, sent[0], 1)
    assert "is not the one that attempt 1 sent" in str(caught.value)


def test_a_recipient_that_is_not_there_is_answered_with_those_that_are(store: Store, sent: tuple[str, bytes]) -> None:
    """The numbers from first to last."""
    with pytest.raises(UsageError) as caught:
        evidence.rebuild(store, sent[0], 44)
    assert "from 1 to 3" in caught.value.problems[0].remedy
