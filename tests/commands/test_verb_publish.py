"""The gate: what `publish` fixes, what it refuses, and what a stop in its midst leaves."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from inforce import source
from inforce.commands import check, publish, withdraw
from inforce.console import deeds
from inforce.core.materiality import RULES_VERSION
from inforce.core.policy import Assessed, MaterialClass, Override
from inforce.errors import ContentError, DecisionError, ExitCode, InforceError, StoppedError, UsageError
from inforce.publish import register as register_file
from support.judged_sites import register_drafts
from support.small_project import SECOND, TODAY, published, tree, with_drafts, with_first, write

NAME = "content/policies/privacy/2027-01-31.md"


def sentences(error: pytest.ExceptionInfo[InforceError]) -> str:
    return "\n".join(map(str, error.value.problems))


def test_publishing_fills_in_the_day_and_adds_a_line(tmp_path: Path) -> None:
    """A draft without a day of publication gets today's, and nothing else in its file changes."""
    root = with_first(tmp_path)
    report = publish.run(root, "privacy", "2027-01-31", by="Ada Counsel", today=TODAY)
    (done,) = report.published
    assert (done.published, done.effective, done.days, done.line) == (TODAY, date(2027, 1, 31), 69, 2)
    assert done.filled_in
    assert done.classification is MaterialClass.MATERIAL
    expected = SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1)
    assert (root / NAME).read_text() == expected
    register = source.read(root).register
    assert [(e.event, e.version, e.by, e.recorded) for e in register.events] == [
        ("published", "2026-11-23", "Ada Counsel", TODAY),
        ("published", "2027-01-31", "Ada Counsel", TODAY),
    ]
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_a_day_that_stands_in_the_file_is_kept(tmp_path: Path) -> None:
    """With `published` given, the file is not touched."""
    root = with_first(tmp_path)
    path = write(root, NAME, SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1))
    before = path.read_bytes()
    (done,) = publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY).published
    assert not done.filled_in
    assert path.read_bytes() == before


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    """A version that is published and unchanged is no error, and no second line."""
    root = published(tmp_path)
    before = tree(root)
    report = publish.run(root, "privacy", "2027-01-31", by="Bob", today=TODAY + timedelta(days=3))
    assert report.already == ("privacy 2027-01-31",)
    assert report.published == ()
    assert tree(root) == before


def test_publishing_a_changed_version_again_is_refused(tmp_path: Path) -> None:
    """What was published is fixed, and `publish` says so too."""
    root = published(tmp_path)
    path = root / NAME
    path.write_text(path.read_text().replace("60 days after", "30 days after"))
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-01-31", by="Bob", today=TODAY)
    assert "2027-01-31" in sentences(error)


@pytest.mark.parametrize(
    ("change", "said", "kind"),
    [
        (("effective:", "published: 2026-11-20\neffective:"), "that day is past", ContentError),
        (("material: true", "material:"), "is material is not declared", DecisionError),
        (("title: Privacy Policy", "title:"), "has no title", ContentError),
        (("section: how-long", "section: how-lang"), "Did you mean “how-long”?", ContentError),
        (("2027-01-31", "2027-02-31"), "is not a day of the calendar", ContentError),
        (("within 60 days after", "<script>x</script> after"), "script", ContentError),
    ],
)
def test_a_draft_that_cannot_stand_is_refused_and_untouched(
    tmp_path: Path, change: tuple[str, str], said: str, kind: type[InforceError]
) -> None:
    """Every refusal names what is wrong, and writes nothing."""
    root = with_first(tmp_path)
    write(root, NAME, SECOND.replace(*change, 1))
    before = tree(root)
    with pytest.raises(kind) as error:
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert said in sentences(error)
    assert tree(root) == before


def test_short_notice_of_a_material_change_is_refused(tmp_path: Path) -> None:
    """A material change published later than its notice period allows does not pass."""
    root = with_first(tmp_path)
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=date(2027, 1, 20))
    assert "needs 30 days of notice; this one gives 11 days" in sentences(error)


def test_a_past_day_passes_with_a_reason(tmp_path: Path) -> None:
    """`late_entry` lets a text that was published elsewhere before be entered, and the reason is in the register."""
    root = with_drafts(tmp_path)
    first = root / "content/policies/privacy/2026-11-23.md"
    text = first.read_text().replace("2026-11-23", "2025-12-15", 1)
    first.unlink()
    head = "published: 2025-12-15\nlate_entry: Published on paper before.\neffective:"
    write(root, "content/policies/privacy/2025-12-15.md", text.replace("effective:", head, 1))
    (done,) = publish.run(root, "privacy", "2025-12-15", by="Ada", today=TODAY).published
    assert done.published == date(2025, 12, 15)
    assert source.read(root).register.events[0].reason == "Published on paper before."


