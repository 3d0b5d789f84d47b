"""Addresses are read strictly, and so that no relay reads another one in them."""

import string

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from inforce.mail.address import AddressFault, read_address

ODD = "\u0131\u0130\u017f\u212a\uff20\u3002\uff0e\u200b\u200d\u202e\u00ad\u0338\u00df\u1e9e\u03c2\ufb01\u00b2\x00\x7f"
WRITTEN = st.text(
    alphabet=string.ascii_letters + string.digits + ".@-_+%!|/\"<>,;:[]\\ \t\r\n()'`{}äé" + ODD, max_size=40
)
AROUND_AT = st.builds(lambda local, domain: f"{local}@{domain}", WRITTEN, st.one_of(WRITTEN, st.just("example.com")))


def fault(text: str) -> AddressFault:
    with pytest.raises(AddressFault) as caught:
        read_address(text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "email", "key"),
    [
        ("jane@example.com", "jane@example.com", "jane@example.com"),
        ("Jane.Doe+News@Example.COM", "Jane.Doe+News@example.com", "jane.doe+news@example.com"),
        (" \tjane@example.org\t ", "jane@example.org", "jane@example.org"),
        ("o'neil@example.com", "o'neil@example.com", "o'neil@example.com"),
        ("jane@bücher.example", "jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"),
        ("jane@BÜCHER.example", "jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"),
        ("jane@XN--BCHER-KVA.example", "jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"),
        ("jane@straße.example", "jane@xn--strae-oqa.example", "jane@xn--strae-oqa.example"),
        ("jane@ｅxample。com", "jane@example.com", "jane@example.com"),
        ("POSTMASTER@example.com", "POSTMASTER@example.com", "postmaster@example.com"),
    ],
)
def test_what_is_mailed_is_what_was_written(written: str, email: str, key: str) -> None:
    """The part before the @ stays as written, the domain becomes lower-case A-labels, and the key knows no case."""
    assert read_address(written) == (email, key)


@pytest.mark.parametrize("domain", ["a.test", "a.invalid", "mail.Local", "x.localhost", "x.onion", "example.net"])
def test_reserved_domains_may_be_mailed(domain: str) -> None:
    """A name reserved for special use is the relay's matter: an intranet may mail to it."""
    assert read_address(f"jane@{domain}")[0] == f"jane@{domain.lower()}"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "is empty"),
        ("jane", "no @"),
        ("jane＠example.com", "look-alike of the @"),
        ("jane﹫example.com", "look-alike of the @"),
        ("@example.com", "nothing before"),
        ("jane@", "nothing after"),
        ("jane@localhost", "no dot"),
        ("jane@test", "no dot"),
        ("jane@example.com.", "ends with a dot"),
        ("jane@example..com", "not a domain"),
        ("jane@-example.com", "not a domain"),
        ("jane@exa_mple.com", "not a domain"),
        ("jane@192.0.2.1", "not a domain"),
        ("jane@[192.0.2.1]", "brackets"),
        ("jane@[IPv6:::1]", "brackets"),
        ('"jane doe"@example.com', "quoted"),
        ("<jane@example.com>", "angle brackets"),
        ("Jane <jane@example.com>", "angle brackets"),
        ("jane@example.com,joe@example.com", "more than one @"),
        ("jane,joe@example.com", "comma"),
        ("jane@example.com,", "comma"),
        ("jane@example.com\r\nBcc: joe@example.com", "more than one @"),
        ("jane@example.com\r\nBcc: joe", "cannot be seen"),
        ("jane@example.com\r\n", "cannot be seen"),
        ("jane\r\n@example.com", "control character"),
        ("jane @example.com", "space"),
        ("jane@ example.com", "space"),
        ("jane@example.com\u00a0", "space"),
        ("jane\u200b@example.com", "may not stand there"),
        ("jane\u202e@example.com", "may not stand there"),
        ("jane@exam\u200bple.com", "cannot be seen"),
        ("jane@exam\u00adple.com", "cannot be seen"),
        ("jane@\u2100example.com", "not a domain"),
        ("jane%example.org@example.com", "route"),
        ("example.org!jane@example.com", "route"),
        ("|jane@example.com", "route"),
        ("-oQ@example.com", "begins with -"),
        ("/etc/x@example.com", "begins with -"),
        (".jane@example.com", "dot at its beginning"),
        ("jane.@example.com", "dot at its beginning"),
        ("ja..ne@example.com", "two in a row"),
        ("=cmd|'/C calc'!A0@example.com", "space"),
        ("@SUM(A1)@example.com", "more than one @"),
        ("x" * 65 + "@example.com", "64"),
        ("jane@" + "a" * 64 + ".com", "not a domain"),
        ("x" * 64 + "@" + ".".join(["a" * 60] * 3) + ".example.com", "too long"),
        ("x" * 1_000_000, "no @"),
        ("x" * 1_000_000 + "@example.com", "64"),
        ("ä" * 1_000_000 + "@example.com", "too long"),
        ("x@" + "ä" * 1_000_000, "too long"),
    ],
)
def test_what_is_no_plain_address_is_refused(written: str, reason: str) -> None:
    """Each way to write something else than one plain mailbox is refused with its reason, which quotes nothing."""
    found = fault(written)
    assert reason in found.reason
    assert not found.unsendable
    assert not found.key


@pytest.mark.parametrize(
    ("written", "email", "key"),
    [
        ("Jürgen@example.com", "Jürgen@example.com", "jürgen@example.com"),
        ("Ju\u0308rgen@Bücher.example", "Jürgen@xn--bcher-kva.example", "jürgen@xn--bcher-kva.example"),
        ("用户@example.com", "用户@example.com", "用户@example.com"),
        ("gıthub@example.com", "gıthub@example.com", "gıthub@example.com"),
        ("Straße@example.com", "Straße@example.com", "straße@example.com"),
    ],
)
def test_what_needs_smtputf8_is_unsendable(written: str, email: str, key: str) -> None:
    """A part before the @ that is not ASCII cannot be mailed, but has a key of its own."""
    found = fault(written)
    assert (found.unsendable, found.email, found.key) == (True, email, key)


@pytest.mark.parametrize(
    "written", ["\u212aim@example.com", "\uff4aane@example.com", "jane\u00b2@example.com", "a\uff20b@example.com"]
)
def test_characters_that_pass_for_ascii_are_refused(written: str) -> None:
    """A look-alike that normalisation turns into ASCII names nobody: it might be taken for another person's address."""
    assert "passes for a plain letter" in fault(written).reason


@given(st.one_of(WRITTEN, AROUND_AT))
def test_the_library_agrees_with_every_address_taken(written: str) -> None:
    """What is taken, `email-validator` takes strictly too, to the same address; and it is read again as itself."""
    try:
        email, key = read_address(written)
    except AddressFault:
        return
    assert read_address(email) == (email, key)
    assert email.isascii() and email.isprintable() and " " not in email
    assert key == email.lower()
    assert email.count("@") == 1
    judged = validate_email(email, check_deliverability=False, test_environment=True, strict=True)
    assert judged.ascii_email is not None
    assert judged.ascii_email.lower() == key


@given(st.characters(exclude_categories=["Cs"]), st.sampled_from(["", "a", "ss"]))
def test_no_unsendable_address_has_the_key_of_a_plain_one(character: str, more: str) -> None:
    """The key of an address that needs SMTPUTF8 is never ASCII before the @: it takes nobody's place."""
    try:
        read_address(f"{more}{character}{more}@example.com")
    except AddressFault as found:
        if found.unsendable:
            assert not found.key.rpartition("@")[0].isascii()
