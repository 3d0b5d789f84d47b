"""A Postfix log is evidence only where it shows that a message was queued."""

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.errors import ContentError
from inforce.mail.relay_log import Evidence, read_postfix

NOTICE = "terms-2027-01-31-accounts-0a1b2c"
STAMPS = ("Nov 23 20:14:33", "2026-11-23T20:14:33.482911+00:00", "<22>Nov  3 04:05:06")

REAL = """\
Nov 23 20:14:09 relay postfix/postfix-script[23774]: starting the Postfix mail system
Nov 23 20:14:09 relay postfix/master[23776]: daemon started -- version 3.7.11, configuration /etc/postfix
Nov 23 20:14:33 relay postfix/smtpd[23800]: connect from localhost[127.0.0.1]
Nov 23 20:14:33 relay postfix/smtpd[23800]: EB5E02AA201: client=localhost[127.0.0.1]
Nov 23 20:14:33 relay postfix/cleanup[23802]: EB5E02AA201: message-id=<NOTICE.1@x.test>
Nov 23 20:14:33 relay postfix/qmgr[23778]: EB5E02AA201: from=<me@x.test>, size=285, nrcpt=1 (queue active)
Nov 23 20:14:33 relay postfix/smtpd[23800]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 commands=4
Nov 23 20:14:33 relay postfix/smtpd[23800]: connect from localhost[127.0.0.1]
Nov 23 20:14:33 relay postfix/smtpd[23800]: ECCD32AA010: client=localhost[127.0.0.1]
Nov 23 20:14:33 relay postfix/smtp[23803]: EB5E02AA201: to=<a@b.test>, relay=127.0.0.1[127.0.0.1]:2599, delay=0.02, \
delays=0.01/0.01/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)
Nov 23 20:14:33 relay postfix/qmgr[23778]: EB5E02AA201: removed
Nov 23 20:14:34 relay postfix/smtpd[23806]: connect from localhost[127.0.0.1]
Nov 23 20:14:34 relay postfix/smtpd[23806]: 773972AA28B: client=localhost[127.0.0.1]
Nov 23 20:14:34 relay postfix/smtpd[23800]: lost connection after DATA (139 bytes) from localhost[127.0.0.1]
Nov 23 20:14:34 relay postfix/cleanup[23802]: ECCD32AA010: message-id=<NOTICE.3@x.test>
Nov 23 20:14:34 relay postfix/smtpd[23800]: disconnect from localhost[127.0.0.1] helo=1 mail=1 rcpt=1 data=0/1
Nov 23 20:14:34 relay postfix/smtpd[23800]: connect from localhost[127.0.0.1]
Nov 23 20:14:34 relay postfix/cleanup[23807]: 773972AA28B: message-id=<NOTICE.4@x.test>
Nov 23 20:14:34 relay postfix/smtpd[23806]: disconnect from localhost[127.0.0.1] helo=1 mail=1 rcpt=1 data=1 commands=4
Nov 23 20:14:34 relay postfix/qmgr[23778]: 773972AA28B: from=<me@x.test>, size=350, nrcpt=1 (queue active)
Nov 23 20:14:34 relay postfix/smtp[23804]: 773972AA28B: to=<a@b.test>, relay=127.0.0.1[127.0.0.1]:2599, delay=0.01, \
delays=0.01/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)
Nov 23 20:14:34 relay postfix/qmgr[23778]: 773972AA28B: removed
Nov 23 20:14:34 relay postfix/smtpd[23806]: connect from localhost[127.0.0.1]
Nov 23 20:14:34 relay postfix/smtpd[23806]: F24442AA010: client=localhost[127.0.0.1]
Nov 23 20:14:55 relay postfix/smtpd[23806]: timeout after DATA (139 bytes) from localhost[127.0.0.1]
Nov 23 20:14:55 relay postfix/smtpd[23806]: disconnect from localhost[127.0.0.1] helo=1 mail=1 rcpt=1 data=0/1
Nov 23 20:14:55 relay postfix/cleanup[23807]: F24442AA010: message-id=<NOTICE.6@x.test>
Nov 23 20:15:02 relay postfix/smtpd[23808]: connect from localhost[127.0.0.1]
Nov 23 20:15:02 relay postfix/smtpd[23808]: 187012AA3C6: client=localhost[127.0.0.1]
Nov 23 20:15:02 relay postfix/cleanup[23802]: 187012AA3C6: message-id=<NOTICE.7@x.test>
Nov 23 20:15:02 relay postfix/smtpd[23808]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 commands=4
Nov 23 20:15:02 relay postfix/qmgr[23778]: 187012AA3C6: from=<me@x.test>, size=285, nrcpt=1 (queue active)
Nov 23 20:15:02 relay postfix/smtp[23803]: 187012AA3C6: to=<a@b.test>, relay=127.0.0.1[127.0.0.1]:2599, delay=0.01, \
delays=0/0/0/0.01, dsn=5.3.0, status=bounced (host 127.0.0.1[127.0.0.1] said: 500 5.3.0 Error)
Nov 23 20:15:02 relay postfix/cleanup[23807]: 1B5A62AA3C9: message-id=<20261123201502.1B5A62AA3C9@relay.test>
Nov 23 20:15:02 relay postfix/qmgr[23778]: 1B5A62AA3C9: from=<>, size=2146, nrcpt=1 (queue active)
Nov 23 20:15:02 relay postfix/bounce[24442]: 187012AA3C6: sender non-delivery notification: 1B5A62AA3C9
Nov 23 20:15:02 relay postfix/qmgr[23778]: 187012AA3C6: removed
Nov 23 20:15:08 relay postfix/smtpd[24523]: 4jYHHJ1M6qzP3M2: client=localhost[127.0.0.1]
Nov 23 20:15:08 relay postfix/cleanup[24525]: 4jYHHJ1M6qzP3M2: message-id=<NOTICE.8@x.test>
Nov 23 20:15:08 relay postfix/smtpd[24523]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 commands=4
Nov 23 20:15:08 relay postfix/qmgr[24516]: 4jYHHJ1M6qzP3M2: from=<me@x.test>, size=289, nrcpt=1 (queue active)
Nov 23 20:15:08 relay postfix/smtp[24526]: connect to 127.0.0.1[127.0.0.1]:2599: Connection refused
Nov 23 20:15:08 relay postfix/smtp[24526]: 4jYHHJ1M6qzP3M2: to=<a@b.test>, relay=none, delay=0.03, \
delays=0.01/0.02/0/0, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:2599: Connection refused)
""".replace("NOTICE", NOTICE)
"""Written by Postfix 3.7: 1 and 4 delivered (the client of 4 went away after the dot), 3 dropped in the body, 6 timed
out there (its Message-ID comes last), 7 refused by the next host, 8 waiting."""
OF_REAL = {1: "accepted", 3: "absent", 4: "accepted", 6: "absent", 7: "bounced", 8: "accepted"}


