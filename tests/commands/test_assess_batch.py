"""`assess --batch`: a line in, a line out, whatever the line is like."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from inforce.commands import batch
from inforce.commands.batch import Answer, BatchReport
from inforce.console import Console, assessments
from inforce.core import materiality
from inforce.core.document import MAX_CHARACTERS
from inforce.errors import ContentError, ExitCode
from support.project import ROOT
from support.small_project import write

OLD = "# How long we keep data\n\nWe delete your data within 30 days.\n"
NEW = "# How long we keep data\n\nWe delete your data within 90 days.\n"
DOCS = ROOT / "docs/reference"
VALIDATOR = Draft202012Validator(json.loads((DOCS / "schema/assess-batch.schema.json").read_text(encoding="utf-8")))


def pair(ident: object = "a", old: object = OLD, new: object = NEW, **more: object) -> bytes:
    """A line for a pair of texts."""
    return json.dumps({"id": ident, "old": old, "new": new, **more}).encode() + b"\n"


def answered(root: Path, *lines: bytes, kind: str = "") -> tuple[list[dict[str, Any]], BatchReport]:
    """What is answered to lines, as read from standard output, each checked against the schema."""
    out = io.StringIO()
    console = Console(out=out, err=io.StringIO())
    report = batch.run(root, io.BytesIO(b"".join(lines)), kind=kind, tell=lambda a: assessments.tell(console, a))
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    for answer in answers:
        VALIDATOR.validate(answer)
    assert report.answered == len(answers)
    assert report.refused == sum("error" in answer for answer in answers)
    assert report.exit_code is ExitCode.FINE
    return answers, report


def test_the_schema_is_a_schema() -> None:
    """In the form that its first line names."""
    Draft202012Validator.check_schema(VALIDATOR.schema)


def test_pairs_are_answered_in_order(tmp_path: Path) -> None:
    """Each with its id as it was, its verdict and its findings."""
    answers, _ = answered(tmp_path, pair("b"), pair(7, OLD, OLD), pair("ü\u202e", NEW, OLD, kind="privacy"))
    assert [answer["id"] for answer in answers] == ["b", 7, "ü\u202e"]
    assert [answer["verdict"] for answer in answers][:2] == ["material", "immaterial"]
    (finding,) = answers[0]["findings"]
    assert set(finding) == {"category", "section", "reason", "old", "new"}
    assert finding["category"] == "M05"
    assert finding["section"] == "How long we keep data"
    assert (finding["old"], finding["new"]) == tuple(text.split("\n\n")[1].strip() for text in (OLD, NEW))


def test_a_batch_says_what_a_single_call_says(tmp_path: Path) -> None:
    """Whole files: front matter, byte order mark and Windows line ends are no part of the text."""
    old = "\ufeff---\r\nlayout: page\r\ntitle: x\r\n---\r\n" + OLD.replace("\n", "\r\n")
    answers, _ = answered(tmp_path, pair("a", old, OLD), pair("b", old, NEW), pair("c"))
    assert (answers[0]["verdict"], answers[0]["findings"]) == ("immaterial", [])
    assert answers[1] | {"id": "c"} == answers[2]


BROKEN = [
    pytest.param(b"nonsense\n", None, "not JSON, from character 1", id="words"),
    pytest.param(b'{"id": "x", "old": "a"\n', None, "not JSON, from character", id="cut"),
    pytest.param(b'["id", "old", "new"]\n', None, "not a JSON object", id="list"),
    pytest.param(b'"id"\n', None, "not a JSON object", id="string"),
    pytest.param(b"null\n", None, "not a JSON object", id="null"),
    pytest.param(b"{}\n", None, "“id” is missing", id="empty"),
    pytest.param(b'{"id": "x"}\n', "x", "“old” is missing", id="no-old"),
    pytest.param(b'{"id": 5, "old": ""}\n', 5, "“new” is missing", id="no-new"),
    pytest.param(pair(None), None, "“id” must be", id="id-null"),
    pytest.param(pair(True), None, "“id” must be", id="id-true"),
    pytest.param(pair(1.5), None, "“id” must be", id="id-fraction"),
    pytest.param(pair(["a"]), None, "“id” must be", id="id-list"),
    pytest.param(pair("x", 5), "x", "“old” must be text", id="old-number"),
    pytest.param(pair("x", OLD, None), "x", "“new” must be text", id="new-null"),
    pytest.param(pair("x", kind="privasy"), "x", "“kind” must be one of privacy, terms", id="kind-unknown"),
    pytest.param(pair("x", kind=["privacy"]), "x", "“kind” must be one of", id="kind-list"),
    pytest.param(pair("x", OLD, "# A\n\n\ud800 text\n"), "x", "half a character", id="surrogate"),
    pytest.param(b'{"id": "x", "old": "caf\xe9"}\n', None, "not UTF-8 text: byte 0xE9", id="latin-1"),
    pytest.param(b"\xff\xfe{\x00}\x00\n", None, "not UTF-8 text", id="utf-16"),
    pytest.param(b'{"id": ' + b"1" * 6000 + b"}\n", None, "too deep, or a number too long", id="long-number"),
    pytest.param(b'{"id": ' + b"[" * 200_000 + b"\n", None, "too deep, or a number too long", id="deep"),
    pytest.param(pair("x", OLD, "word " * (MAX_CHARACTERS // 5 + 1)), "x", "“new”: The text has", id="long-text"),
    pytest.param(pair("x", "> " * 300 + "deep\n"), "x", "“old”: ", id="nested-text"),
]


@pytest.mark.parametrize(("line", "ident", "said"), BROKEN)
def test_a_broken_line_is_answered_and_the_work_goes_on(tmp_path: Path, line: bytes, ident: object, said: str) -> None:
    """With its number, its id where it could be read, and one sentence."""
    answers, _ = answered(tmp_path, pair("before"), line, pair("after"))
    assert [answers[0]["id"], answers[2]["id"]] == ["before", "after"]
    assert "verdict" in answers[0] and "verdict" in answers[2]
    error = answers[1]
    assert (error["id"], error["line"]) == (ident, 2)
    assert said in error["error"]
    assert re.fullmatch(r"[^\n]+\.", error["error"])


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also as the last one, with and without a line end; the ones around it are answered."""
    monkeypatch.setattr(batch, "LONGEST_LINE", 4096)
    monkeypatch.setattr(batch, "_PART", 100)
    for size in (4090, 4200, 9000):
        for end in (b"\n", b""):
            long = pair("long", "x" * size).rstrip(b"\n") + end
            after = [pair("after")] if end else []
            answers, _ = answered(tmp_path, pair("before"), long, *after)
            assert [answer["id"] for answer in answers] == ["before", None, "after"][: 2 + len(after)]
            assert answers[1]["line"] == 2
            assert "longer than" in answers[1]["error"]
    exact = pair("exact", "x")
    monkeypatch.setattr(batch, "LONGEST_LINE", len(exact))
    assert "verdict" in answered(tmp_path, exact)[0][0]


