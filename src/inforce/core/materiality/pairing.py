"""Which old and new sentences of a block belong together, by the characters that they share."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter

from inforce.core.materiality import sentences
from inforce.core.redline.value import Break, Piece, PieceKind

LEAST_SHARED = 0.34
"""Share of the shorter sentence's characters that two sentences must have in common to be one that changed."""
_UNCHANGED = (PieceKind.SAME, PieceKind.RENUMBERED, PieceKind.INVISIBLE, PieceKind.SPACING)


def matched(pieces: Sequence[Piece | Break], old: str, new: str) -> Iterator[tuple[str, str]]:
    """Old and new sentences that belong together: those that share enough characters; "" where there is no other."""
    olds, news = sentences.spans(old) if old else (), sentences.spans(new) if new else ()
    if len(olds) <= 1 and len(news) <= 1 and old and new:
        yield old, new
        return
    shared: dict[tuple[int, int], int] = {}
    at_old = at_new = 0
    for piece in pieces:
        if isinstance(piece, Break):
            at_old += 2 * (piece.old is not None)
            at_new += 2 * (piece.new is not None)
            continue
        size_old = len(piece.old.text) if piece.old else 0
        size_new = len(piece.new.text) if piece.new else 0
        if piece.kind in _UNCHANGED and size_old and size_new:
            _share(shared, olds, news, at_old, at_new, min(size_old, size_new))
        at_old += size_old
        at_new += size_new
    yield from _groups(olds, news, shared, old, new)


def _share(
    shared: dict[tuple[int, int], int],
    olds: Sequence[tuple[int, int]],
    news: Sequence[tuple[int, int]],
    at_old: int,
    at_new: int,
    size: int,
) -> None:
    """Note which sentences a kept stretch of characters lies in."""
    i = bisect_right(olds, at_old, key=itemgetter(1))
    j = bisect_right(news, at_new, key=itemgetter(1))
    while size > 0 and i < len(olds) and j < len(news):
        step = min(size, olds[i][1] - at_old, news[j][1] - at_new)
        shared[i, j] = shared.get((i, j), 0) + step
        at_old, at_new, size = at_old + step, at_new + step, size - step
        i += at_old >= olds[i][1]
        j += at_new >= news[j][1]


def _groups(
    olds: Sequence[tuple[int, int]],
    news: Sequence[tuple[int, int]],
    shared: dict[tuple[int, int], int],
    old: str,
    new: str,
) -> Iterator[tuple[str, str]]:
    owner = list(range(len(olds)))  # by old sentence: another of its group, itself for the first
    first_old: dict[int, int] = {}
    for (i, j), size in sorted(shared.items()):
        shorter = min(olds[i][1] - olds[i][0], news[j][1] - news[j][0])
        if size < LEAST_SHARED * shorter:
            continue
        if j in first_old:
            keep, drop = sorted((_root(owner, first_old[j]), _root(owner, i)))
            owner[drop] = keep
        else:
            first_old[j] = i
    old_of: dict[int, list[int]] = defaultdict(list)
    new_of: dict[int, list[int]] = defaultdict(list)
    for k in range(len(olds)):
        old_of[_root(owner, k)].append(k)
    for j, i in first_old.items():
        new_of[_root(owner, i)].append(j)
    gone = [k for k in range(len(olds)) if _root(owner, k) not in new_of]
    told: set[int] = set()
    for j, (start, end) in enumerate(news):
        group = _root(owner, first_old[j]) if j in first_old else -1
        if group < 0:
            yield "", new[start:end]
        elif group not in told:
            told.add(group)
            # Sentences that went stand before the next kept one, so that findings come in reading order.
            while gone and gone[0] < old_of[group][0]:
                k = gone.pop(0)
                yield old[olds[k][0] : olds[k][1]], ""
            yield (
                " ".join(old[olds[k][0] : olds[k][1]] for k in old_of[group]),
                " ".join(new[news[k][0] : news[k][1]] for k in sorted(new_of[group])),
            )
    for k in gone:
        yield old[olds[k][0] : olds[k][1]], ""


def _root(owner: list[int], at: int) -> int:
    while owner[at] != at:
        owner[at] = owner[owner[at]]
        at = owner[at]
    return at
