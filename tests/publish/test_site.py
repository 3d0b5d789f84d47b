"""The writer of the site: what it writes, keeps, refuses, and leaves alone."""

import os
import stat
from pathlib import Path

import pytest

from inforce.errors import ContentError, InforceError, StoppedError, UsageError
from inforce.publish import site
from inforce.publish.folder import MARKER
from inforce.publish.site import Written, addresses_gone, write
from inforce.render.plan import Page

FIRST = {
    "index.html": b"<p>All",
    "privacy/index.html": b"<p>90 days",
    "privacy/2025-12-15/index.html": b"<p>90 days",
    "privacy/2025-12-15.txt": b"90 days\n",
    "style.css": b"p {}",
}
SECOND = {**FIRST, "privacy/index.html": b"<p>60 days", "privacy/2027-01-31/index.html": b"<p>60 days"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's folder with the folders people write in."""
    project = tmp_path / "project"
    for name in ("content/policies", "templates", ".git"):
        (project / name).mkdir(parents=True)
    return project


@pytest.fixture
def out(root: Path) -> Path:
    return root / "site"


def pages(files: dict[str, bytes]) -> list[Page]:
    return [Page(path, content) for path, content in files.items()]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, the marker aside."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if not p.is_dir()}
    found.pop(MARKER, None)
    return found


def beside(out: Path) -> list[str]:
    """What stands next to the site and was not there before."""
    return sorted(p.name for p in out.parent.iterdir() if ".inforce-" in p.name)


def sentence(error: InforceError) -> str:
    return " ".join(problem.sentence for problem in error.problems)


# --- what is written -------------------------------------------------------------------------------------------------


def test_first_build_holds_exactly_the_pages(root: Path, out: Path) -> None:
    """A first build holds every page with its bytes, and nothing but the marker besides."""
    assert write(pages(FIRST), out, root=root) == Written(written=5, unchanged=0, removed=0)
    assert tree(out) == FIRST
    assert beside(out) == []


def test_missing_parents_are_made(root: Path, tmp_path: Path) -> None:
    """An output folder may stand below folders that do not exist yet."""
    write(pages(FIRST), tmp_path / "a" / "b" / "site", root=root)
    assert tree(tmp_path / "a" / "b" / "site") == FIRST


def test_an_empty_folder_is_taken(root: Path, out: Path) -> None:
    """An empty folder may be written to without a marker."""
    out.mkdir()
    write(pages(FIRST), out, root=root)
    assert tree(out) == FIRST


def test_only_what_changed_is_written(root: Path, out: Path) -> None:
    """An unchanged file stays the same file, with its time of change; counts say what was done."""
    write(pages(FIRST), out, root=root)
    facts = {path: (out / path).stat() for path in FIRST}
    assert write(pages(SECOND), out, root=root) == Written(written=2, unchanged=4, removed=0)
    assert tree(out) == SECOND
    for path in set(FIRST) - {"privacy/index.html"}:
        assert (out / path).stat().st_ino == facts[path].st_ino
        assert (out / path).stat().st_mtime_ns == facts[path].st_mtime_ns


def test_nothing_changed_touches_nothing(root: Path, out: Path) -> None:
    """A build without a difference keeps the very folder: neither it nor its parent is written to."""
    write(pages(FIRST), out, root=root)
    before = (out.stat().st_ino, out.stat().st_mtime_ns, (out / MARKER).stat().st_mtime_ns)
    assert write(pages(FIRST), out, root=root) == Written(written=0, unchanged=5, removed=0)
    assert (out.stat().st_ino, out.stat().st_mtime_ns, (out / MARKER).stat().st_mtime_ns) == before


def test_a_page_that_is_no_longer_planned_goes(root: Path, out: Path) -> None:
    """A file of the old site that is no lasting address disappears when the plan lacks it."""
    write(pages(FIRST | {"old.css": b"x", "assets/deep/er.css": b"y"}), out, root=root)
    assert write(pages(FIRST), out, root=root) == Written(written=0, unchanged=5, removed=2)
    assert tree(out) == FIRST
    assert not (out / "assets").exists()


def test_pages_may_come_from_an_iterator(root: Path, out: Path) -> None:
    """Pages are taken one by one, so a plan need never be held whole."""
    write(iter(pages(FIRST)), out, root=root)
    assert tree(out) == FIRST


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_modes_do_not_depend_on_the_umask(root: Path, out: Path, umask: int) -> None:
    """Files are 0644 and folders 0755 whatever the umask."""
    old = os.umask(umask)
    try:
        write(pages(FIRST), out, root=root)
    finally:
        os.umask(old)
    for path in (out, *out.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)


def test_a_file_changed_by_hand_is_mended(root: Path, out: Path) -> None:
    """A published file that someone edited, deleted or gave another mode is as planned after the next build."""
    write(pages(FIRST), out, root=root)
    (out / "index.html").write_bytes(b"<p>Hacked")
    (out / "style.css").unlink()
    (out / "privacy/2025-12-15.txt").chmod(0o600)
    assert write(pages(FIRST), out, root=root) == Written(written=3, unchanged=2, removed=0)
    assert tree(out) == FIRST


def test_a_link_in_place_of_a_page_is_replaced(root: Path, out: Path, tmp_path: Path) -> None:
    """A symbolic link in place of a page is replaced by the page; what it pointed to is untouched."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(FIRST["index.html"])
    write(pages(FIRST), out, root=root)
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(elsewhere)
    write(pages(FIRST), out, root=root)
    assert not (out / "index.html").is_symlink()
    assert tree(out) == FIRST
    assert elsewhere.read_bytes() == FIRST["index.html"]


def test_where_links_are_impossible_files_are_copied(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk without hard links the result is the same."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links here")

    write(pages(FIRST), out, root=root)
    monkeypatch.setattr(os, "link", refuse)
    write(pages(SECOND), out, root=root)
    assert tree(out) == SECOND
    assert stat.S_IMODE((out / "index.html").stat().st_mode) == 0o644


def test_where_the_exchange_is_missing_two_renames_do(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a system that cannot exchange two names the result is the same, and nothing is left over."""
    write(pages(FIRST), out, root=root)
    monkeypatch.setattr(site.swap, "exchange", lambda one, other: False)
    write(pages(SECOND), out, root=root)
    assert tree(out) == SECOND
    assert beside(out) == []


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where", [".", "..", "content", "content/policies", "content/new", "templates", "templates/x", ".git", ".git/x"]
)
def test_the_projects_own_folders_are_refused(root: Path, where: str) -> None:
    """The project, what is above it, and its content, templates and git folders are never written to."""
    with pytest.raises(UsageError) as refused:
        write(pages(FIRST), root / where, root=root)
    assert refused.value.problems[0].code == "output-forbidden"
    assert refused.value.problems[0].remedy


