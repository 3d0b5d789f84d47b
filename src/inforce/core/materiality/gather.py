"""From an edit to findings: what changed (signals), what it is about (topics), which way it goes (direction)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from inforce.core.materiality import phrase
from inforce.core.materiality.direction import favourable
from inforce.core.materiality.excuses import same_target
from inforce.core.materiality.facts import Ledger
from inforce.core.materiality.passes import sense
from inforce.core.materiality.reading import Reading, Side
from inforce.core.materiality.rules import signal_of
from inforce.core.materiality.signals import Case, Signal
from inforce.core.materiality.texts import Texts
from inforce.core.materiality.topics import TOPICS, weighed
from inforce.core.materiality.turns import turned
from inforce.core.materiality.value import Finding

_LEAST = 2.0
"""Weight from which an edit is about a topic."""
_NEAR = 0.6
"""A second topic counts from this share of the first one's weight."""
_VERY_NEAR = 0.9
"""The same where the first topic's change is favourable: a word in passing does not make it material."""
_MOST = 4
"""Topics of one edit looked at."""
_OF_DATA = frozenset(("M01", "M02", "M03", "M04", "M05", "M06", "M08", "M09", "M10", "M12"))
"""Topics for which it matters that another kind of data is named."""
_CONTROLLED = frozenset(("M04", "M05", "M07", "M08", "M09", "M10", "M12", "M13", "M14", "M16", "M17", "M18"))
"""Topics in which numbers are periods, ages, amounts or rates."""
_ACRONYM = re.compile(r"[A-Z]{2,4}")
_OWN = re.compile(r"\b(?:our|this page|privacy policy|terms of (?:service|use))\b")


def findings(r: Reading, texts: Texts, ledger: Ledger, kind: str) -> Iterator[Finding]:
    """What speaks for notice in an edit."""
    yield from _links(r)
    turn = turned(r)
    if r.changed and not r.stretches and turn is None and r.edit.where.kind == "row" and _signs(r):
        turn = Signal("opposite", "a sign in the table changes", sure=False)
    if r.changed and not r.stretches and turn is None:
        yield from _other_list(r, kind)
        return
    # A row of a table is compared by itself: what another row says is of another thing.
    row = r.changed and r.edit.where.kind == "row"
    come, gone = ledger.own(r) if row else (ledger.come(r), ledger.gone(r))
    denied = frozenset(what for kind_, what in come | gone if kind_ == "denial")
    amounts = r.changed and any(kind_ == "amount" for kind_, _ in come | gone)
    amounts = amounts or turn is not None
    r.tell_fresh(frozenset(what.rpartition(": ")[2] for _, what in come | gone), denied, amounts=amounts)
    case = Case(r, ledger, come, gone)
    signal = turn or signal_of(case)
    if signal is None or (r.edit.where.kind == "heading" and not (signal.grave and r.changed)):
        return
    yield from _new_recipient(r, texts)
    ranked = weighed(r, kind)
    if signal.rule in ("name", "thing") and r.changed and _company(r, texts):
        ranked = [("M11", max(_LEAST, ranked[0][1] if ranked else 0.0)), *((c, w) for c, w in ranked if c != "M11")]
    top = [(code, weight) for code, weight in ranked if weight >= _LEAST][:_MOST]
    if signal.rule == "thing" and case.only_data:
        top = [(code, weight) for code, weight in top if code in _OF_DATA]
    if top:
        yield from _by_topic(case, signal, top)
    elif (
        signal.grave
        or (r.edit.added and r.edit.where.kind == "row")
        or (r.edit.added and any(r.new.hit(f"words.{name}") for name in ("duty", "ban", "power")))
    ):
        # What a number controls must be known (tie-breaker T1); "20 years" may be years in business.
        sure = signal.grave and signal.sure and bool(ranked) and signal.rule != "number"
        code = ranked[0][0] if ranked and signal.grave else "M16" if kind == "terms" else "M02"
        yield _finding(r, code, replace(signal, sure=sure), 1.0)


