"""Recipients as an attacker, a careless export or the wide world would write them, and the judge of what goes out."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from inforce.mail.ledger.store import open_ledger
from inforce.mail.values import number_of
from support.attacks import ATTACKS
from support.smtp_script import Taken

LOCALS = (
    *("jo", "Jo.Hara", "o'hara+x=y", "a" * 64, "a" * 65, "x!#$%&'*+-/=?^_`{|}~", ".dot", "do..t", "dot."),
    *('"quoted local"', '"a@b"', '"a\\"b"', "grüße", "\u202eevil", "nul\x00", "tab\t", "sp ace", "a,b", "a;b", "(c)jo"),
    *("=?utf-8?q?jo?=", "=2Bjo", "<jo", "jo>", "@jo", "", "jo@ex", "%s", "{{7*7}}", "\u212a", "jo\u00ad", "null\ud7ff"),
    *("jo\r\nBcc: victim", "jo\nRCPT TO:<victim@example.org>", "jo\r", "jo>\r\nDATA", "-oQ/tmp", "=cmd|' /C calc'!A0"),
)
DOMAINS = (
    *("example.org", "EXAMPLE.ORG", "bücher.example", "xn--bcher-kva.example", "müller.example.com", "例え.example"),
    *("sub.example.org", "example.org.", "example..org", "-bad.example", "example", "[127.0.0.1]", "127.0.0.1", ""),
    *(
        "exa mple.org",
        "example.org>",
        "example.org\r\n.",
        "ex\u2024ample.org",
        "b\u0130g.example",
        f"{'d' * 64}.example",
    ),
    *("example.org, x@evil.example", "example.org(comment)", "xn--zzzzzz-.example", "faß.example", "example.org;evil"),
)
NAMES = (
    *(
        "Jo",
        "",
        "Zoë Ünsal",
        "李雷",
        'O\\\'Hara "the" Boss',
        "a" * 300,
        "=?utf-8?b?QmNjOiB4?=",
        "Jo <evil@example.org>",
    ),
    *(
        "Jo, evil@example.org",
        "x\r\nBcc: victim@example.org",
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(1)",
        "\U0001f600",
        "\t",
    ),
)
_ODD = re.compile(rb"(?<!\r)\n|\r(?!\n)|[^\x01-\x7f]")
_ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[bBqQ]\?")
_STRUCTURED = (b"to", b"from", b"reply-to", b"message-id", b"list-unsubscribe", b"date", b"content-type")


def write(path: Path, count: int, seed: int = 7) -> Path:
    """A recipients' file of `count` rows, most of them hostile; the same bytes for the same seed."""
    chance = random.Random(seed)
    with path.open("wb") as file:
        file.write(b"email,name,account,unsubscribe_url\r\n")
        for number in range(count):
            file.write(_row(chance, number))
    return path


def _row(chance: random.Random, number: int) -> bytes:
    local, domain = chance.choice(LOCALS), chance.choice(DOMAINS)
    if chance.random() < 0.5:  # else hardly an address would be both well formed and new
        local, domain = f"{chance.choice(LOCALS[:3])}.{number}", chance.choice(DOMAINS[:7])
    name = chance.choice((*NAMES, *ATTACKS))
    account = chance.choice((*ATTACKS, f"A-{number}"))
    text = io.StringIO(newline="")
    csv.writer(text).writerow([f"{local}@{domain}", name, account, f"https://example.org/leave/{number}?a={local}"])
    raw = text.getvalue().encode("utf-8")
    return raw.replace(b"o", b"\xff", 1) if chance.random() < 0.01 else raw


def stored(root: Path, notice: str) -> dict[int, str]:
    """The address of every row that was to be mailed, by number."""
    query = "SELECT number, email FROM recipient WHERE notice = ? AND state NOT IN ('duplicate_of', 'unsendable')"
    with open_ledger(root) as store:
        return dict(store.ask(query, notice).fetchall())


@dataclass
class Judge:
    """Looks at every message as it came over the wire; what is wrong is noted."""

    notice: str
    addresses: Mapping[int, str]
    seen: dict[int, int] = field(default_factory=dict)
    """How often each number came."""
    wrong: list[str] = field(default_factory=list)
    _bodies: set[str] = field(default_factory=set)

    def look(self, taken: Taken) -> None:
        """Judge one message."""
        number = number_of(taken.message_id, self.notice) or 0
        self.seen[number] = self.seen.get(number, 0) + 1
        self.wrong += [f"{number}: {words}" for words in self._faults(taken, self.addresses.get(number, ""))]

    def _faults(self, taken: Taken, address: str) -> Iterator[str]:
        if taken.rcpt.partition(b" ")[2].upper()[:3] != b"TO:" or taken.address != address:
            yield f"the envelope says {taken.rcpt!r}, the ledger {address!r}"
        head, _, body = taken.message.partition(b"\r\n\r\n")
        yield from _head_faults(head, address)
        if _ODD.search(taken.message):
            yield "more than ASCII with CRLF"
        if any(len(line) > 998 for line in taken.message.split(b"\r\n")):
            yield "a line of more than 998 octets"
        digest = sha256(body).hexdigest()
        if digest not in self._bodies:  # the bodies of a locale are the same for everybody
            self._bodies.add(digest)
            yield from _body_faults(taken.message)


def _head_faults(head: bytes, address: str) -> Iterator[str]:
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    fields = [(name.lower(), value) for name, _, value in (line.partition(b":") for line in lines)]
    names = [name for name, _value in fields]
    if len(names) != len(set(names)) or {b"bcc", b"cc", b"sender"} & set(names):
        yield f"the headers {names}"
    if any(name in _STRUCTURED and _ENCODED_WORD.search(value) for name, value in fields):
        yield "an encoded-word in a structured header"
    read = message_from_bytes(head + b"\r\n\r\n", _class=EmailMessage, policy=policy.SMTP)
    mailboxes = [each.addr_spec for each in read["To"].addresses]
    if mailboxes != [address]:
        yield f"To is read as {mailboxes}, the ledger has {address!r}"


def _body_faults(message: bytes) -> Iterator[str]:
    read = message_from_bytes(message, _class=EmailMessage, policy=policy.SMTP)
    kinds = [part.get_content_type() for part in read.walk() if not part.is_multipart()]
    if kinds != ["text/plain", "text/html"]:
        yield f"the parts {kinds}"
    page = read.get_body(("html",))
    if page is None or not re.search(r"<html\b[^>]*\blang=\"[a-z]{2}", page.get_content()):
        yield "no language in the HTML"
    if not read["Content-Language"]:
        yield "no Content-Language"
