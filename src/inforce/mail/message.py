"""The bytes of a message: the variant that all recipients of a locale share, and each one's own headers before it.

The shared part is built once with `email`; a recipient's few headers are put before it as bytes, because the library
would turn a long ``List-Unsubscribe`` into an encoded-word and costs a millisecond a message. So nothing is taken on
trust: every message is read back before it is given out, and what is not exactly as expected is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import Header
from email.message import MIMEPart
from email.utils import format_datetime, getaddresses
from functools import lru_cache
from hashlib import sha256

from inforce.core.delivery import Audience
from inforce.core.settings import Site
from inforce.errors import ContentError, Place, Problem
from inforce.mail.address import AddressFault, read_address
from inforce.mail.letter import Letter
from inforce.mail.values import Recipient, Variant
from inforce.render.plain_text import visible

LONGEST_LINE = 998
"""Octets of a line without its CRLF (RFC 5322, 2.1.1)."""
LONGEST_NAME = 64
"""Characters of a name that is shown beside its address; a longer one is left out."""
LONGEST_WORD = 60
"""Characters of a word that a subject may hold as it is: a line is folded at spaces only (RFC 5322, 2.2.3)."""
OWN = {
    Audience.ACCOUNTS: ("To", "Message-ID"),
    Audience.SUBSCRIBERS: ("To", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post"),
}
"""Headers of each recipient, in this order."""
SHARED = (
    *("From", "Reply-To", "Subject", "Date", "MIME-Version"),
    *("Content-Language", "Auto-Submitted", "Content-Type"),
)
"""Headers that all recipients share, in this order; Reply-To only where the site gives one."""

_ONE_CLICK = b"List-Unsubscribe=One-Click"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_NAME = re.compile(r"(?=.*[^ ])[ -~]+")
_URL = re.compile(r"https://[!#-;=?-~]+")
_HEAD = re.compile(
    rb'To: (?:"(?:[ !#-\[\]-~]|\\["\\])*" <(?P<named>[!-;=?-~]+)>|(?P<bare>[!-;=?-~]+))\r\n'
    rb"Message-ID: (?P<id><[!-;=?-~]+@[!-;=?-~]+>)\r\n"
    rb"(?:List-Unsubscribe: <(?P<url>[!-;=?-~]+)>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n)?"
)
"""A recipient's own headers as they are read back: no character that is missing here can be in them."""


