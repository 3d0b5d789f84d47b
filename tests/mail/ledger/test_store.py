"""The ledger's file: private, whole or not there, refused in plain words where it is not what it should be."""

import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from inforce.core.delivery import State
from inforce.errors import ContentError, StoppedError, UsageError
from inforce.mail.ledger import acts
from inforce.mail.ledger.store import open_ledger
from support.ledgers import AT, deliver, frozen, people


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def code(caught: pytest.ExceptionInfo[ContentError]) -> str:
    return caught.value.problems[0].code


def test_only_its_owner_may_read_a_ledger(tmp_path: Path) -> None:
    """Folder 0700, file, log and mark 0600."""
    with open_ledger(tmp_path, create=True) as store:
        frozen(store, people(3))
        assert mode(store.path.parent) == 0o700
        assert {mode(path) for path in store.path.parent.iterdir()} == {0o600}


def test_a_ledger_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    """Wider rights, say of a copy, are taken away when it is opened."""
    with open_ledger(tmp_path, create=True) as store:
        path = store.path
    path.chmod(0o644)
    path.parent.chmod(0o755)
    with open_ledger(tmp_path):
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_no_ledger_is_made_by_reading(tmp_path: Path) -> None:
    """Without `create` a missing ledger is a mistake in the call, and no folder appears."""
    with pytest.raises(UsageError) as caught:
        open_ledger(tmp_path)
    assert caught.value.problems[0].code == "ledger-missing"
    assert not any(tmp_path.iterdir())


