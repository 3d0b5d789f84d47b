"""Problems as lines for people and as annotations for GitHub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from inforce.console.terminal import Line, Piece
from inforce.errors import ExitCode, Level, Problem

_WORD = {Level.ERROR: "error", Level.DECISION: "to decide", Level.WARNING: "warning", Level.HINT: "hint"}
_COUNTED = {
    Level.ERROR: ("error", "errors"),
    Level.DECISION: ("open decision", "open decisions"),
    Level.WARNING: ("warning", "warnings"),
    Level.HINT: ("hint", "hints"),
}
SHOWN = 5
"""How many warnings or hints of one kind are shown before the rest is only counted."""
_ANNOTATION = {Level.ERROR: "error", Level.DECISION: "error", Level.WARNING: "warning", Level.HINT: "notice"}


def lines(problem: Problem) -> Iterator[Line]:
    """A problem: place, level and sentence on one line, the way out on the next."""
    place: list[Piece] = [(f"{problem.place}: ", "place")] if problem.place.path else []
    yield [*place, (f"{_WORD[problem.level]}: ", problem.level.value), (problem.sentence, "")]
    if problem.remedy:
        yield f"    {problem.remedy}"


def listing(problems: Iterable[Problem]) -> Iterator[Line]:
    """All problems; of warnings and hints that say the same of many places, the first few and how many more."""
    found = list(problems)
    minor = Counter(problem.code for problem in found if _is_minor(problem))
    shown: Counter[str] = Counter()
    for problem in found:
        if _is_minor(problem):
            shown[problem.code] += 1
            if shown[problem.code] > SHOWN and minor[problem.code] > SHOWN + 1:
                continue
        yield from lines(problem)
    for code, number in minor.items():
        if number > SHOWN + 1:
            yield f"and {number - SHOWN:,} more of the kind “{code}” (--format json lists them)."


def _is_minor(problem: Problem) -> bool:
    return problem.level in (Level.WARNING, Level.HINT)


def count(problems: Iterable[Problem]) -> str:
    """How many there are: "2 errors, 1 warning"; empty for none."""
    levels = Counter(problem.level for problem in problems)
    return ", ".join(plural(levels[level], *_COUNTED[level]) for level in Level if levels[level])


def plural(number: int, one: str, many: str) -> str:
    """A number with its noun: ``1 policy``, ``1,200 pages``."""
    return f"{number:,} {one if number == 1 else many}"


def ending(verb: str, problems: tuple[Problem, ...], status: ExitCode) -> Iterator[Line]:
    """The last line after problems that ended a verb."""
    counted, done = count(problems), "sent" if verb == "send" else "written"
    if status is ExitCode.DECIDE:
        yield [(f"{counted}. ", "decision"), (f"“{verb}” waits for a person to decide; nothing was {done}.", "")]
    elif status is ExitCode.CONTENT:
        yield [(f"{counted}. ", "error"), ("Nothing was sent." if done == "sent" else f"“{verb}” wrote nothing.", "")]


def annotation(problem: Problem) -> str:
    """A problem as a workflow command of GitHub Actions."""
    place = problem.place
    where = {"file": place.path, "line": place.line, "col": place.column, "title": problem.code}
    properties = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in where.items() if value)
    words = f"{problem.sentence} {problem.remedy}".strip()
    return f"::{_ANNOTATION[problem.level]} {properties}::{_escaped(words)}"


def _escaped(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
