"""The preview's server: standard library, this machine only, pages from memory.

Served pages are the built ones plus two things: a script of the same origin that reloads them after a rebuild,
and, while problems stand, a line that says so. Both keep to the site's own content security policy.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit

from inforce.commands.serve_desk_page import FILES
from inforce.commands.serve_pages import OWN, RELOAD, STYLE, problem_page, with_preview

if TYPE_CHECKING:
    from inforce.commands.serve import Preview, Site

HEARTBEAT = 15.0
"""Seconds between two signs of life to a waiting browser."""
_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_DESK_CSP = f"{_CSP}; frame-src 'self'"
"""A desk shows the letter in a frame."""
_LETTER_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
"""A letter has its style in it, as mail needs it. No script runs in it, and it reaches nothing around it."""
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
_PLAIN = "text/plain; charset=utf-8"


class PreviewServer(ThreadingHTTPServer):
    """Serves a preview from its own thread, from entering the context until leaving it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], preview: Preview) -> None:
        super().__init__(address, _Handler)
        self.preview = preview
        self.closing = False
        self.started = secrets.randbits(32)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}/"

    def __enter__(self) -> PreviewServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing = True
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "inforce"
    sys_version = ""
    _own: ClassVar = {"reload.js": (RELOAD, "js"), "preview.css": (STYLE, "css")}
    _files: ClassVar = {"desk.js": "js", "desk.css": "css"}

    def do_GET(self) -> None:
        """Answer with a page, the preview's own files, or the stream of events."""
        with suppress(ConnectionError):  # the browser went elsewhere
            self._answer()

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the problems."""

    def _answer(self) -> None:
        port = self.server.server_address[1]
        if self.headers.get("Host") not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            # Another site's name pointed at this machine must not read drafts.
            self._send(421, "Only 127.0.0.1 and localhost are served.", _PLAIN)
            return
        path = unquote(urlsplit(self.path).path)
        if path.startswith(OWN):
            self._answer_own(path.removeprefix(OWN))
        else:
            self._answer_page(path)

    def _answer_own(self, name: str) -> None:
        site = self.server.preview.site
        preview = self.server.preview
        if name == "events":
            self._stream(preview.wait)
        elif name == "desk-events":
            self._stream(preview.desks.wait)
        elif name.startswith("desk/"):
            self._answer_desk(name.removeprefix("desk/"))
        elif name == "theme.css":
            self._send(200, preview.desks.style(preview.root), _TYPES["css"])
        elif name in self._files:
            self._send(200, (FILES / name).read_bytes(), _TYPES[self._files[name]])
        elif name in self._own:
            text, kind = self._own[name]
            self._send(200, text, _TYPES[kind])
        elif name == "problems/":
            self._send(200, self._problems(site), _TYPES["html"])
        else:
            self._send(404, "Not found.", _PLAIN)

    def _answer_desk(self, path: str) -> None:
        """``POLICY/VERSION/`` and, below it, ``letter/``."""
        slug, _, rest = path.partition("/")
        name, _, part = rest.partition("/")
        page = self.server.preview.desks.page(slug, name, f"{self.server.started:x}")
        if page is None or part not in ("", "letter/") or (part and not page.letter):
            self._send(404, "There is no such draft.", _PLAIN)
        elif not rest.endswith("/"):
            self._redirect(f"{OWN}desk/{slug}/{name}/")
        elif part:
            self._send(200, page.letter, _TYPES["html"], _LETTER_CSP)
        else:
            self._send(200, page.html, _TYPES["html"], _DESK_CSP)

    def _answer_page(self, path: str) -> None:
        site = self.server.preview.site
        if not site.pages:
            self._send(500, self._problems(site), _TYPES["html"])
            return
        name = path.lstrip("/")
        if name == "" or name.endswith("/"):
            name += "index.html"
        elif f"{name}/index.html" in site.pages:
            self._redirect(f"/{name}/")
            return
        status = 200 if name in site.pages else 404
        name = name if status == 200 else "404.html"
        content = site.pages.get(name, b"Not found.")
        kind = _TYPES.get(name.rpartition(".")[2], _PLAIN)
        self._send(status, self._page(name, content, site) if name.endswith(".html") else content, kind)

    def _send(self, status: int, content: str | bytes, kind: str, csp: str = _CSP) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", csp)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _redirect(self, to: str) -> None:
        self.send_response(301)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def _page(self, name: str, content: bytes, site: Site) -> bytes:
        listed = self.server.preview.desks.listed()
        desks = [desk for desk in listed if name == "index.html" or f"{OWN}desk/{name}".startswith(desk.address)]
        return with_preview(content, self._number(site.number), site.problems, good=site.good, desks=desks)

    def _problems(self, site: Site) -> str:
        return problem_page(self._number(site.number), site.problems, site=bool(site.pages))

    def _number(self, number: int) -> str:
        """A rebuild's mark, different too after the preview itself was started anew."""
        return f"{self.server.started:x}-{number}"

    def _stream(self, wait: Callable[[int, float], int]) -> None:
        """Server-sent events: the number of the last rebuild that `wait` knows of, at once and after each one."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        number = 0
        while not self.server.closing:
            last = wait(number, HEARTBEAT)
            self.wfile.write(f"data: {self._number(last)}\n\n".encode() if last != number else b": still here\n\n")
            self.wfile.flush()
            number = last
