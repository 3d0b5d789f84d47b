"""What became of the numbers of sections and items between two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inforce.core.model import Run
from inforce.core.redline import numbers
from inforce.core.redline.align import Alignment
from inforce.core.redline.numbering import Labels, Numbered, labels
from inforce.core.redline.references import own_of
from inforce.core.redline.tokens import tokens
from inforce.core.redline.units import Unit
from inforce.core.redline.value import Piece, PieceKind
from inforce.core.redline.weave import weave
from inforce.core.redline.weaver import Parts


@dataclass(frozen=True, slots=True)
class Relabelling:
    """The labels of two texts, and what became of each."""

    fates: numbers.Fates = field(default_factory=numbers.Fates)
    labels: tuple[Labels, Labels] = (Labels({}, []), Labels({}, []))

    def differ(self, old: Unit, new: Unit) -> bool:
        """Are the numbers of both blocks labels, and not the same?"""
        labelled = old.first in self.labels[0].numbering and new.first in self.labels[1].numbering
        return labelled and old.number != new.number


def relabelling(olds: Sequence[Unit], news: Sequence[Unit], alignment: Alignment) -> Relabelling:
    """Read the labels of both texts and note what became of each; nothing is read where no number differs."""
    single = [(olds[g.old[0]], news[g.new[0]]) for g in alignment.kept if len(g.old) == len(g.new) == 1]
    pairs = [*single, *((olds[i], news[j]) for move in alignment.moves for i, j in move)]
    told = {olds[k].first for g in alignment.kept for k in g.old} | {a.first for a, _ in pairs}
    gone = [unit for unit in olds if unit.number and unit.first not in told]
    if not gone and all(a.number == b.number for a, b in pairs):
        return Relabelling()
    before, after = (labels([Numbered(u.first, u.blocks[0], u.number) for u in units]) for units in (olds, news))
    own = [own_of(u.blocks[0].text for u in units if u.heading) for units in (olds, news)]
    fates = numbers.Fates(before.starts, (own[0], own[1]))
    for a, b in pairs:
        numbering = before.numbering.get(a.first)
        if numbering is not None and (a.number == b.number or b.first in after.numbering):
            fates.note(a.number, b.number, numbering)
    kept = {b.first for _, b in pairs}
    in_place = {numbers.bare(u.number) for u in news if u.first in after.numbering and u.first not in kept}
    for unit in gone:
        numbering = before.numbering.get(unit.first)
        if numbering is not None and numbers.bare(unit.number) not in in_place:
            fates.note_removed(unit.number, numbering)
    return Relabelling(fates, (before, after))


def label_pieces(
    old: Sequence[Run], new: Sequence[Run], old_number: str, new_number: str
) -> tuple[Parts, tuple[int, int]]:
    """The pieces of a label that changed, and how many characters of either text they hold.

    The word before both numbers ("Article") and what follows them stay out of it; before a letter or Roman number the
    word is part of it, as "A" alone would be read as a word.
    """
    words, cores = zip(*((numbers.word_of(n), numbers.bare(n)) for n in (old_number, new_number)), strict=True)
    worded = bool(words[0]) and words[0] == words[1]
    shared = len(words[0]) if worded and all(core[:1].isdigit() for core in cores) else 0
    whole, trimmed = ((len(f(old_number)), len(f(new_number))) for f in (str, str.rstrip))
    core_ends = (len(words[0]) + len(cores[0]), len(words[1]) + len(cores[1]))
    for ends in [core_ends] if worded else [whole, trimmed]:
        (lead_a, a), (lead_b, b) = (
            split_runs(split_runs(runs, end)[0], shared) for runs, end in ((old, ends[0]), (new, ends[1]))
        )
        if len(a) == len(b) == 1:
            lead = weave(tokens(lead_a), tokens(lead_b), numbers.Renumbering(), [])
            return [*lead, Piece(PieceKind.RENUMBERED, a[0], b[0])], (ends[0], ends[1])
    a, b = split_runs(old, whole[0])[0], split_runs(new, whole[1])[0]
    return weave(tokens(a), tokens(b), numbers.Renumbering(), []), whole


def split_runs(runs: Sequence[Run], size: int) -> tuple[list[Run], list[Run]]:
    """The first `size` characters, and the rest."""
    first: list[Run] = []
    rest: list[Run] = []
    for run in runs:
        if size >= len(run.text) and (run.text or not rest) and size > 0:
            first.append(run)
        elif size > 0:
            first.append(replace(run, text=run.text[:size]))
            rest.append(replace(run, text=run.text[size:]))
        else:
            rest.append(run)
        size = max(0, size - len(run.text))
    return first, rest
