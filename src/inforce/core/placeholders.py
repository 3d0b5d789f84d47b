"""Words that look as if somebody still meant to fill them in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.core.model import Document
from inforce.errors import Level, Place, Problem

_LOOKS = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}"  # {{ name }}: a template's, of which none is filled in here
    r"|\{%[^{}\n]{0,80}%\}"
    r"|\[\[[^\[\]\n]{1,80}\]\]"
    r"|\[(?:[A-Z][A-Z _-]{2,40}|(?i:(?:insert|your|enter|add|name of|company|date)\b[^\[\]\n]{0,60}))\]"
    r"|\b(?:TODO|TBD|FIXME|XXX)\b"
    r"|\b(?i:lorem ipsum)\b"
)
_MOST = 20
"""Places named of one text."""


def problems(document: Document, path: str) -> Iterator[Problem]:
    """A warning for each place of the text that looks like a placeholder: it is published as it stands."""
    left = _MOST
    for block in document.blocks:
        for match in _LOOKS.finditer(block.text):
            sentence = f"“{match[0]}” looks like a placeholder; nothing is filled in here, so readers will see it."
            remedy = "Write the words meant; if they are meant as they stand, nothing needs doing."
            yield Problem("placeholder-left", Place(path, block.line or 1), sentence, remedy, Level.WARNING)
            left -= 1
            if not left:
                return
