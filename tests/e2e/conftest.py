"""Sites that several tests look at, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.project import copy_of_repository, fine
from support.rich_site import rich_site


@pytest.fixture(scope="session")
def repository_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's site on a day with a change ahead."""
    at = tmp_path_factory.mktemp("repository")
    fine("build", "--on", "2026-12-24", "--out", at / "out", cwd=copy_of_repository(at / "project"))
    return at / "out"


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that has everything a page can show."""
    at = tmp_path_factory.mktemp("rich")
    fine("build", "--out", at / "out", cwd=rich_site(at / "project"))
    return at / "out"


@pytest.fixture(params=["repository_site", "full_site"])
def built(request: pytest.FixtureRequest) -> Path:
    """Each of the two sites."""
    folder: Path = request.getfixturevalue(request.param)
    return folder
