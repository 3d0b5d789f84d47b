"""Names that gave way to other names: a product under its new name is no new product (N07, tie-breaker T7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from inforce.core.materiality.excuses import words_in
from inforce.core.materiality.reading import Reading, Stretch
from inforce.core.materiality.sentences import Word
from inforce.core.materiality.texts import Texts

_MEASURES = frozenset(("kb", "mb", "gb", "tb", "km", "kg", "usd", "eur", "gbp", "chf"))
_LEAST = 2.0
"""Weight from which a list is about recipients."""
_OFTEN = 3
"""Times from which a name shortened or lengthened counts as renamed though the old one is still used somewhere."""
_PARTIES = ("M03", "M04", "M06", "M11", "M13")
"""Topics in whose sentences another name is another company, person or place."""


def learn_renames(readings: Iterable[Reading], texts: Texts) -> frozenset[tuple[str, str]]:
    """Names replaced by another name wherever they stood: old, new, in small letters."""
    seen: Counter[tuple[str, str]] = Counter()
    for r in readings:
        for s in r.stretches:
            old, new = words_in(r.old, s.old), words_in(r.new, s.new)
            places = any(h.first in range(*s.old) for h in r.old.hit("things.place"))
            if not places and _named(old, texts) and _named(new, texts):
                seen[_name(old), _name(new)] += 1
    # "acme.com" and "Acme" that both gave way tell of one and the same.
    spellings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for before, now in seen:
        spellings[_base(before), _base(now)].add(before)
    texts.renamed_at = {
        (before, now): times + _OFTEN * (len(spellings[_base(before), _base(now)]) > 1)
        for (before, now), times in seen.items()
    }
    return frozenset(
        (old, new) for (old, new), times in seen.items()
        if (not texts.new.names(old) and (not texts.old.names(new) or old in new or new in old))
        or (times >= _OFTEN and (old in new or new in old))
    )  # fmt: skip


def _named(found: Sequence[Word], texts: Texts) -> bool:
    if any(w.text.lower() in _MEASURES for w in found):
        return False
    return any(texts.is_name(w) for w in found) and all(w.name or w.text in ("&", "for", "of") for w in found)


def _of_parties(r: Reading) -> bool:
    strong = any(side.hit(f"{code}.strong") for side in (r.old, r.new) for code in _PARTIES)
    listed = r.edit.where.kind in ("item", "row")
    return strong or (listed and any(r.topics().get(code, 0.0) >= _LEAST for code in ("M03", "M04")))


def _base(name: str) -> str:
    return name.removeprefix("www.").partition(".")[0]


def _name(found: Iterable[Word]) -> str:
    return " ".join(w.text.lower().removesuffix("'s") for w in found)


def renamed(r: Reading, s: Stretch, texts: Texts) -> str:
    """N07: a product or company under its new name, the old name being gone from the text.

    Where the sentence is about who is responsible, who receives data or what law applies, another name is somebody or
    something else, unless one name holds the other or it gave way so often that it must be the same.
    """
    old, new = words_in(r.old, s.old), words_in(r.new, s.new)
    a, b = _name(old), _name(new)
    if not old or not new or (a, b) not in texts.renames:
        return ""
    inside = a in b or b in a
    if not inside and texts.renamed_at[a, b] < _OFTEN and _of_parties(r):
        return ""
    spans = ((r.old, s.old), (r.new, s.new))
    form = any(h.first in range(span[0], span[1] + 1) for side, span in spans for h in side.hit("things.form"))
    return "" if form and not inside else "N07"
