"""Which way an edit goes: for some categories only widening or weakening counts, the rest is favourable (N11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inforce.core.materiality.reading import Reading, Side

if TYPE_CHECKING:
    from inforce.core.materiality.signals import Case, Signal

_WEAKER = frozenset((("force", "exception"), ("force", "soft")))
"""What takes from a promise: an exception, or that it is only tried."""
_REACH = 3
"""Words after a "not" or "no" in which what it denies is looked for."""
_ACTS = ("M01.strong", "M03.strong", "words.handle")
_DAYS_OF_MONTH = 30.4


def favourable(case: Case, code: str, signal: Signal) -> bool:
    """Does an edit neither widen what the company may do nor weaken what it promises?

    What readers rely on is a *promise*: that something is not done, is deleted, is protected, is asked for first. More
    of a promise is favourable, less of it is not; of all else (what the company does or may do) it is the other way.
    """
    r = case.r
    if code == "M16":
        return _less_is_asked(case)
    if r.edit.added:
        replaced = any(kind == "amount" for kind, _ in case.come) and case.ledger.had_amount(r)
        return _promises(r, r.new, code) and not _hedged(r.new) and not replaced
    if r.edit.removed:
        return not _promises(r, r.old, code)
    if signal.rule in ("start", "qualified", "party", "opposite"):
        return False
    if signal.rule == "number":
        return _better_number(case, code)
    weaker, stronger = bool(_WEAKER & case.come), bool(_WEAKER & case.gone)
    if signal.rule == "force" and weaker != stronger:
        # An exception to a promise takes from it, one to a power of the company is a promise (tie-breaker T5).
        return stronger == _promises(r, r.old, code)
    before, now = _promises(r, r.old, code), _promises(r, r.new, code)
    if before != now:
        return now
    if bool(case.come) == bool(case.gone):
        return False
    return bool(case.come) == now and not (now and _in_exception(r))


def asks(r: Reading, side: Side) -> bool:
    """Does a sentence, alone or under its list's heading, ask something of readers, forbid it, or take a licence?"""
    where = r.edit.where if side is r.new else r.edit.before
    over = Side(" ".join((*where.leads, where.title if where.leads else "")), r.known)
    return any(s.hit(group) for s in (side, over) for group in ("words.duty", "words.ban")) or "licens" in side.stems


def _promises(r: Reading, side: Side, code: str) -> bool:
    denies = _denies(r, side)
    if code == "M05":
        return bool(side.hit("words.delete")) != denies
    if code == "M10":
        return bool(side.hit("words.if_agreed")) or denies
    if code == "M07":
        return not (side.negative and side.hit("words.disclaim"))
    return denies


def _denies(r: Reading, side: Side) -> bool:
    """Is it, alone or under its list's heading, a denial ("we do not collect")?"""
    where = r.edit.where if side is r.new else r.edit.before
    over = (*where.leads[-1:], where.title) if where.kind in ("item", "row") else ()
    return _denies_an_act(side) or any(_denies_an_act(Side(text, r.known)) for text in over)


def _denies_an_act(side: Side) -> bool:
    """Does it deny what the company might do? To deny a safeguard ("no consent is needed") takes from the reader."""
    safeguards = [h.first for h in side.hit("words.safeguard")]
    denials = [at for at in side.denials if not any(at < first <= at + _REACH for first in safeguards)]
    if "but" in side.stems and denials:
        after = side.stems.index("but")
        acts = any(h.first > after and h.group in _ACTS for h in side.hits)
        return not (acts and all(at < after for at in denials))
    return bool(denials)


def _hedged(side: Side) -> bool:
    return bool(side.hit("words.exception") or side.hit("words.soft"))


def _in_exception(r: Reading) -> bool:
    """Do the new words widen an exception to a promise?"""
    opened = [h.first for h in r.new.hit("words.exception")]
    return any(first <= at for first in opened for at in r.new.changed)


def _less_is_asked(case: Case) -> bool:
    """M16: a duty or a ban that goes, or a permission that comes."""
    r = case.r
    if r.edit.added:
        return not asks(r, r.new)
    if r.edit.removed:
        return asks(r, r.old)
    return bool(case.gone) and not case.come


# ---- amounts --------------------------------------------------------------------------------------------------------


def _better_number(case: Case, code: str) -> bool:
    """M05: kept for less time (what readers put there themselves apart); M07: answers sooner, more is promised."""
    old, new = case.ledger.amounts(case.r)
    if code == "M05":
        own = case.r.old.hit("words.own") or case.r.new.hit("words.own")
        return not own and _shorter(old, new)
    return code == "M07" and _serves_better(old, new)


def _shorter(old: set[str], new: set[str]) -> bool:
    before, now = (_days(*side) if len(side) == 1 else None for side in (old, new))
    return before is not None and now is not None and now < before


def _days(amount: str) -> float | None:
    """A period in days; None for what is none."""
    unit, _, size = amount.rpartition(":")
    if not unit:
        return None
    return float(size) * (_DAYS_OF_MONTH if unit.endswith("mo") else 1 / 86400)


def _serves_better(old: set[str], new: set[str]) -> bool:
    if len(old) != 1 or len(new) != 1:
        return not old
    (unit_a, _, size_a), (unit_b, _, size_b) = (*old,)[0].rpartition(":"), (*new,)[0].rpartition(":")
    if unit_a != unit_b:
        return False
    try:
        before, now = (float(size.rstrip("%")) for size in (size_a, size_b))
    except ValueError:
        return False
    return now < before if unit_a else now > before
