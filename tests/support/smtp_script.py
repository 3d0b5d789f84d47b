"""A relay that misbehaves as it is told, on raw sockets: it says, breaks off and waits exactly as its script wants.

A script maps a moment to what happens then. Moments are the verbs (``MAIL``, ``RCPT`` …), ``connect``, ``body`` (the
first line of a message has come) and ``.`` (the final dot has come). What is not in the script goes well. A list is
used up in its order, over all connections; a single `Act` happens every time; a function is asked with the line.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

_LONGEST = 30.0
"""Seconds that anything here may take."""
_ID = re.compile(rb"(?im)^Message-ID:[ \t]*(<[^>\r\n]+>)")


@dataclass(frozen=True)
class Act:
    """What the relay does at a moment."""

    say: bytes = b""
    wait: float = 0.0
    """Seconds before it speaks."""
    drop: bool = False
    """Hang up afterwards."""
    reset: bool = False
    """Hang up rudely (RST) afterwards."""
    hang: bool = False
    """Say nothing more, and keep the line."""
    take: bool | None = None
    """At the dot: whether the message is taken on; None: where the answer begins with a 2."""


def reply(text: str, **more: bool | float) -> Act:
    """An answer as a relay gives it: lines of a code and words, CRLF after each."""
    return Act(text.replace("\n", "\r\n").encode("utf-8") + b"\r\n", **more)  # type: ignore[arg-type]


DROP = Act(drop=True)
HANG = Act(hang=True)

Moment = Act | list[Act] | Callable[[bytes], Act | None]


@dataclass
class Taken:
    """One message that the relay took responsibility for, the envelope as it came over the wire."""

    mail: bytes
    rcpt: bytes
    message: bytes
    """With its dots as the sender meant them."""

    @property
    def message_id(self) -> str:
        """Of the message's headers; empty without one."""
        found = _ID.search(self.message.partition(b"\r\n\r\n")[0])
        return found[1].decode("ascii") if found else ""

    @property
    def address(self) -> str:
        """The recipient of the envelope."""
        return self.rcpt.decode("ascii").partition("<")[2].rpartition(">")[0]


@dataclass
class _Line:
    """One connection."""

    number: int
    peer: socket.socket
    file: BinaryIO = field(init=False)
    mail: bytes = b""
    rcpt: bytes = b""

    def __post_init__(self) -> None:
        self.file = self.peer.makefile("rb")


class _Over(Exception):
    """The conversation ends here."""


