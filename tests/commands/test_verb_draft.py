"""Beginning a version or a policy."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import check, draft, publish, withdraw
from inforce.commands.headings import with_ids
from inforce.core import document, front_lines
from inforce.core.model import BlockKind
from inforce.core.starter import SENTENCES
from inforce.errors import ExitCode, UsageError
from support.small_project import TODAY, empty, published, tree, with_first, write

DAY = date(2027, 3, 1)


def made(root: Path, report: draft.DraftReport) -> str:
    return (root / report.path).read_text(encoding="utf-8")


def test_a_draft_begins_with_the_text_it_will_replace(tmp_path: Path) -> None:
    """The text is copied, the head holds title, day and the change to be filled in."""
    root = with_first(tmp_path)
    (root / "content/policies/privacy/2027-01-31.md").unlink()
    report = draft.run(root, "privacy", effective=DAY, today=TODAY)
    assert (report.copied_from, report.amends_in_force) == ("2026-11-23", True)
    assert report.publish_by == DAY - timedelta(days=30)
    text = made(root, report)
    head, body = text.removeprefix("---\n").split("---\n", 1)
    assert [line for line in head.splitlines() if line and line[0] not in " #"] == [
        "title: Privacy Policy",
        "effective: 2027-03-01",
        "change:",
    ]
    assert "# published: 2027-01-30\n" in head
    assert "material:" in head
    assert "summary:" in head
    original = (root / "content/policies/privacy/2026-11-23.md").read_text().split("---\n", 2)[2]
    assert body == original


def test_an_untouched_draft_does_not_stop_the_build(tmp_path: Path) -> None:
    """A fresh draft is incomplete, which is a warning."""
    root = published(tmp_path)
    draft.run(root, "privacy", effective=DAY, today=TODAY)
    report = check.run(root, on=TODAY)
    assert report.exit_code is ExitCode.FINE
    assert report.drafts == 1
    assert any("is not declared" in problem.sentence for problem in report.problems)


def test_a_draft_is_made_from_what_will_apply_until_its_day(tmp_path: Path) -> None:
    """With a version scheduled before it, the draft begins with that one: its changes are not lost."""
    root = published(tmp_path)
    report = draft.run(root, "privacy", effective=DAY, today=TODAY)
    assert (report.copied_from, report.amends_in_force) == ("2027-01-31", False)
    assert "60 days" in made(root, report)


def test_a_withdrawn_version_is_nobodys_beginning(tmp_path: Path) -> None:
    """After a withdrawal a draft begins with the version that stays in force."""
    root = published(tmp_path)
    withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="No.", today=TODAY)
    assert draft.run(root, "privacy", effective=DAY, today=TODAY).copied_from == "2026-11-23"


def test_a_second_draft_for_a_day_gets_the_next_name(tmp_path: Path) -> None:
    """The names of one day are the day, then -2, -3."""
    root = with_first(tmp_path)
    day = date(2027, 1, 31)
    names = [draft.run(root, "privacy", effective=day, today=TODAY).version for _ in range(2)]
    assert names == ["2027-01-31-2", "2027-01-31-3"]


def test_without_a_day_the_draft_leaves_a_week_and_the_notice_period(tmp_path: Path) -> None:
    """The default respects the policy's notice period."""
    root = with_first(tmp_path)
    write(root, "content/policies/privacy/policy.toml", "notice_days = 45\n")
    report = draft.run(root, "privacy", effective=None, today=TODAY)
    assert report.effective == TODAY + timedelta(days=52)
    assert report.problems == ()


def test_a_day_too_near_is_said(tmp_path: Path) -> None:
    """A day inside the notice period is allowed, for a change that is not material, and warned of."""
    report = draft.run(with_first(tmp_path), "privacy", effective=date(2026, 12, 1), today=TODAY)
    (problem,) = report.problems
    assert "8 days away; a material change of this policy needs 30 days of notice" in problem.sentence
    assert "23 December 2026" in problem.remedy
    assert report.exit_code is ExitCode.FINE


def test_a_past_day_is_refused(tmp_path: Path) -> None:
    """No text can be made to apply afterwards."""
    root = with_first(tmp_path)
    before = tree(root)
    with pytest.raises(UsageError, match="is past"):
        draft.run(root, "privacy", effective=TODAY - timedelta(days=1), today=TODAY)
    assert tree(root) == before


def test_a_new_name_begins_a_policy_that_can_be_published(tmp_path: Path) -> None:
    """Folder, settings and a first text are made; with its own words in it the skeleton passes every check."""
    root = empty(tmp_path)
    report = draft.run(root, "cookies", effective=None, today=TODAY)
    assert report.new_policy
    assert (root / "content/policies/cookies/policy.toml").read_text() == 'title = "Cookie Policy"\nkind = "cookies"\n'
    file = root / report.path
    file.write_text(file.read_text().replace(SENTENCES[0], "We keep one cookie.").replace(SENTENCES[1], "Write to us."))
    assert publish.run(root, "cookies", report.version, by="Ada", today=TODAY).published
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_what_the_lint_is_told_goes_on(tmp_path: Path) -> None:
    """Allowances and mappings of the version copied are carried over word for word, with their comments."""
    root = with_first(tmp_path)
    told = "# why: see ticket 12\nlint:\n  - rule: vague-word   # all of them\n    reason: 'The statute says so.'\n"
    covers = 'covers:\n  "contact": one\n'
    file = root / "content/policies/privacy/2026-11-23.md"
    text = file.read_text().replace("effective:", f"{told}effective:").replace("\n---\n", f"\n{covers}---\n", 1)
    file.write_text(text)
    assert front_lines.lines_of(text, ("lint", "covers")) == told + covers
    assert f"  summary:\n{told}{covers}---\n" in made(root, draft.run(root, "privacy", effective=DAY, today=TODAY))


