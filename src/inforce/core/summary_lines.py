"""The lines of a summary in a version's file: drafted ones come, change and go; an author's are never touched.

A drafted item is known by the note at its end, a digest of what was drafted. Whoever changes a word of it, or takes
its mark away, has made it an item of his own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import yaml

from inforce.core import frontmatter
from inforce.core.policy import Amendment, SummaryItem
from inforce.core.unfinished import UNFINISHED
from inforce.errors import Level

NOTE = f"  # drafted, put it in your own words and delete “{UNFINISHED}” – "
"""Ends the text of a drafted item; the digest of the item follows."""
_QUOTED = r'"(?P<text>(?:[^"\\]|\\.)*)"'
_NOTE = re.escape(NOTE) + r"(?P<digest>[0-9a-f]{8})"
_PLAIN = re.compile(rf"(?P<indent> *)- {_QUOTED}{_NOTE}[ \t]*")
_SECTION = re.compile(r"(?P<indent> *)- section: (?P<section>[^\s#\"'][^\s]*|\"[^\s\"\\]+\")")
_TEXT = re.compile(rf"(?P<indent> *)  text: {_QUOTED}{_NOTE}[ \t]*")
_LINES = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_BARE = re.compile(r"[a-z][a-z0-9-]*")
Lacking = Callable[[Collection[str]], Sequence[SummaryItem]]
"""Given the sections that the author's items name: the items to draft, in reading order."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A file with its summary brought up to date."""

    text: str
    added: tuple[SummaryItem, ...] = ()
    reworded: tuple[SummaryItem, ...] = ()
    removed: tuple[str, ...] = ()
    """Sections of drafted items that went: unchanged again, or summed up by the author."""
    kept: int = 0
    """Items of the author's, none touched."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item as it stands in the lines."""

    first: int
    end: int
    """Index after its last line."""
    section: str
    drafted: SummaryItem | None
    """What was drafted, where nobody has touched it."""
    said: bool = True
    """Whether anything is written there: a lone “-” is not an item yet."""


@dataclass(frozen=True, slots=True)
class _Summary:
    """Where the summary of a file stands."""

    items: tuple[_Item, ...]
    at: int
    """Index of the line before which a first item goes."""
    indent: int
    head: tuple[str, ...] = ()
    """Lines that are missing above the items."""


def refreshed(text: str, lacking: Lacking) -> Refreshed:
    """The file `text` with drafted items for what `lacking` names; not one other character differs.

    The file's own line ends are kept. The front matter must be without problems. `ValueError` where the summary is
    written in a way to which no line can be added.
    """
    lines = _LINES.split(text) if text else []
    lines = lines[:-1] if lines and not lines[-1] else lines
    summary = _found(text, [line.rstrip("\r\n") for line in lines])
    own = [item for item in summary.items if item.said and item.drafted is None]
    wanted = {item.section: item for item in lacking({item.section for item in own})}
    stale = [i for i in summary.items if i.drafted and wanted.get(i.section) != i.drafted]
    there = {item.section for item in summary.items if item.drafted}
    missing = [item for item in wanted.values() if item.section not in there]
    if not stale and not missing:
        return Refreshed(text, kept=len(own))
    result = "".join(_changed(lines, summary, wanted, missing, end=_line_end(lines)))
    _prove(text, result, [item.drafted is None for item in summary.items if item.said], wanted)
    return Refreshed(
        result,
        tuple(missing),
        tuple(wanted[item.section] for item in stale if item.section in wanted),
        tuple(item.section for item in stale if item.section not in wanted),
        len(own),
    )


def as_lines(items: Iterable[SummaryItem]) -> str:
    """The items as an author may paste them below ``summary:``."""
    return "".join(line for item in items for line in _written(item, 4, "\n", noted=False))


def _line_end(lines: Sequence[str]) -> str:
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


# ---- finding --------------------------------------------------------------------------------------------------------


def _found(text: str, lines: Sequence[str]) -> _Summary:
    """Where the summary stands; `ValueError` where it is no list of lines and something would have to be added."""
    fences = [n for n, line in enumerate(lines) if re.fullmatch(r"---[ \t]*", line.removeprefix("\ufeff"))]
    if len(fences) < 2 or fences[0] != 0:
        raise ValueError("the file does not begin with front matter")
    root = yaml.compose("\n".join(lines[1 : fences[1]]), Loader=yaml.SafeLoader)
    change = _value(root, "change")
    if change is None:
        return _Summary((), fences[1], 4, ("change:", "  summary:"))
    key, value = change
    if _empty(value):
        return _Summary((), key.start_mark.line + 2, 4, ("  summary:",))
    if not isinstance(value, yaml.MappingNode) or value.flow_style:
        raise ValueError("“change” is written in one line")
    found = _value(value, "summary")
    column = value.start_mark.column
    if found is None:
        return _Summary((), _last_line(value, lines) + 1, column + 2, (" " * column + "summary:",))
    key, node = found
    if _empty(node):
        return _Summary((), key.start_mark.line + 2, column + 2)
    return _items(lines, node, key.start_mark.line + 2)


def _items(lines: Sequence[str], node: yaml.Node, at: int) -> _Summary:
    column = node.start_mark.column
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        raise ValueError("the summary is written in one line")
    items = []
    for each in node.value:
        first = next((n for n in range(each.start_mark.line + 1, 0, -1) if _dash(lines[n], column)), None)
        if first is None or lines[first][:column].strip():
            raise ValueError("the items of the summary do not begin lines of their own")
        items.append(_item(lines, first, max(first, _last_line(each, lines)) + 1, each))
    return _Summary(tuple(items), at, column)


