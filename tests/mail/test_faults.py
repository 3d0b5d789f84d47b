"""Faults of the design's table that a relay commits while a notice is sent: a real ledger, a real sender.

After each of them the states add up to the rows (`Case.states` asserts it), and what the ledger calls accepted is
exactly what the relay took on (`Case.agrees`).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import sleep

import pytest

from inforce.core.delivery import State
from inforce.mail.dispatch import dispatch
from inforce.mail.ledger.lock import locked
from inforce.mail.ledger.store import Store, open_ledger
from inforce.mail.relay import Relay, Tls
from inforce.mail.sending import Why
from inforce.mail.transport import Patience
from support.certificates import certificate
from support.mail_case import PEOPLE, Case
from support.mail_project import clock, plan
from support.smtp_script import DROP, HANG, Act, Moment, ScriptedServer, reply

IMPATIENT = Patience(command=2.0, dot=0.3)


# ---- 4xx, 421 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA", "."])
def test_once_deferred(case: Case, moment: str) -> None:
    """What the relay refuses for now is deferred, tried again after a pause, and then accepted, with the same id."""
    with ScriptedServer({moment: [reply("451 4.3.0 try later")]}) as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)
    assert case.states() == {State.ACCEPTED: PEOPLE}
    assert [outcome for _phase, outcome, _code, _reply in case.attempts()].count("deferred") == 1


@pytest.mark.parametrize("moment", ["RCPT", "."])
def test_always_deferred(case: Case, moment: str) -> None:
    """What stays refused for now stays deferred, due later each time; the run ends and says when."""
    with ScriptedServer({moment: reply("451 4.3.0 try later")}) as server:
        ended = case.send(server, plan(wait=0.01, pause_factor=1.0))
        assert server.taken == []
    assert ended.why is Why.DEFERRED
    assert ended.next_due is not None and ended.next_due > clock()
    assert case.states() == {State.DEFERRED: PEOPLE}


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA", "."])
def test_shutting_down(case: Case, moment: str) -> None:
    """421 defers that message; the sender comes back on a new connection, and all are accepted."""
    with ScriptedServer({moment: [reply("421 4.3.2 shutting down", drop=True)]}) as server:
        assert case.send(server).why is Why.DONE
        assert server.connections == 2
        assert case.agrees(server)
    assert case.states() == {State.ACCEPTED: PEOPLE}


def test_421_between_messages(case: Case) -> None:
    """A relay that hangs up with 421 after each message costs nobody their message."""
    with ScriptedServer({".": Act(b"250 2.0.0 Ok\r\n421 4.3.2 enough\r\n", drop=True)}) as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)
    assert case.states() == {State.ACCEPTED: PEOPLE}


# ---- 5xx ------------------------------------------------------------------------------------------------------------


def _third(act: Act) -> list[Act]:
    """Two messages go well, the third does not."""
    fine = reply("250 2.0.0 Ok")
    return [fine, fine, act]


@pytest.mark.parametrize(("moment", "words"), [("RCPT", "550 5.1.1 no such user"), (".", "554 5.7.1 not wanted")])
def test_refused_for_good(case: Case, moment: str, words: str) -> None:
    """5xx at RCPT and 554 after the dot reject that one; the others are accepted, and the reply is on record."""
    with ScriptedServer({moment: _third(reply(words))}) as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)
    assert case.states() == {State.ACCEPTED: PEOPLE - 1, State.REJECTED: 1}
    assert [(code, said) for _p, outcome, code, said in case.attempts() if outcome == "rejected"] == [
        (int(words[:3]), words[4:])
    ]


def test_refused_sender(case: Case) -> None:
    """A relay that refuses the sender (5xx at MAIL) halts the run at once; everybody is queued again."""
    with ScriptedServer({"MAIL": reply("550 5.7.1 not you")}) as server:
        ended = case.send(server, plan(2))
        assert server.verbs().count("MAIL") <= 2
    assert ended.why is Why.HALTED
    assert "not you" in ended.sentence
    assert case.states() == {State.QUEUED: PEOPLE}


def test_refused_message(case: Case) -> None:
    """A relay that refuses the message itself (554 after the dot, again and again) writes nobody off."""
    with ScriptedServer({".": reply("554 5.7.1 spam")}) as server:
        ended = case.send(server)
        assert server.taken == []
    assert ended.why is Why.HALTED
    assert case.states() == {State.QUEUED: PEOPLE}


def test_everybody_unknown(case: Case) -> None:
    """A relay that knows none of the addresses halts the run; they are queued again, and can be sent elsewhere."""
    with ScriptedServer({"RCPT": reply("550 5.7.1 relaying denied")}) as server:
        ended = case.send(server, plan(halt_after=4))
    assert ended.why is Why.HALTED
    assert case.states() == {State.QUEUED: PEOPLE}
    with ScriptedServer() as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)


# ---- drop before the dot --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA", "RSET"])
@pytest.mark.parametrize("rude", [False, True])
def test_dropped_before_the_message(case: Case, moment: str, rude: bool) -> None:
    """A connection that breaks before the dot costs nothing: queued, and sent on a new connection, once."""
    script = {moment: [Act(drop=True, reset=rude)], "RCPT": [reply("451 later")] if moment == "RSET" else []}
    if moment == "RCPT":
        script = {moment: [Act(drop=True, reset=rude)]}
    with ScriptedServer(script) as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)
        assert server.dots == PEOPLE
    assert case.states() == {State.ACCEPTED: PEOPLE}


def test_timed_out_before_the_message(case: Case) -> None:
    """A relay that goes silent before the dot costs nothing either."""
    with ScriptedServer({"RCPT": [HANG]}) as server:
        assert case.send(server, plan(patience=Patience(command=0.3, dot=5.0))).why is Why.DONE
        assert case.agrees(server)
    assert case.states() == {State.ACCEPTED: PEOPLE}


def _shortly_before_the_dot(seconds: float, store: Store) -> str:
    """The SQL that lets the gate of the dot take so long: the relay's word has come by then."""
    store.connection.create_function("wait", 0, lambda: sleep(seconds))
    return """CREATE TEMP TRIGGER slow_disk BEFORE UPDATE ON recipient WHEN NEW.state = 'sending'
    BEGIN SELECT wait(); END"""


