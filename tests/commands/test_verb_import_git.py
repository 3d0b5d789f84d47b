"""The history of a file in a git repository becomes a policy's archive."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import check, import_files, import_git, verify
from inforce.commands.import_git import GitImportReport
from inforce.errors import ContentError, ExitCode, Level, UsageError
from support.git_repository import Repository
from support.project import ROOT
from support.small_project import TODAY, empty, published, tree, write

CORPORA = ROOT.parent / "shared" / "corpora"
BUNDLE = CORPORA / "37signals-policies.bundle"
PATH = "policies/terms.md"


def text(words: str, updated: str = "") -> str:
    line = f"*Last updated: {updated}*\n\n" if updated else ""
    return f"# Terms\n\n{line}{words}\n\nThese terms are between you and us, and they are longer than one line.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return empty(tmp_path / "project")


def imported(root: Path, repository: Repository, path: str = PATH, branch: str = "") -> GitImportReport:
    return import_git.run(root, str(repository.root), path, "terms", branch=branch, today=TODAY)


def codes(report: GitImportReport) -> list[str]:
    return [problem.code for problem in report.problems]


def test_each_day_s_last_text_becomes_a_version(root: Path, repository: Repository) -> None:
    """In the zone that the commit records; the text is the blob byte for byte, the register names the commit."""
    repository.commit("2020-01-01T09:00:00+00:00", text("Draft of the morning."))
    first = repository.commit("2020-01-01T23:30:00-05:00", text("Pay on time.", "January 1, 2020"))
    repository.commit("2020-01-03T00:10:00+09:00", "# Terms\r\n\r\nPay in advance.\r\n")
    report = imported(root, repository)
    assert (report.imported, report.commits, report.days) == (("2020-01-01", "2020-01-03"), 3, 2)
    folder = root / "content/policies/terms"
    assert (folder / "2020-01-01.md").read_text() == text("Pay on time.", "January 1, 2020")
    assert (folder / "2020-01-03.md").read_bytes() == b"# Terms\r\n\r\nPay in advance.\r\n"
    line = json.loads((root / "content/register.jsonl").read_text().splitlines()[0])
    assert line["event"] == "imported"
    assert line["origin"] == {"commit": first, "path": PATH, "printed": "2020-01-01"}
    assert len(verify.run(root, on=TODAY).versions) == 2


def test_an_equal_text_is_listed_and_a_return_is_a_version(root: Path, repository: Repository) -> None:
    """Wrapped otherwise is the same text; back to an older one is a change."""
    repository.commit("2020-01-01", text("Pay on time."))
    repository.commit("2020-02-01", text("Pay on\ntime."))
    repository.commit("2020-03-01", text("Pay never."))
    repository.commit("2020-04-01", text("Pay on time."))
    report = imported(root, repository)
    assert report.imported == ("2020-01-01", "2020-03-01", "2020-04-01")
    assert report.unchanged == ("2020-02-01",)


def test_a_printed_day_that_did_not_move_is_listed(root: Path, repository: Repository) -> None:
    """Where the words changed; front matter of another tool counts as print, and a text that prints none does not."""
    repository.commit("2020-01-01", text("One.", "January 1, 2020"))
    repository.commit("2020-02-01", text("Two.", "January 1, 2020"))
    repository.commit("2020-03-01", text("Three.", "March 1st, 2020"))
    repository.commit("2020-04-01", "---\nlast_updated: 2020-03-01\n---\n" + text("Four."))
    repository.commit("2020-05-01", text("Five."))
    repository.commit("2020-06-01", text("Six."))
    report = imported(root, repository)
    assert [found.version for found in report.texts if found.unmoved] == ["2020-02-01", "2020-04-01"]
    assert [found.days_apart for found in report.texts] == [0, 31, 0, 31, None, None]


def test_a_second_import_changes_nothing(root: Path, repository: Repository) -> None:
    """Not one byte; new commits add just their versions."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", text("Two."))
    first = imported(root, repository)
    before = tree(root)
    second = imported(root, repository)
    assert (second.imported, second.already, second.exit_code) == ((), first.imported, ExitCode.FINE)
    assert tree(root) == before
    repository.commit("2020-03-01", text("Three."))
    third = imported(root, repository)
    assert (third.imported, third.already) == (("2020-03-01",), first.imported)


