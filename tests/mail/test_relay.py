"""The relay's address: what it means, and what it may not hold."""

import pytest

from inforce.errors import UsageError
from inforce.mail.relay import PASSWORD, URL, USER, Relay, Tls, from_url


def test_smtp_asks_for_starttls_on_the_submission_port() -> None:
    """Protection is the default."""
    assert from_url("smtp://mail.example.com", {}) == Relay("mail.example.com", 587, Tls.STARTTLS)


def test_smtps_is_tls_from_the_first_byte() -> None:
    """RFC 8314: port 465."""
    assert from_url("smtps://mail.example.com", {}) == Relay("mail.example.com", 465, Tls.IMPLICIT)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_on_loopback_none_is_asked_for(host: str) -> None:
    """Nobody stands in between."""
    assert from_url(f"smtp://{host}:2525", {}).tls is Tls.NONE


def test_starttls_can_be_asked_for_on_loopback() -> None:
    """With its own scheme."""
    assert from_url("smtp+starttls://127.0.0.1:2525", {}).tls is Tls.STARTTLS


def test_a_name_that_begins_like_loopback_is_none() -> None:
    """Only the address itself, or “localhost”."""
    assert from_url("smtp://127.0.0.1.example.com", {}).tls is Tls.STARTTLS


def test_insecure_is_said_aloud() -> None:
    """Only with the option is a message sent unprotected to another host."""
    assert from_url("smtp://mail.example.com", {}, insecure=True).tls is Tls.NONE


def test_the_environment_names_relay_and_login() -> None:
    """Secrets never stand in a command line."""
    found = from_url("", {URL: "smtps://mail.example.com:1465", USER: "u", PASSWORD: "p"})
    assert found == Relay("mail.example.com", 1465, Tls.IMPLICIT, "u", "p")


def test_a_password_is_not_shown() -> None:
    """Not in a message for programmers either."""
    assert "secret" not in repr(from_url("smtps://m.example.com", {USER: "u", PASSWORD: "secret"}))


@pytest.mark.parametrize(
    ("url", "environ", "code"),
    [
        ("", {}, "no-relay"),
        ("smtp://user:secret@mail.example.com", {}, "relay-secret"),
        ("smtp://user@mail.example.com", {}, "relay-secret"),
        ("mail.example.com", {}, "relay-address"),
        ("http://mail.example.com", {}, "relay-address"),
        ("smtp://", {}, "relay-address"),
        ("smtp://mail.example.com:99999", {}, "relay-address"),
        ("smtp://mail..example.com", {}, "relay-address"),
        ("smtp://.example.com", {}, "relay-address"),
        (f"smtp://{'m' * 64}.example.com", {}, "relay-address"),
        ("smtp://mail.example.com", {USER: "u", PASSWORD: "pässword"}, "relay-login"),
        ("smtp://mail.example.com/inbox", {}, "relay-address"),
        ("smtp://[::1", {}, "relay-address"),
        ("smtp://mäil.example.com", {}, "relay-address"),
        ("smtp://mail.example.com", {USER: "u"}, "relay-login"),
        ("smtp://mail.example.com", {PASSWORD: "p"}, "relay-login"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str, environ: dict[str, str], code: str) -> None:
    """With a sentence of its own, and without the secret."""
    with pytest.raises(UsageError) as caught:
        from_url(url, environ)
    assert [p.code for p in caught.value.problems] == [code]
    assert "secret" not in str(caught.value)
