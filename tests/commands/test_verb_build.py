"""`build` and `check`: one set of rules, and nothing written while an error stands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from inforce.commands import build, check
from inforce.errors import ContentError, DecisionError, ExitCode, UsageError
from support.small_project import SECOND, TODAY, empty, published, tree, with_first, write

YESTERDAY = TODAY - timedelta(days=1)


def test_building_says_what_was_written(tmp_path: Path) -> None:
    """The first build writes every file, the second none."""
    root = published(tmp_path)
    first = build.run(root, None, on=TODAY, today=TODAY)
    assert (first.policies, first.versions, first.unchanged, first.removed) == (1, 2, 0, 0)
    assert first.written == len([name for name in tree(root / "site") if not name.startswith(".")])
    second = build.run(root, None, on=TODAY, today=TODAY)
    assert (second.written, second.unchanged, second.removed) == (0, first.written, 0)


def test_the_day_decides_what_is_served(tmp_path: Path) -> None:
    """With no edit, the new text is served from its effective date on."""
    root = published(tmp_path / "project")

    def served(day: date) -> str:
        build.run(root, tmp_path / day.isoformat(), on=day, today=TODAY)
        return (tmp_path / day.isoformat() / "privacy/index.html").read_text()

    assert "90 days after" in served(date(2027, 1, 30))
    assert "60 days after" in served(date(2027, 1, 31))


def test_a_past_day_goes_to_another_folder(tmp_path: Path) -> None:
    """What is deployed does not fall back: a past day needs --out."""
    root = published(tmp_path / "project")
    with pytest.raises(UsageError, match="past day"):
        build.run(root, None, on=YESTERDAY, today=TODAY)
    with pytest.raises(UsageError, match="past day"):
        build.run(root, root / "content" / ".." / "site", on=YESTERDAY, today=TODAY)
    assert not (root / "site").exists()
    assert build.run(root, tmp_path / "past", on=YESTERDAY, today=TODAY).versions == 0


def test_a_look_ahead_does_not_bind(tmp_path: Path) -> None:
    """A build of a coming day leaves no address that a later build of today must keep."""
    root = with_first(tmp_path / "project")
    second = SECOND.replace("effective:", "published: 2026-12-01\neffective:", 1)
    write(root, "content/policies/privacy/2027-01-31.md", second)
    from inforce.commands import publish

    publish.run(root, "privacy", "2027-01-31", by="Ada", today=TODAY)
    assert build.run(root, None, on=date(2026, 12, 1), today=TODAY).versions == 2
    assert build.run(root, None, on=TODAY, today=TODAY).versions == 1


def test_a_changed_text_stops_the_build_and_the_site_stays(tmp_path: Path) -> None:
    """Every problem is reported at once, and not one byte of the site changes."""
    root = published(tmp_path)
    build.run(root, None, on=TODAY, today=TODAY)
    before = tree(root / "site")
    for name in ("2026-11-23", "2027-01-31"):
        path = root / f"content/policies/privacy/{name}.md"
        path.write_text(path.read_text().replace("We collect", "We sell"))
    with pytest.raises(ContentError) as error:
        build.run(root, None, on=TODAY, today=TODAY)
    assert {p.place.path for p in error.value.problems} == {
        "content/policies/privacy/2026-11-23.md",
        "content/policies/privacy/2027-01-31.md",
    }
    assert tree(root / "site") == before
    assert check.run(root, on=TODAY).problems == error.value.problems


def test_a_day_come_without_its_line_asks_a_person(tmp_path: Path) -> None:
    """A draft whose day of publication has come stops check and build with status 3, naming the command."""
    root = with_first(tmp_path)
    write(
        root,
        "content/policies/privacy/2027-01-31.md",
        SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1),
    )
    with pytest.raises(DecisionError, match="inforce publish privacy 2027-01-31 --by NAME") as error:
        build.run(root, None, on=TODAY, today=TODAY)
    assert error.value.exit_code is ExitCode.DECIDE
    assert check.run(root, on=TODAY).exit_code is ExitCode.DECIDE
    assert check.run(root, on=YESTERDAY).exit_code is ExitCode.FINE


def test_an_error_wins_over_an_open_decision(tmp_path: Path) -> None:
    """Status 1 wins over 3."""
    root = with_first(tmp_path)
    write(
        root,
        "content/policies/privacy/2027-01-31.md",
        SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1),
    )
    write(root, "inforce.toml", "organistion = 'x'\n")
    assert check.run(root, on=TODAY).exit_code is ExitCode.CONTENT


def test_strict_turns_warnings_into_a_failure(tmp_path: Path) -> None:
    """A warning alone passes, but not with --strict."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check.run(root, on=TODAY).exit_code is ExitCode.FINE
    assert check.run(root, on=TODAY, strict=True).exit_code is ExitCode.CONTENT


def test_check_writes_nothing_and_draws_every_page(tmp_path: Path) -> None:
    """A template that fails is found without building."""
    root = published(tmp_path)
    before = tree(root)
    report = check.run(root, on=TODAY)
    assert report.pages > 10
    assert tree(root) == before
    write(root, "templates/policy.html.j2", "{{ no_such_thing.at_all }}")
    report = check.run(root, on=TODAY)
    assert report.exit_code is ExitCode.CONTENT
    assert "policy.html.j2" in str(report.problems[0])


def test_a_repository_without_policies_builds(tmp_path: Path) -> None:
    """An empty site is a site."""
    root = empty(tmp_path)
    assert build.run(root, None, on=TODAY, today=TODAY).policies == 0
