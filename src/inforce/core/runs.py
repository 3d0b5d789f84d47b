"""White space in the runs of a block, as a browser would show it."""

from __future__ import annotations

import re

from inforce.core.model import Run

_SPACES = re.compile(r"[ \t\n\r\f]+")
_TO_SQUEEZE = ("  ", "\n", "\t", "\r", "\f")


def squeezed(text: str) -> str:
    """The text with every stretch of white space as one space; a no-break space is no white space here."""
    for sign in _TO_SQUEEZE:  # five plain searches take less time than one pattern
        if sign in text:
            return _SPACES.sub(" ", text)
    return text


def merged(runs: list[Run]) -> list[Run]:
    """The runs with neighbours of the same marks, link and title as one; an image stays by itself.

    It is done once for a block, not while its runs come in, so that a block of many small texts takes linear time.
    """
    if len(runs) < 2:
        return runs
    found: list[Run] = []
    texts: list[str] = []
    for run in runs:
        first = found[-1] if found else None
        if (
            first is not None
            and first.marks == run.marks
            and first.href == run.href
            and first.title == run.title
            and first.image is None
            and run.image is None
        ):
            texts.append(run.text)
            continue
        _join_last(found, texts)
        found.append(run)
        texts = [run.text]
    _join_last(found, texts)
    return found


def _join_last(runs: list[Run], texts: list[str]) -> None:
    if len(texts) > 1:
        runs[-1] = _with(runs[-1], "".join(texts))


def tidy(runs: list[Run]) -> tuple[Run, ...]:
    """Runs without white space at the ends, around line breaks, or twice in a row."""
    if len(runs) == 1 and runs[0].image is None and "\n" not in runs[0].text and "  " not in runs[0].text:
        text = runs[0].text.strip(" ")
        if not text:
            return ()
        return (runs[0] if text == runs[0].text else _with(runs[0], text),)
    texts: list[str] = []
    space_before = True
    for run in runs:
        text = _SPACES.sub(_one_space, run.text) if "\n" in run.text or "  " in run.text else run.text
        if space_before:
            text = text.lstrip(" \n" if not any(texts) else " ")
        if text:
            if text.startswith("\n"):
                _strip_last(texts)
            space_before = text[-1] in " \n"
        elif run.image is not None:
            space_before = False
        texts.append(text)
    _strip_last(texts, " \n")
    kept = zip(runs, texts, strict=True)
    return tuple(run if run.text == text else _with(run, text) for run, text in kept if text or run.image is not None)


def _one_space(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n") or " "


def _strip_last(texts: list[str], characters: str = " ") -> None:
    for index in range(len(texts) - 1, -1, -1):
        texts[index] = texts[index].rstrip(characters)
        if texts[index]:
            return


def _with(run: Run, text: str) -> Run:
    return Run(text, run.marks, run.href, run.title, run.image)
