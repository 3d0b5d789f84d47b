"""The how-to about templates says what is true."""

from __future__ import annotations

import re
from pathlib import Path

from factories import example
from inforce.render.environment import theme_folder
from support.pages import site

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "override-templates.md"
EXAMPLES = re.findall(r"```jinja\n(\{# templates/(\S+) #\}.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
BLOCK = re.compile(r"\{% block (\w+)")


def test_the_examples_work_together(tmp_path: Path) -> None:
    """Each example of an override, put where it says, builds and shows."""
    assert len(EXAMPLES) == 2
    for text, name in EXAMPLES:
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = site(example(), overrides=tmp_path)
    assert b"1 Example Street" in files["privacy/history/index.html"]
    assert b'These texts apply today. <a href="policies.json">' in files["index.html"]


def test_every_template_and_block_is_listed() -> None:
    """The table names all templates and, for each, all blocks it brings."""
    rows = dict(re.findall(r"^\| `(\S+\.j2)` \|[^|]*\|(.*)\|$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE))
    texts = {file.name: file.read_text(encoding="utf-8") for file in theme_folder().glob("*.j2")}
    assert rows.keys() == texts.keys()
    extended = {name: re.findall(r'{% extends "(\S+)" %}', text) for name, text in texts.items()}
    for name, row in rows.items():
        own, above = set(BLOCK.findall(texts[name])), extended[name]
        while above:
            own -= set(BLOCK.findall(texts[above[0]]))
            above = extended[above[0]]
        assert set(re.findall(r"`(\w+)`", row)) == own, name
