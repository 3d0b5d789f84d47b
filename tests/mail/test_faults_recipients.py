"""Faults of the design's table that a file of recipients has: what it names wrongly is listed, the rest is mailed."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.core.delivery import Audience, State
from inforce.errors import ContentError
from inforce.mail.ledger.store import open_ledger
from inforce.mail.sending import Why
from support import mail_project
from support.mail_case import Case
from support.smtp_script import ScriptedServer

ODD = "\ufeffemail,name\r\n".encode() + b"".join(
    [
        b"fine@example.org,Fine\r\n",
        b'"line@example.org\nbcc: x@example.org",Break\r\n',
        b"nul\x00@example.org,Nul\r\n",
        "bidi@example.org,\u202eevil\r\n".encode(),
        b"ragged@example.org\r\n",
        b"wrong@example.org,\xff\xfe\r\n",
        b"huge@example.org," + b"x" * 1_000_000 + b"\r\n",
        b'=HYPERLINK("x"),Formula\r\n',
        b"last@example.org,Last\r\n",
    ]
)


def test_odd_recipients(tmp_path: Path) -> None:
    """Rows that name nobody are rejected with their line; the rest is sent, each address as it was written."""
    root = mail_project.project(tmp_path / "project")
    file = tmp_path / "people.csv"
    file.write_bytes(ODD)
    case = Case(root, mail_project.freeze(root, file, max_rejects=100))
    with open_ledger(root) as store:
        lines = [line for (line,) in store.ask("SELECT line FROM reject ORDER BY line")]
    with ScriptedServer() as server:
        assert case.send(server).why is Why.DONE
        addresses = {taken.address for taken in server.taken}
    assert (
        {"fine@example.org", "last@example.org"}
        <= addresses
        <= {*("fine@example.org", "last@example.org", "ragged@example.org")}
    )
    assert lines[0] == 3
    assert len(lines) + len(addresses) == 9


def test_too_many_rejects(tmp_path: Path) -> None:
    """A file that is mostly wrong freezes nothing."""
    root = mail_project.project(tmp_path / "project")
    file = tmp_path / "people.csv"
    file.write_bytes(b"email\r\nfine@example.org\r\n" + b"nobody\r\n" * 200)
    with pytest.raises(ContentError):
        mail_project.freeze(root, file)
    with open_ledger(root, create=True) as store:
        assert store.notices() == ()


def test_same_address(tmp_path: Path) -> None:
    """The same address by case, or by the two writings of its domain, is mailed once."""
    addresses = ["a@example.org", "A@EXAMPLE.ORG", "b@bücher.example", "B@xn--bcher-kva.example"]
    root = tmp_path / "project"
    case = Case(root, mail_project.frozen(root, addresses))
    with ScriptedServer() as server:
        case.send(server)
        assert [taken.address for taken in server.taken] == ["a@example.org", "b@xn--bcher-kva.example"]
    assert case.states() == {State.ACCEPTED: 2, State.DUPLICATE_OF: 2}


def test_non_ascii_local_part(tmp_path: Path) -> None:
    """An address that needs SMTPUTF8 is listed as unsendable, and nobody else suffers."""
    root = tmp_path / "project"
    case = Case(root, mail_project.frozen(root, ["grüße@example.org", "plain@example.org"]))
    with ScriptedServer() as server:
        case.send(server)
        assert [taken.address for taken in server.taken] == ["plain@example.org"]
    assert case.states() == {State.ACCEPTED: 1, State.UNSENDABLE: 1}


def test_subscribers_without_a_way_to_leave(tmp_path: Path) -> None:
    """A subscriber without an address to leave by is not mailed."""
    root = mail_project.project(tmp_path / "project")
    file = tmp_path / "people.csv"
    file.write_text("email,unsubscribe_url\r\na@example.org,https://example.org/u/1\r\nb@example.org,\r\n")
    case = Case(root, mail_project.freeze(root, file, Audience.SUBSCRIBERS))
    with ScriptedServer() as server:
        case.send(server)
        (taken,) = server.taken
    assert b"\r\nList-Unsubscribe: <https://example.org/u/1>\r\n" in taken.message
    assert case.states() == {State.ACCEPTED: 1, State.UNSENDABLE: 1}
