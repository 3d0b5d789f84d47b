"""What content holds never steers the terminal of whoever runs the program: every verb, every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inforce import cli
from support.attacks import SIGNS, controls
from support.small_project import FIRST, write

FOREIGN = "---\ntitle: '{0}'\nlayout: '{0}'\n---\n\n## {0}\n\nWe keep {0} for {1} days.\n\n- `{0}` [{0}](x:{0})\n"
DRAFT = (
    "---\ntitle: \"{0}\"\neffective: 2099-01-01\nversion: \"{0}\"\n{0}: x\nchange:\n  material: false\n  summary:\n"
    "    - section: \"{0}\"\n      text: \"{0}\"\n  override:\n    by: \"{0}\"\n    reason: \"{0}\"\n---\n\n"
    "## {0} {{#{0}}}\n\nWe keep {0} for 99 days. <b onclick='{0}'>{0}</b>\n"
)  # fmt: skip


def said(root: Path, *words: str) -> tuple[str, str]:
    """What one call writes to standard output and standard error."""
    done = CliRunner().invoke(cli.app, ["--project", str(root), *words])
    assert isinstance(done.exception, SystemExit | None), (words, done.exception)
    return done.stdout, done.stderr


@pytest.fixture(params=SIGNS, ids=ascii)
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A project in which everything says something hostile, and what."""
    sign: str = request.param
    root = tmp_path / "project"
    name = sign.replace("\x00", "").replace("/", "")
    write(root, "inforce.toml", f'organisation = "Example"\nlead = "{name}"\n{name} = 1\n')
    write(root, "content/policies/privacy/2030-01-01.md", FIRST.replace("2026-11-23", "2030-01-01"))
    write(root, "content/policies/terms/2099-01-01.md", DRAFT.format(sign))
    write(root, f"content/policies/{name}/2026-11-23.md", FIRST)
    write(root, f"content/policies/privacy/{name}.md", FIRST)
    write(root, "old.md", FOREIGN.format(sign, 30))
    write(root, "new.md", FOREIGN.format(sign, 60).replace("keep", f"hold {sign}"))
    for number in range(2):
        write(root, f"history/202{number}-01-01.md", FOREIGN.format(sign, 30 + number))
    return root, sign


CALLS: tuple[tuple[str, ...], ...] = (
    *(("diff", "old.md", "new.md", "--format", form) for form in ("text", "html", "sides", "markdown", "mail", "json")),
    ("assess", "old.md", "new.md"),
    ("assess", "old.md", "new.md", "--all"),
    ("assess", "old.md", "new.md", "--json"),
    *((verb, "--format", form) for verb in ("check", "build") for form in ("text", "json", "github")),
    *((verb, *form) for verb in ("status", "verify") for form in ((), ("--json",))),
    ("diff", "terms"),
    ("import", "files", "history", "--policy", "old"),
    ("draft", "old"),
    ("publish", "terms", "2099-01-01", "--by", "{0}"),
    ("publish", "--due", "--by", "Ada"),
    ("publish", "{0}", "{0}", "--by", "Ada"),
    ("publish", "{0}", "--reviewed", "--by", "Ada"),
    ("publish", "privacy", "--reviewed", "--by", "{0}", "--note", "{0}"),
    ("withdraw", "privacy", "2030-01-01", "--by", "Ada", "--reason", "{0}"),
    ("import", "files", "{0}", "--policy", "{0}"),
    ("init", "{0}"),
    ("diff", "{0}", "{0}"),
    ("{0}",),
)


def test_no_verb_passes_on_what_steers_a_terminal(hostile: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """No control character on either stream; where words are for people, no mark that turns their order."""
    root, sign = hostile
    monkeypatch.chdir(root)
    for call in CALLS:
        words = [word.format(sign.replace("\x00", "")) for word in call]
        out, err = said(root, *words)
        markup = call[-1] in ("html", "sides", "markdown")  # text for a page: its reading order is its own
        assert controls(out, reading_order=not markup) == [], call
        assert controls(err, reading_order=True) == [], call
        if call[-1] in ("json", "--json"):
            assert out.isascii(), call
            json.loads(out)
        assert out + err, call


def test_a_draft_in_a_sound_project_is_no_way_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where nothing else is wrong, so that every verb comes to its end."""
    for number, sign in enumerate(SIGNS):
        root = tmp_path / str(number)
        write(root, "inforce.toml", 'organisation = "Example"\n')
        write(root, "content/policies/terms/.keep", "")
        for year in (2020, 2021):
            write(root, f"history/{year}-01-01.md", FOREIGN.format(sign, year))
        monkeypatch.chdir(root)
        for call in (
            ("import", "files", "history", "--policy", "terms"),
            ("check",),
            ("build",),
            ("status",),
            ("verify",),
            ("diff", "terms", "2020-01-01", "2021-01-01"),
            ("assess", "terms", "2020-01-01", "2021-01-01", "--all"),
            ("publish", "terms", "--reviewed", "--by", "Ada"),
            ("draft", "terms", "--effective", "2099-01-01"),
            ("diff", "terms"),
            ("assess", "terms"),
            ("publish", "terms", "2099-01-01", "--by", "Ada"),
            ("check",),
        ):
            out, err = said(root, *call)
            assert controls(out + err, reading_order=True) == [], (call, sign)
