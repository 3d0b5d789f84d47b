"""How far the ledger has come, noted beside it: an older copy put in its place is seen at once.

The note is written after every commit, without waiting for the disk: a killed program leaves it right, and after a
power cut it may be behind the ledger, which does no harm.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from inforce.errors import Place, Problem
from inforce.mail.ledger import files

_LINE = "inforce ledger {} attempts {:020d} events {:020d}\n"
_READ = re.compile(r"inforce ledger ([0-9a-f]{32}) attempts ([0-9]{20}) events ([0-9]{20})\n")


class Mark:
    """The file `path`, which holds one line of fixed length."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self._last = ""
        self._fits: bool | None = None

    def prepare(self, ledger: str, attempts: int, events: int) -> None:
        """Before the first change: find out whether the mark fits, and make it while the ledger is still empty.

        While it does not fit, `write` leaves it alone, so that no other verb wipes out what it says.
        """
        if self._fits is None:
            self._fits = self.problem(ledger, attempts, events, self._path) is None
            self.write(ledger, attempts, events)

    def write(self, ledger: str, attempts: int, events: int, *, anyway: bool = False) -> None:
        """Note it; `OSError` where that cannot be done. Always of one length, so that no kill leaves half a line."""
        if self._fits is None and not anyway:
            self.prepare(ledger, attempts, events)
        if anyway:
            self._fits = True
        line = _LINE.format(ledger, attempts, events)
        if line == self._last or not self._fits:
            return
        if self._handle is None:
            self._handle = self._opened(line)
        os.pwrite(self._handle, line.encode(), 0)
        self._last = line

    def _opened(self, line: str) -> int:
        files.require_plain(self._path)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(self._path, flags, 0o600)
        if os.fstat(handle).st_size != len(line):
            os.ftruncate(handle, 0)
        return handle

    def problem(self, ledger: str, attempts: int, events: int, path: Path) -> Problem | None:
        """What the mark says against a ledger that has come so far; None where it fits."""
        said = self._said()
        if said is None:
            if not attempts and not events:
                return None
            why = f"the file {self._path.name} that says how far it came is missing or unreadable"
        elif said[0] != ledger:
            why = f"the file {self._path.name} beside it belongs to another ledger"
        elif attempts < said[1] or events < said[2]:
            why = (
                f"it knows {attempts:,} attempts and {events:,} events, "
                f"and once knew {max(attempts, said[1]):,} and {max(events, said[2]):,}"
            )
        else:
            return None
        sentence = f"This ledger seems to be an old copy: {why}."
        remedy = (
            "Put the newest copy of the .inforce folder back. If there is none, say so with --restored --by NAME: all "
            "that is still open is then in doubt, nobody is mailed twice, and “inforce notify reconcile” settles it."
        )
        return Problem("ledger-older-than-mark", Place(str(path)), sentence, remedy)

    def _said(self) -> tuple[str, int, int] | None:
        files.require_plain(self._path)
        try:
            text = self._path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return None
        found = _READ.fullmatch(text)
        return (found[1], int(found[2]), int(found[3])) if found else None

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
