"""Redlines of two versions, each computed once although several pages show it."""

from __future__ import annotations

from functools import lru_cache

from inforce.core.policy import Version
from inforce.core.redline import Redline, compare


@lru_cache(maxsize=64)
def between(old: Version, new: Version) -> Redline:
    """The redline from `old` to `new`; the last 64 are kept (versions are compared by identity)."""
    return compare(old.document, new.document)
