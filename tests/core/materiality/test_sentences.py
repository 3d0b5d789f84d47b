"""Text to sentences and words: the units in which the rules read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core.materiality.sentences import spans, words


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end].strip() for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We ask. You answer.", ["We ask.", "You answer."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ("We work with Acme Inc. and others. We stop.", ["We work with Acme Inc. and others.", "We stop."]),
        ("Art. 6, e.g. its No. 5, holds. So we act.", ["Art. 6, e.g. its No. 5, holds.", "So we act."]),
        ("Ask Dr. Smith. He knows.", ["Ask Dr. Smith.", "He knows."]),
        ("It costs 4.50 euros. Pay now.", ["It costs 4.50 euros.", "Pay now."]),
        ("See www.example.com. Then write.", ["See www.example.com.", "Then write."]),
        ('He said "so." We said "yes."', ['He said "so."', 'We said "yes."']),
        ("He said “so.” We said “yes.”", ["He said “so.”", "We said “yes.”"]),
        ("We ask.\n\nYou answer", ["We ask.", "You answer"]),
        ("one line without an end", ["one line without an end"]),
        ("第一。第二。", ["第一。", "第二。"]),
    ],
)  # fmt: skip
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    """A sentence ends where a reader would say so: not after an abbreviation, nor inside a number or an address."""
    assert split(text) == expected


@given(st.text(alphabet=st.sampled_from("aB .!?\"”'’)\n。U.S1é\u200b\u202e"), max_size=60))
def test_sentences_cover_the_whole_text(text: str) -> None:
    """Whatever the text, its sentences follow each other without a gap."""
    found = spans(text)
    assert [start for start, _ in found] == [0, *[end for _, end in found[:-1]]]
    assert found[-1][1] == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We don't, can't, won't", ["we", "do", "not", "can", "not", "will", "not"]),
        ("you’re we’ll", ["you", "are", "we", "will"]),
        ("collects collected collecting", ["collect", "collect", "collect"]),
        ("a@b.example", ["a@b.example"]),
        ("Lumo's", ["lumo"]),
        ("!? — …", []),
        ("", []),
    ],
)
def test_what_words_are_compared_by(text: str, expected: list[str]) -> None:
    """Small letters without endings; a contraction is two words; punctuation is none."""
    assert [word.stem for word in words(text)] == expected


def test_a_word_knows_where_it_begins() -> None:
    """The place of each word in the sentence, for marking it."""
    text = "We delete it."
    assert [text[word.start : word.start + len(word.text)] for word in words(text)] == ["We", "delete", "it"]
