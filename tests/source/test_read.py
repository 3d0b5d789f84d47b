"""The content folder is untrusted: nothing is followed, waited for or guessed, and everything wrong is told."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from inforce import source
from inforce.core.policy import Status
from inforce.errors import Level, UsageError
from support.judged_sites import ON, SITES, judged, register_drafts, set_up

VERSION = "---\ntitle: Privacy Policy\npublished: 2026-11-23\neffective: 2026-11-23\n---\n\n## A {#a}\n\nText.\n"
HOME = Path("content/policies/privacy")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one registered version."""
    (tmp_path / HOME).mkdir(parents=True)
    (tmp_path / HOME / "2026-11-23.md").write_text(VERSION)
    register_drafts(tmp_path)
    assert judged(tmp_path) == []
    return tmp_path


def codes(root: Path) -> list[str]:
    """Codes of all that is wrong."""
    return [problem.code for problem in judged(root)]


def test_files_and_register_lines_are_joined(root: Path) -> None:
    """A version knows its line, its text and its policy's settings."""
    (root / HOME / "policy.toml").write_text('title = "Privacy"\norder = 1\n')
    gathered = source.read(root)
    version = gathered.library["privacy"]["2026-11-23"]
    assert version.registration is not None
    assert (version.registration.line, version.registration.by) == (1, "Ada Lovelace")
    assert version.document.blocks[-1].line == 9
    assert version.path == "content/policies/privacy/2026-11-23.md"
    assert gathered.library["privacy"].title == "Privacy"
    assert gathered.library.register == (root / "content/register.jsonl").read_text()


def test_a_folder_without_content_is_no_project(tmp_path: Path) -> None:
    """The call is wrong, not the content."""
    with pytest.raises(UsageError, match="inforce init"):
        source.read(tmp_path)


def test_the_valid_site_has_every_status(tmp_path: Path) -> None:
    """Superseded, in force, scheduled, pending, draft, each from its files and lines alone."""
    library = source.read(set_up(SITES / "valid", tmp_path)).library
    policy = library["privacy"]
    assert [policy.status(version, ON) for version in policy] == [
        Status.IN_FORCE,
        Status.SCHEDULED,
        Status.SCHEDULED,
        Status.DRAFT,
    ]
    assert policy["2027-01-31-2"].label == "1.10"
    cookies = library["cookies"]
    assert cookies.status(cookies["2026-12-24"], ON) is Status.PENDING
    assert cookies["2026-12-24"].language == "en-GB"


def test_line_ends_and_byte_order_mark_pass_with_a_warning(root: Path) -> None:
    """The text is the same, in the register too."""
    for file in (root / HOME / "2026-11-23.md", root / "content/register.jsonl"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    found = judged(root)
    assert {problem.level for problem in found} == {Level.WARNING}
    assert sorted(problem.code for problem in found) == ["byte-order-mark"] * 2 + ["line-ends"] * 2


def test_a_symbolic_link_is_never_followed(root: Path, tmp_path: Path) -> None:
    """Not to a file, not to a folder, not for the content folder itself, not for settings."""
    secret = tmp_path / "secret.md"
    secret.write_text(VERSION)
    (root / HOME / "2027-01-01.md").symlink_to(secret)
    (root / "content/policies/terms").symlink_to(root / HOME)
    (root / "inforce.toml").symlink_to(secret)
    assert codes(root) == ["symlink", "symlink", "symlink"]
    (root / "moved").mkdir()
    (root / "content").rename(root / "moved/content")
    (root / "content").symlink_to(root / "moved/content")
    assert "symlink" in codes(root)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFO")
def test_a_fifo_is_refused_without_waiting(root: Path) -> None:
    """A reader that opened it would hang for ever."""
    os.mkfifo(root / HOME / "2027-01-01.md")
    os.mkfifo(root / "inforce.toml")
    start = time.perf_counter()
    assert codes(root) == ["not-a-file", "not-a-file"]
    assert time.perf_counter() - start < 5


def test_a_file_over_ten_megabytes_is_refused(root: Path) -> None:
    """Before it is parsed."""
    (root / HOME / "2027-01-01.md").write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    assert codes(root) == ["too-large"]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (VERSION.encode() + b"\xff", "not-utf8", "10:1"),
        (VERSION.encode("utf-16"), "not-utf8", "1:1"),
        (VERSION.replace("Text", "Te\0xt").encode(), "nul", "9:3"),
        (VERSION.replace("Text", "ä\udcff").encode("utf-8", "surrogateescape"), "not-utf8", "9:2"),
    ],
)
def test_what_is_no_text_is_refused_at_its_place(root: Path, data: bytes, code: str, place: str) -> None:
    """Line and column count characters. The register's line is no further problem."""
    file = root / HOME / "2026-11-23.md"
    file.write_bytes(data)
    (problem,) = judged(root)
    assert problem.code == code
    assert str(problem.place) == f"{HOME.as_posix()}/2026-11-23.md:{place}"


