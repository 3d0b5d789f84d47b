"""What a Postfix log says of a notice's messages, found by their Message-IDs.

That a Message-ID stands in the log proves nothing: Postfix (`cleanup`) writes it when it has read the headers, before
the final dot. A message was taken when its queue id is seen in the queue: at `qmgr` (``queue active``), at a delivery
agent (``status=``), or ``removed``. Lines of one message come from several processes, so not always in order: the
Message-ID can come after the line that says that the connection was lost.

Read are the forms that syslog, journalctl and Postfix itself write, with short and long queue ids (which are used
again for later messages), of several instances and hosts in one file, packed with gzip or not.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from inforce.errors import ContentError, Place, Problem, StoppedError
from inforce.mail.fates import Fates
from inforce.mail.returns import Bounce, Evidence, read_bounces, read_status_csv, read_suppressions
from inforce.mail.values import number_of

__all__ = ["Bounce", "Evidence", "read_bounces", "read_postfix", "read_status_csv", "read_suppressions"]

_LONGEST_LINE = 64 * 1024
_LONGEST_HEADER = 400
_GIVEN_UP = timedelta(minutes=10)
"""After this long Postfix waits no more for the rest of a message (smtpd_timeout is 5 minutes, 10 s under stress)."""
_SEEN, _QUEUED, _SENT, _BOUNCED, _CUT = 1, 2, 4, 8, 16

_DAEMONS = frozenset(
    b"anvil bounce cleanup defer discard dnsblog error flush lmtp local master oqmgr nqmgr pickup pipe postdrop "
    b"postfix-script postscreen postsuper proxymap qmgr qmqpd retry scache sendmail showq smtp smtpd spawn tlsmgr "
    b"tlsproxy trace trivial-rewrite verify virtual".split()
)
_QUEUE_ID = re.compile(rb"([0-9A-Za-z]{5,25}): ")
_MESSAGE_ID = re.compile(rb"message-id=<?([^<>\s]{1,400})>?")
_STATUS = re.compile(rb"(?:to|from)=<[^>]*>, (?:.*?, )?status=([a-z-]+)")
"""The first ``status=``: what follows it may quote another host, which can say anything."""
_NEXT_ID = re.compile(rb"\bqueued as ([0-9A-Za-z]{5,25})")
_SESSION_LOST = (b"lost connection after ", b"timeout after ")


@dataclass(slots=True)
class _Life:
    """One life of a queue id."""

    host: str = ""
    """Of the Message-ID."""
    number: int = 0
    """The recipient's; 0 until the Message-ID is known."""
    stamp: bytes = b""
    queued: bool = False
    over: bool = False
    """The connection that brought it is known to have ended, or to have begun another message."""
    lost: bool = False
    held: bool = False


def read_postfix(path: Path, notice: str) -> Iterator[Evidence]:
    """What became of each message of `notice` that the log names, by host and number.

    ``accepted``: it was in the relay's queue. ``bounced``: it was, and the relay gave it up; not so if another copy
    went through. ``absent``: the relay began to read it and never took it. Messages that the log does not name are
    not told of. Raises `ContentError` where the file holds no line of Postfix, or ends in the middle of a message of
    the notice, and `StoppedError` where it cannot be read.
    """
    log = _Log(notice)
    for line in _lines(path):
        log.read(line)
    place = Place(path.as_posix())
    if not log.lines:
        sentence = "The file holds no line of a Postfix log."
        raise ContentError(Problem("relay-log-unknown", place, sentence, "Give the relay's mail log."))
    log.end()
    if cut := sum(1 for *_, fate in log.fates if fate & _CUT and not fate & _QUEUED):
        what = "1 message" if cut == 1 else f"{cut} messages"
        sentence = f"The log ends while the relay is receiving {what} of the notice."
        remedy = "Give a log that goes on for ten minutes more, or join the next log file to it."
        raise ContentError(Problem("relay-log-cut", place, sentence, remedy))
    for host, number, fate in log.fates:
        status = "absent"
        if fate & _QUEUED:
            status = "bounced" if fate & _BOUNCED and not fate & _SENT else "accepted"
        yield Evidence(f"<{notice}.{number}@{host}>", status)


