"""Numbers of sections and items: taken off before texts are compared, and followed through references."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inforce.core.model import BlockKind

_ITEM = re.compile(
    r"""(?P<number>
      \d{1,3}(?:\.\d{1,3})+[.)]?(?=\s+[^\s\da-z])      # 3.1 The …
    | \d{1,3}[.)](?=\s)                                 # 3. or 3)
    | \([0-9]{1,3}\)(?=\s) | \([A-Za-z]{1,2}\)(?=\s) | \([ivxlcIVXLC]{1,6}\)(?=\s)
    | [A-Za-z][.)](?=\s) | [ivxlcIVXLC]{2,6}[.)](?=\s)
    )\s+""",
    re.VERBOSE,
)
LABEL = re.compile(
    r"(?:(?:section|clause|article|annex|schedule|part|§+)\s+)?"
    r"(?:\d{1,4}|\([a-z0-9]{1,4}\)|[a-z](?=[.)])|[ivxlc]{1,6}(?=[.)]))(?:[.\-]\d{1,3}|\([a-z0-9]{1,4}\))*[.):]?\s*",
    re.IGNORECASE,
)
_REFERENCE_WORD = re.compile(
    r"(?:section|clause|article|paragraph|annex|schedule|part|point|item|exhibit)s?|§+", re.IGNORECASE
)
_REFERENCE_LINK = frozenset((",", "and", "or", "to", "through", "&", "-", "–"))
_REFERENCE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*((?:\([a-z0-9]{1,4}\))*)", re.IGNORECASE)


def prefix(kind: BlockKind, label: str, text: str) -> str:
    """The number a block begins with, with the white space after it; "" if none. `label`: a heading's own number."""
    if kind is BlockKind.HEADING and label:
        if not text.startswith(label) or not LABEL.fullmatch(label) or len(label) > 20:
            return ""
        rest = text[len(label) :]
        return label + rest[: len(rest) - len(rest.lstrip())]
    if kind in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TEXT):
        found = _ITEM.match(text)
        return found.group() if found else ""
    return ""


def bare(number: str) -> str:
    """A number without its word, dots and spaces: "Section 4.2." is "4.2"."""
    return re.sub(r"^(?:[^\W\d_]{2,}\s+|§+\s*)", "", number.strip()).strip(" .:)")


@dataclass(slots=True)
class Renumbering:
    """Which number became which, from sections that both texts have."""

    map: dict[str, str] = field(default_factory=dict)

    def note(self, old: str, new: str) -> None:
        """A section `old` is `new` now (white space and dots do not matter)."""
        old, new = bare(old), bare(new)
        if old and new and old != new:
            self.map.setdefault(old, new)

    def follow(self, number: str) -> str:
        """What a reference to `number` should read now; "" where nothing says so."""
        found = _REFERENCE_NUMBER.fullmatch(number)
        if not found:
            return ""
        item = found.group(1)
        base = number[: len(number) - len(item)]
        parts = base.split(".")
        for length in range(len(parts), 0, -1):
            mapped = self.map.get(".".join(parts[:length]))
            if mapped:
                return ".".join([mapped, *parts[length:]]) + item
        return ""


def mentions(text: str) -> bool:
    """May a text refer to a section by its number? (A quick look; `references` decides.)"""
    return _REFERENCE_WORD.search(text) is not None


def references(keys: Sequence[str]) -> list[int]:
    """Where in a token list numbers stand that refer to sections ("section 4", "clauses 3 and 4.2")."""
    found: list[int] = []
    near = False
    for at, key in enumerate(keys):
        if _REFERENCE_WORD.fullmatch(key):
            near = True
        elif near and _REFERENCE_NUMBER.fullmatch(key):
            found.append(at)
        elif not (near and key in _REFERENCE_LINK):
            near = False
    return found


def followed(
    old: list[str], new: list[str], renumbering: Mapping[str, str] | Renumbering
) -> tuple[list[str], list[tuple[str, str]]]:
    """Old keys with references rewritten that the new text has rewritten likewise; and those that it has left stale."""
    plan = renumbering if isinstance(renumbering, Renumbering) else Renumbering(dict(renumbering))
    if not plan.map:
        return old, []
    at_old = references(old)
    if not at_old:
        return old, []
    told = {new[at] for at in references(new)}
    keys, stale = list(old), list[tuple[str, str]]()
    for at in at_old:
        wanted = plan.follow(old[at])
        if wanted and wanted != old[at]:
            if wanted in told:
                keys[at] = wanted
            elif old[at] in told:
                stale.append((old[at], wanted))
    return keys, stale
