"""The rules that speak for notice (M01–M19), applied to one edit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.texts import Texts
from inforce.core.materiality.value import BOTH_WAYS, CATEGORIES, Finding

_UNIT = frozenset(("day", "week", "month", "year", "hour", "minut", "busi", "calendar", "%", "percent", "usd", "eur", "dollar", "euro"))
_CONTROLLED = {"M05", "M07", "M08", "M09", "M13", "M14", "M16", "M17", "M18"}


def findings(r: Reading, texts: Texts, kind: str) -> Iterator[Finding]:
    """What speaks for notice in an edit."""
    ranked = sorted(_weighed(r, kind).items(), key=lambda item: (-item[1], item[0]))
    why, sure = _substance(r, texts)
    if not why:
        return
    top = [(code, weight) for code, weight in ranked if weight >= 2.0][:3]
    if not top:
        if why and sure:
            yield _finding(r, "open-" + why, "M16" if kind == "terms" else "M02", why, False, 1.0)
        return
    best = top[0][1]
    for code, weight in top:
        if weight < 0.6 * best:
            break
        if code not in BOTH_WAYS and _favourable(r, code):
            continue
        yield _finding(r, code, code, why, sure, weight)


def _weighed(r: Reading, kind: str) -> dict[str, float]:
    topics = dict(r.topics())
    if kind == "terms":
        for code in ("M01", "M02", "M05"):
            topics[code] = topics.get(code, 0.0) * 0.7
    elif kind in ("privacy", "cookies"):
        for code in ("M13", "M14", "M17", "M16", "M19"):
            topics[code] = topics.get(code, 0.0) * 0.7
    elif kind == "subprocessors":
        topics["M04"] = topics.get("M04", 0.0) + 3.0
    return topics


def _substance(r: Reading, texts: Texts) -> tuple[str, bool]:
    """What of weight changed, in a word; nothing where all that changed is wording."""
    edit = r.edit
    if edit.where.kind == "heading":
        return "", False
    if (edit.added or edit.removed) and len(r.side.content) >= 4:
        return "a sentence " + ("is new" if edit.added else "is gone"), True
    if _numbers(r.old) != _numbers(r.new):
        return "a number changes", True
    if r.old.negative != r.new.negative:
        return "a denial changes", True
    for group, word in (("words.exception", "an exception"), ("words.ban", "a ban"), ("words.duty", "a duty"), ("words.limit", "a limit")):
        if {h.phrase for h in r.old.hit(group, changed=True)} != {h.phrase for h in r.new.hit(group, changed=True)}:
            return f"{word} changes", True
    things = {h.phrase for side in (r.old, r.new) for h in side.hits if h.group.startswith("things.") and side.touches(h)}
    fresh = [w for w in r.come] + [w for w in r.gone]
    if things and fresh:
        return "a thing changes", True
    strong = {h.phrase for side in (r.old, r.new) for h in side.hits if h.group.endswith(".strong") and side.touches(h)}
    if strong and fresh:
        return "a practice changes", True
    names = [w.text for w in r.new.changed_words() if w.name and w.text.lower() not in texts.old.vocabulary]
    if names:
        return "a name changes", True
    return "", False


def _numbers(side: Side) -> list[str]:
    return sorted(w.text for w in side.words if w.text[0].isdigit() or w.text[0] in "$€£¥")


def _favourable(r: Reading, code: str) -> bool:
    """For categories in which only widening or weakening counts: is it neither?"""
    if r.edit.added:
        return r.new.negative or (code in ("M05", "M07") and not r.new.hit("words.exception") and not r.new.hit("words.soft"))
    if r.edit.removed:
        return not r.old.negative and code not in ("M05", "M07")
    only_gone = r.gone and not r.come
    only_come = r.come and not r.gone
    if only_gone:
        return not r.new.negative
    if only_come:
        return r.new.negative and r.old.negative
    return False


def _finding(r: Reading, rule: str, category: str, reason: str, sure: bool, weight: float) -> Finding:
    where = r.edit.where if r.edit.new else r.edit.before
    changed = tuple(w.text for w in r.old.changed_words() + r.new.changed_words())[:12]
    return Finding(rule, category, where.title, where.section, f"{CATEGORIES[category]}: {reason}", r.edit.old, r.edit.new, changed, sure, weight, r.edit.first)  # noqa: E501
