"""What a branch changes, told to its reviewers."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import html5lib
import pytest
from markdown_it import MarkdownIt

from inforce.commands import branch, publish
from inforce.commands.branch import BranchReport
from inforce.console.comment import LONGEST, MARKER, comment, result
from inforce.errors import ExitCode, UsageError
from support.hosted import git
from support.project import inforce
from support.small_project import FIRST, SECOND, TODAY, with_first, write

NAME = "content/policies/privacy/2027-01-31.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a first version published on main; the amendment is on a branch, not committed."""
    with_first(tmp_path)
    (tmp_path / NAME).unlink()
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "checkout", "--quiet", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "-m", "First")
    git(tmp_path, "checkout", "--quiet", "-b", "change")
    write(tmp_path, NAME, SECOND)
    return tmp_path


def said(root: Path, on: date = TODAY) -> BranchReport:
    """The report against main."""
    return branch.run(root, "main", on=on)


def dated(root: Path, published: str) -> Path:
    """The amendment with a day of publication."""
    write(root, NAME, SECOND.replace("change:\n", f"published: {published}\nchange:\n", 1))
    return root


@pytest.mark.parametrize("committed", [False, True])
def test_a_draft_of_the_branch_is_told(root: Path, committed: bool) -> None:
    """Committed or not; what main has and the branch did not touch is not."""
    if committed:
        git(root, "add", "-A")
        git(root, "commit", "--quiet", "-m", "Second")
    found = said(root)
    assert [str(facts.version) for facts in found.versions] == ["privacy 2027-01-31"]
    assert (found.drafts, found.exit_code) == (found.versions, ExitCode.FINE)


def test_what_main_got_meanwhile_is_not_told(root: Path) -> None:
    """The branch is compared with where it began, not with what main has become since."""
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "Second")
    git(root, "checkout", "--quiet", "main")
    write(root, "content/policies/terms/2027-02-01.md", FIRST.replace("2026-11-23", "2027-02-01"))
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "Terms")
    git(root, "checkout", "--quiet", "change")
    assert [facts.policy.slug for facts in said(root).versions] == ["privacy"]


def test_no_day_of_publication(root: Path) -> None:
    """The first line says so, and the line to add is there, with the last day that keeps the notice period."""
    text = comment(said(root))
    assert text.startswith(f"{MARKER}\n## Ready, but without a day of publication\n")
    assert "**Merging does not publish it**" in text and "`published: 2026-11-26`" in text
    assert "**Merge** by 1 January 2027 at the latest" in text


@pytest.mark.parametrize(
    "slip", ["published: 24.11.2026", "published: 2026-02-30", "published:2026-11-24", "material:true"]
)
def test_a_head_that_cannot_be_read(root: Path, slip: str) -> None:
    """Nothing is said of days that nobody can read, and above all not that the day is missing."""
    write(root, NAME, SECOND.replace("change:\n", f"{slip}\nchange:\n", 1))
    text = comment(said(root))
    assert "**The days are not known:**" in text
    assert "has no day of publication" not in text
    assert "none is needed" not in text


def test_a_day_of_publication(root: Path) -> None:
    """When it is shown, takes effect, whether the notice is kept, until when to merge."""
    text = comment(said(dated(root, "2026-12-15")))
    assert text.startswith(f"{MARKER}\n## Ready to publish\n")
    assert "**To be published** on 15 December 2026" in text
    assert "**Takes effect** on 31 January 2027" in text
    assert "**Notice:** 47 days; a material change needs 30 days: kept" in text
    assert "**Merge** by 15 December 2026 at the latest" in text


def test_notice_that_is_too_short(root: Path) -> None:
    """It is said with the first day that would do, and fails the branch: merged, it would be published so."""
    found = said(dated(root, "2027-01-15"))
    assert (result(found), found.exit_code) == ("1 thing to mend", ExitCode.CONTENT)
    assert "**Notice:** 16 days, but a material change needs 30 days: **not kept**" in comment(found)
    assert "on 14 February 2027 or later" in comment(found)


def test_a_due_draft_is_not_refused(root: Path) -> None:
    """Merging is what publishes it, so the status is fine, whatever `check` says of the branch."""
    found = said(dated(root, str(TODAY)))
    assert (result(found), found.exit_code) == ("Ready to publish", ExitCode.FINE)
    assert "**Published** as soon as this is merged" in comment(found)
    late = said(dated(root, "2026-11-20"))
    assert late.exit_code is ExitCode.CONTENT and result(late) == "1 thing to mend"


def test_what_the_summary_lacks(root: Path) -> None:
    """Lines to be pasted, in a block of code."""
    write(root, NAME, SECOND[: SECOND.index("change:")] + "change:\n" + SECOND[SECOND.index("---\n\n") :])
    text = comment(said(root))
    assert "```yaml\n    - section: how-long\n      text: " in text
    assert text.startswith(f"{MARKER}\n## 1 thing to mend, 2 to decide\n")


def test_a_published_version_edited(root: Path) -> None:
    """It is told first, as what must not be."""
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("90 days", "91 days"))
    found = said(root)
    assert found.exit_code is ExitCode.CONTENT and [str(f.version.name) for f in found.edited] == ["2026-11-23"]
    assert "so its file must not change.** Put the file back" in comment(found)


def test_a_version_published_in_the_branch(root: Path) -> None:
    """By the command line: told with who published it, and its line."""
    publish.run(root, "privacy", "2027-01-31", by="Ada *Counsel*", today=TODAY)
    found = said(root)
    assert result(found) == "Published in this branch; nothing to mend"
    assert r"**Published** on 23 November 2026 by Ada \*Counsel\* (line 2 of the register)" in comment(found)


