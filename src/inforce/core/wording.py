"""How much a person wrote: whether a line says something, in any language."""

from __future__ import annotations

import re

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]{2,}")
"""Scripts without spaces: each letter; elsewhere a single letter is no word."""


def words_of(text: str) -> frozenset[str]:
    """The different words of `text`, in small letters; signs, numbers and single letters are none."""
    return frozenset(word.lower() for word in _WORD.findall(text) if not word.isdigit())
