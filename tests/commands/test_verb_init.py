"""A new policy repository."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from inforce import source
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


def test_what_it_is_told_stands_in_the_settings(tmp_path: Path) -> None:
    """Every answer arrives as it was given, whatever quotation marks, brackets or backslashes it has."""
    name = 'A "quoted" \\ [[contact]] Ltd\N{RIGHT SINGLE QUOTATION MARK}s'
    answers = init.Answers(
        organisation=name,
        contact="legal@example.org",
        base_url="https://example.org/policies/",
        policies=("terms", "privacy", "terms"),
        requirement="inforce @ git+https://example.org/inforce.git",
    )
    report = init.run(tmp_path, answers, today=TODAY)
    site, problems = source.read_settings(tmp_path)
    assert (site.organisation, site.contact, site.base_url, problems) == (name, answers.contact, answers.base_url, ())
    assert (report.policy, report.to_replace) == ("terms", ())
    kinds = {
        slug: tomllib.loads((tmp_path / f"content/policies/{slug}/policy.toml").read_text())
        for slug in ("terms", "privacy")
    }
    assert {slug: found["kind"] for slug, found in kinds.items()} == {"terms": "terms", "privacy": "privacy"}
    assert answers.requirement in (tmp_path / "requirements.txt").read_text().splitlines()
    assert check.run(tmp_path, on=TODAY).exit_code is ExitCode.FINE


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation": " "},
        {"organisation": "A\x1b[2J"},
        {"contact": "nobody"},
        {"contact": "a@example.com\nb = 1"},
        {"base_url": "example.com"},
        {"base_url": "https://example.com/x"},
        {"policies": ("Privacy Policy",)},
        {"policies": ("../x",)},
        {"requirement": "inforce\n--index-url https://evil.example"},
    ],
)
def test_an_answer_that_cannot_be(tmp_path: Path, wrong: dict[str, str]) -> None:
    """It is refused with a sentence, and nothing is made."""
    with pytest.raises(UsageError):
        init.run(tmp_path / "new", init.Answers(**wrong), today=TODAY)  # type: ignore[arg-type]
    assert not (tmp_path / "new").exists()


def test_for_another_host_no_workflows_are_written(tmp_path: Path) -> None:
    """The script is, which every host can run; the README does not speak of what is not there."""
    report = init.run(tmp_path, init.Answers(host="none"), today=TODAY)
    assert not (tmp_path / ".github").exists() and "ci/policies.sh" in report.files
    assert "Run workflow" not in (tmp_path / "README.md").read_text()
    assert os.access(tmp_path / "ci/policies.sh", os.X_OK)


def test_nothing_is_left_to_fill_in(tmp_path: Path) -> None:
    """No file that it writes holds a mark of the starter."""
    report = init.run(tmp_path, today=TODAY)
    texts = {name: (tmp_path / name).read_text() for name in report.files}
    assert not [name for name, text in texts.items() if "[[organ" in text or "[[slug" in text or "[[version" in text]
    assert "Run workflow" in texts["README.md"] and "inforce==" in texts["requirements.txt"]
    assert not [name for name in texts if "dot-" in name]


def at_a_terminal(folder: Path, typed: str, *words: str) -> str:
    """Run `inforce init` on a terminal on which somebody types; what it shows."""
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).parent / "inforce"), "init", str(folder), *words]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        try:
            while data := os.read(ours, 4096):
                shown += data
        except OSError:  # Linux says so where the other end is closed.
            pass
        assert process.wait() == 0, shown
    os.close(ours)
    return shown.decode()


def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    """An answer that does not fit is asked for again; Enter takes what is put forward; flags are not asked for."""
    typed = 'Example "Ltd"\nnobody\nlegal@example.org\n\nprivacy Terms\nprivacy terms\n'
    shown = at_a_terminal(tmp_path / "new", typed, "--host", "none")
    assert "That must be an e-mail address." in shown and "cannot be a policy" in shown
    assert "Where the repository will live" not in shown
    site, _ = source.read_settings(tmp_path / "new")
    assert (site.organisation, site.contact) == ('Example "Ltd"', "legal@example.org")
    assert site.base_url == "https://policies.example.com/"
    assert (tmp_path / "new/content/policies/terms").is_dir() and not (tmp_path / "new/.github").exists()


def test_no_input_asks_nothing(tmp_path: Path) -> None:
    """Also on a terminal."""
    assert "Who publishes" not in at_a_terminal(tmp_path / "new", "", "--no-input")


def test_a_full_folder_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    """Nobody answers five questions for nothing."""
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(AssertionError, match="not empty"):
        at_a_terminal(tmp_path, "")
