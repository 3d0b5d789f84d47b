"""Two lists of tokens to pieces: what stays, what goes, what comes, at the finest detail a reader can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from inforce.core.model import Block, Run
from inforce.core.redline import numbers, words
from inforce.core.redline.runs import merged, rest, without
from inforce.core.redline.tokens import Token
from inforce.core.redline.value import Break, Piece, PieceKind
from inforce.core.redline.weaver import Parts, Weaver
from inforce.core.redline.words import Match

_MARKED = (PieceKind.INSERTED, PieceKind.DELETED)

REPLACED_SHARE = 0.9
REPLACED_RUNS = 3


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
        weaver.gone(without(merged(old[start:end]), tail_old if end == i_end else ""))
    weaver.come(new_space)
    for start, end in weaver.unbroken(j, j_end, old_side=False):
        weaver.at(-1, start, old_too=False)
        weaver.come(without(merged(new[start:end]), tail_new if end == j_end else ""))
    if kept_old:
        weaver.same(kept_old, rest(new[j_end - 1].runs, len(new[j_end - 1].text) - len(tail_new)))
    elif kept_new:
        weaver.same(rest(old[i_end - 1].runs, len(old[i_end - 1].text) - len(tail_old)), kept_new)
    elif tail_old:
        weaver.same(
            rest(old[i_end - 1].runs, len(old[i_end - 1].text) - len(tail_old)),
            rest(new[j_end - 1].runs, len(new[j_end - 1].text) - len(tail_new)),
        )


def _addresses(old: Token, new: Token) -> bool:
    return all(
        (("/" in t.word and "." in t.word) or "@" in t.word) and t.text.startswith(t.word) for t in (old, new)
    ) and not (old.key.startswith("\0") or new.key.startswith("\0"))


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
