"""Numbers of sections and items: taken off before texts are compared, and followed through references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inforce.core.model import BlockKind
from inforce.core.redline.references import NUMBER, WORD, Own, family, references

_AMOUNT = (
    r"(?!\s*(?:[%‰°$€£¥+/×]|(?i:per\s?cent|percentage|hundred|thousand|million|milliarde?n?|mill?i?arden|millionen|"
    r"billion|trillion|mio|mrd|[kmgtp]i?b|usd|eur|gbp|chf|euros?|dollars?|pounds?)s?\b))"
)
"""What follows a number that counts something: it is no number of a section."""
_TITLE = r"(?=\s+[\"“„«'‘(\[*]*[^\W\d_a-z])"
_ITEM = re.compile(
    rf"""(?P<number>
      \d{{1,3}}(?:\.\d{{1,3}})+[.)]?{_TITLE}{_AMOUNT}       # 3.1 The …
    | \d{{1,3}}[.)](?=\s)                                   # 3. or 3)
    | \([0-9]{{1,3}}\)(?=\s) | \([A-Za-z]{{1,2}}\)(?=\s) | \([ivxlcIVXLC]{{1,6}}\)(?=\s)
    | [A-Za-z][.)](?=\s) | [ivxlcIVXLC]{{2,6}}[.)](?=\s)
    )\s+""",
    re.VERBOSE,
)
_HEADED = re.compile(
    rf"""(?:
      (?i:{WORD.pattern})\s*(?:\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?|[IVXLC]{{1,6}}|[A-Z])(?=[\s.:)–—-])[.:)]?(?:\s+[–—-](?=\s))?\s*
    | \d{{1,3}}(?:\.\d{{1,3}})*{_TITLE}{_AMOUNT}\s+
    )(?=\S)""",
    re.VERBOSE,
)
"""A heading's number with its word ("Article 4 – ", "§ 2 ") or without a full stop ("3 Fees")."""
_AMOUNT_FOLLOWS = re.compile(_AMOUNT)
_WORDED = re.compile(rf"(?:{WORD.pattern})\s*(?=[\dA-Z])", re.IGNORECASE)


REMOVED = ""
"""What became of a number whose section is gone."""


def prefix(kind: BlockKind, label: str, text: str) -> str:
    """The number a block begins with, with the white space after it; "" if none. `label`: a heading's own number.

    It may still be an amount or an initial: `numbering.labels` tells, from the whole text.
    """
    if kind is BlockKind.HEADING and label:
        if not text.startswith(label) or len(label) > 20 or not _AMOUNT_FOLLOWS.match(text, len(label)):
            return ""
        rest = text[len(label) :]
        return label + rest[: len(rest) - len(rest.lstrip())]
    if kind is BlockKind.HEADING:
        found = _HEADED.match(text) or _ITEM.match(text)
        return found.group() if found else ""
    if kind in (BlockKind.PARAGRAPH, BlockKind.TEXT):
        found = _ITEM.match(text)
        return found.group() if found else ""
    return ""


def word_of(number: str) -> str:
    """What stands before a number as `prefix` gives it: "Section ", "§ " or nothing."""
    found = _WORDED.match(number)
    return found.group() if found else ""


def bare(number: str) -> str:
    """A number without its word, dashes, dots and spaces: "Section 4.2." is "4.2"."""
    return number[len(word_of(number)) :].strip(" \t\n\u00a0.:)–—-")


@dataclass(slots=True)
class Fates:
    """What became of the numbers of sections that both texts have, each in the numbering it stands in."""

    starts: Sequence[int] = ()
    """Of the old text: the blocks with which a numbering begins, rising."""
    own: tuple[Own, Own] = (Own(), Own())
    """How the old and the new text refer to themselves."""
    changed: bool = False
    """Did any number change?"""
    _fates: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)
    _views: dict[int, Renumbering] = field(default_factory=dict)

    def note(self, old: str, new: str, numbering: int) -> None:
        """A section numbered `old`, in that numbering of the old text, is `new` now, which may be the same."""
        kind, was, now = family(word_of(old).strip()), bare(old), bare(new)
        if not (was and now):
            return
        fates = self._fates.setdefault((kind, was), {})
        if fates.setdefault(numbering, now) != now:
            fates[numbering] = was
        self.changed = self.changed or was != now

    def note_removed(self, old: str, numbering: int) -> None:
        """The section numbered `old` is gone, and no new one stands in its place."""
        fates = self._fates.setdefault((family(word_of(old).strip()), bare(old)), {})
        fates.setdefault(numbering, REMOVED)
        self.changed = True

    def seen_from(self, block: int) -> Renumbering:
        """The fates as a reference in a block of the old text sees them: those of its own numbering first.

        A number that met several fates elsewhere is not followed.
        """
        here = max(0, bisect_right(self.starts, block) - 1)
        if not self.changed or here in self._views:
            return self._views.get(here) or Renumbering()
        told: dict[tuple[str, str], str] = {}
        for name, fates in self._fates.items():
            several = len(set(fates.values())) > 1
            told[name] = fates.get(here, name[1]) if several else next(iter(fates.values()))
        self._views[here] = Renumbering(told, self.own)
        return self._views[here]


@dataclass(frozen=True, slots=True)
class Renumbering:
    """Which number became which, as one block sees it."""

    map: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By what is counted and the old number; a number that stayed is told too."""
    own: tuple[Own, Own] = (Own(), Own())

    def follow(self, number: str, kind: str = "") -> str | None:
        """What a reference to `number` should read now; `REMOVED` if none, None if nothing is told."""
        found = NUMBER.fullmatch(number)
        if not found:
            return None
        item = found.group(1)
        base = number[: len(number) - len(item)]
        parts = base.split(".")
        for length in range(len(parts), 0, -1):
            mapped = self.map.get((kind, ".".join(parts[:length])))
            if mapped is not None:
                return ".".join([mapped, *parts[length:]]) + item if mapped else REMOVED
        return None


def followed(old: list[str], new: list[str], plan: Renumbering) -> tuple[list[str], list[tuple[str, str]]]:
    """Old keys with references rewritten that the new text has rewritten likewise; and those that it has left stale.

    A stale one comes with what it should read now; `REMOVED` if its section is gone.
    """
    if not plan.map:
        return old, []
    at_old = references(old, plan.own[0])
    if not at_old:
        return old, []
    at_new = [new[at] for at, _ in references(new, plan.own[1])]
    in_order = len(at_new) == len(at_old)
    keys, stale = list(old), list[tuple[str, str]]()
    for place, (at, kind) in enumerate(at_old):
        told = (at_new[place],) if in_order else at_new
        wanted = plan.follow(old[at], kind)
        if wanted is not None and wanted != old[at]:
            if wanted and wanted in told:
                keys[at] = wanted
            elif old[at] in told:
                stale.append((old[at], wanted))
    return keys, stale
