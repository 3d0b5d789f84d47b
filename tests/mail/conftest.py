"""What the tests of mail share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support import mail_project
from support.mail_case import PEOPLE, Case


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The notice that the tests copy."""
    root = tmp_path_factory.mktemp("faults") / "project"
    return Case(root, mail_project.frozen(root, mail_project.people(PEOPLE)))


@pytest.fixture
def case(original: Case, tmp_path: Path) -> Case:
    """A notice of the test's own."""
    shutil.copytree(original.root, tmp_path / "project")
    return Case(tmp_path / "project", original.id)
