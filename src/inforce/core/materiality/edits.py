"""From a redline to edits: sentences that came, went or changed, each with the heading and list it stands under.

A rule about meaning reads sentences, not marks: "not" alone says nothing, the sentence that lost it does. So the
old and the new sentences of every changed block are paired, and what found no partner in its own block looks for one
among the other unpaired sentences of the text (a clause that moved into another paragraph).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from inforce.core.materiality import sentences
from inforce.core.materiality.pairing import matched
from inforce.core.materiality.places import Headings, Where, origins, pass_entry, side_text
from inforce.core.model import Run
from inforce.core.redline.value import Break, Entry, Piece, Redline

_SHORT = 80
"""Characters up to which an item of a list is one sentence, whatever points it has ("Acme. Hosting.")."""
_FEW_PAIRS = 40_000
"""Pairs of sentences that are all looked at."""
_RAREST = 6
"""Words of a sentence by which a partner is looked for where there are more."""
_STANDING = 20
"""Sentences in which such a word may stand."""
_ALIKE = 0.6
"""Share of words (Dice) from which a sentence removed here and one added elsewhere are one that moved and changed."""


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


def edits(redline: Redline) -> tuple[Edit, ...]:
    """Every edit of a redline, in reading order; empty where no sentence and no link differs."""
    found: list[Edit] = []
    old_at, new_at = Headings(), Headings()
    touched, came_from = set(redline.touched), origins(redline)
    row: list[tuple[int, Entry]] = []
    for index, entry in enumerate(redline.entries):
        if row and _row_key(entry) != _row_key(row[0][1]):
            found.extend(_row_edits(row, old_at, new_at, touched, came_from))
            row = []
        if entry.shape.kind == "cell":
            row.append((index, entry))
            continue
        if index in touched and not entry.moved_from:
            found.extend(_entry_edits(index, entry, old_at, new_at, came_from.get(index)))
        pass_entry(redline, index, old_at, new_at)
    if row:
        found.extend(_row_edits(row, old_at, new_at, touched, came_from))
    return tuple(_paired(found))


def _row_key(entry: Entry) -> tuple[int, ...] | None:
    if entry.shape.kind != "cell":
        return None
    return tuple(c.key for c in entry.shown if c.kind in ("table", "tr")) or tuple(
        c.key for c in entry.shape.containers if c.kind in ("table", "tr")
    )


def _row_edits(
    row: Sequence[tuple[int, Entry]], old_at: Headings, new_at: Headings, touched: set[int], came_from: dict[int, Where]
) -> Iterator[Edit]:
    """A row is read as one sentence; the cells of a kept row tell what differs."""
    entries = [entry for _, entry in row]
    cells = tuple(
        (sentences.plain(side_text(e.pieces, old=True)), sentences.plain(side_text(e.pieces, old=False)))
        for e in entries
    )
    header = all(e.shape.header for e in entries)
    if any(index in touched for index, _ in row) and not entries[0].moved_from:
        new_where, old_where = (
            new_at.where(entries[0].shape),
            came_from.get(row[0][0]) or old_at.where(entries[0].shape),
        )
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
            new_at.pass_block(entry.new, side_text(entry.pieces, old=False))
        if entry.old is not None and entry.place != "to":
            old_at.pass_block(entry.old, side_text(entry.pieces, old=True))


def _entry_edits(index: int, entry: Entry, old_at: Headings, new_at: Headings, origin: Where | None) -> Iterator[Edit]:
    old, new = side_text(entry.pieces, old=True), side_text(entry.pieces, old=False)
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
    for a, b in [(old, new)] if short else matched(entry.pieces, old, new):
        here = tuple(link for n, link in enumerate(links) if n not in told and link.text in (b or a))
        told.update(n for n, link in enumerate(links) if link in here)
        if here or entry.moved_to or (a != b and sentences.key(a) != sentences.key(b)):
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


def _paired(found: list[Edit]) -> Iterator[Edit]:
    """A sentence that went here and came, changed, elsewhere is one edit; the same words at both places are none.

    Signs without a word have nothing to know them by: they are paired with nothing.
    """
    gone = {n: _bag(e.old) for n, e in enumerate(found) if e.removed}
    come = {n: _bag(e.new) for n, e in enumerate(found) if e.added}
    scored = []
    for n, m in _likely(gone, come):
        bag, other = gone[n], come[m]
        both = len(bag & other)
        rows = (found[n].where.kind == "row") == (found[m].where.kind == "row")
        if rows and bag and (both >= 2 or bag == other) and 2 * both >= _ALIKE * (len(bag) + len(other)):
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


def _likely(gone: Mapping[int, frozenset[str]], come: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs that may be alike: all of them, or, where they are many, those that share a word of few sentences."""
    if len(gone) * len(come) <= _FEW_PAIRS:
        yield from product(gone, come)
        return
    standing: dict[str, list[int]] = defaultdict(list)
    for m, bag in come.items():
        for word in bag:
            standing[word].append(m)
    for n, bag in gone.items():
        rare = sorted((word for word in bag if word in standing), key=lambda word: (len(standing[word]), word))
        near = {m for word in rare[:_RAREST] if len(standing[word]) <= _STANDING for m in standing[word]}
        yield from ((n, m) for m in sorted(near))


def _bag(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in sentences.words(text))