class ScriptedServer:
    """A relay with a script, on a port of loopback that the system chose; a context manager."""

    def __init__(
        self,
        script: Mapping[str, Moment] | None = None,
        *,
        features: tuple[str, ...] = ("8BITMIME",),
        tls: ssl.SSLContext | None = None,
        keep: Callable[[Taken], None] | None = None,
    ) -> None:
        self.script = dict(script or {})
        self.features = (*features, "STARTTLS") if tls else features
        self.tls = tls
        self.taken: list[Taken] = []
        self.heard: list[tuple[int, bytes]] = []
        """Number of the connection, from 1, and the line; of a message only its dot."""
        self.connections = 0
        self._keep = keep or self.taken.append
        self._quiet = keep is not None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._peers: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, name="script", daemon=True)]

    @property
    def url(self) -> str:
        """Its address, as the command line takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def dots(self) -> int:
        """How many messages came to their end."""
        with self._lock:
            return sum(line == b"." for _number, line in self.heard)

    def verbs(self) -> list[str]:
        """The verbs it heard, in order."""
        with self._lock:
            return [line.partition(b" ")[0].upper().decode("ascii", "replace") for _number, line in self.heard]

    def __enter__(self) -> ScriptedServer:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            peers = list(self._peers)
        for peer in peers:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_LONGEST)
            assert not thread.is_alive(), "a conversation does not end"

    # ---- connections ----------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        while True:
            try:
                peer, _address = self._listener.accept()
            except OSError:
                return
            peer.settimeout(_LONGEST)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._peers.add(peer)
                line = _Line(self.connections, peer)
            thread = threading.Thread(target=self._converse, args=(line,), name="script", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _converse(self, line: _Line) -> None:
        try:
            with suppress(OSError, _Over, ValueError):
                self._do(line, self._act("connect", b"") or reply("220 relay.example ESMTP"))
                while text := line.file.readline(65536):
                    self._hear(line, text)
        finally:
            with self._lock:
                self._peers.discard(line.peer)
            with suppress(OSError):
                line.file.close()
                line.peer.close()

    def _hear(self, line: _Line, text: bytes) -> None:
        words = text.rstrip(b"\r\n")
        verb = words.partition(b" ")[0].upper().decode("ascii", "replace")
        self._note(line, words)
        if verb == "MAIL":
            line.mail = words
        elif verb == "RCPT":
            line.rcpt = words
        act = self._act(verb, words)
        if verb == "DATA" and (act is None or act.say.startswith(b"354")):
            self._do(line, act or reply("354 go on"))
            act = self._message(line)
        self._do(line, act or self._usual(line, verb))

    def _usual(self, line: _Line, verb: str) -> Act:
        if verb == "EHLO":
            lines = ["relay.example", *self.features]
            return reply("\n".join(f"250{'-' if line != lines[-1] else ' '}{line}" for line in lines))
        if verb == "STARTTLS" and self.tls:
            return self._protect(line)
        if verb == "QUIT":
            return reply("221 bye", drop=True)
        return reply("250 2.1.0 Ok")

    def _message(self, line: _Line) -> Act:
        """Read a message; what is done at its dot."""
        kept: list[bytes] = []
        while (text := line.file.readline(1 << 20)) not in (b".\r\n", b""):
            if not kept and (act := self._act("body", text)) is not None:
                self._do(line, act)
            kept.append(text[1:] if text.startswith(b".") else text)
        if not text:
            raise _Over
        self._note(line, b".")
        act = self._act(".", line.rcpt) or reply(f"250 2.0.0 Ok: queued as {line.number:04X}{len(self.heard):06X}")
        if act.take if act.take is not None else act.say.startswith(b"2"):
            with self._lock:
                self._keep(Taken(line.mail, line.rcpt, b"".join(kept)))
        return act

    def _protect(self, line: _Line) -> Act:
        assert self.tls is not None
        self._do(line, reply("220 go ahead"))
        plain = line.peer
        line.file.close()
        try:
            line.peer = self.tls.wrap_socket(plain, server_side=True)
        except OSError as error:
            plain.close()
            raise _Over from error
        finally:
            with self._lock:
                self._peers.discard(plain)
        with self._lock:
            self._peers.add(line.peer)
        line.file = line.peer.makefile("rb")
        return Act()

    # ---- the script -----------------------------------------------------------------------------------------------

    def _note(self, line: _Line, words: bytes) -> None:
        if not self._quiet:
            with self._lock:
                self.heard.append((line.number, words))

    def _act(self, moment: str, words: bytes) -> Act | None:
        """What the script wants now; None: nothing of its own."""
        found = self.script.get(moment)
        if callable(found):
            return found(words)
        if isinstance(found, list):
            with self._lock:
                return found.pop(0) if found else None
        return found

    def _do(self, line: _Line, act: Act) -> None:
        if act.wait:
            self._stopped.wait(act.wait)
        if act.say:
            line.peer.sendall(act.say)
        if act.hang:
            self._stopped.wait(_LONGEST)
        if act.reset:
            line.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if act.drop or act.reset or act.hang:
            raise _Over


class ClosedPort:
    """A port of loopback where nobody answers; a context manager."""

    def __enter__(self) -> int:
        self._held = socket.socket()
        self._held.bind(("127.0.0.1", 0))  # bound and not listening: held for us, and connections are refused
        port: int = self._held.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._held.close()
