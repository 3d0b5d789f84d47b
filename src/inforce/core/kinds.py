"""What kind of policy a text is, guessed from what it is called."""

from __future__ import annotations

import re

_KINDS = (
    ("subprocessors", r"sub ?processors?"),
    ("privacy", r"privacy|data protection|data processing|personal data|gdpr|ccpa|dpa"),
    ("cookies", r"cookies?|trackers?|tracking"),
    ("security", r"security|vulnerability|vulnerabilities"),
    ("terms", r"terms|tos|eula|conditions|agreement|acceptable use"),
)
_CALLED = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS)
_SIGNS = re.compile(r"[\W_]+")
LONGEST = 300
"""Characters of a name that are looked at."""


def guessed_kind(name: str) -> str:
    """One of `settings.KINDS` for a file name, slug or title; "" where it says nothing.

    The first in the order subprocessors, privacy, cookies, security, terms: a "Privacy and Cookie Policy" is read as
    a privacy policy.
    """
    words = _SIGNS.sub(" ", name[:LONGEST])
    return next((kind for kind, called in _CALLED if called.search(words)), "")
