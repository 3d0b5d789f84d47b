"""A changed sentence is found from the register's short marks alone."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from inforce.core.document import parse
from inforce.core.location import changed_spots, sentences, text_marks

words = st.lists(
    st.sampled_from("we you collect keep share sell data name days not 90 may".split()), min_size=2, max_size=5
)
texts = st.lists(words.map(lambda found: " ".join(found).capitalize() + "."), min_size=1, max_size=12)


def document(lines: list[str]) -> str:
    """A text of one paragraph a sentence."""
    return "\n\n".join(lines) + "\n"


@given(texts, st.data())
def test_the_one_changed_sentence_is_named(lines: list[str], data: st.DataObject) -> None:
    """With its line, and with what it was where the old text is at hand."""
    old = parse(document(lines))
    at = data.draw(st.integers(0, len(lines) - 1))
    new = parse(document([*lines[:at], "Something else stands here.", *lines[at + 1 :]]))
    marks = text_marks(old.canonical)
    (spot,) = changed_spots(marks, new)
    assert (spot.now, spot.was, spot.line) == ("Something else stands here.", "", 2 * at + 1)
    (told,) = changed_spots(marks, new, old)
    assert (told.now, told.was) == ("Something else stands here.", lines[at])


@given(texts)
def test_an_unchanged_text_has_no_spot(lines: list[str]) -> None:
    """Equal marks are equal."""
    found = parse(document(lines))
    assert changed_spots(text_marks(found.canonical), found) == ()


@given(texts, texts)
def test_two_different_texts_have_a_spot(one: list[str], other: list[str]) -> None:
    """Whatever the two are: nothing raises, and a difference is never passed over."""
    old, new = parse(document(one)), parse(document(other))
    assert bool(changed_spots(text_marks(old.canonical), new)) == (old.canonical != new.canonical)
    assert bool(changed_spots(text_marks(old.canonical), new, old)) == (old.canonical != new.canonical)


def test_a_removed_sentence_is_told_by_its_neighbour() -> None:
    """Without the old text nobody can say what it was."""
    old, new = parse("We keep it. We sell it.\n"), parse("We keep it.\n")
    (spot,) = changed_spots(text_marks(old.canonical), new)
    assert (spot.now, spot.was, spot.near) == ("", "", "We keep it.")
    (told,) = changed_spots(text_marks(old.canonical), new, old)
    assert told.was == "We sell it."


def test_an_abbreviation_ends_no_sentence() -> None:
    """Nor does a number before its full stop, or a small letter after one."""
    assert sentences('ScaleMule, Inc. ("we") keeps it. We, e.g. Ada, do.') == [
        'ScaleMule, Inc. ("we") keeps it.',
        "We, e.g. Ada, do.",
    ]
    assert sentences("h2\t1. Introduction") == ["h2\t1. Introduction"]


def test_thousands_of_like_sentences_are_no_trap() -> None:
    """The first difference is named, and it does not take for ever."""
    old, new = parse("A. B. " * 8000 + "\n"), parse("X. " + "B. A. " * 8000 + "Y.\n")
    start = time.perf_counter()
    assert changed_spots(text_marks(old.canonical), new)
    assert time.perf_counter() - start < 5
