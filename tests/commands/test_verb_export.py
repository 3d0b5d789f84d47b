"""The evidence bundle: what is in it, that it proves itself without the program, and that its bytes are fixed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from inforce import source
from inforce.commands import export, publish
from inforce.core.policy import NoticeRecord
from inforce.core.register import Event
from inforce.errors import ContentError, UsageError
from inforce.publish import register as register_file
from support.project import fine
from support.small_project import FIRST, TODAY, published, with_first, write

LATER = date(2027, 2, 15)


def unpacked(root: Path, to: Path, *, on: date = LATER, today: date = LATER) -> Path:
    """The folder of files of the bundle for a day."""
    report = export.run(root, "privacy", on=on, today=today, out=to / "bundle.zip")
    with ZipFile(report.out) as archive:
        archive.extractall(to)
    return to / f"privacy-{on}"


def told(root: Path) -> None:
    """Two lines on an e-mail notice of the second version."""
    for event, accepted in (("notice-started", 0), ("notice-sent", 12)):
        record = NoticeRecord("privacy-2027-01-31-accounts-1a2b3c", "accounts", "1" * 32, "2" * 64, 1, accepted)
        line = Event(event, "privacy", TODAY, "Ada Counsel", version="2027-01-31", notice=record)
        register_file.append(root, source.read(root).register, [line])


def test_it_holds_the_text_in_force_and_what_led_to_it(tmp_path: Path) -> None:
    """Text, source, page, redline as text and as a page, register, notices, and how to check it."""
    root = published(tmp_path / "project")
    told(root)
    folder = unpacked(root, tmp_path)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == [
        "2027-01-31.md",
        "2027-01-31.txt",
        "README.txt",
        "SHA256SUMS",
        "before/2026-11-23.txt",
        "changes.txt",
        "facts.json",
        "notices.jsonl",
        "page/assets/icon.svg",
        "page/privacy/2027-01-31/changes/index.html",
        "page/privacy/2027-01-31/index.html",
        "page/style.css",
        "register-extract.jsonl",
        "register.jsonl",
    ]
    assert "[-90 days-]{+60 days+}" in (folder / "changes.txt").read_text()
    assert "within 60 days" in (folder / "page/privacy/2027-01-31/index.html").read_text()
    assert len((folder / "notices.jsonl").read_text().splitlines()) == 2
    assert "accepted 12 messages, 0 were still to send" in " ".join((folder / "README.txt").read_text().split())
    facts = json.loads((folder / "facts.json").read_text())
    assert facts["register_lines"] == [2, 3, 4]
    assert facts["notices"][0]["accepted"] == 12
    assert (facts["effective"], facts["last_day"]) == ("2027-01-31", None)


def test_its_readme_can_be_followed(tmp_path: Path) -> None:
    """Every command in it, without the program: the sums fit, the text is the registered one, the chain is whole."""
    root = published(tmp_path / "project")
    folder = unpacked(root, tmp_path)
    readme = (folder / "README.txt").read_text()
    script = "".join(line[3:] for line in readme.splitlines(keepends=True) if line.startswith("   "))
    assert script.count("\n") > 8
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    facts = json.loads((folder / "facts.json").read_text())
    assert f"{facts['sha256']}  2027-01-31.txt" in done.stdout
    assert f'"text":"{facts["sha256"]}"' in done.stdout
    assert done.stdout.endswith(facts["register_head"] + "\n")
    assert facts["register_head"] in readme


@pytest.mark.parametrize(
    ("name", "old", "new"), [("2027-01-31.txt", "60", "600"), ("register.jsonl", "Ada Counsel", "Bob Counsel")]
)
def test_a_change_is_found_by_following_the_readme(tmp_path: Path, name: str, old: str, new: str) -> None:
    """Of the text and of the register, with the sums made anew."""
    folder = unpacked(published(tmp_path / "project"), tmp_path)
    file = folder / name
    file.write_text(file.read_text().replace(old, new))
    assert subprocess.run(["sha256sum", "-c", "--status", "SHA256SUMS"], cwd=folder).returncode == 1
    subprocess.run(
        "find . -type f ! -name SHA256SUMS | xargs sha256sum > SHA256SUMS", shell=True, cwd=folder, check=True
    )
    script = "".join(
        line[3:] for line in (folder / "README.txt").read_text().splitlines(keepends=True) if line.startswith("   ")
    )
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True)
    text, head = re.findall("[0-9a-f]{64}", (folder / "README.txt").read_text())
    as_told = f"{text}  2027-01-31.txt" in done.stdout and done.stdout.endswith(head + "\n")
    assert done.returncode or not as_told


@pytest.mark.parametrize("surroundings", [{"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, {"TZ": "Pacific/Pago_Pago"}])
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_same_archive_gives_the_same_bytes(tmp_path: Path, surroundings: dict[str, str], umask: int) -> None:
    """Whatever the time zone, the locale and the umask; later too, and from a copy with other times."""
    root = published(tmp_path / "project")
    once = export.run(root, "privacy", on=TODAY, today=TODAY, out=tmp_path / "one.zip")
    for path in root.rglob("*"):
        os.utime(path, (1, 1))
    old = os.umask(umask)
    try:
        env = {**surroundings, "PYTHONHASHSEED": str(umask)}
        # Whatever today is by the machine's clock: both versions are public and the first was in force that day.
        fine("export", "privacy", "--on", TODAY.isoformat(), "--out", tmp_path / "two.zip", cwd=root, env=env)
    finally:
        os.umask(old)
    assert (tmp_path / "two.zip").read_bytes() == once.out.read_bytes()


def test_the_archive_says_nothing_of_the_machine(tmp_path: Path) -> None:
    """Times are the first the format knows, modes are plain, names are in order, nothing is compressed."""
    export.run(published(tmp_path / "project"), "privacy", on=TODAY, today=TODAY, out=tmp_path / "one.zip")
    with ZipFile(tmp_path / "one.zip") as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
    assert {(e.date_time, e.create_system, e.external_attr >> 16, e.compress_type) for e in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3, 0o100644, 0)
    }
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert all(e.filename.startswith("privacy-2026-11-23/") for e in entries)


def test_a_first_version_has_no_changes(tmp_path: Path) -> None:
    """There is nothing before it, and nothing is said of it."""
    folder = unpacked(with_first(tmp_path / "project"), tmp_path, on=TODAY, today=TODAY)
    assert not (folder / "changes.txt").exists()
    assert "changes.txt" not in (folder / "README.txt").read_text()
    assert "no line on an e-mail notice" in (folder / "README.txt").read_text()


def test_what_is_not_public_yet_stays_out(tmp_path: Path) -> None:
    """A pending version and all lines after it; a version whose own line waits cannot be proved yet."""
    root = with_first(tmp_path / "project")
    pending = FIRST.replace("effective: 2026-11-23", "published: 2027-01-01\neffective: 2027-03-01")
    write(root, "content/policies/secret-terms/2027-03-01.md", pending)
    publish.run(root, "secret-terms", "2027-03-01", by="Ada", today=TODAY)
    write(root, "content/policies/security/2026-11-23.md", FIRST)
    publish.run(root, "security", "2026-11-23", by="Ada", today=TODAY)
    folder = unpacked(root, tmp_path, on=TODAY, today=TODAY)
    assert not [path for path in folder.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]
    with pytest.raises(UsageError, match="waits for the day"):
        export.run(root, "security", on=TODAY, today=TODAY, out=tmp_path / "no.zip")
    assert not (tmp_path / "no.zip").exists()


def test_a_broken_archive_gives_no_evidence(tmp_path: Path) -> None:
    """One changed word, in any registered text: nothing is written."""
    root = published(tmp_path / "project")
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("90 days", "900 days"))
    with pytest.raises(ContentError, match="2026-11-23"):
        export.run(root, "privacy", on=LATER, today=LATER, out=tmp_path / "no.zip")
    assert not (tmp_path / "no.zip").exists()


def test_days_without_an_answer_are_refused(tmp_path: Path) -> None:
    """Before the first version; a day to come, whose text can still change."""
    root = published(tmp_path / "project")
    with pytest.raises(UsageError, match="no version of “privacy” was in force"):
        export.run(root, "privacy", on=date(2020, 1, 1), today=TODAY)
    with pytest.raises(UsageError, match="still to come"):
        export.run(root, "privacy", on=LATER, today=TODAY)
    with pytest.raises(UsageError, match="no policy “privac”"):
        export.run(root, "privac", on=TODAY, today=TODAY)


def test_another_file_is_never_written_over(tmp_path: Path) -> None:
    """The same bundle again is said to be there; anything else is left alone."""
    root, out = published(tmp_path / "project"), tmp_path / "mine.zip"
    out.write_text("my own")
    with pytest.raises(UsageError, match="is another file"):
        export.run(root, "privacy", on=TODAY, today=TODAY, out=out)
    assert out.read_text() == "my own"
    out.unlink()
    assert [export.run(root, "privacy", on=TODAY, today=TODAY, out=out).already for _ in range(2)] == [False, True]