def test_what_is_no_history_is_left_out_and_told(root: Path, repository: Repository) -> None:
    """A text of today is not settled, and one of the days of the archive is published; the rest comes in."""
    repository.commit("2020-01-01", text("One."))
    repository.commit(TODAY.isoformat(), text("Two."))
    report = imported(root, repository)
    assert (report.imported, report.left, report.exit_code) == (("2020-01-01",), (str(TODAY),), ExitCode.FINE)
    assert codes(report) == ["import-future"]
    assert "“inforce draft terms”" in report.problems[0].remedy
    later = import_git.run(root, str(repository.root), PATH, "terms", today=date(2026, 12, 24))
    assert (later.imported, later.left, codes(later)) == ((), (str(TODAY),), ["import-no-history"])


def test_what_is_newer_than_a_published_text_is_left_out(tmp_path: Path, repository: Repository) -> None:
    """It would come into force without a class."""
    root = published(tmp_path / "published")
    repository.commit("2020-01-01", text("One."))
    repository.commit("2026-12-01", text("We sell your data."))
    report = import_git.run(root, str(repository.root), PATH, "privacy", today=date(2026, 12, 2))
    assert (report.imported, report.left) == (("2020-01-01",), ("2026-12-01",))


def test_a_branch_is_called_by_its_name_where_a_tag_has_it_too(root: Path, repository: Repository) -> None:
    """And it is the branch that is read."""
    repository.commit("2020-01-01", text("One."))
    repository.git("tag", "main")
    repository.commit("2020-02-01", text("Two."))
    report = imported(root, repository)
    assert (report.imported, report.branch) == (("2020-01-01", "2020-02-01"), "main")
    with pytest.raises(UsageError, match="Did you mean “main”"):
        imported(root, repository, branch="mian")


def test_a_merge_brings_its_text_on_the_day_of_the_merge(root: Path, repository: Repository) -> None:
    """What stood on another branch was not published."""
    repository.commit("2020-01-01", text("One."))
    repository.git("switch", "-q", "-c", "work")
    repository.commit("2020-02-01", text("Two, in work."))
    repository.commit("2020-02-02", text("Two."))
    repository.git("switch", "-q", "main")
    repository.commit("2020-02-10", "Read me.", "README.md")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "work", when="2020-03-01T12:00:00+00:00")
    assert imported(root, repository).imported == ("2020-01-01", "2020-03-01")


def test_the_branch_can_be_chosen(root: Path, repository: Repository) -> None:
    """Another one than the main one; a name that is none is told with the nearest."""
    repository.commit("2020-01-01", text("One."))
    repository.git("switch", "-q", "-c", "published")
    repository.commit("2020-02-01", text("Two."))
    repository.git("switch", "-q", "main")
    with pytest.raises(UsageError, match="Did you mean “published”"):
        imported(root, repository, branch="publishd")
    for name in ("--upload-pack=touch", "HEAD~1", "main~0", "main^", "main@{0}", "a\nb"):
        with pytest.raises(UsageError, match="has no branch"):
            imported(root, repository, branch=name)
    report = imported(root, repository, branch="published")
    assert (report.imported, report.branch) == (("2020-01-01", "2020-02-01"), "published")


