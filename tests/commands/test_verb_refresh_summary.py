"""A draft's summary that follows its text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import draft, publish, refresh_summary
from inforce.errors import ContentError, UsageError
from support.small_project import TODAY, published, tree, with_first, write

DAY = date(2027, 3, 1)
PATH = "content/policies/privacy/2027-03-01.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = published(tmp_path)
    draft.run(root, "privacy", effective=DAY, today=TODAY)
    return root


def edit(root: Path, old: str, new: str) -> None:
    text = (root / PATH).read_text()
    assert old in text
    (root / PATH).write_text(text.replace(old, new))


def test_a_changed_section_gets_a_line_and_nothing_else_moves(root: Path) -> None:
    """One section changed: one drafted line; a second run changes nothing; the text put back, the line goes."""
    before = (root / PATH).read_text()
    edit(root, "\nWe delete it within 60 days", "\nWe delete it within 45 days")
    changed = (root / PATH).read_text()
    report = refresh_summary.run(root, "privacy", today=TODAY)
    assert [(item.section, item.text[:6]) for item in report.added] == [("how-long", "TODO: ")]
    text = (root / PATH).read_text()
    lines = [line for line in text.splitlines() if line not in changed.splitlines()]
    assert lines[0] == "    - section: how-long"
    assert "45 days" in lines[1]
    assert len(lines) == 2
    again = refresh_summary.run(root, "privacy", "2027-03-01", today=TODAY)
    assert (again.added, again.reworded, again.removed) == ((), (), ())
    assert (root / PATH).read_text() == text
    edit(root, "\nWe delete it within 45 days", "\nWe delete it within 60 days")  # the drafted line quotes it, too
    assert refresh_summary.run(root, "privacy", today=TODAY).removed == ("how-long",)
    assert (root / PATH).read_text() == before


def test_an_allowance_carried_over_hinders_nothing(tmp_path: Path) -> None:
    """The draft of a text whose author lets a finding stand gets its lines as every other draft."""
    root = published(tmp_path)
    base = root / "content/policies/privacy/2027-01-31.md"
    allowance = "lint:\n  - rule: vague-words\n    reason: Our own words.\n"
    base.write_text(base.read_text().replace("\n---\n", f"\n{allowance}---\n", 1))
    draft.run(root, "privacy", effective=DAY, today=TODAY)
    assert allowance in (root / PATH).read_text()
    edit(root, "\nWe delete it within 60 days", "\nWe delete it within 45 days")
    report = refresh_summary.run(root, "privacy", today=TODAY)
    assert [item.section for item in report.added] == ["how-long"]
    assert allowance in (root / PATH).read_text()


def test_an_untouched_text_needs_no_line(root: Path) -> None:
    """Nothing is written, and the report says that nothing differs."""
    before = tree(root)
    report = refresh_summary.run(root, "privacy", today=TODAY)
    assert not report.changed
    assert tree(root) == before


def test_a_drafted_line_cannot_be_published(root: Path) -> None:
    """Publishing is refused with a plain sentence until the author has made the line his own."""
    edit(root, "within 60 days", "within 45 days")
    edit(root, "  material:\n", "  material: true\n")
    refresh_summary.run(root, "privacy", today=TODAY)
    with pytest.raises(ContentError, match="not in your own words yet"):
        publish.run(root, "privacy", "2027-03-01", by="Ada", today=TODAY)
    edit(root, "TODO: ", "")
    assert publish.run(root, "privacy", "2027-03-01", by="Ada", today=TODAY).published


def test_windows_line_ends_stay(root: Path) -> None:
    """An editor's line ends are its own affair."""
    edit(root, "within 60 days", "within 45 days")
    (root / PATH).write_bytes((root / PATH).read_bytes().replace(b"\n", b"\r\n"))
    assert refresh_summary.run(root, "privacy", today=TODAY).added
    data = (root / PATH).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_section_that_the_author_sums_up_gets_no_line(root: Path) -> None:
    """Words of one's own are counted, whatever they are."""
    edit(root, "within 60 days", "within 45 days")
    edit(root, "  summary:\n", "  summary:\n    - section: how-long\n      text: 'Sooner.'  # mine\n")
    before = tree(root)
    report = refresh_summary.run(root, "privacy", today=TODAY)
    assert (report.added, report.kept) == ((), 1)
    assert tree(root) == before


def test_broken_front_matter_is_told_and_not_touched(root: Path) -> None:
    """The usual sentences, the file as it was."""
    edit(root, "effective:", "effectve:")
    before = tree(root)
    with pytest.raises(ContentError, match="is not known"):
        refresh_summary.run(root, "privacy", today=TODAY)
    assert tree(root) == before


def test_a_summary_in_brackets_is_told_and_not_touched(root: Path) -> None:
    """How to write it is said."""
    edit(root, "within 60 days", "within 45 days")
    edit(root, "  summary:\n", "  summary: [Some words]\n")
    before = tree(root)
    with pytest.raises(ContentError, match="written in one line"):
        refresh_summary.run(root, "privacy", today=TODAY)
    assert tree(root) == before


def test_what_is_published_is_refused(root: Path) -> None:
    """Its summary is fixed; a policy without a draft has none to refresh."""
    with pytest.raises(UsageError, match="is published"):
        refresh_summary.run(root, "privacy", "2027-01-31", today=TODAY)
    (root / PATH).unlink()
    with pytest.raises(UsageError, match="has no draft"):
        refresh_summary.run(root, "privacy", today=TODAY)


def test_a_first_version_has_nothing_to_sum_up(tmp_path: Path) -> None:
    """There is no text before it."""
    root = with_first(tmp_path)
    write(root, "content/policies/terms/2027-03-01.md", "---\ntitle: T\neffective: 2027-03-01\n---\n\nText.\n")
    assert source.read(root).library["terms"]
    with pytest.raises(UsageError, match="amends no version"):
        refresh_summary.run(root, "terms", today=TODAY)
