"""From a redline to edits: sentences that came, went or changed, each with the heading and list it stands under.

A rule about meaning reads sentences, not marks: "not" alone says nothing, the sentence that lost it does. So the old and
the new sentences of every changed block are paired by the characters they share, and what found no partner in its own
block looks for one among the other unpaired sentences of the text (a clause that moved into another paragraph).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inforce.core.materiality import sentences
from inforce.core.model import Block, Run
from inforce.core.redline.value import Break, Entry, Piece, PieceKind, Redline

_LEAST_SHARED = 0.34
"""Share of the shorter sentence's characters that two sentences must have in common to be one that changed."""
_SHORT = 80
"""Characters up to which an item of a list is one sentence, whatever points it has ("Acme. Hosting.")."""
_ALIKE = 0.6
"""Share of words (Dice) from which a sentence removed here and one added elsewhere are one that moved and changed."""
_UNCHANGED = (PieceKind.SAME, PieceKind.RENUMBERED, PieceKind.INVISIBLE, PieceKind.SPACING)


@dataclass(frozen=True, slots=True)
class Where:
    """What a sentence stands under."""

    section: str = ""
    """Anchor of its section; "" before the first heading."""
    titles: tuple[str, ...] = ()
    """Headings over it, outermost first."""
    leads: tuple[str, ...] = ()
    """Of a list item or table row: the sentence that introduces the list, then the items it is nested in."""
    kind: str = "paragraph"
    """paragraph, heading, item, row or code."""
    columns: tuple[str, ...] = ()
    """Of a row: the headings of its cells, "" where there is none."""

    @property
    def title(self) -> str:
        """The nearest heading; "" before the first."""
        return self.titles[-1] if self.titles else ""


