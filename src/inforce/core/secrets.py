"""Values that look like passwords or keys: they belong in the environment, never in a file that is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LOOKS = (
    ("a private key", r"-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----"),
    ("a cloud access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("an access token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}|glpat-[A-Za-z0-9_-]{20})"),
    ("a chat token", r"\bxox[abprs]-[A-Za-z0-9-]{20}"),
    ("a payment key", r"\b[rs]k_live_[A-Za-z0-9]{16}"),
    ("a service key", r"\bAIza[A-Za-z0-9_-]{35}|\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|\bsk-[A-Za-z0-9_-]{32}"),
    ("a signed token", r"\beyJ[A-Za-z0-9_-]{10,4096}\.eyJ[A-Za-z0-9_-]{10,4096}\."),
    ("a password in an address", r"[a-z]://[^\s/:@]{1,64}:[^\s/:@]{1,64}@"),
)
_ANY = re.compile("|".join(f"({pattern})" for _, pattern in _LOOKS))
SECRET_KEY = re.compile(r"(?i)passw(?:or)?d|secret|token|api_?key|credential|private_?key")
"""Names of settings that would hold a secret."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that looks like a secret; line and column count from 1."""

    line: int
    column: int
    kind: str
    """In words: “a private key”."""


def secrets(text: str) -> Iterator[Secret]:
    """Everything in `text` that looks like a secret, in order."""
    for match in _ANY.finditer(text):
        before = text[: match.start()]
        column = match.start() - (before.rfind("\n") + 1) + 1
        yield Secret(before.count("\n") + 1, column, _LOOKS[(match.lastindex or 1) - 1][0])
