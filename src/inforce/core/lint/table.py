"""The table of the lint's rules, in the order in which they are documented."""

from __future__ import annotations

from inforce.core.lint import covers
from inforce.core.lint.value import Rule

RULES: tuple[Rule, ...] = (*covers.RULES,)
"""Every rule, each with its level, its source and the function that finds it; its cases: tests/golden/lint/ID.txt."""
