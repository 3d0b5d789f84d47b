"""Values that look like passwords or keys: they belong in the environment, never in a file that is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_LOOKS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("a private key", ("PRIVATE KEY-----",), r"-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----"),
    ("a cloud access key", ("AKIA", "ASIA"), r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("an access token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"\bgh[pousr]_[A-Za-z0-9]{36}"),
    ("an access token", ("github_pat_", "glpat-"), r"\b(?:github_pat_[A-Za-z0-9_]{40}|glpat-[A-Za-z0-9_-]{20})"),
    ("a chat token", ("xox",), r"\bxox[abprs]-[A-Za-z0-9-]{20}"),
    ("a payment key", ("k_live_",), r"\b[rs]k_live_[A-Za-z0-9]{16}"),
    ("a service key", ("AIza",), r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a service key", ("SG.",), r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    ("a service key", ("sk-",), r"\bsk-[A-Za-z0-9_-]{32}"),
    ("a signed token", (".eyJ",), r"(?<=[A-Za-z0-9_-]{10})\.eyJ[A-Za-z0-9_-]{10,}\."),
    ("a password in an address", ("://",), r"://[^\s/:@]{1,64}:[^\s/:@]{1,64}@"),
)
"""What it looks like, letters without which it cannot be there, and the pattern."""
_PATTERNS = [(kind, hints, re.compile(pattern)) for kind, hints, pattern in _LOOKS]
_MOST = 20
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
    """What in `text` looks like a secret: the first twenty of each kind."""
    for kind, hints, pattern in _PATTERNS:
        if any(hint in text for hint in hints):
            for match in islice(pattern.finditer(text), _MOST):
                column = match.start() - text.rfind("\n", 0, match.start())
                yield Secret(text.count("\n", 0, match.start()) + 1, column, kind)
