"""What a reviewer must know of a draft."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import publish
from inforce.commands.draft_facts import DraftFacts, facts_of
from inforce.core.materiality import Verdict
from support.small_project import FIRST, SECOND, TODAY, with_drafts, with_first, write


def facts(root: Path, name: str = "2027-01-31", on: date = TODAY) -> DraftFacts:
    """Of a version of the privacy policy."""
    gathered = source.read(root)
    return facts_of(gathered, gathered.library["privacy"][name], on)


def second(root: Path, old: str, new: str) -> Path:
    """The amendment with one thing otherwise."""
    assert old in SECOND
    write(root, "content/policies/privacy/2027-01-31.md", SECOND.replace(old, new))
    return root


def test_an_amendment_that_is_right(tmp_path: Path) -> None:
    """Its days, redline, verdict and notice are all there, and nothing speaks against it."""
    found = facts(with_first(tmp_path))
    assert (found.problems, found.blocked) == ((), False)
    assert found.before is not None and str(found.before.name) == "2026-11-23"
    assert found.redline is not None and len(found.redline.changes) == 1
    assert found.assessment is not None and found.assessment.verdict is Verdict.MATERIAL
    assert found.findings is not None and found.findings.lines == ""
    assert found.days.publish_by == date(2027, 1, 1) and found.days.given == 69 and found.days.enough
    assert found.notice is not None and "Privacy Policy" in found.notice.subject
    assert "Your data is deleted within 60 days instead of 90." in found.notice.text
    assert found.notice.html.startswith("<!")


def test_days_that_leave_too_little_notice(tmp_path: Path) -> None:
    """They are said as they are, and the gate's problem stands beside them at its full level."""
    found = facts(with_first(tmp_path), on=date(2027, 1, 10))
    assert (found.days.given, found.days.enough, found.blocked) == (21, False, True)
    assert [problem.code for problem in found.problems] == ["notice-period"]


def test_a_day_of_publication_counts(tmp_path: Path) -> None:
    """Notice is counted from the day on which the draft publishes itself."""
    root = second(with_first(tmp_path), "effective: 2027-01-31\n", "effective: 2027-01-31\npublished: 2027-01-15\n")
    assert facts(root).days.given == 16


def test_what_is_not_declared(tmp_path: Path) -> None:
    """A change that looks material is told with lines for its summary and the notice that people would get."""
    root = second(with_first(tmp_path), SECOND[SECOND.index("change:") : SECOND.index("---\n\n")], "change:\n")
    found = facts(root)
    assert found.blocked and found.notice is not None
    assert found.findings is not None and found.findings.lines.startswith("    - section: how-long\n      text: ")


def test_no_notice_of_what_is_not_material(tmp_path: Path) -> None:
    """Nobody is told of a change of spelling."""
    root = with_first(tmp_path)
    text = FIRST.replace(
        "effective: 2026-11-23",
        "effective: 2027-01-31\nchange:\n  material: false\n  summary:\n    - A word is written otherwise.",
    )
    write(root, "content/policies/privacy/2027-01-31.md", text.replace("e-mail", "email"))
    assert facts(root).notice is None


def test_a_first_version(tmp_path: Path) -> None:
    """It amends nothing: no redline, no verdict, no notice, no last day."""
    found = facts(with_drafts(tmp_path), "2026-11-23")
    assert (found.before, found.redline, found.assessment, found.findings, found.notice) == (None,) * 5
    assert found.days.publish_by is None and found.days.enough


def test_a_draft_that_follows_a_draft(tmp_path: Path) -> None:
    """It is read against the draft that will be published before it."""
    root = with_first(tmp_path)
    third = SECOND.replace("2027-01-31", "2027-06-30").replace("within 60 days", "within 30 days")
    write(root, "content/policies/privacy/2027-06-30.md", third)
    found = facts(root, "2027-06-30")
    assert found.before is not None and str(found.before.name) == "2027-01-31"


@pytest.mark.parametrize("broken", ["2026-11-23", "2027-01-31"])
def test_a_text_that_cannot_be_read(tmp_path: Path, broken: str) -> None:
    """Of either side: the facts say so and raise nothing."""
    root = with_first(tmp_path)
    (root / f"content/policies/privacy/{broken}.md").write_bytes(b"\xff\xfe")
    found = facts(root)
    assert (found.redline, found.notice, found.blocked) == (None, None, True)
    assert found.problems[0].code == "not-utf8"


def test_a_registered_version(tmp_path: Path) -> None:
    """What was published stands there as it was declared; an edit of it is an error of its own."""
    root = with_first(tmp_path)
    publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert not facts(root).blocked
    path = root / "content/policies/privacy/2027-01-31.md"
    path.write_text(path.read_text().replace("within 60 days after", "within 61 days after"))
    assert [problem.code for problem in facts(root, on=TODAY + timedelta(days=1)).problems] == ["text-changed"]
