"""Freezing a notice: every reason not to, and what is fixed then."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inforce.commands import publish, withdraw
from inforce.mail.ledger.store import open_ledger
from support import mail_project, small_project
from support.notify_cli import Desk
from support.small_project import SECOND, TODAY, write

ORDER = ("notify", "freeze", "privacy", "2027-01-31", "--audience", "accounts", "--approved-by", "Grace Release")
TEXT = "content/policies/privacy/2027-01-31.md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A project whose amendment is published, the first of December, and a file of three people beside it."""
    mail_project.recipients(tmp_path / "people.csv", mail_project.people(3))
    return Desk(mail_project.project(tmp_path / "project"))


def asked(desk: Desk, *more: str) -> tuple[int, str]:
    """Exit status and sentences of a freeze for the three people; asserts that a refusal froze nothing."""
    done = desk(*ORDER, "--recipients", desk.root.parent / "people.csv", *more)
    if done.code:
        assert not (desk.root / ".inforce/ledger.sqlite").exists() or not notices(desk)
    return done.code, " ".join(done.all.split())


def notices(desk: Desk) -> list[str]:
    """The notices of the ledger."""
    with open_ledger(desk.root) as store:
        return [notice.id for notice in store.notices()]


def edit(desk: Desk, name: str, old: str, new: str) -> None:
    """Change a file of the project."""
    text = (desk.root / name).read_text(encoding="utf-8")
    assert old in text
    write(desk.root, name, text.replace(old, new))


def test_the_id_is_the_last_word_of_the_last_line(desk: Desk) -> None:
    """So a script can take it from there."""
    done = desk(*ORDER, "--recipients", desk.root.parent / "people.csv")
    assert (done.code, [done.last_word]) == (0, notices(desk))
    assert "3 account holders to be mailed, of 3 rows" in done.out
    assert "nothing was sent" in done.out


def test_all_that_is_decided_stands_in_the_notice(desk: Desk) -> None:
    """Texts, days, names, digests and the envelope are fixed."""
    edit(desk, "inforce.toml", "[mail]\n", '[mail]\nbounces = "back@example.com"\nverp = true\n')
    asked(desk)
    with open_ledger(desk.root) as store:
        (notice,) = store.notices()
    assert (notice.approved_by, notice.published_by) == ("Grace Release", "Ada Counsel")
    assert (str(notice.last_day), notice.deadline) == ("2027-01-01", "2027-01-02T00:00:00.000Z")
    assert (notice.envelope, notice.host) == ("back+*@example.com", "example.com")
    assert {locale for locale, _digest in notice.variants} == {"de", "en"}
    assert "inforce.toml" in dict(notice.inputs)


def test_a_draft_is_not_frozen(tmp_path: Path) -> None:
    """There is nothing to tell yet; the command that publishes it is named."""
    desk = Desk(small_project.with_first(tmp_path / "project"))
    mail_project.recipients(tmp_path / "people.csv", mail_project.people(1))
    code, said = asked(desk)
    assert code == 3
    assert "is a draft: there is nothing to tell yet. Publish it first: inforce publish privacy 2027-01-31" in said


def test_a_pending_version_is_not_frozen(tmp_path: Path) -> None:
    """Its links would lead nowhere before its day of publication."""
    root = small_project.with_first(tmp_path / "project")
    write(root, TEXT, SECOND.replace("effective: 2027-01-31\n", "published: 2026-12-10\neffective: 2027-01-31\n"))
    publish.run(root, "privacy", "2027-01-31", by="Ada Counsel", today=TODAY)
    mail_project.recipients(tmp_path / "people.csv", mail_project.people(1))
    code, said = asked(Desk(root))
    assert code == 3
    assert "is shown from 10 December 2026 on" in said


