"""`inforce serve`: the site as it would be built now, rebuilt on save, for one author on this machine.

Nothing is written: pages are kept in memory. While an error stands, the last good site is served and every
page says so; before the first good one, every address answers with the problems.

A save is first read, and the desks of the drafts are told of it; then the site is drawn, which takes longer and is
abandoned where the next save overtakes it.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.project import stopped, usage
from inforce.commands.report import Report
from inforce.commands.serve_desk import Desks
from inforce.commands.serve_http import PreviewServer
from inforce.commands.serve_pages import Desk
from inforce.commands.serve_watch import SETTLED, Watch, fingerprint
from inforce.commands.steps import examine, linted, pages_of
from inforce.core import gate
from inforce.errors import InforceError, Level, Problem

HOST = "127.0.0.1"
ASKING = 0.05
"""Seconds left to a browser that looks at a desk to ask for its new state."""
REST = 0.005
"""Seconds for which drawing the site rests, again and again, while a browser waits for a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeReport(Report):
    """The end of a preview, or one rebuild of it."""

    address: str
    builds: int
    """Rebuilds so far, the first one included."""
    pages: int
    """Pages of the site now served."""
    good: bool
    """Whether the last rebuild succeeded; if not, the site of an earlier one is served."""
    desks: tuple[Desk, ...] = ()
    """The desks of drafts that are served."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is served at one moment."""

    pages: dict[str, bytes]
    problems: tuple[Problem, ...]
    number: int
    """Counts rebuilds, from 1."""
    good: bool


class _Overtaken(Exception):
    """A further save came while the site of the one before was drawn."""


