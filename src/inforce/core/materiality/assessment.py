"""A redline to an assessment: every edit is read, let pass for a reason, or found to speak for notice.

1. The redline's changes become edits: sentences that came, went or changed, under their headings (`edits`).
2. An edit that is upkeep of the text passes whole (`passes`), or single stretches of its words do (`excuses`); the
   table of rules is `rules`.
3. What is left states facts (`facts`). Facts that the section's other changed sentences state as well are a rewording.
4. Facts that came or went are a signal (`signals`); the topic (`topics`) gives the category, and the direction
   (`direction`) says for some categories that only widening or weakening counts.
5. One finding that is sure makes the change material, however small it is; one that is not asks for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inforce.core.materiality.edits import Edit, edits
from inforce.core.materiality.facts import Ledger
from inforce.core.materiality.gather import findings
from inforce.core.materiality.language import is_english, is_foreign
from inforce.core.materiality.reading import Reading
from inforce.core.materiality.renames import learn_renames
from inforce.core.materiality.rules import excuse, passing
from inforce.core.materiality.texts import Texts, plain_words
from inforce.core.materiality.value import Assessment, Finding, Verdict
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.redline.value import Redline

_ENOUGH = 40
"""Words from which it can be told whether two texts are versions of one document."""
_KEPT = 0.3
"""Share of blocks that two versions kept from which nobody need look whether they are of one document."""
_COMMON = 0.1
"""Share of rows of words that two versions of one document have in common at least."""


def assess(redline: Redline, known: Vocabulary, kind: str = "other") -> Assessment:
    """Does a reader who relied on the old text need to be told of the change?

    `kind` of policy: privacy, terms, cookies, subprocessors, security, other. Deterministic. Texts without a word in
    one side, in another language than English, or with hardly a sentence in common get the verdict *review*, with the
    reason, unless nothing but upkeep was changed.
    """
    mine = _assess(redline, known, kind)
    if known.shipped is None:
        return mine
    # A site's words make the rules see more, never less: what the shipped words find is found as well.
    found = {
        (f.rule, f.entry, f.old, f.new): f for f in (*_assess(redline, known.shipped, kind).findings, *mine.findings)
    }
    return _judged(found.values(), mine.passed)


def _assess(redline: Redline, known: Vocabulary, kind: str) -> Assessment:
    texts = Texts(redline.reject(), redline.accept())
    readings = [Reading(edit, known) for edit in edits(redline)]
    texts.renames = learn_renames(readings, texts)
    passed: list[Finding] = []
    left: list[tuple[Reading, list[str]]] = []
    for r in readings:
        why = passing(r, texts)
        if why is None:
            left.append((r, excuse(r, texts)))
        else:
            passed.append(_passed(r.edit, why.category, why.reason))
    kept = sum(entry.old is not None and entry.new is not None for entry in redline.entries)
    share = kept / max(1, len(redline.entries))
    unread, alone = next(_unreadable(texts, [r.edit for r, _ in left], share), ("", False)) if left else ("", False)
    if alone:
        return Assessment(Verdict.REVIEW, (_doubt(unread),), tuple(passed))
    ledger = Ledger((r for r, _ in left), texts)
    found = [_doubt(unread)] if unread else []
    for r, excused in left:
        mine = list(findings(r, texts, ledger, kind))
        found.extend(mine)
        if not mine:
            passed.append(_let_pass(r, excused))
    return _judged(found, passed)


def _judged(found: Iterable[Finding], passed: Iterable[Finding]) -> Assessment:
    """The verdict on findings: one that is sure makes the change material, however small it is."""
    ranked = sorted(found, key=lambda f: (not f.sure, -f.weight, f.entry, f.category))
    verdict = Verdict.MATERIAL if any(f.sure for f in ranked) else Verdict.REVIEW if ranked else Verdict.IMMATERIAL
    told = {(f.entry, f.old, f.new) for f in ranked}
    kept = (f for f in passed if (f.entry, f.old, f.new) not in told)
    return Assessment(verdict, tuple(ranked), tuple(sorted(kept, key=lambda f: f.entry)))


def _passed(edit: Edit, category: str, reason: str) -> Finding:
    where = edit.where if edit.new else edit.before
    return Finding(category, category, where.title, where.section, reason, edit.old, edit.new, entry=edit.first)


def _let_pass(r: Reading, excused: Sequence[str]) -> Finding:
    if excused and not r.stretches:
        return _passed(r.edit, excused[0], "what differs is without effect")
    if r.favourable:
        return _passed(r.edit, "N11", "the company only restricts itself or promises more")
    return _passed(r.edit, "N05", "no fact that the rules know of came or went")


def _doubt(reason: str) -> Finding:
    return Finding("text", "M15", "", "", reason, "", "", sure=False)


def _unreadable(texts: Texts, changed: Sequence[Edit], kept: float) -> Iterator[tuple[str, bool]]:
    """Why the rules cannot read the two texts as versions of one English document, and whether they see nothing then.

    Where both are in another language they see numbers and names still.
    """
    if texts.old.is_empty or texts.new.is_empty:
        yield f"the {'old' if texts.old.is_empty else 'new'} text is empty, so there is nothing to compare", True
    told = " ".join(edit.old for edit in changed), " ".join(edit.new for edit in changed)
    foreign = [
        not is_english(plain_words(edits)) or not is_english(plain_words(text.beginning)) or is_foreign(edits)
        for text, edits in zip((texts.old, texts.new), told, strict=True)
    ]
    if any(foreign):
        which = "text is" if all(foreign) else "old text is" if foreign[0] else "new text is"
        yield f"the {which} not in English, and the rules read English only", foreign[0] != foreign[1]
    if kept < _KEPT and min(len(texts.old.words), len(texts.new.words)) >= _ENOUGH and texts.common() < _COMMON:
        yield "the two texts have hardly a sentence in common: are they versions of one document?", True
