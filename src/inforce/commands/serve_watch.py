"""Knowing when to rebuild: events of the file system, debounced, and judged by the content of the files."""

from __future__ import annotations

import threading
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

QUIET = 0.02
"""Seconds without a further event before the files are read: an editor's save is several events."""
SETTLED = 0.1
"""Seconds without a further event before a fault is believed: a file may be half written."""
BEAT = 1.0
"""Seconds after which a wait ends without an event, so that midnight and an interrupt are noticed."""

_WRITING = frozenset({"created", "modified", "moved", "deleted"})
"""Events that can change a text. Opening and closing are left out: the rebuild itself does that."""


def sources(root: Path) -> list[Path]:
    """The files a site is made from, in a fixed order; hidden and editors' own files left out."""
    found = [root / "inforce.toml"]
    for folder in (root / "content", root / "templates"):
        found += [p for p in folder.rglob("*") if not p.name.startswith((".", "#")) and not p.name.endswith("~")]
    return sorted(path for path in found if path.is_file())


def fingerprint(root: Path) -> bytes:
    """A digest of the names and bytes of all source files."""
    total = blake2b(digest_size=16)
    for path in sources(root):
        with suppress(OSError):  # gone since it was listed: the event that says so is on its way
            data = path.read_bytes()
            total.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
            total.update(data)
    return total.digest()


class Watch(FileSystemEventHandler):
    """Watches a project's source files. Use as a context manager."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._event = threading.Event()
        self._observer: BaseObserver | None = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note that something was written."""
        if event.event_type in _WRITING:
            self._event.set()

    def wait(self, seconds: float = BEAT) -> bool:
        """Wait for writing and then for quiet, `seconds` at most for the first; whether anything was written."""
        if not self._event.wait(seconds):
            return False
        while self._event.is_set():
            self._event.clear()
            self._event.wait(QUIET)
        return True

    def more(self, seconds: float = 0) -> bool:
        """Whether something was written that no `wait` has answered yet, or is within so many seconds."""
        return self._event.wait(seconds) if seconds else self._event.is_set()

    def __enter__(self) -> Watch:
        try:
            self._observer = self._started(Observer())
        except OSError:
            # The system has no watch left to give (inotify's limit): look every second instead.
            self._observer = self._started(PollingObserver())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._observer:
            self._observer.stop()
            self._observer.join()

    def _started(self, observer: BaseObserver) -> BaseObserver:
        observer.schedule(self, str(self._root), recursive=False)
        for name in ("content", "templates"):
            if (self._root / name).is_dir():
                observer.schedule(self, str(self._root / name), recursive=True)
        observer.start()
        return observer
