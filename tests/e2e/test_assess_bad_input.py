"""`assess` of texts that nobody should send: each gets a verdict with a reason, in bounded time, and no traceback."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from inforce import cli
from inforce.core.document import MAX_CHARACTERS
from support.project import ROOT
from support.small_project import write

SCHEMA = json.loads((ROOT / "docs/reference/schema/assess.schema.json").read_text(encoding="utf-8"))
ENGLISH = """\
# Privacy Policy

## What we collect

We collect your name, your e-mail address and the pages that you visit while you use our service.

## How long we keep it

We keep this data for 90 days after you close your account. After that it is deleted from all of our systems.

## Your rights

You have the right to access your data and to ask us to delete it. Write to us at privacy@example.com.
"""
GERMAN = """\
# Datenschutzerklärung

## Was wir erheben

Wir erheben Ihren Namen, Ihre E-Mail-Adresse und die Seiten, die Sie besuchen, während Sie unseren Dienst nutzen.

## Wie lange wir sie aufbewahren

Wir bewahren diese Daten 90 Tage lang auf, nachdem Sie Ihr Konto geschlossen haben. Danach werden sie gelöscht.

## Ihre Rechte

Sie haben das Recht auf Auskunft über Ihre Daten und können deren Löschung verlangen. Schreiben Sie uns.
"""
RECIPES = """\
# Bread

Mix the flour with the water and the salt, and let it rest for an hour in a warm place under a cloth.

## Baking

Heat the oven and bake the loaf until it sounds hollow when you knock on its base. Let it cool on a rack before
you cut it, since the crumb sets while it cools. It keeps for three days in a tin.

## Soup

