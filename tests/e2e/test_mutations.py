"""One byte changed anywhere: in a text, in the register, in a deployed site. Who finds it, for every kind of byte."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from inforce import cli
from inforce.core.register_event import line_digest, sorted_json
from support.pages import words
from support.project import copy_of_repository, fine

KINDS = {
    "letter": rb"[A-Za-z]",
    "digit": rb"[0-9]",
    "space": rb" ",
    "line end": rb"\n",
    "punctuation": rb"[.,;:!?'\"()-]",
    "sign of Markdown or JSON": rb"[#*_\[\]{}<>|&`]",
    "more than ASCII": rb"[\x80-\xff]",
}
"""Kinds of byte, by a pattern that finds them."""
DEEDS = ("flipped", "replaced", "deleted", "doubled", "put before it: NUL", "put before it: a letter")


def done(data: bytes, at: int, deed: str, chance: random.Random) -> bytes:
    """The data with one deed done to one byte."""
    before, byte, after = data[:at], data[at], data[at + 1 :]
    put = {
        "flipped": bytes([byte ^ (1 << chance.randrange(8))]),
        "replaced": b"x" if byte != ord("x") else b"y",
        "deleted": b"",
        "doubled": bytes([byte, byte]),
        "put before it: NUL": bytes([0, byte]),
        "put before it: a letter": bytes([ord("q"), byte]),
    }
    return before + put[deed] + after


def mutants(data: bytes, each: int, seed: str) -> Iterator[tuple[str, str, bytes]]:
    """Every kind of byte and every deed, `each` times where there are so many: kind, deed, the data then."""
    chance = random.Random(seed)
    for kind, pattern in KINDS.items():
        places = [match.start() for match in re.finditer(pattern, data)]
        for deed in DEEDS:
            for at in chance.sample(places, min(each, len(places))):
                changed = done(data, at, deed, chance)
                if changed != data:
                    yield kind, deed, changed


def call(root: Path, *words: str) -> tuple[int, str]:
    """Exit status and everything said, in this process because it is asked so often."""
    result = CliRunner().invoke(cli.app, ["--project", str(root), *words])
    assert isinstance(result.exception, SystemExit | None), (words, result.exception)
    return result.exit_code, result.stdout + result.stderr


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's content and its site."""
    root = copy_of_repository(tmp_path_factory.mktemp("whole"))
    fine("build", cwd=root)
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    """A copy of both, to spoil."""
    return Path(shutil.copytree(whole, tmp_path / "project"))


AMOUNTS = [pytest.param(1, id="short"), pytest.param(12, id="long", marks=pytest.mark.soak)]


def shown(root: Path) -> dict[str, str]:
    """What readers get of the texts: plain texts to the character, and the words of pages (a list may stand looser)."""
    fine("build", "--out", "again", cwd=root)
    files = [path for path in (root / "again").rglob("*") if path.suffix in (".txt", ".html")]
    said = {path.relative_to(root / "again").as_posix(): path.read_text(encoding="utf-8") for path in files}
    return {path: words(text) if path.endswith(".html") else text for path, text in said.items()}


@pytest.mark.parametrize("each", AMOUNTS)
def test_every_kind_of_byte_changed_in_a_text_is_found(root: Path, each: int) -> None:
    """`check`, `build` and `verify` refuse it, or readers get the same characters (a blank, a line end)."""
    before = shown(root)
    found: Counter[str] = Counter()
    for file in sorted((root / "content" / "policies").rglob("*.md")):
        data = file.read_bytes()
        for kind, deed, changed in mutants(data, each, file.name):
            file.write_bytes(changed)
            code, said = call(root, "check")
            if code == 0:
                assert shown(root) == before, (file.name, kind, deed)
                found["nobody: readers get the same"] += 1
                continue
            assert file.name in said, (file.name, kind, deed, said)
            assert call(root, "build")[0] == code
            # `verify` judges the archive alone; a text that cannot be read at all is wrong for it as well.
            assert call(root, "verify")[0] == 1, (file.name, kind, deed)
            found["check, build and verify"] += 1
        file.write_bytes(data)
    print(dict(found))
    assert found["check, build and verify"] > 5 * found["nobody: readers get the same"]
    assert call(root, "check")[0] == 0


@pytest.mark.parametrize("each", AMOUNTS)
def test_every_kind_of_byte_changed_in_the_register_is_found(root: Path, each: int) -> None:
    """By `check`, `build` and `verify`, with the line; nothing passes."""
    file = root / "content" / "register.jsonl"
    data = file.read_bytes()
    tried = 0
    for kind, deed, changed in mutants(data, each, "register"):
        file.write_bytes(changed)
        for verb in ("check", "build", "verify"):
            code, said = call(root, verb)
            assert code == 1, (kind, deed, verb)
            assert "register.jsonl" in said, (kind, deed, verb, said)
        tried += 1
    assert tried > 5 * len(DEEDS) * each * 0.6


@pytest.mark.parametrize("each", AMOUNTS)
def test_every_kind_of_byte_changed_in_a_site_is_found(root: Path, each: int) -> None:
    """By `verify SITE` with the file's name; by `sha256sum -c` too, wherever the manifest still can be read."""
    site = root / "site"
    files = ["manifest.sha256", "register.jsonl", "index.html", "privacy/index.html", "policies.json", "notice.js"]
    files += sorted(p.relative_to(site).as_posix() for p in site.glob("*/*.txt"))
    for name in files:
        data = (site / name).read_bytes()
        for kind, deed, changed in mutants(data, each, name):
            (site / name).write_bytes(changed)
            code, said = call(root, "verify", str(site))
            assert code == 1, (name, kind, deed, said)
            if name != "manifest.sha256":
                assert name in said, (name, kind, deed)
                sums = subprocess.run(["sha256sum", "-c", "--quiet", "manifest.sha256"], cwd=site, capture_output=True)
                assert sums.returncode == 1 and name.encode() in sums.stdout, (name, kind, deed)
        (site / name).write_bytes(data)
    assert call(root, "verify", str(site))[0] == 0


def test_a_register_written_anew_is_found_by_an_older_head(root: Path) -> None:
    """All digests computed anew: `verify` passes alone, and not against the head of before."""
    file = root / "content" / "register.jsonl"
    head = line_digest(file.read_text(encoding="utf-8").splitlines()[-1])
    assert call(root, "verify", "--against", head)[0] == 0
    lines, prev = [], "0" * 64
    for line in file.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        values["by"] = "Somebody Else"
        values["prev"] = prev
        values.pop("check")
        values["check"] = hashlib.sha256(sorted_json(values).encode()).hexdigest()[:16]
        lines.append(sorted_json(values))
        prev = line_digest(lines[-1])
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert call(root, "verify")[0] == 0
    code, said = call(root, "verify", "--against", head)
    assert code == 1
    assert head in said.replace("\n", "")
    assert prev in said.replace("\n", "")
