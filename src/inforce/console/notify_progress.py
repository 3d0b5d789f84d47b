"""Live progress of a run: one line on a terminal, rewritten; elsewhere a line at the beginning and nothing after."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from inforce.console.notify_send import begun
from inforce.console.notify_words import span
from inforce.console.terminal import clean

if TYPE_CHECKING:
    from inforce.commands.notify.send_values import Question
    from inforce.mail.sending import Snapshot


class SendingLine:
    """Shows a run on `stream`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._question: Question | None = None
        self._width = 0
        self.stopping = False
        """Whether somebody has asked to stop."""

    @property
    def begun(self) -> bool:
        """Whether a person agreed, so that messages may be under way."""
        return self._question is not None

    def begin(self, question: Question) -> None:
        """The run begins: a person agreed."""
        self._question = question
        if not self._live:
            self._write(begun(question) + "\n")

    def tell(self, snapshot: Snapshot) -> None:
        """Show how far the run has come."""
        if self._live and self._question is not None:
            line = progress(snapshot, self._question.count, stopping=self.stopping)
            self._write("\r" + line.ljust(self._width))
            self._width = len(line)

    def end(self) -> None:
        """Leave the line as it stands and go to the next one."""
        if self._live and self._width:
            self._write("\n")
            self._width = 0

    def _write(self, text: str) -> None:
        # A terminal that has gone away is no reason to stop the work.
        with suppress(OSError, ValueError):
            self._stream.write(text if text.startswith("\r") else clean(text))
            self._stream.flush()


def progress(snapshot: Snapshot, count: int, *, stopping: bool = False) -> str:
    """``1,234 of 100,000: 1,200 accepted, 34 deferred – 9.8 a second, 2 h 48 min left``."""
    outcomes = ", ".join(f"{n:,} {state.value.replace('_', ' ')}" for state, n in snapshot.states.items() if n)
    line = f"{snapshot.attempts:,} of {count:,}" + (f": {outcomes}" if outcomes else "")
    if stopping:
        return f"{line} – stopping: what is in hand is finished"
    left = max(0, count - snapshot.attempts)
    rate = snapshot.rate
    if snapshot.attempts and snapshot.seconds >= 1 and left:
        line += f" – {rate:.1f} a second, {span(left / rate)} left"
    return line
