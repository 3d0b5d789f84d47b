"""Sites that several tests look at, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.sites import built_site


@pytest.fixture(scope="session")
def repository_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's site on a day with a change ahead."""
    return built_site("now", tmp_path_factory)


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that has everything a page can show."""
    return built_site("rich", tmp_path_factory)


@pytest.fixture(params=["repository_site", "full_site"])
def built(request: pytest.FixtureRequest) -> Path:
    """Each of the two sites."""
    folder: Path = request.getfixturevalue(request.param)
    return folder