def log(*lines: str, stamp: str = STAMPS[0]) -> str:
    """Lines ``postfix/qmgr ID: …`` with stamp, host and process; NOTICE stands for the notice."""
    out = []
    for line in lines:
        tag, _, rest = line.partition(" ")
        tag = tag if "[" in tag else f"{tag}[77]"
        out.append(f"{stamp} relay {tag}: {rest}\n".replace("NOTICE", NOTICE))
    return "".join(out)


def statuses(path: Path) -> dict[int, str]:
    found = list(read_postfix(path, NOTICE))
    for evidence in found:
        assert re.fullmatch(rf"<{NOTICE}\.\d+@x\.test>", evidence.message_id)
    return {int(evidence.message_id.split(".")[-2].split("@")[0]): evidence.status for evidence in found}


def of(tmp_path: Path, text: str) -> dict[int, str]:
    path = tmp_path / "mail.log"
    path.write_text(text, encoding="utf-8")
    return statuses(path)


def code(path: Path) -> str:
    with pytest.raises(ContentError) as caught:
        list(read_postfix(path, NOTICE))
    (problem,) = caught.value.problems
    assert problem.place.path == path.as_posix()
    assert problem.remedy
    return problem.code


NAMED = "postfix/cleanup 4A5B6C7D8E: message-id=<NOTICE.5@x.test>"
BEGUN = "postfix/smtpd 4A5B6C7D8E: client=localhost[127.0.0.1]"
ENDED = "postfix/smtpd disconnect from localhost[127.0.0.1] data=0/1"
ACTIVE = "postfix/qmgr 4A5B6C7D8E: from=<me@x.test>, size=285, nrcpt=1 (queue active)"
REMOVED = "postfix/qmgr 4A5B6C7D8E: removed"


def delivery(status: str, more: str = "", queue_id: str = "4A5B6C7D8E", tag: str = "postfix/smtp") -> str:
    return f"{tag} {queue_id}: to=<a@b.test>, relay=none, delay=1, dsn=2.0.0, status={status} ({more})"


def test_a_real_log_is_read(tmp_path: Path) -> None:
    """What Postfix itself wrote gives each message's fate."""
    assert of(tmp_path, REAL) == OF_REAL