def _dash(line: str, column: int) -> bool:
    return line[column : column + 1] == "-" and line[column + 1 : column + 2] in ("", " ", "\t")


def _item(lines: Sequence[str], first: int, end: int, node: yaml.Node) -> _Item:
    section = ""
    if isinstance(node, yaml.MappingNode) and (found := _value(node, "section")):
        section = str(found[1].value).strip().removeprefix("#")
    return _Item(first, end, section, _drafted(lines[first:end], section), said=not _silent(node))


def _drafted(lines: Sequence[str], section: str) -> SummaryItem | None:
    """What the lines of an item were drafted as; None where they are an author's."""
    match = None
    if len(lines) == 1 and not section:
        match = _PLAIN.fullmatch(lines[0])
    elif len(lines) == 2 and (head := _SECTION.fullmatch(lines[0])):
        match = _TEXT.fullmatch(lines[1])
        match = match if match and match["indent"] == head["indent"] else None
    if match is None:
        return None
    item = SummaryItem(re.sub(r"\\(.)", r"\1", match["text"]), section)
    return item if match["digest"] == _digest(item) else None


def _value(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((name, value) for name, value in node.value if name.value == key), None)
    return None


def _empty(node: yaml.Node) -> bool:
    """Whether nothing at all is written there. (Empty quotation marks are something.)"""
    return isinstance(node, yaml.ScalarNode) and node.style is None and not node.value


def _silent(node: yaml.Node) -> bool:
    """Whether the reader of summaries passes over it."""
    return isinstance(node, yaml.ScalarNode) and not node.value.strip()


def _last_line(node: yaml.Node, lines: Sequence[str]) -> int:
    """Index of the last line with something of `node` in it."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        inner = node.value[-1]
        node = inner[1] if isinstance(inner, tuple) else inner
    last = int(node.end_mark.line) + 1
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        # Such a text ends where the next line begins; empty lines below it are nobody's.
        while last > node.start_mark.line + 1 and (last >= len(lines) or _beyond(node, last, lines)):
            last -= 1
    return last


def _beyond(node: yaml.Node, line: int, lines: Sequence[str]) -> bool:
    return not lines[line].strip() or (line == node.end_mark.line + 1 and node.end_mark.column == 0)


# ---- writing --------------------------------------------------------------------------------------------------------


def _changed(
    lines: Sequence[str], summary: _Summary, wanted: dict[str, SummaryItem], missing: Iterable[SummaryItem], end: str
) -> list[str]:
    result = list(lines)
    inserted: dict[int, list[str]] = {}
    for item in missing:
        inserted.setdefault(_place(item, summary, list(wanted)), []).extend(_written(item, summary.indent, end))
    if summary.head and inserted:
        inserted[summary.at] = [*(f"{line}{end}" for line in summary.head), *inserted.get(summary.at, [])]
    edits = [(at, at, new) for at, new in inserted.items()]
    for standing in summary.items:
        now = wanted.get(standing.section)
        if standing.drafted and now != standing.drafted:
            new = _written(now, summary.indent, end) if now else []
            edits.append((standing.first, standing.end, new))
    # From the end on, so that the places before stay what they are.
    for first, last, new in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        result[first:last] = new
    return result


def _place(item: SummaryItem, summary: _Summary, order: Sequence[str]) -> int:
    """Index of the line before which it goes: behind the item of the nearest changed section before it."""
    before = order[: order.index(item.section)]
    for section in reversed(before):
        for standing in summary.items:
            if standing.section == section and standing.drafted:
                return standing.end
    own = [standing.end for standing in summary.items if standing.drafted is None]
    return own[-1] if own else summary.at


def _written(item: SummaryItem, indent: int, end: str, *, noted: bool = True) -> list[str]:
    quoted = '"' + item.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = f"{quoted}{NOTE}{_digest(item)}{end}" if noted else f"{quoted}{end}"
    margin = " " * indent
    if not item.section:
        return [f"{margin}- {text}"]
    section = item.section if _BARE.fullmatch(item.section) else f'"{item.section}"'
    return [f"{margin}- section: {section}{end}", f"{margin}  text: {text}"]


def _digest(item: SummaryItem) -> str:
    return hashlib.sha256(f"{item.section}\0{item.text}".encode()).hexdigest()[:8]


def _prove(old: str, new: str, authors: Sequence[bool], wanted: dict[str, SummaryItem]) -> None:
    """`ValueError` unless the new text reads as the old one does, but for the drafted items."""
    was, now = (_read(text) for text in (old, new))
    if was is None or now is None or was[1] != now[1]:
        raise ValueError("the summary is written in an unusual way")
    own = [item for item, mine in zip(was[2], authors, strict=False) if mine]
    if len(was[2]) != len(authors) or sorted(map(str, now[2])) != sorted(map(str, [*own, *wanted.values()])):
        raise ValueError("the summary is written in an unusual way")


def _read(text: str) -> tuple[str, object, tuple[SummaryItem, ...]] | None:
    """Body, all of the front matter but its summary, and the summary."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    result = frontmatter.read(plain, "")
    if result.front is None or any(problem.level is Level.ERROR for problem in result.problems):
        return None
    amendment = result.front.amendment or Amendment(None)
    # Where something stands is no part of what it says: a line added above moves it.
    allowances = tuple(replace(allowance, place=None) for allowance in result.front.allowances)
    rest = replace(result.front, places=(), allowances=allowances, amendment=replace(amendment, summary=()))
    return result.body, (result.body, rest), amendment.summary
