"""Odd and hostile input: for each a defined outcome, and guards that the work does not grow with the square of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from inforce.commands.texts import read_file
from inforce.core.document import parse
from inforce.core.redline import ChangeKind, PieceKind, Redline, compare, pairs
from inforce.errors import ContentError, Level

WORDS = [f"{a}{b}{c}" for a in "bdfglmn" for b in "aeiou" for c in "krstvx"]


def redline(old: str, new: str) -> Redline:
    return compare(parse(old, lenient=True), parse(new, lenient=True))


def marked(result: Redline, kind: PieceKind) -> list[str]:
    return [p.text.strip() for e in result.entries for p in e.words if p.kind is kind]


@pytest.mark.parametrize(
    ("old", "new", "kind"), [("", "One.\n\nTwo.\n", ChangeKind.ADDED), ("One.\n\nTwo.\n", "", ChangeKind.REMOVED)]
)
def test_against_an_empty_text_all_is_one_change(old: str, new: str, kind: ChangeKind) -> None:
    """Everything is added, or removed; a text of white space counts as empty."""
    for blank in ("", " \n\n\t\n"):
        result = redline(old or blank, new or blank)
        assert [change.kind for change in result.changes] == [kind]
        assert {e.inserted for e in result.entries} == {kind is ChangeKind.ADDED}


def test_a_file_that_is_not_utf8_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Bytes of another encoding are named; nothing is compared."""
    path = tmp_path / "latin.md"
    path.write_bytes(b"caf\xe9\n")
    with pytest.raises(ContentError) as caught:
        read_file(path)
    assert [problem.code for problem in caught.value.problems] == ["not-utf8"]


def test_five_million_characters_are_refused_unread() -> None:
    """One paragraph of 5 MB: one error, no block that a redline could be made of."""
    document = parse("word " * 1_000_000, lenient=True)
    assert [(p.code, p.level) for p in document.problems] == [("text-too-long", Level.ERROR)]
    assert document.blocks == ()


def test_a_table_that_became_a_list_gives_both_back() -> None:
    """Rows and items are not paired as one block: the table is removed, the list added."""
    rows = [(f"row {n}", f"value {n * n}") for n in range(40)]
    table = "| a | b |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in rows)
    result = redline(table, "".join(f"- {a} {b}\n" for a, b in rows))
    assert {change.kind for change in result.changes} == {ChangeKind.REMOVED, ChangeKind.ADDED}


def test_nested_lists_keep_the_words_of_what_only_moved_outwards() -> None:
    """Forty levels deep, one level taken out: its word alone is marked."""
    levels = [f"Item of level {n} here" for n in range(40)]
    texts = ["".join("  " * n + f"- {item}\n" for n, item in enumerate(x)) for x in (levels, levels[:20] + levels[21:])]
    result = redline(*texts)
    assert marked(result, PieceKind.DELETED) == ["Item of level 20 here"]
    assert marked(result, PieceKind.INSERTED) == []


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("שלום עולם זה טקסט\n", "שלום לכולם זה טקסט\n", ["עולם"], ["לכולם"]),
        ("نحن نحذف البيانات خلال 30 يوما\n", "نحن نحذف البيانات خلال 60 يوما\n", ["30"], ["60"]),
        ("Cafe\u0301 and tea\n", "Café and tea\n", [], []),
        ("We 👩‍👩‍👧 care\n", "We 👩‍👩‍👦 care\n", ["👩‍👩‍👧"], ["👩‍👩‍👦"]),
        ("Flag 🇩🇪 here\n", "Flag 🇫🇷 here\n", ["🇩🇪"], ["🇫🇷"]),
    ],
    ids=["hebrew", "arabic", "composed", "joined-emoji", "flags"],
)
def test_scripts_and_emoji_are_cut_where_a_reader_would(old: str, new: str, gone: list[str], come: list[str]) -> None:
    """Words of any script are words; what is composed otherwise is told, not marked; an emoji is never cut."""
    result = redline(old, new)
    assert (marked(result, PieceKind.DELETED), marked(result, PieceKind.INSERTED)) == (gone, come)
    assert not result.is_empty


def test_two_different_policies_share_nothing_that_a_reader_could_follow() -> None:
    """Texts with other words have no block in common, and no stray word is kept."""
    first = "\n\n".join(f"We {' '.join(WORDS[n : n + 20])} the end." for n in range(0, 100, 20))
    second = "\n\n".join(f"You {' '.join(WORDS[n : n + 20])} the end." for n in range(100, 200, 20))
    result = redline(first, second)
    assert {PieceKind.SAME} & {p.kind for e in result.entries for p in e.words} == set()


def test_the_work_for_ten_thousand_blocks_does_not_grow_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 10,000 one-word paragraphs against 10,000 others hardly any two are weighed."""
    weighed: list[int] = []
    real = pairs._weighed

    def counting(*args: object) -> object:
        weighed.append(1)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pairs, "_weighed", counting)
    draw = random.Random(1)
    old, new = ("\n\n".join(draw.choices(WORDS, k=10_000)) for _ in range(2))
    assert not redline(old, new).is_empty
    assert len(weighed) <= 10 * 10_000


def test_one_paragraph_with_every_second_word_changed_is_given_back() -> None:
    """A paragraph of 40,000 words: the change may be marked larger than it is, but both texts are held."""
    draw = random.Random(2)
    words = draw.choices(WORDS, k=40_000)
    result = redline(" ".join(words), " ".join(w if n % 2 else w + "x" for n, w in enumerate(words)))
    assert [change.kind for change in result.changes] == [ChangeKind.CHANGED]


@pytest.mark.parametrize("sign", [".", "-", "a", "+."])
def test_a_row_of_one_sign_is_looked_through_once(sign: str) -> None:
    """Fifty thousand dots, dashes or letters without a space end like any other text."""
    row = sign * (50_000 // len(sign))
    assert not redline(f"Row {row}\n", f"Row {row} end\n").is_empty


def test_an_empty_cell_among_divided_text_gives_a_redline() -> None:
    """An empty block has no place between two words: the text around it is told as removed and added."""
    old = parse("what why we do", lenient=True)
    new = parse("what we do only:\n\n| | |\n|---|---|\n\nWe why we do", lenient=True)
    assert len(compare(old, new).accept()) == len(new.blocks)
    assert len(compare(new, old).reject()) == len(new.blocks)


@pytest.mark.parametrize("image", ["![](x.png)", "<img src=x.png>"])
def test_an_image_without_words_before_a_changed_word_is_given_back(image: str) -> None:
    """The space after the word stays outside the mark, and the image inside it."""
    for old, new in (("r de\n", f"{image}0 de\n"), ("We keep a b.\n", f"We keep {image}c b.\n")):
        for a, b in ((old, new), (new, old)):
            found = compare(parse(a, lenient=True), parse(b, lenient=True))
            shown = [run.image for block in (*found.accept(), *found.reject()) for run in block.runs if run.image]
            assert shown == ["x.png"]
