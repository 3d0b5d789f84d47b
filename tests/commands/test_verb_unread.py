"""A text that cannot be read whole gives no redline, no page and no version: one sentence says where and what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import inforce
from inforce.commands import build, check, diff, import_files, publish
from inforce.core.document import MAX_CHARACTERS, parse
from inforce.errors import ContentError, ExitCode, Level, Problem
from support.small_project import SECOND, TODAY, empty, published, tree, with_first, write

LONG = "Pay {} days.\n\n" + "word " * (MAX_CHARACTERS // 5) + "\n"
QUOTES = "# Terms\n\n" + "> " * 150 + "Pay {} days.\n\nThe end.\n"
LISTS = "# Terms\n\n" + "".join("  " * depth + f"- Item {depth}: {{0}} days.\n" for depth in range(300))
REPEATED = "[a]: https://example.com/" + "x" * 20_000 + "\n\n" + "[a] " * 100 + "{}\n"
CASES = [
    pytest.param(LONG, "text-too-long", 1, id="long"),
    pytest.param(QUOTES, "text-too-deep", 3, id="quotations"),
    pytest.param(LISTS, "text-too-deep", 52, id="lists"),
    pytest.param(REPEATED, "references-amplify", 3, id="references"),
]
each_case = pytest.mark.parametrize(("text", "code", "line"), CASES)


def only(error: pytest.ExceptionInfo[ContentError]) -> Problem:
    assert error.value.exit_code is ExitCode.CONTENT
    (problem,) = {(p.code, p.place.line): p for p in error.value.problems if p.code != "words-lost"}.values()
    assert problem.remedy and problem.sentence
    return problem


def errors(error: pytest.ExceptionInfo[ContentError]) -> set[str]:
    """What stops it; a part of a text may lack sections that its summary names, too."""
    return {p.code for p in error.value.problems if p.level is Level.ERROR}


@each_case
def test_files_are_not_compared_by_a_part(tmp_path: Path, text: str, code: str, line: int) -> None:
    """Whichever side it is, no redline is made, be the other side as short as it may."""
    old, new = write(tmp_path, "old.md", text.format(30)), write(tmp_path, "new.md", text.format(60))
    short = write(tmp_path, "short.md", "Short.\n")
    for words, named in (((old, new), old), ((old, short), old), ((short, new), new)):
        with pytest.raises(ContentError) as error:
            diff.run(tmp_path, [str(word) for word in words], on=TODAY)
        problem = next(p for p in error.value.problems if p.place.path == named.as_posix())
        assert (problem.code, problem.place.line) == (code, line)


@each_case
def test_versions_are_not_compared_by_a_part(tmp_path: Path, text: str, code: str, line: int) -> None:
    """A draft that cannot be read whole is named with its file, by the command and by the Python API."""
    root = with_first(tmp_path)
    front = SECOND[: SECOND.index("---", 3)] + "---\n"
    path = "content/policies/privacy/2027-01-31.md"
    write(root, path, front + text.format(30))
    with pytest.raises(ContentError) as error:
        diff.run(root, ["privacy"], on=TODAY)
    assert (only(error).code, only(error).place.path) == (code, path)
    assert only(error).place.line == line + front.count("\n")


@each_case
def test_the_python_api_compares_no_part(tmp_path: Path, text: str, code: str, line: int) -> None:
    """`compare` raises, also for versions that did not come from `load`."""
    first = inforce.load(published(tmp_path))["privacy"]["2026-11-23"]
    part = replace(first, document=parse(text.format(30), lenient=True))
    for pair in ((first, part), (part, first)):
        with pytest.raises(ContentError) as error:
            inforce.compare(*pair)
        assert (only(error).code, only(error).place.line, only(error).place.path) == (code, line, first.path)


@each_case
def test_no_page_and_no_version_is_made_of_a_part(tmp_path: Path, text: str, code: str, line: int) -> None:
    """`check` says it, `build` and `publish` stop, and nothing is written."""
    root = with_first(tmp_path)
    front = SECOND[: SECOND.index("---", 3)] + "---\n"
    write(root, "content/policies/privacy/2027-01-31.md", front + text.format(30))
    before = tree(root)
    found = check.run(root, on=TODAY).problems
    assert code in {problem.code for problem in found}
    with pytest.raises(ContentError) as error:
        build.run(root, None, on=TODAY, today=TODAY)
    assert code in errors(error)
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-01-31", by="Ann", today=TODAY)
    assert code in errors(error)
    assert tree(root) == before


@each_case
def test_a_history_is_not_imported_by_a_part(tmp_path: Path, text: str, code: str, line: int) -> None:
    """Imported texts are read leniently, but never by a part."""
    root = empty(tmp_path / "project")
    file = write(tmp_path / "history", "2020-01-01.md", text.format(30))
    with pytest.raises(ContentError) as error:
        import_files.run(root, file.parent, "terms", today=TODAY)
    assert (only(error).code, only(error).place.line, only(error).place.path) == (code, line, file.as_posix())
    assert not (root / "content/policies/terms").exists()
