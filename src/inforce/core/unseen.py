"""How a character is named to people who cannot see it."""

from __future__ import annotations

import unicodedata


def named(character: str) -> str:
    """Code point and, where Unicode has one, the name in small letters: ``U+202E (right-to-left override)``."""
    name = unicodedata.name(character, "control character" if unicodedata.category(character) == "Cc" else "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")
