"""What looks like a secret is found, what does not is left alone, and hostile text is no trap."""

from __future__ import annotations

import time

import pytest

from inforce.core.secrets import SECRET_KEY, secrets

TOKEN = "eyJhbGciOiJIUzI1NiJ9" + "." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "a cloud access key"),
        ("ghp_" + "a1" * 18, "an access token"),
        ("glpat-" + "a" * 20, "an access token"),
        ("xoxb-" + "1" * 24, "a chat token"),
        ("sk_live_" + "a" * 24, "a payment key"),
        ("AIza" + "a" * 35, "a service key"),
        ("sk-" + "a" * 40, "a service key"),
        (TOKEN, "a signed token"),
        ("https://user:pass@example.com/", "a password in an address"),
    ],
)
def test_a_secret_is_found_at_its_place(text: str, kind: str) -> None:
    """Line and column count from 1."""
    (found,) = secrets(f"First line.\nSee {text} here.\n")
    assert found.kind == kind
    assert found.line == 2
    assert found.column >= 5


@pytest.mark.parametrize(
    "text",
    [
        "Write to mailto:privacy@example.com or see https://example.com/a:b@c.",
        "A task-force, a risk-based approach, the ASIA region, RFC 1234: see section 3.",
        "https://example.com:8080/path and 12:30@noon",
        "We store API keys and passwords only as digests.",
    ],
)
def test_legal_text_is_no_secret(text: str) -> None:
    """It speaks of keys; it does not hold any."""
    assert list(secrets(text)) == []


def test_a_setting_that_would_hold_a_secret_is_known_by_its_name() -> None:
    """Whatever its value."""
    for key in ("smtp_password", "api_key", "apikey", "SECRET", "auth_token", "private_key"):
        assert SECRET_KEY.search(key)
    for key in ("organisation", "contact", "keyword", "lead"):
        assert not SECRET_KEY.search(key)


@pytest.mark.parametrize("piece", ["a", "eyJ-", ".eyJ", "://a:", "-----BEGIN A ", "AKIA", "sk-", "xoxb-", "SG.a"])
def test_hostile_text_takes_no_more_than_its_length(piece: str) -> None:
    """A megabyte of beginnings that lead nowhere is read in well under a second."""
    text = (piece * (1_000_000 // len(piece))) + " PRIVATE KEY----- .eyJ :// "
    start = time.perf_counter()
    list(secrets(text))
    assert time.perf_counter() - start < 1
