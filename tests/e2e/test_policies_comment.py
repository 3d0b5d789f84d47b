"""The report posted as one comment, to a service that behaves as GitHub's does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from inforce.commands import init
from support.hosted import Comments, comments_service, script
from support.project import Outcome

MARKER = "<!-- inforce-report -->"
TOKEN = "ghs_a-token-nobody-may-see"


@pytest.fixture
def service() -> Iterator[Comments]:
    """Comments of a pull request."""
    with comments_service() as kept:
        yield kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new repository."""
    init.run(tmp_path / "new", today=date.today())
    return tmp_path / "new"


def post(folder: Path, service: Comments, body: str = f"{MARKER}\n## “Ready” \\ `x`\n", number: str = "7") -> Outcome:
    """Post a report; the token shows up nowhere."""
    (folder / "report.md").write_text(body, encoding="utf-8")
    where = {"GITHUB_API_URL": service.url, "GITHUB_REPOSITORY": "example/policies", "GITHUB_TOKEN": TOKEN}
    done = script(folder, "comment", number, "report.md", **where)
    assert TOKEN not in done.said
    return done


def test_one_comment_updated_in_place(folder: Path, service: Comments) -> None:
    """The first run makes it, the next one changes it; its words arrive as they are."""
    service.add("Looks good to me.")
    assert post(folder, service).code == 0
    assert post(folder, service, f"{MARKER}\n## Again\n").code == 0
    assert [comment["body"] for comment in service.comments] == ["Looks good to me.", f"{MARKER}\n## Again\n"]
    assert service.tokens == {f"Bearer {TOKEN}"}
    assert [asked.split("?")[0] for asked in service.asked if not asked.startswith("GET")] == [
        "POST /repos/example/policies/issues/7/comments",
        "PATCH /repos/example/policies/issues/comments/1001",
    ]


def test_the_own_comment_is_found_on_any_page(folder: Path, service: Comments) -> None:
    """Also behind two hundred others."""
    for number in range(205):
        service.add(f"Comment {number}")
    own = service.add(f"{MARKER}\nold", "github-actions[bot]")
    assert post(folder, service).code == 0
    assert own["body"].startswith(f"{MARKER}\n## “Ready”") and len(service.comments) == 206


def test_a_full_page_and_no_more(folder: Path, service: Comments) -> None:
    """A hundred comments of others: the empty page behind them is no mistake."""
    for number in range(100):
        service.add(f"Comment {number}")
    assert post(folder, service).code == 0
    assert len(service.comments) == 101


def test_a_comment_of_somebody_else_is_never_changed(folder: Path, service: Comments) -> None:
    """Whoever copies the marker keeps their words; one that only quotes it is not the report either."""
    service.add(f"{MARKER}\nmine", "mallory")
    service.add(f"Look: {MARKER}", "github-actions[bot]")
    post(folder, service)
    assert [comment["body"] for comment in service.comments[:2]] == [f"{MARKER}\nmine", f"Look: {MARKER}"]
    assert len(service.comments) == 3


@pytest.mark.parametrize("existing", [False, True])
def test_a_token_that_may_not_write_fails_nothing(folder: Path, service: Comments, existing: bool) -> None:
    """As on a pull request from a fork: a sentence says where the report stands."""
    service.refuse = 403
    if existing:
        service.add(f"{MARKER}\nold", "github-actions[bot]")
    done = post(folder, service)
    assert done.code == 0 and "It stands in the summary of this run." in done.out


def test_a_service_that_breaks_is_told(folder: Path, service: Comments) -> None:
    """The run fails with its status, so that it can be run again."""
    service.refuse = 422
    done = post(folder, service)
    assert done.code == 2 and "the host answered 422" in done.err


def test_nothing_to_post(folder: Path, service: Comments) -> None:
    """Where the report could not be made, the step before has failed; this one says so and asks nobody."""
    assert "There is no report to post" in post(folder, service, "").out
    assert service.asked == []


def test_a_number_that_is_none(folder: Path, service: Comments) -> None:
    """Nothing but digits reaches the address."""
    assert post(folder, service, number="7/../8").code == 2
    assert service.asked == []