@dataclass(frozen=True, slots=True)
class LinkChange:
    """Words whose link leads elsewhere, came or went, the words being the same."""

    text: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One sentence (or neighbours that cannot be told apart) in which something changed."""

    old: str
    """The old sentence; "" where the sentence is new."""
    new: str
    """The new sentence; "" where it is gone."""
    where: Where
    """In the new text; in the old where it is gone."""
    before: Where
    """In the old text; in the new where it is new."""
    links: tuple[LinkChange, ...] = ()
    whole: bool = False
    """Did the block (item, paragraph, row) come or go as a whole?"""
    first: int = 0
    """Index of its entry in the redline, for the order of reading."""
    cells: tuple[tuple[str, str], ...] = ()
    """Of a row: old and new text of each cell."""
    linked: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = ((), ())
    """Links of the old and of the new block: words and target."""

    @property
    def added(self) -> bool:
        """Is it new?"""
        return not self.old

    @property
    def removed(self) -> bool:
        """Is it gone?"""
        return not self.new


@dataclass(slots=True)
class _Headings:
    """The headings over the place reached, of one of the two texts, and what introduces the list there."""

    stack: list[tuple[int, str, str]] = field(default_factory=list)
    leads: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)

    def pass_block(self, block: Block, text: str) -> None:
        if block.kind == "heading":
            while self.stack and self.stack[-1][0] >= block.level:
                self.stack.pop()
            self.stack.append((block.level, sentences.plain(text[len(block.number) :]), block.anchor))
            self.leads = {}
        elif block.kind == "cell":
            if block.header:
                self.columns[block.column] = sentences.plain(text)
        else:
            depth = _depth(block)
            start, end = sentences.spans(text)[-1]
            self.leads[depth] = sentences.plain(text[start:end] if depth == 0 else text[:300])
            for deeper in [d for d in self.leads if d > depth]:
                del self.leads[deeper]

    def where(self, block: Block) -> Where:
        depth = _depth(block)
        row = block.kind == "cell"
        leads = tuple(self.leads[d] for d in sorted(self.leads) if d < depth or row)
        kind = "row" if row else "heading" if block.kind == "heading" else "item" if depth else "paragraph"
        kind = "code" if block.kind == "code" else kind
        titles = tuple(title for _, title, _ in self.stack)
        return Where(self.stack[-1][2] if self.stack else "", titles, leads if kind in ("item", "row") else (), kind)

    def column(self, block: Block) -> str:
        return self.columns.get(block.column, "")


def _depth(block: Block) -> int:
    return sum(container.kind in ("li", "dd") for container in block.containers)


def edits(redline: Redline) -> tuple[Edit, ...]:
    """Every edit of a redline, in reading order; empty where no sentence and no link differs."""
    found: list[Edit] = []
    old_at, new_at = _Headings(), _Headings()
    touched, origins = set(redline.touched), _origins(redline)
    row: list[tuple[int, Entry]] = []
    for index, entry in enumerate(redline.entries):
        if row and _row_key(entry) != _row_key(row[0][1]):
            found.extend(_row_edits(row, old_at, new_at, touched, origins))
            row = []
        if entry.shape.kind == "cell":
            row.append((index, entry))
            continue
        if index in touched and not entry.moved_from:
            found.extend(_entry_edits(index, entry, old_at, new_at, origins.get(index)))
        _pass(redline, entry, old_at, new_at)
    if row:
        found.extend(_row_edits(row, old_at, new_at, touched, origins))
    return tuple(_paired(found))


def _origins(redline: Redline) -> dict[int, Where]:
    """Where each moved block stood, by the index of its new place."""
    found: dict[int, Where] = {}
    if any(entry.moved_from for entry in redline.entries):
        at = _Headings()
        for entry in redline.entries:
            if entry.old is None or entry.moved_to:
                continue
            if entry.moved_from:
                found[entry.partner] = at.where(entry.old)
            at.pass_block(entry.old, _side(redline.moved_text(entry).pieces, old=True))
    return found


def _pass(redline: Redline, entry: Entry, old_at: _Headings, new_at: _Headings) -> None:
    words = redline.moved_text(entry)
    if entry.new is not None:
        new_at.pass_block(entry.new, _side(entry.pieces, old=False))
    if entry.old is not None and entry.place != "to":
        old_at.pass_block(entry.old, _side(words.pieces, old=True))


def _side(pieces: Sequence[Piece | Break], *, old: bool) -> str:
    parts: list[str] = []
    for piece in pieces:
        if isinstance(piece, Break):
            if (piece.old if old else piece.new) is not None:
                parts.append("\n\n")
        else:
            run = piece.old if old else piece.new
            if run is not None:
                parts.append(run.text)
    return "".join(parts)


def _row_key(entry: Entry) -> tuple[int, ...] | None:
    if entry.shape.kind != "cell":
        return None
    return tuple(c.key for c in entry.shown if c.kind in ("table", "tr")) or tuple(
        c.key for c in entry.shape.containers if c.kind in ("table", "tr")
    )


def _row_edits(
    row: Sequence[tuple[int, Entry]], old_at: _Headings, new_at: _Headings, touched: set[int], origins: dict[int, Where]
) -> Iterator[Edit]:
    """A row is read as one sentence; the cells of a kept row tell what differs."""
    entries = [entry for _, entry in row]
    cells = tuple(
        (sentences.plain(_side(e.pieces, old=True)), sentences.plain(_side(e.pieces, old=False))) for e in entries
    )
    header = all(e.shape.header for e in entries)
    if any(index in touched for index, _ in row) and not entries[0].moved_from:
        new_where, old_where = new_at.where(entries[0].shape), origins.get(row[0][0]) or old_at.where(entries[0].shape)
        columns = tuple(new_at.column(e.shape) or old_at.column(e.shape) for e in entries)
        old, new = (" | ".join(c[k] for c in cells if c[k]) for k in (0, 1))
        gone = all(e.new is None for e in entries)
        come = all(e.old is None for e in entries)
        kind = "heading" if header else "row"
        where = Where(new_where.section, new_where.titles, new_where.leads, kind, columns)
        old_where = Where(old_where.section, old_where.titles, old_where.leads, kind, columns)
        links = tuple(link for e in entries for link in _links(e.pieces))
        if old != new or links or entries[0].moved_to:
            yield Edit(
                old,
                new,
                old_where if gone else where,
                where if come else old_where,
                links,
                come or gone,
                row[0][0],
                cells,
            )
    for entry in entries:
        if entry.new is not None:
            new_at.pass_block(entry.new, _side(entry.pieces, old=False))
        if entry.old is not None and entry.place != "to":
            old_at.pass_block(entry.old, _side(entry.pieces, old=True))


def _entry_edits(
    index: int, entry: Entry, old_at: _Headings, new_at: _Headings, origin: Where | None
) -> Iterator[Edit]:
    old, new = _side(entry.pieces, old=True), _side(entry.pieces, old=False)
    new_where = new_at.where(entry.new) if entry.new else None
    old_where = origin or (old_at.where(entry.old) if entry.old else None)
    where = new_where or old_where or Where()
    before = old_where or where
    whole = entry.old is None or entry.new is None
    if where.kind == "heading":
        where = before if entry.new is None else where
    links = _links(entry.pieces)
    linked = _linked(entry.pieces, old=True), _linked(entry.pieces, old=False)
    told: set[int] = set()
    short = where.kind == "item" and len(old) < _SHORT and len(new) < _SHORT
    for a, b in [(old, new)] if short else _matched(entry.pieces, old, new):
        here = tuple(link for n, link in enumerate(links) if n not in told and link.text in (b or a))
        told.update(n for n, link in enumerate(links) if link in here)
        if sentences.key(a) != sentences.key(b) or here or entry.moved_to:
            yield Edit(sentences.plain(a), sentences.plain(b), where, before, here, whole, index, (), linked)


def _links(pieces: Iterable[Piece | Break]) -> tuple[LinkChange, ...]:
    found: dict[tuple[str, str, str], LinkChange] = {}
    for piece in pieces:
        if isinstance(piece, Piece) and piece.old and piece.new and piece.old.href != piece.new.href:
            change = LinkChange(_words_of(piece.new), piece.old.href or "", piece.new.href or "")
            found.setdefault((change.text, change.old, change.new), change)
    return tuple(found.values())


def _linked(pieces: Iterable[Piece | Break], *, old: bool) -> tuple[tuple[str, str], ...]:
    """Every link of one side, whole: its words and where it leads."""
    found: list[tuple[str, str]] = []
    open_link = ""
    for piece in pieces:
        run = None if isinstance(piece, Break) else piece.old if old else piece.new
        if run is None:
            continue
        if run.href and run.href == open_link:
            found[-1] = (found[-1][0] + run.text, run.href)
        elif run.href:
            found.append((run.text, run.href))
        open_link = run.href or ""
    return tuple((sentences.plain(text), href) for text, href in found)


def _words_of(run: Run) -> str:
    return run.text.strip()


def _matched(pieces: Sequence[Piece | Break], old: str, new: str) -> Iterator[tuple[str, str]]:
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
        if size < _LEAST_SHARED * shorter:
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


def _paired(found: list[Edit]) -> Iterator[Edit]:
    """A sentence that went here and came, changed, elsewhere is one edit; the same words at both places are none."""
    gone = [(n, _bag(e.old)) for n, e in enumerate(found) if e.removed]
    come = [(n, _bag(e.new)) for n, e in enumerate(found) if e.added]
    scored = []
    for n, bag in gone:
        for m, other in come:
            if (found[n].where.kind == "row") != (found[m].where.kind == "row"):
                continue
            both = len(bag & other)
            if (both >= 2 or bag == other) and 2 * both >= _ALIKE * (len(bag) + len(other)):
                scored.append((-2 * both / (len(bag) + len(other)), abs(n - m), n, m))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, n, m in sorted(scored):
        if n not in partner and m not in taken:
            partner[n] = m
            taken.add(m)
    back = {m: n for n, m in partner.items()}
    for n, edit in enumerate(found):
        if n in partner:
            continue
        if n in back:
            old = found[back[n]]
            links = old.links + edit.links
            linked = old.linked[0], edit.linked[1]
            yield Edit(old.old, edit.new, edit.where, old.before, links, False, edit.first, (), linked)
        else:
            yield edit


def _bag(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in sentences.words(text))
