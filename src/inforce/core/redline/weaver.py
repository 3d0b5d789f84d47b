"""Collects the pieces of a block: which characters stay, go and come, neighbours of one fate joined."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from inforce.core.model import Block, Run
from inforce.core.redline.runs import cut_run, cut_runs, first, merged, rest
from inforce.core.redline.tokens import Token, plain_typography
from inforce.core.redline.value import Break, Piece, PieceKind, same_shape

Parts = list[Piece | Break]

_PART = re.compile(r"\w+|\W")


class Weaver:
    """Collects pieces, joining neighbours of one fate."""

    def __init__(self, old_breaks: Mapping[int, Block], new_breaks: Mapping[int, Block]) -> None:
        self.parts: Parts = []
        self._old_breaks = dict(old_breaks)
        self._new_breaks = dict(new_breaks)
        self.before_gap = False
        """Does a change follow the token at hand?"""
        self.old_space: list[Run] = []
        self.new_space: list[Run] = []

    def at(self, old: int, new: int, *, old_too: bool = True, new_too: bool = True) -> None:
        """Tokens `old` and `new` come next: breaks that stand before them come first."""
        a = self._old_breaks.pop(old, None) if old_too else None
        b = self._new_breaks.pop(new, None) if new_too else None
        if a is not None or b is not None:
            self.parts.append(Break(a, b))

    def begins(self, old: int, new: int) -> bool:
        """Does a block begin at one of these tokens?"""
        return old in self._old_breaks or new in self._new_breaks

    def unbroken(self, start: int, end: int, *, old_side: bool) -> list[tuple[int, int]]:
        """Tokens `start` to `end` in stretches that lie in one block."""
        breaks = self._old_breaks if old_side else self._new_breaks
        cuts = [k for k in sorted(breaks) if start < k < end]
        edges = [start, *cuts, end]
        return [(a, b) for a, b in pairwise(edges) if a < b]

    def breaks_at(self, old: int, new: int) -> bool:
        """Does a block begin at these tokens in both texts?"""
        return old in self._old_breaks and new in self._new_breaks

    def add(self, kind: PieceKind, old: Run | None, new: Run | None) -> None:
        """One more stretch."""
        last = self.parts[-1] if self.parts else None
        if isinstance(last, Piece) and last.kind is kind and _joins(last, old, new):
            if last.old is last.new and old is new and old is not None and last.old is not None:
                run = _longer(last.old, old)
                self.parts[-1] = Piece(kind, run, run)
            else:
                self.parts[-1] = Piece(kind, _longer(last.old, old), _longer(last.new, new))
        else:
            self.parts.append(Piece(kind, old, new))

    def same(self, old: Sequence[Run], new: Sequence[Run]) -> None:
        """The same characters in both texts, whatever their marks."""
        i = j = a = b = 0
        while i < len(old) and j < len(new):
            x, y = old[i], new[j]
            if x.image is not None or y.image is not None:
                self.add(PieceKind.SAME, x, x if x == y else y)
                i, j = i + 1, j + 1
                continue
            size = min(len(x.text) - a, len(y.text) - b)
            left = cut_run(x, a, a + size)
            right = left if same_shape(x, y) else cut_run(y, b, b + size)
            if size:
                self.add(PieceKind.SAME, left, right)
            a, b = a + size, b + size
            if a >= len(x.text):
                i, a = i + 1, 0
            if b >= len(y.text):
                j, b = j + 1, 0

    def equal(self, old: Sequence[Token], new: Sequence[Token], at_old: int, at_new: int, gap: bool) -> None:
        """Tokens that both texts share, from `at_old` and `at_new` on; `gap`: a change follows."""
        self.before_gap = False
        size = len(old)
        start = 0
        for k in range(size):
            here = self.begins(at_old + k, at_new + k)
            plain = old[k].text == new[k].text
            if plain and not here:
                continue
            self.same(merged(old[start:k]), merged(new[start:k]))
            start = k
            if here:
                self.at(at_old + k, at_new + k)
            if not plain:
                self.before_gap = gap and k == size - 1
                self.pair(old[k], new[k])
                start = k + 1
        self.same(merged(old[start:]), merged(new[start:]))

    def pair(self, old: Token, new: Token) -> None:
        """Two tokens that count as equal."""
        if old.runs == new.runs or old.text == new.text:
            self.same(old.runs, new.runs)
            return
        here, there = self._lead(old, new)
        if old.word == new.word:
            size = len(old.word)
            self.same(first(here, size), first(there, size))
            self.space(rest(here, size), rest(there, size))
            return
        if old.key != new.key:  # a reference that follows a renumbered section
            self._renumbered(first(here, len(old.word)), first(there, len(new.word)))
        elif len(old.word) == len(new.word) and _typography(old.word, new.word):
            for a, b in _letter_groups(old.word, new.word):
                x, y = cut_runs(here, a, b), cut_runs(there, a, b)
                if old.word[a:b] == new.word[a:b]:
                    self.same(x, y)
                else:
                    self.gone(x)
                    self.come(y)
        else:
            kind = PieceKind.INVISIBLE
            if (
                _typography(old.word, new.word)
                or len(first(here, len(old.word))) > 1
                or len(first(there, len(new.word))) > 1
            ):
                self.gone(first(here, len(old.word)))
                self.come(first(there, len(new.word)))
            else:
                self.add(kind, first(here, len(old.word))[0], first(there, len(new.word))[0])
        self.space(rest(here, len(old.word)), rest(there, len(new.word)))

    def _lead(self, old: Token, new: Token) -> tuple[Sequence[Run], Sequence[Run]]:
        """White space before the first word of a block, or after an image, is told first; the runs without it."""
        leads = [len(t.text) - len(t.text.lstrip()) if t.word.strip() else 0 for t in (old, new)]
        if not any(leads):
            return old.runs, new.runs
        gap, self.before_gap = self.before_gap, False
        self.space(first(old.runs, leads[0]), first(new.runs, leads[1]))
        self.before_gap = gap
        return rest(old.runs, leads[0]), rest(new.runs, leads[1])

    def address(self, old: Token, new: Token) -> None:
        """A web or mail address that changed: only the part between two of its dividers is marked."""
        before, after = _PART.findall(old.word), _PART.findall(new.word)
        head = 0
        while head < min(len(before), len(after)) and before[head] == after[head]:
            head += 1
        tail = 0
        while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
            tail += 1
        start = sum(map(len, before[:head]))
        ends = [
            len(word) - sum(map(len, parts[len(parts) - tail :]))
            for word, parts in ((old.word, before), (new.word, after))
        ]
        self.gone(self.old_space)
        self.come(self.new_space)
        self.old_space, self.new_space = [], []
        self.same(cut_runs(old.runs, 0, start), cut_runs(new.runs, 0, start))
        self.gone(cut_runs(old.runs, start, ends[0]))
        self.come(cut_runs(new.runs, start, ends[1]))
        self.same(cut_runs(old.runs, ends[0], len(old.word)), cut_runs(new.runs, ends[1], len(new.word)))
        self.before_gap = False
        self.space(rest(old.runs, len(old.word)), rest(new.runs, len(new.word)))

    def _renumbered(self, x: Sequence[Run], y: Sequence[Run]) -> None:
        if len(x) == len(y) == 1:
            self.add(PieceKind.RENUMBERED, x[0], y[0])
        else:
            self.gone(x)
            self.come(y)

    def space(self, old: Sequence[Run], new: Sequence[Run]) -> None:
        """White space after a token, where the two texts may differ. Before a change it becomes part of that."""
        self.old_space, self.new_space = [], []
        a, b = "".join(r.text for r in old), "".join(r.text for r in new)
        if a == b:
            self.same(old, new)
            return
        if self.before_gap and not (a and b):
            self.old_space, self.new_space = list(old), list(new)
            return
        kind = (
            PieceKind.SPACING
            if a.replace("\n", " ").strip(" ") == b.replace("\n", " ").strip(" ") == ""
            else PieceKind.INVISIBLE
        )
        first_old, first_new = (old[0] if old else None), (new[0] if new else None)
        self.add(kind, first_old, first_new)
        for run in old[1:]:
            self.add(kind, run, None)
        for run in new[1:]:
            self.add(kind, None, run)

    def gone(self, runs: Sequence[Run]) -> None:
        """Only in the old text."""
        for run in runs:
            self.add(PieceKind.DELETED, run, None)

    def come(self, runs: Sequence[Run]) -> None:
        """Only in the new text."""
        for run in runs:
            self.add(PieceKind.INSERTED, None, run)


def _typography(old: str, new: str) -> bool:
    """Do two words differ in a way the eye can see, but in quotes and dashes only?"""
    differ = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
    return len(old) == len(new) and any(
        plain_typography(a) == plain_typography(b) and not a.isalnum() for a, b in differ
    )


def _letter_groups(old: str, new: str) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    for k in range(len(old)):
        if groups and (old[k] == new[k]) == (old[k - 1] == new[k - 1]):
            groups[-1] = (groups[-1][0], k + 1)
        else:
            groups.append((k, k + 1))
    return groups


def _joins(last: Piece, old: Run | None, new: Run | None) -> bool:
    if (last.old is None) != (old is None) or (last.new is None) != (new is None):
        return False
    if any(run is not None and run.image is not None for run in (old, new, last.old, last.new)):
        return False
    if last.kind in (PieceKind.RENUMBERED, PieceKind.INVISIBLE):
        return False
    return (
        (old is None or last.old is None or same_shape(last.old, old))
        and (new is None or last.new is None or same_shape(last.new, new))
        and (last.old is last.new) == (old is new)
    )


def _longer(run: Run | None, more: Run | None) -> Run | None:
    return None if run is None or more is None else Run(run.text + more.text, run.marks, run.href, run.title)
