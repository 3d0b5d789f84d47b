"""What is done besides freezing and sending: crashes recovered, doubts ended, returns recorded."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from inforce.core.delivery import Audience, State
from inforce.mail.ledger import acts, events, evidence
from inforce.mail.ledger.acts import Resolved, Surprise
from inforce.mail.ledger.freeze import RejectLimit, top_up
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.relay_log import Bounce, Evidence
from support.ledgers import AT, File, claim, deliver, frozen, identity, notice, people

SUBSCRIBERS = {"id": "privacy-2027-01-31-subscribers-0a1b2c", "audience": Audience.SUBSCRIBERS}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_ledger(tmp_path, create=True) as opened:
        yield opened


def said(id: str, **of: tuple[int, ...]) -> list[Evidence]:
    """Evidence: by status, the numbers of the rows."""
    return [Evidence(identity(id, number), status) for status, numbers in of.items() for number in numbers]


def resolve(store: Store, id: str, *, absent_is_queued: bool = False, **of: tuple[int, ...]) -> Resolved:
    return acts.resolve(store, id, said(id, **of), by="Ada", at=AT, absent_is_queued=absent_is_queued)


def crashed(store: Store, outcomes: dict[int, State], rows: int = 6) -> str:
    """A notice of which a run came to these outcomes and died."""
    about, _ = frozen(store, people(rows))
    deliver(store, about.id, outcomes)
    acts.recover(store, about.id, AT)
    return about.id


# ---- runs ----------------------------------------------------------------------------------------------------------


def test_what_a_dead_sender_had_in_hand_is_in_doubt(store: Store) -> None:
    """With an attempt that says "crash", and its run sealed as lost; the others are as they were."""
    about, _ = frozen(store, people(4))
    deliver(store, about.id, {1: State.ACCEPTED, 2: State.SENDING, 3: State.SENDING})
    assert acts.recover(store, about.id, AT) == 2
    assert store.states(about.id) == {"queued": 1, "accepted": 1, "in_doubt": 2}
    assert [row.attempts[-1].phase for row in evidence.deliveries(store, about.id) if row.attempts] == [
        *("dot", "crash", "crash")
    ]
    lost = [detail for _, detail in events.details(store, about.id, "run-lost")]
    assert [(detail["run"], detail["tried"]) for detail in lost] == [(1, 3)]
    assert evidence.verify(store, about.id) == ()


def test_recovering_twice_changes_nothing(store: Store) -> None:
    """Nor does it after a run that ended well."""
    id = crashed(store, {1: State.SENDING})
    count = store.ask("SELECT count(*) FROM event").fetchone()
    assert acts.recover(store, id, AT) == 0
    assert store.ask("SELECT count(*) FROM event").fetchone() == count


def test_runs_are_numbered_from_one(store: Store) -> None:
    """Each notice has its own."""
    about, _ = frozen(store, people(1))
    first = acts.start_run(store, about.id, "Ada", AT, {"rate": 10})
    acts.end_run(store, about.id, first, AT, {"why": "done", "attempts": 0})
    assert (first, acts.start_run(store, about.id, "Ada", AT, {})) == (1, 2)
    ended = next(detail for _, detail in events.details(store, about.id, "run-ended"))
    assert (ended["why"], ended["attempts"], ended["run"]) == ("done", 0, 1)


# ---- doubts --------------------------------------------------------------------------------------------------------


def test_what_the_relay_took_is_accepted_and_what_it_never_had_is_queued(store: Store) -> None:
    """The evidence holds all that the run is known to have handed over, so it covers the run."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.SENDING, 3: State.SENDING})
    done = resolve(store, id, accepted=(1, 2))
    assert (done.accepted, done.queued, done.uncovered, done.left) == (1, 1, 0, 0)
    assert store.states(id) == {"queued": 4, "accepted": 2}


def test_a_log_that_was_rotated_away_in_part_covers_nothing(store: Store) -> None:
    """It lacks a message that was accepted in that run, so what else it lacks proves nothing."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.ACCEPTED, 3: State.SENDING})
    done = resolve(store, id, accepted=(1,))
    assert (done.queued, done.uncovered, done.left) == (0, 1, 1)
    assert store.states(id)["in_doubt"] == 1


def test_a_log_without_a_message_known_to_be_accepted_covers_nothing(store: Store) -> None:
    """It may be the log of another relay."""
    id = crashed(store, {1: State.SENDING})
    assert resolve(store, id, accepted=()).uncovered == 1


def test_a_service_that_names_a_message_as_absent_needs_no_coverage(store: Store) -> None:
    """What it does not name at all stays in doubt."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.SENDING, 3: State.SENDING})
    done = acts.resolve(store, id, said(id, absent=(2,)), by="Ada", at=AT, asked_by_name=True)
    assert (done.queued, done.uncovered, done.left) == (1, 1, 1)


