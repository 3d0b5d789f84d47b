"""What reading a text shows that a person should know, before it is known how strictly the text is read."""

from __future__ import annotations

from dataclasses import dataclass

from inforce.errors import Level, Place, Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a piece of text, at a line of that piece."""

    code: str
    line: int
    """From 0, in the piece."""
    sentence: str
    remedy: str = ""
    column: int = 0
    """From 1; 0: not known."""
    strict: Level = Level.ERROR
    lenient: Level = Level.WARNING

    def problem(self, first_line: int, lenient: bool) -> Problem:
        """The finding as reported, for a piece that begins at `first_line` (from 1)."""
        level = self.lenient if lenient else self.strict
        return Problem(self.code, Place("", first_line + self.line, self.column), self.sentence, self.remedy, level)
