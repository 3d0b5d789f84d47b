"""One connection to a relay: a message step by step, so that the phase of every failure is known.

`smtplib`'s own `sendmail` hides where a message was lost, and its `mail` and `rcpt` parse an address anew, which lets
a crafted one go elsewhere. So the verbs are spoken one by one (RFC 5321, 4.1.1), with the envelope exactly as stored.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from inforce.core.delivery import State
from inforce.errors import Place, Problem, StoppedError
from inforce.mail.relay import Relay, Tls
from inforce.mail.values import Outcome

_PATH = re.compile(r"[!-;=?-~]{3,254}")
"""An address that may stand between < and >: printable ASCII without spaces and angle brackets."""
_QUEUE_ID = re.compile(r"queued as ([A-Za-z0-9]{6,40})|\bid=([A-Za-z0-9-]{6,40})", re.IGNORECASE)
_LONGEST_REPLY = 500


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for the relay (RFC 5321, 4.5.3.2)."""

    command: float = 60.0
    dot: float = 600.0
    """After the dot the relay may be busy, and to give up early makes a doubt of a delivery."""


class Connection:
    """A greeted, protected and logged-in connection; made by `connect`."""

    def __init__(self, smtp: smtplib.SMTP, patience: Patience) -> None:
        self._smtp = smtp
        self._patience = patience
        if smtp.sock is not None:
            # The dot is a small packet after a large one: without this it waits for the relay's delayed ACK, 40 ms.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0
        """Messages handed over on it, whatever became of them."""
        self.usable = True
        """False once the relay hung up, timed out or made no sense."""

    def deliver(self, sender: str, address: str, message: bytes, gate: Callable[[], None]) -> Outcome:
        """Hand over one message; `gate` is called, and may block or raise, after all but the dot was sent.

        Whatever `gate` raises is passed on once the connection is cut, so that the relay never sees the dot.
        """
        self.sent += 1
        digest = sha256(message).hexdigest()
        found = self._attempt(sender, address, message, gate)
        return Outcome(found.state, found.phase, found.code, found.reply, found.queue_id, message=digest)

    def _attempt(self, sender: str, address: str, message: bytes, gate: Callable[[], None]) -> Outcome:
        size = f" SIZE={len(message)}" if self._smtp.has_extn("size") else ""
        steps = (("mail", "MAIL", f"FROM:{path(sender)}{size}"), ("rcpt", "RCPT", f"TO:{path(address)}"))
        for phase, verb, words in (*steps, ("data", "DATA", "")):
            refusal = self._step(phase, verb, words)
            if refusal is not None:
                return refusal
        try:
            self._smtp.send(stuffed(message))
        except (OSError, smtplib.SMTPException) as error:
            self._cut()
            return Outcome(State.QUEUED, "data", reply=_said(error))
        try:
            gate()
        except BaseException:
            self._cut()
            raise
        return self._interruption() or self._dot()

    def _interruption(self) -> Outcome | None:
        """What the relay said, or that it hung up, although the message was not complete: then there is no dot.

        Its next reply would otherwise be taken for the answer to a dot that it answers later.
        """
        if not self._heard():
            return None
        try:
            code, text = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._cut()
            return Outcome(State.QUEUED, "data", reply=_said(error))
        self._cut()
        if not 400 <= code < 600:
            return Outcome(State.QUEUED, "data", 0, f"an answer that makes no sense: {shown(text)}")
        return self._refusal("data", code, text)

    def _heard(self) -> bool:
        """Whether the relay said something that was not read yet, or hung up; waits for nothing.

        What it said together with an earlier reply stands in smtplib's buffer, where no question to the system finds
        it; and bytes of TLS may have come that hold no word.
        """
        sock, file = self._smtp.sock, self._smtp.file
        if sock is None or file is None:
            return True
        sock.settimeout(0)
        try:
            if file.peek(1):
                return True
            # Nothing there, or the end: of a plain connection `peek` gives the same for both.
            if not isinstance(sock, ssl.SSLSocket):
                sock.recv(1, socket.MSG_PEEK)
            return True
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError:
            return True
        finally:
            sock.settimeout(self._patience.command)

    def _step(self, phase: str, verb: str, words: str) -> Outcome | None:
        """Speak one verb before the dot; None if the relay agreed."""
        try:
            code, text = self._smtp.docmd(verb, words)
        except (OSError, smtplib.SMTPException) as error:
            self._cut()
            return Outcome(State.QUEUED, phase, reply=_said(error))
        if code // 100 == (3 if verb == "DATA" else 2):
            return None
        if not 400 <= code < 600:
            self._cut()
            return Outcome(State.QUEUED, phase, 0, f"an answer that makes no sense: {shown(text)}")
        return self._refusal(phase, code, text)

    def _refusal(self, phase: str, code: int, text: bytes) -> Outcome:
        """4xx: for now; 5xx: for good; but a refused sender says nothing of the recipient."""
        if code == 421:
            self._cut()
        elif self.usable:
            self._reset()
        state = State.DEFERRED if code < 500 else State.QUEUED if phase == "mail" else State.REJECTED
        return Outcome(state, phase, code, shown(text))

    def _dot(self) -> Outcome:
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._patience.dot)
            self._smtp.send(b".\r\n")
            code, text = self._smtp.getreply()
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._patience.command)
        except (OSError, smtplib.SMTPException) as error:
            self._cut()
            return Outcome(State.IN_DOUBT, "dot", reply=_said(error))
        if 200 <= code < 300:
            words = shown(text)
            match = _QUEUE_ID.search(words)
            return Outcome(State.ACCEPTED, "dot", code, words, (match[1] or match[2]) if match else "")
        if 400 <= code < 600:
            return self._refusal("dot", code, text)
        self._cut()
        return Outcome(State.IN_DOUBT, "dot", 0, f"an answer that makes no sense: {shown(text)}")

    def _reset(self) -> None:
        """End a transaction that was not completed: a second MAIL within it would be out of order."""
        try:
            code, _text = self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            code = -1
        if code // 100 != 2:
            self._cut()

    def _cut(self) -> None:
        self.usable = False
        self._smtp.close()

    def close(self) -> None:
        """Say good-bye, if there is still somebody to say it to."""
        if self.usable:
            self.usable = False
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._smtp.close()

    @property
    def largest(self) -> int:
        """Octets that a message may have (RFC 1870); 0: the relay names no limit."""
        limit = self._smtp.esmtp_features.get("size", "")
        return int(limit) if limit.isascii() and limit.isdigit() else 0