def test_coverage_is_that_of_the_rows_own_run(store: Store) -> None:
    """A log of the first run clears nothing of the second."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.SENDING})
    deliver(store, id, {3: State.ACCEPTED, 4: State.SENDING})
    acts.recover(store, id, AT)
    done = resolve(store, id, accepted=(1,))
    assert (done.queued, done.uncovered) == (1, 1)
    assert [row.state for row in evidence.deliveries(store, id)][1:4] == ["queued", "accepted", "in_doubt"]


def test_a_person_may_answer_for_the_evidence_being_whole(store: Store) -> None:
    """Then all that it lacks is queued again."""
    id = crashed(store, {1: State.SENDING, 2: State.SENDING})
    assert resolve(store, id, absent_is_queued=True, accepted=(1,)).queued == 1


def test_what_was_open_in_a_restored_ledger_is_cleared_by_no_log_of_its_runs(store: Store) -> None:
    """It may have gone out in a run that the ledger does not know."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.DEFERRED}, rows=3)
    acts.restored(store, id, by="Ada", at=AT)
    assert resolve(store, id, accepted=(1,)).uncovered == 2


def test_a_restored_ledger_knows_of_no_notice_what_became_of_it(store: Store) -> None:
    """The mark, which may be all that knew, is written anew: the open rows of every notice are in doubt."""
    id = crashed(store, {1: State.ACCEPTED}, rows=3)
    other, _ = frozen(store, people(3), notice(**SUBSCRIBERS))
    deliver(store, other.id, {4: State.ACCEPTED, 5: State.SENDING})
    assert acts.restored(store, id, by="Ada", at=AT) == 4
    assert store.states(id) == {"accepted": 1, "in_doubt": 2}
    assert store.states(other.id) == {"accepted": 1, "in_doubt": 2}
    for each in (id, other.id):
        acts.recover(store, each, AT)
        assert evidence.verify(store, each) == ()


def test_no_number_is_given_twice_after_a_restore(store: Store, tmp_path: Path) -> None:
    """People whom the backup lacks had Message-IDs, which the relay knows: nobody else ever gets one of those."""
    about, _ = frozen(store, people(3))

    def added(first: int) -> set[int]:
        file = File(people(2, first))
        top_up(store, about.id, file, by="Ada", at=AT, choose=lambda _: "en", limit=RejectLimit())
        sql = "SELECT number FROM recipient WHERE batch = (SELECT max(batch) FROM recipient)"
        return {number for (number,) in store.ask(sql)}

    backup = sqlite3.connect(tmp_path / "backup.sqlite")
    store.connection.backup(backup)
    lost = added(4)
    for _ in range(2):  # the same copy may be put back more than once
        backup.backup(store.connection)
        acts.restored(store, about.id, by="Ada", at=AT)
        numbers = added(6)
        assert not numbers & lost
        assert evidence.verify(store, about.id) == ()
        lost |= numbers
    backup.close()


def test_later_evidence_keeps_a_message_from_going_out_twice(store: Store) -> None:
    """The first log ended before the relay took the last message; the next one has it: it is not sent again."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.SENDING, 3: State.DEFERRED})
    assert resolve(store, id, accepted=(1,)).queued == 1
    done = resolve(store, id, accepted=(2, 3))
    assert (done.accepted, done.surprises) == (2, 0)
    assert store.states(id) == {"queued": 3, "accepted": 3}
    assert evidence.verify(store, id) == ()


def test_evidence_that_contradicts_the_ledger_is_listed_and_changes_nothing(store: Store) -> None:
    """The relay has what was never sent, or lacks what it accepted."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.REJECTED})
    done = resolve(store, id, accepted=(2, 3), absent=(1,))
    assert done.surprises == 3
    assert done.surprising == (
        Surprise(1, "accepted", "absent"),
        Surprise(2, "rejected", "accepted"),
        Surprise(3, "queued", "accepted"),
    )
    assert store.states(id) == {"queued": 4, "accepted": 1, "rejected": 1}


