"""Runs cut, joined and compared: what `Weaver` and `weave` do with stretches of characters."""

from __future__ import annotations

from collections.abc import Sequence

from inforce.core.model import Run
from inforce.core.redline.tokens import Token
from inforce.core.redline.value import same_shape


def merged(found: Sequence[Token]) -> list[Run]:
    """The runs of some tokens, joined where they look alike."""
    runs: list[Run] = []
    texts: list[str] = []
    last: Run | None = None
    for token in found:
        source = token.source
        if source is not None and (source is last or (last is not None and _alike(source, last))):
            texts.append(token.text)
            continue
        for run in (source,) if source is not None else token.several:
            text = token.text if source is not None else run.text
            if last is not None and _alike(run, last):
                texts.append(text)
                continue
            if last is not None:
                runs.append(Run("".join(texts), last.marks, last.href, last.title, last.image))
            last, texts = run, [text]
    if last is not None:
        runs.append(Run("".join(texts), last.marks, last.href, last.title, last.image))
    return runs


def _alike(a: Run, b: Run) -> bool:
    return a.image is None and b.image is None and same_shape(a, b)


def without(runs: list[Run], tail: str) -> list[Run]:
    """The runs without the white space they end with."""
    return first(runs, sum(len(run.text) for run in runs) - len(tail)) if tail else runs


def cut_run(run: Run, start: int, end: int) -> Run:
    """The characters `start` to `end` of a run."""
    if start == 0 and end == len(run.text):
        return run
    return Run(run.text[start:end], run.marks, run.href, run.title)


def cut_runs(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """The characters `start` to `end` of some runs; an image is never cut, one without words goes with what follows."""
    found: list[Run] = []
    at = 0
    for run in runs:
        a, b = max(start - at, 0), min(end - at, len(run.text))
        if a < b or (run.image is not None and not run.text and start <= at < end):
            found.append(cut_run(run, a, b) if run.image is None else run)
        at += len(run.text)
    return found


def first(runs: Sequence[Run], size: int) -> list[Run]:
    """The first characters of some runs."""
    return cut_runs(runs, 0, size)


def rest(runs: Sequence[Run], size: int) -> list[Run]:
    """What follows the first characters of some runs."""
    return cut_runs(runs, size, sum(len(run.text) for run in runs))
