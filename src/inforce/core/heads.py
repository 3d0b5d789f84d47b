"""Heads of a register noted earlier: what shows that lines were cut off or the whole chain was written anew."""

from __future__ import annotations

import re

from inforce.core.register import START, line_digest
from inforce.errors import Place, Problem

_HEAD = re.compile("[0-9a-f]{64}")


def malformed(head: str) -> Problem | None:
    """The problem of what cannot be a head; None for one that can."""
    if _HEAD.fullmatch(head):
        return None
    sentence = f"“{head[:80]}” is no head of a register: it has 64 digits from 0 to 9 and a to f."
    return Problem(
        "head-malformed", Place(), sentence, "Copy the line “Head of the register” of an earlier `inforce verify`."
    )


def holds(text: str, head: str) -> bool:
    """Whether a register's text has a line with the digest `head`; 64 zeros are where every register begins."""
    return head == START or any(line_digest(line) == head for line in text.splitlines())


def lost(head: str, now: str, path: str, remark: str = "") -> Problem:
    """The problem of a register at `path` that does not hold an older `head`; its own is `now`."""
    sentence = f"The register does not hold the line with the head {head}; its head is now {now}."
    remedy = "Lines were cut off or rewritten since that head was noted; restore the register from a copy."
    return Problem("head-not-found", Place(path), sentence, f"{remedy} {remark}".rstrip())