def test_renames_are_followed(root: Path, repository: Repository) -> None:
    """Twice, through a merge too; each version names the path that it had."""
    repository.commit("2020-01-01", text("One."), "tos.md")
    repository.git("mv", "tos.md", "terms.md")
    repository.keep("2020-02-01")
    repository.commit("2020-02-02", text("Two."), "terms.md")
    repository.git("switch", "-q", "-c", "work")
    (repository.root / "policies").mkdir()
    repository.git("mv", "terms.md", PATH)
    repository.keep("2020-02-20")
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "work", when="2020-03-01T12:00:00+00:00")
    repository.commit("2020-04-01", text("Three."))
    report = imported(root, repository)
    assert report.imported == ("2020-01-01", "2020-02-02", "2020-04-01")
    assert [found.path for found in report.texts] == ["tos.md", "terms.md", PATH]
    assert report.unchanged == ("2020-02-01", "2020-03-01")


def test_a_name_given_up_leads_to_the_one_that_followed(root: Path, repository: Repository) -> None:
    """Its history alone would end too early."""
    repository.commit("2020-01-01", text("One."), "tos.md")
    repository.git("mv", "tos.md", "terms.md")
    repository.keep("2020-02-01")
    with pytest.raises(UsageError, match=r"was given the name “terms\.md”"):
        imported(root, repository, "tos.md")


def test_a_file_gone_for_a_while_is_told(root: Path, repository: Repository) -> None:
    """Its texts before and after are versions; so is it told that a file is not there today."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", None)
    repository.commit("2020-03-01", text("One."))
    repository.commit("2020-04-01", text("Two."))
    repository.commit("2020-05-01", None)
    report = imported(root, repository)
    assert (report.imported, report.unchanged) == (("2020-01-01", "2020-04-01"), ("2020-03-01",))
    assert [problem.sentence for problem in report.problems] == [
        "There was no file from 1 February 2020 until 1 March 2020.",
        "The file was deleted on 1 May 2020 and is not there today.",
    ]


def test_a_name_that_a_file_had_meanwhile_is_told(root: Path, repository: Repository) -> None:
    """It came back rewritten, so git sees no rename: that there was no file would be wrong, and versions be missing."""
    repository.commit("2020-01-01", text("One."), "terms.md")
    repository.git("mv", "terms.md", "tos.md")
    repository.keep("2020-02-01")
    repository.commit("2020-03-01", text("Two."), "tos.md")
    repository.commit("2020-03-05", None, "tos.md")
    repository.commit("2020-04-01", "# Terms of use\n\nAll is new here, and nothing is as it was.\n", "terms.md")
    report = imported(root, repository, "terms.md")
    (problem,) = report.problems
    assert (report.imported, problem.code) == (("2020-01-01", "2020-04-01"), "git-file-gone")
    assert "had the name “tos.md” from 1 February 2020 on" in problem.sentence
    assert problem.remedy.startswith("Import “tos.md” too, under the same --policy")
    assert imported(root, repository, "tos.md").imported == ("2020-03-01",)
    assert len(verify.run(root, on=TODAY).versions) == 3


def raw_commit(repository: Repository, stamp: str, parent: str = "") -> str:
    """A commit of what is staged with a committer's time as written; git itself would refuse to make most of them."""
    tree_id = repository.git("write-tree")
    lines = [f"tree {tree_id}", *([f"parent {parent}"] if parent else [])]
    lines += [f"{who} Ada <ada@example.com> {stamp}" for who in ("author", "committer")]
    file = repository.root / ".git" / "raw"
    file.write_text("\n".join([*lines, "", "change", ""]))
    commit = repository.git("hash-object", "-t", "commit", "-w", "--literally", str(file))
    repository.git("update-ref", "refs/heads/main", commit)
    return commit


