"""What a freeze would make of a file of recipients, counted without freezing anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inforce.commands.notify.plan import LEDGER
from inforce.commands.notify.rows import Checked
from inforce.commands.notify.subject import Subject
from inforce.commands.report import Progress
from inforce.core.delivery import Audience
from inforce.mail import letter
from inforce.mail.ledger.known import Known
from inforce.mail.ledger.store import open_ledger
from inforce.mail.values import Recipient, Reject

SHOWN = 20
"""Lines of a kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a freeze would make of a recipients' file."""

    rows: int = 0
    """Rows that name somebody."""
    to_send: int = 0
    locales: Mapping[str, int] = field(default_factory=dict)
    """Of those to be sent, how many get each locale."""
    duplicates: int = 0
    first_duplicates: tuple[tuple[int, int], ...] = ()
    """Lines, each with the line of the same address before it."""
    served: int = 0
    """Of whom an earlier freeze of the same notice reached, or may have reached; they are not mailed again."""
    unsendable: int = 0
    first_unsendable: tuple[Reject, ...] = ()
    suppressed: int = 0
    opted_out: int = 0
    rejects: int = 0
    first_rejects: tuple[Reject, ...] = ()


def tally_of(
    root: Path, subject: Subject, file: Checked, audience: Audience, locales: list[str], progress: Progress
) -> Tally:
    """Count as a freeze would; memory stays flat, since the addresses seen stand in a temporary table on disk."""
    with _known(root, subject, audience) as known:
        counter = _Counter(audience, locales, known)
        for found in file:
            progress.advance()
            counter.take(found)
        return counter.tally()


@contextmanager
def _known(root: Path, subject: Subject, audience: Audience) -> Iterator[Known | None]:
    """What the ledger knows of the people in the file; None where there is no ledger yet."""
    if not (root / LEDGER).exists():
        yield None
        return
    what = (subject.policy.slug, str(subject.version.name), audience)
    with open_ledger(root) as store:
        older = tuple(n.id for n in store.notices() if (n.policy, n.version, n.audience) == what)
        with Known(store, audience, older, open_served=False) as known:
            yield known


class _Counter:
    def __init__(self, audience: Audience, locales: list[str], known: Known | None) -> None:
        self._audience, self._locales, self._known = audience, locales, known
        self._seen = sqlite3.connect("")  # a private file that goes with the connection
        self._seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        names = ("rows", "to_send", "duplicates", "served", "unsendable", "suppressed", "opted_out", "rejects")
        self._counts = dict.fromkeys(names, 0)
        self._by_locale = dict.fromkeys(locales, 0)
        self._duplicates: list[tuple[int, int]] = []
        self._rejects: list[Reject] = []
        self._unsendable: list[Reject] = []

    def take(self, found: Recipient | Reject) -> None:
        """Count one line."""
        if isinstance(found, Reject):
            self._counts["rejects"] += 1
            self._rejects.extend([found] if len(self._rejects) < SHOWN else [])
            return
        self._counts["rows"] += 1
        self._counts["opted_out"] += found.opted_out
        kind = self._kind(found)
        self._counts[kind] += 1
        if kind == "to_send":
            self._by_locale[letter.locale_for(found.locale, self._locales, self._locales[0])] += 1

    def _kind(self, found: Recipient) -> str:
        if self._known is not None and self._known.served(found.key) is not None:
            return "served"
        if not self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (found.key, found.line)).rowcount:
            (first,) = self._seen.execute("SELECT line FROM seen WHERE key = ?", (found.key,)).fetchone()
            self._duplicates.extend([(found.line, first)] if len(self._duplicates) < SHOWN else [])
            return "duplicates"
        if found.unsendable:
            self._unsendable.extend([Reject(found.line, found.unsendable)] if len(self._unsendable) < SHOWN else [])
            return "unsendable"
        if self._audience is Audience.SUBSCRIBERS and (found.opted_out or self._listed(found.key)):
            return "suppressed"
        return "to_send"

    def _listed(self, key: str) -> bool:
        return self._known is not None and self._known.suppressed(key)

    def tally(self) -> Tally:
        """All that was counted."""
        self._seen.close()
        return Tally(
            **self._counts,
            locales=self._by_locale,
            first_duplicates=tuple(self._duplicates),
            first_unsendable=tuple(self._unsendable),
            first_rejects=tuple(self._rejects),
        )
