"""An existing folder of dated texts becomes a history."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import build, check, draft, import_files, import_texts, verify
from inforce.core.policy import MaterialClass
from inforce.errors import ContentError, StoppedError, UsageError, blocking
from inforce.publish import register as register_file
from support.small_project import TODAY, empty, published, tree, write

TEXTS = {
    "2018-05-14": b"---\nlayout: policy\ntitle: Terms\n---\n\n# Terms\n\nPay on time.\n",
    "2019-01-01": b"# Terms\n\nPay on   time.\n",
    "2020-04-13": b"# Terms\r\n\r\nPay in advance.\r\n",
    "2021-06-01": b"# Terms\n\nPay on time.\n",
}


@pytest.fixture
def history(tmp_path: Path) -> Path:
    folder = tmp_path / "history"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.md").write_bytes(text)
    (folder / "manifest.json").write_text("{}")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return empty(tmp_path / "project")


def stopping(root: Path) -> list[str]:
    """What `check` finds wrong with the project, but for the review that an old text is due for."""
    codes = [problem.code for problem in blocking(check.run(root, on=TODAY).problems)]
    return [code for code in codes if code != "review-over"]


def test_each_distinct_text_becomes_a_version(root: Path, history: Path) -> None:
    """A text equal to the one before it is listed, a return to an older text is a version, other files are named."""
    report = import_files.run(root, history, "terms", today=TODAY)
    assert report.imported == ("2018-05-14", "2020-04-13", "2021-06-01")
    assert report.unchanged == ("2019-01-01",)
    assert report.ignored == ("manifest.json",)
    policy = source.read(root).library["terms"]
    assert [str(version.name) for version in policy] == list(report.imported)
    assert all(version.imported for version in policy)
    assert policy.classification(policy["2020-04-13"]) is MaterialClass.UNKNOWN
    assert policy["2020-04-13"].published == date(2020, 4, 13)
    assert policy.title == "Terms"


def test_files_are_copied_byte_for_byte(root: Path, history: Path) -> None:
    """Foreign front matter and line ends stay as they are."""
    import_files.run(root, history, "terms", today=TODAY)
    for name in ("2018-05-14", "2020-04-13"):
        assert (root / f"content/policies/terms/{name}.md").read_bytes() == TEXTS[name]


def test_an_imported_history_builds_and_verifies(root: Path, history: Path) -> None:
    """After the import every check passes and each version has its page."""
    import_files.run(root, history, "terms", today=TODAY)
    assert stopping(root) == []
    assert len(verify.run(root, on=TODAY).versions) == 3
    build.run(root, None, on=TODAY, today=TODAY)
    for name in ("2018-05-14", "2020-04-13", "2021-06-01"):
        assert (root / "site/terms" / name / "index.html").is_file()


def test_a_second_import_changes_nothing(root: Path, history: Path) -> None:
    """Not one byte: the register knows every version."""
    first = import_files.run(root, history, "terms", today=TODAY)
    before = tree(root)
    second = import_files.run(root, history, "terms", today=TODAY)
    assert (second.imported, second.already, second.unchanged) == ((), first.imported, first.unchanged)
    assert tree(root) == before


def test_a_folder_that_has_grown_adds_only_the_new(root: Path, history: Path) -> None:
    """A later import takes the files that were added since."""
    import_files.run(root, history, "terms", today=TODAY)
    (history / "2022-01-01.md").write_text("# Terms\n\nPay twice.\n")
    report = import_files.run(root, history, "terms", today=TODAY)
    assert report.imported == ("2022-01-01",)
    assert len(report.already) == 3


def test_a_file_changed_since_its_import_is_refused(root: Path, history: Path) -> None:
    """What was published is fixed, imported or not."""
    import_files.run(root, history, "terms", today=TODAY)
    (history / "2020-04-13.md").write_text("# Terms\n\nPay never.\n")
    (history / "2022-01-01.md").write_text("# Terms\n\nPay twice.\n")
    before = tree(root)
    with pytest.raises(ContentError, match="stands in the register with another text"):
        import_files.run(root, history, "terms", today=TODAY)
    assert tree(root) == before


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("2022-01-01.md", b"caf\xe9", "is not UTF-8"),
        ("2022-01-01.md", b"a\0b", "NUL"),
        ("2027-01-01.md", b"# Terms\n\nPay later.\n", "that is not past"),
        (f"{TODAY}.md", b"# Terms\n\nPay today.\n", "that is not past"),
    ],
)
def test_one_bad_file_keeps_all_out(root: Path, history: Path, name: str, data: bytes, said: str) -> None:
    """All or nothing: the project is untouched, the file is named."""
    (history / name).write_bytes(data)
    before = tree(root)
    with pytest.raises(ContentError, match=said) as error:
        import_files.run(root, history, "terms", today=TODAY)
    assert name in str(error.value)
    assert tree(root) == before


def test_a_symbolic_link_is_not_followed(root: Path, history: Path) -> None:
    """A link in the folder could lead anywhere."""
    (history / "2022-01-01.md").symlink_to("/etc/hostname")
    with pytest.raises(ContentError, match="symbolic link"):
        import_files.run(root, history, "terms", today=TODAY)


@pytest.mark.parametrize(
    ("folder", "said"),
    [("missing", "no such folder"), ("empty", "no file named by its date"), ("file", "no such folder")],
)
def test_a_folder_with_nothing_to_import_is_a_usage_error(root: Path, tmp_path: Path, folder: str, said: str) -> None:
    """It is said what such a folder must hold."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=said):
        import_files.run(root, tmp_path / folder, "terms", today=TODAY)