@pytest.mark.parametrize(
    "stamp", ["0 +0000", "1577880000 +9900", "99999999999999999 +0000", "253402300800 +0000", "-5 +0000", "nonsense"]
)
def test_a_commit_without_a_day_gives_no_version_of_one(root: Path, repository: Repository, stamp: str) -> None:
    """It counts with its neighbours; alone it is left out. It is never of the year 1 nor of 1970."""
    repository.commit("2019-01-01", text("One."))
    raw_commit(repository, stamp)
    alone = imported(root, repository)
    assert (alone.imported, codes(alone)) == ((), ["git-no-version"])
    assert alone.left[0].startswith("commit ")
    first = repository.git("rev-parse", "HEAD")
    (repository.root / PATH).write_text(text("Two."))
    repository.git("add", "-A")
    second = raw_commit(repository, "1577880000 +0000", first)
    (repository.root / PATH).write_text(text("Three."))
    repository.git("add", "-A")
    raw_commit(repository, stamp, second)
    report = imported(root, repository)
    assert (report.imported, codes(report)) == (("2020-01-01",), ["git-day-order", "git-day-order"])
    assert "states no day that a calendar has" in report.problems[0].sentence
    assert "Three." in (root / "content/policies/terms/2020-01-01.md").read_text()


def test_a_pointer_in_place_of_a_text_is_left_out(root: Path, repository: Repository) -> None:
    """Git LFS keeps the text elsewhere; visitors never read the pointer."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
    report = imported(root, repository)
    assert (report.imported, report.left) == (("2020-01-01",), ("2020-02-01",))
    assert "Git LFS" in report.problems[0].sentence


def test_a_title_that_cannot_be_seen_does_not_become_the_policy_s(root: Path, repository: Repository) -> None:
    """In the text it is a warning; in the settings, which the import itself writes, it would stop every build."""
    repository.commit("2020-01-01", '---\ntitle: "Ter\u202ems"\n---\n\nPay on time.\n')
    imported(root, repository)
    assert (root / "content/policies/terms/policy.toml").read_text().startswith('title = "Terms of Service"')
    assert "character-unseen" not in [p.code for p in check.run(root, on=TODAY).problems if p.level is Level.ERROR]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("log.diffMerges", value) for value in ("off", "combined", "dense-combined", "remerge", "first-parent")),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("diff.orderFile", "/nonexistent"),
        ("color.ui", "always"),
    ],
)
def test_settings_change_nothing_of_what_is_found(root: Path, repository: Repository, key: str, value: str) -> None:
    """Whoever set, for their own eyes, that merges are shown otherwise would import an archive without them."""
    repository.commit("2020-01-01", text("One."))
    repository.git("switch", "-q", "-c", "work")
    repository.commit("2020-02-01", text("Two."))
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "work", when="2020-03-01T12:00:00+00:00")
    repository.git("config", key, value)
    assert imported(root, repository).imported == ("2020-01-01", "2020-03-01")


def test_days_that_go_back_are_put_in_the_order_of_the_line(root: Path, repository: Repository) -> None:
    """As few commits as possible are taken for wrong: one clock ahead moves one commit, not all that follow."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2038-01-01", text("Clock ahead."))
    repository.commit("2020-03-01", text("Three."))
    repository.commit("2019-05-05", text("Clock behind."))
    repository.commit("2020-04-01", text("Five."))
    report = imported(root, repository)
    assert report.imported == ("2020-01-01", "2020-03-01", "2020-04-01")
    assert codes(report) == ["git-day-order", "git-day-order"]
    assert "says 2038-01-01" in report.problems[0].sentence
    folder = root / "content/policies/terms"
    assert "Clock ahead" in (folder / "2020-01-01.md").read_text()
    assert "Clock behind" in (folder / "2020-03-01.md").read_text()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"caf\xe9", "is not UTF-8"),
        (b"a\0b", "NUL"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"<!-- nothing -->\n", "is empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_text_is_left_out_and_told(root: Path, repository: Repository, data: bytes, said: str) -> None:
    """A commit cannot be mended: the day is named, and the others come in."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", data)
    repository.commit("2020-03-01", text("Three."))
    report = imported(root, repository)
    assert (report.imported, report.left) == (("2020-01-01", "2020-03-01"), ("2020-02-01",))
    (problem,) = report.problems
    assert (problem.code, problem.level) == ("git-no-version", Level.WARNING)
    assert said in problem.sentence
    assert "2020-02-01" in problem.place.path


def test_a_symbolic_link_and_a_submodule_are_no_texts(root: Path, repository: Repository) -> None:
    """Neither is followed."""
    repository.commit("2020-01-01", text("One."))
    target = repository.root / PATH
    target.unlink()
    target.symlink_to("/etc/hostname")
    repository.keep("2020-02-01")
    target.unlink()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{repository.git('rev-parse', 'HEAD')},{PATH}")
    repository.git("commit", "-q", "-m", "module", when="2020-03-01T12:00:00+00:00")
    report = imported(root, repository)
    assert report.imported == ("2020-01-01",)
    assert ["a symbolic link" in report.problems[0].sentence, "submodule" in report.problems[1].sentence] == [
        True,
        True,
    ]


@pytest.mark.parametrize("name", ["Äußerung “neu”.md", "a\tb.md", ":(glob)*.md", "-rf.md", "sp ace/[x]*.md", "a\nb.md"])
def test_any_name_of_a_file_is_taken_as_it_is(root: Path, repository: Repository, name: str) -> None:
    """Quotation marks, tabs, line ends and what git would read as a pattern or an option."""
    repository.commit("2020-01-01", text("Other."), "other.md")
    repository.commit("2020-02-01", text("One."), name)
    repository.commit("2020-03-01", text("Two."), name)
    report = imported(root, repository, name)
    assert report.imported == ("2020-02-01", "2020-03-01")
    assert len(verify.run(root, on=TODAY).versions) == 2


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("policies/term.md", "Did you mean “policies/terms.md”"),
        ("terms.md", "Did you mean “policies/terms.md”"),
        ("policies", "is a folder. There is policies/terms.md."),
        ("nothing/like/it.txt", "There is README.md, policies/terms.md."),
        ("../terms.md", "is no path from the top"),
        ("/etc/passwd", "is no path from the top"),
        ("", "is no path from the top"),
    ],
)
def test_a_path_that_never_was_is_a_usage_error(root: Path, repository: Repository, path: str, said: str) -> None:
    """With the nearest one that is."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-01-01", "Read me.", "README.md")
    with pytest.raises(UsageError) as error:
        imported(root, repository, path)
    assert said in str(error.value)


