"""Every word, number and list number of the source is on the page: counted independently of the parser.

Two bounds are compared, word by word. The *least* that the source says (known HTML tags and labels of references
taken away) must be among the *most* that the page shows (text, link targets, titles, list numbers); and the least
that the page says must be among the most that stands in the source. The scanner knows Markdown's signs only by their
shape, so a fault in the parser, or in what is made of its tokens, cannot hide itself.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from urllib.parse import unquote

from rapidfuzz.distance import Indel

from inforce.core.findings import Finding
from inforce.core.model import Block, BlockKind, Container, common, link_ends
from inforce.core.rawhtml import TAG, TAGS

WORD = re.compile(r"[^\W_]+|[€$£¥§%]")
"""A word, a number, or a sign that carries meaning without letters."""

_ATTRIBUTE_WORDS = re.compile(r"""\b(href|src|alt|title|id)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_DEFINITION = re.compile(
    r"^([ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*)\[(?!\^)((?:[^\[\]\\]|\\.)+)\]:(?=[ \t]*\n?[ \t]*\S)", re.MULTILINE
)
_TAGGED = re.compile(r"""<a\s[^<>]*?href=["']?([^\s"'>]*)""")
_IN_BRACKETS = re.compile(r"\]\(<?([^\s<>()]*)")
_FULL_REFERENCE = re.compile(r"\]\[(?!\^)((?:[^\[\]\\]|\\.)+)\]")
_SIGNS_AS_SPACES = bytes(code if code > 127 or chr(code).isalnum() or chr(code) in "$%" else 32 for code in range(256))
MOST_ALIGNED = 20_000
"""Longer lists of words are not aligned to find the place of a fault; the first place of the word is named then."""


def lost_or_added(source: str, blocks: Sequence[Block]) -> list[Finding]:
    """Words of `source` that the blocks do not show, and words of the blocks that the source does not have."""
    plain = _without_tags(source)
    shown = "\n".join(_in_source_order(source, blocks))
    if _chunks(plain) == _chunks(shown):
        return []  # nearly every text: the same words in the same order
    written = WORD.findall(source)
    if written == WORD.findall(shown):
        return []
    least, most = _source_bounds(source, written)
    missing = least - _page_most(blocks)
    if missing:
        numbers = set(_number_words(blocks))
        for word in [word for word in missing if word.isdecimal() and str(int(word)) in numbers]:
            del missing[word]  # a list number written with zeros before it
    added = _page_least(blocks) - most
    return _placed(source, blocks, missing, added) if missing or added else []


def _chunks(text: str) -> list[bytes]:
    """The text cut at ASCII signs that belong to no word. No word reaches over one: equal chunks hold equal words."""
    return text.encode("utf-8", "surrogatepass").translate(_SIGNS_AS_SPACES).split()


def words(text: str) -> list[str]:
    """The words of a text, character references resolved."""
    return WORD.findall(html.unescape(text) if "&" in text else text)


def _in_source_order(source: str, blocks: Sequence[Block]) -> Iterator[str]:
    """All that a page holds, in the order in which it is written: list number, text, link target, title, id.

    A tag has the target before the words. A target that is its own text stands in the source once or twice.
    """
    tagged = frozenset(_TAGGED.findall(source)) if "<a" in source else frozenset[str]()
    twice: frozenset[str] | None = None
    items: tuple[Container, ...] = ()
    for block in blocks:
        if block.containers is not items:
            for container in block.containers[common(items, block.containers) :]:
                if container.number is not None:
                    yield str(container.number)
            items = block.containers
        runs = block.runs
        for index, run in enumerate(runs):
            if run.href is None:
                yield run.text
                if run.image is not None:
                    yield f"{run.image} {run.title}"
                continue
            before = run.href in tagged
            if before and (index == 0 or runs[index - 1].href != run.href):
                yield f"{run.href} {run.title}"
            yield run.text
            if run.image is not None:
                yield f"{run.image} {run.title}"
            if not before and link_ends(runs, index):
                if run.href.removeprefix("mailto:") == run.text:
                    twice = frozenset(_IN_BRACKETS.findall(source)) if twice is None else twice
                    if run.href not in twice:
                        continue
                yield f"{run.href} {run.title}"
        if block.kind is BlockKind.HEADING:
            yield block.anchor


# -------------------------------------------------------------------- the source