def test_a_name_is_needed(tmp_path: Path) -> None:
    """The register never holds an empty name, nor one that carries control characters."""
    root = with_drafts(tmp_path)
    for name in ("", "   ", "Ada\x1b[2J"):
        with pytest.raises(UsageError):
            publish.run(root, "privacy", "2026-11-23", by=name, today=TODAY)


def test_unknown_names_are_answered_with_the_nearest(tmp_path: Path) -> None:
    """A slip in policy or version is a usage error that names what was meant."""
    root = with_drafts(tmp_path)
    with pytest.raises(UsageError, match="Did you mean “privacy”"):
        publish.run(root, "privcy", "2026-11-23", by="Ada", today=TODAY)
    with pytest.raises(UsageError, match="Did you mean “2026-11-23”"):
        publish.run(root, "privacy", "2026-11-22", by="Ada", today=TODAY)


def test_due_publishes_every_draft_whose_day_has_come(tmp_path: Path) -> None:
    """`--due` takes drafts that name today, leaves those that name no day or a later one."""
    root = with_drafts(tmp_path)
    first = root / "content/policies/privacy/2026-11-23.md"
    first.write_text(first.read_text().replace("effective:", "published: 2026-11-23\neffective:", 1))
    report = publish.run_due(root, by="Ada", today=TODAY)
    assert [done.version for done in report.published] == ["2026-11-23"]
    assert publish.run_due(root, by="Ada", today=TODAY).published == ()


def test_due_publishes_all_or_none(tmp_path: Path) -> None:
    """One due draft that cannot stand keeps the others from being published."""
    root = with_drafts(tmp_path)
    for name in ("2026-11-23", "2027-01-31"):
        path = root / f"content/policies/privacy/{name}.md"
        path.write_text(path.read_text().replace("effective:", "published: 2026-11-23\neffective:", 1))
    path.write_text(path.read_text().replace("material: true", "material:"))
    before = tree(root)
    with pytest.raises(DecisionError):
        publish.run_due(root, by="Ada", today=TODAY)
    assert tree(root) == before


def test_two_due_versions_are_published_in_order(tmp_path: Path) -> None:
    """A first version and its amendment can be published by one command."""
    root = with_drafts(tmp_path)
    for name in ("2026-11-23", "2027-01-31"):
        path = root / f"content/policies/privacy/{name}.md"
        path.write_text(path.read_text().replace("effective:", "published: 2026-11-23\neffective:", 1))
    report = publish.run_due(root, by="Ada", today=TODAY)
    assert [(done.version, done.classification) for done in report.published] == [
        ("2026-11-23", MaterialClass.FIRST),
        ("2027-01-31", MaterialClass.MATERIAL),
    ]
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_another_draft_that_waits_does_not_hold_this_one_up(tmp_path: Path) -> None:
    """Two drafts due on one day can be published one after the other."""
    root = with_drafts(tmp_path)
    other = "---\ntitle: Cookies\npublished: 2026-11-23\neffective: 2026-11-23\n---\n\nWe set one cookie.\n"
    write(root, "content/policies/cookies/2026-11-23.md", other)
    assert publish.run(root, "privacy", "2026-11-23", by="Ada", today=TODAY).published


def test_a_register_that_cannot_be_written_leaves_a_draft_that_can_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between file and register, the same command finishes the work, on a later day with the true day asked."""
    root = with_first(tmp_path)
    before = (root / "content/register.jsonl").read_bytes()

    def full(*_: object) -> None:
        raise StoppedError([])

    with monkeypatch.context() as patch:
        patch.setattr(register_file, "append", full)
        with pytest.raises(StoppedError):
            publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert (root / "content/register.jsonl").read_bytes() == before
    assert source.read(root).library["privacy"]["2027-01-31"].is_draft
    assert check.run(root, on=TODAY).exit_code is ExitCode.DECIDE
    assert publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY).published
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_a_file_changed_while_it_is_published_is_not_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is registered is what was checked, even if someone saves the file in between."""
    root = with_first(tmp_path)
    fill_in = publish._fill_in

    def fill_in_and_edit(path: Path, today: date) -> None:
        fill_in(path, today)
        path.write_text(path.read_text().replace("60 days after", "600 days after"))

    monkeypatch.setattr(publish, "_fill_in", fill_in_and_edit)
    before = (root / "content/register.jsonl").read_bytes()
    with pytest.raises(ContentError, match="changed while it was being published"):
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert (root / "content/register.jsonl").read_bytes() == before


