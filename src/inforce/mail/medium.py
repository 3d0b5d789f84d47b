"""The same words in plain text and in HTML: each medium has its own way to mark a language and an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from markupsafe import Markup, escape

from inforce.mail.phrases import filled
from inforce.render.facts import direction
from inforce.render.plain_text import one_line, visible


class Medium(Protocol):
    """Turns values into what a template of this medium prints as it is."""

    def words(self, text: str, language: str = "") -> str:
        """Text in `language`; empty: that of the letter, or of no language, as a name."""

    def address(self, address: str) -> str:
        """An e-mail address to write to."""

    def day(self, written: str) -> str:
        """A day, written in words."""

    def fill(self, sentence: str, values: Mapping[str, str], language: str = "") -> str:
        """A sentence with `values`, already turned by this medium, in its braces."""


class Plain:
    """Plain text: nothing is marked, and nothing that cannot be seen is let through."""

    def words(self, text: str, language: str = "") -> str:
        """The text, visible."""
        return one_line(text)

    def address(self, address: str) -> str:
        """The address."""
        return self.words(address)

    def day(self, written: str) -> str:
        """The day."""
        return self.words(written)

    def fill(self, sentence: str, values: Mapping[str, str], language: str = "") -> str:
        """The sentence, visible."""
        return filled(self.words(sentence), values)


class Html:
    """HTML: words in another language than the letter's say so, for those who hear them read out."""

    def __init__(self, language: str) -> None:
        """With the language of the letter."""
        self._language = language

    def words(self, text: str, language: str = "") -> Markup:
        """The text, escaped; in an element that names its language where that is another one."""
        return self._marked(escape(one_line(text)), language)

    def address(self, address: str) -> Markup:
        """A link to write to the address."""
        return Markup('<a href="mailto:{0}">{0}</a>').format(visible(address))

    def day(self, written: str) -> Markup:
        """The day, which no line breaks."""
        return self.words(written.replace(" ", "\u00a0"))

    def fill(self, sentence: str, values: Mapping[str, str], language: str = "") -> Markup:
        """The sentence, escaped, its values escaped where they are not markup."""
        safe = {name: escape(value) for name, value in values.items()}
        return self._marked(Markup(filled(str(self.words(sentence)), safe)), language)

    def _marked(self, words: Markup, language: str) -> Markup:
        if not language or _primary(language) == _primary(self._language):
            return words
        return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction(language), words)


def _primary(language: str) -> str:
    return re.split("[-_]", language)[0].lower()
