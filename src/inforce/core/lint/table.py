"""The table of the lint's rules, in the order in which they are documented."""

from __future__ import annotations

from inforce.core.lint import (
    anchors,
    contacts,
    covers,
    dates,
    documents,
    notice,
    numbering,
    pasted,
    periods,
    placeholders,
    promises,
    references,
    terms,
    wording,
)
from inforce.core.lint.value import Rule

RULES: tuple[Rule, ...] = (
    *promises.RULES,
    *references.RULES,
    *numbering.RULES,
    *anchors.RULES,
    *documents.RULES,
    *dates.RULES,
    *notice.RULES,
    *placeholders.RULES,
    *contacts.RULES,
    *terms.RULES,
    *periods.RULES,
    *wording.RULES,
    *pasted.RULES,
    *covers.RULES,
)
"""Every rule, each with its level, its source and the function that finds it; its cases: tests/golden/lint/ID.txt."""
