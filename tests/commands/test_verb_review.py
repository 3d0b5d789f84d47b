"""Recording that the text in force was reviewed and stays as it is."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from inforce import cli, source
from inforce.commands import build, check, publish, review, status, verify, verify_site, withdraw
from inforce.console import data, deeds, sentences
from inforce.core.dates import written
from inforce.core.policy import Reviewed
from inforce.core.register import Event
from inforce.core.register_event import REVIEWED
from inforce.core.reviews import ReviewState
from inforce.errors import ContentError, ExitCode, UsageError
from inforce.publish import register
from support.small_project import SECOND, TODAY, FixedDay, empty, published, tree, with_drafts, with_first, write

REGISTER = "content/register.jsonl"
YEAR_ON = date(2027, 11, 20)
"""Shortly before the amendment of `published` is due for review."""


def said(lines: object) -> str:
    """What the console prints."""
    return "\n".join(
        line if isinstance(line, str) else "".join(words for words, _ in line)
        for line in lines  # type: ignore[attr-defined]
    )


def test_a_review_is_one_line_more_in_the_register_and_nothing_else(tmp_path: Path) -> None:
    """It names the version in force, the real day, who and the note; no file of a text is touched."""
    root = published(tmp_path)
    before = tree(root)
    report = review.run(root, "privacy", by="Ada  Counsel", note=" Read with the  engineers. ", today=TODAY)
    assert (report.version, report.already, report.due) == ("2026-11-23", False, date(2027, 11, 23))
    after = tree(root)
    assert after[REGISTER].startswith(before.pop(REGISTER))
    assert {name: after[name] for name in before} == before
    line = json.loads(after[REGISTER].splitlines()[-1])
    assert {key: value for key, value in line.items() if key not in ("check", "prev")} == {
        "event": "reviewed",
        "policy": "privacy",
        "version": "2026-11-23",
        "recorded": "2026-11-23",
        "by": "Ada Counsel",
        "reason": "Read with the engineers.",
    }
    policy = source.read(root).library["privacy"]
    assert policy["2026-11-23"].reviews == (Reviewed(TODAY, "Ada Counsel", "Read with the engineers."),)
    assert policy["2027-01-31"].reviews == ()
    assert verify.run(root, on=TODAY).exit_code is ExitCode.FINE
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_reviewing_twice_on_a_day_changes_nothing(tmp_path: Path) -> None:
    """Whoever does it, the register has one line of it; on another day it gets another."""
    root = published(tmp_path)
    review.run(root, "privacy", by="Ada", today=TODAY)
    before = tree(root)
    again = review.run(root, "privacy", by="Bo", note="Also read.", today=TODAY)
    assert (again.already, again.exit_code) == (True, ExitCode.FINE)
    assert "was reviewed on 23 November 2026. Nothing was written." in said(deeds.reviewed(again))
    assert tree(root) == before
    assert not review.run(root, "privacy", by="Ada", today=TODAY + timedelta(days=1)).already
    assert len(source.read(root).library["privacy"]["2026-11-23"].reviews) == 2


def test_only_the_version_in_force_can_be_reviewed(tmp_path: Path) -> None:
    """It may be named; a coming one, one that is superseded, or one that does not exist is refused."""
    root = published(tmp_path)
    before = tree(root)
    with pytest.raises(UsageError, match="2027-01-31 is not in force on 23 November 2026; a review is of the text"):
        review.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    with pytest.raises(UsageError, match="2026-11-23 is not in force on 20 November 2027"):
        review.run(root, "privacy", "2026-11-23", by="Ada", today=YEAR_ON)
    with pytest.raises(UsageError, match="has no version “2026-11-24”"):
        review.run(root, "privacy", "2026-11-24", by="Ada", today=TODAY)
    assert tree(root) == before
    assert review.run(root, "privacy", "2026-11-23", by="Ada", today=TODAY).version == "2026-11-23"


def test_where_nothing_is_in_force_there_is_nothing_to_review(tmp_path: Path) -> None:
    """With drafts only, and after the policy's end."""
    root = with_drafts(tmp_path / "drafts")
    with pytest.raises(UsageError, match="No version of “privacy” is in force on 23 November 2026"):
        review.run(root, "privacy", by="Ada", today=TODAY)
    root = published(tmp_path / "ended")
    withdraw.run_end(root, "privacy", end=TODAY, by="Ada", reason="Over.", today=TODAY)
    with pytest.raises(UsageError, match="there is nothing to review"):
        review.run(root, "privacy", by="Ada", today=TODAY)