@pytest.mark.parametrize("where", [Path("/"), Path.home()])
def test_root_of_the_disk_and_home_are_refused(root: Path, where: Path) -> None:
    """The root of the disk and the home folder are never written to."""
    with pytest.raises(UsageError, match="root of the disk or your home folder"):
        write(pages(FIRST), where, root=root)


def test_the_project_under_another_name_is_refused(root: Path, tmp_path: Path) -> None:
    """A path through a symbolic link to the project's content is seen for what it is."""
    (tmp_path / "alias").symlink_to(root)
    with pytest.raises(UsageError, match="content"):
        write(pages(FIRST), tmp_path / "alias" / "content" / "x", root=root)


def test_a_symbolic_link_is_refused(root: Path, out: Path, tmp_path: Path) -> None:
    """A symbolic link as output folder is refused, and its target is left alone."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.symlink_to(elsewhere)
    with pytest.raises(UsageError, match="symbolic link"):
        write(pages(FIRST), out, root=root)
    assert list(elsewhere.iterdir()) == []


def test_a_file_is_refused(root: Path, out: Path) -> None:
    """A file as output folder is refused and kept."""
    out.write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        write(pages(FIRST), out, root=root)
    assert out.read_text() == "mine"


def test_a_folder_without_marker_is_refused(root: Path, out: Path) -> None:
    """A folder that holds anything and no marker is refused, nothing in it is deleted."""
    (out / "photos").mkdir(parents=True)
    (out / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(UsageError, match=r"photos/cat\.jpg"):
        write(pages(FIRST), out, root=root)
    assert tree(out) == {"photos/cat.jpg": b"cat"}


@pytest.mark.parametrize("name", ["notes.txt", "privacy/2025-12-15/notes.txt", ".git/HEAD", "CNAME"])
def test_a_foreign_file_in_our_folder_is_refused(root: Path, out: Path, name: str) -> None:
    """A file we did not write stops the build by name, is kept, and the old site stands."""
    write(pages(FIRST), out, root=root)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_bytes(b"mine")
    with pytest.raises(UsageError, match=name):
        write(pages(SECOND), out, root=root)
    assert tree(out) == FIRST | {name: b"mine"}
    assert beside(out) == []


def test_a_linked_folder_in_our_folder_is_refused(root: Path, out: Path, tmp_path: Path) -> None:
    """A symbolic link to a folder inside the site is foreign: it is not followed."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "x").write_bytes(b"x")
    write(pages(FIRST), out, root=root)
    (out / "far").symlink_to(tmp_path / "far")
    with pytest.raises(UsageError, match="far"):
        write(pages(SECOND), out, root=root)
    assert (tmp_path / "far" / "x").read_bytes() == b"x"


