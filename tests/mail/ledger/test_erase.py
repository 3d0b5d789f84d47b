"""Erasing a person: the bytes are gone, the proof is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inforce.core.delivery import State
from inforce.errors import StoppedError, UsageError
from inforce.mail.ledger import acts, evidence
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.relay_log import Bounce
from support.ledgers import AT, claim, deliver, frozen, notice, people, person, settle

SECOND = "privacy-2027-01-31-accounts-ffffff"
JANE = "jane.roe@example.org"
REPLY = "5.1.1 <Jane.Roe@Example.ORG>: Recipient address rejected: no Jane Roe here"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_ledger(tmp_path, create=True) as opened:
        yield opened


def jane(line: int = 2) -> object:
    url = "https://example.org/leave?jane.roe@example.org"
    return person(
        0, line=line, email="Jane.Roe@example.org", key=JANE, name="Jane Roe", account="jr-77", unsubscribe_url=url
    )


def left(store: Store) -> list[str]:
    """Files of the ledger in which anything of Jane is found, in any case."""
    words = (b"jane.roe", b"jane roe", b"jr-77", b"example.org")
    files = store.path.parent.iterdir()
    return [path.name for path in files if any(word in path.read_bytes().lower() for word in words)]


def erase(store: Store) -> int:
    return acts.erase(store, JANE, by="Ada", reason="asked by jane.roe@example.org", at=AT)


def told(store: Store) -> str:
    """A notice that was sent to Jane among many, refused with a reply that quotes her; its id."""
    about, _ = frozen(store, [*people(400), jane(), *people(400, 401), jane(900)])  # type: ignore[list-item]
    run = deliver(store, about.id, {1: State.ACCEPTED})
    claim(store, 401, run)
    settle(store, 401, State.REJECTED, code=550, reply=REPLY)
    acts.end_run(store, about.id, run, AT, {})
    return about.id


def test_nothing_of_the_person_is_left_in_any_file(store: Store) -> None:
    """Address, name, account and quoted replies: not in the tables, not in free pages, not in the log."""
    told(store)
    assert "ledger.sqlite" in left(store) or "ledger.sqlite-wal" in left(store)
    assert erase(store) == 2
    assert left(store) == []


def test_nothing_is_left_after_pages_were_split_and_merged(store: Store) -> None:
    """Rows that were moved between pages leave copies behind; those are gone too."""
    told(store)
    for number in range(6):
        about = notice(f"privacy-2027-01-31-accounts-{number:06x}", version=f"2028-01-{number + 10}")
        frozen(store, [*people(300, number * 7), jane(), *people(300, 1000)], about)  # type: ignore[list-item]
    assert erase(store) == 8
    assert left(store) == []


def test_the_proof_holds_after_an_erasure(store: Store) -> None:
    """Chain, digests and the sealed run with the reply that was cut: all verify; the outcome is still told."""
    id = told(store)
    before = store.states(id)
    erase(store)
    assert evidence.verify(store, id) == ()
    assert store.states(id) == before
    row = next(row for row in evidence.deliveries(store, id) if row.number == 401)
    assert (row.erased, row.email, row.state) == (True, "", "rejected")
    assert (row.attempts[0].code, row.attempts[0].reply) == (550, "5.1.1 (erased)")


def test_a_reply_that_names_nobody_is_kept(store: Store) -> None:
    """Only what quotes the person is cut."""
    about, _ = frozen(store, [jane()])  # type: ignore[list-item]
    deliver(store, about.id, {1: State.ACCEPTED})
    erase(store)
    assert next(evidence.deliveries(store, about.id)).attempts[0].reply == "2.0.0 Ok"


def test_a_later_freeze_still_knows_whom_it_served(store: Store) -> None:
    """The address is gone, and yet its owner is not mailed a second time."""
    about, _ = frozen(store, [jane(), person(2)])  # type: ignore[list-item]
    deliver(store, about.id, {1: State.ACCEPTED})
    erase(store)
    _, counts = frozen(store, [jane(), person(2)], notice(SECOND))  # type: ignore[list-item]
    assert counts.states == {"queued": 1, "duplicate_of": 1}


def test_what_was_still_to_be_sent_is_suppressed(store: Store) -> None:
    """And is never queued again by a person's decision."""
    about, _ = frozen(store, [jane(), person(2), person(3)])  # type: ignore[list-item]
    erase(store)
    assert store.states(about.id) == {"queued": 2, "suppressed": 1}
    assert evidence.verify(store, about.id) == ()


def test_an_erased_row_in_doubt_is_not_sent_again(store: Store) -> None:
    """There is no address to send it to."""
    about, _ = frozen(store, [jane(), person(2)])  # type: ignore[list-item]
    deliver(store, about.id, {1: State.IN_DOUBT, 2: State.IN_DOUBT})
    erase(store)
    assert acts.decide(store, about.id, resend=True, by="Ada", reason="no log", at=AT) == 1
    assert store.states(about.id) == {"queued": 1, "in_doubt": 1}


def test_a_bounce_of_an_erased_address_is_still_found(store: Store) -> None:
    """A bounce names the address; the ledger knows its hash."""
    about, _ = frozen(store, [jane()])  # type: ignore[list-item]
    deliver(store, about.id, {1: State.ACCEPTED})
    erase(store)
    done = acts.bounces(store, about.id, [Bounce(2, "", JANE, False, "gone")], by="Ada", at=AT)
    assert done.bounced == 1


def test_an_erased_message_is_not_rebuilt(store: Store) -> None:
    """The proof says why."""
    about, _ = frozen(store, [jane()])  # type: ignore[list-item]
    erase(store)
    with pytest.raises(UsageError) as caught:
        evidence.rebuild(store, about.id, 1)
    assert caught.value.problems[0].code == "recipient-erased"


def test_a_reader_that_holds_old_pages_is_said_and_the_next_call_ends_it(store: Store, tmp_path: Path) -> None:
    """The erasure stands; the bytes go as soon as nobody reads them."""
    told(store)
    store.connection.execute("PRAGMA busy_timeout = 10")
    with open_ledger(tmp_path) as reader:
        reader.connection.execute("BEGIN")
        reader.rows("x")
        with pytest.raises(StoppedError) as caught:
            erase(store)
    assert caught.value.problems[0].code == "ledger-erase-unfinished"
    assert erase(store) == 0
    assert left(store) == []


def test_erasing_nobody_changes_nothing(store: Store) -> None:
    """No row, no event."""
    about, _ = frozen(store, people(2))
    events = store.ask("SELECT count(*) FROM event").fetchone()
    assert erase(store) == 0
    assert store.ask("SELECT count(*) FROM event").fetchone() == events
    assert store.states(about.id) == {"queued": 2}