def test_a_text_that_is_not_as_registered_was_not_reviewed(tmp_path: Path) -> None:
    """Every error of the project stops it; nothing is written."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("your name", "your names"))
    before = tree(root)
    with pytest.raises(ContentError, match="your names"):
        review.run(root, "privacy", by="Ada", today=TODAY)
    assert tree(root) == before


def test_a_draft_and_a_coming_version_hold_nothing_up_and_are_named(tmp_path: Path) -> None:
    """They were not reviewed by it."""
    root = published(tmp_path)
    third = SECOND.replace("2027-01-31", "2027-05-01").replace("within 60 days", "within 30 days")
    write(root, "content/policies/privacy/2027-05-01.md", third.replace("60 days instead of 90", "30 instead of 60"))
    text = said(deeds.reviewed(review.run(root, "privacy", by="Ada", today=TODAY)))
    assert "The draft 2027-05-01 stays a draft" in text
    assert "Version 2027-01-31, which is to take its place, was not reviewed by this." in text


def test_a_draft_whose_day_has_come_holds_no_review_up(tmp_path: Path) -> None:
    """It waits for a person's decision, which is another one."""
    root = with_first(tmp_path)
    path = root / "content/policies/privacy/2027-01-31.md"
    path.write_text(path.read_text().replace("effective:", "published: 2026-11-23\neffective:", 1))
    assert check.run(root, on=TODAY).exit_code is ExitCode.DECIDE
    assert review.run(root, "privacy", by="Ada", today=TODAY).exit_code is ExitCode.FINE


@pytest.mark.parametrize("value", [{"by": " "}, {"by": "Ada\u200b"}, {"by": "Ada", "note": "a\u202eb"}])
def test_name_and_note_are_one_line_that_can_be_seen(tmp_path: Path, value: dict[str, str]) -> None:
    """They stand in the public register."""
    with pytest.raises(UsageError):
        review.run(published(tmp_path), "privacy", **value, today=TODAY)


def test_without_months_no_next_review_is_named(tmp_path: Path) -> None:
    """A review may be recorded all the same."""
    root = published(tmp_path)
    write(root, "content/policies/privacy/policy.toml", "review_months = 0\n")
    report = review.run(root, "privacy", by="Ada", today=TODAY)
    assert report.due is None
    assert "next review" not in said(deeds.reviewed(report))


# ---- the command line -----------------------------------------------------------------------------------------------


