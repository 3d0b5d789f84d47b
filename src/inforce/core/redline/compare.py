"""Two documents to one redline, and the proof that it holds both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from inforce.core.canonical import canonical_text
from inforce.core.model import Block, Document
from inforce.core.redline import locate, numbers
from inforce.core.redline.align import Group, align
from inforce.core.redline.place import Home, Path, merge
from inforce.core.redline.references import mentions
from inforce.core.redline.relabel import Relabelling, label_pieces, relabelling, split_runs
from inforce.core.redline.tables import Columns, pair_cells
from inforce.core.redline.tokens import keys, tokens
from inforce.core.redline.units import Unit, units_of
from inforce.core.redline.value import Entry, Piece, PieceKind, Redline, join_runs, with_runs
from inforce.core.redline.weave import weave
from inforce.core.redline.weaver import Parts


class RedlineMismatch(Exception):
    """The redline does not hold one of the two texts word for word. A fault of the program, never of a text."""


def compare(old: Document, new: Document) -> Redline:
    """What differs between two texts.

    Raises `RedlineMismatch` if the entries do not give both texts back; such a redline is never handed out.
    """
    redline = _Comparison(old, new).redline()
    check(redline, old.blocks, new.blocks)
    return redline


def check(redline: Redline, old: Sequence[Block], new: Sequence[Block]) -> None:
    """Rebuild both texts from the entries alone and compare them block by block."""
    for name, told, real in (("old", redline.reject(), old), ("new", redline.accept(), new)):
        if len(told) != len(real):
            raise RedlineMismatch(f"the redline gives {len(told)} blocks of the {name} text, which has {len(real)}")
        for number, (a, b) in enumerate(zip(told, real, strict=True)):
            if a != b and (with_runs(a, ()) != with_runs(b, ()) or a.runs != join_runs(b.runs)):
                raise RedlineMismatch(
                    f"block {number} of the {name} text (line {b.line}) is not given back: {b.text[:60]!r}"
                )


@dataclass(slots=True)
class _Comparison:
    """The work on one pair of texts."""

    old: Document
    new: Document
    labels: Relabelling = field(default_factory=Relabelling)
    stale: list[tuple[str, str]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def redline(self) -> Redline:
        """Align, weave, place, locate."""
        olds, news = units_of(self.old.blocks), units_of(self.new.blocks)
        alignment = align(olds, news)
        single = [(olds[g.old[0]], news[g.new[0]]) for g in alignment.kept if len(g.old) == len(g.new) == 1]
        moved = {i: (n, j) for n, move in enumerate(alignment.moves, 1) for i, j in move}
        self.labels = relabelling(olds, news, alignment)
        home = Home(self.new.blocks, ((a.blocks[0], b.blocks[0]) for a, b in single))
        columns = Columns(self.old.blocks), Columns(self.new.blocks)
        by_new = {j: (n, i) for i, (n, j) in moved.items()}
        marks: dict[tuple[int, int], list[int]] = {}
        i = j = 0
        for group in [*alignment.kept, Group((len(olds),), (len(news),))]:
            following = news[group.new[0]].blocks[0].containers if group.new[0] < len(news) else ()
            gone = [(olds[k].blocks[0], home.of(olds[k].blocks[0])) for k in range(i, group.old[0])]
            come = [(news[k].blocks[0], news[k].blocks[0].containers) for k in range(j, group.new[0])]
            last: Path = self.entries[-1].shown if self.entries else ()
            for side, at in merge(gone, come, last, following):
                start = len(self.entries)
                if side == 0:
                    move = moved.get(i + at, (0, 0))[0]
                    self._gone(olds[i + at], home, move)
                    index = i + at
                else:
                    move, index = by_new.get(j + at, (0, -1))
                    self._come(news[j + at], olds[index] if move else None, columns, move)
                if move:
                    marks.setdefault((move, index), []).extend((start, len(self.entries)))
            if group.old[0] < len(olds):
                self._kept([olds[k] for k in group.old], [news[k] for k in group.new], columns)
            i, j = group.old[-1] + 1, group.new[-1] + 1
        self._link(marks)
        entries = tuple(self.entries)
        found = locate.located(entries)
        if not found.changes:
            owners = [at for at, entry in enumerate(entries) for _ in range(1 + len(entry.breaks))]
            found = locate.located(entries, {owners[at] for at in _otherwise(self.old.blocks, self.new.blocks)})
        invisible, stale = locate.invisible(entries), locate.stale(self.stale)
        return Redline(entries, found.changes, found.sections, invisible, stale, found.touched)

    def _gone(self, unit: Unit, home: Home, move: int) -> None:
        for block in unit.blocks:
            pieces = () if move else tuple(Piece(PieceKind.DELETED, run, None) for run in block.runs)
            self.entries.append(Entry(_shape(block), None, pieces, home.of(block), move, "from" if move else ""))

    def _come(self, unit: Unit, origin: Unit | None, columns: tuple[Columns, Columns], move: int) -> None:
        if origin is not None:
            start = len(self.entries)
            self._kept([origin], [unit], columns)
            self.entries[start:] = [replace(entry, move=move, place="to") for entry in self.entries[start:]]
            return
        for block in unit.blocks:
            pieces = tuple(Piece(PieceKind.INSERTED, None, run) for run in block.runs)
            self.entries.append(Entry(None, _shape(block), pieces, block.containers))

    def _kept(self, olds: Sequence[Unit], news: Sequence[Unit], columns: tuple[Columns, Columns]) -> None:
        if len(olds) > 1 or len(news) > 1:
            before, now = [b for u in olds for b in u.blocks], [b for u in news for b in u.blocks]
            if all(block.runs for block in (*before, *now)):
                self._several(before, now, self.labels.fates.seen_from(olds[0].first))
            else:
                self._apart(before, now)
        elif olds[0].row:
            self._row(olds[0].blocks, news[0].blocks, columns, self.labels.fates.seen_from(olds[0].first))
        else:
            a, b = olds[0].blocks[0], news[0].blocks[0]
            pieces = tuple(self._labelled(olds[0], news[0]))
            self.entries.append(Entry(_shape(a), _shape(b), pieces, b.containers))

    def _apart(self, olds: Sequence[Block], news: Sequence[Block]) -> None:
        """Blocks divided or joined otherwise, an empty one among them, which has no place between two words."""
        shown = () if news[0].kind == "cell" else news[0].containers
        for block in olds:
            gone = tuple(Piece(PieceKind.DELETED, run, None) for run in block.runs)
            self.entries.append(Entry(_shape(block), None, gone, shown))
        for block in news:
            come = tuple(Piece(PieceKind.INSERTED, None, run) for run in block.runs)
            self.entries.append(Entry(None, _shape(block), come, block.containers))

    def _row(
        self, old: Sequence[Block], new: Sequence[Block], columns: tuple[Columns, Columns], plan: numbers.Renumbering
    ) -> None:
        if [c.text for c in old] == [c.text for c in new]:
            pairs: list[tuple[int | None, int | None]] = [(k, k) for k in range(len(old))]
        else:
            pairs = pair_cells(old, new, columns[0].of(old[0]), columns[1].of(new[0]))
        for a, b in pairs:
            x = old[a] if a is not None else None
            y = new[b] if b is not None else None
            if x is not None and y is not None:
                pieces = tuple(self._pieces(x, y, plan))
                self.entries.append(Entry(_shape(x), _shape(y), pieces, y.containers))
            elif x is not None:
                gone = tuple(Piece(PieceKind.DELETED, run, None) for run in x.runs)
                self.entries.append(Entry(_shape(x), None, gone, new[0].containers))
            elif y is not None:
                come = tuple(Piece(PieceKind.INSERTED, None, run) for run in y.runs)
                self.entries.append(Entry(None, _shape(y), come, y.containers))

    def _labelled(self, old: Unit, new: Unit) -> Parts:
        """The pieces of a block that both texts have; where its label changed, that comes first."""
        plan = self.labels.fates.seen_from(old.first)
        a, b = old.blocks[0], new.blocks[0]
        if not self.labels.differ(old, new):
            return self._pieces(a, b, plan)
        parts, ends = label_pieces(a.runs, b.runs, old.number, new.number)
        rests = split_runs(a.runs, ends[0])[1], split_runs(b.runs, ends[1])[1]
        return parts + weave(tokens(rests[0]), tokens(rests[1]), plan, self.stale)

    def _pieces(self, old: Block, new: Block, plan: numbers.Renumbering) -> Parts:
        if old.runs != new.runs:
            return weave(tokens(old.runs), tokens(new.runs), plan, self.stale)
        if plan.map and mentions(old.text):
            words = keys(old.text)
            self.stale.extend(numbers.followed(words, words, plan)[1])
        return [Piece(PieceKind.SAME, run, run) for run in new.runs]

    def _several(self, olds: Sequence[Block], news: Sequence[Block], plan: numbers.Renumbering) -> None:
        old_tokens, new_tokens = [tokens(b.runs) for b in olds], [tokens(b.runs) for b in news]
        parts = weave(
            [t for block in old_tokens for t in block],
            [t for block in new_tokens for t in block],
            plan,
            self.stale,
            dict(_breaks(olds, old_tokens)),
            dict(_breaks(news, new_tokens)),
        )
        self.entries.append(Entry(_shape(olds[0]), _shape(news[0]), tuple(parts), news[0].containers))

    def _link(self, marks: dict[tuple[int, int], list[int]]) -> None:
        """Tell the two places of each moved block of each other."""
        for places in marks.values():
            spans = [range(places[k], places[k + 1]) for k in range(0, len(places), 2)]
            if len(spans) != 2:
                continue
            here, there = spans
            olds, news = (here, there) if self.entries[here.start].moved_from else (there, here)
            givers = [n for n in news if self.entries[n].old is not None]
            for a, b in zip(olds, givers, strict=True):
                self.entries[a] = replace(self.entries[a], partner=b)
                self.entries[b] = replace(self.entries[b], partner=a)


def _otherwise(old: Sequence[Block], new: Sequence[Block]) -> tuple[int, ...]:
    """Blocks whose line of the canonical text differs though no entry tells a change: no such text counts as the same."""  # noqa: E501
    if old == new:
        return ()
    lines = (canonical_text(blocks).splitlines() for blocks in (old, new))
    return tuple(at for at, (a, b) in enumerate(zip(*lines, strict=True)) if a != b)


def _breaks(blocks: Sequence[Block], cut: Sequence[Sequence[object]]) -> Iterator[tuple[int, Block]]:
    at = 0
    for block, before in zip(blocks[1:], cut, strict=False):
        at += len(before)
        yield at, _shape(block)


def _shape(block: Block) -> Block:
    return with_runs(block, ())
