"""The script of a new repository, against real git repositories: from a pull request to a text in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.hosted import SUMMED_UP, TEXT, Hosted, git, hosted, in_days, script, write_draft
from support.project import inforce


@pytest.fixture
def host(tmp_path: Path) -> Hosted:
    """A remote with a repository that `init` made."""
    return hosted(tmp_path)


@pytest.fixture
def main(host: Hosted) -> Path:
    """The machine that works for the main branch; the first text is published."""
    clone = host.clone("the machine")
    done = script(clone, "publish")
    assert done.code == 0, done.said
    return clone


def amended(clone: Path, *, published: int, effective: int = 60) -> Path:
    """The amendment of the text, in a clone."""
    text = TEXT.replace("90 days", "60 days")
    return write_draft(clone, text, effective=in_days(effective), published=in_days(published), change=SUMMED_UP)


def pushed(clone: Path, branch: str = "main") -> None:
    """Commit all and push."""
    git(clone, "add", "-A")
    git(clone, "commit", "--quiet", "-m", "Change")
    git(clone, "push", "--quiet", "origin", f"HEAD:{branch}")


def register(folder: Path) -> list[dict[str, object]]:
    """The lines of the register."""
    return [json.loads(line) for line in (folder / "content/register.jsonl").read_text().splitlines()]


def test_from_a_pull_request_to_a_text_in_force(host: Hosted, main: Path, tmp_path: Path) -> None:
    """Report on a branch, merge, publish under the merger's name, build; on its day the text is in force by itself."""
    author = host.clone("author")
    git(author, "checkout", "--quiet", "-b", "shorter")
    amended(author, published=0)
    pushed(author, "shorter")
    report, page = tmp_path / "a report.md", tmp_path / "page.md"
    done = script(author, "report", "origin/main", report, GITHUB_STEP_SUMMARY=str(page))
    assert done.code == 0, done.said
    assert report.read_text().startswith("<!-- inforce-report -->\n## Ready to publish\n")
    assert "<del>90 days</del>" in report.read_text() and "<del>90 days</del>" in page.read_text()

    git(author, "checkout", "--quiet", "main")
    git(author, "merge", "--quiet", "--no-ff", "-m", "Merge", "shorter")
    git(author, "push", "--quiet", "origin", "main")
    done = script(main, "publish")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Published and pushed.")
    assert [line["by"] for line in register(main)] == ["Ada O’Counsel & Co"] * 2
    assert host.log()[0] == "Publish what is due"

    for day, said in ((in_days(59), "within 90 days"), (in_days(60), "within 60 days")):
        assert script(main, "build", "--on", str(day)).code == 0
        assert said in (main / "site/privacy/index.html").read_text()
    assert git(main, "status", "--porcelain") == ""


def test_a_second_run_changes_nothing(host: Hosted, main: Path) -> None:
    """With nothing due there is no commit and no other byte."""
    before = git(main, "rev-parse", "HEAD")
    done = script(main, "publish")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Nothing was due.")
    assert git(main, "rev-parse", "HEAD") == before == git(host.remote, "rev-parse", "main")


def test_a_draft_waits_for_its_day(host: Hosted, main: Path) -> None:
    """Merged with a later day of publication, it is not registered before it."""
    author = host.clone("author")
    amended(author, published=1)
    pushed(author)
    assert script(main, "publish").out.splitlines()[-1] == "Nothing was due."
    assert len(register(main)) == 1


def test_somebody_pushes_meanwhile(host: Hosted, main: Path) -> None:
    """The state of the other machine, which published too, is taken and the rest published anew: one whole chain."""
    author, other = host.clone("author"), host.clone("other machine")
    cookies = author / "content/policies/cookies"
    cookies.mkdir()
    (cookies / f"{in_days(0)}.md").write_text(
        f"---\ntitle: Cookies\neffective: {in_days(0)}\n---\n\n## Cookies {{#cookies}}\n\nWe set no cookie.\n"
    )
    amended(author, published=0)
    pushed(author)
    git(other, "pull", "--quiet")
    hook = main / ".git/hooks/pre-push"
    hook.write_text(
        f'#!/bin/sh\nrm "$0"\ncd "{other}" || exit 1\nunset $(git rev-parse --local-env-vars)\n'
        f'git -c user.name=B -c user.email=b@example.com commit --quiet -m "Meanwhile" -- content\n'
        "git push --quiet origin main\n"
    )
    hook.chmod(0o755)
    done = inforce("--project", other, "publish", "cookies", str(in_days(0)), "--by", "Bob", cwd=other)
    assert done.code == 0, done.said
    git(other, "add", "-A")

    done = script(main, "publish")
    assert done.code == 0, done.said
    assert "Somebody else pushed meanwhile (try 1 of 5)" in done.out
    assert host.log()[:2] == ["Publish what is due", "Meanwhile"]
    assert [line["policy"] for line in register(main)] == ["privacy", "cookies", "privacy"]
    assert inforce("verify", cwd=main).code == 0