def test_a_broken_archive_takes_no_new_version(tmp_path: Path) -> None:
    """While a published text is not as registered, nothing is added to the register."""
    root = with_first(tmp_path)
    first = root / "content/policies/privacy/2026-11-23.md"
    first.write_text(first.read_text().replace("90 days", "9 days"))
    with pytest.raises(ContentError):
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)


CHANGED = SECOND.replace("2027-01-31", "2027-02-28", 1).replace("60 days after", "50 days after")
LATER = "content/policies/privacy/2027-02-28.md"


def test_an_unregistered_draft_is_nothing_to_amend(tmp_path: Path) -> None:
    """With nothing published before it, a version with `change:` is refused: publish the draft before it first."""
    root = with_drafts(tmp_path)
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert [p.code for p in error.value.problems if p.level == "error"] == ["first-version-change"]
    assert "Publish 2026-11-23 first" in sentences(error)


def test_the_text_of_the_version_published_before_is_refused_whatever_draft_lies_between(tmp_path: Path) -> None:
    """Drafts are not compared with: only what was published is amended."""
    root = with_first(tmp_path)
    write(root, LATER, CHANGED.replace("50 days after", "90 days after"))
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-02-28", by="Ada", today=TODAY)
    assert "The text is that of 2026-11-23, word for word." in sentences(error)


def test_the_text_of_a_draft_before_it_is_no_reason_to_refuse(tmp_path: Path) -> None:
    """Two drafts with one text: either can be published."""
    root = with_first(tmp_path)
    write(root, LATER, CHANGED.replace("50 days after", "60 days after"))
    assert publish.run(root, "privacy", "2027-02-28", by="Ada", today=TODAY).published


def test_a_version_is_not_shown_before_the_one_it_amends(tmp_path: Path) -> None:
    """The refusal names the day of the pending version, from which on it may be published."""
    root = with_first(tmp_path)
    write(root, NAME, SECOND.replace("effective:", "published: 2026-12-20\neffective:", 1))
    publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    path = write(root, LATER, CHANGED)
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-02-28", by="Ada", today=TODAY)
    assert "it amends, 2027-01-31, is first shown on 2026-12-20; this one, on 2026-11-23." in sentences(error)
    assert "or withdraw 2027-01-31 first" in sentences(error)
    path.write_text(CHANGED.replace("effective:", "published: 2026-12-20\neffective:", 1))
    assert publish.run(root, "privacy", "2027-02-28", by="Ada", today=TODAY).published


def test_a_comment_is_not_published(tmp_path: Path) -> None:
    """While it is a draft it is warned of; `publish` refuses it once, with its line."""
    root = with_first(tmp_path)
    write(root, NAME, SECOND.replace("## 2.", "<!-- ask Bob -->\n\n## 2.", 1))
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE
    with pytest.raises(ContentError) as error:
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    (found,) = (p for p in error.value.problems if p.code == "comment")
    assert (str(found.place), found.level) == (f"{NAME}:15:1", "error")


def test_a_broken_draft_whose_day_has_come_is_not_first_asked_to_be_published(tmp_path: Path) -> None:
    """Its errors are listed, in the front matter or in the text; `publish` would refuse it."""
    root = with_first(tmp_path)
    due = SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1)
    for broken in (due.replace("material: true", "material: perhaps"), due.replace("section: how-long", "section: x")):
        write(root, NAME, broken)
        report = check.run(root, on=TODAY)
        assert report.exit_code is ExitCode.CONTENT
        assert "unregistered" not in {p.code for p in report.problems}


def told(report: publish.PublishReport) -> str:
    return "\n".join(
        line if isinstance(line, str) else "".join(text for text, _ in line) for line in deeds.publish(report)
    )


def test_nobody_is_asked_to_tell_people_before_a_day_that_is_past(tmp_path: Path) -> None:
    """A material version entered late, in force or not any more, is spoken of as what it is."""
    root = with_first(tmp_path)
    head = "published: 2026-10-01\nlate_entry: Mailed before.\neffective: 2026-11-23"
    text = SECOND.replace("effective: 2027-01-31", head, 1)
    write(root, NAME, text).rename(root / "content/policies/privacy/2026-11-23-2.md")
    said = told(publish.run(root, "privacy", "2026-11-23-2", by="Ada", today=TODAY))
    assert "is in force: “inforce build” shows it." in said
    assert "before 23 November 2026" not in said
    older = text.replace("2026-11-23", "2026-10-20").replace("60 days", "70 days")
    write(root, "content/policies/privacy/2026-10-20.md", re.sub("change:.*?---", "---", older, flags=re.DOTALL))
    said = told(publish.run(root, "privacy", "2026-10-20", by="Ada", today=TODAY))
    assert "2026-10-20 is superseded: “inforce build” shows it in the history." in said