def _by_topic(case: Case, signal: Signal, top: list[tuple[str, float]]) -> Iterator[Finding]:
    first, best = top[0]
    better = {code: not TOPICS[code].both_ways and favourable(case, code, signal) for code, _ in top}
    near = _VERY_NEAR if better[first] else _NEAR
    case.r.favourable = better[first]
    for code, weight in top:
        if weight >= near * best and not better[code]:
            # A number means what it controls (tie-breaker T1): a period, an age, a price; of the rest a person decides.
            sure = signal.sure and (signal.rule != "number" or code in _CONTROLLED)
            yield _finding(case.r, code, replace(signal, sure=sure), weight)


def _company(r: Reading, texts: Texts) -> bool:
    """Does a name change that has a legal form after it ("Acme Ltd" to "Bravo Ltd")?"""
    for side in (r.old, r.new):
        ends = {h.first for h in side.hit("things.form")}
        if any(
            at + 1 in ends and at in side.changed and texts.is_name(side.words[at]) for at in range(len(side.words))
        ):
            return True
    return False


def _signs(r: Reading) -> bool:
    """Do cells differ though no word does?"""
    words = [w.text.lower() for w in r.old.words] == [w.text.lower() for w in r.new.words]
    return words and any(a.strip().lower() != b.strip().lower() for a, b in r.edit.cells if len(a) <= 2 or len(b) <= 2)


def _other_list(r: Reading, kind: str) -> Iterator[Finding]:
    """The same words under a heading of another sense ("optional", "we do not")."""
    now, before = sense(r, r.edit.where), sense(r, r.edit.before)
    if now == before:
        return
    ranked = weighed(r, kind)
    code = ranked[0][0] if now[0] != before[0] and ranked else "M10"
    what = f"it stood under “{r.edit.before.title}” and now stands under “{r.edit.where.title}”"
    yield _finding(r, code, Signal("list", what), 3.0)


def _new_recipient(r: Reading, texts: Texts) -> Iterator[Finding]:
    """Somebody is named for the first time in a sentence on who receives data."""
    receives = any(h.group in ("M03.strong", "M04.strong", "things.recipient") for h in r.new.hits)
    names = _new_names(r, texts) if receives and r.changed and not r.new.negative else []
    if names:
        yield _finding(r, "M03", Signal("name", f"“{names[0]}” is named for the first time"), 4.0)


def _new_names(r: Reading, texts: Texts) -> list[str]:
    known = {at for h in r.new.hits if h.group.startswith("things.") for at in range(h.first, h.end)}
    return [
        w.text
        for at, w in enumerate(r.new.words)
        if at in r.new.changed and at not in known and texts.is_name(w) and not _ACRONYM.fullmatch(w.text)
        and w.text.lower().removesuffix("'s") not in texts.old.vocabulary
    ]  # fmt: skip


def _links(r: Reading) -> Iterator[Finding]:
    """A link that is a contract leads to another document (tie-breaker T6)."""
    for link in r.edit.links:
        elsewhere = link.old and link.new and not same_target(link.old, link.new)
        if elsewhere and link.new.startswith("mailto:") and link.old.startswith("mailto:"):
            told = f"{link.old.removeprefix('mailto:')} becomes {link.new.removeprefix('mailto:')}"
            yield _finding(r, "M11", Signal("contact", f"an address to write to changes, {told}"), _LEAST)
            continue
        if elsewhere and not _OWN.search(link.text.lower()) and Side(link.text, r.known).hit("things.contract"):
            what = f"the link “{link.text}” leads to another document"
            yield _finding(r, "M19", Signal("link", what, sure=False), _LEAST)


def _finding(r: Reading, category: str, signal: Signal, weight: float) -> Finding:
    where = r.edit.where if r.edit.new else r.edit.before
    return Finding(
        rule=f"{category}.{signal.rule}",
        category=category,
        section=where.title,
        anchor=where.section,
        reason=phrase.reason(signal.words, _changed(r)),
        old=r.edit.old,
        new=r.edit.new,
        words=tuple(w.text for w in r.old.changed_words() + r.new.changed_words()),
        sure=signal.sure,
        weight=weight,
        entry=r.edit.first,
    )


def _changed(r: Reading) -> list[tuple[str, str]]:
    """The words that give way to others, as written."""
    if not r.changed:
        return []
    return [(r.old.cut(s.old), r.new.cut(s.new)) for s in r.stretches]