def test_what_is_no_repository_is_a_usage_error(root: Path, tmp_path: Path, repository: Repository) -> None:
    """A folder without one, a file, a name of nothing, a folder within one, one without commits."""
    repository_without_commits = str(repository.root)
    with pytest.raises(UsageError, match="holds no commit"):
        import_git.run(root, repository_without_commits, PATH, "terms", today=TODAY)
    repository.commit("2020-01-01", text("One."))
    write(tmp_path, "plain/file.bundle", "# v2 git bundle\nnonsense")
    write(tmp_path, "plain/file.txt", "nonsense")
    for name, said in [
        ("plain", "This is no git repository"),
        ("plain/file.txt", "This is no git repository"),
        ("plain/file.bundle", "holds no commit"),
        ("nowhere", "There is no such repository"),
        ("repository/policies", "a folder within the repository"),
    ]:
        with pytest.raises(UsageError, match=said):
            import_git.run(root, str(tmp_path / name), PATH, "terms", today=TODAY)
    with pytest.raises(UsageError):
        import_git.run(root, "ext::sh -c touch% /tmp/never", PATH, "terms", today=TODAY)


def test_a_password_in_an_address_is_not_told(root: Path, repository: Repository) -> None:
    """Neither where it fails nor in the report: what a host's run prints is kept, and read by others."""
    with pytest.raises(UsageError) as error:
        import_git.run(root, "https://ada:s3cret@127.0.0.1:1/x.git", PATH, "terms", today=TODAY)
    assert "127.0.0.1:1/x.git" in str(error.value)
    assert "s3cret" not in str(error.value)
    repository.commit("2020-01-01", text("One."))
    report = import_git.run(root, f"file://ada:s3cret@localhost{repository.root}", PATH, "terms", today=TODAY)
    assert report.repository == f"file://localhost{repository.root}"