def test_a_push_that_is_never_taken(host: Hosted, main: Path) -> None:
    """After some tries the run fails with a plain sentence, and the clone is as the remote."""
    author = host.clone("author")
    amended(author, published=0)
    pushed(author)
    hook = host.remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    done = script(main, "publish", PATH=_without_waiting(host.home))
    assert done.code == 4 and "The push was refused 5 times; nothing is published." in done.err
    assert git(main, "rev-parse", "HEAD") == git(host.remote, "rev-parse", "main")
    assert git(main, "status", "--porcelain") == ""


def _without_waiting(home: Path) -> str:
    """A path on which `sleep` returns at once."""
    import os

    folder = home / "quick"
    folder.mkdir()
    (folder / "sleep").write_text("#!/bin/sh\n")
    (folder / "sleep").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_work_that_is_not_pushed_is_left_alone(host: Hosted, main: Path) -> None:
    """In a clone that somebody works in, nothing is thrown away: the script refuses."""
    note = main / "note.txt"
    note.write_text("mine")
    done = script(main, "publish")
    assert done.code == 2 and "not committed" in done.err
    git(main, "add", "-A")
    git(main, "commit", "--quiet", "-m", "Mine")
    done = script(main, "publish")
    assert done.code == 2 and "not on origin/main" in done.err
    git(main, "checkout", "--quiet", "-b", "elsewhere", "origin/main")
    done = script(main, "publish")
    assert done.code == 2 and "This is the branch elsewhere" in done.err
    assert git(main, "show", "main:note.txt") == "mine"


def test_a_draft_that_cannot_be_published_stops_the_run(host: Hosted, main: Path) -> None:
    """The exit status is that of `publish`; nothing is committed."""
    author = host.clone("author")
    amended(author, published=0, effective=5)
    pushed(author)
    done = script(main, "publish")
    assert done.code == 1 and "30 days of notice" in done.err
    assert len(register(main)) == 1 and host.log()[0] == "Change"


def test_the_report_of_a_branch_that_check_refuses(host: Hosted, main: Path, tmp_path: Path) -> None:
    """It is written all the same, and the status is that of `check`; on GitHub the lines are annotated."""
    author = host.clone("author")
    git(author, "checkout", "--quiet", "-b", "wrong")
    path = amended(author, published=0)
    path.write_text(path.read_text().replace("material: true", "material: maybe"))
    done = script(author, "report", "origin/main", tmp_path / "r.md", GITHUB_ACTIONS="true")
    assert done.code == 1
    assert f"::error file=content/policies/privacy/{in_days(60)}.md" in done.out
    assert "to mend" in (tmp_path / "r.md").read_text().splitlines()[1]


def test_a_report_against_nothing(host: Hosted, main: Path, tmp_path: Path) -> None:
    """A base that git does not know fails with a sentence."""
    done = script(main, "report", "origin/nowhere", tmp_path / "r.md")
    assert done.code != 0 and "git knows no branch" in done.err


def test_begin_a_draft_in_the_browser(host: Hosted, tmp_path: Path) -> None:
    """The draft stands on a branch of its own; the page of the run links to its editor and to a new pull request."""
    page = tmp_path / "page.md"
    where = {"GITHUB_STEP_SUMMARY": str(page), "GITHUB_REPOSITORY": "example/policies"}
    day = in_days(60)
    for number, branch in enumerate((f"draft/privacy-{day}", f"draft/privacy-{day}-no2")):
        clone = host.clone(f"runner {number}")
        done = script(clone, "draft", "privacy", str(day), **where)
        assert done.code == 0, done.said
        file = f"content/policies/privacy/{day}.md"
        assert git(host.remote, "show", "--name-only", "--format=", branch).split() == [file]
        assert f"https://github.com/example/policies/edit/{branch}/{file}" in page.read_text()
        assert f"https://github.com/example/policies/compare/main...{branch}?expand=1" in page.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--help",), "is not the name of a policy"),
        (("Privacy Policy",), "is not the name of a policy"),
        (("privacy; touch x",), "is not the name of a policy"),
        (("privacy", "tomorrow"), "is not a day"),
        (("privacy", "$(touch x)"), "is not a day"),
        ((), "Write: ci/policies.sh draft"),
    ],
)
def test_what_is_typed_into_the_form(host: Hosted, words: tuple[str, ...], told: str) -> None:
    """Anything but a policy and a day is refused with a sentence and does nothing."""
    clone = host.clone("runner")
    done = script(clone, "draft", *words)
    assert done.code == 2 and told in done.err
    assert git(clone, "status", "--porcelain") == ""


def test_a_verb_that_there_is_not(host: Hosted) -> None:
    """It names those that there are; no function of the script can be called by its name."""
    for word in ("", "commit", "take_remote", "rm"):
        done = script(host.clone(f"c{word}"), word)
        assert done.code == 2 and "report|comment|publish|build|draft" in done.err
