"""Planning and previewing: what is due, whether there is time, how it looks. Neither freezes or sends anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from support import mail_project, small_project
from support.notify_cli import Desk
from support.small_project import tree, write
from support.smtp_server import recording


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A project whose amendment is published, the first of December."""
    return Desk(mail_project.project(tmp_path / "project"))


# ---- plan -----------------------------------------------------------------------------------------------------------


def test_a_due_notice_has_its_last_day_and_its_languages(desk: Desk) -> None:
    """And the next commands."""
    done = desk("notify", "plan")
    assert done.code == 0
    assert "privacy 2027-01-31  Privacy Policy, takes effect on 31 January 2027" in done.out
    assert "To be sent by 1 January 2027 (end of the day, UTC)." in done.out
    assert "Letters can be made in en, de." in done.out
    assert "inforce notify freeze privacy 2027-01-31 --recipients FILE.csv --audience accounts" in done.out


def test_recipients_are_counted_from_the_file(desk: Desk, tmp_path: Path) -> None:
    """Rows that name nobody are told apart."""
    file = mail_project.recipients(tmp_path / "people.csv", ["a@example.com", "nobody"])
    assert "1 recipient, 50 messages a second; 1 line rejected." in desk("notify", "plan", "--recipients", file).out


def test_a_deadline_that_cannot_be_met_is_a_decision(desk: Desk) -> None:
    """How long it takes, the rate that would do, and the way to be late are told; exit 3."""
    desk.moment = datetime(2027, 1, 1, 22, 0, tzinfo=UTC)
    done = desk("notify", "plan", "--count", "100000", "--rate", "10")
    assert done.code == 3
    assert "100,000 recipients at 10 a second take until 2 January 2027 00:46 UTC" in done.err
    assert "Send at 14 a second or more (--rate)" in done.err
    assert "--late --by NAME --reason" in done.err
    assert "Not in time: sending takes 2 h 47 min." in done.out
    assert desk("notify", "plan", "--count", "100000", "--rate", "14").code == 0


def test_a_day_that_is_past_is_a_decision(desk: Desk) -> None:
    """Late is no dead end: the command has the words for it."""
    done = desk("notify", "plan", "--on", "2027-01-02")
    assert done.code == 3
    assert "The last day to tell people of privacy 2027-01-31 in time was 1 January 2027." in done.err
    assert '--approved-by NAME --late --by NAME --reason "…"' in done.out


def test_what_was_sent_is_due_no_more_and_what_was_begun_is_listed(desk: Desk, tmp_path: Path) -> None:
    """A frozen notice stands there until nothing of it is open."""
    id = desk.freeze(mail_project.recipients(tmp_path / "people.csv", mail_project.people(2)))
    done = desk("notify", "plan")
    assert f"{id}: not begun, 2 to send" in done.out
    assert f"inforce notify send {id}" in done.out
    assert "notify freeze" not in done.out, "a second freeze would take the place of the first"
    with recording(tmp_path / "record.jsonl") as server:
        desk.send(id, "--smtp", server.url)
    done = desk("notify", "plan")
    assert "None is due" in done.out
    assert id not in done.out


def test_what_hinders_a_letter_is_told_with_its_file(desk: Desk) -> None:
    """Exit 1, and no command that would be refused."""
    with (desk.root / "inforce.toml").open("a") as settings:
        settings.write("rate = 0\n")
    done = desk("notify", "plan")
    assert done.code == 1
    assert "No letter can be made: “rate” must lie between 1 and 1000." in done.out
    assert "inforce.toml:7" in done.err
    assert "notify freeze" not in done.out


def test_plan_as_json(desk: Desk) -> None:
    """Facts for programs, days as text."""
    found = json.loads(desk("notify", "plan", "--count", "5", "--json").out)
    (due,) = found["due"]
    assert (due["policy"], due["last_day"], due["in_time"], due["seconds"]) == ("privacy", "2027-01-01", True, 1)


# ---- preview --------------------------------------------------------------------------------------------------------


