"""`verify SITE`, `verify --against` and `export` as their users run them: sentences, JSON, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.project import fine, inforce
from support.small_project import published


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a built site."""
    project = published(tmp_path / "project")
    fine("build", cwd=project)
    return project


def test_a_site_is_verified_from_anywhere(root: Path) -> None:
    """Two digests to keep are printed; the head is that of the project, too."""
    said = fine("verify", root / "site", cwd=root.parent).out.splitlines()
    assert said[0].startswith("Verified: ")
    assert said[0].endswith("2 versions as registered; the chain of 2 lines is whole.")
    assert said[1] in fine("verify", cwd=root).out.splitlines()
    assert said[2].startswith("Digest of the manifest: ")


def test_a_changed_site_is_named_with_status_1(root: Path) -> None:
    """File and sentence on standard error, the verdict on standard output; the same as JSON."""
    (root / "site" / "privacy" / "2026-11-23.txt").write_text("p\tWe sell it.\n")
    (root / "site" / "extra.html").write_text("")
    done = inforce("verify", "site", cwd=root)
    assert done.code == 1
    assert "privacy/2026-11-23.txt: error: The file was changed: its SHA-256 is " in done.err
    assert "extra.html: error: The manifest does not name this file" in done.err
    assert done.out.startswith("Not verified: ")
    report = json.loads(inforce("verify", "site", "--json", cwd=root).out)
    assert report["exit_code"] == 1
    assert {"site-file-changed", "site-file-unexpected", "site-text-changed"} <= {p["code"] for p in report["problems"]}
    assert report["versions"] == 1


def test_what_is_no_site_ends_with_status_2(root: Path) -> None:
    """A folder without manifest, no folder, something that is no head."""
    assert inforce("verify", "content", cwd=root).code == 2
    assert inforce("verify", "nowhere", cwd=root).code == 2
    assert inforce("verify", "site", "--against", "beef", cwd=root).code == 2


@pytest.mark.parametrize("option", ["--against", "--head"])
@pytest.mark.parametrize("site", [["site"], []])
def test_an_older_head_is_held_against_both(root: Path, option: str, site: list[str]) -> None:
    """Under the new name and the old one; both heads are printed where it is lost."""
    head = fine("verify", cwd=root).out.split("Head of the register: ")[1][:64]
    assert inforce("verify", *site, option, head, cwd=root).code == 0
    lost = inforce("verify", *site, option, "a" * 64, cwd=root)
    assert lost.code == 1
    assert f"does not hold the line with the head {'a' * 64}; its head is now {head}." in lost.err


def test_an_export_is_told(root: Path) -> None:
    """The file, the text in force and the digests to keep; JSON has the same; a day to come has status 2."""
    done = fine("export", "privacy", "--on", "2026-11-23", cwd=root)
    assert done.out.startswith("Wrote privacy-2026-11-23.zip: ")
    assert "In force on 23 November 2026: privacy 2026-11-23, SHA-256 " in done.out
    report = json.loads(fine("export", "privacy", "--on", "2026-11-23", "--json", cwd=root).out)
    assert report["already"] is True
    assert report["sha256"] in done.out
    assert inforce("export", "privacy", "--on", "2999-01-01", cwd=root).code == 2