def test_empty_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    """So that the number of a line is that of the file; a line need not end."""
    answers, _ = answered(tmp_path, b"\n", b"  \r\n", b"x\n", b"\n", pair("a").rstrip())
    assert [answer.get("line") for answer in answers] == [3, None]
    assert answered(tmp_path)[0] == []


def test_the_kind_is_the_lines_then_the_calls_then_the_titles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing kind, or null, is none."""
    kinds: list[str] = []
    real = materiality.assess

    def noting(change: Any, known: Any, kind: str) -> Any:
        kinds.append(kind)
        return real(change, known, kind)

    monkeypatch.setattr(materiality, "assess", noting)
    titled = NEW.replace("How long we keep data", "Cookie Policy")
    lines = [pair(kind="terms"), pair(kind=None), pair(), pair(new=titled)]
    answered(tmp_path, *lines)
    answered(tmp_path, *lines, kind="security")
    assert kinds == ["terms", "other", "other", "cookies", "terms", "security", "security", "security"]


def test_a_fault_of_the_program_costs_one_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, to be reported."""
    real = materiality.assess

    def failing(change: Any, known: Any, kind: str) -> Any:
        if kind == "terms":
            raise KeyError("x")
        return real(change, known, kind)

    monkeypatch.setattr(materiality, "assess", failing)
    answers, report = answered(tmp_path, pair("a"), pair("b", kind="terms"), pair("c"))
    assert "KeyError" in answers[1]["error"] and "report it" in answers[1]["error"]
    assert (report.answered, report.refused) == (3, 1)


def test_each_answer_is_given_before_the_next_line_is_read(tmp_path: Path) -> None:
    """A program that sends one pair and waits for its answer is not left waiting."""
    given: list[Answer] = []

    class Lines(io.RawIOBase):
        def __init__(self, lines: Iterator[bytes]) -> None:
            self.lines = lines

        def readline(self, size: int | None = -1, /) -> bytes:
            return next(self.lines, b"")

    def lines() -> Iterator[bytes]:
        for count, ident in enumerate("abc"):
            assert [answer.id for answer in given] == list("abc")[:count]
            yield pair(ident)

    batch.run(tmp_path, Lines(lines()), tell=given.append)  # type: ignore[arg-type]
    assert len(given) == 3


def test_a_projects_words_count_and_must_be_right(tmp_path: Path) -> None:
    """A mistake in them ends the batch before it begins."""
    line = pair("a", "# A\n\nThe app works with steps.\n", "# A\n\nThe app works with steps and zorbs.\n")
    before = answered(tmp_path, line)[0][0]["verdict"]
    write(tmp_path, "inforce.toml", '[materiality.words]\nthings.data = ["zorb"]\nM01.strong = ["work with"]\n')
    assert (before, answered(tmp_path, line)[0][0]["verdict"]) == ("immaterial", "material")
    write(tmp_path, "inforce.toml", "[materiality.words]\nthings.data = 5\n")
    with pytest.raises(ContentError, match="must be a list of phrases"):
        answered(tmp_path, line)


def test_the_example_of_the_documentation_holds(tmp_path: Path) -> None:
    """The answers shown to the lines shown."""
    page = (DOCS / "assess.md").read_text(encoding="utf-8")
    asked, told, failed = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    answers, _ = answered(tmp_path, asked.encode(), b"nonsense\n")
    assert answers == [json.loads(told), json.loads(failed)]


@given(st.lists(st.binary(max_size=40) | st.just(pair()), max_size=4))
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    """One answer for each line that is not empty, each in the shape the schema gives."""
    data = b"\n".join(lines)
    answers, _ = answered(tmp_path_factory.getbasetemp(), data)
    assert len(answers) == sum(bool(line.strip()) for line in data.split(b"\n"))
