"""The rules, asked of a text: levels of the site, what the author lets stand, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from inforce.core.lint import table
from inforce.core.lint.text import Text
from inforce.core.lint.value import Hit, Rule
from inforce.core.policy import Allowance, Library, Policy, Version
from inforce.core.settings import Site
from inforce.core.suggest import did_you_mean
from inforce.errors import Level, Place, Problem

OF_POLICIES = ("review-due", "review-over", "review-law")
"""Findings on a policy, not on a text: `inforce.core.reviews` makes them, a site sets their levels here."""
UNUSED = "lint-unused"
"""Code of the problem that an allowance lets nothing stand."""
UNKNOWN = "lint-unknown-rule"
"""Code of the problem that an allowance names no rule."""
_SOFTER = {Level.ERROR: Level.WARNING, Level.WARNING: Level.HINT}


def names() -> tuple[str, ...]:
    """Every name that ``[lint]`` in the site's settings may hold."""
    return (*(rule.id for rule in table.RULES), *OF_POLICIES, UNUSED)


def findings(library: Library, policy: Policy, version: Version, on: date) -> tuple[Problem, ...]:
    """What the rules find in one version, in order of place; what its author lets stand is left out.

    A text that could not be read has problems of its own, and none here.
    """
    if not version.source or not version.document.blocks:
        return ()
    text = Text(library, policy, version, on)
    used: set[Allowance] = set()
    found = [problem for rule in table.RULES for problem in _asked(rule, text, used)]
    found.extend(_own(text, used))
    return tuple(sorted(dict.fromkeys(levelled(library.site, found)), key=lambda problem: problem.place))


def settled(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As told of a registered text, which stays as it is: one step lighter, and no hints."""
    said = "It stays until a new version mends it."
    return tuple(
        replace(p, level=_SOFTER[p.level], remedy=f"{p.remedy} {said}") for p in problems if p.level in _SOFTER
    )


def unfinished(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As told of a draft that is still being written: its errors are warnings, which `publish` takes for errors."""
    return tuple(replace(p, level=Level.WARNING) if p.level is Level.ERROR else p for p in problems)


def levelled(site: Site, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems at the levels that the site sets for their rules; without those it has switched off."""
    levels = dict(site.lint)
    for problem in problems:
        level = levels.get(problem.code)
        if level != "off":
            yield replace(problem, level=Level(level)) if level else problem


def _asked(rule: Rule, text: Text, used: set[Allowance]) -> Iterator[Problem]:
    allowances = [a for a in text.version.allowances if a.rule == rule.id]
    for hit in rule.find(text):
        if allowed := [a for a in allowances if _covers(a, hit)]:
            used.update(allowed)
        else:
            yield Problem(rule.id, hit.place, hit.sentence, hit.remedy, rule.level)


def _covers(allowance: Allowance, hit: Hit) -> bool:
    return _plain(allowance.words) in _plain(f"{hit.words} {hit.sentence}")


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("“", '"').replace("”", '"').replace("’", "'").split())


def _own(text: Text, used: set[Allowance]) -> Iterator[Problem]:
    """What is wrong with the allowances themselves."""
    known = [rule.id for rule in table.RULES]
    for allowance in text.version.allowances:
        place = allowance.place or Place(text.version.path, 1)
        if allowance.rule not in known:
            sentence = f"“lint” names “{allowance.rule}”, which is no rule."
            yield Problem(UNKNOWN, place, sentence, did_you_mean(allowance.rule, known))
        elif allowance not in used:
            sentence = f"“lint” lets “{allowance.rule}” stand, but the rule finds nothing to let stand here."
            yield Problem(UNUSED, place, sentence, "Delete this item; what it was for is mended.", Level.WARNING)