@pytest.mark.parametrize(
    "slug", ["con", "CON", "aux", "com1", "404", "assets", "notice", "policies", "a b", "ä", "a--b", "-a"]
)
def test_a_slug_that_cannot_be_an_address_is_refused(root: Path, slug: str) -> None:
    """With another one proposed that can."""
    found = source.slug_problem(slug)
    assert found is not None
    proposed = found[1].split("“")[1].split("”")[0]
    assert source.slug_problem(proposed) is None
    shutil.copytree(root / HOME, root / "content/policies" / slug)
    assert "slug" in codes(root)


@pytest.mark.parametrize("slug", ["../x", "a/b", "a\0b", "..", ".", "", "a" * 61, "privacy\n"])
def test_no_slug_leads_out_of_its_place(slug: str) -> None:
    """Such names cannot be folders, but a command line can name them."""
    assert source.slug_problem(slug) is not None


@pytest.mark.parametrize("slug", ["privacy", "terms-of-service", "gdpr-2", "2024-terms", "a"])
def test_plain_slugs_pass(slug: str) -> None:
    """Small letters, digits and single hyphens."""
    assert source.slug_problem(slug) is None


def test_names_that_differ_only_in_case_or_composition_clash(root: Path) -> None:
    """Many computers cannot tell them apart."""
    for name in ("Privacy", "e\u0301", "\u00e9"):
        (root / "content/policies" / name).mkdir()
    if len(list((root / "content/policies").iterdir())) < 4:
        pytest.skip("this file system cannot tell them apart either")
    assert codes(root).count("name-clash") == 2


def test_a_name_that_is_not_utf8_can_be_told(root: Path) -> None:
    """The sentence shows it as codes."""
    try:
        (root / os.fsdecode(b"content/policies/\xff")).mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    (problem,) = judged(root)
    assert problem.code == "slug"
    str(problem).encode()


def test_hidden_and_backup_files_are_no_content(root: Path) -> None:
    """Editors and systems leave them."""
    for name in (".DS_Store", ".2026-11-23.md.swp", "2026-11-23.md~"):
        (root / HOME / name).write_text("x")
    assert codes(root) == []


def test_a_folder_without_texts_is_a_warning(root: Path) -> None:
    """It is no policy yet, and is on no page."""
    (root / "content/policies/terms").mkdir()
    assert [(p.code, p.level) for p in judged(root)] == [("policy-empty", Level.WARNING)]
    assert list(source.read(root).library) == ["privacy"]


def test_policies_stand_in_their_order(root: Path) -> None:
    """As their settings say, then by address."""
    for slug, order in (("terms", 1), ("cookies", 1)):
        shutil.copytree(root / HOME, root / "content/policies" / slug)
        (root / "content/policies" / slug / "policy.toml").write_text(f"order = {order}\n")
    assert list(source.read(root).library) == ["cookies", "terms", "privacy"]


def test_imported_history_is_read_leniently_for_ever(tmp_path: Path) -> None:
    """Foreign front matter, no dates: the file's name says them; a changed text is refused like any other."""
    (tmp_path / HOME).mkdir(parents=True)
    file = tmp_path / HOME / "2020-04-13.md"
    file.write_text("---\nlayout: sheet\ntitle: Terms: all\n---\n# Terms\n\nWe sell <font>nothing</font>.\n")
    plain = tmp_path / HOME / "2021-04-13.md"
    plain.write_text("# Our terms\n\nWe sell something.\n")
    register_drafts(tmp_path, imported=True)
    assert all(problem.level is Level.WARNING for problem in judged(tmp_path))
    policy = source.read(tmp_path).library["privacy"]
    assert [(v.title, str(v.published), v.imported) for v in policy] == [
        ("Terms: all", "2020-04-13", True),
        ("Our terms", "2021-04-13", True),
    ]
    plain.write_text("# Our terms\n\nWe sell everything.\n")
    assert "text-changed" in codes(tmp_path)


def test_the_same_files_give_the_same_values(root: Path, tmp_path: Path) -> None:
    """Whatever the order in which the file system lists them."""
    other = tmp_path / "other"
    (other / HOME).mkdir(parents=True)
    for file in sorted((root / HOME).iterdir(), reverse=True):
        shutil.copy(file, other / HOME)
    assert [str(v) for v in source.read(other).library["privacy"]] == [
        str(v) for v in source.read(root).library["privacy"]
    ]


def test_withdrawal_and_end_are_joined(tmp_path: Path) -> None:
    """From the register to version and policy."""
    from datetime import date

    from inforce.core.register import Event
    from inforce.publish import register as register_file

    root = set_up(SITES / "valid", tmp_path)
    events = [
        Event("withdrawn", "privacy", ON, "Ada", version="2027-01-31", reason="Too early."),
        Event("ended", "cookies", ON, "Ada", effective=date(2027, 5, 1), reason="No cookies."),
    ]
    register_file.append(root, source.read(root).register, events)
    library = source.read(root).library
    taken = library["privacy"]["2027-01-31"].withdrawal
    assert taken is not None
    assert (taken.by, taken.reason, taken.line) == ("Ada", "Too early.", 5)
    assert (library["cookies"].ended, library["cookies"].ended_reason) == (date(2027, 5, 1), "No cookies.")
