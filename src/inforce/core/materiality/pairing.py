"""Which old and new sentences of a block belong together, by the characters that they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    i = next((k for k, (_, end) in enumerate(olds) if end > at_old), len(olds))
    j = next((k for k, (_, end) in enumerate(news) if end > at_new), len(news))
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
    owner_old, owner_new = list(range(len(olds))), [-1] * len(news)
    for (i, j), size in sorted(shared.items()):
        shorter = min(olds[i][1] - olds[i][0], news[j][1] - news[j][0])
        if size < LEAST_SHARED * shorter:
            continue
        if owner_new[j] < 0:
            owner_new[j] = owner_old[i]
        else:
            keep, drop = sorted((owner_new[j], owner_old[i]))
            owner_old = [keep if o == drop else o for o in owner_old]
            owner_new = [keep if o == drop else o for o in owner_new]
    done: set[int] = set()
    alone = 0
    for j, (start, end) in enumerate(news):
        owner = owner_new[j]
        # Sentences that went stand before the next kept one, so that findings come in reading order.
        if owner < 0:
            yield "", new[start:end]
        elif owner not in done:
            done.add(owner)
            mine = [k for k, o in enumerate(owner_old) if o == owner]
            while alone < mine[0]:
                if owner_old[alone] not in owner_new:
                    yield old[olds[alone][0] : olds[alone][1]], ""
                alone += 1
            yield (
                " ".join(old[olds[k][0] : olds[k][1]] for k in mine),
                " ".join(new[news[k][0] : news[k][1]] for k, o in enumerate(owner_new) if o == owner),
            )
    for k in range(alone, len(olds)):
        if owner_old[k] not in owner_new:
            yield old[olds[k][0] : olds[k][1]], ""
