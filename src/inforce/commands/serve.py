"""`inforce serve`: the site as it would be built now, rebuilt on save, for one author on this machine.

Nothing is written: pages are kept in memory. While an error stands, the last good site is served and every
page says so; before the first good one, every address answers with the problems.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce import source
from inforce.commands.project import stopped, usage
from inforce.commands.report import Report
from inforce.commands.serve_http import PreviewServer
from inforce.commands.serve_watch import Watch, fingerprint
from inforce.commands.steps import examine, pages_of
from inforce.errors import InforceError, Level, Problem

HOST = "127.0.0.1"


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


@dataclass(frozen=True, slots=True)
class Site:
    """What is served at one moment."""

    pages: dict[str, bytes]
    problems: tuple[Problem, ...]
    number: int
    """Counts rebuilds, from 1."""
    good: bool


class Preview:
    """Holds the site in memory and rebuilds it."""

    def __init__(self, root: Path, *, today: Callable[[], date], drafts: bool) -> None:
        self.root = root
        self.site = Site({}, (), 0, good=False)
        self.day = today()
        self._today = today
        self._drafts = drafts
        self._seen = b""
        self._changed = threading.Condition()

    def refresh(self) -> bool:
        """Rebuild if any source file or the day differs from what is served; whether it did."""
        day, seen = self._today(), fingerprint(self.root)
        if self.site.number and (day, seen) == (self.day, self._seen):
            return False
        self.day, self._seen = day, seen
        self._replace(*self._build())
        return True

    def wait(self, number: int, seconds: float) -> int:
        """Wait until a rebuild later than `number` is there, `seconds` at most; the number of the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self.site.number > number, seconds)
            return self.site.number

    def _build(self) -> tuple[dict[str, bytes] | None, tuple[Problem, ...]]:
        """The pages (None if they cannot be made) and what there is to say."""
        problems: tuple[Problem, ...] = ()
        try:
            gathered = source.read(self.root)
            problems = examine(gathered, self.day)
            # An open decision stops `build`, but is no reason to hide the pages from the one who must decide.
            if any(problem.level is Level.ERROR for problem in problems):
                return None, problems
            pages = pages_of(gathered, self.day, drafts=self._drafts)
            return {page.path: page.content for page in pages}, problems
        except InforceError as error:
            return None, tuple(dict.fromkeys([*problems, *error.problems]))
        except OSError as error:
            # An editor may be replacing the very file being read; the next event rebuilds.
            found = stopped(error, error.filename or self.root, "Reading the policies").problems
            return None, (*problems, *found)

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
    preview.refresh()
    stop = stop or threading.Event()
    with _server(preview, port) as server, Watch(root) as watch, suppress(KeyboardInterrupt):
        tell(_report(preview, server))
        while not stop.is_set():
            watch.wait()
            if not stop.is_set() and preview.refresh():
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
    )


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
