"""Which change needs notice: `assess` reads a redline and says so, with reasons (`docs/explanation/materiality.md`)."""

from inforce.core.materiality.assessment import assess
from inforce.core.materiality.value import CATEGORIES, RULES_VERSION, Assessment, Finding, Verdict

__all__ = ["CATEGORIES", "RULES_VERSION", "Assessment", "Finding", "Verdict", "assess"]
