"""A policy repository on a host: a bare remote, clones of it, and a service that keeps comments as GitHub does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from inforce.commands import init
from support.project import Outcome

PROGRAM = Path(sys.executable).parent / "inforce"
TEXT = "## How long {#how-long}\n\nWe delete your data within 90 days after your account ends.\n"


def git(folder: Path, *words: str) -> str:
    """Run git as somebody of no special settings; its output."""
    who = ("-c", "user.name=Ada O’Counsel & Co", "-c", "user.email=ada@example.com", "-c", "init.defaultBranch=main")
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *who, *words], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"git {' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def script(folder: Path, *words: str | Path, **env: str) -> Outcome:
    """Run `ci/policies.sh WORDS` as a host does."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "POLICIES_", "GIT_"))}
    settings = {"INFORCE": str(PROGRAM), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["ci/policies.sh", *map(str, words)],
        cwd=folder,
        env={**kept, **settings, **env},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def in_days(days: int) -> date:
    """A day near today: `publish` asks the real clock."""
    return date.today() + timedelta(days=days)


def write_draft(clone: Path, text: str, *, effective: date, published: date | None, change: str = "") -> Path:
    """A draft of the privacy policy in its file."""
    head = f"title: Privacy Policy\neffective: {effective}\n" + (f"published: {published}\n" if published else "")
    path = clone / f"content/policies/privacy/{effective}.md"
    path.write_text(f"---\n{head}{change}---\n\n{text}", encoding="utf-8")
    return path


SUMMED_UP = (
    "change:\n  material: true\n  summary:\n    - section: how-long\n      text: Data is deleted within 60 days.\n"
)


@dataclass
class Hosted:
    """The bare remote and the folder in which clones of it are made."""

    home: Path

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.home / "the remote.git"

    def clone(self, name: str) -> Path:
        """A further clone, on main."""
        git(self.home, "clone", "--quiet", "--branch", "main", str(self.remote), name)
        return self.home / name

    def log(self) -> list[str]:
        """The subjects of the commits on the remote's main, newest first."""
        return git(self.remote, "log", "--format=%s", "main").splitlines()


def hosted(home: Path) -> Hosted:
    """A remote whose main holds a new repository, with a first text of a privacy policy due today."""
    host = Hosted(home)
    git(home, "init", "--quiet", "--bare", str(host.remote))
    git(home, "clone", "--quiet", str(host.remote), "first clone")
    clone = home / "first clone"
    answers = init.Answers(organisation="Example", contact="privacy@example.com", base_url="https://p.example.com/")
    made = init.run(clone, answers, today=date.today())
    (clone / f"content/policies/privacy/{made.version}.md").unlink()
    write_draft(clone, TEXT, effective=in_days(0), published=in_days(0))
    git(clone, "checkout", "--quiet", "-b", "main")
    git(clone, "add", "-A")
    git(clone, "commit", "--quiet", "-m", "Begin")
    git(clone, "push", "--quiet", "origin", "main")
    return host


@dataclass
class Comments:
    """What the service keeps, and what it was asked."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    refuse: int = 0
    """A status with which every attempt to write is refused."""
    url: str = ""

    def add(self, body: str, login: str = "somebody") -> dict[str, Any]:
        """One more comment."""
        self.comments.append({"id": 1000 + len(self.comments), "body": body, "user": {"login": login}})
        return self.comments[-1]


@contextmanager
def comments_service(repository: str = "example/policies") -> Iterator[Comments]:
    """GitHub's endpoints of a pull request's comments, over real HTTP: pages of at most 100, changed in place."""
    kept = Comments()
    prefix = f"/repos/{repository}/issues/"

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

        def _told(self, status: int, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _came(self) -> bool:
            kept.asked.append(f"{self.command} {self.path}")
            kept.tokens.add(self.headers.get("Authorization", ""))
            return self.path.startswith(prefix)

        def _body(self) -> str:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            body: str = json.loads(data)["body"]
            return body

        def do_GET(self) -> None:
            """A page of comments."""
            assert self._came()
            asked = parse_qs(urlsplit(self.path).query)
            size, page = min(int(asked["per_page"][0]), 100), int(asked["page"][0])
            self._told(200, kept.comments[(page - 1) * size : page * size])

        def do_POST(self) -> None:
            """A new comment."""
            assert self._came()
            body = self._body()
            if kept.refuse:
                self._told(kept.refuse, {"message": "Resource not accessible by integration"})
            else:
                self._told(201, kept.add(body, "github-actions[bot]"))

        def do_PATCH(self) -> None:
            """A comment with another body."""
            assert self._came()
            body, number = self._body(), int(self.path.rpartition("/")[2])
            (found,) = (comment for comment in kept.comments if comment["id"] == number)
            if kept.refuse:
                self._told(kept.refuse, {"message": "Resource not accessible by integration"})
            else:
                found["body"] = body
                self._told(200, found)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
