"""An assessment as data, for programs."""

from __future__ import annotations

from typing import Any

from inforce.core.materiality import CATEGORIES, RULES_VERSION, Assessment, Finding

FORMAT = 1
"""Grows when a member changes its meaning; new members alone do not count."""


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """Verdict, the findings it rests on (the weightiest first), and what was seen and needs no notice."""
    return {
        "format": FORMAT,
        "rules": RULES_VERSION,
        "verdict": assessment.verdict.value,
        "findings": [_finding(finding) for finding in assessment.findings],
        "passed": [_seen(finding) for finding in assessment.passed],
    }


def assessment_line(assessment: Assessment) -> dict[str, Any]:
    """Verdict and findings in short, as a line of a batch has them."""
    names = ("category", "section", "reason", "old", "new")
    findings = [{name: getattr(finding, name) for name in names} for finding in assessment.findings]
    return {"verdict": assessment.verdict.value, "findings": findings}


def _finding(finding: Finding) -> dict[str, Any]:
    return _seen(finding) | {
        "why": finding.why,
        "rule": finding.rule,
        "sure": finding.sure,
        "words": list(finding.words),
        "draft": finding.draft,
    }


def _seen(finding: Finding) -> dict[str, Any]:
    return {
        "category": finding.category,
        "name": CATEGORIES[finding.category],
        "section": finding.section,
        "anchor": finding.anchor,
        "reason": finding.reason,
        "old": finding.old,
        "new": finding.new,
    }
