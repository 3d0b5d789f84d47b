"""The ledger's file, opened: its tables, its transactions, its mark, and the plain questions one asks of it.

Reading goes on while somebody writes (SQLite's write-ahead log). Whoever writes holds the lock (`lock.locked`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from inforce.core.delivery import State
from inforce.core.suggest import nearest
from inforce.errors import ContentError, Place, Problem, UsageError
from inforce.mail.ledger import facts, faults, files
from inforce.mail.ledger.mark import Mark
from inforce.mail.ledger.schema import FORMAT
from inforce.mail.values import FrozenNotice, Variant

CACHE = 4096
"""Size of SQLite's page cache in KiB: what a million rows may take in memory is settled here."""
_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what `erase` empties is overwritten, not only unlinked
    f"PRAGMA cache_size = -{CACHE}",
    "PRAGMA temp_store = FILE",  # sorting a million rows must not need memory for them
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA trusted_schema = OFF",
)


def open_ledger(root: Path, *, create: bool = False) -> Store:
    """The ledger of the project in `root`; a new one where there is none and `create`.

    `UsageError` where there is none; `ContentError` for what is no ledger, of another format, or reached through a
    link; `StoppedError` where the disk is full or closed to us.
    """
    with faults.plain(root / files.FOLDER / files.LEDGER):
        path = files.ledger_file(root, create=create)
        return Store(path)


class Store:
    """An open ledger, and a context manager that closes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
        """In autocommit: a transaction is begun by `transaction`, or by hand."""
        try:
            for pragma in _PRAGMAS:
                self.connection.execute(pragma)
            self.id, self.secret = self._own_row()
        except BaseException:
            self.connection.close()
            raise
        self._mark = Mark(path.with_name("ledger.mark"))

    def _own_row(self) -> tuple[str, bytes]:
        try:
            row = self.connection.execute("SELECT id, format, secret FROM ledger").fetchone()
        except sqlite3.OperationalError as error:
            if "no such" in str(error):
                raise faults.damaged(self.path, "its tables are missing") from error
            raise
        if row is None:
            raise faults.damaged(self.path, "it has no identity")
        if row[1] != FORMAT:
            sentence = f"The ledger has format {row[1]}; this program knows format {FORMAT}."
            remedy = "Use the version of Inforce that wrote it, or a newer one."
            raise ContentError(Problem("ledger-format", Place(str(self.path)), sentence, remedy))
        return row[0], row[2]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; what was not committed is undone."""
        self._mark.close()
        with suppress(sqlite3.Error):
            self.connection.close()

    # ---- transactions ---------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done inside, or nothing of it; inside another one a part of that.

        Errors of SQLite come out in plain words. The mark is written after the commit.
        """
        if self.connection.in_transaction:
            yield self.connection
            return
        with faults.plain(self.path):
            self._mark.prepare(self.id, *self._reached())
        with faults.plain_sql(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
        with faults.plain(self.path):
            self.write_mark()

    def _undo(self) -> None:
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        with suppress(sqlite3.Error):  # the log may have grown by what is undone now, on a disk that is full
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.Error):
            self.connection.execute(_PRAGMAS[0])

    def ask(self, sql: str, *values: object) -> sqlite3.Cursor:
        """One reading statement, its errors in plain words."""
        with faults.plain(self.path):
            return self.connection.execute(sql, values)

    # ---- the mark -------------------------------------------------------------------------------------------------

    def write_mark(self, *, anyway: bool = False) -> None:
        """Note beside the ledger how far it has come; to be called after every commit. `OSError` if it cannot be.

        Does nothing while the mark contradicts the ledger, unless `anyway`.
        """
        self._mark.write(self.id, *self._reached(), anyway=anyway)

    def check_mark(self) -> None:
        """`ContentError` where the ledger knows less than its mark says: it is an old copy, or another one."""
        problem = self._mark.problem(self.id, *self._reached(), self.path)
        if problem:
            raise ContentError(problem)

    def _reached(self) -> tuple[int, int]:
        """The highest numbers of an attempt and of an event."""
        attempt, event = self.ask(
            "SELECT (SELECT max(number) FROM attempt), (SELECT max(number) FROM event)"
        ).fetchone()
        return attempt or 0, event or 0

    # ---- questions ------------------------------------------------------------------------------------------------

    def notice(self, id: str) -> FrozenNotice:
        """The notice of that id; `UsageError` with the nearest or all ids where there is none."""
        row = self.ask("SELECT facts FROM notice WHERE id = ?", id).fetchone()
        if row is None:
            raise self._unknown(id)
        return facts.read(row[0])

    def notices(self) -> tuple[FrozenNotice, ...]:
        """All notices, in the order in which they were frozen."""
        return tuple(facts.read(row[0]) for row in self.ask("SELECT facts FROM notice ORDER BY rowid"))

    def digest(self, id: str) -> str:
        """SHA-256 of the notice's facts, which names all that is frozen about it."""
        row = self.ask("SELECT digest FROM notice WHERE id = ?", id).fetchone()
        if row is None:
            raise self._unknown(id)
        return str(row[0])

    def variants(self, id: str) -> dict[str, Variant]:
        """The notice's texts by locale."""
        sql = "SELECT locale, subject, body, digest FROM variant WHERE notice = ? ORDER BY locale"
        return {row[0]: Variant(*row) for row in self.ask(sql, id)}

    def states(self, id: str) -> dict[str, int]:
        """How many rows are in each state; only states with rows, in the order of `State`."""
        found = dict(self.ask("SELECT state, count(*) FROM recipient WHERE notice = ? GROUP BY state", id))
        return {state.value: found[state.value] for state in State if state.value in found}

    def rows(self, id: str) -> int:
        """How many rows were imported, by the freeze and by top-ups."""
        return int(self.ask("SELECT coalesce(sum(rows), 0) FROM batch WHERE notice = ?", id).fetchone()[0])

    def rejects(self, id: str) -> int:
        """How many lines were rejected, by the freeze and by top-ups."""
        return int(self.ask("SELECT coalesce(sum(rejects), 0) FROM batch WHERE notice = ?", id).fetchone()[0])

    def _unknown(self, id: str) -> UsageError:
        ids = [row[0] for row in self.ask("SELECT id FROM notice ORDER BY rowid")]
        sentence = f"The ledger has no notice “{id}”."
        near = nearest(id, ids)
        if near:
            remedy = f"Did you mean “{near}”?"
        elif ids:
            remedy = "Known are: " + ", ".join(ids[-10:]) + "."
        else:
            remedy = "None is frozen yet; see “inforce notify freeze”."
        return UsageError(Problem("notice-unknown", Place(str(self.path)), sentence, remedy))
