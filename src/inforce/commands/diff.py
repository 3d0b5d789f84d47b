"""`inforce diff`: the redline of two versions, of a draft and the text in force, or of any two Markdown files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inforce.commands.report import Report
from inforce.commands.texts import redline_of, two_texts
from inforce.core.redline import Redline


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffReport(Report):
    """The redline of two texts. The console draws it in the format asked for."""

    old: str
    """What was compared, as the user may name it."""
    new: str
    redline: Redline


def run(root: Path, words: Sequence[str], *, on: date) -> DiffReport:
    """The redline of the two texts that one to three `words` of the command line name (see `two_texts`).

    Raises `ContentError` with what hinders it if a text cannot be read whole: no redline is made of a part of it.
    """
    old, new = two_texts(root, "diff", words, on=on)
    change = redline_of(old, new)
    return DiffReport(problems=old.problems + new.problems, old=old.name, new=new.name, redline=change)
