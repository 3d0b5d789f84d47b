"""What `status` answers on different days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from inforce import source
from inforce.commands import build, publish, status, verify, withdraw
from inforce.console import data, sentences
from inforce.core.policy import NoticeRecord, Status
from inforce.core.register import Event
from inforce.errors import ExitCode
from inforce.publish import register
from support.project import ROOT
from support.small_project import FIRST, SECOND, TODAY, empty, published, with_drafts, with_first, write


def test_status_follows_the_day(tmp_path: Path) -> None:
    """The same files answer differently on the day before, on and after an effective date."""
    root = published(tmp_path)

    def on(day: date) -> dict[str, Status]:
        (row,) = status.run(root, on=day).policies
        return {version.version: version.status for version in row.versions}

    assert on(date(2027, 1, 30)) == {"2026-11-23": Status.IN_FORCE, "2027-01-31": Status.SCHEDULED}
    assert on(date(2027, 1, 31)) == {"2027-01-31": Status.IN_FORCE}
    assert on(TODAY - timedelta(days=1)) == {"2026-11-23": Status.PENDING, "2027-01-31": Status.PENDING}


def test_superseded_versions_are_counted(tmp_path: Path) -> None:
    """A long history does not hide what matters."""
    (row,) = status.run(published(tmp_path), on=date(2027, 2, 1)).policies
    assert (row.superseded, row.in_force) == (1, "2027-01-31")


def test_a_draft_says_when_it_must_be_published(tmp_path: Path) -> None:
    """The last day that leaves the notice period; none for a first version."""
    root = published(tmp_path)
    write(root, "content/policies/privacy/2027-05-01.md", SECOND.replace("2027-01-31", "2027-05-01"))
    (row,) = status.run(root, on=TODAY).policies
    (drafted,) = [version for version in row.versions if version.status is Status.DRAFT]
    assert drafted.publish_by == date(2027, 4, 1)
    (row,) = status.run(with_drafts(tmp_path / "other"), on=TODAY).policies
    assert [version.publish_by for version in row.versions] == [None, None]


def test_a_day_that_has_come_is_an_open_decision(tmp_path: Path) -> None:
    """A draft whose day of publication has come shows in the exit status."""
    root = with_drafts(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("effective:", "published: 2026-11-23\neffective:", 1))
    assert status.run(root, on=TODAY).exit_code is ExitCode.DECIDE
    assert status.run(root, on=TODAY - timedelta(days=1)).exit_code is ExitCode.FINE


def test_an_end_is_told(tmp_path: Path) -> None:
    """The first day without the policy."""
    root = published(tmp_path)
    withdraw.run_end(root, "privacy", end=date(2027, 6, 1), by="Ada", reason="Over.", today=TODAY)
    assert status.run(root, on=TODAY).policies[0].ended == date(2027, 6, 1)


def notices(root: Path, on: date) -> dict[str, list[tuple[str, date, bool]]]:
    """The notices of each version that has any: duty, last day, late."""
    (row,) = status.run(root, on=on).policies
    return {v.version: [(n.duty, n.last_day, n.late) for n in v.notices] for v in row.versions if v.notices}


def test_the_notices_of_a_material_change_are_listed_until_it_has_applied_for_a_while(tmp_path: Path) -> None:
    """With their last day, late from the day after; the late ones for as long again as the notice period."""
    root, last = published(tmp_path), date(2027, 1, 1)
    assert notices(root, TODAY) == {"2027-01-31": [("dedicated-message", last, False)]}
    assert notices(root, date(2027, 1, 2)) == {"2027-01-31": [("dedicated-message", last, True)]}
    assert notices(root, date(2027, 3, 1)) == {"2027-01-31": [("dedicated-message", last, True)]}
    assert notices(root, date(2027, 3, 2)) == {}
    withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="Wrong.", today=TODAY)
    assert notices(root, TODAY) == {}


def test_a_draft_that_looks_material_has_its_notices(tmp_path: Path) -> None:
    """Declared or not, unless a named person decided otherwise."""
    root = with_first(tmp_path)
    for change, told in [
        ("material: true", True),
        ("material:", True),
        ("material: false", True),
        ("material: false\n  override:\n    by: Ada\n    reason: Nobody was told 90.", False),
    ]:
        write(root, "content/policies/privacy/2027-01-31.md", SECOND.replace("material: true", change))
        assert bool(notices(root, TODAY)) is told, change


def test_notices_follow_the_kind_of_policy_and_its_own_period(tmp_path: Path) -> None:
    """Terms: business users have 15 days at least."""
    root = published(tmp_path)
    settings = 'kind = "terms"\nnotice_days = 10\nnotice_reason = "The contract says so."\n'
    write(root, "content/policies/privacy/policy.toml", settings)
    assert notices(root, TODAY)["2027-01-31"] == [
        ("business-users", date(2027, 1, 16), False),
        ("promised-way", date(2027, 1, 21), False),
        ("consumers-digital", date(2027, 1, 21), False),
    ]


def said(root: Path, on: date) -> str:
    """What the console prints on a day."""
    lines = sentences.status(status.run(root, on=on))
    return "\n".join(line if isinstance(line, str) else "".join(words for words, _ in line) for line in lines)


def test_the_console_names_whom_to_tell_and_what_is_late(tmp_path: Path) -> None:
    """As hints, with their source."""
    root = published(tmp_path)
    assert "by 1 January 2027: everyone whose data it concerns" in said(root, TODAY)
    assert "(WP260 rev.01, 29–31)" in said(root, TODAY)
    assert "not legal advice" in said(root, TODAY)
    assert "late, the last day was 1 January 2027" in said(root, date(2027, 1, 2))
    assert "which applies already: what was not sent is to be sent now" in said(root, date(2027, 2, 1))
    assert "Notices" not in said(root, date(2027, 4, 1))


def test_a_policy_that_names_california_is_told_why_it_is_reviewed(tmp_path: Path) -> None:
    """Even if its settings ask for no review."""
    root = empty(tmp_path)
    write(root, "content/policies/privacy/2026-11-23.md", FIRST.replace("We collect", "In California too we collect"))
    for months, words in [(12, "Review due by 23 November 2027 – California"), (0, "ask for no review – California")]:
        write(root, "content/policies/privacy/policy.toml", f'kind = "privacy"\nreview_months = {months}\n')
        publish.run(root, "privacy", "2026-11-23", by="Ada", today=TODAY)
        lines = [line for line in sentences.status(status.run(root, on=TODAY)) if isinstance(line, str)]
        assert any(words in line for line in lines)


def test_a_review_counts_from_the_text_in_force(tmp_path: Path) -> None:
    """An amendment published ahead of its day moves nothing before that day; 0 months ask for none."""
    root = with_first(tmp_path)
    later = TODAY + timedelta(days=20)
    publish.run(root, "privacy", "2027-01-31", by="Ada", today=later)

    def due(on: date) -> date | None:
        found = status.run(root, on=on).policies[0].review
        return found.due if found else None

    assert due(later) == due(date(2027, 1, 30)) == date(2027, 11, 23)
    assert due(date(2027, 1, 31)) == date(2027, 12, 13)
    write(root, "content/policies/privacy/policy.toml", "review_months = 0\n")
    assert due(later) is None


def test_the_review_of_the_policy_of_this_repository_is_due_a_year_after_its_text() -> None:
    """Not a year after the amendment that takes effect later."""
    row = status.run(ROOT, on=TODAY).policies[0]
    assert row.policy == "privacy"
    assert row.review is not None
    assert (row.review.due, row.review.state.value) == (date(2026, 12, 15), "soon")
    assert row.review.coming is not None
    assert not row.review.coming.in_time


# ---- notices that were sent -----------------------------------------------------------------------------------------

RECORD = NoticeRecord("privacy-2027-01-31-accounts-a1b2c3", "accounts", "ab" * 16, "cd" * 32, run=1)


def line(root: Path, event: str, on: date, record: NoticeRecord = RECORD, **counts: int) -> None:
    """Add a line on the notice to the register, as the sender does."""
    record = replace(record, **counts)  # type: ignore[arg-type]
    told = Event(event, "privacy", on, "Ada", version="2027-01-31", notice=record)
    register.append(root, source.read(root).register, (told,))


def test_a_material_change_without_a_notice_says_what_to_run_next(tmp_path: Path) -> None:
    """Until a notice to account holders was begun; not for a draft, which is to be published first."""
    assert "Next: inforce notify plan" not in said(with_first(tmp_path / "draft"), TODAY)
    root = published(tmp_path / "published")
    assert "Next: inforce notify plan" in said(root, TODAY)
    assert "Next: inforce notify plan" in said(root, date(2027, 2, 1))
    line(root, "notice-sent", TODAY, replace(RECORD, audience="subscribers"), accepted=3)
    assert "Next: inforce notify plan" in said(root, TODAY)
    line(root, "notice-started", TODAY, open=5)
    assert "Next: inforce notify plan" not in said(root, TODAY)


def test_status_follows_a_notice_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    """Under way with the way on, in doubt, sent."""
    root = published(tmp_path)
    line(root, "notice-started", TODAY, open=5)
    line(root, "notice-sent", TODAY, accepted=2, open=3)
    text = said(root, TODAY)
    assert "E-mail notice to account holders: sending began on 23 November 2026; 2 accepted so far, 3 still to" in text
    assert "Next: inforce notify send privacy-2027-01-31-accounts-a1b2c3" in text
    line(root, "notice-sent", TODAY + timedelta(days=1), run=2, accepted=4, in_doubt=1)
    text = said(root, TODAY + timedelta(days=1))
    assert "sent on 24 November 2026 by e-mail to 4 account holders; sending began on 23 November 2026." in text
    assert "In doubt: 1 message." in text
    assert "Next: inforce notify reconcile privacy-2027-01-31-accounts-a1b2c3 --relay-log FILE" in text
    line(root, "notice-sent", TODAY + timedelta(days=2), run=2, accepted=5)
    text = said(root, TODAY + timedelta(days=2))
    assert "by e-mail to 5 account holders" in text
    assert "Next:" not in text
    assert "2 accepted so far" in said(root, TODAY)


def test_a_notice_that_was_sent_is_late_no_more(tmp_path: Path) -> None:
    """Its duties stay listed: whether the e-mail settles them is for a person to judge."""
    root = published(tmp_path)
    line(root, "notice-sent", TODAY, accepted=5)
    text = said(root, date(2027, 2, 1))
    assert "(the e-mail that was sent may settle some of them)" in text
    assert "    the last day was 1 January 2027: everyone" in text
    assert "late" not in text
    assert "to be sent now" not in text


def test_the_json_has_what_was_sent_and_no_address(tmp_path: Path) -> None:
    """Beside the notices that are due."""
    root = published(tmp_path)
    line(root, "notice-sent", TODAY, accepted=5, in_doubt=1)
    rows = data.of_report("status", status.run(root, on=TODAY))["policies"][0]["versions"]
    assert [row["sent"] for row in rows] == [
        [],
        [
            {
                "audience": "accounts",
                "notice": RECORD.id,
                "began": "2026-11-23",
                "last": "2026-11-23",
                "accepted": 5,
                "open": 0,
                "in_doubt": 1,
                "finished": True,
            }
        ],
    ]


def test_lines_on_notices_disturb_no_other_verb(tmp_path: Path) -> None:
    """`verify` finds the archive as registered, `build` shows the lines, and a further version is published."""
    root = published(tmp_path)
    before = verify.run(root, on=TODAY)
    line(root, "notice-started", TODAY, open=5)
    line(root, "notice-sent", TODAY, accepted=5)
    after = verify.run(root, on=TODAY, head=before.head)
    assert after.problems == ()
    assert after.versions == before.versions
    assert after.lines == before.lines + 2
    assert build.run(root, None, on=TODAY, today=TODAY).exit_code is ExitCode.FINE
    assert (root / "site/register.jsonl").read_bytes() == (root / source.REGISTER).read_bytes()
    third = SECOND.replace("2027-01-31", "2027-05-01").replace("within 60 days", "within 30 days")
    third = third.replace("60 days instead of 90", "30 days instead of 60")
    write(root, "content/policies/privacy/2027-05-01.md", third)
    assert publish.run(root, "privacy", "2027-05-01", by="Ada", today=TODAY).exit_code is ExitCode.FINE
    withdraw.run(root, "privacy", "2027-05-01", by="Ada", reason="Wrong.", today=TODAY)
    assert verify.run(root, on=TODAY).exit_code is ExitCode.FINE
