"""YAML is read as text with places, and what could surprise is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core import strict


def plain(node: strict.Node | None) -> object:
    """The node as plain Python values."""
    if isinstance(node, strict.Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, strict.Items):
        return [plain(item) for item in node.items]
    return node.text if node else None


def codes(text: str) -> list[str]:
    """Codes of the problems that `text` has."""
    return [problem.code for problem in strict.read(text)[1]]


@pytest.mark.parametrize(
    "value", ["1.10", "no", "yes", "null", "~", "0x1F", "1e3", "2025-12-15", "012", ".inf", "true"]
)
def test_a_value_stays_the_text_that_was_written(value: str) -> None:
    """No type is guessed: numbers, dates, booleans and nulls are text."""
    node, problems = strict.read(f"key: {value}\n")
    assert plain(node) == {"key": value}
    assert problems == ()


def test_places_count_from_the_files_first_line() -> None:
    """Lines and columns are those of the file, not of the part that is YAML."""
    node, _ = strict.read("a: 1\nb:\n  c: x\n", path="f.md", first_line=2)
    assert isinstance(node, strict.Mapping)
    inner = node.entries[1].value
    assert isinstance(inner, strict.Mapping)
    assert str(inner.entries[0].value.place) == "f.md:4:6"


def test_a_duplicate_key_names_both_lines() -> None:
    """The second is refused, and the sentence says where the first stands."""
    node, problems = strict.read("a: 1\nb: 2\na: 3\n")
    assert plain(node) == {"a": "1", "b": "2"}
    assert [(p.code, p.place.line) for p in problems] == [("yaml-duplicate-key", 3)]
    assert "line 1" in problems[0].sentence


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\n", "yaml-anchor"),
        ("a: *x\n", "yaml-alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag"),
        ("a: !x 1\n", "yaml-tag"),
        ("%YAML 1.1\n---\na: 1\n", "yaml-directive"),
        ("a: 1\n--- \nb: 2\n", "yaml-documents"),
        ("? [a, b]\n: 1\n", "yaml-key"),
        ("a: " + "[" * 9 + "]" * 9, "yaml-too-deep"),
        ("- x\n" * 3000, "yaml-too-many"),
        ("a: " + "x" * 70_000, "yaml-too-long"),
        ("a: b: c\n", "yaml-syntax"),
        ("\ta: b\n", "yaml-syntax"),
        ("a: 'b\n", "yaml-syntax"),
        ("a: `b`\n", "yaml-syntax"),
        ("a: [b\n", "yaml-syntax"),
        ('a: "\\q"\n', "yaml-syntax"),
        ("a: x\n b: y\n", "yaml-syntax"),
        ("a: 1\nb\n", "yaml-syntax"),
        ("a: x\x07\n", "character-unseen"),
        ("a: x\u202e\n", "character-unseen"),
    ],
)
def test_what_could_surprise_is_refused(text: str, code: str) -> None:
    """Each with its own code, sentence and way out."""
    _, problems = strict.read(text)
    assert code in [problem.code for problem in problems]
    assert all(problem.sentence.endswith(".") and problem.remedy for problem in problems)


def test_hostile_text_is_refused_fast() -> None:
    """An alias bomb and deep nesting end at the first thing refused, long before they unfold."""
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{'*a,' * 9}]\n" for n in range(9))
    start = time.perf_counter()
    for text in (bomb, "[" * 60_000, "{a: " * 15_000, "a:\n" + "".join(" " * n + "- \n" for n in range(300))):
        assert codes(text)
    assert time.perf_counter() - start < 2


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing makes the reader raise, and every problem has a place within the text."""
    _, problems = strict.read(text, path="f")
    for problem in problems:
        assert problem.place.path == "f"
        assert problem.place.line >= 1


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=40),
        max_size=6,
    )
)
def test_quoted_values_come_back(values: dict[str, str]) -> None:
    """Whatever stands in single quotation marks, doubled inside, is read letter for letter."""
    text = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in values.items())
    node, problems = strict.read(text)
    assert [p for p in problems if not p.code.startswith("character-")] == []
    assert plain(node) == (values or None)
