"""The console: reports become sentences for people, JSON for programs, annotations for GitHub."""

from inforce.console.output import Console, Format

__all__ = ["Console", "Format"]