def test_litter_of_file_managers_is_no_obstacle(root: Path, out: Path) -> None:
    """A .DS_Store does not stop a build."""
    write(pages(FIRST), out, root=root)
    (out / "privacy" / ".DS_Store").write_bytes(b"finder")
    write(pages(SECOND), out, root=root)
    assert tree(out) == SECOND


@pytest.mark.parametrize("marker", [b"", b"hello\nindex.html\n", b"\xff\xfe"])
def test_a_marker_that_is_not_ours_counts_for_nothing(root: Path, out: Path, marker: bytes) -> None:
    """A marker with other words in it does not make a folder ours."""
    out.mkdir()
    (out / MARKER).write_bytes(marker)
    (out / "index.html").write_bytes(b"mine")
    with pytest.raises(UsageError, match="did not write"):
        write(pages(FIRST), out, root=root)
    assert (out / "index.html").read_bytes() == b"mine"


def test_a_foreign_folder_where_the_new_site_would_grow_is_kept(root: Path, out: Path) -> None:
    """A folder with the name of our work folder, but without our marker, is never deleted."""
    (root / ".site.inforce-new").mkdir()
    (root / ".site.inforce-new" / "mine").write_bytes(b"mine")
    with pytest.raises(UsageError, match="in the way"):
        write(pages(FIRST), out, root=root)
    assert (root / ".site.inforce-new" / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/x", "a/../../x", "a//b", "a/", "", ".", "a/./b", "a\\b", "a\0b", "a\nb", "C:x", MARKER, "x" * 256],
)
def test_a_path_that_leads_out_is_refused(root: Path, out: Path, path: str) -> None:
    """A page whose path is not plainly inside the folder stops the build; nothing is written anywhere."""
    with pytest.raises(ContentError, match="cannot be written"):
        write([*pages(FIRST), Page(path, b"x")], out, root=root)
    assert not out.exists()
    assert beside(out) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.html", "a.html"), ("a/b", "A/B"), ("é.html", "e\u0301.html"), ("a", "a/b"), ("a/b", "a"), ("a/b/c", "A/b")],
)
def test_two_pages_of_one_name_are_refused(root: Path, out: Path, one: str, other: str) -> None:
    """Two paths that are one on some file system (letter case, composed accents, file and folder) are refused."""
    with pytest.raises(ContentError, match="taken by another page"):
        write([Page(one, b"1"), Page(other, b"2")], out, root=root)
    assert not out.exists()


