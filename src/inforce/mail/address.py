"""E-mail addresses, read strictly: what is mailed is what was written, and no relay can read another address in it.

The judge is `email-validator`, without DNS. Domains are judged once and kept; of the part before the @ the plain
ASCII form is read here by a stricter rule (every address that passes it passes the library too: a test holds the two
together), all else by the library.

Stricter than RFC 5321, section 4.1.2, on purpose:

* no quoted part before the @, no address literal, no display name, no angle brackets: nobody's mailbox needs them, and
  each is read differently by different relays;
* no ``%``, ``!`` or ``|`` before the @: Postfix and others still take ``a%b.example@relay`` and ``b.example!a`` for a
  route (RFC 1123, section 5.2.16) and would deliver elsewhere, and old ones hand ``|`` to a program;
* no ``-`` or ``/`` at the beginning: relays take it for an option or a file, and Postfix refuses the former.

Names reserved for special use (RFC 6761: ``.test``, ``.invalid``, ``.local`` …) pass: whether a way leads there is for
the relay to say, and an intranet's mail lives there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

LONGEST = 254
"""Octets of an address at most (RFC 5321, section 4.5.3.1.3 with RFC 3696, erratum 1690)."""
LONGEST_LOCAL = 64
"""Octets before the @ at most (RFC 5321, section 4.5.3.1.1)."""
DOMAINS_KEPT = 4096
"""Domains whose verdict is kept, the latest used: a list of customers names few domains often."""

_LOCAL = re.compile(r"[A-Za-z0-9#$&'*+/=?^_`{}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_`{}~-]+)*")
_SPECIAL_USE = frozenset({"arpa", "invalid", "local", "localhost", "onion"})
"""Last labels that the library refuses; `.test` it can be told to let through."""
_AT_LOOKALIKES = re.compile("[\uff20\ufe6b]")
_ROUTE = re.compile(r"[%!|]")


class AddressFault(ValueError):
    """The text is no address, or one that cannot be mailed."""

    def __init__(self, reason: str, *, unsendable: bool = False, email: str = "", key: str = "") -> None:
        self.reason = reason
        """A plain clause without the address: "the address has no @"."""
        self.unsendable = unsendable
        """It is well formed, but no message can be sent to it without SMTPUTF8 (RFC 6531)."""
        self.email = email
        """Of an unsendable one, as `read_address` would give it; else empty."""
        self.key = key
        super().__init__(reason)


def read_address(text: str) -> tuple[str, str]:
    """The address as it is mailed, and the key that makes two addresses the same.

    The part before the @ is as written; the domain is lower-case A-labels (IDNA 2008 by UTS 46, not transitional). The
    key has the part before the @ in lower case too. Spaces and tabs around are dropped, nothing else is mended.
    Raises `AddressFault`: unsendable where the part before the @ is not ASCII.
    """
    address = text.strip(" \t")
    local, at, written = address.rpartition("@")
    if not at:
        raise AddressFault(_without_at(address))
    if not local or not written:
        raise AddressFault(f"the address has nothing {'after' if local else 'before'} the @")
    plain = local.isascii()
    if plain:
        _plain_local(local)
    elif len(text) > 4 * LONGEST:
        raise AddressFault("the address is too long")
    domain, fault = _domain(written) if len(written) < LONGEST else ("", "the part after the @ is too long")
    if fault:
        raise AddressFault(fault)
    if not plain:
        raise _international(local, domain)
    email = f"{local}@{domain}"
    if len(email) > LONGEST:
        raise AddressFault("the address is too long")
    return email, email.lower()


def _without_at(address: str) -> str:
    if not address:
        return "the address is empty"
    if _AT_LOOKALIKES.search(address):
        return "the address has a look-alike of the @ sign instead of @"
    return "the address has no @"


def _plain_local(local: str) -> None:
    """Raise for an ASCII part before the @ that is not taken."""
    if len(local) > LONGEST_LOCAL:
        raise AddressFault("the part before the @ is longer than 64 characters")
    if _LOCAL.fullmatch(local) is None:
        raise AddressFault(_why_not(local))
    if local[0] in "-/":
        raise AddressFault("the part before the @ begins with - or /, which relays take for an option or a file")


def _why_not(local: str) -> str:
    """What keeps an ASCII part before the @ from being one."""
    if "@" in local:
        return "the address has more than one @"
    if '"' in local:
        return "the part before the @ is quoted, which is not taken"
    if "<" in local:
        return "the address has angle brackets or a name in it"
    if "," in local or ";" in local:
        return "the field holds more than one address, or a comma or semicolon"
    if re.search(r"[\x00-\x20\x7f]", local):
        return "the address has a space or control character in it"
    if _ROUTE.search(local):
        return "the part before the @ has a %, ! or |, which relays take for a route to another address"
    if local[0] == "." or local[-1] == "." or ".." in local:
        return "the part before the @ has a dot at its beginning or end, or two in a row"
    return "the part before the @ has a character that may not stand there"


@lru_cache(maxsize=DOMAINS_KEPT)
def _domain(written: str) -> tuple[str, str]:
    """The A-labels of a domain, in lower case; or else why it is none."""
    last = written.rpartition(".")[2].lower()
    asked = written[: -len(last)] + "test" if last in _SPECIAL_USE else written
    try:
        found = validate_email(
            f"a@{asked}", check_deliverability=False, test_environment=True, strict=True, allow_smtputf8=False
        ).ascii_domain
    except EmailNotValidError:
        return "", _why_no_domain(written)
    if found is None or "." not in found:
        return "", "the domain has no dot"
    return (found[: -len("test")] + last if asked != written else found), ""


def _why_no_domain(written: str) -> str:
    if written.startswith("["):
        return "the part after the @ is an address in brackets, which is not taken"
    if written.endswith("."):
        return "the domain ends with a dot"
    if ">" in written:
        return "the address has angle brackets or a name in it"
    if "," in written or ";" in written:
        return "the field holds more than one address, or a comma or semicolon"
    if re.search(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\xad]", written):
        return "the domain has a space, or a character that cannot be seen"
    return "the part after the @ is not a domain" if "." in written else "the domain has no dot"


def _international(local: str, domain: str) -> AddressFault:
    """The fault of an address whose part before the @ is not ASCII: unsendable, or worse."""
    if any(not c.isascii() and unicodedata.normalize("NFKC", c).isascii() for c in local):
        return AddressFault("the part before the @ has a character that passes for a plain letter, digit or sign")
    normal = unicodedata.normalize("NFC", local)
    if _ROUTE.search(normal) or normal[0] in "-/":
        return AddressFault(_why_not(normal) if _ROUTE.search(normal) else "the part before the @ begins with - or /")
    try:
        validate_email(f"{normal}@example.com", check_deliverability=False, strict=True)
    except EmailNotValidError:
        return AddressFault("the part before the @ has a character that may not stand there")
    email = f"{normal}@{domain}"
    if len(email.encode()) > LONGEST or len(normal.encode()) > LONGEST_LOCAL:
        return AddressFault("the address is too long")
    # Folding ß makes it ss, which is another person's plain address: then lower case must do.
    folded = unicodedata.normalize("NFC", normal.casefold())
    key = normal.lower() if folded.isascii() else folded
    reason = "the part before the @ is not plain ASCII, and relays reached by it are few (it needs SMTPUTF8)"
    return AddressFault(reason, unsendable=True, email=email, key=f"{key}@{domain}")
