"""docs/tutorial/lawyer.md, followed from the first word to the day the text applies.

The browser is played by commits on a bare remote; the workflow's jobs are the script that they call, in a fresh clone
each. Whatever the page quotes must be what really comes.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from support.doc_pages import DOCS, edited
from support.project import ROOT

PAGE = (DOCS / "tutorial" / "lawyer.md").read_text(encoding="utf-8")
FILE = "content/policies/privacy/2027-01-31.md"
BRANCH = "draft/privacy-2027-01-31"
LAWYER = "Ada Counsel"
TODAY = date(2026, 11, 23)
SETTINGS = """\
organisation = "Example"
base_url = "https://example-org.github.io/policies/"
contact = "legal@example.org"
language = "en"
"""
IN_FORCE = """\
---
title: Privacy Policy
effective: 2026-11-23
---

## 1. What we collect {#what-we-collect}

We collect your name and your e-mail address when you open an account.

## 2. How long we keep it {#how-long}

We delete your data within 90 days after your account ends.

## 3. Contact {#contact}

Questions about this policy: [legal@example.org](mailto:legal@example.org).
"""


def section(title: str) -> str:
    """The part of the page below a heading."""
    part: str = re.split(r"^## ", PAGE.split(f"\n## {title}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    return part


def quoted(part: str) -> list[str]:
    """What a part of the page quotes, each quotation whole."""
    return [re.sub(r"^> ?", "", quote, flags=re.M).strip() for quote in re.findall(r"(?:^>.*\n)+", part, re.MULTILINE)]


def edits(part: str) -> list[str]:
    """The edits that a part of the page shows."""
    return re.findall(r"^```diff\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)


def without_host() -> dict[str, str]:
    """The environment without what a host says of the run that these tests may be part of."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "POLICIES_", "GIT_"))}


