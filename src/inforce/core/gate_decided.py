"""What lines of the register say that the rules said: whether the texts bear it out.

`check` and `build` go by such a line, for speed and because what was decided stays decided; `verify` asks the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from inforce.core.gate_material import assessed_as
from inforce.core.materiality import CATEGORIES, RULES_VERSION, Verdict
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.policy import Assessed, Library, Version
from inforce.core.settings import KINDS
from inforce.errors import Place, Problem

_WEIGHT = {Verdict.IMMATERIAL.value: 0, Verdict.REVIEW.value: 1, Verdict.MATERIAL.value: 2}
_RESTORE = "Restore the register from the main branch; `inforce publish` writes what the rules say."


def undecided(version: Version, register: str) -> Iterator[Problem]:
    """A line that `publish` cannot have written: a finding, declared not material, and nobody who decided so."""
    line, amendment = version.registration, version.amendment
    if line is None or line.assessed is None or amendment is None or amendment.material or amendment.override:
        return
    if line.assessed.verdict != Verdict.IMMATERIAL:
        sentence = (
            f"The line of “{version}” says that the rules gave “{line.assessed.verdict}”, but the change is declared "
            "not material, and nobody decided so."
        )
        yield Problem("assessed-undecided", Place(register, line.line), sentence, _RESTORE)


def belied(library: Library, known: Vocabulary, register: str, wrong: Collection[str] = ()) -> Iterator[Problem]:
    """Lines of the present rules that say less than the rules say of the two texts, with the words `known`.

    A policy may have been of another kind at the time, and a site's own words may have made the rules see more: so a
    line is belied only if it says less than they do for every kind. Files in `wrong` are not what was registered.
    """
    for policy in library.policies:
        for version in policy:
            line, before = version.registration, policy.before(version)
            if line is None or line.assessed is None or before is None or not version.source or not before.source:
                continue
            if line.assessed.rules != RULES_VERSION or {version.path, before.path} & set(wrong):
                continue
            kinds = (policy.settings.kind, *(kind for kind in KINDS if kind != policy.settings.kind))
            if not any(_covers(line.assessed, assessed_as(kind, version, before, known)) for kind in kinds):
                said = assessed_as(policy.settings.kind, version, before, known)
                sentence = (
                    f"The line of “{version}” says that the rules gave {_told(line.assessed)}; "
                    f"of these two texts they say {_told(said)}."
                )
                yield Problem("assessed-belied", Place(register, line.line), sentence, _RESTORE)


def _covers(line: Assessed, said: Assessed) -> bool:
    """Whether a line says all that the rules say, in categories that there are."""
    if not set(line.categories) <= set(CATEGORIES):
        return False
    mine, theirs = _WEIGHT[line.verdict], _WEIGHT[said.verdict]
    return mine > theirs or (mine == theirs and set(line.categories) >= set(said.categories))


def _told(said: Assessed) -> str:
    return f"“{said.verdict}”" + (f" ({', '.join(said.categories)})" if said.categories else "")
