"""Random policies and random edits of them, as Markdown, for the property tests of the redline."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "we you data personal information account service shall must may not never delete retain within 30 days 90 days the of and to "  # noqa: E501
    "a in for unless except consent processor customer third-party don’t “Services” $10.00 2025-01-31 café naïve 数据 שלום 👩‍👩‍👧 é"  # noqa: E501
).split(" ")
word = st.sampled_from(WORDS)
sentence = st.lists(word, min_size=3, max_size=14).map(lambda words: " ".join(words).capitalize() + ".")
paragraph = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
item = sentence.map("- {}".format)
items = st.lists(sentence, min_size=1, max_size=5).map(lambda s: "\n".join(f"- {x}" for x in s))
ordered = st.lists(sentence, min_size=1, max_size=5).map(lambda s: "\n".join(f"{n}. {x}" for n, x in enumerate(s, 1)))
nested = st.tuples(sentence, st.lists(sentence, min_size=1, max_size=3)).map(
    lambda t: f"- {t[0]}\n" + "\n".join(f"  - {x}" for x in t[1])
)
heading = st.tuples(st.integers(1, 9), st.lists(word, min_size=1, max_size=4)).map(
    lambda t: f"## {t[0]}. {' '.join(t[1]).capitalize()}"
)
cell = st.lists(word, min_size=1, max_size=3).map(" ".join)


@st.composite
def table(draw: st.DrawFn) -> str:
    """A small table."""
    columns = draw(st.integers(1, 3))
    rows = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=1, max_size=4))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * columns, *lines[1:]])


linked = st.tuples(sentence, word, st.integers(1, 3)).map(lambda t: f"{t[0]} See [{t[1]}](https://example.com/{t[2]}).")
quoted = paragraph.map("> {}".format)
code = st.just("```\nkeep  this\n```")
block = st.one_of(paragraph, paragraph, items, ordered, nested, heading, table(), linked, quoted, code)
blocks = st.lists(block, min_size=0, max_size=9)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text and an edited copy."""
    old = draw(blocks)
    new = list(old)
    for _ in range(draw(st.integers(0, 5))):
        new = draw(st.sampled_from(EDITS))(draw, new)
    return "\n\n".join(old) + "\n", "\n\n".join(new) + "\n"


def _insert(draw: st.DrawFn, new: list[str]) -> list[str]:
    at = draw(st.integers(0, len(new)))
    return [*new[:at], draw(block), *new[at:]]


def _delete(draw: st.DrawFn, new: list[str]) -> list[str]:
    if not new:
        return new
    at = draw(st.integers(0, len(new) - 1))
    return new[:at] + new[at + 1 :]


def _move(draw: st.DrawFn, new: list[str]) -> list[str]:
    if len(new) < 2:
        return new
    at = draw(st.integers(0, len(new) - 1))
    rest = new[:at] + new[at + 1 :]
    to = draw(st.integers(0, len(rest)))
    return [*rest[:to], new[at], *rest[to:]]


def _split(draw: st.DrawFn, new: list[str]) -> list[str]:
    at = _plain(draw, new)
    return new if at is None else [*new[:at], *new[at].replace(". ", ".\n\n", 1).split("\n\n"), *new[at + 1 :]]


def _merge(draw: st.DrawFn, new: list[str]) -> list[str]:
    at = _plain(draw, new)
    if at is None or at + 1 >= len(new) or not _is_plain(new[at + 1]):
        return new
    return [*new[:at], f"{new[at]} {new[at + 1]}", *new[at + 2 :]]


def _renumber(draw: st.DrawFn, new: list[str]) -> list[str]:
    shift = draw(st.integers(1, 3))
    return [f"## {int(b[3]) + shift}{b[4:]}" if b.startswith("## ") and b[3].isdigit() else b for b in new]


def _words(draw: st.DrawFn, new: list[str]) -> list[str]:
    if not new:
        return new
    at = draw(st.integers(0, len(new) - 1))
    before, after = draw(word), draw(word)
    return [*new[:at], new[at].replace(before, after, 1), *new[at + 1 :]]


def _reformat(draw: st.DrawFn, new: list[str]) -> list[str]:
    return _words_as(draw, new, lambda w: f"**{w}**")


def _retarget(draw: st.DrawFn, new: list[str]) -> list[str]:
    return [b.replace("example.com/1", "example.org/9") for b in new]


def _invisible(draw: st.DrawFn, new: list[str]) -> list[str]:
    char = draw(st.sampled_from(("\u200b", "\u00ad", "\u00a0")))
    return _words_as(draw, new, lambda w: w[:1] + char + w[1:])


def _words_as(draw: st.DrawFn, new: list[str], change: object) -> list[str]:
    at = _plain(draw, new)
    if at is None:
        return new
    words = new[at].split(" ")
    k = draw(st.integers(0, len(words) - 1))
    words[k] = change(words[k])  # type: ignore[operator]
    return [*new[:at], " ".join(words), *new[at + 1 :]]


def _plain(draw: st.DrawFn, new: list[str]) -> int | None:
    places = [k for k, b in enumerate(new) if _is_plain(b)]
    return draw(st.sampled_from(places)) if places else None


def _is_plain(text: str) -> bool:
    return text[:1] not in "-#|>`0123456789" and "\n" not in text


EDITS = (_insert, _delete, _move, _split, _merge, _renumber, _words, _reformat, _retarget, _invisible)