def test_without_git_the_program_says_so(root: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is needed for this verb alone."""
    repository.commit("2020-01-01", text("One."))
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UsageError, match="The program git is not installed"):
        imported(root, repository)


def test_a_repository_of_somebody_else_is_not_read(
    root: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git's own caution is told with the way out."""
    repository.commit("2020-01-01", text("One."))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    with pytest.raises(UsageError, match="belongs to somebody else") as error:
        imported(root, repository)
    assert f"safe.directory {repository.root}" in str(error.value)


def test_settings_of_a_hostile_repository_run_nothing(root: Path, repository: Repository, tmp_path: Path) -> None:
    """File system monitor, hooks, external diffs, text filters, signature programs and pagers stay off."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", text("Two."))
    repository.commit("2020-02-01", "*.md diff=evil filter=evil\n", ".gitattributes")
    mark = tmp_path / "ran"
    program = tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    program.chmod(0o755)
    for key in (
        *("core.fsmonitor", "core.pager", "diff.external", "diff.evil.textconv", "diff.evil.command"),
        *("filter.evil.smudge", "filter.evil.clean", "gpg.program", "core.sshCommand", "core.editor"),
    ):
        repository.git("config", key, str(program))
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "log.follow", "true")
    hook = repository.root / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(program, hook)
    mark.unlink(missing_ok=True)
    assert imported(root, repository).imported == ("2020-01-01", "2020-02-01")
    assert not mark.exists()


def test_what_a_hook_sets_does_not_lead_to_another_repository(
    root: Path, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git sets GIT_DIR for its hooks."""
    repository.commit("2020-01-01", text("One."))
    other = Repository(tmp_path / "other")
    other.commit("2021-01-01", text("Other."))
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    assert imported(root, repository).imported == ("2020-01-01",)


def test_bare_repositories_and_bundles_are_read_too(root: Path, repository: Repository, tmp_path: Path) -> None:
    """All three say the same; a bundle leaves nothing behind in the temporary folder."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", text("Two."))
    repository.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    repository.git("bundle", "create", "-q", str(tmp_path / "one.bundle"), "HEAD", "main")
    first = imported(root, repository)
    before = tree(root)
    temporary = set(Path(os.environ.get("TMPDIR", "/tmp")).glob("inforce-import-*"))
    for name in ("bare.git", "one.bundle"):
        again = import_git.run(root, str(tmp_path / name), PATH, "terms", today=TODAY)
        assert (again.already, again.tip) == (first.imported, first.tip)
    assert tree(root) == before
    assert set(Path(os.environ.get("TMPDIR", "/tmp")).glob("inforce-import-*")) == temporary


def test_a_shallow_clone_warns_that_its_history_is_cut(root: Path, repository: Repository, tmp_path: Path) -> None:
    """What is there is imported."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", text("Two."))
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    report = import_git.run(root, str(tmp_path / "shallow"), PATH, "terms", today=TODAY)
    assert (report.imported, codes(report)) == (("2020-02-01",), ["git-shallow"])