@pytest.mark.parametrize(
    "script",
    [
        pytest.param({"body": [DROP]}, id="drop"),
        pytest.param({"body": [Act(reset=True)]}, id="reset"),
        pytest.param({"body": [Act(b"421 4.3.2 shutting down\r\n", drop=True)]}, id="421"),
        pytest.param({"body": [reply("451 4.3.0 full")]}, id="deferral"),
        pytest.param({"body": [reply("250 2.0.0 Ok")]}, id="agreement"),
        pytest.param({"DATA": [reply("354 go on\n250 2.0.0 Ok")]}, id="agreement in one packet with the 354"),
        pytest.param({"DATA": [reply("354 go on\n451 4.3.0 full")]}, id="deferral in one packet with the 354"),
    ],
)
def test_interrupted_message(case: Case, script: dict[str, Moment]) -> None:
    """A relay that hangs up or speaks before the dot gets no dot: it would not be known what its next reply answers."""
    with ScriptedServer(script) as server:
        begun = partial(_shortly_before_the_dot, 0.05)
        assert case.sabotaged(server, plan(), begun).why is Why.DONE
        assert case.states() == {State.ACCEPTED: PEOPLE}
        assert case.agrees(server)
        assert {connection for connection, line in server.heard if line == b"."} == {2}


@pytest.mark.parametrize("act", [DROP, Act(reset=True), reply("451 4.3.0 full"), reply("250 2.0.0 Ok")])
def test_interrupted_message_over_tls(case: Case, tmp_path: Path, act: Act) -> None:
    """The same on a protected connection; and what TLS has to say for itself there interrupts nobody."""
    own = certificate(tmp_path)
    with ScriptedServer({"body": [act]}, tls=own.server) as server:
        to = Relay("127.0.0.1", server.port, Tls.STARTTLS)
        with locked(case.root, "notify send", clock=clock), open_ledger(case.root) as store:

            def begun(_run: int) -> None:
                store.connection.execute(_shortly_before_the_dot(0.05, store))

            notice = store.notice(case.id)
            ended = dispatch(store, notice, to, plan(), begun=begun, clock=clock, context=own.client)
        assert ended.why is Why.DONE
        assert case.agrees(server)
        assert {connection for connection, line in server.heard if line == b"."} == {2}
    assert case.states() == {State.ACCEPTED: PEOPLE}


# ---- as many as were asked for, as many connections as the relay allows ---------------------------------------------


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_limit(case: Case, limit: int) -> None:
    """As many as were asked for go out, no more and no fewer, however many connections wait for their turn."""
    with ScriptedServer() as server:
        ended = case.send(server, plan(4, rate=10, limit=limit))
        assert (ended.why, ended.run.attempts, len(server.taken)) == (Why.LIMIT, limit, limit)


def test_limit_that_takes_all(case: Case) -> None:
    """Where nothing is left, that is what is said."""
    with ScriptedServer() as server:
        assert case.send(server, plan(4, limit=PEOPLE)).why is Why.DONE


