"""Faults of the design's table that stop a run before the first message: nothing is sent, nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.core.delivery import State
from inforce.mail.relay import Relay, Tls
from inforce.mail.sending import Why
from support import mail_project
from support.certificates import certificate
from support.mail_case import PEOPLE, Case
from support.mail_project import plan, relay
from support.smtp_script import ClosedPort, ScriptedServer, reply
from support.smtp_server import recording


def test_refused_connection(case: Case) -> None:
    """Where nobody answers, the run does not begin: nothing changes."""
    with ClosedPort() as port:
        error = case.refused(relay(port))
    assert error.problems[0].code == "relay-unreachable"
    assert case.runs() == []


@pytest.mark.parametrize("greeting", ["554 no", "421 later"])
def test_refusing_greeting(case: Case, greeting: str) -> None:
    """A relay that refuses the connection with a reply stops the run before it begins."""
    with ScriptedServer({"connect": reply(greeting, drop=True)}) as server:
        error = case.refused(relay(server.port))
    assert greeting[:3] in str(error.problems[0])


def test_no_tls(case: Case) -> None:
    """A relay without STARTTLS gets nothing where TLS is required: no MAIL is spoken."""
    with ScriptedServer() as server:
        error = case.refused(Relay("127.0.0.1", server.port, Tls.STARTTLS))
        assert "MAIL" not in server.verbs()
    assert error.problems[0].code == "relay-tls"


def test_refused_tls(case: Case, tmp_path: Path) -> None:
    """A relay that offers STARTTLS and then refuses it gets nothing."""
    context = certificate(tmp_path).server
    with ScriptedServer({"STARTTLS": reply("454 not now")}, tls=context) as server:
        case.refused(Relay("localhost", server.port, Tls.STARTTLS))
        assert "MAIL" not in server.verbs()


def test_unknown_authority(case: Case, tmp_path: Path) -> None:
    """A certificate that nobody vouches for stops the run: no MAIL is spoken."""
    with ScriptedServer(tls=certificate(tmp_path).server) as server:
        error = case.refused(Relay("localhost", server.port, Tls.STARTTLS))
        assert "MAIL" not in server.verbs()
    assert error.problems[0].code == "relay-certificate"


def test_wrong_name(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trusted certificate of another host stops the run."""
    other = certificate(tmp_path, "elsewhere.example", "127.0.0.9")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    with ScriptedServer(tls=other.server) as server:
        error = case.refused(Relay("localhost", server.port, Tls.STARTTLS))
    assert error.problems[0].code == "relay-certificate"


@pytest.mark.parametrize("implicit", [False, True])
def test_trusted_certificate(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, implicit: bool) -> None:
    """With a certificate that is trusted, STARTTLS and TLS from the first byte both bring every message over."""
    own = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(own.file))
    with recording(tmp_path / "record", tls=own.server, implicit=implicit) as server:
        to = Relay("localhost", server.port, Tls.IMPLICIT if implicit else Tls.STARTTLS)
        assert mail_project.run(case.root, case.id, to, plan()).why is Why.DONE
        assert len(server.taken) == PEOPLE
    assert case.states() == {State.ACCEPTED: PEOPLE}


def test_failing_login(case: Case, tmp_path: Path) -> None:
    """A refused log-in (535) stops the run before it begins, and the password is in no word of it."""
    with recording(tmp_path / "record", login=("user", "right")) as server:
        error = case.refused(relay(server.port, user="user", password="a-wrong-one"))
        assert server.taken == []
    assert error.problems[0].code == "relay-login"
    assert "a-wrong-one" not in str(error)


def test_login(case: Case, tmp_path: Path) -> None:
    """With the right log-in all messages go out."""
    with recording(tmp_path / "record", login=("user", "right")) as server:
        mail_project.run(case.root, case.id, relay(server.port, user="user", password="right"), plan())
        assert len(server.taken) == PEOPLE


def test_size_too_small(case: Case) -> None:
    """A relay that takes only smaller messages (SIZE) gets none."""
    with ScriptedServer(features=("SIZE 1000",)) as server:
        error = case.refused(relay(server.port))
        assert "MAIL" not in server.verbs()
    assert error.problems[0].code == "relay-size"
