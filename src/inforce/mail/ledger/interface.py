"""What the verbs and the sender ask of a ledger, so that one that several machines share can stand in for the file.

Two parts. `Ledger` is what is asked before and after a run; `inforce.mail.journal.Journal` is what is asked while
messages go out. A ledger in PostgreSQL would offer both (its `claim` by ``SELECT … FOR UPDATE SKIP LOCKED``) and its
own `locked`. The acts (`freeze`, `acts`, `evidence`) it would have to rewrite: they speak SQL that leans on SQLite in
places (temporary tables, ``INSERT OR IGNORE``), through `transaction` and `ask`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from inforce.mail.ledger.store import Store
from inforce.mail.values import FrozenNotice, Variant


class Ledger(Protocol):
    """A ledger that is open. Every error is an `InforceError` in plain words."""

    @property
    def id(self) -> str:
        """32 hex digits that no other ledger has; the site's register names it."""

    @property
    def secret(self) -> bytes:
        """The key of the hashes that stand for erased addresses."""

    def transaction(self) -> AbstractContextManager[Any]:
        """All that is done inside, or nothing of it; durable when it ends without an error."""

    def ask(self, sql: str, *values: object) -> Iterable[Any]:
        """The rows that answer a reading statement."""

    def check_mark(self) -> None:
        """`ContentError` where the ledger knows less than it once did."""

    def write_mark(self, *, anyway: bool = False) -> None:
        """Note how far it has come."""

    def notice(self, id: str) -> FrozenNotice:
        """The notice of that id; `UsageError` where there is none."""

    def notices(self) -> tuple[FrozenNotice, ...]:
        """All notices, in the order in which they were frozen."""

    def digest(self, id: str) -> str:
        """SHA-256 of all that was decided about the notice."""

    def variants(self, id: str) -> dict[str, Variant]:
        """The notice's texts by locale."""

    def states(self, id: str) -> dict[str, int]:
        """How many rows are in each state; they add up to `rows` at every commit."""

    def rows(self, id: str) -> int:
        """How many rows were imported."""

    def rejects(self, id: str) -> int:
        """How many lines were rejected."""

    def close(self) -> None:
        """Let go of it."""


_OFFERED: type[Ledger] = Store
"""Checked by mypy: the file offers all of it."""
