"""Names that gave way to other names: a product under its new name is no new product (N07, tie-breaker T7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from inforce.core.materiality.excuses import words_in
from inforce.core.materiality.reading import Reading, Stretch
from inforce.core.materiality.sentences import Word
from inforce.core.materiality.texts import Texts

_OFTEN = 3
"""Times from which a name shortened or lengthened counts as renamed though the old one is still used somewhere."""
_PARTIES = ("M03", "M04")
"""Topics in whose lists another name is another company."""
_LEAST = 2.0
"""Weight from which a list is about such a topic."""


def learn_renames(readings: Iterable[Reading], texts: Texts) -> frozenset[tuple[str, str]]:
    """Names replaced by another name wherever they stood: old, new, in small letters."""
    seen: Counter[tuple[str, str]] = Counter()
    for r in readings:
        for s in r.stretches:
            old, new = words_in(r.old, s.old), words_in(r.new, s.new)
            places = any(h.first in range(*s.old) for h in r.old.hit("things.place"))
            if not places and _named(old, texts) and _named(new, texts):
                seen[_name(old), _name(new)] += 1
    return frozenset(
        (old, new) for (old, new), times in seen.items()
        if (not texts.new.names(old) and (not texts.old.names(new) or old in new or new in old))
        or (times >= _OFTEN and (old in new or new in old))
    )  # fmt: skip


def _named(found: Sequence[Word], texts: Texts) -> bool:
    return any(texts.is_name(w) for w in found) and all(w.name or w.text in ("&", "for", "of") for w in found)


def _name(found: Iterable[Word]) -> str:
    return " ".join(w.text.lower().removesuffix("'s") for w in found)


def renamed(r: Reading, s: Stretch, texts: Texts) -> str:
    """N07: a product or company under its new name, the old name being gone from the text.

    In a list of recipients another name is another company, unless the one name holds the other.
    """
    old, new = words_in(r.old, s.old), words_in(r.new, s.new)
    a, b = _name(old), _name(new)
    if not old or not new or (a, b) not in texts.renames:
        return ""
    if (
        a not in b
        and b not in a
        and r.edit.where.kind in ("item", "row")
        and any(r.topics().get(code, 0.0) >= 2.0 for code in _PARTIES)
    ):
        return ""
    legal_form = any(
        h.group == "things.form" and h.first in range(*span)
        for side, span in ((r.old, s.old), (r.new, s.new))
        for h in side.hits
    )
    return "" if legal_form else "N07"