def run(root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    """Exit status and output of a call on `TODAY`."""
    monkeypatch.setattr(cli, "date", FixedDay)
    result = CliRunner().invoke(cli.app, ["--project", str(root), "publish", *words])
    return result.exit_code, result.output


def test_the_command_records_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says what follows."""
    code, output = run(published(tmp_path), monkeypatch, "privacy", "--reviewed", "--by", "Ada", "--note", "Read.")
    assert code == 0
    assert "Reviewed privacy 2026-11-23, “Privacy Policy”, on 23 November 2026: nothing changed." in output
    assert "  Note: Read." in output
    assert "The next review is due by 23 November 2027." in output
    assert "inforce build, then commit content/register.jsonl" in output


@pytest.mark.parametrize(
    "words",
    [
        ["--reviewed", "--by", "Ada"],
        ["--reviewed", "--due", "--by", "Ada"],
        ["privacy", "--reviewed", "--due", "--by", "Ada"],
        ["privacy", "2027-01-31", "--note", "Read.", "--by", "Ada"],
        ["privacy", "--reviewed"],
        ["privacy", "2027-01-31", "--reviewed", "--by", "Ada"],
        ["privat", "--reviewed", "--by", "Ada"],
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """With status 2, and nothing written."""
    root = published(tmp_path)
    before = tree(root)
    assert run(root, monkeypatch, *words)[0] == ExitCode.USAGE
    assert tree(root) == before


# ---- status, site and proofs ----------------------------------------------------------------------------------------


def test_status_names_the_day_the_last_review_and_the_command(tmp_path: Path) -> None:
    """Soon, over, and settled once it was reviewed; a day before the review does not know it."""
    root = published(tmp_path)
    soon = said(sentences.status(status.run(root, on=YEAR_ON)))
    assert "  Soon: review due by 23 November 2027" in soon
    assert "  Next: inforce publish privacy --reviewed --by NAME, once it was reviewed and nothing has to" in soon
    assert "  Late: review was due by 23 November 2027" in said(sentences.status(status.run(root, on=date(2028, 1, 1))))
    review.run(root, "privacy", by="Ada", today=YEAR_ON)
    after = said(sentences.status(status.run(root, on=YEAR_ON)))
    assert "  Reviewed last on 20 November 2027: nothing changed\n  Review due by 20 November 2028" in after
    assert "--reviewed" not in after
    assert said(sentences.status(status.run(root, on=YEAR_ON - timedelta(days=1)))) == soon.replace(
        written(YEAR_ON), written(YEAR_ON - timedelta(days=1))
    )


def test_status_says_what_a_coming_version_changes_of_it(tmp_path: Path) -> None:
    """Once it is due: nothing, where it takes effect after the last day."""
    root = published(tmp_path)
    write(root, "content/policies/privacy/policy.toml", "review_months = 2\n")
    assert "takes its place" not in said(sentences.status(status.run(root, on=TODAY)))
    text = said(sentences.status(status.run(root, on=date(2027, 1, 1))))
    assert "2027-01-31 takes its place on 31 January 2027 only: this review is still to be made" in text
    write(root, "content/policies/privacy/policy.toml", "review_months = 3\n")
    text = said(sentences.status(status.run(root, on=date(2027, 1, 25))))
    assert "2027-01-31 takes its place before, on 31 January 2027; it is due itself by 23 February 2027" in text


def test_the_json_of_status_has_the_review(tmp_path: Path) -> None:
    """With its state, and the version to come."""
    root = published(tmp_path)
    review.run(root, "privacy", by="Ada", today=TODAY + timedelta(days=1))
    row = data.of_report("status", status.run(root, on=TODAY + timedelta(days=1)))["policies"][0]
    assert row["reviewed"] == "2026-11-24"
    assert row["review"] == {
        "version": "2026-11-23",
        "last": "2026-11-24",
        "last_kind": "reviewed",
        "due": "2027-11-24",
        "state": ReviewState.FINE.value,
        "law": "",
        "coming": {"version": "2027-01-31", "effective": "2027-01-31", "in_time": True, "due": "2027-11-23"},
    }


def test_an_overdue_review_stops_no_build(tmp_path: Path) -> None:
    """The site must show what takes effect, whoever forgot to look."""
    root = published(tmp_path)
    late = date(2029, 1, 1)
    assert build.run(root, None, on=late, today=late).exit_code is ExitCode.FINE
    third = SECOND.replace("2027-01-31", "2029-05-01").replace("within 60 days", "within 30 days")
    write(root, "content/policies/privacy/2029-05-01.md", third.replace("60 days instead of 90", "30 instead of 60"))
    assert publish.run(root, "privacy", "2029-05-01", by="Ada", today=late).exit_code is ExitCode.FINE


def test_a_site_with_reviews_is_verified(tmp_path: Path) -> None:
    """Its register has them, and policies.json says the same days."""
    root = published(tmp_path)
    review.run(root, "privacy", by="Ada", today=TODAY)
    build.run(root, None, on=TODAY, today=TODAY)
    assert verify_site.run(root / "site").problems == ()
    versions = json.loads((root / "site/policies.json").read_text())["policies"][0]["versions"]
    assert [version["reviewed"] for version in versions] == [["2026-11-23"], []]


def test_a_review_behind_a_pending_version_waits_with_its_line(tmp_path: Path) -> None:
    """The public register is cut before what is pending; the site then says what nothing vouches for yet."""
    root = with_first(tmp_path)
    write(
        root,
        "content/policies/privacy/2027-01-31.md",
        SECOND.replace("effective:", "published: 2026-12-01\neffective:"),
    )
    publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    review.run(root, "privacy", by="Ada", today=TODAY)
    library = source.read(root).library
    assert '"reviewed"' not in library.public_register(TODAY)
    assert '"reviewed"' in library.public_register(date(2026, 12, 1))
    build.run(root, None, on=TODAY, today=TODAY)
    assert [problem.code for problem in verify_site.run(root / "site").problems] == ["site-unregistered"]
    build.run(root, None, on=date(2026, 12, 1), today=date(2026, 12, 1))
    assert verify_site.run(root / "site").problems == ()


def test_a_review_of_what_was_not_in_force_is_found_by_every_verb(tmp_path: Path) -> None:
    """In the project and on a site."""
    root = published(tmp_path)
    build.run(root, None, on=TODAY, today=TODAY)
    wrong = Event(REVIEWED, "privacy", TODAY, "Ada", version="2027-01-31")
    register.append(root, source.read(root).register, (wrong,))
    assert "review-unknown" in [problem.code for problem in check.run(root, on=TODAY).problems]
    assert [problem.code for problem in verify.run(root, on=TODAY).problems] == ["review-unknown"]
    (root / "site/register.jsonl").write_bytes((root / REGISTER).read_bytes())
    assert "review-unknown" in [problem.code for problem in verify_site.run(root / "site").problems]


def test_an_empty_project_has_no_policy_to_review(tmp_path: Path) -> None:
    """The name is asked for first."""
    with pytest.raises(UsageError, match="There is no policy “privacy”"):
        review.run(empty(tmp_path), "privacy", by="Ada", today=TODAY)