def test_limit_and_none_taken(case: Case) -> None:
    """A first handful that is refused after the dot, one and all, is nobody's refusal: they are queued again."""
    with ScriptedServer({".": reply("554 5.7.1 not wanted")}) as server:
        assert case.send(server, plan(limit=3)).why is Why.HALTED
    assert case.states() == {State.QUEUED: PEOPLE}


def test_fewer_connections_than_asked_for(case: Case) -> None:
    """A relay that allows two connections gets them all over those two."""
    welcome = [reply("220 relay.example ESMTP"), reply("220 relay.example ESMTP")]

    def greet(_line: bytes) -> Act:
        return welcome.pop() if welcome else reply("421 4.7.0 too many connections", drop=True)

    slow = Act(b"250 2.0.0 Ok\r\n", wait=0.3)
    with ScriptedServer({"connect": greet, ".": slow}) as server:
        assert case.send(server, plan(4)).why is Why.DONE
        assert case.agrees(server)
    assert case.states() == {State.ACCEPTED: PEOPLE}


def test_no_connection_left(case: Case) -> None:
    """When no connection can be opened any more, the run ends and says so; what is left is queued."""
    welcome = [reply("220 relay.example ESMTP"), reply("220 relay.example ESMTP")]

    def greet(_line: bytes) -> Act:
        return welcome.pop() if welcome else reply("421 4.7.0 too many connections", drop=True)

    with ScriptedServer({"connect": greet}) as server:
        ended = case.send(server, plan(2, per_connection=1))
        assert case.agrees(server)
    assert ended.why is Why.RELAY
    assert "too many connections" in ended.sentence
    assert case.states() == {State.ACCEPTED: 2, State.QUEUED: PEOPLE - 2}


# ---- drop, time-out or garbage after the dot ------------------------------------------------------------------------


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(Act(drop=True), id="drop"),
        pytest.param(Act(reset=True), id="reset"),
        pytest.param(Act(hang=True), id="time-out"),
        pytest.param(Act(b"\x00\xffwhat?\r\n"), id="garbage"),
        pytest.param(Act(b"25", drop=True), id="half a reply"),
        pytest.param(Act(b"250-go\r\n", drop=True), id="half of a long reply"),
        pytest.param(Act(b"354 go on\r\n"), id="a reply of another verb"),
        pytest.param(Act(b"x" * 20000 + b"\r\n"), id="an endless line"),
    ],
)
def test_in_doubt(case: Case, act: Act, taken: bool) -> None:
    """Without an answer to the dot that makes sense the message is in doubt, and no further run sends it again."""
    act = Act(act.say, act.wait, act.drop, act.reset, act.hang, take=taken)
    with ScriptedServer({".": [act]}) as server:
        case.send(server, plan(patience=IMPATIENT))
        assert case.states() == {State.ACCEPTED: PEOPLE - 1, State.IN_DOUBT: 1}
        case.send(server, plan(patience=IMPATIENT))
        assert case.states() == {State.ACCEPTED: PEOPLE - 1, State.IN_DOUBT: 1}
        assert server.dots == PEOPLE
        assert len(server.taken) == PEOPLE - 1 + taken
    assert [phase for phase, outcome, _code, _reply in case.attempts() if outcome == "in_doubt"] == ["dot"]


# ---- replies as they come -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(b"250-2.0.0 Ok\r\n250-more\r\n250 queued as ABCDEF12\r\n", id="several lines"),
        pytest.param(b"250 2.0.0 Ok\n", id="a bare LF"),
        pytest.param("250 2.0.0 angenommen für später\r\n".encode("latin-1"), id="8-bit"),
        pytest.param("250 2.0.0 принято\r\n".encode(), id="UTF-8"),
        pytest.param(b"250 \x1b[2J\x1b]0;gone\x07 ok\r\n", id="escape sequences"),
        pytest.param(b"250\r\n", id="no words"),
        pytest.param(b"250 " + b"a" * 5000 + b"\r\n", id="long"),
    ],
)
def test_odd_but_valid(case: Case, say: bytes) -> None:
    """However a relay words its 250, the message is accepted; its words are kept printable, and short."""
    with ScriptedServer({".": Act(say)}) as server:
        assert case.send(server).why is Why.DONE
        assert case.agrees(server)
    for _phase, outcome, code, said in case.attempts():
        assert (outcome, code) == ("accepted", 250)
        assert (said == "" or said.isprintable()) and len(said) <= 500


def test_slow_relay(case: Case) -> None:
    """A slow answer is an answer."""
    with ScriptedServer({".": Act(b"250 2.0.0 Ok\r\n", wait=0.2)}) as server:
        assert case.send(server, plan(3)).why is Why.DONE
        assert case.agrees(server)