def _source_bounds(source: str, written: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """The fewest and the most words that the source can be said to hold; `written`: its words as they stand."""
    most = Counter(written)
    plain = _without_labels(_without_tags(source))
    if plain == source and "&" not in source:
        return most, most
    least = Counter(words(plain))
    most |= least
    if "&" in source:
        most |= Counter(words(source))
    return least, most


def _without_tags(source: str) -> str:
    return TAG.sub(_tag_words, source) if "<" in source else source


def _tag_words(match: re.Match[str]) -> str:
    """What a known tag says: addresses and texts in its attributes, each once. Unknown tags are text."""
    if (match[1] or match[3]).lower() not in TAGS:
        return match[0]
    seen: dict[str, str] = {}
    for name, value in _ATTRIBUTE_WORDS.findall(match[2] or ""):
        seen.setdefault(name.lower(), value)
    return f" {' '.join(seen.values())} "


def _without_labels(source: str) -> str:
    """The source without the labels that only tie a link to its definition."""
    defined = {_label(match[2]) for match in _DEFINITION.finditer(source)} if "]:" in source else set()
    if not defined:
        return source

    def unless_defined(match: re.Match[str]) -> str:
        return "]" if _label(match[1]) in defined else match[0]

    return _DEFINITION.sub(lambda match: match[1], _FULL_REFERENCE.sub(unless_defined, source))


def _label(written: str) -> str:
    return " ".join(written.split()).casefold()


# -------------------------------------------------------------------- the page


def _page_most(blocks: Sequence[Block]) -> Counter[str]:
    """The most that the page shows: text, and what stands beside it (targets, titles, ids, list numbers)."""
    text = "\n".join(run.text for block in blocks for run in block.runs)
    most = Counter(WORD.findall(text))
    if "&" in text:
        most |= Counter(words(text))
    most.update(WORD.findall("\n".join(piece for block in blocks for piece in _beside(block))))
    most.update(_number_words(blocks))
    return most


def _beside(block: Block) -> Iterator[str]:
    """What a block carries beside its text; a link over several runs once."""
    yield block.anchor
    before: tuple[str | None, str] = (None, "")
    for run in block.runs:
        if run.image is not None:
            yield from (run.image, unquote(run.image), run.title)
        if run.href is not None and (run.href, run.title) != before:
            yield from (run.href, unquote(run.href), run.title)
        before = (run.href, run.title)


def _number_words(blocks: Sequence[Block]) -> Iterator[str]:
    """Numbers of list items as shown, and as the source may have written them: ``1. 1. 1.`` counts upwards."""
    items: dict[int, list[int]] = {}
    seen: set[int] = set()
    for block in blocks:
        for outer, container in zip(block.containers, block.containers[1:], strict=False):
            if container.number is not None and container.key not in seen:
                seen.add(container.key)
                items.setdefault(outer.key, []).append(container.number)
    for numbers in items.values():
        yield from map(str, numbers)
        if numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            yield from [str(numbers[0])] * (len(numbers) - 1)


def _page_least(blocks: Sequence[Block]) -> Counter[str]:
    """The fewest words that the page can be said to show: tags that stand in it as text taken away."""
    texts = [run.text for block in blocks for run in block.runs]
    least = Counter(WORD.findall("\n".join(text for text in texts if "<" not in text)))
    for text in texts:
        if "<" in text:
            least.update(words(TAG.sub(" ", text)))
    return least


# -------------------------------------------------------------------- where


def _placed(source: str, blocks: Sequence[Block], missing: Counter[str], added: Counter[str]) -> list[Finding]:
    """Findings for words lost and added, one a line."""
    places = [(match[0], match.start()) for match in WORD.finditer(source)]
    shown = [(word, block.line - 1) for block in blocks for run in block.runs for word in words(run.text)]
    lost_at, added_at = _unmatched([word for word, _ in places], [word for word, _ in shown])
    findings = []
    for group in _neighbouring(source, _chosen(places, lost_at, missing)):
        _, line, at = group[0]
        start = source.rfind("\n", 0, at) + 1
        if definition := _DEFINITION.match(source, start):
            sentence = f"The link definition [{definition[2]}]: is used nowhere (or stands here a second time)."
            findings.append(Finding("reference-unused", line, sentence, "Remove it.", 1))
            continue
        sentence = f"Here {_listed([word for word, _, _ in group])} would not be on the page."
        findings.append(Finding("words-lost", line, sentence, LOST_REMEDY, at - start + 1))
    by_line: dict[int, list[str]] = {}
    for word, line in _chosen(shown, added_at, added):
        by_line.setdefault(line, []).append(word)
    for line, extra in by_line.items():
        sentence = f"Here {_listed(extra)} would be on the page and is not in the source."
        findings.append(Finding("words-added", line, sentence, "Write this passage more plainly."))
    return findings


def _neighbouring(source: str, lost: Sequence[tuple[str, int]]) -> list[list[tuple[str, int, int]]]:
    """Lost words with line and offset, those of one line or of lines that follow each other together."""
    groups: list[list[tuple[str, int, int]]] = []
    line, start = 0, 0
    for word, at in lost:
        line += source.count("\n", start, at)
        start = at
        if groups and line - groups[-1][-1][1] <= 1:
            groups[-1].append((word, line, at))
        else:
            groups.append([(word, line, at)])
    return groups


LOST_REMEDY = "Write it as plain text, a list or a table; docs/reference/markdown.md says what Markdown leaves out."


def _unmatched(source: list[str], page: list[str]) -> tuple[list[int], list[int]]:
    """Indices of words that stand in one of two lists only, order respected."""
    if max(len(source), len(page)) > MOST_ALIGNED:
        return [], []
    numbers: dict[str, int] = {}
    first, second = ([numbers.setdefault(word, len(numbers)) for word in side] for side in (source, page))
    lost: list[int] = []
    added: list[int] = []
    for edit in Indel.opcodes(first, second):
        if edit.tag != "equal":
            lost += range(edit.src_start, edit.src_end)
            added += range(edit.dest_start, edit.dest_end)
    return lost, added


def _chosen(places: Sequence[tuple[str, int]], likely: Sequence[int], wanted: Counter[str]) -> list[tuple[str, int]]:
    """As many places of each wanted word as are wanted, likely ones first, in order; all, where none is left over."""
    left = Counter(wanted)
    chosen: set[int] = set()
    for index in chain(likely, range(len(places) - 1, -1, -1)):
        word = places[index][0]
        if left[word] > 0 and index not in chosen:
            left[word] -= 1
            chosen.add(index)
    return [places[index] for index in sorted(chosen)]


def _listed(found: Sequence[str]) -> str:
    text = " ".join(found[:8]) + (" …" if len(found) > 8 else "")
    return f"“{text}”"
