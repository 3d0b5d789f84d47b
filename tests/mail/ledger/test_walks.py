"""Whatever is done in whatever order, the states add up to the rows, and the proof holds."""

import random
import sqlite3
from pathlib import Path

import pytest

from inforce.core.delivery import STEPS, Audience, State
from inforce.errors import InforceError
from inforce.mail.ledger import acts, evidence, states
from inforce.mail.ledger.freeze import RejectLimit, top_up
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.relay_log import Bounce, Evidence
from inforce.mail.values import Recipient, Reject
from support.ledgers import AT, File, claim, frozen, identity, notice, person, settle

OUTCOMES = (State.ACCEPTED, State.DEFERRED, State.REJECTED, State.IN_DOUBT, State.QUEUED)


class Walk:
    """Random acts on one ledger; after each, another connection looks at what was committed."""

    def __init__(self, root: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.root = root
        self.store = open_ledger(root, create=True)
        self.outside = sqlite3.connect(self.store.path)
        self.ids: list[str] = []
        self.run: dict[str, int] = {}
        self.before: dict[int, str] = {}

    def rows(self) -> list[Recipient | Reject]:
        count = self.random.randrange(1, 12)
        found: list[Recipient | Reject] = [
            person(
                self.random.randrange(30),
                opted_out=self.random.random() < 0.2,
                unsendable="no" * (self.random.random() < 0.1),
            )
            for _ in range(count)
        ]
        return [*found, Reject(99, "the address has no @")]

    def freeze(self) -> None:
        audience = self.random.choice(list(Audience))
        id = f"privacy-2027-01-31-{audience.value}-{len(self.ids):06x}"
        frozen(self.store, self.rows(), notice(id, audience=audience))
        self.ids.append(id)

    def top_up(self) -> None:
        id = self.random.choice(self.ids)
        top_up(self.store, id, File(self.rows()), by="A", at=AT, choose=lambda _: "en", limit=RejectLimit())

    def send(self) -> None:
        """Claims, and most of their outcomes; now and then the end of the run, or a crash."""
        id = self.random.choice(self.ids)
        acts.recover(self.store, id, AT)
        run = acts.start_run(self.store, id, "A", AT, {})
        sql = "SELECT number FROM recipient WHERE notice = ? AND state IN ('queued', 'deferred') LIMIT 6"
        for (number,) in self.store.ask(sql, id).fetchall():
            claim(self.store, number, run)
            self.check()
            if self.random.random() < 0.8:
                settle(self.store, number, self.random.choice(OUTCOMES))
                self.check()
        if self.random.random() < 0.5:
            self.store.close()
            self.store = open_ledger(self.root)
        else:
            with self.store.transaction():
                acts.recover(self.store, id, AT)

    def resolve(self) -> None:
        id, said = self.random.choice(self.ids), ("accepted", "absent", "bounced", "complained")
        each = [Evidence(identity(id, n), self.random.choice(said)) for n in range(60) if self.random.random() < 0.5]
        acts.resolve(self.store, id, each, by="A", at=AT, absent_is_queued=self.random.random() < 0.3)

    def decide(self) -> None:
        id = self.random.choice(self.ids)
        acts.decide(self.store, id, resend=self.random.random() < 0.5, by="A", reason="so", at=AT)

    def bounces(self) -> None:
        id = self.random.choice(self.ids)
        each = [
            Bounce(2, "", f"person{self.random.randrange(30)}@example.net", self.random.random() < 0.4, "gone")
            for _ in range(4)
        ]
        acts.bounces(self.store, id, each, by="A", at=AT)

    def suppress(self) -> None:
        acts.suppress(self.store, [f"person{self.random.randrange(30)}@example.net"], "asked", AT)

    def erase(self) -> None:
        for id in self.ids:
            acts.recover(self.store, id, AT)
        acts.erase(self.store, f"person{self.random.randrange(30)}@example.net", by="A", reason="asked", at=AT)

    def expire(self) -> None:
        acts.expire(self.store, self.random.choice(self.ids), AT)

    def restored(self) -> None:
        acts.restored(self.store, self.random.choice(self.ids), by="A", at=AT)

    def fail(self) -> None:
        """An act that breaks off: nothing of it may be seen."""
        with pytest.raises(ZeroDivisionError), self.store.transaction():
            acts.expire(self.store, self.random.choice(self.ids), AT)
            raise ZeroDivisionError

    def check(self) -> None:
        """The states of every notice add up to its rows, as anybody else sees them."""
        sql = """SELECT b.notice, b.rows, (SELECT count(*) FROM recipient r WHERE r.notice = b.notice)
        FROM (SELECT notice, sum(rows) AS rows FROM batch GROUP BY notice) b"""
        for id, rows, there in self.outside.execute(sql):
            assert rows == there == sum(self.store.states(id).values())
        assert {state for (state,) in self.outside.execute("SELECT DISTINCT state FROM recipient")} <= set(State)
        self.steps()

    def steps(self) -> None:
        """Every row came to its state by steps that there are, one after the other."""
        now = dict(self.outside.execute("SELECT number, state FROM recipient"))
        for number, state in now.items():
            before = self.before.get(number, state)
            assert state in reachable(State(before)), f"{number}: {before} → {state}"
        self.before = now


def reachable(start: State) -> set[State]:
    found, todo = {start}, [start]
    while todo:
        new = STEPS[todo.pop()] - found
        found |= new
        todo += new
    return found


@pytest.mark.parametrize("seed", range(12))
def test_states_add_up_whatever_happens(tmp_path: Path, seed: int) -> None:
    """Sixty random acts, crashes among them: the sum holds at every commit, the mark and the proof at the end."""
    walk = Walk(tmp_path, seed)
    walk.freeze()
    acts_ = (
        "freeze",
        "top_up",
        "send",
        "send",
        "send",
        "resolve",
        "decide",
        "bounces",
        "suppress",
        "erase",
        "expire",
        "restored",
        "fail",
    )
    for _ in range(60):
        getattr(walk, walk.random.choice(acts_))()
        walk.check()
    walk.store.check_mark()
    for id in walk.ids:
        acts.recover(walk.store, id, AT)
        assert evidence.verify(walk.store, id) == ()
        assert sum(1 for _ in evidence.deliveries(walk.store, id)) == walk.store.rows(id)
    walk.store.close()


def test_a_step_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """The one function that moves rows knows the steps: no origin without one, no row outside of them."""
    with open_ledger(tmp_path, create=True) as store:
        frozen(store, [person(1)])
        with pytest.raises(ValueError, match="no step from queued to accepted"):
            states.move(store.connection, State.ACCEPTED, "1", origin=(State.QUEUED,))
        assert states.move(store.connection, State.ACCEPTED, "1") == 0


def test_only_a_plain_error_comes_out(tmp_path: Path) -> None:
    """An act on a ledger whose tables were damaged is said in a sentence."""
    store: Store = open_ledger(tmp_path, create=True)
    about, _ = frozen(store, [person(1)])
    store.connection.execute("DROP TABLE attempt")
    for act in (lambda: acts.recover(store, about.id, AT), lambda: evidence.verify(store, about.id)):
        with pytest.raises(InforceError, match="it is damaged"):
            act()
    store.close()