class Preview:
    """Holds the site and the desks in memory and follows the files."""

    def __init__(self, root: Path, *, today: Callable[[], date], drafts: bool) -> None:
        self.root = root
        self.site = Site({}, (), 0, good=False)
        self.day = today()
        self.desks = Desks(self.day)
        self.stop = threading.Event()
        """Set where the preview shall end."""
        self._today = today
        self._drafts = drafts
        self._seen = b""
        self._told: tuple[date, bytes] | None = None
        self._changed = threading.Condition()

    def refresh(self, watch: Watch | None = None) -> bool:
        """Rebuild if any source file or the day differs from what is served; whether it did.

        With `watch`, a save that leaves a fault is read again where more is written at once, and the site of a save
        that is overtaken by the next is not drawn to its end.
        """
        while not self.stop.is_set():
            try:
                return self._refreshed(watch)
            except _Overtaken:
                self._seen = b""  # the site was not drawn: no state of the files is served yet
        return False

    def _refreshed(self, watch: Watch | None) -> bool:
        day, seen = self._today(), fingerprint(self.root)
        if self.site.number and (day, seen) == (self.day, self._seen):
            return False
        gathered, problems = self._read()
        while watch and _faulty(problems) and watch.more(SETTLED):
            watch.wait()
            seen = fingerprint(self.root)
            gathered, problems = self._read()
        self.day, self._seen = day, seen
        if self._drafts and self._told != (day, seen):
            self._told = day, seen
            self._tell_desks(gathered, problems)
        self._replace(*self._build(gathered, problems, watch))
        return True

    def wait(self, number: int, seconds: float) -> int:
        """Wait until a rebuild later than `number` is there, `seconds` at most; the number of the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self.site.number > number, seconds)
            return self.site.number

    def _read(self) -> tuple[source.Gathered | None, tuple[Problem, ...]]:
        """The project (None where it cannot be read at all), and what was wrong with its files."""
        try:
            gathered = source.read(self.root)
            return gathered, gathered.problems
        except InforceError as error:
            return None, error.problems
        except OSError as error:
            # An editor may be replacing the very file being read; the next event rebuilds.
            return None, stopped(error, error.filename or self.root, "Reading the policies").problems

    def _tell_desks(self, gathered: source.Gathered | None, problems: tuple[Problem, ...]) -> None:
        if gathered is None:
            self.desks.stop(problems, self.day)
        else:
            self.desks.show(gathered, self.day)
        if self.desks.looked_at:
            time.sleep(ASKING)

    def _build(
        self, gathered: source.Gathered | None, problems: tuple[Problem, ...], watch: Watch | None
    ) -> tuple[dict[str, bytes] | None, tuple[Problem, ...]]:
        """The pages (None if they cannot be made) and what there is to say."""
        if gathered is None:
            return None, problems
        try:
            self._give_way(watch)
            found = examine(gathered, self.day)
            self._give_way(watch)
            said: list[Problem] = []
            for slug in gathered.library:
                said.extend(linted(gathered, self.day, slug))
                self._give_way(watch)
            problems = gate.distinct([*found, *said])
            # An open decision stops `build`, but is no reason to hide the pages from the one who must decide; what the
            # lint finds stops `publish`, not `build`.
            if _faulty(found):
                return None, problems
            return self._drawn(gathered, watch), problems
        except InforceError as error:
            return None, tuple(dict.fromkeys([*problems, *error.problems]))
        except OSError as error:
            found = stopped(error, error.filename or self.root, "Reading the policies").problems
            return None, (*problems, *found)

    def _drawn(self, gathered: source.Gathered, watch: Watch | None) -> dict[str, bytes]:
        pages: dict[str, bytes] = {}
        for page in pages_of(gathered, self.day, drafts=self._drafts):
            pages[page.path] = page.content
            self._give_way(watch)
        return pages

    def _give_way(self, watch: Watch | None) -> None:
        """Rest while a desk is drawn for a browser that waits; `_Overtaken` where a further save has come."""
        if watch is None:
            return
        while self.desks.asked and not watch.more() and not self.stop.is_set():
            time.sleep(REST)
        if self.stop.is_set() or (watch.more() and watch.wait() and fingerprint(self.root) != self._seen):
            raise _Overtaken

    def _replace(self, pages: dict[str, bytes] | None, problems: tuple[Problem, ...]) -> None:
        with self._changed:
            kept = self.site.pages if pages is None else pages
            self.site = Site(kept, problems, self.site.number + 1, good=pages is not None)
            self._changed.notify_all()


def run(
    root: Path,
    *,
    today: Callable[[], date],
    drafts: bool = False,
    port: int = 8000,
    tell: Callable[[ServeReport], None] = lambda report: None,
    stop: threading.Event | None = None,
) -> ServeReport:
    """Serve the project on 127.0.0.1 until interrupted (or until `stop` is set); `tell` hears of every rebuild.

    `port` 0 takes any free one. Raises `UsageError` if `root` is no project or the port is taken.
    """
    if not (root / "content" / "policies").is_dir():
        source.read(root)  # says why this is no project
    preview = Preview(root, today=today, drafts=drafts)
    preview.stop = stop = stop or preview.stop
    preview.refresh()
    with _server(preview, port) as server, Watch(root) as watch, suppress(KeyboardInterrupt):
        tell(_report(preview, server))
        while not stop.is_set():
            watch.wait()
            if not stop.is_set() and preview.refresh(watch):
                tell(_report(preview, server))
    return _report(preview, server)


def _report(preview: Preview, server: PreviewServer) -> ServeReport:
    site = preview.site
    return ServeReport(
        problems=site.problems,
        address=server.address,
        builds=site.number,
        pages=sum(1 for path in site.pages if path.endswith(".html")),
        good=site.good,
        desks=preview.desks.listed(),
    )


def _faulty(problems: tuple[Problem, ...]) -> bool:
    return any(problem.level is Level.ERROR for problem in problems)


def _server(preview: Preview, port: int) -> PreviewServer:
    try:
        return PreviewServer((HOST, port), preview)
    except OverflowError:
        raise usage("bad-port", f"{port} is no port; ports go from 1 to 65535.") from None
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            sentence = f"Port {port} of this machine is taken or not allowed."
            raise usage("port-taken", sentence, "Choose another with --port, or --port 0 for any free one.") from None
        raise stopped(error, "", "Opening the preview") from error