def test_a_withdrawn_version_is_not_frozen(desk: Desk) -> None:
    """Nobody is told of a change that never comes."""
    withdraw.run(desk.root, "privacy", "2027-01-31", by="Ada Counsel", reason="The plan was given up.", today=TODAY)
    code, said = asked(desk)
    assert code == 3
    assert "was withdrawn on 23 November 2026: nobody is told of a change that never comes" in said


def test_what_is_not_material_asks_for_a_word_more(tmp_path: Path) -> None:
    """--informational says that people are to be told all the same."""
    root = small_project.with_first(tmp_path / "project")
    same = "We delete it within 90 days"
    words = SECOND.replace("material: true", "material: false").replace("We delete it within 60 days", same)
    write(root, TEXT, words.replace("We collect your name and", "We collect your name, and"))
    write(root, "inforce.toml", mail_project.SETTINGS)
    publish.run(root, "privacy", "2027-01-31", by="Ada Counsel", today=TODAY)
    mail_project.recipients(tmp_path / "people.csv", mail_project.people(1))
    desk = Desk(root)
    code, said = asked(desk)
    assert code == 3
    assert "is not declared material" in said
    assert "--informational" in said
    code, said = asked(desk, "--informational")
    assert code == 0
    assert "informational notice" in said


@pytest.mark.parametrize(("old", "new"), [("it within 60", "it within 61"), ("instead of 90", "instead of 91")])
def test_an_edited_version_is_not_frozen(desk: Desk, old: str, new: str) -> None:
    """Text and summary must be those of the register."""
    edit(desk, TEXT, old, new)
    code, said = asked(desk)
    assert code == 1
    assert f"{TEXT}:" in said


def test_another_policys_faults_do_not_stop_it(desk: Desk) -> None:
    """Only what concerns this version counts."""
    write(desk.root, "content/policies/terms/2027-05-01.md", "no front matter\n")
    write(desk.root, "content/policies/privacy/2027-06-01.md", "no front matter either, and a draft\n")
    assert asked(desk)[0] == 0


def test_without_a_sender_the_missing_line_is_named(desk: Desk) -> None:
    """inforce.toml has to say where the notice comes from."""
    write(desk.root, "inforce.toml", 'organisation = "Example"\nbase_url = "https://policies.example.net/"\n')
    code, said = asked(desk)
    assert code == 1
    assert (
        'Add to inforce.toml: contact = "privacy@example.com" – or below [mail]: from = "privacy@example.com"' in said
    )


def test_a_placeholder_address_is_warned_of(desk: Desk) -> None:
    """The links of the notice would lead to example.com."""
    code, said = asked(desk)
    assert code == 0
    assert "still the placeholder https://policies.example.com/" in said


def test_a_second_person_can_be_asked_for(desk: Desk) -> None:
    """Who published does not approve, however the name is spelled."""
    edit(desk, "inforce.toml", "[mail]\n", "[mail]\nsecond_person = true\n")
    words = [*ORDER[:-1], " ada  COUNSEL", "--recipients", str(desk.root.parent / "people.csv")]
    done = desk(*words)
    assert done.code == 3
    assert "is to be approved by somebody else" in done.err
    assert asked(desk)[0] == 0


def test_late_needs_a_name_and_a_reason(desk: Desk) -> None:
    """Late is no dead end, and no accident."""
    desk.moment = datetime(2027, 1, 2, tzinfo=UTC)
    code, said = asked(desk)
    assert code == 3
    assert "1 January 2027 was the last day to tell people of privacy 2027-01-31 in time" in said
    assert "--late --by NAME --reason" in said
    assert asked(desk, "--late")[0] == 2
    code, said = asked(desk, "--late", "--by", "Carl Chief", "--reason", "The list came late.")
    assert code == 0
    assert "Late: the last day was 1 January 2027" in said
    with open_ledger(desk.root) as store:
        (notice,) = store.notices()
    assert (notice.late_by, notice.late_reason) == ("Carl Chief", "The list came late.")
    assert notice.deadline.startswith("2027-01-31T00:00:00")