def test_files_that_are_gone_and_settings(root: Path) -> None:
    """A draft deleted and a setting changed are told, the setting with its old and new line."""
    (root / NAME).unlink()
    git(root, "checkout", "--quiet", "main")
    write(root, NAME, SECOND)
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "Second")
    git(root, "checkout", "--quiet", "-b", "less")
    (root / NAME).unlink()
    write(
        root, "content/policies/privacy/policy.toml", 'title = "Privacy Policy"\nkind = "privacy"\nnotice_days = 45\n'
    )
    text = comment(said(root))
    assert f"### Removed\n\n- {NAME}".replace("-", r"\-").replace(r"\- ", "- ") in text
    assert "\n+notice_days = 45\n" in text


def test_nothing_changes(root: Path) -> None:
    """A branch that touches no policy says just that."""
    (root / NAME).unlink()
    found = said(root)
    assert (result(found), found.versions) == ("No policy changes", ())


def test_a_reference_that_git_does_not_know(root: Path) -> None:
    """It is refused with a sentence, also where it looks like an option."""
    for ref in ("nowhere", "--all", "", "main~99"):
        with pytest.raises(UsageError, match="git knows no branch or commit"):
            branch.run(root, ref, on=TODAY)


def test_a_folder_without_git(tmp_path: Path) -> None:
    """There is nothing to compare with."""
    with pytest.raises(UsageError, match="git knows no branch"):
        branch.run(with_first(tmp_path), "main", on=TODAY)


def test_a_project_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """Its paths are the project's own."""
    root = with_first(tmp_path / "legal" / "policies")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "-m", "All")
    (root / NAME).write_text(SECOND.replace("60", "61"))
    (tmp_path / "elsewhere.md").write_text("x")
    found = branch.run(root, "HEAD", on=TODAY)
    assert [facts.version.path for facts in found.drafts] == [NAME] and found.registered == ()


ALLOWED = set(
    "html head body h2 h3 p ul li strong em code pre blockquote details summary del ins sub br "
    "table thead tbody tr th td".split()
)
"""Elements of a comment: nothing that loads, leads away or acts."""
HOSTILE = """\
---
title: "@admins #1 </details> {marker} | `x` ![i](https://evil.example/i.png)"
effective: 2027-01-31
change:
  material: true
  summary:
    - section: how-long
      text: "@octocat: ``` <script>alert(1)</script> {marker} fixes #12"
---

## 1. What we collect {{#what-we-collect}}

We collect your name and your e-mail address. Ask @octocat-team or see #123 and GH. ``` {escaped}

## 2. How long we keep it {{#how-long}}

We delete it within 60 days after your account ends. Write to privacy@example.com.
"""


def test_words_of_the_content_have_no_effect(root: Path) -> None:
    """Outside of code nobody is called, no issue linked, no tag opened or closed, no second marker set."""
    escaped = r"\<\/details\> \<!-- inforce-report --\> \<img src=x\>"
    write(root, NAME, HOSTILE.format(marker=MARKER, escaped=escaped))
    text = comment(said(root))
    assert text.startswith(MARKER)
    page = html5lib.parse(MarkdownIt("commonmark").enable("table").render(text), namespaceHTMLElements=False)
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= ALLOWED
    comments = [element.text for element in page.iter() if not isinstance(element.tag, str)]
    assert comments == []  # The marker itself stands before the page's root.
    for code in [*page.iter("pre"), *page.iter("code")]:
        code.clear()
    shown = "".join(page.itertext())
    assert "alert" not in shown and "octocat" in shown and "privacy@example.com" in shown
    assert not re.search(r"(?<![\w.])[@#]\w", shown)


def test_a_comment_that_would_be_too_long(root: Path) -> None:
    """Whole parts are left out, the longest first, and said; what stays is well-formed. `--full` has it all."""
    body = "\n\n".join(f"We keep record {n} for {n + 10} days. {'More words follow here. ' * 40}" for n in range(300))
    write(root, NAME, SECOND + "\n" + body + "\n")
    found = said(root)
    text = comment(found)
    assert len(text) < LONGEST < len(comment(found, most=None))
    assert "It is too long here; `inforce diff privacy 2026-11-23 2027-01-31` shows it" in text
    assert text.count("<details>") == text.count("</details>")
    assert text.endswith("with every change.</sub>\n")


def test_a_branch_of_very_many_drafts(root: Path) -> None:
    """As many as fit are told, then that there are more."""
    for day in range(1, 29):
        for month in range(1, 13):
            write(root, f"content/policies/privacy/2028-{month:02}-{day:02}.md", "no front matter\n")
    text = comment(said(root))
    assert len(text) < LONGEST
    assert text.rstrip().endswith("the whole report stands in the summary of the check that wrote this comment.")


def test_as_text_and_as_json(root: Path) -> None:
    """The same facts for people at a terminal and for programs."""
    told = inforce("report", "--since", "main", "--on", str(TODAY), cwd=root)
    assert told.code == 0 and told.out.startswith("Ready, but without a day of publication.\n")
    assert "1 change against 2026-11-23; the rules say: material." in told.out
    data = json.loads(inforce("report", "--since", "main", "--on", str(TODAY), "--json", cwd=root).out)
    (draft,) = data["drafts"]
    assert (draft["version"], draft["days"]["publish_by"], draft["blocked"]) == ("2027-01-31", "2027-01-01", False)
    assert draft["assessment"]["verdict"] == "material" and draft["notice"]["subject"]