def test_an_import_killed_before_its_lines_is_finished_by_the_next(root: Path, repository: Repository) -> None:
    """The files stand there, the register does not know them: running it again writes the lines."""
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", text("Two."))
    code = (
        "import os, sys\nfrom datetime import date\nfrom pathlib import Path\n"
        "from inforce.commands import import_git\nfrom inforce.publish import register\n"
        "register.append = lambda *_: os.kill(os.getpid(), 9)\n"
        "import_git.run(Path(sys.argv[1]), sys.argv[2], sys.argv[3], 'terms', today=date(2026, 11, 23))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(root), str(repository.root), PATH], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (root / "content/policies/terms/2020-02-01.md").exists()
    assert not (root / "content/register.jsonl").exists()
    assert imported(root, repository).imported == ("2020-01-01", "2020-02-01")
    assert len(verify.run(root, on=TODAY).versions) == 2


def test_a_text_that_the_register_has_otherwise_is_refused(root: Path, repository: Repository, tmp_path: Path) -> None:
    """An archive made of other files for the same days; nothing is written."""
    write(tmp_path, "files/2020-02-01.md", "# Terms\n\nSomething else.\n")
    import_files.run(root, tmp_path / "files", "terms", today=TODAY)
    repository.commit("2020-01-01", text("One."))
    repository.commit("2020-02-01", text("Two."))
    before = tree(root)
    with pytest.raises(ContentError, match="stands in the register with another text") as error:
        imported(root, repository)
    assert "leave it out" not in str(error.value)  # a commit cannot be left out
    assert tree(root) == before


needs_bundle = pytest.mark.skipif(not BUNDLE.exists(), reason="the bundle of real policies is not there")


@needs_bundle
@pytest.mark.parametrize(
    ("slug", "commits", "versions", "unmoved"), [("privacy", 45, 32, 8), ("terms", 36, 24, 11), ("refund", 8, 6, 0)]
)
def test_a_real_history_is_imported(root: Path, slug: str, commits: int, versions: int, unmoved: int) -> None:
    """Its counts, its texts byte for byte, and a second import that changes nothing."""
    report = import_git.run(root, str(BUNDLE), f"{slug}/index.md", slug, today=TODAY)
    found = (report.commits, len(report.imported), sum(text.unmoved for text in report.texts))
    assert found == (commits, versions, unmoved)
    assert codes(report) == ["git-file-gone"]
    before = tree(root)
    again = import_git.run(root, str(BUNDLE), f"{slug}/index.md", slug, today=TODAY)
    assert (again.imported, again.already) == ((), report.imported)
    assert tree(root) == before
    assert len(verify.run(root, on=TODAY).versions) == versions


@needs_bundle
@pytest.mark.parametrize(
    ("slug", "meanwhile", "versions"), [("privacy", "privacy/privacy-policy.md", 2), ("terms", "terms.md", 4)]
)
def test_a_real_name_of_meanwhile_fills_the_gap(root: Path, slug: str, meanwhile: str, versions: int) -> None:
    """Both files were renamed in 2018 and came back, rewritten, in 2020; what they said meanwhile are versions too."""
    (told,) = import_git.run(root, str(BUNDLE), f"{slug}/index.md", slug, today=TODAY).problems
    assert f"had the name “{meanwhile}” from 14 December 2018 on" in told.sentence
    report = import_git.run(root, str(BUNDLE), meanwhile, slug, today=TODAY)
    assert len(report.imported) == versions
    assert all("2018-12-14" <= name < "2020-04-13" for name in report.imported)


@needs_bundle
@pytest.mark.parametrize("slug", ["privacy", "terms", "refund"])
def test_a_real_history_differs_from_its_other_copy_by_the_zone_alone(root: Path, slug: str) -> None:
    """The files of the folder are of the days in the committers' zones, and the bundle has all times in UTC: a text
    is on the same day or on the next, or was replaced within the hours between."""
    import_git.run(root, str(BUNDLE), f"{slug}/index.md", slug, today=TODAY)
    ours = {version.name.day: version.document.digest for version in source.read(root).library[slug]}
    other = empty(root.parent / "other")
    import_files.run(other, CORPORA / "37signals" / slug, slug, today=TODAY)
    theirs = {version.name.day: version.document.digest for version in source.read(other).library[slug]}
    for day, digest in ours.items():
        near = [text for other_day, text in theirs.items() if 0 <= (day - other_day).days <= 1]
        assert near, day
        if digest not in near:
            assert any(0 <= (after - day).days <= 1 and text in theirs.values() for after, text in ours.items()), day