def test_evidence_names_the_message(tmp_path: Path) -> None:
    """A Message-ID is given with its angle brackets."""
    path = tmp_path / "mail.log"
    path.write_text(log(BEGUN, NAMED, ACTIVE))
    assert list(read_postfix(path, NOTICE)) == [Evidence(f"<{NOTICE}.5@x.test>", "accepted")]


def test_a_packed_log_is_read(tmp_path: Path) -> None:
    """A log packed with gzip is known by its first bytes."""
    path = tmp_path / "mail.log.1"
    path.write_bytes(gzip.compress(REAL.encode()))
    assert statuses(path) == OF_REAL
    path.write_bytes(gzip.compress(REAL.encode())[:-20])
    assert code(path) == "relay-log-damaged"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((BEGUN, NAMED, ENDED), "absent"),
        ((BEGUN, ENDED, NAMED), "absent"),
        ((BEGUN, NAMED, "postfix/smtpd lost connection after DATA (9 bytes) from x[127.0.0.1]"), "absent"),
        ((BEGUN, NAMED, "postfix/smtpd 5555555555: client=localhost[127.0.0.1]"), "absent"),
        ((BEGUN, NAMED, "postfix/cleanup 4A5B6C7D8E: milter-reject: END-OF-MESSAGE from x: 5.7.1 no", ENDED), "absent"),
        ((BEGUN, NAMED, ACTIVE), "accepted"),
        ((BEGUN, NAMED, ENDED, ACTIVE), "accepted"),
        ((NAMED, ACTIVE), "accepted"),
        ((NAMED, delivery("deferred")), "accepted"),
        ((NAMED, delivery("sent", "250 2.0.0 Ok: queued as 99999")), "accepted"),
        ((NAMED, delivery("sent", tag="postfix/lmtp")), "accepted"),
        ((NAMED, REMOVED), "accepted"),
        ((NAMED, ACTIVE, delivery("bounced"), REMOVED), "bounced"),
        (
            (NAMED, ACTIVE, delivery("deferred"), "postfix/qmgr 4A5B6C7D8E: from=<x>, status=expired, returned"),
            "bounced",
        ),
        ((BEGUN, NAMED, "postfix/cleanup 4A5B6C7D8E: hold: header X: y from z", ENDED), "accepted"),
        (
            (BEGUN, NAMED, "postfix/smtpd 4A5B6C7D8E: hold: RCPT from x", "postfix/smtpd lost connection after DATA"),
            "absent",
        ),
        # a queue id is used again for another message, which is queued
        ((BEGUN, NAMED, ENDED, BEGUN, "postfix/cleanup 4A5B6C7D8E: message-id=<other@x.test>", ACTIVE), "absent"),
        ((BEGUN, NAMED, BEGUN.replace("smtpd", "smtpd[9]"), ENDED, ACTIVE), "absent"),
        ((NAMED, REMOVED, "postfix/cleanup 4A5B6C7D8E: message-id=<other@x.test>", delivery("bounced")), "accepted"),
        # other instances and other hosts have queue ids of their own
        ((BEGUN, NAMED, ENDED, ACTIVE.replace("postfix/", "postfix-out/")), "absent"),
        ((NAMED.replace("postfix/", "postfix-out/"), ACTIVE.replace("postfix/", "postfix-out/")), "accepted"),
        ((BEGUN.replace("postfix/", "postfix/submission/"), NAMED, ACTIVE), "accepted"),
        # the same message under two queue ids: tried again
        ((BEGUN, NAMED, ENDED, NAMED.replace("4A5", "5A5"), ACTIVE.replace("4A5", "5A5")), "accepted"),
        ((NAMED, ACTIVE, BEGUN.replace("4A5", "5A5"), NAMED.replace("4A5", "5A5"), ENDED), "accepted"),
        (
            (NAMED, delivery("sent"), NAMED.replace("4A5", "5A5"), delivery("bounced", queue_id="5A5B6C7D8E")),
            "accepted",
        ),
        (
            # the next host has a queue id of its own, here by chance the same
            (
                NAMED,
                delivery("sent", "250 2.0.0 Ok: queued as 4A5B6C7D8E"),
                NAMED.replace("4A5", "5A5"),
                delivery("bounced", queue_id="5A5B6C7D8E"),
            ),
            "accepted",
        ),
        # … or handed to a filter that brings it back
        (
            (
                NAMED,
                NAMED.replace("4A5", "5A5"),
                delivery("sent", "250 from MTA: 250 2.0.0 Ok: queued as 5A5B6C7D8E"),
                delivery("bounced", queue_id="5A5B6C7D8E"),
            ),
            "bounced",
        ),
    ],
)
def test_only_the_queue_is_proof(tmp_path: Path, lines: tuple[str, ...], expected: str) -> None:
    """A Message-ID alone is nothing; its queue id in the queue is acceptance; the last host's refusal is a bounce."""
    for stamp in STAMPS:
        assert of(tmp_path, log(*lines, stamp=stamp)) == {5: expected}


