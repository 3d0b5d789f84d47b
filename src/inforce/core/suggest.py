"""“Did you mean …?” for names typed slightly wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import DamerauLevenshtein


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` most likely means; None where none is near (at most a third of its letters differ)."""
    plain = word.lower().replace("-", "_")
    allowed = max(1, len(plain) // 3)
    distances = [(DamerauLevenshtein.distance(plain, name.replace("-", "_")), name) for name in known]
    near = [pair for pair in distances if pair[0] <= allowed]
    return min(near)[1] if near else None


def did_you_mean(word: str, known: Iterable[str], usual: Mapping[str, str] | None = None) -> str:
    """A remedy: the name meant if one is near, else all that are known. `usual` maps other tools' names to ours."""
    names = list(known)
    found = (usual or {}).get(word.lower().replace("-", "_").replace(" ", "_")) or nearest(word, names)
    if found:
        return f"Did you mean “{found}”?"
    return "Known are: " + ", ".join(names) + "."