# --- addresses -------------------------------------------------------------------------------------------------------


def test_a_published_address_never_disappears(root: Path, out: Path) -> None:
    """A plan without a version that the site has is refused, and the site stays."""
    write(pages(SECOND), out, root=root)
    with pytest.raises(ContentError) as refused:
        write(pages(FIRST), out, root=root)
    assert "/privacy/2027-01-31/" in sentence(refused.value)
    assert tree(out) == SECOND
    assert beside(out) == []


def test_an_address_is_remembered_although_its_file_was_deleted(root: Path, out: Path) -> None:
    """Deleting a published page by hand does not make the site forget its address."""
    write(pages(SECOND), out, root=root)
    (out / "privacy/2027-01-31/index.html").unlink()
    with pytest.raises(ContentError, match="/privacy/2027-01-31/"):
        write(pages(FIRST), out, root=root)


def test_many_lost_addresses_are_counted(root: Path, out: Path) -> None:
    """Of many lost addresses the first twenty are named and the others counted."""
    many = {f"terms/20{year}-01-01/index.html": b"x" for year in range(10, 50)}
    write(pages(FIRST | many), out, root=root)
    with pytest.raises(ContentError, match="20 more"):
        write(pages(FIRST), out, root=root)


@pytest.mark.parametrize(
    "path",
    [
        "privacy/index.html",
        "privacy/history/index.html",
        "privacy/feed.xml",
        "privacy/material.json",
        "privacy/2025-12-15/index.html",
        "privacy/2025-12-15-2/changes/index.html",
        "privacy/2025-12-15.md",
        "privacy/2025-12-15.txt",
        "privacy/compare/index.html",
        "privacy/compare/2025-12-15/index.html",
        "privacy/compare/2025-12-15/2027-01-31-2/index.html",
    ],
)
def test_lasting_addresses(path: str) -> None:
    """Of a policy its page, history, feeds and comparisons last, and everything of each version."""
    assert addresses_gone([path], []) == (path.removesuffix("index.html"),)
    assert addresses_gone([path], [path]) == ()


@pytest.mark.parametrize("path", ["style.css", "assets/logo.svg", "manifest.sha256"])
def test_passing_addresses(path: str) -> None:
    """The theme's files may change their names."""
    assert addresses_gone([path], []) == ()


def test_previews_may_disappear(root: Path, out: Path) -> None:
    """Pages that only a preview had may go; those published before stay guarded all the same."""
    draft = {"privacy/2028-01-01/index.html": b"draft"}
    write(pages(FIRST), out, root=root)
    write(pages(FIRST | draft), out, root=root, preview=True)
    with pytest.raises(ContentError, match="/privacy/2025-12-15/"):
        write(pages({"index.html": b"x"}), out, root=root, preview=True)
    assert write(pages(FIRST), out, root=root).removed == 1
    assert tree(out) == FIRST


# --- faults ----------------------------------------------------------------------------------------------------------


def test_an_error_while_drawing_leaves_the_old_site(root: Path, out: Path) -> None:
    """When the plan fails half way, the old site stands and nothing is left beside it."""

    def failing() -> object:
        yield from pages(SECOND)
        raise ContentError(())

    write(pages(FIRST), out, root=root)
    with pytest.raises(ContentError):
        write(failing(), out, root=root)  # type: ignore[arg-type]
    assert tree(out) == FIRST
    assert beside(out) == []


def test_a_parent_that_cannot_be_written_is_said(root: Path, tmp_path: Path) -> None:
    """Where no folder can be made, the error is a sentence of the disk's, with a way out."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoppedError) as stopped:
        write(pages(FIRST), tmp_path / "file" / "site", root=root)
    assert "could not be written" in sentence(stopped.value)
    assert stopped.value.problems[0].remedy
