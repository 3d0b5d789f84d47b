"""The mark of a sentence that a program drafted and nobody has made his own yet."""

UNFINISHED = "TODO:"
"""Begins it; `publish` refuses a summary that holds it."""


def is_unfinished(text: str) -> bool:
    """Whether a line of a summary still waits for its author."""
    return UNFINISHED in text
