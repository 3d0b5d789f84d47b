"""Two lists of tokens to pieces: what stays, what goes, what comes, at the finest detail a reader can use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from inforce.core.model import Block, Run
from inforce.core.redline import numbers, words
from inforce.core.redline.tokens import Token, plain_typography
from inforce.core.redline.value import Break, Piece, PieceKind, same_shape
from inforce.core.redline.words import Match

Parts = list[Piece | Break]

_PART = re.compile(r"\w+|\W")

_MARKED = (PieceKind.INSERTED, PieceKind.DELETED)

REPLACED_SHARE = 0.9
REPLACED_RUNS = 3


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
            left = _cut(x, a, a + size)
            right = left if same_shape(x, y) else _cut(y, b, b + size)
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
            self.same(_merged(old[start:k]), _merged(new[start:k]))
            start = k
            if here:
                self.at(at_old + k, at_new + k)
            if not plain:
                self.before_gap = gap and k == size - 1
                self.pair(old[k], new[k])
                start = k + 1
        self.same(_merged(old[start:]), _merged(new[start:]))

    def pair(self, old: Token, new: Token) -> None:
        """Two tokens that count as equal."""
        if old.runs == new.runs or old.text == new.text:
            self.same(old.runs, new.runs)
            return
        here, there = self._lead(old, new)
        if old.word == new.word:
            size = len(old.word)
            self.same(_first(here, size), _first(there, size))
            self.space(_rest(here, size), _rest(there, size))
            return
        if old.key != new.key:  # a reference that follows a renumbered section
            self._renumbered(_first(here, len(old.word)), _first(there, len(new.word)))
        elif len(old.word) == len(new.word) and _typography(old.word, new.word):
            for a, b in _letter_groups(old.word, new.word):
                x, y = _slice(here, a, b), _slice(there, a, b)
                if old.word[a:b] == new.word[a:b]:
                    self.same(x, y)
                else:
                    self.gone(x)
                    self.come(y)
        else:
            kind = PieceKind.INVISIBLE
            if (
                _typography(old.word, new.word)
                or len(_first(here, len(old.word))) > 1
                or len(_first(there, len(new.word))) > 1
            ):
                self.gone(_first(here, len(old.word)))
                self.come(_first(there, len(new.word)))
            else:
                self.add(kind, _first(here, len(old.word))[0], _first(there, len(new.word))[0])
        self.space(_rest(here, len(old.word)), _rest(there, len(new.word)))

    def _lead(self, old: Token, new: Token) -> tuple[Sequence[Run], Sequence[Run]]:
        """White space before the first word of a block, or after an image, is told first; the runs without it."""
        leads = [len(t.text) - len(t.text.lstrip()) if t.word.strip() else 0 for t in (old, new)]
        if not any(leads):
            return old.runs, new.runs
        gap, self.before_gap = self.before_gap, False
        self.space(_first(old.runs, leads[0]), _first(new.runs, leads[1]))
        self.before_gap = gap
        return _rest(old.runs, leads[0]), _rest(new.runs, leads[1])

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
        self.same(_slice(old.runs, 0, start), _slice(new.runs, 0, start))
        self.gone(_slice(old.runs, start, ends[0]))
        self.come(_slice(new.runs, start, ends[1]))
        self.same(_slice(old.runs, ends[0], len(old.word)), _slice(new.runs, ends[1], len(new.word)))
        self.before_gap = False
        self.space(_rest(old.runs, len(old.word)), _rest(new.runs, len(new.word)))

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


def weave(
    old: Sequence[Token],
    new: Sequence[Token],
    plan: numbers.Renumbering,
    stale: list[tuple[str, str]],
    old_breaks: Mapping[int, Block] = {},
    new_breaks: Mapping[int, Block] = {},
) -> Parts:
    """The pieces of a block that both texts have. Breaks stand before the token of their index."""
    old_keys, new_keys = [t.key for t in old], [t.key for t in new]
    rewritten, left_stale = numbers.followed(old_keys, new_keys, plan)
    stale.extend(left_stale)
    found = _exact_edges(_whole_sentences(words.matches(rewritten, new_keys), rewritten, new_keys), old, new)
    weaver = Weaver(old_breaks, new_breaks)
    ends = [*found[1:], Match(len(old), len(new), 0)] if found else []
    _gap(weaver, old, new, (0, found[0].old if found else len(old)), (0, found[0].new if found else len(new)))
    for match, after in zip(found, ends, strict=True):
        i, j = match.old + match.length, match.new + match.length
        gap = after.old > i or after.new > j
        weaver.equal(old[match.old : i], new[match.new : j], match.old, match.new, gap)
        _gap(weaver, old, new, (i, after.old), (j, after.new))
    weaver.at(len(old), len(new))
    return _bare_spaces(weaver.parts)


def _bare_spaces(parts: Parts) -> Parts:
    """White space alone that came or went is no insertion or deletion of words."""
    found: Parts = []
    for bare, group in groupby(parts, key=_bare):
        members = list(group)
        end = len(found) + len(members)
        near = (*found[-1:], *parts[end : end + 1])
        if not bare or any(isinstance(p, Break) or p.kind in _MARKED for p in near):
            found.extend(members)
            continue
        for piece in members:
            assert isinstance(piece, Piece)
            text = piece.text.strip(" \n")
            found.append(Piece(PieceKind.INVISIBLE if text else PieceKind.SPACING, piece.old, piece.new))
    return found


def _bare(part: Piece | Break) -> bool:
    return (
        isinstance(part, Piece)
        and part.kind in _MARKED
        and not part.text.strip()
        and all(run is None or run.image is None for run in (part.old, part.new))
    )


def _gap(
    weaver: Weaver, old: Sequence[Token], new: Sequence[Token], at_old: tuple[int, int], at_new: tuple[int, int]
) -> None:
    (i, i_end), (j, j_end) = at_old, at_new
    if i_end - i == j_end - j == 1 and not weaver.breaks_at(i, j) and _addresses(old[i], new[j]):
        weaver.address(old[i], new[j])
        return
    tail_old, tail_new = _shared_space(old, new, i, i_end, j, j_end)
    kept_old, kept_new = _space_kept(weaver, old[i:i_end], new[j:j_end])
    if kept_old:
        weaver.old_space, tail_new = [], "".join(run.text for run in kept_old)
    elif kept_new:
        weaver.new_space, tail_old = [], "".join(run.text for run in kept_new)
    weaver.gone(weaver.old_space)
    new_space = weaver.new_space
    weaver.old_space, weaver.new_space = [], []
    if j == j_end and weaver.begins(i_end, -1):  # a whole block is gone: its words and its ¶ stay together
        weaver.come(new_space)
        new_space = []
    if i < i_end and j < j_end and weaver.breaks_at(i, j):
        weaver.come(new_space)
        new_space = []
        weaver.at(i, j)
    for start, end in weaver.unbroken(i, i_end, old_side=True):
        weaver.at(start, -1, new_too=False)
        weaver.gone(_without(_merged(old[start:end]), tail_old if end == i_end else ""))
    weaver.come(new_space)
    for start, end in weaver.unbroken(j, j_end, old_side=False):
        weaver.at(-1, start, old_too=False)
        weaver.come(_without(_merged(new[start:end]), tail_new if end == j_end else ""))
    if kept_old:
        weaver.same(kept_old, _rest(new[j_end - 1].runs, len(new[j_end - 1].text) - len(tail_new)))
    elif kept_new:
        weaver.same(_rest(old[i_end - 1].runs, len(old[i_end - 1].text) - len(tail_old)), kept_new)
    elif tail_old:
        weaver.same(
            _rest(old[i_end - 1].runs, len(old[i_end - 1].text) - len(tail_old)),
            _rest(new[j_end - 1].runs, len(new[j_end - 1].text) - len(tail_new)),
        )


def _space_kept(weaver: Weaver, old: Sequence[Token], new: Sequence[Token]) -> tuple[list[Run], list[Run]]:
    """The space before words that only one text has, where the same follows these words: the words alone changed."""
    there = new or old
    if bool(old) == bool(new) or there[-1].key.startswith("\0"):
        return [], []
    kept, other = (weaver.old_space, weaver.new_space) if new else (weaver.new_space, weaver.old_space)
    tail = there[-1].text[len(there[-1].text.rstrip()) :]
    if other or not tail or "".join(run.text for run in kept) != tail:
        return [], []
    return (kept, []) if new else ([], kept)


def _shared_space(
    old: Sequence[Token], new: Sequence[Token], i: int, i_end: int, j: int, j_end: int
) -> tuple[str, str]:
    """White space after both a deletion and the insertion that replaces it stays outside the marks."""
    if i == i_end or j == j_end or old[i_end - 1].key.startswith("\0") or new[j_end - 1].key.startswith("\0"):
        return "", ""
    a, b = old[i_end - 1], new[j_end - 1]
    x, y = a.text[len(a.text.rstrip()) :], b.text[len(b.text.rstrip()) :]
    return (x, y) if x and x == y and a.word and b.word else ("", "")


def _exact_edges(found: Sequence[Match], old: Sequence[Token], new: Sequence[Token]) -> list[Match]:
    """Beside a change, a token that differs in quotes or dashes only is part of that change."""
    kept: list[Match] = []
    ends = [*found[1:], Match(len(old), len(new), 0)]
    last = (0, 0)
    for (i, j, length), after in zip(found, ends[: len(found)], strict=True):
        if (i, j) != last:
            while length and _looks_other(old[i], new[j]):
                i, j, length = i + 1, j + 1, length - 1
        last = (i + length, j + length)
        if (after.old, after.new) != last:
            while length and _looks_other(old[i + length - 1], new[j + length - 1]):
                length -= 1
        if length:
            kept.append(Match(i, j, length))
            last = (i + length, j + length)
    return kept


def _looks_other(old: Token, new: Token) -> bool:
    return old.word != new.word and old.key == new.key


def _whole_sentences(found: list[Match], old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """A sentence mostly rewritten in many places is replaced whole: fewer marks to read."""
    if len(found) < REPLACED_RUNS:
        return found
    kept: list[Match] = []
    inner: list[Match] = []
    start_old = start_new = 0
    for match in [*found, Match(len(old), len(new), 0)]:
        ends = [k for k in range(match.length) if old[match.old + k] in words.SENTENCE_END]
        if match.length and not ends:
            inner.append(match)
            continue
        stop_old = match.old + (ends[0] + 1 if ends else 0)
        stop_new = match.new + (ends[0] + 1 if ends else 0)
        if _rewritten(inner, old[start_old:stop_old], new[start_new:stop_new], start_old):
            inner = [m for m in inner if m.old == start_old and m.new == start_new]
        kept += inner
        inner = []
        if match.length:
            kept.append(match)
            start_old, start_new = match.old + ends[-1] + 1, match.new + ends[-1] + 1
    return kept


def _rewritten(inner: Sequence[Match], old: Sequence[str], new: Sequence[str], _start: int) -> bool:
    if len(inner) < REPLACED_RUNS:
        return False
    total = sum(map(len, old)) + sum(map(len, new))
    shared = 2 * sum(sum(map(len, old[m.old - _start : m.old - _start + m.length])) for m in inner)
    return total > 0 and (total - shared) / total > REPLACED_SHARE


def _addresses(old: Token, new: Token) -> bool:
    return all(
        (("/" in t.word and "." in t.word) or "@" in t.word) and t.text.startswith(t.word) for t in (old, new)
    ) and not (old.key.startswith("\0") or new.key.startswith("\0"))


def _without(runs: list[Run], tail: str) -> list[Run]:
    """The runs without the white space they end with."""
    return _first(runs, sum(len(run.text) for run in runs) - len(tail)) if tail else runs


def _merged(found: Sequence[Token]) -> list[Run]:
    """The runs of some tokens, joined where they look alike."""
    runs: list[Run] = []
    texts: list[str] = []
    last: Run | None = None
    for token in found:
        source = token.source
        if source is not None and (source is last or (last is not None and _alike(source, last))):
            texts.append(token.text)
            continue
        for run in (source,) if source is not None else token.several:
            text = token.text if source is not None else run.text
            if last is not None and _alike(run, last):
                texts.append(text)
                continue
            if last is not None:
                runs.append(Run("".join(texts), last.marks, last.href, last.title, last.image))
            last, texts = run, [text]
    if last is not None:
        runs.append(Run("".join(texts), last.marks, last.href, last.title, last.image))
    return runs


def _alike(a: Run, b: Run) -> bool:
    return a.image is None and b.image is None and same_shape(a, b)


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


def _cut(run: Run, start: int, end: int) -> Run:
    if start == 0 and end == len(run.text):
        return run
    return Run(run.text[start:end], run.marks, run.href, run.title)


def _slice(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    found: list[Run] = []
    at = 0
    for run in runs:
        a, b = max(start - at, 0), min(end - at, len(run.text))
        if a < b:
            found.append(_cut(run, a, b) if run.image is None else run)
        at += len(run.text)
    return found


def _first(runs: Sequence[Run], size: int) -> list[Run]:
    return _slice(runs, 0, size)


def _rest(runs: Sequence[Run], size: int) -> list[Run]:
    return _slice(runs, size, sum(len(run.text) for run in runs))