def test_an_announcement_on_the_page_in_force_is_promised_only_where_there_is_one(tmp_path: Path) -> None:
    """Between versions that are all to come, no page announces."""
    root = with_drafts(tmp_path)
    first = root / "content/policies/privacy/2026-11-23.md"
    write(root, "content/policies/privacy/2026-12-24.md", first.read_text().replace("2026-11-23", "2026-12-24"))
    first.unlink()
    publish.run(root, "privacy", "2026-12-24", by="Ada", today=TODAY)
    said = told(publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY))
    assert "is scheduled: “inforce build” shows it from now on." in said
    assert "tell the people concerned before 31 January 2027" in said
    other = with_first(tmp_path / "other")
    assert "announces it on the page in force" in told(
        publish.run(other, "privacy", "2027-01-31", by="Ada", today=TODAY)
    )


LONGER = SECOND.replace("60 days", "180 days").replace("instead of 90", "instead of 90, at most")


def test_the_register_keeps_what_the_rules_said(tmp_path: Path) -> None:
    """Of an amendment; a first version amends nothing. Publishing is the day on which it is decided."""
    events = source.read(published(tmp_path)).register.events
    assert events[0].assessed is None
    assert events[1].assessed == Assessed(RULES_VERSION, "material", ("M05",))


def test_two_that_are_published_together_are_assessed_against_each_other(tmp_path: Path) -> None:
    """Each by what it will stand on."""
    root = with_drafts(tmp_path)
    first = root / "content/policies/privacy/2026-11-23.md"
    for path, text in ((first, first.read_text()), (root / NAME, SECOND)):
        path.write_text(text.replace("effective:", "published: 2026-11-23\neffective:", 1))
    publish.run_due(root, by="Ada", today=TODAY)
    said = [event.assessed and event.assessed.verdict for event in source.read(root).register.events]
    assert said == [None, "material"]


def test_a_change_that_is_not_declared_as_what_it_is_waits_for_a_person(tmp_path: Path) -> None:
    """Exit status 3, the section and the ways out, and nothing is written; an override decides and is kept."""
    root = with_first(tmp_path)
    write(root, NAME, LONGER.replace("material: true", "material: false"))
    before = tree(root)
    with pytest.raises(DecisionError) as refused:
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert "“2. How long we keep it”" in sentences(refused) or "“How long we keep it”" in sentences(refused)
    assert "material: true" in sentences(refused)
    assert tree(root) == before
    override = "material: false\n  override:\n    by: Grace Counsel\n    reason: It was always 180 days in fact."
    write(root, NAME, LONGER.replace("material: true", override))
    report = publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    (done,) = report.published
    assert done.classification is MaterialClass.NOT_MATERIAL
    (covered,) = report.problems
    assert covered.code == "override-covers"
    assert "180 days" in covered.sentence
    event = source.read(root).register.events[1]
    assert event.override == Override("Grace Counsel", "It was always 180 days in fact.")
    assert event.assessed == Assessed(RULES_VERSION, "material", ("M05",))
    assert [problem.code for problem in check.run(root, on=TODAY).problems] == ["override-decided"]


def test_a_material_section_without_its_summary_is_an_error(tmp_path: Path) -> None:
    """Exit status 1: there is nothing to decide, only to write."""
    root = with_first(tmp_path)
    write(root, NAME, LONGER.replace("section: how-long", "section: what-we-collect"))
    with pytest.raises(ContentError) as refused:
        publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert [problem.code for problem in refused.value.problems] == ["summary-section-missing"]


def test_declaring_too_much_is_said_and_published(tmp_path: Path) -> None:
    """In the reports of `check`, while it is a draft, and of `publish`."""
    root = with_first(tmp_path)
    write(root, NAME, SECOND.replace("60 days after", "90 days after").replace("Write to", "Please write to"))
    assert [p.code for p in check.run(root, on=TODAY).problems] == ["material-nothing-found"]
    report = publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert [p.code for p in report.problems] == ["material-nothing-found"]
    assert len(report.published) == 1
    assert check.run(root, on=TODAY).problems == ()


def test_a_version_published_before_there_were_rules_can_be_withdrawn(tmp_path: Path) -> None:
    """Its declaration is fixed, and `check` says so; taking it back is the way out and is not barred."""
    root = with_first(tmp_path)
    write(
        root,
        NAME,
        LONGER.replace("material: true", "material: false").replace("effective", "published: 2026-11-23\neffective", 1),
    )
    register_drafts(root, by="Ada")
    report = check.run(root, on=TODAY)
    assert report.exit_code is ExitCode.DECIDE
    assert "inforce withdraw privacy 2027-01-31" in report.problems[0].remedy
    withdraw.run(root, "privacy", "2027-01-31", by="Ada", reason="It was called minor.", today=TODAY)
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE
