"""Goal 4 of the design: hostile rows through the freeze and over the wire, each message judged as it arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.core.delivery import Audience, State
from inforce.mail.sending import Why
from support import hostile, mail_project
from support.mail_project import plan, relay
from support.smtp_script import ScriptedServer


def judged(root: Path, count: int, audience: Audience) -> hostile.Judge:
    """What came over the wire of so many hostile rows."""
    mail_project.project(root)
    file = hostile.write(root.parent / "hostile.csv", count)
    notice = mail_project.freeze(root, file, audience, max_rejects=count)
    judge = hostile.Judge(notice, hostile.stored(root, notice))
    with ScriptedServer(keep=judge.look) as server:
        assert mail_project.run(root, notice, relay(server.port), plan(4)).why is Why.DONE
    states = mail_project.states(root, notice)
    assert set(states) <= {State.ACCEPTED, State.UNSENDABLE, State.DUPLICATE_OF}
    return judge


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("count", [1_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_hostile_rows(tmp_path: Path, count: int, audience: Audience) -> None:
    """Envelope and `To` are the stored address, CRLF and ASCII only, short lines, both parts, `lang`; each once."""
    judge = judged(tmp_path / "project", count, audience)
    assert judge.wrong == []
    assert set(judge.seen) == set(judge.addresses)
    assert set(judge.seen.values()) == {1}
    assert len(judge.seen) > count / 4


def test_the_judge_sees_what_is_wrong() -> None:
    """A message with a second recipient, a bare LF or an encoded-word in `To` does not pass the judge."""
    good = b"To: a@example.org\r\nMessage-ID: <n.1@example.com>\r\n\r\n"
    bad = {
        b"To: a@example.org\r\nBcc: b@example.org\r\nMessage-ID: <n.1@example.com>\r\n\r\n": "the headers",
        good + b"a\nb": "ASCII with CRLF",
        good + b"a" * 999: "998",
        b"To: =?utf-8?q?a?= <a@example.org>\r\nMessage-ID: <n.1@example.com>\r\n\r\n": "encoded-word",
        b"To: b@example.org\r\nMessage-ID: <n.1@example.com>\r\n\r\n": "To is read as",
    }
    for message, words in bad.items():
        judge = hostile.Judge("n", {1: "a@example.org"})
        judge.look(hostile.Taken(b"MAIL FROM:<p@example.com>", b"RCPT TO:<a@example.org>", message))
        assert words in " ".join(judge.wrong)
    judge = hostile.Judge("n", {1: "a@example.org"})
    judge.look(hostile.Taken(b"MAIL FROM:<p@example.com>", b"RCPT TO:<b@example.org>", good))
    assert "the envelope says" in judge.wrong[0]
