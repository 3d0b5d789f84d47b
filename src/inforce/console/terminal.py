"""What a terminal may be sent: colour only where it is wanted, and never a control character out of content."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TextIO

Piece = tuple[str, str]
"""Some characters and the name of their style ("" for none)."""
Line = str | list[Piece]
"""One line of output; a plain string has no style."""

_STYLES = {
    "": "",
    "bold": "1",
    "dim": "2",
    "good": "32",
    "error": "1;31",
    "decision": "1;35",
    "warning": "33",
    "hint": "36",
    "place": "1",
    "gone": "31;9",
    "come": "32;4",
}
_SGR = re.compile(r"\x1b\[[0-9;]*m")


def _visible(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


_DANGEROUS = [
    *(c for c in range(0x20) if c not in (0x09, 0x0A)),
    *range(0x7F, 0xA0),
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
]
_CLEAN = {code: _visible(code) for code in _DANGEROUS}


def clean(text: str) -> str:
    """The text with every control character, and every character that reorders others, made visible."""
    return text.translate(_CLEAN)


_CONTROLS = {code: _visible(code) if code < 0x80 else "\ufffd" for code in _DANGEROUS if code < 0xA0}


def clean_markup(text: str) -> str:
    """HTML or Markdown without control characters; marks of reading order stay, they are part of the text."""
    return text.translate(_CONTROLS)


def clean_coloured(text: str) -> str:
    """As `clean`, for text that the program itself has coloured: colours stay, all other sequences do not."""
    colours = _SGR.findall(text)
    pieces = [clean(piece) for piece in _SGR.split(text)]
    return "".join(piece + colour for piece, colour in zip(pieces, [*colours, ""], strict=True))


def wants_colour(stream: TextIO) -> bool:
    """Whether the stream is a terminal whose owner has not asked for plain text (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def drawn(line: Line, *, colour: bool) -> str:
    """One line as it is written to the stream, without its line end."""
    pieces: Iterable[Piece] = [(line, "")] if isinstance(line, str) else line
    return "".join(_styled(clean(text), _STYLES[style] if colour else "") for text, style in pieces)


def _styled(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text
