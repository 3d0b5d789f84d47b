"""What stands for a row, an attempt or an erased address: digests that outlive the values."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from hashlib import sha256

ERASED = "erased:"
"""What the key of an erased row begins with."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Lists as JSON, without spaces."""

RECIPIENT = "line, email, key, name, account, unsubscribe_url, locale, opted_out"
"""Columns that a row's digest covers, in their order there."""
ATTEMPT = "number, recipient, notice, run, connection, started, ended, phase, outcome, code, reply, queue_id, message"
"""Columns that an attempt's digest covers, in their order there."""


def of_row(salt: bytes, values: Sequence[object]) -> bytes:
    """SHA-256 of the salt and of the frozen values (`RECIPIENT`) as JSON. Without the salt it tells nothing of them."""
    return sha256(salt + _json(values).encode()).digest()


def of_attempt(secret: bytes, values: Sequence[object]) -> bytes:
    """HMAC-SHA256 of an attempt (`ATTEMPT`) under the ledger's secret.

    Keyed, because a reply may quote an address, and the digest stays when that is erased.
    """
    return hmac.digest(secret, b"attempt" + _json(values).encode(), "sha256")


def of_settled(values: Sequence[object]) -> bytes:
    """A row that was never to be mailed, for the digest over all of them."""
    return _json(values).encode() + b"\n"


def hidden(secret: bytes, key: str) -> str:
    """What stands for `key` once it is erased, and in the suppression list: keyed, so that only the ledger can tell."""
    return ERASED + hmac.digest(secret, key.encode(), "sha256").hex()
