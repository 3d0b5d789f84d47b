"""A relay that takes every message on and keeps a record of it, as a thread of a test or as a process of its own.

What counts as taken is what stands in the record: a line of JSON, written before the 250 goes out. So whatever the
sender believes can be held against it. `after` is the time between that line and the 250: with it a kill of the
sender lands where only the relay knows.

As a process: ``python tests/support/smtp_server.py RECORD [--before SECONDS] [--after SECONDS]`` prints its port and
runs until it is killed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_ID = re.compile(rb"(?im)^Message-ID:[ \t]*(<[^>\r\n]+>)")
_LONGEST = 30.0
"""Seconds that anything here may take."""


@dataclass(frozen=True)
class Taken:
    """One message that the relay took responsibility for."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    message: bytes


def read_record(path: Path) -> list[Taken]:
    """The messages of a record, in the order in which they were taken."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return [_taken(json.loads(line)) for line in lines]


def _taken(row: dict[str, Any]) -> Taken:
    return Taken(row["sender"], tuple(row["recipients"]), row["id"], row["message"].encode("latin-1"))


@dataclass
class Behaviour:
    """How the relay behaves."""

    before: float = 0.0
    """Seconds, at most, between the dot and the record; drawn anew for each message."""
    after: float = 0.0
    """Seconds, at most, between the record and the 250; drawn anew for each message."""
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    """TLS from the first byte instead of STARTTLS."""
    login: tuple[str, str] | None = None
    """User and password that are asked for."""
    size: int = 2**25
    chance: random.Random = field(default_factory=lambda: random.Random(1))


class _Handler:
    """Writes the record."""

    def __init__(self, record: int, behaviour: Behaviour, taken: list[Taken]) -> None:
        self._record = record
        self._behaviour = behaviour
        self._taken = taken

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message on: the record first, the answer later."""
        await self._while(self._behaviour.before)
        message = envelope.original_content or b""
        found = _ID.search(message)
        row = {
            "id": found[1].decode("ascii", "replace") if found else "",
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "message": message.decode("latin-1"),
        }
        os.write(self._record, json.dumps(row).encode("ascii") + b"\n")
        self._taken.append(_taken(row))
        name = f"{len(self._taken):010X}"
        await self._while(self._behaviour.after)
        return f"250 2.0.0 Ok: queued as {name}"

    async def _while(self, longest: float) -> None:
        if longest:
            await asyncio.sleep(self._behaviour.chance.random() * longest)


class _Protocol(SMTP):
    """Counts the conversations that are not over."""

    def __init__(self, owner: RecordingServer, handler: _Handler, **options: Any) -> None:
        super().__init__(handler, **options)
        self._owner = owner

    async def _handle_client(self) -> None:
        self._owner.open += 1
        try:
            await super()._handle_client()
        finally:
            self._owner.open -= 1


class RecordingServer:
    """A relay on a port of loopback that the system chose; a context manager."""

    def __init__(self, record: Path, behaviour: Behaviour | None = None) -> None:
        self.path = record
        self.behaviour = behaviour or Behaviour()
        self.port = 0
        self.open = 0
        """Conversations that are not over."""
        self.taken = read_record(record)
        """What it took on so far, with what the record held before."""
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    @property
    def url(self) -> str:
        """Its address, as the command line takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def quiet(self) -> None:
        """Wait until nobody speaks with it any more: its record then holds all that was sent."""
        until = time.monotonic() + _LONGEST
        while self.open:
            assert time.monotonic() < until, "a conversation does not end"
            time.sleep(0.002)

    def __enter__(self) -> RecordingServer:
        self._thread.start()
        assert self._ready.wait(_LONGEST), "the relay did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST)

    def _run(self) -> None:
        record = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        handler = _Handler(record, self.behaviour, self.taken)
        asyncio.set_event_loop(self._loop)
        implicit = self.behaviour.tls if self.behaviour.implicit else None
        making = self._loop.create_server(lambda: self._protocol(handler), "127.0.0.1", 0, ssl=implicit)
        listener = self._loop.run_until_complete(making)
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            listener.close()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.close()
            os.close(record)

    def _protocol(self, handler: _Handler) -> SMTP:
        wanted = self.behaviour.login

        def agrees(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
            fits = isinstance(given, LoginPassword) and (given.login.decode(), given.password.decode()) == wanted
            return AuthResult(success=fits, handled=False)

        options: dict[str, Any] = {"data_size_limit": self.behaviour.size, "hostname": "relay.example"}
        if self.behaviour.tls is not None and not self.behaviour.implicit:
            options |= {"tls_context": self.behaviour.tls, "require_starttls": True}
        if wanted:
            options |= {"authenticator": agrees, "auth_required": True, "auth_require_tls": False}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a log-in without TLS is unsafe
            return _Protocol(self, handler, loop=self._loop, **options)


@contextmanager
def recording(record: Path, **behaviour: Any) -> Iterator[RecordingServer]:
    """A relay while the block runs; `behaviour` as in `Behaviour`."""
    with RecordingServer(record, Behaviour(**behaviour)) as server:
        yield server


def main() -> None:
    """The relay as a process of its own."""
    parser = argparse.ArgumentParser(description="A relay that keeps a record of what it takes on.")
    parser.add_argument("record", type=Path)
    parser.add_argument("--before", type=float, default=0.0)
    parser.add_argument("--after", type=float, default=0.0)
    words = parser.parse_args()
    with recording(words.record, before=words.before, after=words.after) as server:
        print(server.port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
