"""Files against the register."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce import source
from inforce.commands import check, publish, verify
from inforce.core import frontmatter
from inforce.core.materiality import RULES_VERSION
from inforce.core.policy import Assessed
from inforce.core.register import event_for
from inforce.errors import ExitCode, UsageError
from inforce.publish import register as register_file
from support.small_project import SECOND, TODAY, published, with_drafts, write

REGISTER = "content/register.jsonl"


def test_an_untouched_archive_is_verified(tmp_path: Path) -> None:
    """Every registered version is named with its digest, and the head is that of the last line."""
    report = verify.run(published(tmp_path), on=TODAY)
    assert report.exit_code is ExitCode.FINE
    assert [version.version for version in report.versions] == ["2026-11-23", "2027-01-31"]
    assert report.lines == 2
    assert len(report.head) == 64


def test_a_changed_text_is_named(tmp_path: Path) -> None:
    """The changed version is not among those found as registered."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("We collect", "We do not collect"))
    report = verify.run(root, on=TODAY)
    assert report.exit_code is ExitCode.CONTENT
    assert [version.version for version in report.versions] == ["2027-01-31"]
    assert any("2026-11-23" in str(problem) for problem in report.problems)


def test_a_changed_line_is_named(tmp_path: Path) -> None:
    """One byte of the register changed is found."""
    root = published(tmp_path)
    path = root / REGISTER
    path.write_text(path.read_text().replace("Ada Counsel", "Bob Counsel", 1))
    report = verify.run(root, on=TODAY)
    assert report.exit_code is ExitCode.CONTENT
    assert str(report.problems[0]).startswith(f"{REGISTER}:1")


def test_a_head_noted_earlier_is_found_again(tmp_path: Path) -> None:
    """An older head is part of the chain for ever; a register cut behind it is found out, both heads named."""
    root = published(tmp_path)
    head = verify.run(root, on=TODAY).head
    first, second = (root / REGISTER).read_text().splitlines(keepends=True)
    write(root, "content/policies/privacy/2027-01-31.md", SECOND)
    (root / REGISTER).write_text(first)
    assert second
    report = verify.run(root, on=TODAY, head=head)
    (problem,) = [p for p in report.problems if p.code == "head-not-found"]
    assert head in problem.sentence
    assert report.head in problem.sentence
    assert verify.run(root, on=TODAY, head=report.head.upper()).exit_code is ExitCode.FINE


def quiet(root: Path, said: Assessed) -> Path:
    """The second version declared not material, its line written by hand with what the rules are to have said."""
    with_drafts(root)
    path = root / "content/policies/privacy/2027-01-31.md"
    path.write_text(path.read_text().replace("material: true", "material: false"))
    publish.run(root, "privacy", "2026-11-23", by="Ada", today=TODAY)
    path.write_text(frontmatter.with_published(path.read_text(), TODAY))
    gathered = source.read(root)
    version = gathered.library["privacy"]["2027-01-31"]
    line = event_for(version, recorded=TODAY, by="Mallory", assessed=said)
    register_file.append(root, gathered.register, [line])
    return root


@pytest.mark.parametrize(
    "said", [Assessed(RULES_VERSION, "immaterial"), Assessed(RULES_VERSION, "immaterial", ("N05", "M99"))]
)
def test_what_a_line_says_of_the_rules_is_asked_again(tmp_path: Path, said: Assessed) -> None:
    """Whoever writes the register can write that they found nothing."""
    root = quiet(tmp_path, said)
    report = verify.run(root, on=TODAY)
    (problem,) = report.problems
    assert report.exit_code is ExitCode.CONTENT
    assert problem.code == "assessed-belied"
    assert "“material” (M05)" in problem.sentence
    assert str(problem.place) == f"{REGISTER}:2"


def test_a_line_of_other_rules_is_believed(tmp_path: Path) -> None:
    """What was decided stays decided when the rules grow."""
    assert verify.run(quiet(tmp_path, Assessed(RULES_VERSION + 1, "immaterial")), on=TODAY).problems == ()


def test_a_policy_may_become_one_of_another_kind(tmp_path: Path) -> None:
    """Then the rules say otherwise than at the time, and the register is right."""
    root = published(tmp_path)
    settings = root / "content/policies/privacy/policy.toml"
    settings.write_text(settings.read_text().replace('"privacy"', '"terms"'))
    assert verify.run(root, on=TODAY).exit_code is ExitCode.FINE


@pytest.mark.parametrize("verdict", ["material", "review"])
def test_a_finding_that_nobody_decided_on_is_no_line_of_publish(tmp_path: Path, verdict: str) -> None:
    """`check` sees that without asking the rules, whatever their number."""
    root = quiet(tmp_path, Assessed(RULES_VERSION + 1, verdict, ("M05",)))
    for report in (check.run(root, on=TODAY), verify.run(root, on=TODAY)):
        assert [problem.code for problem in report.problems] == ["assessed-undecided"]
        assert report.exit_code is ExitCode.CONTENT


def test_drafts_are_no_concern_of_the_archive(tmp_path: Path) -> None:
    """A draft with errors does not make the archive wrong."""
    root = published(tmp_path)
    write(root, "content/policies/privacy/2027-05-01.md", "---\ntitle: x\ntitle: y\n---\n")
    assert verify.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_a_registered_file_that_cannot_be_read_is_wrong(tmp_path: Path) -> None:
    """Not UTF-8, deleted, or replaced by a link: never verified."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    text = path.read_bytes()
    path.write_bytes(text + b"\xff")
    assert verify.run(root, on=TODAY).exit_code is ExitCode.CONTENT
    path.unlink()
    assert verify.run(root, on=TODAY).exit_code is ExitCode.CONTENT
    (tmp_path / "copy.md").write_bytes(text)
    path.symlink_to(tmp_path / "copy.md")
    report = verify.run(root, on=TODAY)
    assert report.exit_code is ExitCode.CONTENT
    assert [version.version for version in report.versions] == ["2027-01-31"]


def test_settings_are_no_concern_of_the_archive(tmp_path: Path) -> None:
    """A slip in the configuration does not make the archive wrong."""
    root = published(tmp_path)
    write(root, "inforce.toml", "nonsense = 1\n")
    assert verify.run(root, on=TODAY).exit_code is ExitCode.FINE


def test_an_archive_without_register_is_empty(tmp_path: Path) -> None:
    """Nothing published, nothing wrong."""
    report = verify.run(with_drafts(tmp_path), on=TODAY)
    assert (report.exit_code, report.lines, report.versions) == (ExitCode.FINE, 0, ())


def test_an_empty_registers_head_is_every_registers(tmp_path: Path) -> None:
    """64 zeros, noted before anything was published, stay true for ever."""
    empty_head = verify.run(with_drafts(tmp_path / "a"), on=TODAY).head
    assert verify.run(published(tmp_path / "b"), on=TODAY, head=empty_head).exit_code is ExitCode.FINE


@pytest.mark.parametrize("head", ["deadbeef", "g" * 64, "0" * 63])
def test_a_malformed_head_is_a_mistake_of_the_call(tmp_path: Path, head: str) -> None:
    """Nothing is said of the register: it may be whole."""
    root = published(tmp_path)
    with pytest.raises(UsageError, match="is no head of a register"):
        verify.run(root, on=TODAY, head=head)
