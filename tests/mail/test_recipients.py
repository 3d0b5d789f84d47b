"""The recipients' file: who is to be told, who cannot be, and why."""

import subprocess
import sys
from pathlib import Path

import pytest

from inforce.core.delivery import Audience
from inforce.errors import ContentError, Level
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Recipient, Reject

ACCOUNTS, SUBSCRIBERS = Audience.ACCOUNTS, Audience.SUBSCRIBERS
URL = "https://example.com/leave?t=1"


def file(tmp_path: Path, text: str, audience: Audience = ACCOUNTS) -> RecipientFile:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode())
    return RecipientFile(path, audience)


def subscriber(tmp_path: Path, **fields: str) -> Recipient | Reject:
    """The only row of a file with these fields."""
    values = {"email": "jane@example.com", "unsubscribe_url": URL} | fields
    quoted = ",".join('"' + value.replace('"', '""') + '"' for value in values.values())
    (found,) = file(tmp_path, ",".join(values) + "\n" + quoted + "\n", SUBSCRIBERS)
    return found


def test_every_column_is_read(tmp_path: Path) -> None:
    """Fields are trimmed and kept as written; the line is that of the file."""
    text = (
        " E-Mail ,NAME,Locale,Account,Marketing Opt-Out,unsubscribe_url\n"
        f" Jane@Example.com , Jane Doe ,pt-BR,=A-1,YES,{URL}\n"
    )
    email, key = "Jane@example.com", "jane@example.com"
    assert list(file(tmp_path, text, SUBSCRIBERS)) == [Recipient(2, email, key, "Jane Doe", "pt-BR", "=A-1", True, URL)]
    # an account holder leaves by no address, so none is kept of them
    assert list(file(tmp_path, text, ACCOUNTS)) == [Recipient(2, email, key, "Jane Doe", "pt-BR", "=A-1", True, "")]


def test_the_address_alone_is_enough(tmp_path: Path) -> None:
    """A file may have one column only, in any letters."""
    assert list(file(tmp_path, "EMAIL\njane@example.com\n")) == [Recipient(2, "jane@example.com", "jane@example.com")]


