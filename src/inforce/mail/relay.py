"""Which relay to hand messages to, and on what terms: read from an address such as ``smtp://mail.example.com:587``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from inforce.errors import Place, Problem, UsageError

URL = "INFORCE_SMTP_URL"
USER = "INFORCE_SMTP_USER"
PASSWORD = "INFORCE_SMTP_PASSWORD"


class Tls(StrEnum):
    """How the way to the relay is protected."""

    STARTTLS = "starttls"
    """RFC 3207: required; without it nothing is sent."""
    IMPLICIT = "implicit"
    """RFC 8314: TLS from the first byte."""
    NONE = "none"


_SCHEMES = {"smtp": (Tls.STARTTLS, 587), "smtp+starttls": (Tls.STARTTLS, 587), "smtps": (Tls.IMPLICIT, 465)}


@dataclass(frozen=True, slots=True)
class Relay:
    """A server that takes messages on."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    """Empty: no log-in."""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def from_url(url: str, environ: Mapping[str, str], *, insecure: bool = False) -> Relay:
    """The relay that `url`, or else the environment, names.

    ``smtp://`` asks for STARTTLS, except on loopback; ``smtp+starttls://`` there too; ``smtps://`` is TLS from the
    first byte. With `insecure`, ``smtp://`` asks for none. User and password come from the environment only: a
    command line is seen by everybody on the machine. `UsageError` for an address that cannot be meant.
    """
    address = url or environ.get(URL, "")
    if not address:
        raise _wrong("no-relay", "No mail relay is named.", f"Give --smtp smtp://HOST:PORT, or set {URL}.")
    try:
        parts = urlsplit(address)
        host, port, secret = parts.hostname or "", parts.port, parts.username is not None or parts.password is not None
    except ValueError:
        host, port, secret, parts = "", None, False, urlsplit("")
    if secret:
        sentence = "The relay's address holds a user name or a password, and a command line is no place for them."
        raise _wrong("relay-secret", sentence, f"Set {USER} and {PASSWORD} in the environment.")
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _SCHEMES or not host or rest or not host.isascii() or not host.isprintable() or " " in host:
        sentence = f"“{address}” is no address of a mail relay."
        raise _wrong("relay-address", sentence, "Write smtp://HOST:PORT, or smtps://HOST:PORT for TLS from the start.")
    tls, usual = _SCHEMES[parts.scheme]
    if parts.scheme == "smtp" and (insecure or loopback(host)):
        tls = Tls.NONE
    try:
        host.encode("idna")
    except UnicodeError as error:
        sentence = f"“{host}” is no name of a mail relay."
        raise _wrong("relay-address", sentence, "Its parts, between the dots, have 1 to 63 characters.") from error
    user, password = environ.get(USER, ""), environ.get(PASSWORD, "")
    if not (user + password).isascii():
        given = PASSWORD if user.isascii() else USER
        raise _wrong("relay-login", f"{given} holds characters other than ASCII.", "Choose one of plain ASCII.")
    if bool(user) != bool(password):
        given, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise _wrong("relay-login", f"{given} is set in the environment, {missing} is not.", "Set both, or neither.")
    return Relay(host, port or usual, tls, user, password)


def loopback(host: str) -> bool:
    """Whether a host is this machine itself, so that nobody stands in between."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(code: str, sentence: str, remedy: str) -> UsageError:
    return UsageError(Problem(code, Place(), sentence, remedy))
