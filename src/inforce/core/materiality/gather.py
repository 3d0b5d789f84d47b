"""The rules that speak for notice, applied to one edit: what of weight changed (signals), and what it is about (topics)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inforce.core.materiality.excuses import same_target
from inforce.core.materiality.facts import Fact, Ledger
from inforce.core.materiality.passes import sense
from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.texts import Texts
from inforce.core.materiality.value import BOTH_WAYS, CATEGORIES, Finding

_LEAST = 2.0
"""Weight from which an edit is about a topic."""
_UNIT_STEMS = frozenset(("day", "week", "month", "year", "hour", "minut"))
_NEAR_WORDS = 5
_GRAVE = ("number", "denial", "force", "contact")
"""Signals that count whatever the sentence is about."""
_NEAR = 0.6
"""A second topic counts from this share of the first one's weight."""
_VERY_NEAR = 0.9
"""The same where the first topic's change is favourable."""
_CLAUSE = 4
"""Words that make an inserted clause."""
_MANY = 6
"""Words that say something from which a change of wording is more than wording."""
_FEW = 2
"""The same in what is forbidden or asked of the reader, where each word may add a case."""
_ACRONYM = re.compile(r"[A-Z]{2,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Signal:
    """What of weight changed in an edit."""

    rule: str
    words: str
    """In a sentence without end."""
    sure: bool = True


def findings(r: Reading, texts: Texts, ledger: Ledger, kind: str) -> Iterator[Finding]:
    """What speaks for notice in an edit."""
    yield from _links(r)
    if r.changed and not r.stretches and r.edit.where.kind in ("item", "row"):
        yield from _other_list(r, kind)
    if not r.stretches and r.changed:
        return
    come, gone = ledger.come(r), ledger.gone(r)
    r.tell_fresh(frozenset(what for _, what in come | gone), frozenset(what for kind, what in come | gone if kind == "denial"),
                 amounts=r.changed and any(kind == "amount" for kind, _ in come | gone))
    signal = _signal(r, ledger, come, gone)
    if signal is None or (r.edit.where.kind == "heading" and not (signal.rule == "denial" and r.changed)):
        return
    ranked = sorted(_weighed(r, kind).items(), key=lambda item: (-item[1], item[0]))
    top = [(code, weight) for code, weight in ranked if weight >= _LEAST][:4]
    if not top and signal.rule in _GRAVE:
        top = ranked[:1]
    names = _new_names(r, texts)
    if names and r.changed and _receives(r.new) and not r.new.negative:
        yield _finding(r, "M03", Signal("name", f"{names[0]} is named for the first time"), 4.0)
    if not top:
        if signal.rule in _GRAVE or r.edit.added and (r.new.hit("words.duty") or r.new.hit("words.ban") or r.new.hit("words.power")):
            yield _finding(r, "M16" if kind == "terms" else "M02", Signal("open", signal.words, sure=False), 1.0)
        return
    best = top[0][1]
    # What the edit is mainly about decides: a favourable change is not made material by a word in passing.
    near = _VERY_NEAR if top[0][0] not in BOTH_WAYS and favourable(r, top[0][0], signal, come, gone, ledger) else _NEAR
    for code, weight in top:
        if weight >= near * best and (code in BOTH_WAYS or not favourable(r, code, signal, come, gone, ledger)):
            yield _finding(r, code, signal, weight)


def _other_list(r: Reading, kind: str) -> Iterator[Finding]:
    """The same words under a heading of another sense ("optional", "we do not")."""
    if sense(r, r.edit.where) != sense(r, r.edit.before):
        denied = sense(r, r.edit.where)[0] != sense(r, r.edit.before)[0]
        ranked = sorted(_weighed(r, kind).items(), key=lambda item: (-item[1], item[0]))
        code = ranked[0][0] if denied and ranked else "M10"
        before, now = r.edit.before.title, r.edit.where.title
        yield _finding(r, code, Signal("list", f"it stood under “{before}” and stands under “{now}” now"), 3.0)


def _receives(side: Side) -> bool:
    return any(h.group in ("M03.strong", "M04.strong", "things.recipient") for h in side.hits)


def _links(r: Reading) -> Iterator[Finding]:
    for link in r.edit.links:
        if link.old and link.new and not same_target(link.old, link.new) and _contract(r, link.text):
            yield _finding(r, "M19", Signal("link", f"the link “{link.text}” leads to another document", sure=False), 2.0)


def _contract(r: Reading, text: str) -> bool:
    hits = Side(text, r.known).hit("things.contract")
    own = re.search(r"\b(?:our|this page|privacy policy|terms of (?:service|use))\b", text.lower())
    return bool(hits) and not own


def _new_names(r: Reading, texts: Texts) -> list[str]:
    return [
        w.text for at, w in enumerate(r.new.words)
        if at in r.new.changed and texts.is_name(w) and w.text.lower().removesuffix("'s") not in texts.old.vocabulary
        and not any(h.group.startswith("things.") and h.first <= at < h.end for h in r.new.hits) and not _ACRONYM.fullmatch(w.text)
    ]  # fmt: skip


def _weighed(r: Reading, kind: str) -> dict[str, float]:
    topics = dict(r.topics())
    if kind == "terms":
        for code in ("M01", "M02", "M05"):
            topics[code] = topics.get(code, 0.0) * 0.7
    elif kind in ("privacy", "cookies"):
        for code in ("M13", "M14", "M17", "M16", "M19"):
            topics[code] = topics.get(code, 0.0) * 0.5
    elif kind == "subprocessors":
        topics["M04"] = topics.get("M04", 0.0) + 3.0
    return topics


# ---------------------------------------------------------------- signals

_ORDER = (
    ("contact", "an address to write to changes"), ("denial", "the sentence denies what it did not, or no longer"),
    ("force", "a duty, ban, limit or exception changes"), ("thing", "what is named in it changes"), ("act", "what is done changes"),
    ("name", "who or what is named changes"),
)  # fmt: skip


def _signal(r: Reading, ledger: Ledger, come: frozenset[Fact], gone: frozenset[Fact]) -> Signal | None:
    """What of weight changed; None where all that changed is wording."""
    where = r.edit.where.kind
    kinds = {kind for kind, _ in come | gone}
    if not r.changed:
        listed = where in ("item", "row")
        if not kinds and not (listed and 0 < len(r.side.content) <= _MANY and not ledger.worded_elsewhere(r)):
            return None
        if not listed and len(r.side.content) < 4:
            return None
        what = {"item": "an item", "row": "a row"}.get(where, "a sentence")
        return Signal("new" if r.edit.added else "gone", f"{what} is {'new' if r.edit.added else 'gone'}")
    if "amount" in kinds:
        postal = r.old.hit("words.street") or r.new.hit("words.street")
        return Signal("number", "a postal address changes" if postal else "a number or period changes", sure=not postal)
    if _runs_from(r):
        return Signal("number", "from when a period runs changes")
    for kind, what in _ORDER:
        if kind in kinds:
            return Signal(kind, what)
    if r.old.negative and r.new.negative and _qualified(r):
        return Signal("force", "a promise is qualified")
    if "=shall" in r.gone and "=may" in r.come and r.new.actor == "we":
        return Signal("modal", "“will” becomes “may”", sure=False)
    if _asks(r, r.new) and (r.new.hit("words.ban") or where == "item") and r.come.total() >= _FEW:
        return Signal("words", "what is asked or forbidden is worded anew")
    return None


_FROM = frozenset(("from", "after", "of", "sinc", "befor", "until", "follow", "start", "begin", "with"))


def _runs_from(r: Reading) -> bool:
    """Do the words change that say from when a period runs ("45 days from delivery")?"""
    for side in (r.old, r.new):
        units = [at for at, stem in enumerate(side.stems) if stem in _UNIT_STEMS]
        for s in r.stretches:
            at = (s.old if side is r.old else s.new)[0]
            near = [u for u in units if 0 < at - u <= _NEAR_WORDS]
            if near and s.old[0] < s.old[1] and s.new[0] < s.new[1] and any(w in _FROM for w in side.stems[near[-1] + 1 : at]):
                return True
    return False


_QUALIFIERS = frozenset(("if", "when", "where", "while", "for", "during", "case", "of", "to", "after", "until", "by", "only", "as"))


def _qualified(r: Reading) -> bool:
    """Was a clause put into a denial that narrows it ("nobody opens one, short of …")?"""
    for s in r.stretches:
        if s.old[0] == s.old[1] and s.new[1] - s.new[0] >= _CLAUSE:
            inserted = r.new.stems[slice(*s.new)]
            if any(stem in _QUALIFIERS for stem in inserted):
                return True
    return False


# ---------------------------------------------------------------- which way


def favourable(r: Reading, code: str, signal: Signal, come: frozenset[Fact], gone: frozenset[Fact], ledger: Ledger) -> bool:
    """For categories in which only widening or weakening counts: is the edit neither?"""
    if code == "M16":
        return _less_is_asked(r, come, gone)
    if r.edit.added:
        replaced = any(kind == "amount" for kind, _ in come) and ledger.had_amount(r)
        return _promises(r, r.new, code) and not _hedged(r.new) and not replaced
    if r.edit.removed:
        return not _promises(r, r.old, code)
    if signal.rule == "number":
        old_amounts, new_amounts = ledger.amounts(r)
        if code == "M05" and not (_own(r.old) or _own(r.new)):
            return _shorter(old_amounts, new_amounts)
        return code == "M07" and _serves_better(old_amounts, new_amounts)
    excepted = ("force", "exception")
    if signal.rule == "force" and excepted in come and excepted not in gone:
        return not _promises(r, r.old, code)
    if signal.rule == "force" and excepted in gone and excepted not in come:
        return _promises(r, r.new, code)
    before, now = _promises(r, r.old, code), _promises(r, r.new, code)
    if before != now:
        return now
    if bool(come) == bool(gone):
        return False
    return bool(come) == now and not (now and _in_exception(r))


def _own(side: Side) -> bool:
    """Is it about what the reader put there and may want to keep?"""
    return bool(side.hit("words.own"))


def _shorter(old: set[str], new: set[str]) -> bool:
    """Is one period replaced by a shorter one?"""
    days = [_days(*side) if len(side) == 1 else None for side in (old, new)]
    return days[0] is not None and days[1] is not None and days[1] < days[0]


def _days(amount: str) -> float | None:
    unit, _, size = amount.rpartition(":")
    if not unit:
        return None
    return float(size) * (30.4 if unit.endswith("mo") else 1 / 86400)


def _serves_better(old: set[str], new: set[str]) -> bool:
    """M07: is every period shorter, every share or amount larger?"""
    if len(old) != 1 or len(new) != 1:
        return not old
    (a, b) = (*old, *new)
    unit_a, _, size_a = a.rpartition(":")
    unit_b, _, size_b = b.rpartition(":")
    if unit_a != unit_b:
        return False
    try:
        before, now = (float(size.rstrip("%")) for size in (size_a, size_b))
    except ValueError:
        return False
    return now < before if unit_a else now > before


def _promises(r: Reading, side: Side, code: str) -> bool:
    """Is the sentence one on which readers rely: that something is not done, is deleted, is protected?"""
    denies = _promise_denies(r, side)
    if code == "M05":
        return bool(side.hit("words.delete")) != denies
    if code == "M07":
        return not (side.negative and side.hit("words.disclaim"))
    return denies


def _hedged(side: Side) -> bool:
    return bool(side.hit("words.exception") or side.hit("words.soft"))


def _promise_denies(r: Reading, side: Side) -> bool:
    """Is it, alone or under its list's heading, a denial ("we do not collect")?"""
    where = r.edit.where if side is r.new else r.edit.before
    over = [*where.leads[-1:], *(t for t in [where.title] if where.kind in ("item", "row"))]
    return side.negative or any(Side(text, r.known).negative for text in over)


def _less_is_asked(r: Reading, come: frozenset[Fact], gone: frozenset[Fact]) -> bool:
    """M16: a duty or a ban that goes, or a permission that comes."""
    if r.edit.added:
        return not _asks(r, r.new)
    if r.edit.removed:
        return _asks(r, r.old)
    return bool(gone) and not come


def _asks(r: Reading, side: Side) -> bool:
    where = r.edit.where if side is r.new else r.edit.before
    text = " ".join((*where.leads, where.title if where.leads else ""))
    over = Side(text, r.known)
    return any(s.hit(group) for s in (side, over) for group in ("words.duty", "words.ban")) or "licens" in side.stems


def _in_exception(r: Reading) -> bool:
    """Do the new words widen an exception to a promise?"""
    opened = [h.first for h in r.new.hit("words.exception")]
    return any(first <= at for first in opened for at in r.new.changed)


def _finding(r: Reading, category: str, signal: Signal, weight: float) -> Finding:
    where = r.edit.where if r.edit.new else r.edit.before
    changed = tuple(w.text for w in r.old.changed_words() + r.new.changed_words())[:12]
    reason = f"{CATEGORIES[category]}: {signal.words}"
    return Finding(
        f"{category}.{signal.rule}", category, where.title, where.section, reason, r.edit.old, r.edit.new, changed,
        signal.sure, weight, r.edit.first)  # fmt: skip


