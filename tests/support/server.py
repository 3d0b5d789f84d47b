"""A static host on this machine, as the design wants one: files, `_headers`, `404.html`, below a sub-path or not."""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Headers = list[tuple[str, list[tuple[str, str]]]]


def read_headers(site: Path) -> Headers:
    """The site's `_headers`: for each pattern of paths the headers it asks for."""
    rules: Headers = []
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            name, _, value = line.strip().partition(":")
            rules[-1][1].append((name.strip(), value.strip()))
        else:
            rules.append((line.strip(), []))
    return rules


class Handler(SimpleHTTPRequestHandler):
    """Serves one site below one path."""

    def __init__(self, *args: Any, prefix: str, rules: Headers, **kwargs: Any) -> None:
        self.prefix = prefix
        self.rules = rules
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        """The file of an address below the prefix."""
        return super().translate_path("/" + path.removeprefix(self.prefix).lstrip("/"))

    def end_headers(self) -> None:
        """Add what `_headers` asks for."""
        path = "/" + self.path.partition("?")[0].removeprefix(self.prefix).lstrip("/")
        for pattern, headers in self.rules:
            if fnmatch.fnmatchcase(path, pattern):
                for name, value in headers:
                    self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page where there is none."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path, prefix: str = "/") -> Iterator[str]:
    """The address under which a site is served while the block runs; ends with a slash."""
    handler = partial(Handler, directory=str(site), prefix=prefix, rules=read_headers(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