class _Log:
    """The messages of one notice, while a log is read."""

    def __init__(self, notice: str) -> None:
        self.notice = notice
        self.lines = 0
        self.fates = Fates()
        self._lives: dict[tuple[bytes, bytes, bytes], _Life] = {}
        """By host, instance and queue id."""
        self._instances: set[bytes] = set()
        self._sessions: dict[tuple[bytes, bytes], _Life] = {}
        """What each smtpd process has in hand, by host and process."""
        self._stamp = b""

    def read(self, line: bytes) -> None:
        """Take in one line; any that is not understood is passed by."""
        header, colon, rest = line.partition(b"]: ")
        words = header[-_LONGEST_HEADER:].split(b" ")
        if not colon or len(words) < 2:
            return
        tag, _, process = words[-1].rpartition(b"[")
        instance, slash, service = tag.partition(b"/")
        daemon = service.rpartition(b"/")[2]
        if not slash or not process.isdigit() or daemon not in _DAEMONS:
            return
        self.lines += 1
        self._stamp = header[: -len(words[-1])]
        host = words[-2]
        self._instances.add(instance)
        found = _QUEUE_ID.match(rest)
        if daemon == b"smtpd":
            self._smtpd(found, rest, (host, instance), (host, words[-1]))
        elif found is not None:
            self._about((host, instance, found[1]), daemon, rest[found.end() :])

    def end(self) -> None:
        """Settle what the log leaves open."""
        for life in self._lives.values():
            self._settle(life, at_end=True)

    def _smtpd(
        self, found: re.Match[bytes] | None, rest: bytes, where: tuple[bytes, bytes], session: tuple[bytes, bytes]
    ) -> None:
        if found is not None:
            said = rest[found.end() :]
            key = (*where, found[1])
            if said.startswith(b"client="):
                self._session_over(session)
                self._drop(key)
                self._sessions[session] = self._lives[key] = _Life(stamp=self._stamp)
            elif (life := self._lives.get(key)) is not None and said.startswith((b"hold:", b"milter-hold:")):
                life.held = True
        elif rest.startswith(_SESSION_LOST):
            if (life := self._sessions.get(session)) is not None:
                life.lost = True
        elif rest.startswith(b"disconnect from "):
            self._session_over(session)

    def _session_over(self, session: tuple[bytes, bytes]) -> None:
        if (life := self._sessions.pop(session, None)) is not None:
            life.over = True

    def _about(self, key: tuple[bytes, bytes, bytes], daemon: bytes, said: bytes) -> None:
        """A line of another process about a queue id."""
        if daemon == b"cleanup" and said.startswith(b"message-id="):
            self._named(key, said)
            return
        life = self._lives.get(key)
        if life is None:
            return
        if said.startswith(b"removed"):
            life.queued = True
            self._drop(key)
        elif daemon == b"cleanup":
            life.held = life.held or said.startswith((b"hold:", b"milter-hold:"))
        elif said.startswith(b"from=<") and b"(queue active)" in said:
            life.queued = True
        elif (status := _STATUS.match(said)) is not None:
            life.queued = True
            self._delivery(key, life, status[1], said)

    def _named(self, key: tuple[bytes, bytes, bytes], said: bytes) -> None:
        """A queue id is given a Message-ID: of this notice, or of any other message."""
        life = self._lives.get(key)
        if life is not None and (life.number or life.queued):  # another life of the same queue id
            self._drop(key)
            life = None
        found = _MESSAGE_ID.match(said)
        number = None
        if found is not None and self.notice.encode() in found[1]:
            text = found[1].decode("ascii", "replace")
            number = number_of(text, self.notice)
        if found is None or not number:
            self._lives.pop(key, None)
            return
        life = self._lives.setdefault(key, life or _Life(stamp=self._stamp))
        life.host, life.number = text.rpartition("@")[2], number

    def _delivery(self, key: tuple[bytes, bytes, bytes], life: _Life, status: bytes, said: bytes) -> None:
        if status == b"sent" and not self._handed_on(key[0], life, said):
            self.fates.add(life.host, life.number, _SENT)
        elif status in (b"bounced", b"expired", b"force-expired"):
            self.fates.add(life.host, life.number, _BOUNCED)

    def _handed_on(self, host: bytes, life: _Life, said: bytes) -> bool:
        """Was it only given to a filter, or to another instance, that brings it back under another queue id?"""
        found = _NEXT_ID.search(said)
        if found is None:
            return False
        others = (self._lives.get((host, instance, found[1])) for instance in self._instances)
        return any(o is not None and o is not life and (o.host, o.number) == (life.host, life.number) for o in others)

    def _drop(self, key: tuple[bytes, bytes, bytes]) -> None:
        """A queue id's life is over: it was removed, or is used again."""
        if (life := self._lives.pop(key, None)) is not None:
            life.over = True
            self._settle(life)

    def _settle(self, life: _Life, *, at_end: bool = False) -> None:
        if not life.number:
            return
        fate = _SEEN
        if life.queued or (life.held and life.over and not life.lost):
            fate |= _QUEUED
        elif at_end and not (life.over or life.lost) and not _given_up(life.stamp, self._stamp):
            fate |= _CUT
        self.fates.add(life.host, life.number, fate)


def _given_up(begun: bytes, ended: bytes) -> bool:
    """Does the log go on so long after a message was begun that it cannot be coming in any more?"""
    first, last = _moment(begun), _moment(ended)
    if first is None or last is None or (first.tzinfo is None) != (last.tzinfo is None):
        return False
    gone = last - first
    # a traditional stamp has no year: December comes before January then
    return (gone + timedelta(days=366) if gone < timedelta(days=-300) else gone) >= _GIVEN_UP


def _moment(header: bytes) -> datetime | None:
    """The moment that the beginning of a line names: ``Nov 23 19:38:22`` (taken for the year 2000) or RFC 3339."""
    text = header.decode("ascii", "replace")
    try:
        if found := re.search(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d", text):
            return datetime.strptime(f"2000 {found[0]}", "%Y %b %d %H:%M:%S")
        found = re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?", text)
        return datetime.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _lines(path: Path) -> Iterator[bytes]:
    """The log's lines, each cut to what a line of Postfix can be."""
    place = Place(path.as_posix())
    if not path.is_file():
        sentence = "This is not a file." if path.exists() else "There is no such file."
        raise ContentError(Problem("relay-log-missing", place, sentence, "Give the relay's mail log."))
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            source = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
            whole = True
            while line := source.readline(_LONGEST_LINE):
                if whole:
                    yield line.rstrip(b"\r\n")
                whole = line.endswith(b"\n")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        sentence = "The file is packed with gzip and damaged, or not whole."
        raise ContentError(Problem("relay-log-damaged", place, sentence, "Copy it again from the relay.")) from error
    except OSError as error:
        sentence = f"The file cannot be read: {error.strerror or error}."
        raise StoppedError(Problem("relay-log-unreadable", place, sentence, "Mend that, then run again.")) from error
