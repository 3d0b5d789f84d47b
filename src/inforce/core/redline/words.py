"""Word redline of one block: which stretches of tokens both texts share.

Instead of the longest common subsequence, which is full of stray "the" and "of", the heaviest chain of *stretches* is
kept: three words or fifteen characters at least between two changes. That is what a reader can follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

RUN_COST = 6
"""Characters that a further run of marks must save to be worth it."""
LEAST_WORDS = 3
LEAST_CHARACTERS = 15
MOST_STRETCHES = 500
MOST_POSITIONS = 60
LARGE = 3000
"""Tokens of the changed middle above which sentences are aligned first."""

_WORD = re.compile(r"\w+")
SENTENCE_END = frozenset(".;:!?。！？")


class Match(NamedTuple):
    """Tokens `old`… and `new`… are equal for `length`."""

    old: int
    new: int
    length: int


def matches(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The shared stretches of two token lists, in order; all else is changed. The other way round the same.

    Never empty of a match of the ends.
    """
    if old == new:
        return [Match(0, 0, len(old))] if old else []
    if (len(old), old) > (len(new), new):
        return [Match(j, i, length) for i, j, length in matches(new, old)]
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    found = [
        Match(head + m.old, head + m.new, m.length)
        for m in _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    ]
    if head:
        found.insert(0, Match(0, 0, head))
    if tail:
        found.append(Match(len(old) - tail, len(new) - tail, tail))
    return _slide(found, old, new)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _middle(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    if not old or not new:
        return []
    if len(old) + len(new) > LARGE:
        return _by_sentence(old, new)
    return _chain(_stretches(old, new), old)


def readable(count_words: int, characters: int) -> bool:
    """May an unchanged stretch stand between two changes?"""
    return count_words >= LEAST_WORDS or characters >= LEAST_CHARACTERS


def measure(keys: Sequence[str]) -> tuple[int, int]:
    """Words and characters of a stretch of tokens, a space between words counted."""
    words = characters = 0
    for key in keys:
        count = 1 if key.isalnum() else len(_WORD.findall(key))
        words += count
        characters += len(key) + (1 if count else 0)
    return words, characters - 1


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """All maximal equal stretches that could stand between two changes."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for j in range(len(new) - 1):
        pairs.setdefault((new[j], new[j + 1]), []).append(j)
    found: list[Match] = []
    n, m = len(old), len(new)
    for i in range(n - 1):
        places = pairs.get((old[i], old[i + 1]))
        if not places:
            continue
        for j in places[:MOST_POSITIONS]:
            if i and j and old[i - 1] == new[j - 1]:
                continue
            length = 2
            while i + length < n and j + length < m and old[i + length] == new[j + length]:
                length += 1
            if readable(*measure(old[i : i + length])):
                found.append(Match(i, j, length))
    longs: dict[str, list[int]] = {}
    for j, key in enumerate(new):
        if len(key) >= LEAST_CHARACTERS:
            longs.setdefault(key, []).append(j)
    if longs:
        for i, key in enumerate(old):
            for j in longs.get(key, ())[:MOST_POSITIONS]:
                alone = not (i and j and old[i - 1] == new[j - 1]) and not (
                    i + 1 < n and j + 1 < m and old[i + 1] == new[j + 1]
                )
                if alone:
                    found.append(Match(i, j, 1))
    if len(found) > MOST_STRETCHES:
        found = sorted(found, key=lambda match: -match.length)[:MOST_STRETCHES]
    found.sort()
    return found


def _chain(stretches: list[Match], old: Sequence[str]) -> list[Match]:
    """The heaviest chain of stretches in both orders; where two overlap the later gives way at its front."""
    if not stretches:
        return []
    total = [0]
    for key in old:
        total.append(total[-1] + len(key))
    best: list[int] = []
    before: list[int] = []
    cut: list[int] = []
    for at, (i, j, length) in enumerate(stretches):
        gain, parent, drop = 2 * (total[i + length] - total[i]) - 2 * RUN_COST, -1, 0
        for p in range(at):
            pi, pj, plength = stretches[p]
            if (
                pi >= i + length
                or pj >= j + length
                or best[p] + 2 * (total[i + length] - total[i]) - 2 * RUN_COST <= gain
            ):
                continue
            overlap = max(0, pi + plength - i, pj + plength - j)
            if overlap >= length or pi + plength > i + overlap:
                continue
            if overlap and not readable(*measure(old[i + overlap : i + length])):
                continue
            value = best[p] + 2 * (total[i + length] - total[i + overlap]) - 2 * RUN_COST
            if value > gain:
                gain, parent, drop = value, p, overlap
        best.append(gain)
        before.append(parent)
        cut.append(drop)
    at = max(range(len(stretches)), key=best.__getitem__)
    if best[at] <= 0:
        return []
    chain: list[Match] = []
    while at >= 0:
        i, j, length = stretches[at]
        chain.append(Match(i + cut[at], j + cut[at], length - cut[at]))
        at = before[at]
    chain.reverse()
    return chain


def _by_sentence(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """For long blocks: whole sentences first, then what lies between them."""
    found: list[Match] = []
    old_cuts, new_cuts = _sentences(old), _sentences(new)
    ids: dict[tuple[str, ...], int] = {}
    old_ids = [ids.setdefault(tuple(old[a:b]), len(ids)) for a, b in old_cuts]
    new_ids = [ids.setdefault(tuple(new[a:b]), len(ids)) for a, b in new_cuts]
    i = j = 0
    for a, b, length in [*common_blocks(old_ids, new_ids), (len(old_cuts), len(new_cuts), 0)]:
        old_to = old_cuts[a][0] if a < len(old_cuts) else len(old)
        new_to = new_cuts[b][0] if b < len(new_cuts) else len(new)
        found.extend(Match(i + m.old, j + m.new, m.length) for m in _between(old[i:old_to], new[j:new_to]))
        if length:
            i, j = old_cuts[a + length - 1][1], new_cuts[b + length - 1][1]
            found.append(Match(old_to, new_to, i - old_to))
    return found


def _between(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    if not old or not new:
        return []
    if len(old) + len(new) > 2 * LARGE:
        return [m for m in common_blocks(old, new) if readable(*measure(old[m.old : m.old + m.length]))]
    return _chain(_stretches(old, new), old)


def _sentences(keys: Sequence[str]) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    start = 0
    for at, key in enumerate(keys, 1):
        if key in SENTENCE_END or at - start >= 200:
            cuts.append((start, at))
            start = at
    if start < len(keys):
        cuts.append((start, len(keys)))
    return cuts


def common_blocks(old: Sequence[object], new: Sequence[object], most: int = 20_000) -> list[Match]:
    """Longest common subsequence in bounded memory: beyond `most` items a side, part by part."""
    ids: dict[object, int] = {}
    a = [ids.setdefault(item, len(ids)) for item in old]
    b = [ids.setdefault(item, len(ids)) for item in new]
    head = 0
    while head < len(a) and head < len(b) and a[head] == b[head]:
        head += 1
    found = [Match(0, 0, head)] if head else []
    parts = max(1, -(-max(len(a), len(b)) // most))
    for part in range(parts):
        a0, a1 = (head + (len(a) - head) * k // parts for k in (part, part + 1))
        b0, b1 = (head + (len(b) - head) * k // parts for k in (part, part + 1))
        for edit in Indel.opcodes(a[a0:a1], b[b0:b1]):
            if edit.tag == "equal":
                found.append(Match(a0 + edit.src_start, b0 + edit.dest_start, edit.src_end - edit.src_start))
    return found


def _slide(found: list[Match], old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Move the edges of pure insertions and deletions to where a clause or sentence ends."""
    for at in range(len(found) - 1):
        left, right = found[at], found[at + 1]
        old_gap = (left.old + left.length, right.old)
        new_gap = (left.new + left.length, right.new)
        if old_gap[0] == old_gap[1]:
            shift = _best_shift(new, *new_gap, left.length, right.length)
        elif new_gap[0] == new_gap[1]:
            shift = _best_shift(old, *old_gap, left.length, right.length)
        else:
            continue
        if shift:
            grown = left._replace(length=left.length + shift)
            shrunk = Match(right.old + shift, right.new + shift, right.length - shift)
            first_free, last_free = at == 0, at + 1 == len(found) - 1
            if (first_free or readable(*measure(old[grown.old : grown.old + grown.length]))) and (
                last_free or readable(*measure(old[shrunk.old : shrunk.old + shrunk.length]))
            ):
                found[at], found[at + 1] = grown, shrunk
    return [m for m in found if m.length]


def _best_shift(keys: Sequence[str], start: int, end: int, left: int, right: int) -> int:
    """How far (below 0: to the left) the changed stretch keys[start:end] is best moved."""
    lowest = 0
    while -lowest < left and keys[start + lowest - 1] == keys[end + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < right and end + highest < len(keys) and keys[start + highest] == keys[end + highest]:
        highest += 1
    if lowest == highest == 0:
        return 0

    def score(shift: int) -> tuple[int, int]:
        before = keys[start + shift - 1] if start + shift else "."
        last = keys[end + shift - 1]
        if before in SENTENCE_END and last in SENTENCE_END:
            rank = 4
        elif before == "," and last == ",":
            rank = 3
        elif last in SENTENCE_END or last == ",":
            rank = 1
        else:
            rank = 2 if keys[start + shift].lower() in _CLAUSE_STARTS else 0
        return rank, -abs(shift)

    return max(range(lowest, highest + 1), key=score)


_CLAUSE_STARTS = frozenset(
    ("and", "or", "but", ",", "(", "und", "oder", "et", "ou", "y", "o", "which", "that", "unless", "except", "if")
)
