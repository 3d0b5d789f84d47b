"""YAML read as plain text with places: no type is guessed, and nothing surprising is taken.

`1.10` stays ``1.10`` and `no` stays ``no``; duplicate keys, tags, anchors, aliases, deep nesting and oversize
input are refused. Events are read one at a time, so a hostile file is refused before it is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from inforce.core.characters import suspicious
from inforce.errors import Place, Problem

LONGEST = 64 * 1024
"""Characters of YAML read at most."""
DEEPEST = 6
"""Mappings and lists within each other at most."""
MOST_ITEMS = 2000
"""Scalars, lists and mappings read at most."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written, quotation marks removed."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``key: value`` of a mapping."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order written; no key stands twice."""

    entries: tuple[Entry, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


Node = Scalar | Mapping | Items


class _Refused(Exception):
    """Carries the problem that makes the rest unreadable."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read(text: str, *, path: str = "", first_line: int = 1) -> tuple[Node | None, tuple[Problem, ...]]:
    """The node that `text` holds (None for nothing, or when it cannot be read), and every problem found.

    `first_line` is the number of the text's first line in its file; places count from 1.
    """
    if len(text) > LONGEST:
        sentence = f"This is {len(text):,} characters long; at most {LONGEST:,} are read."
        return None, (Problem("yaml-too-long", Place(path, first_line), sentence, "Shorten it."),)
    reader = _Reader(path, first_line)
    try:
        node = reader.document(text)
    except _Refused as refused:
        return None, (*reader.problems, refused.problem)
    except yaml.reader.ReaderError:
        # A character that YAML does not take is one that nobody sees, and has been told.
        return None, tuple(reader.problems)
    except yaml.YAMLError as error:
        return None, (*reader.problems, _syntax(error, path, first_line))
    return node, tuple(reader.problems)


class _Reader:
    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.count = 0

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self.path, self.first_line + mark.line, mark.column + 1) if mark else Place(self.path)

    def document(self, text: str) -> Node | None:
        self._only_visible_characters(text)
        events = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    self._refuse("yaml-directive", event, "A line that begins with “%” is not read here.")
                if node is not None:
                    self._refuse("yaml-documents", event, "A second document begins here.")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, 0)
        return node

    def _only_visible_characters(self, text: str) -> None:
        for found in suspicious(text):
            place = Place(self.path, self.first_line + found.line, found.column)
            self.problems.append(Problem(found.code, place, found.sentence, found.remedy))

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self.count += 1
        if depth > DEEPEST:
            self._refuse("yaml-too-deep", event, f"Lists and keys stand more than {DEEPEST} levels within each other.")
        if self.count > MOST_ITEMS:
            self._refuse("yaml-too-many", event, f"More than {MOST_ITEMS} values stand here.")
        if isinstance(event, yaml.AliasEvent):
            self._refuse("yaml-alias", event, f"“*{event.anchor}” is an alias, which is not read.")
        assert isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent)
        if event.anchor is not None:
            self._refuse("yaml-anchor", event, f"“&{event.anchor}” is an anchor, which is not read.")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse("yaml-tag", event, f"“{tag}” is a tag, which is not read.")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, self.place(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(event, events, depth)
        return self._mapping(event, events, depth)

    def _items(self, start: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Items:
        items: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self.node(event, events, depth + 1))
        return Items(tuple(items), self.place(start))

    def _mapping(self, start: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: dict[str, Place] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self._refuse("yaml-key", event, "A key must be a plain word.")
            elif key.text in seen:
                sentence = f"“{key.text}” stands twice; it is also on line {seen[key.text].line}."
                self.problems.append(Problem("yaml-duplicate-key", key.place, sentence, "Keep one of them."))
            else:
                seen[key.text] = key.place
                entries.append(Entry(key, value))
        return Mapping(tuple(entries), self.place(start))

    def _refuse(self, code: str, event: yaml.Event, sentence: str) -> None:
        remedy = (
            "Write the value itself." if code in ("yaml-alias", "yaml-anchor", "yaml-tag") else _REMEDIES.get(code, "")
        )
        raise _Refused(Problem(code, self.place(event), sentence, remedy))


_REMEDIES = {
    "yaml-directive": "Delete the line, or put the value in quotation marks.",
    "yaml-documents": "Keep everything between the two lines “---”.",
    "yaml-too-deep": "Write it flatter.",
    "yaml-too-many": "Shorten it.",
    "yaml-key": "Write “key: value”, with a space after the colon.",
}

_SYNTAX = (
    (
        "mapping values are not allowed",
        "A colon inside a value confuses the reader.",
        "Put the value in quotation marks.",
    ),
    ("found character '\\t'", "A tab stands where spaces are needed.", "Replace it by spaces."),
    ("cannot start any token", "A value cannot begin with this character.", "Put the value in quotation marks."),
    (
        "could not find expected ':'",
        "This line is not of the form “key: value”.",
        "Add the colon and a space, or indent the line to continue the one above.",
    ),
    (
        "while scanning a quoted scalar",
        "A quotation mark is opened here and never closed.",
        "Close it, or put the whole value in quotation marks.",
    ),
    (
        "found unknown escape character",
        "“\\” has a special meaning inside double quotation marks.",
        "Use single quotation marks.",
    ),
    (
        "expected <block end>",
        "This line does not fit the ones above it.",
        "Indent it like its neighbours, or put a value with quotation marks inside wholly into quotation marks.",
    ),
    ("expected alphabetic", "A value cannot begin with “*”, “&” or “!”.", "Put the value in quotation marks."),
    ("expected ',' or", "A bracket is opened and never closed.", "Close it, or put the value in quotation marks."),
)


def _syntax(error: yaml.YAMLError, path: str, first_line: int) -> Problem:
    """A plain sentence for what the YAML reader stumbled over."""
    place = Place(path, first_line)
    words = str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        words = f"{error.context or ''} {error.problem or ''}"
        unclosed = "while scanning a quoted scalar" in words and "escape" not in words
        mark = error.context_mark if unclosed else error.problem_mark
        mark = mark or error.problem_mark or error.context_mark
        if mark is not None:
            place = Place(path, first_line + mark.line, mark.column + 1)
        if unclosed:
            words = "while scanning a quoted scalar"
        elif "escape" in words:
            words = "found unknown escape character"
    for sign, sentence, remedy in _SYNTAX:
        if sign in words:
            return Problem("yaml-syntax", place, sentence, remedy)
    return Problem(
        "yaml-syntax", place, "This cannot be read as “key: value” lines.", "Put the value in quotation marks."
    )