Fry the onions in butter until they are soft, add the stock and the lentils, and cook them for half an hour.
"""
TABLE = "| Company | Purpose | Country |\n|---|---|---|\n| Acme Hosting Inc | Hosting of customer data | Germany |\n"
ROW = "| Beta Mail Ltd | E-mail delivery to customers | United States |\n"
PLAIN = "We keep your personal data for 90 days after you close your account.\n\nWrite to us if you have questions.\n"
BEGINS = {"material": "Material. ", "review": "To decide. ", "immaterial": "Not material. "}
SECONDS = 60.0
"""Within which each text must be answered three times, on a machine that others use too."""


def assess(root: Path, old: str, new: str, *words: str) -> dict[str, Any]:
    """What `inforce assess OLD NEW` says as JSON; its text is written too, and both within bounds."""
    names = [str(write(root, name, text)) for name, text in (("old.md", old), ("new.md", new))]
    started = time.perf_counter()
    told = [CliRunner().invoke(cli.app, ["assess", *names, *more, *words]) for more in ([], ["--all"], ["--json"])]
    assert time.perf_counter() - started < SECONDS
    for result in told:
        assert result.exit_code == 0, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        assert not set(result.stdout) & set("\x00\x07\x1b\x9b\u202e\u2066\u2028")
    found: dict[str, Any] = json.loads(told[2].stdout)
    Draft202012Validator(SCHEMA).validate(found)
    assert f"\n{BEGINS[found['verdict']]}" in told[0].stdout or "\nNo change: " in told[0].stdout
    return found


@pytest.mark.parametrize("text", [ENGLISH, TABLE, PLAIN, GERMAN, "", "\n\n", "\ufeff", "# A\n"])
def test_a_text_beside_itself_is_immaterial(tmp_path: Path, text: str) -> None:
    """Whatever it is like."""
    found = assess(tmp_path, text, text)
    assert (found["verdict"], found["findings"], found["passed"]) == ("immaterial", [], [])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("", ENGLISH, "old text is empty", id="empty-old"),
        pytest.param(ENGLISH, "", "new text is empty", id="empty-new"),
        pytest.param(ENGLISH, "---\ntitle: x\n---\n", "new text is empty", id="front-matter-only"),
        pytest.param(ENGLISH, GERMAN, "not in English", id="translation"),
        pytest.param(GERMAN, ENGLISH, "not in English", id="translated-from"),
        pytest.param(ENGLISH, RECIPES, "in common", id="unrelated"),
    ],
)
def test_texts_that_cannot_be_read_as_versions_are_for_a_person(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    """With the reason, in the text too."""
    found = assess(tmp_path, old, new)
    assert found["verdict"] == "review"
    assert reason in found["findings"][0]["reason"]


def test_a_text_without_headings_is_read(tmp_path: Path) -> None:
    """Its findings stand before the first heading."""
    found = assess(tmp_path, PLAIN, PLAIN.replace("90", "180"))
    assert found["verdict"] == "material"
    assert {(finding["section"], finding["anchor"]) for finding in found["findings"]} == {("", "")}
    result = CliRunner().invoke(cli.app, ["assess", str(tmp_path / "old.md"), str(tmp_path / "new.md")])
    assert "1. Before the first heading – " in result.stdout


def test_a_policy_that_is_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    """A company that comes is a subprocessor more."""
    found = assess(tmp_path, TABLE, TABLE + ROW, "--kind", "subprocessors")
    assert found["verdict"] == "material"
    assert "M04" in [finding["category"] for finding in found["findings"]]
    assert "Beta Mail Ltd" in found["findings"][0]["new"]


HOSTILE = {
    "order": "We \u202edo not\u202c sell \u2066your\u2069 data for 90 days.\u2028New line.",
    "unseen": "We do\u200b not s\u00adell your d\u2060ata for 90\u00a0days.",
    "controls": "We do not\x07 sell\x1b[2J your\x9b31m data\x00 for 90 days.",
    "look-alikes": "Wе dо nоt sеll yоur dаta for ９０ days.",
    "combining": "We do n\u0301\u0301\u0301\u0301o" + "\u0301" * 5000 + "t sell.",
    "private": "We do not \ue000 sell \U000f0000 your \uffff\ufffe data.",
    "emoji": "We do not sell 👩‍👩‍👧‍👦 your data 🇩🇪 for 90 days 🏴󠁧󠁢󠁥󠁮󠁧󠁿.",
    "one word": "a" * 100_000,
    "signs": "[](<>)`*_~|\\" * 2000,
    "markup": "<script>x</script><b " * 500,
    "right to left": "نحن لا نبيع بياناتك. " * 20,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_characters_get_a_verdict(tmp_path: Path, name: str) -> None:
    """Put in, taken out and beside each other; none reaches the terminal as what it is."""
    hostile = ENGLISH.replace("## Your rights\n", f"## Your rights\n\n{HOSTILE[name]}\n")
    for old, new in ((ENGLISH, hostile), (hostile, ENGLISH), (hostile, hostile.replace("90", "180"))):
        assess(tmp_path, old, new)


def test_a_text_of_a_million_characters_is_assessed(tmp_path: Path) -> None:
    """With a word changed in every hundred sentences; the one period that changes is among the findings."""
    chosen = random.Random(1)
    words = [word for word in ENGLISH.split() if word.isalpha()]
    sections = [
        f"## Part {n}\n\n" + " ".join(f"{' '.join(chosen.choices(words, k=15))}." for _ in range(8))
        for n in range(1700)
    ]
    old = "\n\n".join([*sections, PLAIN])
    assert len(old) > 1_000_000
    changed = [
        section.replace(" name ", " nickname ", 1) if n % 12 == 0 else section for n, section in enumerate(sections)
    ]
    found = assess(tmp_path, old, "\n\n".join([*changed, PLAIN.replace("90", "180")]))
    assert found["verdict"] == "material"
    assert any("180 days" in finding["new"] for finding in found["findings"])


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"caf\xe9\n", 1, "not UTF-8"),
        (b"word " * (MAX_CHARACTERS // 5 + 1), 1, "are the most"),
        (b"> " * 300 + b"deep\n", 1, "deep in each other"),
        (None, 2, "no such file"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, data: bytes | None, code: int, said: str) -> None:
    """No verdict is given on a part of a text."""
    old, new = write(tmp_path, "old.md", ENGLISH), tmp_path / "new.md"
    if data is not None:
        new.write_bytes(data)
    result = CliRunner().invoke(cli.app, ["assess", str(old), str(new)])
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert said in result.stderr and "new.md" in result.stderr
    assert result.stdout == ""
