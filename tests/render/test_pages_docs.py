"""The how-to about templates says what is true."""

from __future__ import annotations

import re
from pathlib import Path

from factories import example
from inforce.core.delivery import Audience
from inforce.mail.letter_facts import facts
from inforce.mail.letter_values import Shown, values_of
from inforce.mail.medium import Plain
from inforce.mail.phrases import phrases
from inforce.render.environment import Theme, theme_folder
from support.pages import site

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "override-templates.md"
EXAMPLES = re.findall(r"```jinja\n(\{# templates/(\S+) #\}.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
BLOCK = re.compile(r"\{% block (\w+)")


def test_the_examples_work_together(tmp_path: Path) -> None:
    """Each example of an override, put where it says, builds and shows."""
    assert len(EXAMPLES) == 4
    for text, name in EXAMPLES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = site(example(), overrides=tmp_path)
    assert b"1 Example Street" in files["privacy/history/index.html"]
    assert b'These texts apply today. <a href="policies.json">' in files["index.html"]


def _templates() -> dict[str, str]:
    """Every template of the theme by its name."""
    folder = theme_folder()
    files = (file for file in folder.rglob("*.j2"))
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def test_every_template_and_block_is_listed() -> None:
    """The table names all templates and, for each, all blocks it brings."""
    rows = dict(re.findall(r"^\| `(\S+\.j2)` \|[^|]*\|(.*)\|$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE))
    texts = _templates()
    assert rows.keys() == texts.keys()
    extended = {name: re.findall(r'{% extends "(\S+)" %}', text) for name, text in texts.items()}
    for name, row in rows.items():
        own, above = set(BLOCK.findall(texts[name])), extended[name]
        while above:
            own -= set(BLOCK.findall(texts[above[0]]))
            above = extended[above[0]]
        assert set(re.findall(r"`(\w+)`", row)) == own, name


def test_every_value_of_a_letter_is_listed() -> None:
    """The table on the notice e-mail names what its templates may use, and nothing else."""
    library = example()
    policy = library["privacy"]
    told = facts(library, policy, policy.versions[0], Audience.ACCOUNTS, material=None, on=None)
    values = values_of(told, phrases(Theme(), "en"), Plain())
    part = HOW_TO.read_text(encoding="utf-8").partition("## Change the notice e-mail")[2].partition("###")[0]
    rows = re.findall(r"^\| (`[a-z].*?) \|", part, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)[`(]", row)} == values.keys()
    version = re.findall(r"^\| `version` \| (.*) \|$", part, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", version[0])) == set(Shown.__slots__)
