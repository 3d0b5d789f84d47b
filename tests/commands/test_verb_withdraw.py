"""Taking back a version before its day, and ending a policy."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import check, publish, withdraw
from inforce.console import deeds
from inforce.core.policy import Status
from inforce.errors import ExitCode, UsageError
from support.small_project import SECOND, TODAY, published, tree, with_first, write

NAME = "content/policies/privacy/2027-01-31.md"

BY = {"by": "Ada Counsel", "reason": "The plan was given up."}


def test_a_scheduled_version_is_taken_back(tmp_path: Path) -> None:
    """It never takes effect, the one before it stays in force, and file and earlier lines stay as they were."""
    root = published(tmp_path)
    before = tree(root)
    report = withdraw.run(root, "privacy", "2027-01-31", **BY, today=TODAY)
    assert (report.version, report.instead, report.already) == ("2027-01-31", "2026-11-23", False)
    after = tree(root)
    assert after["content/register.jsonl"].startswith(before.pop("content/register.jsonl"))
    assert {name: after[name] for name in before} == before
    policy = source.read(root).library["privacy"]
    late = date(2027, 3, 1)
    assert policy.status(policy["2027-01-31"], late) is Status.WITHDRAWN
    assert policy.in_force(late) is policy["2026-11-23"]
    assert policy["2027-01-31"].withdrawal.reason == BY["reason"]
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_taking_back_twice_changes_nothing(tmp_path: Path) -> None:
    """The second time it is said that the register knows, and nothing is written."""
    root = published(tmp_path)
    withdraw.run(root, "privacy", "2027-01-31", **BY, today=TODAY)
    before = tree(root)
    assert withdraw.run(root, "privacy", "2027-01-31", **BY, today=TODAY).already
    assert tree(root) == before


def test_what_took_effect_cannot_be_taken_back(tmp_path: Path) -> None:
    """From the effective date on, the way out is a new version or the end of the policy."""
    root = published(tmp_path)
    before = tree(root)
    with pytest.raises(UsageError, match="took effect on 31 January 2027; what applied cannot be taken back"):
        withdraw.run(root, "privacy", "2027-01-31", **BY, today=date(2027, 1, 31))
    assert tree(root) == before


def test_a_draft_cannot_be_taken_back(tmp_path: Path) -> None:
    """Nothing was published: the file can simply be deleted."""
    with pytest.raises(UsageError, match="is a draft"):
        withdraw.run(with_first(tmp_path), "privacy", "2027-01-31", **BY, today=TODAY)


def test_what_a_later_change_was_declared_against_stays(tmp_path: Path) -> None:
    """Else the later change's class and summary would tell people half of what changes for them."""
    root = published(tmp_path)
    later = (root / "content/policies/privacy/2027-01-31.md").read_text().replace("2027-01-31", "2027-06-30")
    later = re.sub("published: .*", f"published: {TODAY}", later) + "\nOne more sentence.\n"
    (root / "content/policies/privacy/2027-06-30.md").write_text(later)
    publish.run(root, "privacy", "2027-06-30", by="Ada Counsel", today=TODAY)
    with pytest.raises(UsageError, match=r"2027-06-30 was declared against 2027-01-31.*Withdraw 2027-06-30 first"):
        withdraw.run(root, "privacy", "2027-01-31", **BY, today=TODAY)
    withdraw.run(root, "privacy", "2027-06-30", **BY, today=TODAY)
    withdraw.run(root, "privacy", "2027-01-31", **BY, today=TODAY)
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_name_and_reason_are_needed(tmp_path: Path) -> None:
    """Both stand in the register and on the page."""
    root = published(tmp_path)
    with pytest.raises(UsageError, match="name of who decides"):
        withdraw.run(root, "privacy", "2027-01-31", by=" ", reason="x", today=TODAY)
    with pytest.raises(UsageError, match="reason"):
        withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="\n", today=TODAY)


def test_a_policy_ends(tmp_path: Path) -> None:
    """From that day on none of its versions is in force; until then nothing changes."""
    root = published(tmp_path)
    report = withdraw.run_end(root, "privacy", end=date(2027, 6, 1), **BY, today=TODAY)
    assert (report.effective, report.already) == (date(2027, 6, 1), False)
    policy = source.read(root).library["privacy"]
    assert policy.in_force(date(2027, 6, 1)) is None
    assert policy.in_force(date(2027, 5, 31)) is policy["2027-01-31"]
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE
    assert withdraw.run_end(root, "privacy", end=date(2027, 6, 1), **BY, today=TODAY).already


def test_an_end_is_not_moved(tmp_path: Path) -> None:
    """A second, different end is refused: the register is not rewritten."""
    root = published(tmp_path)
    withdraw.run_end(root, "privacy", end=date(2027, 6, 1), **BY, today=TODAY)
    with pytest.raises(UsageError, match="already ends on 1 June 2027"):
        withdraw.run_end(root, "privacy", end=date(2027, 7, 1), **BY, today=TODAY)


def test_a_policy_does_not_end_in_the_past(tmp_path: Path) -> None:
    """What applied yesterday applied yesterday."""
    with pytest.raises(UsageError, match="cannot end in the past"):
        withdraw.run_end(published(tmp_path), "privacy", end=TODAY - timedelta(days=1), **BY, today=TODAY)


def test_what_was_never_shown_gets_no_page(tmp_path: Path) -> None:
    """Taken back while pending it is on no site; taken back once shown, its page stays."""
    root = with_first(tmp_path / "a")
    write(root, NAME, SECOND.replace("effective:", "published: 2026-12-20\neffective:", 1))
    publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    first = withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="Not needed.", today=TODAY)
    again = withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="Not needed.", today=date(2027, 3, 1))
    assert (first.never_shown, again.never_shown, again.already) == (True, True, True)
    assert "It was never shown, so it gets no page" in "\n".join(map(str, deeds.withdraw(first)))
    shown = withdraw.run(
        published(tmp_path / "b"), "privacy", "2027-01-31", by="Ada", reason="Not needed.", today=TODAY
    )
    assert not shown.never_shown
    assert "Its page stays" in "\n".join(map(str, deeds.withdraw(shown)))