def test_evidence_of_a_bounce_says_that_the_relay_had_it(store: Store) -> None:
    """From in doubt, and from accepted."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.SENDING})
    assert resolve(store, id, bounced=(1, 2)).bounced == 2
    assert store.states(id) == {"queued": 4, "bounced": 2}


def test_message_ids_of_others_are_counted(store: Store) -> None:
    """Of another notice, or of a row that is not there."""
    id = crashed(store, {1: State.ACCEPTED})
    evidence_ = [Evidence("<other@example.com>", "accepted"), *said(id, accepted=(1, 99))]
    assert acts.resolve(store, id, evidence_, by="Ada", at=AT).unknown == 2


@pytest.mark.parametrize(("resend", "state"), [(True, "queued"), (False, "accepted")])
def test_a_person_decides_on_what_stays_in_doubt(store: Store, resend: bool, state: str) -> None:
    """To send again, or to take as accepted; their name and reason stand in the chain."""
    id = crashed(store, {1: State.SENDING, 2: State.SENDING}, rows=2)
    assert acts.decide(store, id, resend=resend, by="Ada", reason="asked the relay", at=AT) == 2
    assert store.states(id) == {state: 2}
    detail = next(detail for _, detail in events.details(store, id, "decided"))
    assert (detail["reason"], detail["rows"], detail["recipients"]) == ("asked the relay", 2, [[1, 2]])


# ---- what comes back -----------------------------------------------------------------------------------------------


def test_bounces_and_complaints_are_recorded_once(store: Store) -> None:
    """By address or Message-ID; the second time they are known."""
    id = crashed(store, dict.fromkeys((1, 2, 3), State.ACCEPTED))
    back = [
        Bounce(2, "", "person1@example.net", False, "550 no such user"),
        Bounce(3, identity(id, 2), "", True, ""),
        Bounce(4, "", "nobody@example.net", False, ""),
        Bounce(5, "", "person6@example.net", False, ""),
    ]
    done = acts.bounces(store, id, back, by="Ada", at=AT)
    assert (done.bounced, done.complained, done.already) == (1, 1, 0)
    assert (done.unknown_lines, done.surprising) == ((4,), (Surprise(6, "queued", "bounced"),))
    assert store.states(id) == {"queued": 3, "accepted": 1, "bounced": 1, "complained": 1}
    assert acts.bounces(store, id, back, by="Ada", at=AT).already == 2
    assert next(evidence.deliveries(store, id)).reason == "550 no such user"
    assert evidence.verify(store, id) == ()


def test_who_complained_gets_no_further_notice_as_a_subscriber(store: Store) -> None:
    """Neither a new one nor one that is still open."""
    about, _ = frozen(store, people(3), notice(**SUBSCRIBERS))
    deliver(store, about.id, {1: State.ACCEPTED})
    other = notice("terms-2027-01-31-subscribers-ffffff", policy="terms", audience=Audience.SUBSCRIBERS)
    frozen(store, people(3), other)
    acts.bounces(store, about.id, [Bounce(2, "", "person1@example.net", True, "")], by="Ada", at=AT)
    assert store.states(other.id) == {"queued": 2, "suppressed": 1}
    later = notice("cookies-2027-01-31-subscribers-ffffff", policy="cookies", audience=Audience.SUBSCRIBERS)
    assert frozen(store, people(3), later)[1].states == {"queued": 2, "suppressed": 1}


def test_who_opts_out_before_the_sending_is_not_mailed(store: Store) -> None:
    """Open rows of subscribers are suppressed at once; those of accounts are not."""
    about, _ = frozen(store, people(3), notice(**SUBSCRIBERS))
    accounts, _ = frozen(store, people(3))
    assert acts.suppress(store, ["person2@example.net", "new@example.net"], "one click", AT) == 2
    assert store.states(about.id) == {"queued": 2, "suppressed": 1}
    assert store.states(accounts.id) == {"queued": 3}
    assert evidence.verify(store, about.id) == ()


# ---- ends ----------------------------------------------------------------------------------------------------------


def test_what_is_open_at_the_deadline_expires(store: Store) -> None:
    """Queued and deferred; what is in doubt stays so."""
    id = crashed(store, {1: State.ACCEPTED, 2: State.DEFERRED, 3: State.SENDING})
    assert acts.expire(store, id, AT) == 4
    assert store.states(id) == {"accepted": 1, "in_doubt": 1, "expired": 4}
    assert evidence.verify(store, id) == ()


def test_many_scattered_rows_are_told_in_several_events(store: Store) -> None:
    """No event grows without bound, and the proof reads them all."""
    about, _ = frozen(store, people(10_000))
    run = acts.start_run(store, about.id, "Ada", AT, {})
    with store.transaction():
        for number in range(1, 10_001, 2):
            claim(store, number, run)
        acts.recover(store, about.id, AT)
    assert acts.expire(store, about.id, AT) == 5000
    assert len(list(events.details(store, about.id, "expired"))) == 2
    assert evidence.verify(store, about.id) == ()
