"""What of legal weight a change touches: told by what went and came at each place, not by the sum of both texts.

"Not" that went from one sentence to another leaves the same words in the block and turns both sentences round.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inforce.core.model import Run
from inforce.core.redline import legal
from inforce.core.redline.value import Break, Legal, Piece, PieceKind

Weights = Counter[tuple[Legal, str]]
Span = tuple[int, int]

_REVERSING = ("un", "in", "il", "im", "ir", "non", "non-", "dis")
_SHORTEST = 4
"""Letters of a word to which "un" or "in" may be put: "into" is not the opposite of "to"."""
_LONGEST_TERM = 60


@dataclass(slots=True)
class _Place:
    """Words that went and came between two stretches that both texts have."""

    old: Span
    new: Span
    terms: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    """Words in bold that begin with a capital, as terms do where they are defined."""


@dataclass(slots=True, eq=False)
class Weighing:
    """What of legal weight a change touches, weighed when it is first asked for: most views never ask."""

    blocks: Sequence[Sequence[Piece | Break]]
    """The pieces of each of its blocks whose text changed."""
    known: frozenset[Legal]
    """What it touches besides its words."""
    _found: frozenset[Legal] | None = None

    def __call__(self) -> frozenset[Legal]:
        """All kinds."""
        if self._found is None:
            self._found = differences(self.blocks) | self.known
        return self._found


def differences(blocks: Iterable[Sequence[Piece | Break]]) -> frozenset[Legal]:
    """Which kinds of legal words differ in some blocks, given as their pieces in reading order."""
    blocks = list(blocks)
    pieces = [piece for block in blocks for piece in block]
    old, new, places = _places(blocks)
    before = _weighed(old, [place.old for place in places])
    after = _weighed(new, [place.new for place in places])
    found: set[Legal] = {Legal.NUMBER} if any(p.raised for p in pieces if isinstance(p, Piece)) else set()
    for place, was, now in zip(places, before, after, strict=True):
        found.update(kind for kind, _ in (was - now) | (now - was))
        if place.terms[0] != place.terms[1]:
            found.add(Legal.DEFINED_TERM)
        found.update(_turned(_words(old, place.old), _words(new, place.new)))
    return frozenset(found)


def _places(blocks: Iterable[Sequence[Piece | Break]]) -> tuple[str, str, list[_Place]]:
    """Both texts of some blocks, as they are weighed, and the places at which they differ."""
    old: list[str] = []
    new: list[str] = []
    places: list[_Place] = []
    i = j = 0
    kept = True
    for pieces in blocks:
        all_bold = not any(run is not None and not _bold(run) for run in _runs(pieces))
        for piece in [*pieces, None]:
            a = b = " "
            if isinstance(piece, Piece):
                a, b = (run.text if run else "" for run in (piece.old, piece.new))
                if piece.kind in (PieceKind.INSERTED, PieceKind.DELETED):
                    if kept:
                        places.append(_Place((i, i), (j, j)))
                    here = places[-1]
                    here.old, here.new = (here.old[0], i + len(a)), (here.new[0], j + len(b))
                    if not all_bold:
                        _note_terms(here, piece)
                    kept = False
                elif piece.kind is PieceKind.RENUMBERED:
                    a = b = " "
                elif piece.text.strip():
                    kept = True
            old.append(a)
            new.append(b)
            i, j = i + len(a), j + len(b)
    return legal.plain("".join(old)), legal.plain("".join(new)), places


def _runs(pieces: Iterable[Piece | Break]) -> Iterator[Run | None]:
    for piece in pieces:
        if isinstance(piece, Piece):
            yield piece.new or piece.old


def _bold(run: Run) -> bool:
    return "strong" in run.marks or "b" in run.marks


def _note_terms(place: _Place, piece: Piece) -> None:
    for run, terms in zip((piece.old, piece.new), place.terms, strict=True):
        if run is not None and _bold(run) and run.text[:1].isupper() and len(run.text) <= _LONGEST_TERM:
            terms[run.text.strip(" \n:.,")] += 1


def _weighed(text: str, spans: Sequence[Span]) -> list[Weights]:
    """For each span of a text, rising, what of legal weight lies in it at least in part."""
    found: list[Weights] = [Counter() for _ in spans]
    ends = [end for _, end in spans]
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and spans[last + 1][0] - spans[last][1] <= 2 * legal.REACH:
            last += 1
        start, end = _outward(text, spans[first][0], -1), _outward(text, spans[last][1], 1)
        for weight in legal.weights(text[start:end]):
            a, b = weight.start + start, weight.end + start
            k = max(first, bisect_left(ends, a))
            while k <= last and spans[k][0] < b:
                if (spans[k][1] > a) if spans[k][0] < spans[k][1] else a < spans[k][0]:
                    found[k][weight.legal, weight.words] += 1
                k += 1
        first = last + 1
    return found


def _outward(text: str, at: int, step: int) -> int:
    """As far from a place as a word of legal weight reaches, and on to the next white space."""
    at += step * legal.REACH
    while 0 < at < len(text) and not text[at - (step < 0)].isspace():
        at += step
    return min(max(at, 0), len(text))


def _words(text: str, span: Span) -> Counter[str]:
    return Counter(legal.WORD.findall(legal.small(text[slice(*span)])))


def _turned(old: Counter[str], new: Counter[str]) -> Iterator[Legal]:
    """Words that were replaced by what means the opposite or another choice: lawful and unlawful, "and" and "or"."""
    gone, come = old - new, new - old
    for here, there in ((gone, come), (come, gone)):
        if "and" in here and "or" in there:
            yield Legal.CONJUNCTION
        opposites = (word[len(start) :] for word in here for start in _REVERSING if word.startswith(start))
        if any(len(word) >= _SHORTEST and word in there for word in opposites):
            yield Legal.NEGATION
