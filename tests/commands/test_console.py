"""What reaches the terminal, and what never does."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.commands.report import Report
from inforce.console import Console, Format
from inforce.console.problems import annotation, count, listing
from inforce.console.progress import ProgressLine
from inforce.console.terminal import clean, clean_coloured, drawn, wants_colour
from inforce.console.wrap import wrapped
from inforce.errors import ExitCode, Level, Place, Problem

ESCAPES = "a\x1b[2Jb\x07c\x9b31md\u202ee\u2028f\rg\x00"
PROBLEM = Problem("some-code", Place("content/x.md", 3, 5), "It is wrong.", "Mend it.")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_control_characters_of_content_are_made_visible() -> None:
    """No escape sequence, no carriage return, no reordering mark gets through; tabs and line ends do."""
    assert clean(ESCAPES) == "a␛[2Jb␇c<U+009B>31md<U+202E>e<U+2028>f␍g␀"
    assert clean("a\tb\nc – “d” é") == "a\tb\nc – “d” é"


def test_colours_of_the_program_stay_and_other_sequences_do_not() -> None:
    """In text that was coloured by the program only colours pass."""
    assert clean_coloured("\x1b[32mgreen\x1b[0m \x1b[2Jx") == "\x1b[32mgreen\x1b[0m ␛[2Jx"


@pytest.mark.parametrize("format", [Format.TEXT, Format.JSON, Format.GITHUB])
@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_no_format_lets_content_write_to_the_terminal(format: Format, stream: type[io.StringIO]) -> None:
    """A problem whose path and words are hostile reaches no stream as control characters."""
    out, err = stream(), stream()
    hostile = Problem("code", Place(ESCAPES, 1), ESCAPES, ESCAPES)
    console = Console(format, out, err)
    console.finish("check", Report(problems=(hostile,)), lambda report: [ESCAPES])
    console.fail("check", (hostile,), ExitCode.CONTENT)
    written = (out.getvalue() + err.getvalue()).replace("\x1b[1m", "").replace("\x1b[1;31m", "").replace("\x1b[0m", "")
    assert not set(written) & set("\x1b\x07\x9b\u202e\u2028\r\x00")


def test_colour_is_for_terminals_whose_owner_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, NO_COLOR and a dumb terminal get plain text."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("NO_COLOR", "")
    assert wants_colour(Terminal())


def test_plain_output_has_no_colour_codes() -> None:
    """A styled line without colour is its text."""
    assert drawn([("Built ", "good"), ("site/", "bold")], colour=False) == "Built site/"
    assert drawn([("Built ", "good"), ("site/", "")], colour=True) == "\x1b[32mBuilt \x1b[0msite/"


def test_a_problem_is_place_sentence_and_way_out() -> None:
    """Three things on two lines."""
    lines = [drawn(line, colour=False) for line in listing([PROBLEM])]
    assert lines == ["content/x.md:3:5: error: It is wrong.", "    Mend it."]


def test_many_warnings_of_a_kind_are_counted_and_errors_never() -> None:
    """An imported history does not flood the terminal; nothing that blocks is left out."""
    many = [Problem("w", Place("x.md", n), "Odd.", level=Level.WARNING) for n in range(1, 31)]
    errors = [Problem("e", Place("x.md", n), "Wrong.") for n in range(1, 31)]
    lines = [drawn(line, colour=False) for line in listing([*many, *errors])]
    assert sum("warning: Odd." in line for line in lines) == 5
    assert "and 25 more of the kind “w” (--format json lists them)." in lines
    assert sum("error: Wrong." in line for line in lines) == 30
    assert count([*many, *errors, PROBLEM]) == "31 errors, 30 warnings"


def test_annotations_are_escaped() -> None:
    """A line end or a comma in content cannot forge a second workflow command."""
    problem = Problem("c", Place("a,b:c.md", 2), "One.\n::error::two", "100 %.", Level.WARNING)
    assert annotation(problem) == "::warning file=a%2Cb%3Ac.md,line=2,title=c::One.%0A::error::two 100 %25."


def test_json_is_one_object_in_ascii() -> None:
    """Programs get verb, status and problems; nothing else is on standard output."""
    out, err = io.StringIO(), io.StringIO()
    status = Console(Format.JSON, out, err).finish("check", Report(problems=(PROBLEM,)), lambda report: ["not shown"])
    value = json.loads(out.getvalue())
    assert out.getvalue().isascii()
    assert err.getvalue() == ""
    assert (status, value["verb"], value["exit_code"]) == (ExitCode.CONTENT, "check", 1)
    assert value["problems"] == [
        {
            "code": "some-code",
            "level": "error",
            "path": "content/x.md",
            "line": 3,
            "column": 5,
            "sentence": "It is wrong.",
            "remedy": "Mend it.",
        }
    ]


def test_progress_is_shown_after_a_while_and_wiped() -> None:
    """On a terminal the stage appears once its patience is over, and the line is empty at the end."""
    stream = Terminal()
    with ProgressLine(stream, patience=0.0) as progress:
        progress.stage("Building pages")
        progress.advance()
        time.sleep(0.35)
    assert "Building pages … 1" in stream.getvalue()
    assert stream.getvalue().rpartition("\r")[0].rpartition("\r")[2].strip() == ""


def test_quick_work_shows_no_progress() -> None:
    """Under a second nothing is said."""
    stream = Terminal()
    with ProgressLine(stream) as progress:
        progress.stage("Building pages")
        time.sleep(0.25)
    assert stream.getvalue() == ""


def test_progress_is_for_terminals_only() -> None:
    """A log file gets none."""
    stream = io.StringIO()
    with ProgressLine(stream, patience=0.0) as progress:
        progress.stage("Building pages")
        time.sleep(0.25)
    assert stream.getvalue() == ""


@given(
    st.lists(st.tuples(st.text(" ab\n", max_size=12), st.sampled_from(["", "bold", "gone"])), max_size=8),
    st.integers(4, 30),
)
def test_wrapped_words_are_whole_and_keep_their_style(pieces: list[tuple[str, str]], width: int) -> None:
    """No line is longer than asked for, but for one word alone; every character but white space keeps its style."""
    lines = list(wrapped(pieces, width, first="1. ", rest="   "))
    texts = ["".join(text for text, _ in line) for line in lines]
    assert " ".join(text[3:] for text in texts).split() == "".join(text for text, _ in pieces).split()
    assert all(len(text) <= width or " " not in text[3:] for text in texts)
    assert [text[:3] for text in texts] == ["1. ", *["   "] * (len(texts) - 1)][: len(texts)]

    def styled(parts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(character, style) for text, style in parts for character in text if not character.isspace()]

    assert styled(piece for line in lines for piece in line[1:]) == styled(pieces)
