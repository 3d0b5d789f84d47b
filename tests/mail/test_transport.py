"""What goes over the wire: the envelope, the doubled dots, and replies made harmless."""

import smtplib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.mail.transport import path, shown, stuffed


@given(st.lists(st.text(st.sampled_from(".a b=é"), max_size=12), min_size=1))
def test_dots_are_doubled_as_smtplib_does(lines: list[str]) -> None:
    """For any message with CRLF, the standard library's own way is the measure."""
    text = "\r\n".join(lines) + "\r\n"
    assert stuffed(text.encode()) == smtplib._quote_periods(text.encode())  # type: ignore[attr-defined]


def test_a_message_ends_with_a_line_end() -> None:
    """The dot would else be part of its last line."""
    assert stuffed(b"a") == b"a\r\n"


def test_an_address_stands_in_the_envelope_as_stored() -> None:
    """Nothing is parsed, nothing is corrected."""
    assert path("Jo.O'Hara+x=y@xn--exmple-cua.com") == "<Jo.O'Hara+x=y@xn--exmple-cua.com>"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b@c",
        "a@b.com\r\nRCPT TO:<c@d.com>",
        "a@b.com>",
        "<a@b.com",
        "a b@c.com",
        "ä@b.com",
        "a@b.com\0",
        "@" * 300,
    ],
)
def test_what_could_leave_the_envelope_is_refused(address: str) -> None:
    """It is refused here once more, whatever was checked before."""
    with pytest.raises(ValueError, match="envelope"):
        path(address)


def test_a_reply_is_one_printable_line() -> None:
    """A relay's words come from outside: no escape sequence reaches a terminal, no line break a log."""
    assert shown(b"550 no\n\x1b[31m\xffuser") == "550 no / \ufffd[31m\ufffduser"


def test_a_long_reply_is_cut() -> None:
    """At 500 characters."""
    assert len(shown(b"x" * 10_000)) == 500