def test_a_kill_while_a_ledger_is_made_leaves_none_and_the_next_try_makes_it(tmp_path: Path) -> None:
    """Killed before the ledger gets its name: there is no ledger; then one is made, and the litter is gone."""
    program = (
        "import os, signal, pathlib, sys\n"
        "pathlib.Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from inforce.mail.ledger.store import open_ledger\n"
        "open_ledger(pathlib.Path(sys.argv[1]), create=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / ".inforce" / "ledger.sqlite").exists()
    with open_ledger(tmp_path, create=True) as store:
        assert store.notices() == ()
    assert sorted(path.name for path in (tmp_path / ".inforce").iterdir()) == [".gitignore", "ledger.sqlite"]


def test_git_passes_the_folder_by(tmp_path: Path) -> None:
    """It holds addresses; `git add .` takes none of it, whatever the project's own .gitignore says."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    open_ledger(tmp_path, create=True).close()
    (tmp_path / "people.txt").touch()
    status = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, check=True, capture_output=True, text=True).stdout == "?? people.txt\n"


def test_a_gitignore_that_somebody_wrote_stays(tmp_path: Path) -> None:
    """A repository of its own for the ledger is somebody's own decision."""
    (tmp_path / ".inforce").mkdir()
    (tmp_path / ".inforce" / ".gitignore").write_text("ledger.lock\n")
    open_ledger(tmp_path, create=True).close()
    assert (tmp_path / ".inforce" / ".gitignore").read_text() == "ledger.lock\n"


@pytest.mark.parametrize("name", [".inforce", ".inforce/ledger.sqlite", ".inforce/ledger.mark"])
def test_a_link_in_the_ledgers_place_is_refused(tmp_path: Path, name: str) -> None:
    """A symbolic link may lead to somebody else's file."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with open_ledger(elsewhere, create=True) as store:
        frozen(store, people(1))
    project = tmp_path / "project"
    shutil.copytree(elsewhere, project)
    shutil.rmtree(project / name) if name == ".inforce" else (project / name).unlink()
    (project / name).symlink_to(elsewhere / name)
    with pytest.raises(ContentError) as caught, open_ledger(project) as store:
        store.check_mark()
    assert code(caught) == "ledger-strange-place"


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be one" * 50])
def test_what_is_no_ledger_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty or foreign bytes: said in a sentence, and left as they are."""
    (tmp_path / ".inforce").mkdir()
    path = tmp_path / ".inforce" / "ledger.sqlite"
    path.write_bytes(content)
    with pytest.raises(ContentError) as caught:
        open_ledger(tmp_path, create=True)
    assert code(caught) == "ledger-damaged"


def test_another_format_is_refused(tmp_path: Path) -> None:
    """A ledger that a later version wrote is not touched."""
    with open_ledger(tmp_path, create=True) as store:
        store.connection.execute("UPDATE ledger SET format = 2")
    with pytest.raises(ContentError) as caught:
        open_ledger(tmp_path)
    assert code(caught) == "ledger-format"


def test_an_unknown_notice_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """One letter wrong: the remedy names the one meant."""
    with open_ledger(tmp_path, create=True) as store:
        notice, _ = frozen(store, people(1))
        with pytest.raises(UsageError) as caught:
            store.notice(notice.id[:-1] + "x")
    assert notice.id in caught.value.problems[0].remedy


def test_a_frozen_notice_is_read_as_it_was_written(tmp_path: Path) -> None:
    """All of its facts come back."""
    with open_ledger(tmp_path, create=True) as store:
        notice, _ = frozen(store, people(1))
        assert store.notices() == (notice,)
        assert notice.variants == tuple((v.locale, v.digest) for v in store.variants(notice.id).values())


def test_one_reads_while_another_writes(tmp_path: Path) -> None:
    """States can be asked for in the midst of somebody's transaction; they are those of the last commit."""
    with open_ledger(tmp_path, create=True) as store, open_ledger(tmp_path) as reader:
        notice, _ = frozen(store, people(3))
        with store.transaction() as connection:
            connection.execute("UPDATE recipient SET state = 'expired' WHERE number = 1")
            assert reader.states(notice.id) == {"queued": 3}
        assert reader.states(notice.id) == {"queued": 2, "expired": 1}


def test_two_writers_do_not_hang(tmp_path: Path) -> None:
    """Without the lock the second writer is told to wait, not left waiting for ever."""
    with open_ledger(tmp_path, create=True) as store, open_ledger(tmp_path) as other:
        frozen(store, people(3))
        other.connection.execute("PRAGMA busy_timeout = 10")
        with store.transaction(), pytest.raises(StoppedError) as caught, other.transaction():
            pass
    assert caught.value.problems[0].code == "ledger-busy"


def test_what_is_frozen_cannot_be_changed(tmp_path: Path) -> None:
    """The tables themselves refuse, and the refusal is a sentence."""
    with open_ledger(tmp_path, create=True) as store:
        frozen(store, people(1))
        with pytest.raises(ContentError) as caught, store.transaction() as connection:
            connection.execute("UPDATE recipient SET email = 'other@example.net'")
    assert "frozen recipient is never changed" in str(caught.value)


def test_an_unwritable_folder_is_said_plainly(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / ".inforce").write_text("")
    with pytest.raises(ContentError) as caught:
        open_ledger(tmp_path, create=True)
    assert code(caught) == "ledger-strange-place"


# ---- the mark ------------------------------------------------------------------------------------------------------


def copied(root: Path, to: Path) -> None:
    """A backup of the ledger's file alone, made by SQLite's own means."""
    to.mkdir(parents=True, exist_ok=True)
    source, target = sqlite3.connect(root / ".inforce/ledger.sqlite"), sqlite3.connect(to / "ledger.sqlite")
    source.backup(target)
    source.close()
    target.close()


def test_an_older_copy_of_the_ledger_is_refused(tmp_path: Path) -> None:
    """Put in the ledger's place, it knows less than the mark: refused, until a person says so."""
    with open_ledger(tmp_path, create=True) as store:
        notice, _ = frozen(store, people(5))
        copied(tmp_path, tmp_path / "backup")
        deliver(store, notice.id, {1: State.ACCEPTED, 2: State.ACCEPTED})
    shutil.copy(tmp_path / "backup/ledger.sqlite", tmp_path / ".inforce/ledger.sqlite")
    with open_ledger(tmp_path) as store:
        with pytest.raises(ContentError) as caught:
            store.check_mark()
        assert code(caught) == "ledger-older-than-mark"
        assert acts.restored(store, notice.id, by="Ada", at=AT) == 5
        store.check_mark()
        assert store.states(notice.id) == {"in_doubt": 5}


def test_no_other_act_makes_an_older_copy_pass(tmp_path: Path) -> None:
    """Writing to an old copy leaves what the mark says against it."""
    with open_ledger(tmp_path, create=True) as store:
        notice, _ = frozen(store, people(5))
        copied(tmp_path, tmp_path / "backup")
        deliver(store, notice.id, {1: State.ACCEPTED})
    shutil.copy(tmp_path / "backup/ledger.sqlite", tmp_path / ".inforce/ledger.sqlite")
    with open_ledger(tmp_path) as store:
        for _ in range(5):
            acts.suppress(store, ["someone@example.net"], "asked", AT)
        deliver(store, notice.id, {2: State.ACCEPTED})
        store.write_mark()
    with open_ledger(tmp_path) as store:
        mark = (store.path.parent / "ledger.mark").read_text()
        assert " attempts 00000000000000000001 events 00000000000000000002" in mark


def test_a_ledger_without_its_mark_is_refused(tmp_path: Path) -> None:
    """The file alone, copied to another machine: nobody knows whether it is the newest."""
    with open_ledger(tmp_path, create=True) as store:
        frozen(store, people(5))
    (tmp_path / ".inforce/ledger.mark").unlink()
    with open_ledger(tmp_path) as store, pytest.raises(ContentError) as caught:
        store.check_mark()
    assert code(caught) == "ledger-older-than-mark"


def test_another_ledgers_mark_is_refused(tmp_path: Path) -> None:
    """A ledger put beside the mark of another one."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with open_ledger(tmp_path / name, create=True) as store:
            frozen(store, people(2))
    shutil.copy(tmp_path / "one/.inforce/ledger.sqlite", tmp_path / "two/.inforce/ledger.sqlite")
    with open_ledger(tmp_path / "two") as store, pytest.raises(ContentError) as caught:
        store.check_mark()
    assert "belongs to another ledger" in str(caught.value)
