"""Plain text of letters: width, whole links, nothing unseen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.render.plain_text import WIDTH, one_line, visible, wrapped

LINK = "https://example.com/" + "a-b/" * 40


def test_lines_break_at_spaces_and_links_stay_whole() -> None:
    """A link longer than a line has its own; the indent stands before every line, the sign before the first."""
    lines = wrapped(f"See {LINK} for more. " + "word " * 30, "  ", "- ").splitlines()
    assert lines[:3] == ["- See", f"  {LINK}", "  for more. " + "word " * 11 + "word"]
    assert all(len(line) <= WIDTH for line in lines if LINK not in line)


def test_ideographs_break_anywhere_but_before_their_punctuation() -> None:
    """A text without spaces has lines too; each ideograph is two columns wide."""
    lines = wrapped("中" * 35 + "文。" + "中" * 40).splitlines()
    assert [len(line) for line in lines] == [35, 36, 6]
    assert "".join(lines).count("中") == 75
    assert not any(line.startswith("。") for line in lines)


def test_a_no_break_space_breaks_no_line() -> None:
    """It stays, and what it joins stays together."""
    assert "60\u00a0days" in wrapped("word " * 14 + "60\u00a0days").splitlines()[1]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "  "]))
def test_no_word_is_lost(text: str, indent: str) -> None:
    """Wrapping changes nothing but white space, and only words that are too long pass the width."""
    found = wrapped(text, indent)
    assert "".join(found.split()) == "".join(text.split())
    assert all(line.startswith(indent) for line in found.split("\n") if found)


@pytest.mark.parametrize("hidden", ["\0", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u2069", "\ufeff", "\r"])
def test_what_cannot_be_seen_is_left_out(hidden: str) -> None:
    """Controls and what turns the reading direction; a line feed is the only control that stays."""
    assert visible(f"a{hidden}b\n").strip(" ").replace(" ", "") == "ab\n"
    assert one_line(f" a {hidden}\n b\u00a0c ") == "a b\u00a0c"


def test_marks_that_scripts_need_stay() -> None:
    """Joiners, right-to-left marks and combining marks are spelling."""
    text = "\u0645\u06cc\u200c\u062e \u200f \u0928\u0940 e\u0301"
    assert visible(text) == text
    assert unicodedata.is_normalized("NFC", text) is False