class Host:
    """A code host as far as the page needs one: branches, and the jobs of the workflow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moment = folder / "moment"
        self.program = folder / "inforce"
        driver = f'exec "{sys.executable}" "{ROOT / "tests/support/notify_cli.py"}"'
        self.program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "tests"}" {driver} "$(cat "{self.moment}")" "$@"\n')
        self.program.chmod(0o755)
        self.day(TODAY)
        self.run(folder, "git", "init", "-q", "--bare", "-b", "main", "remote.git")

    def day(self, day: date) -> None:
        """From now on it is this day."""
        self.moment.write_text(f"{day}T00:05:00+00:00")

    def run(self, cwd: Path, *words: str | Path, who: str = "Otto Operator") -> str:
        """What a command prints that must succeed; commits are by `who`."""
        env = {**without_host(), "INFORCE": str(self.program), "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        env |= {f"GIT_{role}_NAME": who for role in ("AUTHOR", "COMMITTER")}
        env |= {f"GIT_{role}_EMAIL": "somebody@example.org" for role in ("AUTHOR", "COMMITTER")}
        env |= {"GITHUB_REPOSITORY": "example-org/policies", "LC_ALL": "C.UTF-8"}
        done = subprocess.run([str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def clone(self, branch: str = "main") -> Path:
        """A fresh clone, as each job has one."""
        number = len(list(self.folder.glob("clone-*")))
        self.run(self.folder, "git", "clone", "-q", "-b", branch, "remote.git", f"clone-{number}")
        return self.folder / f"clone-{number}"

    def job(self, clone: Path, *words: str | Path) -> str:
        """A verb of the script, with which a job of the workflow does its work."""
        return self.run(clone, "bash", "ci/policies.sh", *words)

    def begin(self) -> Path:
        """A repository as `init` makes it, with one policy in force."""
        self.run(self.folder, self.program, "init", "begin")
        root = self.folder / "begin"
        for draft in root.glob("content/policies/privacy/*.md"):
            draft.unlink()
        (root / "content/policies/privacy/2026-11-23.md").write_text(IN_FORCE, encoding="utf-8")
        (root / "inforce.toml").write_text(SETTINGS, encoding="utf-8")
        self.run(root, self.program, "publish", "privacy", "2026-11-23", "--by", LAWYER)
        for words in ("init -q -b main", "add .", "commit -q -m Begin", "push -q ../remote.git main"):
            self.run(root, "git", *words.split())
        return root

    def edit(self, blocks: list[str]) -> None:
        """What the editor of the host does: the edits, and one commit on the branch."""
        clone = self.clone(BRANCH)
        for block in blocks:
            edited(clone, block)
        self.run(clone, "git", "commit", "-q", "-a", "-m", "Shorter retention", who=LAWYER)
        self.run(clone, "git", "push", "-q", "origin", BRANCH)

    def comment(self) -> tuple[int, str]:
        """Whether the check of the pull request is green, and the comment."""
        clone = self.clone(BRANCH)
        env = {**without_host(), "INFORCE": str(self.program)}
        words = ["bash", "ci/policies.sh", "report", "origin/main", str(clone.with_suffix(".report"))]
        done = subprocess.run(words, cwd=clone, env=env, capture_output=True, text=True)
        return done.returncode, clone.with_suffix(".report").read_text(encoding="utf-8")

    def merge(self) -> None:
        """The green button, pressed by the lawyer."""
        clone = self.clone()
        self.run(clone, "git", "merge", "-q", "--no-ff", "-m", "Merge", f"origin/{BRANCH}", who=LAWYER)
        self.run(clone, "git", "push", "-q", "origin", "main")

    def night(self, day: date) -> Path:
        """The jobs of the main branch on a day; the folder of the site that is deployed."""
        self.day(day)
        clone = self.clone()
        self.job(clone, "publish")
        self.job(clone, "build")
        return clone / "site"


def words(site: Path, page: str) -> str:
    """A page as it is read."""
    text = re.sub(r"<head>.*?</head>", "", (site / page / "index.html").read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", text)))


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """With a repository in which one policy is in force."""
    made = Host(tmp_path)
    made.begin()
    return made


def test_from_the_first_word_to_the_day_it_applies(host: Host) -> None:
    """Draft, edits, two comments, merge, publication, the day in force: each quotation of the page is what came."""
    said = host.job(host.clone(), "draft", "privacy", "2027-01-31")
    (ready,) = quoted(section("1. Begin a draft"))
    assert ready in said
    assert f"https://github.com/example-org/policies/edit/{BRANCH}/{FILE}" in said
    (head,) = re.findall(r"^```yaml\n(.*?)^```$", section("2. Write the change"), re.MULTILINE | re.DOTALL)
    assert (host.clone(BRANCH) / FILE).read_text(encoding="utf-8").startswith(head)

    host.edit(edits(section("2. Write the change")))
    status, comment = host.comment()
    assert status == 1
    for quote in [*quoted(section("4. Read the comment")), quoted(section("5. Mend it"))[0]]:
        assert quote in comment

    host.edit(edits(section("5. Mend it")))
    status, comment = host.comment()
    assert status == 0
    for quote in quoted(section("5. Mend it"))[1:]:
        assert quote in comment

    host.merge()
    site = host.night(TODAY)
    assert not (site / "privacy" / "2027-01-31").exists(), "it is not its day yet"
    site = host.night(date(2026, 11, 24))
    assert '"by":"Ada Counsel"' in (host.clone() / "content/register.jsonl").read_text().splitlines()[-1]
    for page, phrase in shown():
        assert phrase in words(site, page), page
    site = host.night(date(2027, 1, 31))
    assert "In force since 31 January 2027" in words(site, "privacy")
    assert "Superseded" in words(site, "privacy/history")


def shown() -> list[tuple[str, str]]:
    """The pages of the site that the tutorial has its reader open, and what it says they say."""
    lines = re.findall(r"^\* `/([\w/-]+)/` (.*)$", section("7. What happens now, without you"), re.MULTILINE)
    found = [(page, phrase) for page, line in lines for phrase in re.findall(r"[“\"]([^”\"]+)[”\"]", line)]
    assert len(found) >= 3
    return found


def test_the_form_has_the_fields_that_the_page_names(host: Host) -> None:
    """The workflow's name, its two fields, and its branch."""
    root = host.folder / "begin"
    workflow = yaml.safe_load((root / ".github/workflows/new-draft.yml").read_text(encoding="utf-8"))
    assert f"choose *{workflow['name']}*" in PAGE
    for field in workflow[True]["workflow_dispatch"]["inputs"].values():
        assert f"| {field['description']} |" in PAGE
    nightly = yaml.safe_load((root / ".github/workflows/policies.yml").read_text(encoding="utf-8"))
    assert f"*Actions*, *{nightly['name']}*, *Run workflow*" in PAGE
    assert "workflow_dispatch" in nightly[True]


def test_a_mistake_after_publication_is_mended_by_a_further_draft(host: Host) -> None:
    """The same day again: the program gives it the name that the page says."""
    host.job(host.clone(), "draft", "privacy", "2027-01-31")
    host.edit([*edits(section("2. Write the change")), *edits(section("5. Mend it"))])
    host.merge()
    host.night(date(2026, 11, 24))
    said = host.job(host.clone(), "draft", "privacy", "2027-01-31")
    assert "The draft of privacy 2027-01-31-2 is ready" in said
    assert "`2027-01-31-2`" in section("If you made a mistake")