def test_a_slug_that_is_no_address_is_refused(root: Path, history: Path) -> None:
    """The policy's name is checked before anything is read."""
    with pytest.raises(UsageError):
        import_files.run(root, history, "../terms", today=TODAY)


def test_a_register_that_cannot_be_written_takes_the_files_back(
    root: Path, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its lines no file stays."""

    def full(*_: object) -> None:
        raise StoppedError([])

    monkeypatch.setattr(register_file, "append", full)
    before = tree(root)
    with pytest.raises(StoppedError):
        import_files.run(root, history, "terms", today=TODAY)
    assert tree(root) == before


def test_an_import_that_was_killed_is_finished_by_the_next(root: Path, history: Path) -> None:
    """Files copied without their lines, as after a power cut, are taken for what they are."""
    for name in ("2018-05-14", "2020-04-13"):
        path = root / f"content/policies/terms/{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(TEXTS[name])
    assert len(import_files.run(root, history, "terms", today=TODAY).imported) == 3
    assert stopping(root) == []


def test_a_copy_that_fails_takes_the_others_back(root: Path, history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the midst of copying leaves the project as it was."""
    written: list[Path] = []
    whole = import_texts.write_whole

    def fails_at_third(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise StoppedError([])
        written.append(path)
        whole(path, data)

    monkeypatch.setattr(import_texts, "write_whole", fails_at_third)
    before = tree(root)
    with pytest.raises(StoppedError):
        import_files.run(root, history, "terms", today=TODAY)
    assert tree(root) == before
    assert not (root / "content/policies/terms").exists()


def test_a_draft_in_the_way_is_not_overwritten(root: Path, history: Path) -> None:
    """An author's file of the same name stays."""
    write(root, "content/policies/terms/2020-04-13.md", "---\ntitle: Terms\neffective: 2020-04-13\n---\n\nMine.\n")
    before = tree(root)
    with pytest.raises(ContentError, match="A draft stands where"):
        import_files.run(root, history, "terms", today=TODAY)
    assert tree(root) == before


def test_settings_that_exist_are_kept(root: Path, history: Path) -> None:
    """`policy.toml` is made only where there is none."""
    path = write(root, "content/policies/terms/policy.toml", 'title = "House rules"\n')
    import_files.run(root, history, "terms", today=TODAY)
    assert path.read_text() == 'title = "House rules"\n'


def test_warnings_are_counted_by_kind(root: Path, history: Path) -> None:
    """Each kind of warning comes with its number and one example that names the file."""
    report = import_files.run(root, history, "terms", today=TODAY)
    counted = {kind.code: kind.count for kind in report.warnings}
    assert counted["line-ends"] == 1
    (example,) = [kind.example for kind in report.warnings if kind.code == "line-ends"]
    assert example.place.path.endswith("2020-04-13.md")


def test_older_texts_can_be_imported_below_a_published_one(tmp_path: Path, history: Path) -> None:
    """A policy already published gets its history afterwards."""
    root = published(tmp_path / "published")
    report = import_files.run(root, history, "privacy", today=TODAY)
    assert len(report.imported) == 3
    assert stopping(root) == []


def test_what_is_newer_than_a_published_text_is_no_history(tmp_path: Path, history: Path) -> None:
    """It would come into force without a class, past the gate: publish is the way, with a reason for the late entry."""
    root = published(tmp_path / "published")
    (history / "2026-12-01.md").write_text("# Privacy\n\nWe sell your personal data.\n")
    before = tree(root)
    with pytest.raises(ContentError, match="newer than 2026-11-23, which was published") as error:
        import_files.run(root, history, "privacy", today=date(2026, 12, 2))
    assert "inforce publish" in str(error.value)
    assert "late_entry" in str(error.value)
    assert tree(root) == before


def test_what_is_newer_than_the_archive_is_no_history(root: Path, history: Path) -> None:
    """A text since then is published; an older one that is found still comes in."""
    import_files.run(root, history, "terms", today=TODAY)
    later = TODAY + timedelta(days=9)
    new = history / f"{TODAY + timedelta(days=3)}.md"
    new.write_text("# Terms\n\nPay twice.\n")
    with pytest.raises(ContentError, match="was in the register already"):
        import_files.run(root, history, "terms", today=later)
    new.rename(history / "2022-01-01.md")
    assert import_files.run(root, history, "terms", today=later).imported == ("2022-01-01",)


def test_a_draft_can_be_made_of_imported_history(root: Path, history: Path) -> None:
    """The text is taken over without its foreign front matter, with its ids written out."""
    import_files.run(root, history, "terms", today=TODAY)
    report = draft.run(root, "terms", effective=date(2027, 2, 1), today=TODAY)
    assert (root / report.path).read_text().endswith("---\n\n# Terms {#terms}\n\nPay on time.\n")
