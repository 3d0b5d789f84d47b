"""What stands between two versions: their redline and its assessment, each computed once however many ask."""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, TypeVar

from inforce.core.materiality import Assessment, assess
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.core.model import Document
from inforce.core.policy import Version
from inforce.core.redline import Redline, compare

KEPT = 64
"""Redlines kept: a redline holds both texts, and an archive may have hundreds."""
_Value = TypeVar("_Value")


class _Same(Generic[_Value]):
    """A value known by identity: documents and vocabularies are large, and comparing them is slower than the work."""

    __slots__ = ("value",)

    def __init__(self, value: _Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


def between(old: Version, new: Version) -> Redline:
    """The redline from `old` to `new`; the last ones asked for are kept (by the identity of the two texts)."""
    return _redline(_Same(old.document), _Same(new.document))


def assessment(old: Version, new: Version, known: Vocabulary, kind: str) -> Assessment:
    """What the rules say of the step from `old` to `new`, of a policy of this `kind`; kept as `between` keeps."""
    return _assessment(_Same(old.document), _Same(new.document), _Same(known), kind)


@lru_cache(maxsize=KEPT)
def _redline(old: _Same[Document], new: _Same[Document]) -> Redline:
    return compare(old.value, new.value)


@lru_cache(maxsize=KEPT)
def _assessment(old: _Same[Document], new: _Same[Document], known: _Same[Vocabulary], kind: str) -> Assessment:
    return assess(_redline(old, new), known.value, kind)
