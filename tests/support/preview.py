"""A preview at work in a thread of the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

from inforce.commands import serve
from inforce.commands.serve import ServeReport
from support.small_project import TODAY


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to become true; fail where it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


class Running:
    """A preview at work in a thread."""

    def __init__(self, root: Path, *, drafts: bool = False) -> None:
        self.reports: list[ServeReport] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(root, drafts), daemon=True)

    def _run(self, root: Path, drafts: bool) -> None:
        serve.run(root, today=lambda: TODAY, drafts=drafts, port=0, tell=self.reports.append, stop=self._stop)

    def __enter__(self) -> Running:
        self._thread.start()
        until(lambda: bool(self.reports))
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    @property
    def address(self) -> str:
        return self.reports[0].address

    def get(self, path: str, **headers: str) -> str:
        with urlopen(Request(self.address + path.lstrip("/"), headers=headers), timeout=10) as answer:
            return str(answer.read().decode())

    def builds(self, number: int) -> ServeReport:
        """Wait for a rebuild; its report."""
        until(lambda: len(self.reports) >= number)
        return self.reports[number - 1]