def test_a_day_before_a_published_version_is_warned_of(tmp_path: Path) -> None:
    """Such a draft could be published as a late entry only; the sentence names the version in the way."""
    root = published(tmp_path)
    report = draft.run(root, "privacy", effective=date(2027, 1, 15), today=TODAY)
    assert [problem.code for problem in report.problems] == ["draft-overtaken"]
    assert "2027-01-31 is published already" in report.problems[0].sentence


def test_without_a_day_the_draft_comes_after_what_is_scheduled(tmp_path: Path) -> None:
    """The day after the last published version's, where the notice period would end before it."""
    root = published(tmp_path)
    report = draft.run(root, "privacy", effective=None, today=TODAY)
    assert report.effective == date(2027, 2, 1)
    assert report.copied_from == "2027-01-31"
    assert report.problems == ()


def test_a_policy_that_ends_gets_no_version_beyond_its_end(tmp_path: Path) -> None:
    """It would never apply."""
    root = with_first(tmp_path)
    withdraw.run_end(root, "privacy", end=date(2027, 2, 1), by="Ada", reason="Sold.", today=TODAY)
    with pytest.raises(UsageError, match="ends on 1 February 2027"):
        draft.run(root, "privacy", effective=DAY, today=TODAY)


def test_a_deadline_that_is_past_is_not_named(tmp_path: Path) -> None:
    """Publish by yesterday is no help; that the notice is too short is said instead."""
    report = draft.run(with_first(tmp_path), "privacy", effective=date(2026, 12, 1), today=TODAY)
    assert report.publish_by is None


@pytest.mark.parametrize("slug", ["../x", "Privacy", "con", "a b", "", "policies", "x/y", "ü"])
def test_a_name_that_is_no_address_is_refused(tmp_path: Path, slug: str) -> None:
    """Nothing is made for a name that cannot be a policy's address."""
    root = empty(tmp_path)
    before = tree(tmp_path)
    with pytest.raises(UsageError):
        draft.run(root, slug, effective=DAY, today=TODAY)
    assert tree(tmp_path) == before


def test_a_slip_does_not_begin_a_policy(tmp_path: Path) -> None:
    """A name nearly that of a policy is taken for a slip, unless one insists."""
    root = with_first(tmp_path)
    with pytest.raises(UsageError, match="but there is “privacy”"):
        draft.run(root, "privcy", effective=DAY, today=TODAY)
    assert draft.run(root, "privcy", effective=DAY, today=TODAY, new=True).new_policy


@pytest.mark.parametrize("title", ["Privacy: what we do", '"Quoted" policy', "no", "Policy # 1", "A\\B", "Ünïcode"])
def test_a_title_comes_through_as_it_is(tmp_path: Path, title: str) -> None:
    """Whatever the title of the version copied, the draft has the same."""
    root = empty(tmp_path)
    head = f"---\ntitle: {draft.quoted(title)}\neffective: 2026-11-23\n---\n"
    write(root, "content/policies/privacy/2026-11-23.md", f"{head}\nText.\n")
    publish.run(root, "privacy", "2026-11-23", by="Ada", today=TODAY)
    report = draft.run(root, "privacy", effective=DAY, today=TODAY)
    assert source.read(root).library["privacy"][report.version].title == title


@pytest.mark.parametrize(
    "body",
    [
        "# One\n\n## Two\n\n## Two\n",
        "One\n===\n\ntext\n\nTwo\n---\n\ntext\n",
        "## Closed ##\n\ntext\n",
        "## Has one {#one}\n\n## Has none\n",
        "> ## In a quotation\n\n- # In a list\n",
        "## With `code` and [a link](https://example.com/)\n",
        "<h2>In HTML</h2>\n\n## Not in HTML\n",
        "Two\nlines\n=====\n",
        "no heading\n",
        "## \n\ntext\n",
        "```\n## no heading\n```\n\n## heading\n",
    ],
)
def test_ids_are_written_out_and_the_text_stays(body: str) -> None:
    """Every Markdown heading gets the id it had anyway; the parsed text is the same."""
    before = document.parse(body, lenient=True)
    changed = with_ids(body)
    after = document.parse(changed, lenient=True)
    assert after.digest == before.digest
    ids = [block.anchor for block in before.blocks if block.kind is BlockKind.HEADING]
    assert [block.anchor for block in after.blocks if block.kind is BlockKind.HEADING] == ids
    in_html = body.count("<h2>")
    assert changed.count("{#") == len(ids) - in_html
    assert with_ids(changed) == changed
