"""What is published cannot be changed quietly: every small edit of a registered version is refused and named."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from inforce import cli
from support.project import ROOT, Outcome, copy_of_repository, fine, inforce

REGISTER = ROOT / "content" / "register.jsonl"


def registered() -> list[tuple[str, str]]:
    """Policy and version of every text the repository has published."""
    lines = REGISTER.read_text(encoding="utf-8").splitlines() if REGISTER.exists() else []
    events = [json.loads(line) for line in lines]
    return [(event["policy"], event["version"]) for event in events if event["event"] in {"published", "imported"}]


VERSIONS = registered()
pytestmark = pytest.mark.skipif(not VERSIONS, reason="the repository has published nothing yet")


def split(text: str) -> tuple[str, str]:
    """Front matter and body, both as written."""
    _, front, body = text.split("---\n", 2)
    return f"---\n{front}---\n", body


def in_body(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    """An edit of the first place in the body that matches."""

    def edit(text: str) -> str:
        front, body = split(text)
        return front + re.sub(pattern, new, body, count=1, flags=re.MULTILINE)

    return edit


def in_front(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    """An edit of the first place in the front matter that matches."""

    def edit(text: str) -> str:
        front, body = split(text)
        return re.sub(pattern, new, front, count=1, flags=re.MULTILINE) + body

    return edit


def next_day(match: re.Match[str]) -> str:
    """The date one day later."""
    return (date.fromisoformat(match[0]) + timedelta(days=1)).isoformat()


FLIPS: dict[str, Callable[[str], str]] = {
    "a word": in_body(r"\b(?:information|services?)\b", "knowledge"),
    "a digit": in_body(r"(?<=[ .])\d\b", lambda match: str((int(match[0]) + 1) % 10)),
    "a link's target": in_body(r"\]\(mailto:", "](mailto:x"),
    "a not": in_body(r"(?<=[a-z]) (?=[a-z])", " not "),
    "a heading's id": in_body(r"\{#([a-z-]+)\}", r"{#\1-too}"),
    "the effective date": in_front(r"(?<=^effective: ).*$", next_day),
    "the publication date": in_front(r"(?<=^published: ).*$", next_day),
    "the title": in_front(r"(?<=^title: ).*$", lambda match: match[0] + "s"),
    "the class": in_front(r"(?<=material: )(?:true|false)$", lambda m: "false" if m[0] == "true" else "true"),
    "the summary": in_front(r"(?<=text: )\w+", "Perhaps"),
}


def check(root: Path) -> Outcome:
    """What `check` says of the project; run in this process, because it is run so often."""
    result = CliRunner().invoke(cli.app, ["--project", str(root), "check"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's content and its site."""
    project = copy_of_repository(tmp_path_factory.mktemp("whole"))
    fine("build", cwd=project)
    return project


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    """A copy of both, to spoil."""
    return Path(shutil.copytree(whole, tmp_path / "project"))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("policy", "version"), VERSIONS)
def test_every_flip_is_refused_and_named(root: Path, policy: str, version: str) -> None:
    """One changed word, digit, link, "not", date, title, class or summary: exit 1, with the file's name."""
    file = root / "content" / "policies" / policy / f"{version}.md"
    was = file.read_text(encoding="utf-8")
    site = snapshot(root / "site")
    tried = 0
    for name, flip in FLIPS.items():
        if flip(was) == was:  # a first version has no class and no summary
            continue
        tried += 1
        file.write_text(flip(was), encoding="utf-8")
        outcome = check(root)
        assert outcome.code == 1, f"{name}: exit {outcome.code}\n{outcome.said}"
        assert f"{policy}/{version}.md" in outcome.said, f"{name}: {outcome.said}"
    assert tried >= 7
    assert inforce("build", cwd=root).code == 1
    assert snapshot(root / "site") == site
    file.write_text(was, encoding="utf-8")
    assert check(root).code == 0


@pytest.mark.parametrize(("policy", "version"), VERSIONS)
def test_the_changed_sentence_is_named(root: Path, policy: str, version: str) -> None:
    """The refusal gives the line of the edit and quotes what stands there now."""
    file = root / "content" / "policies" / policy / f"{version}.md"
    was = file.read_text(encoding="utf-8")
    now = FLIPS["a not"](was)
    line = next(n for n, (a, b) in enumerate(zip(was.split("\n"), now.split("\n"), strict=True), 1) if a != b)
    file.write_text(now, encoding="utf-8")
    said = check(root).said
    assert f"{policy}/{version}.md:{line}" in said
    assert re.search(r"[a-z] not [a-z]", said)


