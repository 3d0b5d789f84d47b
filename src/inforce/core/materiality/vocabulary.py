"""The words by which the rules read: the shipped list (`words.toml`) and what a site adds, ready to be looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inforce.core.materiality.sentences import Word, stem, words

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a sentence."""

    group: str
    """Name of its list, "M05.strong" or "things.data" say."""
    first: int
    """Index of its first word."""
    end: int
    """Index after its last."""
    phrase: str
    """As the list has it, by stems."""


class Phrases:
    """Phrases of several lists, found in a sentence in one pass."""

    __slots__ = ("_by_first", "_starred")

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[Phrase, int, str, str]]] = {}
        """By first word: the phrase (one with a "*" in it as none), its length, its list, its words."""
        self._starred: dict[str, list[tuple[Phrase, str]]] = {}
        for group, phrases in lists.items():
            for phrase in phrases:
                stems = stems_of(phrase)
                if "*" in stems:
                    self._starred.setdefault(stems[0], []).append((stems, group))
                elif stems:
                    self._by_first.setdefault(stems[0], []).append((stems, len(stems), group, " ".join(stems)))

    def find(self, stems: Phrase) -> list[Hit]:
        """All hits in a sentence, in order; those of several lists may overlap."""
        found: list[Hit] = []
        for at, first in enumerate(stems):
            for phrase, size, group, said in self._by_first.get(first, ()):
                if size == 1 or stems[at : at + size] == phrase:
                    found.append(Hit(group, at, at + size, said))
            for phrase, group in self._starred.get(first, ()):
                end = at + len(phrase)
                if end <= len(stems) and all(p in ("*", s) for p, s in zip(phrase, stems[at:end], strict=True)):
                    found.append(Hit(group, at, end, " ".join(phrase)))
        return found


def stems_of(phrase: str) -> Phrase:
    """A phrase of a list as it is looked for."""
    return tuple("*" if part == "*" else word.stem for part in phrase.split() for word in _parts(part))


def _parts(part: str) -> Sequence[Word]:
    return (Word("*", "*"),) if part == "*" else words(part)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Everything the rules know of words."""

    phrases: Phrases
    """What sentences are made of, topics and things, for sentences."""
    titles: Phrases
    """Topics, for headings and the sentence that introduces a list."""
    equal: Mapping[Phrase, str]
    """Phrases that count as one and the same word, and that word."""
    longest_equal: int
    empty: frozenset[str]
    """Words that say nothing by themselves."""
    aside_titles: Phrases
    aside_lines: Phrases
    shipped: Vocabulary | None = None
    """Where a site added words: the vocabulary without them, whose findings count as well."""


def vocabulary(data: Mapping[str, Any], more: Mapping[str, Sequence[str]] | None = None) -> Vocabulary:
    """The vocabulary of a parsed `words.toml`; `more` has a site's own phrases by list ("things.data", "M05.strong").

    Raises `KeyError` for a list of `more` that does not exist, or that a site may not extend: more words may make the
    rules see more, never less.
    """
    for name in more or {}:
        if not extendable(name):
            raise KeyError(name)
    lists: dict[str, list[str]] = {f"words.{name}": list(found) for name, found in data["words"].items()}
    lists |= {f"things.{name}": list(found) for name, found in data["things"].items()}
    titles: dict[str, list[str]] = {}
    for code, topic in data["topics"].items():
        lists |= {f"{code}.{strength}": list(topic[strength]) for strength in ("strong", "weak")}
        titles[code] = list(topic["titles"])
    for name, phrases in (more or {}).items():
        (titles[name.removesuffix(".titles")] if name.endswith(".titles") else lists[name]).extend(phrases)
    equal: dict[Phrase, str] = {}
    for group in data["equal"]["groups"]:
        head = "=" + stem(group[0].split()[0]) if len(group[0].split()) == 1 else "=" + group[0]
        for phrase in group:
            equal.setdefault(stems_of(phrase), head)
    empty = frozenset(stem(word) for word in data["equal"]["empty"])
    return Vocabulary(
        Phrases(lists), Phrases(titles), equal, max(map(len, equal)), empty,
        Phrases({"aside": data["aside"]["titles"]}), Phrases({"aside": data["aside"]["lines"]}),
        vocabulary(data) if more else None)  # fmt: skip


def extendable(name: str) -> bool:
    """May a site add words to a list? Not to those by which a change passes, or a sentence is read as a promise."""
    kind, _, what = name.partition(".")
    if kind == "words":
        return what in ("exception", "limit", "duty", "ban", "degree", "handle", "power")
    return (kind == "things" and what != "form") or what in ("titles", "strong", "weak")


def canonical(stems: Sequence[str], known: Vocabulary) -> list[tuple[str, int, int]]:
    """The words of a sentence that say something, equal ones made the same, each with where it stands (first, end)."""
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(stems):
        for size in range(min(known.longest_equal, len(stems) - at), 0, -1):
            same = known.equal.get(tuple(stems[at : at + size]))
            if same is not None:
                found.append((same, at, at + size))
                at += size
                break
        else:
            if stems[at] not in known.empty:
                found.append((stems[at], at, at + 1))
            at += 1
    return found
