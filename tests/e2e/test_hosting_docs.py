"""docs/how-to/host-the-site.md, followed with the real tools where there are any: rsync, curl, the workflow's steps."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from inforce.render.contract import headers
from inforce.render.urls import CONTENT_SECURITY_POLICY
from support.project import ROOT, fine, inforce
from support.server import served
from support.small_project import published
from support.tools import missing

PAGE = (ROOT / "docs" / "how-to" / "host-the-site.md").read_text(encoding="utf-8")
HOST = "deploy@www.example.com"


def block(words: str, language: str = "sh") -> str:
    """The first block of code of a language that has these words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    found: str = next(text for text in blocks if words in text)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project, and a command `inforce` for scripts; `ssh` runs on this machine."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "inforce").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "build.py"}" "$@"\n')
    (programs / "ssh").write_text('#!/bin/sh\nshift\nexec bash -euc "$*"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    return published(tmp_path / "project")


def follow(root: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a block in the project, the server's folders being on this machine."""
    server = root.parent / "server"
    script = script.replace(f"{HOST}:", "").replace("/srv/", f"{server}/")
    env = {**os.environ, "PATH": f"{root.parent / 'programs'}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=root, env=env, capture_output=True, text=True)
    assert done.returncode == 0, script + done.stdout + done.stderr
    return done


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a site, the builder's marker aside."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    found.pop(".inforce-site", None)
    return found


def needs_rsync() -> None:
    if not shutil.which("rsync"):
        missing("rsync", "apt-get install rsync")


def test_a_server_builds_into_its_own_folder(root: Path) -> None:
    """What it serves is a site that verifies."""
    follow(root, block("www/policies"))
    assert "Verified: " in fine("verify", root / "www/policies", cwd=root.parent).out


def test_releases_are_exchanged_by_one_rename(root: Path) -> None:
    """The first release and the next; unchanged files are one file on the disk; what is served verifies."""
    needs_rsync()
    server = root.parent / "server" / "policies"
    server.mkdir(parents=True)
    script = block("--link-dest")
    follow(root, script.replace("$(date -u +%Y%m%dT%H%M%SZ)", "first"))
    fine("verify", server / "current", cwd=root.parent)
    text = root / "inforce.toml"
    text.write_text(text.read_text().replace("Example", "Example Ltd"))
    follow(root, script.replace("$(date -u +%Y%m%dT%H%M%SZ)", "second"))
    assert (server / "current").readlink() == Path("second")
    assert files(server / "current") == files(root / "site")
    unchanged = Path("privacy/2026-11-23.txt")
    assert (server / "first" / unchanged).samefile(server / "second" / unchanged)
    assert sorted(path.name for path in server.iterdir()) == ["current", "first", "second"]


def test_one_folder_is_filled_in_an_order_that_never_breaks_a_link(root: Path) -> None:
    """Stopped after any of its steps, every page served links to pages that are there, and no address is gone."""
    needs_rsync()
    server = root.parent / "server" / "www"
    server.mkdir(parents=True)
    steps = block("--ignore-existing").splitlines()
    fine("build", cwd=root)
    shutil.copytree(root / "site", server, dirs_exist_ok=True)
    (server / ".inforce-site").unlink()
    old = files(server)
    for name in ("security", "terms"):
        (root / f"content/policies/{name}").mkdir()
        text = (root / "content/policies/privacy/2026-11-23.md").read_text()
        text = re.sub("published: .*\n", "", text).replace("2026-11-23", "2099-01-01")
        (root / f"content/policies/{name}/2099-01-01.md").write_text(text)
        fine("publish", name, "2099-01-01", "--by", "Ada", cwd=root)
    fine("build", cwd=root)
    new = files(root / "site")
    assert len(new.keys() - old.keys()) > 10
    for step in steps:
        follow(root, step)
        now = files(server)
        assert old.keys() <= now.keys()
        assert broken(server) == [], step
        assert (now["manifest.sha256"] == new["manifest.sha256"]) is (step == steps[-1])
    assert files(server) == new
    assert "Verified: " in fine("verify", server, cwd=root.parent).out


def broken(site: Path) -> list[str]:
    """Relative links of the pages that lead to no file."""
    wrong = []
    for page in site.rglob("index.html"):
        for link in re.findall(r'(?:href|src)="([^":#?]+)(?:[#?][^"]*)?"', page.read_text()):
            target = (page.parent / link).resolve() if not link.startswith("/") else site / link[1:]
            if not (target / "index.html" if link.endswith("/") else target).is_file():
                wrong.append(f"{page.relative_to(site)}: {link}")
    return wrong


def test_the_steps_of_the_workflow_pass(root: Path) -> None:
    """Every command of it that is Inforce's own, in order; it is scheduled, and deploys what was built."""
    workflow = yaml.safe_load(block("actions/deploy-pages", "yaml"))
    assert workflow[True]["schedule"]  # YAML 1.1 reads “on” as true
    steps = workflow["jobs"]["policies"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("inforce")]
    assert [command.split()[1] for command in commands] == ["check", "verify", "build", "verify"]
    for command in commands:
        follow(root, command)
    uploaded = next(step for step in steps if "upload-pages-artifact" in step.get("uses", ""))
    assert (root / uploaded["with"]["path"] / "index.html").is_file()


def test_a_workflow_stops_where_a_person_must_decide(root: Path) -> None:
    """A day of publication has come and nobody published: status 3, the last site stays up."""
    draft = (root / "content/policies/privacy/2026-11-23.md").read_text()
    draft = re.sub("published: .*", "published: 2020-01-01", draft).replace("2026-11-23", "2030-01-01")
    (root / "content/policies/terms").mkdir()
    (root / "content/policies/terms/2030-01-01.md").write_text(draft)
    assert inforce("check", "--format", "github", cwd=root).code == 3


def test_a_copy_over_the_web_verifies(root: Path) -> None:
    """Fetched file by file from a static host, with nothing but its address."""
    if not shutil.which("curl"):
        missing("curl", "apt-get install curl")
    fine("build", cwd=root)
    with served(root / "site", "/legal/") as address:
        done = follow(root, block("mirror").replace("https://policies.example.com/", address))
    assert "Verified: " in done.stdout
    assert "not served" not in done.stdout
    (root / "mirror/privacy/index.html").write_text("<p>Changed on the host.</p>")
    assert inforce("verify", "mirror", cwd=root).code == 1


def test_the_headers_for_a_server_are_those_of_the_site() -> None:
    """The nginx example says what `_headers` says."""
    configuration = block("error_page", "nginx")
    assert CONTENT_SECURITY_POLICY in configuration
    for header in re.findall(r"^  ([\w-]+): ", headers(), re.MULTILINE):
        assert f"add_header {header} " in configuration


def test_a_bucket_is_filled_in_the_same_order() -> None:
    """Pages and lists that link to others after what they link to, the manifest last, and nothing is deleted."""
    first, second, last = block("s3://", "text").splitlines()
    assert '--exclude "*index.html"' in first
    assert "--exclude manifest.sha256" in first
    assert "--exclude manifest.sha256" in second
    assert last.endswith("manifest.sha256")
    assert "--delete" not in first + second + last