def test_a_queue_id_used_again_is_another_life(tmp_path: Path) -> None:
    """Without the lines of connections a second Message-ID under a queue id ends the life of the first."""
    assert of(tmp_path, log(NAMED, NAMED.replace(".5@", ".6@"), ACTIVE)) == {5: "absent", 6: "accepted"}


def test_other_notices_are_passed_by(tmp_path: Path) -> None:
    """Message-IDs of other notices, of other programs and half ones name no message of this one."""
    others = [
        "x@x.test",
        "terms-2027-01-31-accounts-0a1b2.5@x.test",
        f"{NOTICE}.@x.test",
        f"{NOTICE}.x@x.test",
        f"{NOTICE}.5",
        "",
    ]
    lines = [f"postfix/cleanup 4A5B6C7D{i:02}: message-id=<{other}>" for i, other in enumerate(others)]
    assert of(tmp_path, log(*lines, *[ACTIVE.replace("8E", f"{i:02}") for i in range(len(others))])) == {}


@pytest.mark.parametrize(
    "text", ["", "hello\n", "Nov 23 20:14:33 relay sshd[7]: Accepted\n", "\x00\xff" * 50, "x" * 200_000]
)
def test_what_is_no_postfix_log_is_refused(tmp_path: Path, text: str) -> None:
    """A file without one line of Postfix is another file: nothing may be concluded from its silence."""
    path = tmp_path / "mail.log"
    path.write_text(text)
    assert code(path) == "relay-log-unknown"


def test_a_missing_log_is_named(tmp_path: Path) -> None:
    """No file, and a folder, are refused."""
    assert code(tmp_path / "none.log") == "relay-log-missing"
    assert code(tmp_path) == "relay-log-missing"


def test_a_log_cut_in_the_middle_of_a_message_is_refused(tmp_path: Path) -> None:
    """Where the log ends while a message comes in, it may have been taken a moment later: nothing is said of any."""
    path = tmp_path / "mail.log"
    path.write_text(log(NAMED.replace(".5@", ".4@").replace("4A5", "5A5"), ACTIVE.replace("4A5", "5A5"), BEGUN, NAMED))
    assert code(path) == "relay-log-cut"


@pytest.mark.parametrize(
    ("first", "last", "settled"),
    [
        ("Nov 23 20:14:33", "Nov 23 20:24:32", False),
        ("Nov 23 20:14:33", "Nov 23 20:24:33", True),
        ("Dec 31 23:55:00", "Jan  1 00:04:59", False),
        ("Dec 31 23:55:00", "Jan  1 00:05:00", True),
        ("2026-11-23T20:14:33.1+00:00", "2026-11-23T21:24:33.2+01:00", True),
        ("2026-11-23T20:14:33.1+00:00", "2026-11-23T21:14:33.2+01:00", False),
        ("Nov 23 20:14:33", "2026-11-23T20:44:33+00:00", False),
    ],
)
def test_after_ten_minutes_a_message_is_not_coming_in_any_more(
    tmp_path: Path, first: str, last: str, settled: bool
) -> None:
    """A log without the lines of connections says absent only where it goes on long enough."""
    path = tmp_path / "mail.log"
    end = f"{last} relay postfix/anvil[7]: statistics: max connection rate 1/60s\n"
    path.write_text(f"{first} relay postfix/cleanup[7]: 4A5B6C7D8E: message-id=<{NOTICE}.5@x.test>\n{end}")
    assert (statuses(path) if settled else code(path)) == ({5: "absent"} if settled else "relay-log-cut")


@given(st.lists(st.binary(max_size=40), max_size=6), st.randoms(use_true_random=False))
def test_lines_not_understood_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, noise: list[bytes], random
) -> None:
    """Noise between the lines, and lines of other programs, are passed by."""
    lines = REAL.encode().splitlines(keepends=True)
    for odd in noise:
        lines.insert(random.randrange(len(lines)), odd.replace(b"\n", b"") + b"\n")
    path = tmp_path_factory.getbasetemp() / "noisy.log"
    path.write_bytes(b"".join(lines))
    assert statuses(path) == OF_REAL