def test_the_example_of_the_reference_is_read(tmp_path: Path) -> None:
    """The page that explains the file shows one whose rows can all be mailed."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "recipients-csv.md"
    example = page.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]
    people = file(tmp_path, example, SUBSCRIBERS)
    found = list(people)
    assert [isinstance(row, Recipient) and not row.unsendable for row in found] == [True, True]
    assert people.warnings == ()


def test_a_file_can_be_read_again(tmp_path: Path) -> None:
    """Iterating twice gives the same rows and the same digest; the digest is known at the end only."""
    people = file(tmp_path, "email\njane@example.com\nnobody\n")
    assert people.digest == ""
    assert list(people) == list(people)
    assert len(people.digest) == 64


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"email": "nobody"}, "no @"),
        ({"name": "Jane\r\nBcc: joe@example.com"}, "column name has a line break"),
        ({"name": "Jane\nDoe"}, "column name has a line break"),
        ({"name": "Jane\x07"}, "column name"),
        ({"name": "\u202eenaJ"}, "column name"),
        ({"name": "Ja\u200bne"}, "column name"),
        ({"account": "7\t8"}, "column account"),
        ({"locale": "de\u2028"}, "column locale"),
        ({"unsubscribe_url": "https://example.com/\n"}, "column unsubscribe_url"),
        ({"name": "x" * 1001}, "more than 1,000"),
        ({"marketing_opt_out": "maybe"}, "neither yes nor no"),
        ({"marketing_opt_out": "unsubscribed"}, "neither yes nor no"),
    ],
)
def test_rows_that_name_nobody_safely_are_rejected(tmp_path: Path, fields: dict[str, str], reason: str) -> None:
    """A reason names the column and never the value."""
    found = subscriber(tmp_path, **fields)
    assert isinstance(found, Reject)
    assert (found.line, reason in found.reason) == (2, True)
    assert not any(len(value) > 1 and value in found.reason for value in fields.values())


@pytest.mark.parametrize("name", ["Jürgen Müller", "=cmd|' /C calc'!A0", "-1", "علی‌رضا", 'O’Neil, "Jay"', "李雷"])
def test_names_are_kept_as_text(tmp_path: Path, name: str) -> None:
    """Letters of any script, the joiners they are spelled with, and what a spreadsheet takes for a formula stay."""
    found = subscriber(tmp_path, name=name)
    assert isinstance(found, Recipient)
    assert found.name == name


@pytest.mark.parametrize(
    ("said", "out"),
    [
        ("yes", True),
        ("TRUE", True),
        ("1", True),
        (" Yes ", True),
        ("no", False),
        ("False", False),
        ("0", False),
        ("", False),
    ],
)
def test_an_opt_out_is_read(tmp_path: Path, said: str, out: bool) -> None:
    """Yes, true and 1 are opt-outs; no, false, 0 and nothing are none."""
    found = subscriber(tmp_path, marketing_opt_out=said)
    assert isinstance(found, Recipient)
    assert found.opted_out is out


def test_an_unreadable_opt_out_keeps_no_account_holder_from_a_mandatory_notice(tmp_path: Path) -> None:
    """For accounts the opt-out does not count, so it rejects nobody."""
    (found,) = file(tmp_path, "email,marketing_opt_out\njane@example.com,maybe\n")
    assert isinstance(found, Recipient)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "no unsubscribe_url"),
        ("http://example.com/x", "https://"),
        ("mailto:leave@example.com", "https://"),
        ("//example.com/x", "https://"),
        ("https://", "plain https address"),
        ("https:///x", "plain https address"),
        ("https://jane@example.com/x", "plain https address"),
        ("https://example.com/a b", "plain https address"),
        ("https://example.com/<x>", "plain https address"),
        ("https://example.com/>,<mailto:x@example.org", "plain https address"),
        ('https://example.com/"x"', "plain https address"),
        ("https://example.com/ä", "plain https address"),
        ("https://example.com\\x", "plain https address"),
        ("https://example.com/" + "x" * 900, "longer than 900"),
    ],
)
def test_a_subscriber_who_cannot_leave_is_unsendable(tmp_path: Path, url: str, reason: str) -> None:
    """Without a plain https address of at most 900 characters a subscriber is not mailed; the address is not kept."""
    found = subscriber(tmp_path, unsubscribe_url=url)
    assert isinstance(found, Recipient)
    assert reason in found.unsendable
    assert found.unsubscribe_url == ""


@pytest.mark.parametrize(
    "url", [URL, "https://example.com", "HTTPS://Example.com:8443/a/b?c=d&e=%20#f", "https://example.com/" + "x" * 880]
)
def test_a_subscriber_who_can_leave_is_sendable(tmp_path: Path, url: str) -> None:
    """Plain https addresses are kept as written."""
    found = subscriber(tmp_path, unsubscribe_url=url)
    assert isinstance(found, Recipient)
    assert (found.unsendable, found.unsubscribe_url) == ("", url)


def test_an_address_that_needs_smtputf8_is_unsendable(tmp_path: Path) -> None:
    """It is listed with its reason and its key, and is no reject."""
    (found,) = file(tmp_path, "email\nJürgen@Bücher.example\n")
    assert isinstance(found, Recipient)
    assert "SMTPUTF8" in found.unsendable
    assert found.key == "jürgen@xn--bcher-kva.example"


def test_columns_not_known_are_told_and_ignored(tmp_path: Path) -> None:
    """Each is a warning, which says what a name slightly wrong may mean; a byte order mark is a hint."""
    people = file(tmp_path, "\ufeffemail,acount,shoe size,,x\njane@example.com,1,42,,\n")
    people.open()
    sentences = [str(problem) for problem in people.warnings]
    assert [problem.level for problem in people.warnings] == [*[Level.WARNING] * 3, Level.HINT]
    assert "“acount” is not known, and is ignored. Did you mean “account”?" in sentences[0]
    assert "“shoe size”" in sentences[1]
    assert len(list(people)) == 1


@pytest.mark.parametrize(
    ("head", "audience", "code", "said"),
    [
        ("name,mail", ACCOUNTS, "csv-column-missing", "Rename “mail” to “email”"),
        ("name,address", ACCOUNTS, "csv-column-missing", "Name the column “email”"),
        ("jane@example.com,Jane", ACCOUNTS, "csv-column-missing", "no column “email”"),
        ("email,E-Mail", ACCOUNTS, "csv-column-twice", "twice"),
        ("email,marketing_optout,opt", SUBSCRIBERS, "", ""),
        ("email,marketing_opt_uot,opt", SUBSCRIBERS, "csv-column-unsure", "by which subscribers leave"),
        ("email,unsubscribe_link,opt", SUBSCRIBERS, "csv-column-unsure", "Did you mean “unsubscribe_url”?"),
        ("email,unsubscribe_link,opt", ACCOUNTS, "", ""),
    ],
)
def test_a_head_that_may_mislead_is_refused(
    tmp_path: Path, head: str, audience: Audience, code: str, said: str
) -> None:
    """No address, a column twice, and for subscribers a way to leave with a slip of the pen stop the whole file."""
    people = file(tmp_path, f"{head}\n", audience)
    if not code:
        people.open()
        return
    with pytest.raises(ContentError) as caught:
        list(people)
    first = next(problem for problem in caught.value.problems if problem.level is Level.ERROR)
    assert first.code == code
    assert first.place.line == 1
    assert said in str(first)


def test_subscribers_without_a_column_to_leave_by_are_warned_of(tmp_path: Path) -> None:
    """One warning says it for the whole file."""
    people = file(tmp_path, "email\njane@example.com\n", SUBSCRIBERS)
    (found,) = people
    assert [problem.code for problem in people.warnings] == ["recipients-no-unsubscribe"]
    assert isinstance(found, Recipient)
    assert found.unsendable


PEAK = """
import resource, sys
from pathlib import Path
from inforce.core.delivery import Audience
from inforce.mail.recipients import RecipientFile
rows = sum(1 for _ in RecipientFile(Path(sys.argv[1]), Audience.ACCOUNTS))
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten times the rows, with a domain each, take the same memory but for the domains that are kept."""
    peaks = []
    for rows in (6_000, 60_000):
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as out:
            out.write("email,name\n")
            out.writelines(f"user{i}@d{i % 8_000}.example.com,Jörg {i}\n" for i in range(rows))
        run = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
        counted, peak = map(int, run.stdout.split())
        assert counted == rows
        peaks.append(peak)
    assert peaks[1] < peaks[0] * 1.1
