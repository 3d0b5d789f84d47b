"""The commands in the documentation do what it says.

In the pages named here every line ``$ inforce …`` of a ``console`` block is run, in order, on 23 November 2026; what
follows it must be what the program prints. Where it asks, it is answered “send”; the relay of the pages is a real one
here. Edits and files are made as `support.doc_pages` says. With ``INFORCE_UPDATE_DOCS=1`` in the
environment the output in the pages is written anew instead; read the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import click
import pytest

from inforce import cli, cli_archive, cli_import, cli_repository
from inforce.cli_notify import common
from inforce.commands import publish
from inforce.commands.notify import freeze
from support.doc_pages import DOCS, RELAY, after_the_first_policy, compared, followed, masked
from support.git_repository import Repository
from support.small_project import FIRST, TODAY, FixedDay, empty, published, write
from support.smtp_server import RecordingServer, recording


def _one_version(root: Path) -> None:
    empty(root)
    write(root, "content/policies/privacy/policy.toml", 'title = "Privacy Policy"\nkind = "privacy"\n')
    write(root, "content/policies/privacy/2026-11-23.md", FIRST)
    publish.run(root, "privacy", "2026-11-23", by="Ada Counsel", today=TODAY)


def _year_old(root: Path) -> None:
    empty(root)
    write(root, "content/policies/privacy/policy.toml", 'title = "Privacy Policy"\nkind = "privacy"\n')
    write(root, "content/policies/privacy/2025-12-15.md", FIRST.replace("2026-11-23", "2025-12-15"))
    publish.run(root, "privacy", "2025-12-15", by="Ada Counsel", today=date(2025, 12, 15))


def _old_terms(root: Path) -> None:
    empty(root)
    for day, words in [("2018-05-14", "on time"), ("2019-02-01", "on time"), ("2020-04-13", "in advance")]:
        write(root, f"old-terms/{day}.md", f"---\nlayout: policy\n---\n\n# Terms\n\nPay {words}.\n")


def _old_site(root: Path) -> None:
    old = Repository(root / "old-site")
    for day, words, printed in [
        ("2019-03-04", "one cookie", "March 4, 2019"),
        ("2020-06-01", "two cookies", "March 4, 2019"),
        ("2021-01-15", "three cookies", "January 15, 2021"),
    ]:
        old.commit(day, f"# Cookies\n\n*Last updated: {printed}*\n\nWe set {words}.\n", "legal/cookies.md")


def _histories(root: Path) -> None:
    _old_terms(root)
    _old_site(root)


def _to_be_told(root: Path) -> None:
    published(root)
    write(root, "inforce.toml", SETTINGS)
    write(root, "people.csv", PEOPLE)
    write(root, "new.csv", "email,name\nnew@example.net,Nina New\nada@example.net,Ada Lovelace\n")
    write(root, "bounces.csv", "email,type,reason\nbob@example.net,bounce,550 5.1.1 unknown user\n")


SETTINGS = """\
organisation = "Example"
base_url = "https://policies.example.net/"

[mail]
from = "privacy@example.net"
rate = 50
"""
PEOPLE = """\
email,name,locale,marketing_opt_out
ada@example.net,Ada Lovelace,en,no
bob@example.net,Bob Bücher,de,yes
Ada@Example.net,Ada again,en,no
carol.example.net,Carol,en,no
jürgen@example.net,Jürgen,de,no
dora@example.net,Dora,fr,no
"""


PAGES: dict[str, Callable[[Path], object]] = {
    "how-to/audit.md": published,
    "how-to/publish-an-amendment.md": _one_version,
    "how-to/withdraw.md": published,
    "how-to/review-a-policy.md": _year_old,
    "how-to/import-a-history.md": _histories,
    "how-to/preview.md": published,
    "how-to/send-a-notice.md": _to_be_told,
    "reference/assess.md": published,
    "tutorial/first-policy.md": Path.mkdir,
    "tutorial/release-manager.md": after_the_first_policy,
}


RELAYS = {"tutorial/release-manager.md": "localhost:1025"}
"""What a page calls its relay, where it is not that of the others."""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RecordingServer]:
    """A relay that takes everything."""
    with recording(tmp_path / "record.jsonl") as server:
        yield server


@pytest.mark.parametrize("name", PAGES)
def test_commands_print_what_the_page_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relay: RecordingServer
) -> None:
    """Every command of the page, in order, in a project made for it."""
    monkeypatch.setattr(cli, "date", FixedDay)
    monkeypatch.setattr(cli_archive, "date", FixedDay)
    monkeypatch.setattr(cli_repository, "date", FixedDay)
    monkeypatch.setattr(cli_import, "date", FixedDay)
    monkeypatch.setattr(common, "now", lambda: datetime.combine(TODAY, time(10), UTC))
    monkeypatch.setattr(common, "interactive", lambda: True)
    monkeypatch.setattr(freeze, "token", lambda: "4f2a9c")
    monkeypatch.setenv("INFORCE_SMTP_URL", relay.url)
    project = tmp_path / "project"
    PAGES[name](project)
    monkeypatch.chdir(project)
    compared(name, followed(name, project, RELAYS.get(name, RELAY)), masked)


def verbs() -> dict[str, click.Command]:
    """Every verb by the words that call it."""
    found: dict[str, click.Command] = {}
    for name, command in cli.app.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": sub for inner, sub in command.commands.items()}
        else:
            found[name] = command
    return found


def test_the_reference_describes_every_verb_and_option() -> None:
    """docs/reference/cli.md has a heading for each verb and names each option of it, and no other."""
    text = (DOCS / "reference/cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `inforce ([a-z -]+?)(?= [A-Z\[]|`).*?\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert sorted(sections) == sorted(verbs())
    for name, command in verbs().items():
        options = {option for param in command.params for option in param.opts if option.startswith("--")}
        named = set(re.findall(r"`(--[a-z-]+)", sections[name]))
        assert named == options, name
