"""The rules that speak for notice, applied to one edit: what of weight changed (signals), and what it is about (topics)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inforce.core.materiality.excuses import same_target
from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.sentences import words
from inforce.core.materiality.texts import Texts
from inforce.core.materiality.value import BOTH_WAYS, CATEGORIES, Finding

_LEAST = 2.0
"""Weight from which an edit is about a topic."""
_NEAR = 0.6
"""A second topic counts from this share of the first one's weight."""
_VERY_NEAR = 0.9
"""The same where the first topic's change is favourable."""
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


def findings(r: Reading, texts: Texts, kind: str) -> Iterator[Finding]:
    """What speaks for notice in an edit."""
    yield from _links(r)
    signal = _signal(r, texts)
    if signal is None:
        return
    ranked = sorted(_weighed(r, kind).items(), key=lambda item: (-item[1], item[0]))
    top = [(code, weight) for code, weight in ranked if weight >= _LEAST][:4]
    names = _new_names(r, texts)
    if names and r.changed and _receives(r.new) and not r.new.negative:
        yield _finding(r, "M03", Signal("name", f"{names[0]} is named for the first time"), 4.0)
    if not top:
        if r.edit.added and (r.new.hit("words.duty") or r.new.hit("words.ban") or r.new.hit("words.power")):
            yield _finding(r, "M16" if kind == "terms" else "M02", Signal("open", signal.words, sure=False), 1.0)
        return
    best = top[0][1]
    # What the edit is mainly about decides: a favourable change is not made material by a word in passing.
    near = _VERY_NEAR if top[0][0] not in BOTH_WAYS and favourable(r, top[0][0], signal) else _NEAR
    for code, weight in top:
        if weight >= near * best and (code in BOTH_WAYS or not favourable(r, code, signal)):
            yield _finding(r, code, signal, weight)


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

_OPENERS = (
    ("words.exception", "an exception changes"), ("words.ban", "a ban changes"), ("words.duty", "a duty changes"),
    ("words.limit", "a limit changes"),
)  # fmt: skip


def _signal(r: Reading, texts: Texts) -> Signal | None:
    """What of weight changed; None where all that changed is wording."""
    if r.edit.where.kind == "heading" or (not r.stretches and r.changed):
        return None
    if not r.changed:
        least = 1 if r.edit.where.kind in ("item", "row") else 4
        if len(r.side.content) < least:
            return None
        what = {"item": "an item", "row": "a row"}.get(r.edit.where.kind, "a sentence")
        return Signal("new" if r.edit.added else "gone", f"{what} is {'new' if r.edit.added else 'gone'}")
    old, new = _numbers(r.old), _numbers(r.new)
    if old != new:
        postal = r.old.hit("words.street") or r.new.hit("words.street")
        return Signal("number", "a postal address changes" if postal else "a number or period changes", sure=not postal)
    if _addresses(r.old) != _addresses(r.new):
        return Signal("contact", "an address to write to changes")
    if r.old.negative != r.new.negative:
        return Signal("denial", "the sentence says the opposite of what it said")
    for group, what in _OPENERS:
        if _changed(r.old, group) != _changed(r.new, group):
            return Signal(group.removeprefix("words."), what)
    if r.old.phrases("things.") != r.new.phrases("things."):
        return Signal("thing", "what is named in it changes")
    if r.old.phrases(".strong") != r.new.phrases(".strong"):
        return Signal("practice", "what is done changes")
    if _new_names(r, texts):
        return Signal("name", "a name is new")
    if _gone_names(r, texts):
        return Signal("name", "a name is gone")
    if "=shall" in r.gone and "=may" in r.come and r.new.actor == "we":
        return Signal("modal", "“will” becomes “may”", sure=False)
    many = _FEW if _asks(r, r.new) and (r.new.hit("words.ban") or r.edit.where.kind == "item") else _MANY
    if max(r.come.total(), r.gone.total()) >= many:
        return Signal("words", "much of the sentence is new")
    return None


def _gone_names(r: Reading, texts: Texts) -> list[str]:
    return [
        w.text for at, w in enumerate(r.old.words)
        if at in r.old.changed and texts.is_name(w) and w.text.lower() not in texts.new.vocabulary
    ]  # fmt: skip


def _changed(side: Side, group: str) -> frozenset[str]:
    return frozenset(h.phrase for h in side.hit(group, changed=True))


def _numbers(side: Side) -> list[str]:
    """Amounts, periods and ages among the changed words; years are dates."""
    found = [
        w.text for at, w in enumerate(side.words)
        if at in side.changed and w.text[0] in "0123456789$€£¥" and not _YEAR.fullmatch(w.text)
    ]  # fmt: skip
    return sorted([*found, *(h.phrase for group in ("words.number", "words.period") for h in side.hit(group, changed=True))])


def _addresses(side: Side) -> frozenset[str]:
    return frozenset(w.text.lower() for at, w in enumerate(side.words) if at in side.changed and "@" in w.text)


# ---------------------------------------------------------------- which way


def favourable(r: Reading, code: str, signal: Signal) -> bool:
    """For categories in which only widening or weakening counts: is the edit neither?"""
    if code == "M16":
        return _less_is_asked(r)
    if r.edit.added:
        return _promises(r, r.new, code) and not _hedged(r.new)
    if r.edit.removed:
        return not _promises(r, r.old, code)
    if signal.rule == "number":
        return False
    if signal.rule == "exception" and r.new.hit("words.exception", changed=True) and not r.old.hit("words.exception", changed=True):
        return not _promises(r, r.old, code)
    old, new = r.old.phrases("things.", ".strong"), r.new.phrases("things.", ".strong")
    come, gone = new - old, old - new
    if not come and not gone:
        come, gone = frozenset(r.come - r.gone), frozenset(r.gone - r.come)
    before, now = _promises(r, r.old, code), _promises(r, r.new, code)
    if before != now:
        return now
    if gone and come:
        return False
    return bool(come) == now and not (now and _in_exception(r))


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
    return side.negative != any(Side(text, r.known).negative for text in over)


def _less_is_asked(r: Reading) -> bool:
    """M16: a duty or a ban that goes, or a permission that comes."""
    asks_old, asks_new = (_asks(r, side) for side in (r.old, r.new))
    if r.edit.added:
        return not asks_new
    if r.edit.removed:
        return asks_old
    gone = r.old.phrases("things.", ".strong") - r.new.phrases("things.", ".strong")
    come = r.new.phrases("things.", ".strong") - r.old.phrases("things.", ".strong")
    return bool(gone) and not come and not (_changed(r.new, "words.duty") or _changed(r.new, "words.ban"))


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


def words_of(text: str) -> list[str]:
    """The stems of a text."""
    return [word.stem for word in words(text)]
