"""``[materiality.words]`` of ``inforce.toml``: phrases that a site adds to the lists by which changes are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol

from inforce.core.suggest import nearest

TABLE = "materiality"
"""The table of the site's settings that holds `words`."""
LONGEST_PHRASE = 100
"""Characters of one phrase at most."""

WordLists = tuple[tuple[str, tuple[str, ...]], ...]
"""Phrases by the name of their list ("things.data", "M05.strong"), in the order written."""


class Say(Protocol):
    """Notes a problem at a key of the file."""

    def __call__(self, code: str, key: str, sentence: str, remedy: str) -> None:
        """Code, dotted key, sentence and the way out."""


def read_words(table: Mapping[str, object], lists: Callable[[], Collection[str]] | None, say: Say) -> WordLists:
    """The phrases of a parsed ``[materiality]``; what is wrong is told by `say` and left out.

    `lists` gives the names of the lists there are, and is asked only where the site has words; None: any name is taken.
    """
    for name in table.keys() - {"words"}:
        say("configuration-unknown-key", f"{TABLE}.{name}", f"“{name}” is not known in “{TABLE}”.", "Known is: words.")
    words = table.get("words", {})
    if not isinstance(words, Mapping):
        say("configuration-type", f"{TABLE}.words", "“words” must be a table.", f"Write [{TABLE}.words].")
        return ()
    known = lists() if lists is not None and words else None
    found: list[tuple[str, tuple[str, ...]]] = []
    for name, value in _flat(words):
        key = f"{TABLE}.words.{name}"
        if known is not None and name not in known:
            say("configuration-unknown-key", key, f"“{name}” is no list of words.", _meant(name, known))
        elif not isinstance(value, list) or not all(isinstance(phrase, str) for phrase in value):
            say("configuration-type", key, f"“{name}” must be a list of phrases.", f'Write {name} = ["…", "…"].')
        else:
            found.append((name, tuple(" ".join(p.split()) for p in value if _fine(name, p, key, say))))
    return tuple(found)


def _flat(words: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Names with what they hold: TOML reads ``things.data = […]`` as a table in a table."""
    for name, value in words.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _fine(name: str, phrase: str, key: str, say: Say) -> bool:
    first = phrase.split(maxsplit=1)[0] if phrase.split() else ""
    if not any(map(str.isalnum, first)):
        sentence = f"A phrase of “{name}” does not begin with a word."
        say("configuration-value", key, sentence, "Begin it with a word; “*” may stand for any further one.")
    elif len(phrase) > LONGEST_PHRASE:
        sentence = f"A phrase of “{name}” is longer than {LONGEST_PHRASE} characters."
        say("configuration-value", key, sentence, "Write the words that matter, without the rest of the sentence.")
    else:
        return True
    return False


def _meant(name: str, known: Collection[str]) -> str:
    found = nearest(name, known)
    return f"Did you mean “{found}”?" if found else f"Known are: {_in_short(known)}."


def _in_short(known: Collection[str]) -> str:
    """All names; groups that hold the same lists are told together: "M01 to M19 with .titles, .strong and .weak"."""
    groups: dict[str, list[str]] = {}
    for name in known:
        group, _, rest = name.partition(".")
        groups.setdefault(group, []).append(rest)
    alike: dict[tuple[str, ...], list[str]] = {}
    for group, names in groups.items():
        alike.setdefault(tuple(names), []).append(group)
    parts = []
    for lists, of in alike.items():
        who = of[0] if len(of) == 1 else f"{of[0]} to {of[-1]}"
        parts.append(f"{who} with .{', .'.join(lists)}")
    return "; ".join(parts)
