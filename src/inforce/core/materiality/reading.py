"""An edit as the rules read it: its words, which of them changed, what the sentence is about and who acts in it."""

from __future__ import annotations

import difflib
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter

from rapidfuzz.distance import Indel

from inforce.core.materiality.edits import Edit
from inforce.core.materiality.places import Where
from inforce.core.materiality.sentences import Word, words
from inforce.core.materiality.vocabulary import Hit, Vocabulary, canonical

_QUICK = 250_000
"""Words of one sentence times words of the other up to which the two are compared in the way that reads best."""
_MOST = 100_000_000
"""The same up to which they are compared at all; beyond, all between the first and the last difference changed."""
_WE = frozenset(("we", "us", "our", "ourselv"))
_YOU = frozenset(("you", "your", "yourself", "user", "custom"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand in place of others, one side may be empty. Indices of words, ends excluded."""

    old: tuple[int, int]
    new: tuple[int, int]


class Side:
    """One of the two sentences."""

    def __init__(self, text: str, known: Vocabulary, *, listed: bool = False) -> None:
        self.text = text
        self.listed = listed
        """An item or a row: it may begin with a name."""
        self.words: tuple[Word, ...] = words(text)
        self.stems = tuple(word.stem for word in self.words)
        self.known = known
        self.excused: set[int] = set()
        """Indices of the words that differ without effect."""
        self.changed: frozenset[int] = frozenset()
        """Indices of the words that the other sentence does not have there."""

    @cached_property
    def hits(self) -> list[Hit]:
        """Every phrase of the lists in it, in order."""
        return self.known.phrases.find(self.stems)

    @cached_property
    def content(self) -> list[tuple[str, int, int]]:
        """The words that say something, equal ones made the same: word, first index, index after the last."""
        return canonical(self.stems, self.known)

    @cached_property
    def _by_list(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in self.hits:
            found.setdefault(hit.group, []).append(hit)
        return found

    def hit(self, group: str, *, changed: bool = False) -> list[Hit]:
        """Phrases of a list in it; `changed`: only those that have a changed word."""
        found = self._by_list.get(group, [])
        return [h for h in found if self.touches(h)] if changed else found

    def within(self, span: tuple[int, int]) -> list[Hit]:
        """Hits that begin in a stretch."""
        first, end = (bisect_left(self.hits, at, key=attrgetter("first")) for at in span)
        return self.hits[first:end]

    def content_in(self, span: tuple[int, int]) -> list[tuple[int, int]]:
        """First index and index after the last of each word in a stretch that says something."""
        first, end = (bisect_left(self.content, at, key=itemgetter(1)) for at in span)
        return [(a, b) for _, a, b in self.content[first:end]]

    def touches(self, hit: Hit) -> bool:
        """Is one of its words a changed one?"""
        return any(at in self.changed for at in range(hit.first, hit.end))

    def changed_words(self) -> list[Word]:
        """The words that changed and say something."""
        return [self.words[at] for _, first, end in self.content for at in range(first, end) if at in self.changed]

    def cut(self, span: tuple[int, int]) -> str:
        """The words of a stretch with what stands between them, as written (straight quotes)."""
        if span[0] >= span[1]:
            return ""
        last = self.words[span[1] - 1]
        return self.text[self.words[span[0]].start : last.start + len(last.text)]

    def bracket(self, span: tuple[int, int]) -> str:
        """The bracket in which words stand, without the brackets; "" outside any."""
        if span[0] >= span[1]:
            return ""
        first, last = self.words[span[0]].start, self.words[span[1] - 1].start
        start, end = self.text.rfind("(", 0, first), self.text.find(")", last)
        if start < 0 or end < 0 or ")" in self.text[start:first] or "(" in self.text[last:end]:
            return ""
        return self.text[start + 1 : end]

    @cached_property
    def negative(self) -> bool:
        """Does the sentence deny something? ("Not only", "whether or not", "Do Not Track" deny nothing.)"""
        return bool(self.denials)

    @cached_property
    def denials(self) -> tuple[int, ...]:
        """Index of every word that denies something."""
        hollow = [(h.first, h.end) for h in self.hit("words.hollow")]
        return tuple(h.first for h in self.hit("words.negation") if not any(a <= h.first < b for a, b in hollow))

    def phrases(self, *groups: str) -> frozenset[str]:
        """Phrases of the lists named (by how the names begin or end), the longest only where one lies in another."""
        mine = [h for h in self.hits if h.group.startswith(groups) or h.group.endswith(groups)]
        spans = {(h.first, h.end) for h in mine}
        return frozenset(
            self.known_as(h.first, h.end) for h in mine
            if not any(a <= h.first and h.end <= b and (a, b) != (h.first, h.end) for a, b in spans)
        )  # fmt: skip

    def known_as(self, first: int, end: int) -> str:
        """The words of a stretch, those that say something, equal ones made the same."""
        at = bisect_right(self.content, first, key=itemgetter(2))
        found: list[str] = []
        while at < len(self.content) and self.content[at][1] < end:
            found.append(self.content[at][0])
            at += 1
        return " ".join(found or self.stems[first:end])

    @cached_property
    def actor(self) -> str:
        """Who acts: "we", "you" or "" (nobody named)."""
        for stem in self.stems:
            if stem in _WE:
                return "we"
            if stem in _YOU:
                return "you"
        return ""


class Reading:
    """An edit with all that the rules ask of it."""

    def __init__(self, edit: Edit, known: Vocabulary) -> None:
        self.edit, self.known = edit, known
        listed = edit.where.kind in ("item", "row")
        self.old, self.new = Side(edit.old, known, listed=listed), Side(edit.new, known, listed=listed)
        self.stretches: tuple[Stretch, ...] = tuple(_stretches(self.old, self.new))
        self._topics: dict[str, float] | None = None
        self.denied: frozenset[str] = frozenset()
        self.favourable = False
        """Was it found to be for the better in all it is about?"""
        self.kept_weight = 0.8
        """What a phrase counts that did not change; more where an amount did, for then the sentence says of what."""
        self.fresh: frozenset[str] | None = None
        """Phrases that the section did not have before, or has no longer; None until they are known."""
        self._mark()

    def excuse(self, excused: Iterable[Stretch]) -> None:
        """Leave stretches out of what changed: somebody found them to be without effect."""
        drop = set(excused)
        self.old.excused |= {at for s in drop for at in range(*s.old)}
        self.new.excused |= {at for s in drop for at in range(*s.new)}
        self.stretches = tuple(s for s in self.stretches if s not in drop)
        self._topics = None
        self._mark()

    def _mark(self) -> None:
        self.old.changed = frozenset(at for s in self.stretches for at in range(*s.old))
        self.new.changed = frozenset(at for s in self.stretches for at in range(*s.new))

    @property
    def changed(self) -> bool:
        """Is both an old and a new sentence there?"""
        return bool(self.edit.old and self.edit.new)

    @property
    def gone(self) -> Counter[str]:
        """Words that say something and are gone, equal ones made the same."""
        return self._bag(self.old) - self._bag(self.new)

    @property
    def come(self) -> Counter[str]:
        """Words that say something and are new."""
        return self._bag(self.new) - self._bag(self.old)

    @staticmethod
    def _bag(side: Side) -> Counter[str]:
        return Counter(word for word, first, _ in side.content if first in side.changed)

    @property
    def same_order(self) -> bool:
        """Do the words that say something stand in the same order?"""
        return [w for w, _, _ in self.old.content] == [w for w, _, _ in self.new.content]

    @property
    def side(self) -> Side:
        """The sentence to name: the new one, else the old."""
        return self.new if self.edit.new else self.old

    def tell_fresh(self, phrases: frozenset[str], denied: frozenset[str], *, amounts: bool) -> None:
        """Say which phrases came or went in the section, or are denied otherwise: topics are weighed by these."""
        self.fresh, self.denied = phrases, denied
        self.kept_weight = 2.0 if amounts else 0.8
        self._topics = None

    def _counts(self, side: Side, hit: Hit) -> bool:
        if self.fresh is None or not self.changed:
            return side.touches(hit)
        what = side.known_as(hit.first, hit.end)
        return what in self.denied or (side.touches(hit) and what in self.fresh)

    def _led(self) -> dict[str, float]:
        """Weight for topics from the sentence that introduces a list."""
        where = self.edit.where if self.edit.new else self.edit.before
        found: dict[str, float] = defaultdict(float)
        for lead in where.leads[-1:] if where.kind in ("item", "row") else ():
            for hit in self.known.phrases.find(tuple(w.stem for w in words(lead))):
                if hit.group.endswith(".strong"):
                    found[hit.group.partition(".")[0]] += 1.0
        return dict(found)

    def _things(self) -> dict[str, float]:
        """Weight for topics from the kinds of things that changed, where the sentence says that data is handled."""
        found: dict[str, float] = {}
        where = self.edit.where if self.edit.new else self.edit.before
        over = Side(" . ".join((*where.leads, where.title)), self.known) if where.kind in ("item", "row") else None
        for side in (self.old, self.new):
            if not side.hit("words.handle") and not (over and over.hit("words.handle")):
                continue
            for group, code in _OF_THINGS.items():
                size = min(3, len({h.phrase for h in side.hit(group) if self._counts(side, h)}))
                found[code] = max(found.get(code, 0.0), 1.2 * size)
            if not (self.edit.added or self.edit.removed) and _purpose(side):
                found["M02"] = found.get("M02", 0.0) + 6.0
        return found

    def topics(self) -> dict[str, float]:
        """What the edit is about: topic to weight; changed words count most, then headings, then the sentence."""
        if self._topics is None:
            found: dict[str, float] = defaultdict(float)
            for side in (self.old, self.new):
                seen: set[str] = set()
                for hit in side.hits:
                    code, _, strength = hit.group.partition(".")
                    if not code.startswith("M") or (hit.group + hit.phrase) in seen:
                        continue
                    seen.add(hit.group + hit.phrase)
                    size = 1.0 + 0.5 * (hit.end - hit.first - 1)
                    weight = {"strong": 1.0, "weak": 0.3}[strength] * size
                    found[code] += weight * (3.0 if self._counts(side, hit) else self.kept_weight)
            for code, weight in (*self._things().items(), *self._led().items()):
                found[code] += weight
            whole = self.edit.added or self.edit.removed
            columns = (
                [c for c, (a, b) in zip(self.edit.where.columns, self.edit.cells, strict=False) if a != b]
                if self.changed
                else []
            )
            for code, weight in _titles(self.edit.where if self.edit.new else self.edit.before, self.known, columns):
                found[code] += weight * (1.0 if whole else 1.5)
            self._topics = dict(found)
        return self._topics


_OF_THINGS = {"things.data": "M01", "things.purpose": "M02", "things.recipient": "M03", "things.right": "M08"}


def _purpose(side: Side) -> bool:
    """Do changed words stand after "to …" that says what data is handled for?"""
    handled = min((h.first for h in side.hit("words.handle")), default=-1)
    if handled < 0 or not side.changed or side.actor != "we":
        return False
    goal = next(
        (
            at
            for at in range(handled + 1, len(side.stems) - 1)
            if side.stems[at] == "to" and side.words[at + 1].text.islower()
        ),
        -1,
    )
    return 0 <= goal < min(side.changed)


def _titles(where: Where, known: Vocabulary, columns: Iterable[str] = ()) -> Iterable[tuple[str, float]]:
    best: dict[str, float] = {}
    for place, text in [
        *((4.0, t) for t in columns),
        *((3.0, t) for t in where.leads),
        *((1.0, t) for t in where.titles[:-1]),
        (3.0, where.title),
    ]:
        for hit in known.titles.find(tuple(w.stem for w in words(text))):
            best[hit.group] = max(best.get(hit.group, 0.0), place + 0.5 * (hit.end - hit.first - 1))
    return best.items()


def _stretches(old: Side, new: Side) -> Iterable[Stretch]:
    a, b = [w for w, _, _ in old.content], [w for w, _, _ in new.content]
    if not a or not b:
        if a or b:
            yield Stretch((0, len(old.words)), (0, len(new.words)))
        return
    for tag, i1, i2, j1, j2 in _steps(a, b):
        # Of several places where equal words may have been put in or left out, the last: a definition follows its term.
        while tag == "insert" and j2 < len(b) and b[j1] == b[j2]:
            i1, i2, j1, j2 = i1 + 1, i2 + 1, j1 + 1, j2 + 1
        while tag == "delete" and i2 < len(a) and a[i1] == a[i2]:
            i1, i2, j1, j2 = i1 + 1, i2 + 1, j1 + 1, j2 + 1
        if tag != "equal":
            yield Stretch(_span(old, i1, i2), _span(new, j1, j2))


def _steps(a: Sequence[str], b: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """From one list of words to the other: tag, first and last word of each. Long lists are compared a faster way."""
    if len(a) * len(b) <= _QUICK:
        return difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    first = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    most = min(len(a), len(b)) - first
    last = next((n for n in range(most) if a[-1 - n] != b[-1 - n]), most)
    middle = a[first : len(a) - last], b[first : len(b) - last]
    if len(middle[0]) * len(middle[1]) > _MOST:
        return [("replace", first, len(a) - last, first, len(b) - last)]
    found = Indel.opcodes(*middle)
    return [
        (op.tag, op.src_start + first, op.src_end + first, op.dest_start + first, op.dest_end + first) for op in found
    ]


def _span(side: Side, first: int, end: int) -> tuple[int, int]:
    if first == end:
        at = side.content[first][1] if first < len(side.content) else len(side.words)
        return at, at
    return side.content[first][1], side.content[end - 1][2]
