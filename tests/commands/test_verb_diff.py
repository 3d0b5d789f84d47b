"""What `diff` compares, and what it says when it cannot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inforce.commands import diff, texts
from inforce.core.redline import ChangeKind
from inforce.errors import ContentError, Level, UsageError
from support.small_project import SECOND, TODAY, published, with_first, write


def compared(root: Path, *words: str | Path, on: date = TODAY) -> tuple[str, str]:
    report = diff.run(root, [str(word) for word in words], on=on)
    return report.old, report.new


def test_two_versions_can_be_named_in_two_ways(tmp_path: Path) -> None:
    """POLICY A B and POLICY/A POLICY/B mean the same."""
    root = published(tmp_path)
    expected = ("privacy 2026-11-23", "privacy 2027-01-31")
    assert compared(root, "privacy", "2026-11-23", "2027-01-31") == expected
    assert compared(root, "privacy/2026-11-23", "privacy/2027-01-31") == expected
    assert compared(root, "privacy", "2027-01-31", "2026-11-23") == expected[::-1]


def test_one_version_is_compared_with_the_one_before(tmp_path: Path) -> None:
    """A registered version is read against what it amends, whatever is in force."""
    root = published(tmp_path)
    expected = ("privacy 2026-11-23", "privacy 2027-01-31")
    for words in (["privacy", "2027-01-31"], ["privacy/2027-01-31"], ["privacy"]):
        assert compared(root, *words, on=date(2027, 6, 1)) == expected


def test_a_draft_is_compared_with_the_text_in_force(tmp_path: Path) -> None:
    """A draft is read against what applies on the day."""
    root = published(tmp_path)
    write(root, "content/policies/privacy/2027-05-01.md", SECOND.replace("2027-01-31", "2027-05-01"))
    assert compared(root, "privacy") == ("privacy 2026-11-23", "privacy 2027-05-01")
    assert compared(root, "privacy", on=date(2027, 2, 1)) == ("privacy 2027-01-31", "privacy 2027-05-01")


def test_several_drafts_must_be_named(tmp_path: Path) -> None:
    """It is not guessed which of two drafts is meant."""
    root = with_first(tmp_path)
    write(root, "content/policies/privacy/2027-05-01.md", SECOND.replace("2027-01-31", "2027-05-01"))
    with pytest.raises(UsageError, match="several drafts: 2027-01-31 and 2027-05-01"):
        compared(root, "privacy")


def test_two_files_need_no_project(tmp_path: Path) -> None:
    """Any two Markdown files are compared; front matter is set aside, also another tool's."""
    old = write(tmp_path, "old.md", "---\nlayout: x\nlast_updated: 1\n---\n\n# Terms\n\nPay on time.\n")
    new = write(tmp_path, "new.md", "# Terms\n\nPay in advance.\n")
    report = diff.run(tmp_path, [str(old), str(new)], on=TODAY)
    assert not report.redline.is_empty
    same = write(tmp_path, "same.md", "---\nlayout: y\n---\n\n# Terms\n\nPay on time.\n")
    assert diff.run(tmp_path, [str(old), str(same)], on=TODAY).redline.is_empty


def test_a_version_and_a_file_can_be_compared(tmp_path: Path) -> None:
    """For example with the text counsel sent by mail."""
    root = published(tmp_path)
    file = write(tmp_path, "elsewhere/mail.md", SECOND)
    assert compared(root, "privacy/2027-01-31", file) == ("privacy 2027-01-31", file.as_posix())
    assert diff.run(root, ["privacy/2027-01-31", str(file)], on=TODAY).redline.is_empty


def test_a_comparison_is_shown_whatever_the_text_is_like(tmp_path: Path) -> None:
    """What `check` would refuse is a warning here, with file and line."""
    old = write(tmp_path, "old.md", "# Terms\n\nPay on time.\n")
    new = write(tmp_path, "new.md", "# Terms\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n")
    report = diff.run(tmp_path, [str(old), str(new)], on=TODAY)
    assert report.problems
    assert {problem.level for problem in report.problems} <= {Level.WARNING, Level.HINT}
    assert {problem.place.path for problem in report.problems} == {new.as_posix()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["old.md", "new.md"], "There is no such file"),
        (["folder/", "folder/"], "This is a folder"),
        (["privacy", "2026-11-23", "2027-01-30"], "has no version “2027-01-30”. Did you mean “2027-01-31”"),
        (["privcy", "2026-11-23", "2027-01-31"], "no policy “privcy”. Did you mean “privacy”"),
        (["privacy", "2026-11-23"], "is the first version"),
        (["privacy", "terms"], "neither a file nor a version"),
        (["a.md", "b.md", "c.md"], "do not name two"),
        (["a.md"], "do not name two"),
        (["/"], "do not name two"),
    ],
)
def test_words_that_cannot_be_meant_are_usage_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    """One sentence, and what to write instead."""
    root = published(tmp_path)
    (root / "folder").mkdir()
    monkeypatch.chdir(root)
    with pytest.raises(UsageError, match=said):
        diff.run(root, words, on=TODAY)


def test_a_near_file_name_is_named(tmp_path: Path) -> None:
    """A slip in a file name is answered with the file meant."""
    write(tmp_path, "privacy.md", "x")
    with pytest.raises(UsageError, match=r"Did you mean “privacy\.md”"):
        texts.read_file(tmp_path / "privcy.md")


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    """The place is given so that the byte can be found."""
    path = tmp_path / "latin.md"
    path.write_bytes(b"# Terms\n\ncaf\xe9\n")
    with pytest.raises(ContentError, match=r"latin\.md:3: The file is not UTF-8 text: byte 0xE9"):
        texts.read_file(path)


def test_line_ends_and_byte_order_mark_are_no_change(tmp_path: Path) -> None:
    """A file saved on Windows equals its twin."""
    old = write(tmp_path, "old.md", "# Terms\n\nPay on time,\nplease.\n")
    new = tmp_path / "new.md"
    new.write_bytes(b"\xef\xbb\xbf# Terms\r\n\r\nPay on time,\r\nplease.\r\n")
    assert diff.run(tmp_path, [str(old), str(new)], on=TODAY).redline.is_empty


def test_a_file_is_read_as_far_as_a_text_can_go(tmp_path: Path) -> None:
    """However large the file or endless the device is, it takes no more memory than the largest text."""
    new = write(tmp_path, "new.md", "# Terms\n")
    with (tmp_path / "old.md").open("wb") as file:
        file.truncate(2**40)
    for old in (tmp_path / "old.md", Path("/dev/zero")):
        with pytest.raises(ContentError, match="larger than 10 MB") as error:
            diff.run(tmp_path, [str(old), str(new)], on=TODAY)
        assert [(p.code, p.place.path) for p in error.value.problems] == [("too-large", old.as_posix())]


def test_a_cell_beyond_the_header_is_compared(tmp_path: Path) -> None:
    """Markdown shows no such cell; a comparison does, for whoever wrote it meant it to be read."""
    table = "| a | b |\n|---|---|\n| 1 | 2 | {} days |\n"
    old, new = (write(tmp_path, f"{days}.md", table.format(days)) for days in (30, 60))
    (change,) = diff.run(tmp_path, [str(old), str(new)], on=TODAY).redline.changes
    assert change.kind is ChangeKind.CHANGED