def test_informational_is_no_way_around_the_last_day(desk: Desk) -> None:
    """A material change is late once its last day is past, whatever it is called."""
    desk.moment = datetime(2027, 1, 2, tzinfo=UTC)
    code, said = asked(desk, "--informational")
    assert (code, "was the last day to tell people" in said) == (3, True)


def test_the_last_minute_is_in_time(desk: Desk) -> None:
    """The last day counts whole, in UTC."""
    desk.moment = datetime(2027, 1, 1, 23, 59, tzinfo=UTC)
    assert asked(desk)[0] == 0


@pytest.mark.parametrize("text", ["email\n", "email\nnobody\n"])
def test_a_file_that_names_nobody_freezes_nothing(desk: Desk, text: str) -> None:
    """An export that came out empty takes the place of no earlier freeze; a rejected line is told."""
    first = desk.freeze(desk.root.parent / "people.csv")
    (desk.root.parent / "people.csv").write_text(text)
    done = desk(*ORDER, "--recipients", desk.root.parent / "people.csv")
    assert (done.code, notices(desk)) == (1, [first])
    assert "No line of the file is a recipient: nothing was frozen." in done.err
    assert ("people.csv:2" in done.err) == ("nobody" in text)


def test_whom_an_earlier_freeze_had_still_to_send_to_is_told(desk: Desk) -> None:
    """They get nothing by that one any more, so whoever is not in the new list is left out."""
    first = desk.freeze(desk.root.parent / "people.csv")
    (desk.root.parent / "people.csv").write_text("email\njörg@example.org\n")
    done = desk(*ORDER, "--recipients", desk.root.parent / "people.csv")
    assert done.code == 0
    assert f"takes the place of {first}" in done.out
    assert "3 who were still to be mailed by it get nothing unless they are in this list too." in done.out


@pytest.mark.parametrize(("name", "why"), [(" ", "needs the name"), ("Grace\x1b[31m", "cannot be seen")])
def test_the_option_of_a_name_that_is_none_is_told(desk: Desk, name: str, why: str) -> None:
    """It is --approved-by here, and --by elsewhere."""
    done = desk(*ORDER[:-1], name, "--recipients", desk.root.parent / "people.csv")
    assert (done.code, why in done.err, "Write --approved-by NAME" in done.err) == (2, True, True)


def test_late_before_its_time_is_told(desk: Desk) -> None:
    """The name and the reason are not kept, so nobody may think that they are."""
    code, said = asked(desk, "--late", "--by", "Grace Release", "--reason", "The list came late.")
    assert (code, "in time until 1 January 2027, so --late, its name and its reason are not kept" in said) == (0, True)


def test_too_many_rejects_freeze_nothing(desk: Desk) -> None:
    """A wrong file is told by its lines, and the ledger stays empty."""
    mail_project.recipients(desk.root.parent / "people.csv", ["a@example.com", "nobody", "nor this"])
    code, said = asked(desk, "--max-rejects", "1")
    assert code == 1
    assert "2 of" in said and "rows were rejected" in said
    assert "people.csv:3: error: The address has no @" in said
    assert asked(desk)[0] == 0


def test_a_second_freeze_takes_the_place_of_the_first(desk: Desk) -> None:
    """What was open in the first expires, and everybody is in one notice only."""
    first = desk.freeze(desk.root.parent / "people.csv")
    code, said = asked(desk)
    assert code == 0
    assert f"It takes the place of {first}" in said
    done = desk("notify", "status", first)
    assert "3  expired" in done.out
    assert "Replaced by" in done.out


def test_a_message_that_cannot_be_made_is_listed_and_stops_nobody(desk: Desk) -> None:
    """An address that would read as an encoded-word is unsendable from the first."""
    mail_project.recipients(desk.root.parent / "people.csv", ["a@example.com", "=?utf-8?q?x?=@example.com"])
    code, said = asked(desk)
    assert code == 0
    assert "1 account holder to be mailed, of 2 rows" in said
    assert "1 unsendable" in said
