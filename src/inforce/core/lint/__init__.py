"""Legal lint: the faults of a policy's text that matter in law, each found by one small rule.

`table.RULES` is the one list of rules; `run.findings` asks them all of a text. A rule is told as an error only where it
is nearly always right; what may be wrong is a hint. Nothing here says that a text is lawful.
"""

from inforce.core.lint.run import findings, levelled, names, settled, unfinished
from inforce.core.lint.table import RULES
from inforce.core.lint.value import Hit, Rule

__all__ = ["RULES", "Hit", "Rule", "findings", "levelled", "names", "settled", "unfinished"]
