"""The console blocks, edits and files of a documentation page, followed in a project in this process.

Every line ``$ inforce …`` of a ``console`` block is run, in order. A ``diff`` block that begins with ``--- FILE`` is an
edit, and is made. A block right after a paragraph that ends with a file's name in code letters and a colon is that
file, and is written; where the paragraph says “to the end of”, it is added to the file.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from inforce import cli
from support.project import ROOT

DOCS = ROOT / "docs"
UPDATE = bool(os.environ.get("INFORCE_UPDATE_DOCS"))
"""The output in the pages is written anew instead of being compared."""
BLOCK = re.compile(r"(?:^([^\n]*`([^`\n]+)`:)\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RELAY = "relay.example.net:587"
"""The relay as the how-to pages call it."""


def edited(root: Path, block: str) -> None:
    """Make the edit that a ``diff`` block shows: each group of - lines becomes the + lines after it."""
    head, *lines = block.splitlines()
    path = root / head.removeprefix("--- ")
    text = path.read_text(encoding="utf-8")
    for match in re.finditer(r"(?:^-.*\n)+(?:^\+.*\n?)*", "\n".join(lines) + "\n", re.MULTILINE):
        group = match[0].splitlines()
        old = "".join(f"{line[1:]}\n" for line in group if line.startswith("-"))
        new = "".join(f"{line[1:]}\n" for line in group if line.startswith("+"))
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def written(root: Path, name: str, paragraph: str, block: str) -> None:
    """Make the file of a block, or add to it where its paragraph says so."""
    path = root / name
    old = path.read_text(encoding="utf-8") if "to the end of" in paragraph else ""
    path.write_text(old + block, encoding="utf-8")


def output(command: str, relay: str = RELAY) -> str:
    """What a command prints, both streams as they come; the relay is called `relay`."""
    program, *words = shlex.split(command)
    assert program == "inforce"
    result = CliRunner().invoke(cli.app, words, input="send\n")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    said = re.sub(r"^Sending .*\n", "", result.output, flags=re.MULTILINE)  # a terminal has a moving line instead
    local = os.environ.get("INFORCE_SMTP_URL", "").removeprefix("smtp://") or RELAY
    if relay == RELAY:
        said = said.replace(f"{local}, on this machine", f"{RELAY}, protected by TLS (STARTTLS, required)")
    return said.replace(local, relay)


def replayed(block: str, relay: str = RELAY) -> str:
    """A console block with what its commands really print."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "\n\n".join(f"{line}\n{output(line[2:], relay)}".rstrip() for line in commands) + "\n"


def followed(page: str, root: Path, relay: str = RELAY) -> str:
    """The page's text with what its commands really print, each run in order in `root`, the current folder."""

    def run(match: re.Match[str]) -> str:
        paragraph, file, kind, block = match.groups()
        if kind == "diff":
            edited(root, block)
        elif kind == "console":
            lead = f"{paragraph}\n\n" if paragraph else ""
            return f"{lead}```console\n{replayed(block, relay)}```"
        elif file and kind != "sh":
            written(root, file, paragraph, block)
        return match[0]

    return BLOCK.sub(run, (DOCS / page).read_text(encoding="utf-8"))


def compared(page: str, real: str, mask: Callable[[str], str]) -> None:
    """Hold what a page shows against what is so; or write the page anew."""
    if UPDATE:
        (DOCS / page).write_text(real, encoding="utf-8")
        return
    assert mask((DOCS / page).read_text(encoding="utf-8")) == mask(real)


def masked(text: str) -> str:
    """The text without what may differ from one state of the program to the next: digests, numbers of files."""
    return re.sub(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b|\b[0-9,]+(?= files? written| bytes)", "…", text)


def after_the_first_policy(root: Path) -> None:
    """The project with which a reader comes out of the first tutorial."""
    root.mkdir()
    with chdir(root):
        followed("tutorial/first-policy.md", root)
