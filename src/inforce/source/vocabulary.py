"""The words and rules that a site's settings may name: the lists that come with the program, and what it adds."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from inforce.core.materiality.vocabulary import Vocabulary, extendable, vocabulary
from inforce.core.settings import Site
from inforce.core.word_lists import WordLists

_PACKAGE = "inforce.core.materiality"
_FILE = "words.toml"


def words(site: Site) -> Vocabulary:
    """The words for texts of this site; computed once for each set of words that a site adds."""
    return _words(site.words)


@lru_cache(maxsize=8)
def _words(more: WordLists) -> Vocabulary:
    return vocabulary(_shipped(), dict(more))


def list_names() -> tuple[str, ...]:
    """Names of the lists that a site may add to: "words.ban", "things.data", "M05.strong" …"""
    shipped = _shipped()
    plain = [f"{table}.{name}" for table in ("words", "things") for name in shipped[table]]
    topics = [f"{code}.{name}" for code, topic in shipped["topics"].items() for name in topic]
    return tuple(name for name in (*plain, *topics) if extendable(name))


def rule_ids() -> tuple[str, ...]:
    """Names of the lint's rules, whose levels a site may set. Read only where one does: the rules take time to load."""
    from inforce.core import lint

    return lint.names()


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    text = resources.files(_PACKAGE).joinpath(_FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)
