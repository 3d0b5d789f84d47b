"""Which change needs notice: `assess` reads a redline and says so, with reasons."""

from __future__ import annotations

from inforce.core.materiality.edits import edits
from inforce.core.materiality.excuses import excuse, learn_renames
from inforce.core.materiality.facts import Ledger
from inforce.core.materiality.gather import findings
from inforce.core.materiality.passes import TABLE
from inforce.core.materiality.reading import Reading
from inforce.core.materiality.texts import Texts
from inforce.core.materiality.value import CATEGORIES, RULES_VERSION, Assessment, Finding, Verdict
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.redline.value import Redline

__all__ = ["CATEGORIES", "RULES_VERSION", "Assessment", "Finding", "Verdict", "assess"]


def assess(redline: Redline, known: Vocabulary, kind: str = "other") -> Assessment:
    """Assess a change."""
    texts = Texts(redline.reject(), redline.accept())
    found: list[Finding] = []
    passed: list[Finding] = []
    readings = [Reading(edit, known) for edit in edits(redline)]
    texts.renames = learn_renames(readings, texts)
    left: list[tuple[Reading, list[str]]] = []
    for r in readings:
        edit = r.edit
        reason = next((p for rule in TABLE if (p := rule(r, texts))), None)
        if reason is not None:
            passed.append(Finding("", reason.category, edit.where.title, edit.where.section, reason.reason, edit.old, edit.new, entry=edit.first))
            continue
        left.append((r, excuse(r, texts)))
    ledger = Ledger((r for r, _ in left), texts)
    for r, why in left:
        edit = r.edit
        mine = list(findings(r, texts, ledger, kind))
        found.extend(mine)
        if not mine:
            passed.append(Finding("", (why or ["N05"])[0], edit.where.title, edit.where.section, "rest", edit.old, edit.new, entry=edit.first))
    found.sort(key=lambda f: (-f.sure, -f.weight, f.entry))
    verdict = Verdict.MATERIAL if any(f.sure for f in found) else Verdict.REVIEW if found else Verdict.IMMATERIAL
    return Assessment(verdict, tuple(found), tuple(passed))
