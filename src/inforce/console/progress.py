"""A line on the terminal that says what is being done, once that takes longer than a second."""

from __future__ import annotations

import threading
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import TextIO

PATIENCE = 1.0
"""Seconds of silence before the first word."""
_BEAT = 0.1
"""Seconds between two looks at the work."""


class ProgressLine:
    """Shows stage and count on one line of `stream`; nothing at all unless the stream is a terminal.

    Use as a context manager; on leaving, the line is wiped.
    """

    def __init__(self, stream: TextIO, *, patience: float = PATIENCE) -> None:
        self._stream = stream
        self._patience = patience
        self._words = ""
        self._count = 0
        self._width = 0
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def stage(self, words: str) -> None:
        """A new stage of the work begins."""
        self._words, self._count = words, 0

    def advance(self) -> None:
        """One more thing of this stage is done."""
        self._count += 1

    def __enter__(self) -> ProgressLine:
        if self._stream.isatty():
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        started = monotonic()
        while not self._done.wait(_BEAT):
            if self._words and monotonic() - started >= self._patience:
                self._show(f"{self._words} … {self._count or ''}")
        if self._width:
            self._show("")

    def _show(self, line: str) -> None:
        # A terminal that has gone away is no reason to stop the work.
        with suppress(OSError, ValueError):
            self._stream.write("\r" + line.ljust(self._width) + ("\r" if not line else ""))
            self._stream.flush()
        self._width = len(line)
