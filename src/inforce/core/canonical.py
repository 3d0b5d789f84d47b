"""The canonical text: one line a leaf block, and the digests taken of it.

docs/reference/canonical-text.md describes the format with test vectors. A format never changes once a text is
registered under it; a new one gets a new number and the old one stays in `FORMATS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType

from inforce.core.model import Block, BlockKind, Container, Run, common, link_ends

FORMAT = 1
"""Number of the format in which new texts are registered."""
MARK_WIDTH = 6
"""Hex digits that mark one line in the register."""

_SPACES = re.compile(r"[ \t\r\f\v]+")
_ESCAPES = str.maketrans({"\\": "\\\\", "<": "\\<", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\v": "\\v", "\f": "\\f",
                          "\x1c": "\\x1c", "\x1d": "\\x1d", "\x1e": "\\x1e", "\x85": "\\x85", "\u2028": "\\u2028",
                          "\u2029": "\\u2029"})  # fmt: skip
_NEEDS_ESCAPE = re.compile("[\\\\<\n\t\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text else text


def _content(block: Block) -> str:
    """Text of a block with its link targets, each in angle brackets where its link ends."""
    runs = block.runs
    if block.kind is BlockKind.CODE:
        return _escaped(block.text)
    if len(runs) == 1 and runs[0].href is None and runs[0].image is None:
        return _escaped(_collapsed(runs[0].text))
    parts: list[str] = []
    for index, run in enumerate(runs):
        parts.append(_escaped(_collapsed(run.text)))
        if run.image is not None:
            title = _title(run) if run.href is None else ""
            parts.append(f"<!{_target(run.image)}{title}>")
        if run.href is not None and link_ends(runs, index):
            parts.append(f"<{_target(run.href)}{_title(run)}>")
    return "".join(parts)


def _target(address: str) -> str:
    return _escaped(address).replace(">", "\\>")


def _title(run: Run) -> str:
    """The words a browser shows beside a link or image: they are read too, so they count."""
    return f' "{_target(_collapsed(run.title))}"' if run.title else ""


def _container(container: Container) -> str:
    return container.kind if container.number is None else f"{container.kind} {container.number}{container.delimiter}"


def _kind(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        return f"h{block.level}"
    if block.kind is BlockKind.CELL:
        return "th" if block.header else "td"
    return {BlockKind.CODE: "pre", BlockKind.RULE: "hr"}.get(block.kind, "p")


def lines_1(blocks: Iterable[Block]) -> list[str]:
    """The lines of format 1, without line ends."""
    lines = []
    before: tuple[Container, ...] = ()
    for block in blocks:
        kind = _kind(block)
        if block.containers or before:
            shared = common(before, block.containers)
            opened = [_container(container) for container in block.containers[shared:]]
            # A paragraph that opens its container needs no word of its own: "li" says it.
            leaf = [] if opened and kind == "p" else [kind]
            kind = " ".join(["."] * shared + opened + leaf)
        before = block.containers
        lines.append(f"{kind}\t{_content(block)}")
    return lines


FORMATS: Mapping[int, Callable[[Iterable[Block]], list[str]]] = MappingProxyType({1: lines_1})
"""Every format a register line may name."""


def canonical_text(blocks: Iterable[Block], number: int = FORMAT) -> str:
    """The canonical text in a format, ends with a newline (empty for no blocks). KeyError for an unknown format."""
    return "".join(f"{line}\n" for line in FORMATS[number](blocks))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8: 64 lower-case hex digits."""
    return sha256(text.encode()).hexdigest()


def block_marks(blocks: Iterable[Block], number: int = FORMAT) -> str:
    """Six hex digits for each line of the canonical text: they locate a changed block, they prove nothing."""
    return "".join(sha256(line.encode()).hexdigest()[:MARK_WIDTH] for line in FORMATS[number](blocks))
