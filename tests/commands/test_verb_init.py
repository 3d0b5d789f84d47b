"""A new policy repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.commands import build, check, draft, init, publish
from inforce.core.starter import SENTENCES
from inforce.errors import ContentError, ExitCode, UsageError
from support.small_project import TODAY, tree


def test_a_new_repository_builds_at_once(tmp_path: Path) -> None:
    """With nothing done to it, it passes every check without a warning and builds."""
    root = tmp_path / "new"
    report = init.run(root, today=TODAY)
    assert sorted(tree(root)) == sorted(report.files)
    checked = check.run(root, on=TODAY)
    assert (checked.exit_code, checked.problems, checked.drafts) == (ExitCode.FINE, (), 1)
    built = build.run(root, None, on=TODAY, today=TODAY)
    assert (root / "site" / "index.html").is_file()
    assert built.versions == 0


def write_over(root: Path, path: str, *sentences: str) -> None:
    """Put the author's own words in the place of the placeholders."""
    file = root / path
    text = file.read_text()
    for sentence in sentences:
        assert sentence in text
        text = text.replace(sentence, "We keep your name.")
    file.write_text(text)


def test_its_draft_can_be_published(tmp_path: Path) -> None:
    """The commands of its README work in their order, once the text is written."""
    made = init.run(tmp_path / "new", today=TODAY)
    write_over(tmp_path / "new", f"content/policies/privacy/{made.version}.md", *SENTENCES)
    publish.run(tmp_path / "new", made.policy, made.version, by="Ada", today=TODAY)
    assert build.run(tmp_path / "new", None, on=TODAY, today=TODAY).versions == 1


def test_what_it_wrote_itself_cannot_be_published(tmp_path: Path) -> None:
    """The placeholders are named with their lines, one or all of them, and nothing is registered."""
    made = init.run(tmp_path, today=TODAY)
    for left in (SENTENCES, SENTENCES[1:]):
        with pytest.raises(ContentError) as refused:
            publish.run(tmp_path, made.policy, made.version, by="Ada", today=TODAY)
        assert [problem.code for problem in refused.value.problems] == ["starter-text"] * len(left)
        lines = (tmp_path / refused.value.problems[0].place.path).read_text().splitlines()
        assert [lines[problem.place.line - 1] for problem in refused.value.problems] == list(left)
        write_over(tmp_path, f"content/policies/privacy/{made.version}.md", left[0])
    assert not (tmp_path / "content" / "register.jsonl").exists()
    assert check.run(tmp_path, on=TODAY).problems == ()


def test_the_draft_of_a_further_policy_cannot_be_published_as_made(tmp_path: Path) -> None:
    """`draft` begins it with the same words, which are refused in the same way."""
    init.run(tmp_path, today=TODAY)
    made = draft.run(tmp_path, "cookies", effective=None, today=TODAY)
    with pytest.raises(ContentError, match="begins with it"):
        publish.run(tmp_path, "cookies", made.version, by="Ada", today=TODAY)


def test_the_register_is_kept_from_merging(tmp_path: Path) -> None:
    """git is told not to merge the register by lines and not to touch its bytes."""
    init.run(tmp_path, today=TODAY)
    assert "content/register.jsonl -merge -text" in (tmp_path / ".gitattributes").read_text().splitlines()


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    """Whatever stands there stays."""
    (tmp_path / "thesis.doc").write_text("years of work")
    before = tree(tmp_path)
    with pytest.raises(UsageError, match="is not empty"):
        init.run(tmp_path, today=TODAY)
    assert tree(tmp_path) == before


def test_a_fresh_git_repository_counts_as_empty(tmp_path: Path) -> None:
    """`git init` first is as good as afterwards."""
    (tmp_path / ".git").mkdir()
    assert init.run(tmp_path, today=TODAY).files


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """The name of a file is refused with a sentence."""
    (tmp_path / "x").write_text("x")
    with pytest.raises(UsageError, match="This is a file"):
        init.run(tmp_path / "x", today=TODAY)