def test_preview_writes_every_variant_and_changes_nothing_else(desk: Desk) -> None:
    """A message, its HTML and its text for each language; no ledger, no line in the register."""
    before = tree(desk.root)
    done = desk("notify", "preview", "privacy", "2027-01-31")
    assert done.code == 0
    folder = desk.root / ".inforce/preview/privacy-2027-01-31"
    new = {name for name in tree(desk.root) if name not in before} - {".inforce/.gitignore"}
    stem = ".inforce/preview/privacy-2027-01-31/privacy-2027-01-31-accounts"
    assert new == {f"{stem}.{locale}.{kind}" for locale in ("en", "de") for kind in ("eml", "html", "txt")}
    message = message_from_bytes((folder / "privacy-2027-01-31-accounts.en.eml").read_bytes(), policy=policy.default)
    assert message["Subject"] in done.out
    assert "Nothing was frozen and nothing was sent." in done.out


def test_preview_of_a_draft_says_so(tmp_path: Path) -> None:
    """In the names of its files too, so that nobody takes it for the approved one."""
    desk = Desk(small_project.with_first(tmp_path / "project"))
    write(desk.root, "inforce.toml", mail_project.SETTINGS)
    done = desk("notify", "preview", "privacy", "2027-01-31", "--out", tmp_path / "out")
    assert done.code == 0
    assert "Previewed privacy 2027-01-31, a draft" in done.out
    assert "cannot be frozen before it is published" in done.err
    assert all(path.name.startswith("DRAFT-") for path in (tmp_path / "out").iterdir())


ROWS = """\
email,name,locale,marketing_opt_out,unsubscribe_url,shoe_size
ada@example.com,Ada,de,yes,https://example.com/u/1,37
ADA@EXAMPLE.com,Ada,,no,https://example.com/u/2,37
nobody,,,,,
jörg@example.com,,,,https://example.com/u/3,
bob@example.com,,,,https://example.com/u/4,
"""


def test_preview_counts_as_the_freeze_will(desk: Desk, tmp_path: Path) -> None:
    """Duplicates and rejects by line, what cannot be mailed, who gets which language, what is ignored."""
    file = write(tmp_path, "people.csv", ROWS)
    done = desk("notify", "preview", "privacy", "2027-01-31", "--recipients", file)
    assert done.code == 0
    for words in (
        "2 account holders would be mailed",
        "1 in en, 1 in de",
        "line 3: the same as line 2",
        "1 address that cannot be mailed:",
        "1 opted out of marketing and get it all the same",
        "line 4: the address has no @",
    ):
        assert words in done.out
    assert "shoe_size" in done.err
    frozen = desk("notify", "freeze", "privacy", "2027-01-31", "--recipients", file, "--audience", "accounts",
                  "--approved-by", "Grace")  # fmt: skip
    assert "2 account holders to be mailed, of 4 rows" in frozen.out


def test_preview_knows_whom_an_earlier_freeze_reached(desk: Desk, tmp_path: Path) -> None:
    """Before a second freeze it says who would really be mailed."""
    file = mail_project.recipients(tmp_path / "people.csv", mail_project.people(3))
    with recording(tmp_path / "record.jsonl") as server:
        desk.send(desk.freeze(file), "--smtp", server.url, "--limit", "2")
    done = desk("notify", "preview", "privacy", "2027-01-31", "--recipients", file)
    assert "1 account holder would be mailed" in done.out
    assert "2 got this notice from an earlier freeze, or may have: they are not mailed again" in done.out


def test_preview_for_subscribers_leaves_out_who_left(desk: Desk, tmp_path: Path) -> None:
    """An opt-out counts for them, and so does the suppression list."""
    file = write(tmp_path, "people.csv", ROWS)
    write(tmp_path, "left.csv", "email\nbob@example.com\n")
    assert desk("notify", "suppress", "--csv", tmp_path / "left.csv", "--reason", "They wrote to us.").code == 0
    done = desk("notify", "preview", "privacy", "2027-01-31", "--recipients", file, "--audience", "subscribers")
    assert "0 subscribers would be mailed" in done.out
    assert "2 left out: opted out or on the suppression list" in done.out
