"""What a new repository is given: its workflows, its script and the hook, held against existing checkers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.hosted import git
from support.project import ROOT
from support.small_project import with_first
from support.tools import missing, program

STARTER = ROOT / "src" / "inforce" / "starter"
WORKFLOWS = sorted((STARTER / "dot-github" / "workflows").glob("*.yml"))
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def tool(name: str, *words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment."""
    command = [str(Path(sys.executable).parent / name), *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def jobs(path: Path) -> dict[str, Any]:
    """The jobs of a workflow."""
    found: dict[str, Any] = yaml.safe_load(path.read_text())["jobs"]
    return found


def test_there_are_workflows() -> None:
    """The tests below have something to look at."""
    assert [path.name for path in WORKFLOWS] == ["new-draft.yml", "policies.yml"]


def test_workflows_are_what_github_takes() -> None:
    """By the published schema of workflows, which check-jsonschema brings along."""
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_refuses_a_wrong_workflow(tmp_path: Path) -> None:
    """The check above can fail."""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[1].read_text().replace("runs-on:", "run-on:"))
    assert tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", wrong).returncode != 0


def test_the_script_is_sound() -> None:
    """By shellcheck, with nothing left to say."""
    shellcheck = program("shellcheck") or missing("shellcheck", "install Debian's package shellcheck")
    done = subprocess.run([shellcheck, str(STARTER / "ci" / "policies.sh")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_words_of_others_reach_a_shell(path: Path) -> None:
    """What a step runs holds no expression; values come by its environment; no run has the rights of the target."""
    text = path.read_text()
    assert "pull_request_target" not in text and "secrets." not in text
    steps = [step for job in jobs(path).values() for step in job["steps"]]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs and not [run for run in runs if "${{" in run]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned(path: Path) -> None:
    """Each by its full commit, with the version beside it for people."""
    lines = [line for line in path.read_text().splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_jobs_may_no_more_than_they_need(path: Path) -> None:
    """Nothing by default; each job says what it may, and none that runs a pull request's files may write them."""
    assert yaml.safe_load(path.read_text())["permissions"] == {}
    allowed = {name: job["permissions"] for name, job in jobs(path).items()}
    assert (
        allowed
        == {
            "policies.yml": {
                "review": {"contents": "read", "pull-requests": "write"},
                "publish": {"contents": "write"},
                "deploy": {"pages": "write", "id-token": "write"},
            },
            "new-draft.yml": {"draft": {"contents": "write"}},
        }[path.name]
    )


def test_every_verb_that_a_workflow_calls_exists() -> None:
    """The script has the verbs, and all of them are called."""
    called = {
        match[1]
        for path in WORKFLOWS
        for job in jobs(path).values()
        for step in job["steps"]
        if (match := re.match(r"ci/policies\.sh ([a-z]+)", step.get("run", "")))
    }
    script = (STARTER / "ci" / "policies.sh").read_text()
    (offered,) = re.findall(r"^  ([a-z |]+)\) \"\$verb\"", script, re.MULTILINE)
    assert called == set(offered.split(" | "))


def test_the_hook_is_what_pre_commit_takes() -> None:
    """By pre-commit's own check of the manifest; its command is one there is."""
    done = tool("pre-commit", "validate-manifest", HOOKS)
    assert done.returncode == 0, done.stdout + done.stderr
    (hook,) = yaml.safe_load(HOOKS.read_text())
    assert hook["entry"] == "inforce check" and not hook["pass_filenames"]
    for path, wanted in (
        ("content/policies/privacy/2027-01-31.md", True),
        ("inforce.toml", True),
        ("README.md", False),
        ("inforce.toml.bak", False),
    ):
        assert bool(re.search(hook["files"], path)) is wanted


@pytest.mark.parametrize("broken", [False, True])
def test_the_hook_in_a_repository(tmp_path: Path, broken: bool) -> None:
    """pre-commit runs it before a commit: a policy that is wrong is not committed. The program is the installed one."""
    root = with_first(tmp_path)
    (hook,) = yaml.safe_load(HOOKS.read_text())
    hook |= {"language": "system", "entry": str(Path(sys.executable).parent / hook["entry"])}
    (root / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}))
    if broken:
        path = root / "content/policies/privacy/2026-11-23.md"
        path.write_text(path.read_text().replace("90 days", "91 days"))
    git(root, "init", "--quiet")
    git(root, "add", "-A")
    done = tool("pre-commit", "run", cwd=root)
    assert (done.returncode == 0) is not broken, done.stdout + done.stderr
    assert ("text-changed" in done.stdout or "is published" in done.stdout) is broken, done.stdout


def test_the_examples_for_other_hosts_are_sound(tmp_path: Path) -> None:
    """The page's GitLab file by the published schema, its pre-commit file by pre-commit."""
    page = (ROOT / "docs" / "how-to" / "pull-requests.md").read_text(encoding="utf-8")
    gitlab, precommit = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "gitlab.yml").write_text(gitlab)
    (tmp_path / "precommit.yaml").write_text(precommit)
    for done in (
        tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", tmp_path / "gitlab.yml"),
        tool("pre-commit", "validate-config", tmp_path / "precommit.yaml"),
    ):
        assert done.returncode == 0, done.stdout + done.stderr
    (hook,), (own,) = yaml.safe_load(precommit)["repos"][0]["hooks"], yaml.safe_load(HOOKS.read_text())
    assert all(hook[key] == own[key] for key in ("id", "entry", "files", "pass_filenames"))