class MessageFault(ValueError):
    """A message that must not go out; `reason` is a plain clause without the recipient's values."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def variant(letter: Letter, site: Site, audience: Audience, *, date: datetime) -> Variant:
    """The letter as the bytes that all its recipients share; the same bytes for the same letter, site and date.

    `date` must know its offset; it is written as UTC (RFC 5322, 3.3). Raises `ContentError` where the site gives no
    address to send from, or one that no header can hold.
    """
    if date.tzinfo is None:
        raise ValueError("the date has no offset")
    content = _content(letter)
    headers = {
        "From": _mailbox(_sender_name(site), _own_address(site.mail.sender or site.contact, "from")),
        "Reply-To": _own_address(site.mail.reply_to, "reply_to") if site.mail.reply_to else "",
        "Subject": _subject(letter.subject),
        "Date": format_datetime(date.astimezone(UTC)),
        "MIME-Version": "1.0",
        "Content-Language": letter.language,
        "Auto-Submitted": "auto-generated",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    body = head.encode("ascii") + content
    _require_shared(body)
    return Variant(letter.locale, letter.subject, body, sha256(body).hexdigest())


def message(variant: bytes, recipient: Recipient, message_id: str, audience: Audience) -> bytes:
    """The message as it goes out: the recipient's own headers, then the variant's bytes, unchanged.

    Raises `MessageFault` unless the whole is exactly as expected: these headers in this order and no other, ASCII,
    CRLF, no line over 998 octets, no encoded-word but in Subject, and ``To`` read back is the stored address.
    """
    if reason := fault(recipient, audience):
        raise MessageFault(reason)
    lines = [f"To: {_mailbox(recipient.name, recipient.email)}", f"Message-ID: {message_id}"]
    if audience is Audience.SUBSCRIBERS:
        lines.append(f"List-Unsubscribe: <{recipient.unsubscribe_url}>")
        lines.append(f"List-Unsubscribe-Post: {_ONE_CLICK.decode()}")
    try:
        head = "".join(f"{line}\r\n" for line in lines).encode("ascii")
    except UnicodeEncodeError:
        raise MessageFault("a header would hold characters beyond ASCII") from None
    _require_own(head, recipient, message_id, audience)
    _require_shared(variant)
    return head + variant


def fault(recipient: Recipient, audience: Audience) -> str:
    """Why no message to this recipient can be made, a plain clause; empty where one can.

    For a freeze, so that such a row is listed as unsendable instead of stopping a run.
    """
    if not _ADDRESS.fullmatch(recipient.email):
        return "the address is not of the plain form name@domain in ASCII"
    if "=?" in recipient.email:
        return "the address looks like an encoded-word, and mail programs would read another one"
    if audience is Audience.SUBSCRIBERS:
        return _url_fault(recipient.unsubscribe_url)
    return ""


def _url_fault(url: str) -> str:
    if not url:
        return "there is no unsubscribe_url"
    if not _URL.fullmatch(url):
        return "the unsubscribe_url is not an https address in plain ASCII"
    if len(url) > LONGEST_LINE - len("List-Unsubscribe: <>"):
        return f"the unsubscribe_url does not fit on a line of {LONGEST_LINE} characters"
    if "=?" in url:
        return "the unsubscribe_url holds “=?”, which mail programs read as an encoded-word; write %3F for the “?”"
    return ""


def _require_own(head: bytes, recipient: Recipient, message_id: str, audience: Audience) -> None:
    """`MessageFault` unless `head`, read back, is what was meant."""
    found = _HEAD.fullmatch(head)
    if found is None or b"=?" in head:
        raise MessageFault("its headers could be read in another way than they are meant")
    if (found["named"] or found["bare"]).decode() != recipient.email:
        raise MessageFault("the address read back is not the stored one")
    if found["id"].decode() != message_id:
        raise MessageFault("the Message-ID read back is not the stored one")
    url = recipient.unsubscribe_url if audience is Audience.SUBSCRIBERS else None
    if (found["url"].decode() if found["url"] else None) != url:
        raise MessageFault("the address to unsubscribe at, read back, is not the stored one")
    if len(head) > LONGEST_LINE and any(len(line) > LONGEST_LINE for line in head.split(b"\r\n")):
        raise MessageFault(f"a header line is longer than {LONGEST_LINE} octets")


@lru_cache(maxsize=64)
def _require_shared(body: bytes) -> None:
    """`MessageFault` unless the shared part is whole; asked once for a variant, not once for a message."""
    _require_wire(body)
    head, gap, content = body.partition(b"\r\n\r\n")
    names = []
    for name, value in _fields(head):
        names.append(name)
        if b"=?" in value and name != "Subject":
            raise MessageFault(f"{name} would hold an encoded-word")
    if not gap or not content or names not in (list(SHARED), [name for name in SHARED if name != "Reply-To"]):
        raise MessageFault("the headers of the notice are not the expected ones")


def _require_wire(data: bytes) -> None:
    if not data.isascii():
        raise MessageFault("the message is not ASCII")
    bare = data.replace(b"\r\n", b"")
    if b"\r" in bare or b"\n" in bare or b"\0" in bare:
        raise MessageFault("a line does not end with CRLF")
    if any(len(line) > LONGEST_LINE for line in data.split(b"\r\n")):
        raise MessageFault(f"a line is longer than {LONGEST_LINE} octets")


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    for field in re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n"):
        name, colon, value = field.partition(b":")
        if not colon:
            raise MessageFault("a header line has no colon")
        yield name.decode(), value.strip()


# ---- the parts ------------------------------------------------------------------------------------------------------


def _mailbox(name: str, address: str) -> str:
    """``"Name" <address>``; the address alone where the name is not plain ASCII, long, or like an encoded-word.

    A structured header holds no encoded-word: programs have read other addresses out of them.
    """
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or "=?" in name:
        return address
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def _sender_name(site: Site) -> str:
    return site.mail.name or site.organisation


def _own_address(address: str, key: str) -> str:
    """An address of the site for a header: its domain as A-label, all of it ASCII."""
    place = Place("inforce.toml")
    if not address:
        sentence = "No address is given from which notices are sent."
        raise ContentError(Problem("mail-sender", place, sentence, "Set “from” in the table [mail], or “contact”."))
    try:
        found, _ = read_address(address)
    except AddressFault as fault:
        sentence = f"“{address}” for “{key}” cannot stand in the head of a message: {fault.reason}."
        remedy = f"Set “{key}” in the table [mail] to another one."
        raise ContentError(Problem("mail-sender", place, sentence, remedy)) from None
    return found


def _subject(text: str) -> str:
    """The subject in ASCII: as encoded-words (RFC 2047) where it is not, looks like one, or has no place to fold."""
    if "\n" in text or visible(text) != text:
        raise MessageFault("the subject holds a character that cannot be seen")
    longest = max(map(len, text.split()), default=0)
    plain = text.isascii() and "=?" not in text and longest < LONGEST_WORD
    found = Header(text, "us-ascii" if plain else "utf-8", maxlinelen=76, header_name="Subject")
    return found.encode(linesep="\r\n")


def _content(letter: Letter) -> bytes:
    """``Content-Type`` and the two parts, the plain one first (RFC 2046, 5.1.4), both quoted-printable."""
    wire = policy.SMTP.clone(max_line_length=76)
    both = MIMEPart(policy=wire)
    both.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    both.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    digest = sha256(f"{letter.text}\0{letter.html}".encode()).hexdigest()
    both.set_boundary(f"=_{digest[:32]}")  # quoted-printable never holds "=_", so no part can hold the boundary
    return both.as_bytes(policy=wire)


# ---- the whole, read as mail programs read it -----------------------------------------------------------------------


def check(message: bytes, recipient: Recipient, audience: Audience) -> None:
    """Read the whole message with `email`, as three kinds of program would; `MessageFault` for anything unexpected.

    It costs a hundred times what `message` costs: for previews, tests and proofs.
    """
    _require_wire(message)
    expected = [*OWN[audience], *SHARED]
    for reading in (policy.compat32, policy.default, policy.SMTP):
        parsed = message_from_bytes(message, policy=reading)
        if parsed.keys() not in (expected, [name for name in expected if name != "Reply-To"]):
            raise MessageFault("the headers read back are not the expected ones")
        if [address for _, address in getaddresses([str(parsed["To"])])] != [recipient.email]:
            raise MessageFault("the address read back is not the stored one")
        if audience is Audience.SUBSCRIBERS and str(parsed["List-Unsubscribe"]) != f"<{recipient.unsubscribe_url}>":
            raise MessageFault("the address to unsubscribe at, read back, is not the stored one")
        parts = [part for part in parsed.walk() if part is not parsed]
        if [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
            raise MessageFault("the parts are not plain text and HTML")
        if any(part.defects for part in (parsed, *parts)) or not all(part.get_payload(decode=True) for part in parts):
            raise MessageFault("a part cannot be read")
