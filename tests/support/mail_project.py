"""A small project whose amendment is published and material, frozen for so many recipients, and sent from.

Time is passed in everywhere: `MOMENT` is when all of it happens, on whatever day the tests run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from inforce.commands.notify import freeze as verb
from inforce.core.delivery import Audience, State
from inforce.mail.dispatch import dispatch
from inforce.mail.ledger import acts
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import open_ledger
from inforce.mail.relay import Relay, Tls
from inforce.mail.sending import Ended, Plan
from inforce.mail.times import stamp
from inforce.mail.transport import Patience
from support import small_project

MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""The morning after the amendment was published, well before the last day of its notice."""
VERSION = "2027-01-31"
SETTINGS = """\
organisation = "Example"
base_url = "https://policies.example.com/"
contact = "privacy@example.com"

[mail]
from = "policy@example.com"
"""
QUICK = Patience(command=5.0, dot=5.0)
"""For relays that answer at once or never."""
_BEGAN = monotonic()


def now() -> datetime:
    """`MOMENT`, and the time that passed since this process began."""
    return datetime.fromtimestamp(clock(), UTC)


def clock() -> float:
    """As `now`, in Unix seconds."""
    return MOMENT.timestamp() + monotonic() - _BEGAN


def project(root: Path, settings: str = SETTINGS) -> Path:
    """A repository with the amendment published the day before `MOMENT`."""
    root.mkdir(parents=True, exist_ok=True)
    small_project.published(root)
    small_project.write(root, "inforce.toml", settings)
    return root


def people(count: int) -> Iterable[str]:
    """Plain addresses, all different."""
    return (f"person{number}@example.org" for number in range(1, count + 1))


def recipients(path: Path, addresses: Iterable[str]) -> Path:
    """A recipients' file with a name and an account for each address."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("email,name,account\r\n")
        for number, address in enumerate(addresses, 1):
            file.write(f"{address},Person {number},A-{number}\r\n")
    return path


def frozen(root: Path, addresses: Iterable[str], settings: str = SETTINGS) -> str:
    """The id of a notice to the holders of accounts, ready to send, in a project of its own."""
    project(root, settings)
    return freeze(root, recipients(root.parent / f"{root.name}.csv", addresses))


def freeze(root: Path, file: Path, audience: Audience = Audience.ACCOUNTS, max_rejects: int | None = None) -> str:
    """The id of a notice frozen with the real verb."""
    order = verb.Order(
        policy="privacy",
        version=VERSION,
        recipients=file,
        audience=audience,
        approved_by="Grace Release",
        max_rejects=max_rejects,
    )
    return verb.run(root, order, now=now).notice


def relay(port: int, **more: str) -> Relay:
    """A relay on loopback, without TLS."""
    return Relay("127.0.0.1", port, Tls.NONE, **more)


def plan(connections: int = 1, **more: Any) -> Plan:
    """One connection, no pace to speak of, pauses of milliseconds."""
    settings: dict[str, Any] = {"rate": 1e6, "wait": 5.0, "patience": QUICK, "pause_factor": 0.005}
    return Plan(connections=connections, **{**settings, **more})


def run(root: Path, id: str, to: Relay, how: Plan, **more: Any) -> Ended:
    """One run of the sender over the real ledger, in this process; what a dead one left is taken up first."""
    with locked(root, "notify send", clock=clock), open_ledger(root) as store:
        acts.recover(store, id, stamp(clock()))
        return dispatch(store, store.notice(id), to, how, by="Grace Release", clock=clock, **more)


def recover(root: Path, id: str) -> None:
    """Take up what a dead sender left, as the next run would."""
    with locked(root, "notify status", clock=clock), open_ledger(root) as store:
        acts.recover(store, id, stamp(clock()))


def states(root: Path, id: str) -> dict[State, int]:
    """How many rows are in each state; asserts that they add up to the rows that were imported."""
    with open_ledger(root) as store:
        found = {State(state): count for state, count in store.states(id).items()}
        assert sum(found.values()) == store.rows(id), "the states do not add up to the rows"
        return found


def by_number(root: Path, id: str) -> dict[int, State]:
    """The state of every row."""
    with open_ledger(root) as store:
        rows = store.ask("SELECT number, state FROM recipient WHERE notice = ?", id).fetchall()
        return {number: State(state) for number, state in rows}


def phases(root: Path, id: str) -> Counter[str]:
    """How many attempts were decided in each phase."""
    with open_ledger(root) as store:
        return Counter(phase for (phase,) in store.ask("SELECT phase FROM attempt WHERE notice = ?", id))
