"""The freeze: one transaction, each address once, nothing left of what failed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inforce.core.delivery import Audience, State
from inforce.errors import ContentError, InforceError, Place, Problem, StoppedError
from inforce.mail.ledger import acts, events, evidence
from inforce.mail.ledger.freeze import Counts, RejectLimit, top_up
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.values import Recipient, Reject
from support.ledgers import AT, File, deliver, frozen, notice, people, person

SUBSCRIBERS = {"id": "privacy-2027-01-31-subscribers-0a1b2c", "audience": Audience.SUBSCRIBERS}
SECOND = "privacy-2027-01-31-accounts-ffffff"
THIRD = "privacy-2027-01-31-accounts-fffff0"
NONE = RejectLimit()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_ledger(tmp_path, create=True) as opened:
        yield opened


def added(store: Store, id: str, rows: list[Recipient | Reject]) -> Counts:
    return top_up(store, id, File(rows), by="Ada", at=AT, choose=lambda _: "en", limit=NONE)


def where(store: Store, number: int) -> tuple[str, int | None]:
    row = store.ask("SELECT state, duplicate_of FROM recipient WHERE number = ?", number).fetchone()
    return row[0], row[1]


def test_states_add_up_to_the_rows(store: Store) -> None:
    """Rows, rejects and states are counted as they stand in the ledger."""
    rows = [*people(4), person(2, line=9), Reject(10, "the address has no @"), person(7, unsendable="needs SMTPUTF8")]
    about, counts = frozen(store, rows)
    assert (counts.rows, counts.rejects) == (6, 1)
    assert counts.states == {"queued": 4, "unsendable": 1, "duplicate_of": 1} == store.states(about.id)
    assert (store.rows(about.id), store.rejects(about.id)) == (6, 1)


def test_a_later_row_of_the_same_address_is_a_duplicate_of_the_first(store: Store) -> None:
    """It names the first by number, however often it comes."""
    frozen(store, [*people(3), person(2), person(2)])
    assert [where(store, number) for number in (2, 4, 5)] == [
        ("queued", None),
        ("duplicate_of", 2),
        ("duplicate_of", 2),
    ]


def test_opting_out_of_marketing_does_not_count_for_accounts(store: Store) -> None:
    """It is counted in the event, and the message goes out."""
    about, counts = frozen(store, [person(1, opted_out=True), person(2)])
    assert (counts.states, counts.opted_out_ignored) == ({"queued": 2}, 1)
    detail = next(detail for _, detail in events.details(store, about.id, "frozen"))
    assert detail["opted_out_ignored"] == 1


def test_opting_out_counts_for_subscribers(store: Store) -> None:
    """Who opted out, or stands on the suppression list, is suppressed."""
    acts.suppress(store, ["person3@example.net"], "asked", AT)
    _, counts = frozen(store, [person(1, opted_out=True), person(2), person(3)], notice(**SUBSCRIBERS))
    assert counts.states == {"queued": 1, "suppressed": 2}


def test_the_suppression_list_is_no_matter_of_accounts(store: Store) -> None:
    """A notice to account holders is mandatory."""
    acts.suppress(store, ["person1@example.net"], "asked", AT)
    assert frozen(store, people(1))[1].states == {"queued": 1}


def test_the_suppression_list_holds_no_address(store: Store) -> None:
    """Only keyed hashes."""
    acts.suppress(store, ["person1@example.net"], "asked", AT)
    assert "person1" not in store.ask("SELECT key FROM suppression").fetchone()[0]


def test_who_was_served_by_an_earlier_freeze_is_not_mailed_again(store: Store) -> None:
    """Accepted, in doubt or in the hand of a dead sender there: a duplicate here. Refused or never tried: queued."""
    first, _ = frozen(store, people(5))
    deliver(store, first.id, {1: State.ACCEPTED, 2: State.IN_DOUBT, 3: State.REJECTED, 4: State.SENDING})
    second, counts = frozen(store, people(6), notice(SECOND))
    assert counts.states == {"queued": 3, "duplicate_of": 3}
    assert [where(store, number) for number in (6, 7, 9)] == [("duplicate_of", each) for each in (1, 2, 4)]
    assert second.replaces == (first.id,)


def test_what_an_earlier_freeze_had_open_expires(store: Store) -> None:
    """Both notices say so in the chain, and the states add up in both."""
    first, _ = frozen(store, people(5))
    deliver(store, first.id, {1: State.DEFERRED, 2: State.ACCEPTED})
    second, counts = frozen(store, people(1), notice(SECOND))
    assert counts.superseded == 4
    assert store.states(first.id) == {"accepted": 1, "expired": 4}
    assert [kind for kind, _ in events.details(store, first.id, "superseded")] == ["superseded"]
    assert [kind for kind, _ in events.details(store, second.id, "supersedes")] == ["supersedes"]
    assert evidence.verify(store, first.id) == ()


def test_another_version_starts_anew(store: Store) -> None:
    """Who was told of one version is told of the next."""
    first, _ = frozen(store, people(2))
    deliver(store, first.id, {1: State.ACCEPTED})
    about = notice("privacy-2028-01-31-accounts-ffffff", version="2028-01-31")
    assert frozen(store, people(2), about)[1].states == {"queued": 2}
    assert store.states(first.id) == {"queued": 1, "accepted": 1}


def test_a_top_up_adds_whoever_is_new(store: Store) -> None:
    """The same file with two more people: two are queued, the others are duplicates; numbers go on."""
    about, _ = frozen(store, people(3))
    counts = added(store, about.id, [*people(5), person(4)])
    assert counts.states == {"queued": 2, "duplicate_of": 4}
    assert [where(store, number) for number in (4, 7, 9)] == [
        ("duplicate_of", 1),
        ("queued", None),
        ("duplicate_of", 7),
    ]
    assert store.rows(about.id) == sum(store.states(about.id).values()) == 9
    assert evidence.verify(store, about.id) == ()


def test_a_top_up_knows_whom_an_earlier_freeze_served(store: Store) -> None:
    """As the freeze did."""
    first, _ = frozen(store, people(2))
    deliver(store, first.id, {1: State.ACCEPTED})
    second, _ = frozen(store, [person(9)], notice(SECOND))
    assert added(store, second.id, people(2)).states == {"queued": 1, "duplicate_of": 1}


def test_a_top_up_leaves_what_an_earlier_freeze_is_to_send_again(store: Store) -> None:
    """A doubt of the first freeze, queued again there after the second: it goes out from there, and nowhere else."""
    first, _ = frozen(store, people(2))
    deliver(store, first.id, {1: State.IN_DOUBT})
    second, counts = frozen(store, people(2), notice(SECOND))
    assert counts.states == {"queued": 1, "duplicate_of": 1}
    acts.decide(store, first.id, resend=True, by="Ada", reason="the log lacks it", at=AT)
    assert added(store, second.id, people(2)).states == {"duplicate_of": 2}
    _, counts = frozen(store, people(2), notice(THIRD))
    assert counts.states == {"queued": 2}
    assert "queued" not in store.states(first.id) | store.states(second.id)


# ---- nothing is left of what failed --------------------------------------------------------------------------------


def breaking(error: BaseException) -> Iterator[Recipient | Reject]:
    """Two thousand rows, then the error."""
    yield from people(2000)
    raise error


def empty(store: Store) -> bool:
    tables = ("notice", "variant", "batch", "recipient", "reject", "event")
    return not any(store.ask(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), ContentError(Problem("recipients-unreadable", Place("people.csv", 9), "It cannot be read."))],
)
def test_a_freeze_that_fails_midway_leaves_nothing(store: Store, error: BaseException) -> None:
    """Ctrl-C or an unreadable file: as if it had never begun, the log included; then it works."""
    with pytest.raises(type(error)):
        frozen(store, breaking(error))
    assert empty(store)
    assert store.path.with_name("ledger.sqlite-wal").stat().st_size == 0
    assert frozen(store, people(3))[1].rows == 3


def test_an_error_of_the_recipients_file_is_not_put_on_the_ledger(store: Store) -> None:
    """It comes out as it is, for whoever reads that file to say."""
    with pytest.raises(OSError, match="Input/output error"):
        frozen(store, breaking(OSError(5, "Input/output error")))
    assert empty(store)


def test_a_full_disk_is_said_and_leaves_nothing(store: Store) -> None:
    """Exit 4, in plain words, with the way out; then, with room, it works."""
    store.connection.execute("PRAGMA max_page_count = 60")
    with pytest.raises(StoppedError) as caught:
        frozen(store, people(5000))
    assert str(caught.value).endswith(
        "The disk is full: the ledger cannot be written. "
        "What was begun is undone and nothing was sent for it; free space and run again."
    )
    assert empty(store)
    store.connection.execute("PRAGMA max_page_count = 1000000")
    assert frozen(store, people(5000))[1].rows == 5000


def test_a_killed_freeze_leaves_nothing(tmp_path: Path) -> None:
    """kill -9 after thousands of rows were written: the next freeze starts from an empty ledger."""
    program = (
        "import os, pathlib, signal, sys\n"
        "from support.ledgers import frozen, people\n"
        "from inforce.mail.ledger.store import open_ledger\n"
        "def rows():\n"
        "    yield from people(30000)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "frozen(open_ledger(pathlib.Path(sys.argv[1]), create=True), rows())\n"
    )
    tests = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=tests, check=False)
    assert done.returncode == -signal.SIGKILL
    with open_ledger(tmp_path) as store:
        store.check_mark()
        assert empty(store)
        frozen(store, people(3))
        with pytest.raises(InforceError), store.transaction() as connection:  # the index of addresses is there
            connection.execute("UPDATE recipient SET state = 'queued' WHERE 0")
            connection.execute(
                "INSERT INTO recipient SELECT 99, notice, batch, line, key, email, name, account, "
                "unsubscribe_url, locale, opted_out, salt, digest, state, reason, duplicate_of, tries, "
                "due, run, connection, claimed FROM recipient WHERE number = 1"
            )


# ---- rejects -------------------------------------------------------------------------------------------------------


def rejects(count: int) -> list[Recipient | Reject]:
    return [Reject(line, "the address has no @") for line in range(100, 100 + count)]


@pytest.mark.parametrize(("good", "bad", "limit"), [(1, 20, None), (21, 21, None), (1000, 900, None), (1, 30, 30)])
def test_that_many_rejects_are_allowed(store: Store, good: int, bad: int, limit: int | None) -> None:
    """Up to 20, up to half of the rows, or as many as a person allowed."""
    assert frozen(store, [*people(good), *rejects(bad)], limit=RejectLimit(limit))[1].rejects == bad


@pytest.mark.parametrize(("good", "bad", "limit"), [(20, 21, None), (1, 5000, None), (1000, 31, 30), (10, 1, 0)])
def test_more_rejects_stop_the_freeze(store: Store, good: int, bad: int, limit: int | None) -> None:
    """Nothing is frozen; the first rejects are listed by line, and the option that allows them is named."""
    with pytest.raises(ContentError) as caught:
        frozen(store, [*people(good), *rejects(bad)], limit=RejectLimit(limit))
    first, *lines = caught.value.problems
    assert first.code == "recipients-too-many-rejects"
    assert "--max-rejects" in first.remedy
    assert [problem.place.line for problem in lines] == list(range(100, 100 + min(bad, 20, (limit or 20) + 1)))[:20]
    assert empty(store)


@pytest.mark.parametrize("bad", [0, 3, 5000])
def test_a_file_without_anybody_is_no_list(store: Store, bad: int) -> None:
    """Nothing is frozen, and no number of rejects that a person allows makes it one."""
    with pytest.raises(ContentError) as caught:
        frozen(store, rejects(bad), limit=RejectLimit(5000))
    assert [problem.code for problem in caught.value.problems] == [
        "recipients-none",
        *["recipients-reject"] * min(bad, 20),
    ]
    assert empty(store)


# ---- size ----------------------------------------------------------------------------------------------------------

MEASURE = """
import pathlib, sys
import inforce.cli, inforce.mail.message, inforce.mail.recipients
from support.ledgers import frozen, person
from inforce.mail.ledger.store import open_ledger
count = int(sys.argv[2])
rows = (person(number * 7919 % 1000003) for number in range(count))
with open_ledger(pathlib.Path(sys.argv[1]), create=True) as store:
    print(frozen(store, rows)[1].rows, pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def peak(root: Path, count: int) -> float:
    """Peak memory in MiB of a process that freezes so many rows in scattered order."""
    root.mkdir()
    command = [sys.executable, "-c", MEASURE, str(root), str(count)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True)
    rows, size = done.stdout.split()
    assert int(rows) == count
    return int(size) / 1024


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")


@needs_proc
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Ten times the rows take at most a tenth more memory."""
    small, large = peak(tmp_path / "small", 10_000), peak(tmp_path / "large", 100_000)
    assert large <= small * 1.1 + 2
    assert large <= 64


@needs_proc
@pytest.mark.soak
def test_a_million_rows_take_64_megabytes_at_most(tmp_path: Path) -> None:
    """And the same, within a tenth, as a hundred thousand."""
    small, large = peak(tmp_path / "small", 100_000), peak(tmp_path / "large", 1_000_000)
    assert large <= 64
    assert large <= small * 1.1