@pytest.mark.parametrize(("policy", "version"), VERSIONS)
def test_a_changed_name_is_refused(root: Path, policy: str, version: str) -> None:
    """A renamed, deleted or moved file of a registered version is missed."""
    folder = root / "content" / "policies" / policy
    file = folder / f"{version}.md"
    file.rename(folder / "2031-01-01.md")
    outcome = check(root)
    assert outcome.code == 1
    assert version in outcome.said


def test_a_deleted_policy_is_refused(root: Path) -> None:
    """The register remembers a policy whose folder is gone."""
    for policy in {policy for policy, _ in VERSIONS}:
        folder = root / "content" / "policies" / policy
        kept = root / "kept"
        shutil.move(folder, kept)
        outcome = check(root)
        assert outcome.code == 1
        assert policy in outcome.said
        shutil.move(kept, folder)
    assert check(root).code == 0


def test_a_changed_register_line_is_refused(root: Path) -> None:
    """A digest changed in any line is missed; a name changed in any line but the last breaks the chain."""
    register = root / "content" / "register.jsonl"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    flips = [(index, r'("text": ?")(\w)') for index in range(len(lines))]
    flips += [(index, r'("by": ?")(\w)') for index in range(len(lines) - 1)]
    for index, field in flips:
        changed = re.sub(field, lambda match: match[1] + ("1" if match[2] == "0" else "0"), lines[index])
        assert changed != lines[index]
        register.write_text("".join([*lines[:index], changed, *lines[index + 1 :]]), encoding="utf-8")
        outcome = check(root)
        assert outcome.code == 1, f"line {index + 1}: exit {outcome.code}\n{outcome.said}"
        assert "register.jsonl" in outcome.said
    register.write_text("".join(lines), encoding="utf-8")
    assert check(root).code == 0


@pytest.mark.parametrize(("policy", "version"), VERSIONS)
def test_other_line_ends_pass(root: Path, policy: str, version: str) -> None:
    """A check-out with CRLF, and a byte order mark, change no word."""
    file = root / "content" / "policies" / policy / f"{version}.md"
    site = snapshot(root / "site")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    fine("build", cwd=root)
    assert snapshot(root / "site") == site


@pytest.mark.parametrize(("policy", "version"), VERSIONS)
def test_a_new_wrap_that_keeps_the_text_passes(root: Path, policy: str, version: str) -> None:
    """Lines broken elsewhere are the same text."""
    file = root / "content" / "policies" / policy / f"{version}.md"
    front, body = split(file.read_text(encoding="utf-8"))
    wrapped = "\n".join(map(wrap, body.split("\n")))
    assert wrapped != body
    file.write_text(front + wrapped, encoding="utf-8")
    assert check(root).code == 0


def wrap(line: str) -> str:
    """A paragraph's or list item's line, broken before every fifth word that cannot begin anything in Markdown."""
    if line.startswith(("#", "|")):
        return line
    indent = "  " if line.startswith("- ") else ""
    words = line.removeprefix("- ").split(" ")
    text = words[0]
    for number, word in enumerate(words[1:], 1):
        text += f"\n{indent}{word}" if number % 5 == 0 and word[:1].isalpha() else f" {word}"
    return f"- {text}" if indent else text


def test_a_wrap_that_makes_a_list_is_refused(tmp_path: Path) -> None:
    """A dash that comes to the start of a line turns words into a list item: the refusal says so."""
    fine("init", "project", cwd=tmp_path)
    root = tmp_path / "project"
    folder = root / "content" / "policies" / "terms"
    folder.mkdir(parents=True)
    text = "## Terms {#terms}\n\nYou pay in advance - never later - for each month, at the price shown that day.\n"
    file = folder / "2030-01-01.md"
    file.write_text(f"---\ntitle: Terms\neffective: 2030-01-01\n---\n\n{text}", encoding="utf-8")
    fine("publish", "terms", "2030-01-01", "--by", "Test", cwd=root)
    was = file.read_text(encoding="utf-8")
    file.write_text(was.replace("later - for", "later\n- for"), encoding="utf-8")
    outcome = check(root)
    assert outcome.code == 1
    assert "terms/2030-01-01.md:" in outcome.said
    assert "list" in outcome.said
    file.write_text(was.replace("never later", "never\nlater"), encoding="utf-8")
    assert check(root).code == 0
