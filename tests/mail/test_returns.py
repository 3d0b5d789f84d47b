"""What a mail service tells afterwards: taken as a whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inforce.errors import ContentError
from inforce.mail.relay_log import Bounce, Evidence, read_bounces, read_status_csv, read_suppressions

NOTICE = "terms-2027-01-31-accounts-0a1b2c"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "service.csv"
    path.write_text(text.replace("NOTICE", NOTICE), encoding="utf-8")
    return path


def told(read: Callable[[Path], object], path: Path) -> list[tuple[int, str]]:
    with pytest.raises(ContentError) as caught:
        list(read(path))  # type: ignore[call-overload]
    return [(problem.place.line, problem.sentence) for problem in caught.value.problems]


def status(path: Path) -> list[Evidence]:
    return list(read_status_csv(path, NOTICE))


@pytest.mark.parametrize(
    "head", ["message-id,status", "Message_ID , STATUS", "status;Message-ID", "other\tMessage ID\tstatus"]
)
def test_a_status_list_is_read(tmp_path: Path, head: str) -> None:
    """Columns in any order, letters and spelling; Message-IDs with brackets or without; other notices passed by."""
    separator = next(sign for sign in ";\t," if sign in head)
    names = [name.strip().lower() for name in head.split(separator)]
    rows = [
        ("<NOTICE.7@x.test>", "Accepted"),
        ("NOTICE.3@x.test", "absent"),
        ("<other.3@x.test>", "bounced"),
        ("NOTICE.4@x.test", "Delivered"),
    ]
    lines = [separator.join({"status": what, "other": ""}.get(name, ident) for name in names) for ident, what in rows]
    assert status(write(tmp_path, "\n".join([head, *lines]))) == [
        Evidence(f"<{NOTICE}.3@x.test>", "absent"),
        Evidence(f"<{NOTICE}.4@x.test>", "accepted"),
        Evidence(f"<{NOTICE}.7@x.test>", "accepted"),
    ]


def test_the_gravest_of_several_lines_counts(tmp_path: Path) -> None:
    """A message accepted, bounced and complained about is one complaint."""
    rows = "NOTICE.3@x.test,bounced\nNOTICE.3@x.test,accepted\nNOTICE.4@x.test,complaint\nNOTICE.4@x.test,sent\n"
    found = status(write(tmp_path, "message-id,status\n" + rows))
    assert [evidence.status for evidence in found] == ["bounced", "complained"]


def test_every_line_that_cannot_be_taken_is_told_at_once(tmp_path: Path) -> None:
    """Unknown statuses, bad Message-IDs, ragged rows and contradictions, each with its line; nothing is given."""
    rows = [
        "NOTICE.3@x.test,perhaps",
        ",accepted",
        "x",
        "no at,absent",
        "NOTICE.5@x.test,absent",
        "NOTICE.5@x.test,sent",
    ]
    text = "\n".join(["message-id,status", *rows])
    found = told(status, write(tmp_path, text))
    assert [line for line, _ in found] == [2, 3, 4, 5, 7]
    assert "none of accepted" in found[0][1]
    assert "absent" in found[-1][1]


def test_many_faults_are_told_shortly(tmp_path: Path) -> None:
    """After twenty lines only their number is told."""
    found = told(status, write(tmp_path, "message-id,status\n" + "x,y\n" * 1000))
    assert len(found) == 21
    assert found[-1][1] == "980 more rows cannot be taken."


def test_bounces_are_read(tmp_path: Path) -> None:
    """Address or Message-ID, or both; what kind, and the reason as one line."""
    text = (
        "email,message-id,type,reason\n"
        "Jane@Example.com,,,no such\x07user\n"
        ",NOTICE.3@x.test,Complaint,\n"
        "Jürgen@example.com,<NOTICE.4@x.test>,bounce,\n"
    )
    assert list(read_bounces(write(tmp_path, text))) == [
        Bounce(2, "", "jane@example.com", False, "no such user"),
        Bounce(3, f"<{NOTICE}.3@x.test>", "", True, ""),
        Bounce(4, f"<{NOTICE}.4@x.test>", "jürgen@example.com", False, ""),
    ]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [("HardBounce", False), ("Permanent", False), ("SpamComplaint", True), ("spam-report", True)],
)
def test_types_are_read_in_the_words_of_mail_services(tmp_path: Path, said: str, complaint: bool) -> None:
    """Their lists need no rewriting; capitals and hyphens make no difference."""
    path = tmp_path / "bounces.csv"
    path.write_text(f"Email,Type\njane@example.com,{said}\n")
    (bounce,) = read_bounces(path)
    assert bounce.complaint is complaint


@pytest.mark.parametrize("head", ["email", "message-id"])
def test_bounces_need_one_of_two_columns(tmp_path: Path, head: str) -> None:
    """Either column is enough; neither is refused."""
    value = {"email": "jane@example.com", "message-id": "<a@x.test>"}[head]
    assert len(list(read_bounces(write(tmp_path, f"{head}\n{value}\n")))) == 1
    assert told(read_bounces, write(tmp_path, "reason\nx\n")) == [
        (1, "The file has no column “email” and no column “message-id”.")
    ]


def test_nothing_is_given_of_a_bounce_list_with_a_fault(tmp_path: Path) -> None:
    """The lines that could be taken are not given before the faults are told."""
    text = "email,type\njane@example.com,bounce\nnobody,bounce\njoe@example.com,soft\n,\n"
    path = write(tmp_path, text)
    with pytest.raises(ContentError):
        next(read_bounces(path))
    assert [line for line, _ in told(read_bounces, path)] == [3, 4]


def test_suppressions_are_keys(tmp_path: Path) -> None:
    """Addresses to be left alone are given as what makes two addresses the same."""
    path = write(tmp_path, "email,since\nJane@Example.com,2026\nJürgen@Bücher.example,2026\n")
    assert list(read_suppressions(path)) == ["jane@example.com", "jürgen@xn--bcher-kva.example"]
    assert told(read_suppressions, write(tmp_path, "email\njane@example.com\nx\n"))[0][0] == 3