def path(address: str) -> str:
    """An address between angle brackets; `ValueError` if anything in it could end the command or the path."""
    if not _PATH.fullmatch(address) or address.count("@") != 1:
        raise ValueError(f"{address!r} cannot stand in an envelope")
    return f"<{address}>"


def stuffed(message: bytes) -> bytes:
    """The message as it goes over the wire, without the final dot: dots at the start of a line doubled."""
    body = re.sub(rb"(?m)^\.", b"..", message)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def shown(text: bytes) -> str:
    """A reply as one printable line of at most 500 characters: it comes from outside, and is shown and kept."""
    words = text.decode("utf-8", "replace").replace("\n", " / ")
    clean = "".join(c if c.isprintable() else "\ufffd" for c in words)
    return clean[:_LONGEST_REPLY]


def _said(error: Exception) -> str:
    """What happened, as one clause."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected) and "timed out" not in str(error):
        return "the relay closed the connection"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "no answer in time"
    return shown((getattr(error, "strerror", None) or str(error) or type(error).__name__).encode())


# ---- opening --------------------------------------------------------------------------------------------------------


def connect(relay: Relay, patience: Patience, *, context: ssl.SSLContext | None = None) -> Connection:
    """A connection to `relay`, greeted, protected as asked and logged in; `StoppedError` in plain words where not."""
    smtp: smtplib.SMTP | None = None
    try:
        tls = context or ssl.create_default_context()
        if relay.tls is Tls.IMPLICIT:
            smtp = smtplib.SMTP_SSL(relay.host, relay.port, timeout=patience.command, context=tls)
        else:
            smtp = smtplib.SMTP(relay.host, relay.port, timeout=patience.command)
        smtp.ehlo_or_helo_if_needed()
        if relay.tls is Tls.STARTTLS:
            smtp.starttls(context=tls)
            smtp.ehlo()
        if relay.user:
            smtp.login(relay.user, relay.password)
        return Connection(smtp, patience)
    except (OSError, smtplib.SMTPException) as error:
        if smtp is not None:
            smtp.close()
        raise StoppedError(_no_connection(relay, error)) from error


def _no_connection(relay: Relay, error: Exception) -> Problem:
    nothing = "No message was sent on this connection."
    if isinstance(error, ssl.SSLCertVerificationError):
        sentence = f"The relay {relay} shows a certificate that cannot be trusted: {error.verify_message}."
        remedy = f"{nothing} Check its name; SSL_CERT_FILE may name the file of a private authority."
        return Problem("relay-certificate", Place(), sentence, remedy)
    if isinstance(error, (smtplib.SMTPNotSupportedError, ssl.SSLError)) and "AUTH" not in str(error):
        sentence = f"The relay {relay} offers no protected connection (TLS): {_said(error).rstrip('.')}."
        remedy = f"{nothing} Use another port, or say --insecure if nobody can listen on the way."
        return Problem("relay-tls", Place(), sentence, remedy)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        sentence = f"The relay {relay} does not accept the log-in: {error.smtp_code} {shown(_bytes(error.smtp_error))}"
        return Problem(
            "relay-login", Place(), sentence, f"{nothing} Check INFORCE_SMTP_USER and INFORCE_SMTP_PASSWORD."
        )
    if isinstance(error, smtplib.SMTPException) and "AUTH" in str(error):
        sentence = f"The relay {relay} offers no log-in that is known here."
        return Problem("relay-login", Place(), sentence, f"{nothing} Unset INFORCE_SMTP_USER, or use another port.")
    if isinstance(error, smtplib.SMTPResponseException):
        sentence = f"The relay {relay} refuses the connection: {error.smtp_code} {shown(_bytes(error.smtp_error))}"
        return Problem("relay-refuses", Place(), sentence, f"{nothing} Ask who runs it, then run again.")
    sentence = f"The relay {relay} cannot be reached: {_said(error)}."
    return Problem("relay-unreachable", Place(), sentence, f"{nothing} Check name and port, then run again.")


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
