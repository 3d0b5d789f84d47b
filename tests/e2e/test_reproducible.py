"""The same content and the same day give the same bytes, wherever and whenever they are built."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from support.project import ROOT, copy_of_repository, fine, inforce

DAY = "2027-01-10"


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file below a folder, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The site of one fixed day, built once in plain surroundings."""
    root = copy_of_repository(tmp_path_factory.mktemp("reference"))
    fine("build", "--on", DAY, "--out", "out", cwd=root)
    return digests(root / "out")


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "4242"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "SOURCE_DATE_EPOCH": "315532800"},
    ],
    ids=lambda value: " ".join(value),
)
def test_surroundings_change_no_byte(tmp_path: Path, reference: dict[str, str], surroundings: dict[str, str]) -> None:
    """Time zone, hash seed, locale and place leave no trace in the site."""
    root = copy_of_repository(tmp_path / "elsewhere with spaces")
    fine("build", "--on", DAY, "--out", root / "out", cwd=root, env=surroundings)
    assert digests(root / "out") == reference


def test_another_working_folder_changes_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    """The project may be named from elsewhere."""
    root = copy_of_repository(tmp_path / "project")
    fine("--project", root, "build", "--on", DAY, "--out", root / "out", cwd=tmp_path)
    assert digests(root / "out") == reference


def test_the_order_of_files_changes_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    """Files written in another order, with other times and permissions, give the same site."""
    root = tmp_path / "project"
    sources = [path for path in (ROOT / "content").rglob("*") if path.is_file()]
    for index, file in enumerate(sorted(sources, reverse=True)):
        copy = root / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        os.utime(copy, (index, index))
        copy.chmod(0o600)
    shutil.copyfile(ROOT / "inforce.toml", root / "inforce.toml")
    fine("build", "--on", DAY, "--out", "out", cwd=root)
    assert digests(root / "out") == reference


def test_building_again_writes_nothing(tmp_path: Path) -> None:
    """A second build leaves every byte and says that nothing changed."""
    root = copy_of_repository(tmp_path)
    fine("build", "--on", DAY, "--out", "out", cwd=root)
    first = digests(root / "out")
    fine("build", "--on", DAY, "--out", "out", cwd=root)
    assert digests(root / "out") == first


def test_a_version_takes_effect_without_an_edit(tmp_path: Path) -> None:
    """The day before, the old text is served; on the day and after it the new one; no file of the content changes."""
    root = copy_of_repository(tmp_path)
    content = digests(root / "content")
    pages = {}
    for day in ("2027-01-30", "2027-01-31", "2027-02-01"):
        fine("build", "--on", day, "--out", day, cwd=root)
        pages[day] = (root / day / "privacy" / "index.html").read_text(encoding="utf-8")
    assert "within 90 days" in pages["2027-01-30"]
    assert "within 60 days" not in pages["2027-01-30"].partition("<article")[2]
    for day in ("2027-01-31", "2027-02-01"):
        assert "within 60 days" in pages[day]
        assert "within 90 days" not in pages[day]
    assert digests(root / "content") == content


def test_nothing_tells_when_it_was_built(tmp_path: Path) -> None:
    """Two days on which the same texts are in force and shown give the same pages."""
    root = copy_of_repository(tmp_path)
    for day in ("2027-01-10", "2027-01-11"):
        fine("build", "--on", day, "--out", day, cwd=root)
    assert digests(root / "2027-01-10") == digests(root / "2027-01-11")


def test_a_past_day_is_not_built_into_the_site(tmp_path: Path) -> None:
    """What visitors get never falls back by accident: a past day wants a folder of its own."""
    root = copy_of_repository(tmp_path)
    refused = inforce("build", "--on", "2026-01-01", cwd=root)
    assert refused.code == 2
    assert "--out" in refused.said
    fine("build", "--on", "2026-01-01", "--out", "then", cwd=root)
