"""The text that `init` and `draft` put into a new policy's first version, to be written over."""

from __future__ import annotations

SENTENCES = ("Replace this paragraph with the text of the policy.", "Say here whom to write to, and how.")
"""What stands where the author's own words shall: never fit to be published."""

FIRST_TEXT = f"""\
## 1. About this policy {{#about-this-policy}}

{SENTENCES[0]}

## 2. How to reach us {{#how-to-reach-us}}

{SENTENCES[1]}
"""
"""The beginning of a first version."""
