"""The bytes that go out: exactly the expected headers, whatever a recipient's row holds."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache

import pytest

import inforce
from inforce.core.delivery import Audience
from inforce.core.settings import MailSettings, Site
from inforce.errors import ContentError
from inforce.mail.letter import Letter, letters
from inforce.mail.message import OWN, SHARED, MessageFault, check, fault, message, variant
from inforce.mail.values import Recipient, Variant
from support.project import ROOT

WHEN = datetime(2026, 11, 23, 20, 15, 0, tzinfo=UTC)
ID = "<privacy-2027-01-31-accounts-0a1b2c.7@example.com>"
SITE = Site(organisation="ScaleMule", contact="privacy@scalemule.com")
LETTER = Letter("en", "en", "Our Privacy Policy changes", "Text.\n", "<!DOCTYPE html><html lang=en><p>Text</p></html>")
WITHOUT_REPLY = [name for name in SHARED if name != "Reply-To"]
POLICIES = (policy.compat32, policy.default, policy.SMTP, policy.strict, policy.HTTP)


@lru_cache(maxsize=4)
def example(audience: Audience, locale: str = "en") -> Variant:
    """The repository's own amendment."""
    library = inforce.load(ROOT)
    privacy = library["privacy"]
    letter = next(x for x in letters(library, privacy, privacy["2027-01-31"], audience) if x.locale == locale)
    return variant(letter, library.site, audience, date=WHEN)


def of_letter(letter: Letter = LETTER, site: Site = SITE) -> Variant:
    """A variant for accounts."""
    return variant(letter, site, Audience.ACCOUNTS, date=WHEN)


def person(email: str = "jo@example.com", **more: str) -> Recipient:
    """A recipient."""
    return Recipient(2, email, email.lower(), **more)


# ---- hostile recipients ---------------------------------------------------------------------------------------------

HOSTILE = (
    *("\r\nBcc: victim@example.org", "\n", "\r", "\0", "\x1b[2J", "\t", '"', "\\", '\\"', '" <victim@example.org>, "'),
    *("<", ">", "<victim@example.org>", ",", ";", ":", "(", ")", "(comment", "@", "=?utf-8?q?Bcc:_x@example.org?="),
    *("=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5vcmc=?=", "=?", "?=", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028"),
    *("Zoë", "李", "\U0001f600", "a" * 1000, " ", "  ", "'", "%0d%0aBcc:", "{0}", "%s", ".", "undisclosed:;", "\udc80"),
)
LOCALS = (
    *("jo", "jo.doe", "o'brien", "x+tag", "!#$%&'*+/=?^_`{|}~-", "a" * 64, "0", "_", "=", "?", "a=b", "=?", "Jo.Doe"),
    *("=?utf-8?q?x?=", "root", "a.b.c.d", "{x}", "x`id`", "Zoë", '"quoted"', "a b", "a\r\nb", "a,b", ""),
)
DOMAINS = (
    "example.com",
    "xn--mller-kva.example",
    "a.b.c.example",
    "x" * 63 + ".example",
    "1.example",
    "EXAMPLE.com",
    "-x",
)
URLS = (
    "https://example.com/u?" + "a" * 900,
    "https://example.com/u?" + "a" * 980,
    *("https://example.com/u/1", "https://example.com/u?a=%3D%3F&b=c,d;e", "https://example.com/(x)", ""),
    *("https://example.com/?a=?b", "http://example.com/u", "mailto:x@example.com", "https://example.com/>,<x:"),
    *("https://example.com/\r\nBcc: x@example.org", "https://exämple.com/", "https://example.com/ x", "javascript:1"),
)


def hostile(seed: int) -> Recipient:
    """One of endlessly many."""
    pick = random.Random(seed)
    name = "".join(pick.choice((*HOSTILE, "Jo ", "Doe")) for _ in range(pick.randint(0, 4)))
    email = f"{pick.choice(LOCALS)}@{pick.choice(DOMAINS)}"
    if pick.random() < 0.1:
        email += pick.choice(HOSTILE)
    return Recipient(seed, email, email.lower(), name=name, unsubscribe_url=pick.choice(URLS))


@pytest.mark.parametrize("audience", list(Audience))
def test_thousands_of_hostile_recipients_get_exactly_the_expected_headers(audience: Audience) -> None:
    """Every message made has the stored address and no header too many, read by five policies; the rest are refused."""
    shared = example(audience).body
    made = 0
    for seed in range(4000):
        recipient = hostile(seed)
        try:
            whole = message(shared, recipient, ID, audience)
        except MessageFault:
            assert fault(recipient, audience)
            continue
        made += 1
        assert whole.endswith(shared)
        head = whole[: len(whole) - len(shared)]
        assert head.isascii()
        assert b"=?" not in head
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", head)
        assert max(map(len, head.split(b"\r\n"))) <= 998
        for reading in POLICIES:
            parsed = message_from_bytes(head + b"\r\n", policy=reading)
            assert parsed.keys() == list(OWN[audience])
            assert [address for _, address in getaddresses([str(parsed["To"])])] == [recipient.email]
            if reading is not policy.compat32:
                (address,) = parsed["To"].addresses
                assert address.addr_spec == recipient.email
                assert address.display_name in (recipient.name, "")
                assert not parsed["To"].defects
            if audience is Audience.SUBSCRIBERS:
                assert parsed["List-Unsubscribe"] == f"<{recipient.unsubscribe_url}>"
        if made % 20 == 0:
            check(whole, recipient, audience)
    assert made > 400


def test_no_fault_is_told_with_the_values_of_a_recipient() -> None:
    """A reason goes into logs and lists: it never repeats an address or a name."""
    for seed in range(500):
        recipient = hostile(seed)
        reason = fault(recipient, Audience.SUBSCRIBERS)
        assert "victim" not in reason
        assert not reason or re.fullmatch(r"[ -~“”]+", reason)


# ---- a recipient's own headers --------------------------------------------------------------------------------------


def head_of(recipient: Recipient, audience: Audience = Audience.ACCOUNTS) -> list[str]:
    """The lines before the variant."""
    shared = example(audience).body
    whole = message(shared, recipient, ID, audience)
    check(whole, recipient, audience)
    return whole[: len(whole) - len(shared)].decode("ascii").split("\r\n")[:-1]


def test_account_holders_get_two_headers_of_their_own() -> None:
    """No way to unsubscribe from what is mandatory, be one in the row."""
    recipient = person(unsubscribe_url="https://example.com/u/1")
    assert head_of(recipient) == ["To: jo@example.com", f"Message-ID: {ID}"]


def test_subscribers_can_leave_with_one_click() -> None:
    """RFC 8058: both headers, the address on one line whatever its length."""
    url = "https://example.com/u?token=" + "x" * 700
    assert head_of(person(unsubscribe_url=url), Audience.SUBSCRIBERS) == [
        "To: jo@example.com",
        f"Message-ID: {ID}",
        f"List-Unsubscribe: <{url}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jo Doe", '"Jo Doe" <jo@example.com>'),
        ('Jo "JD" Doe\\', '"Jo \\"JD\\" Doe\\\\" <jo@example.com>'),
        ("Doe, Jo; x@example.org", '"Doe, Jo; x@example.org" <jo@example.com>'),
        *((name, "jo@example.com") for name in ("", " ", "Zoë", "=?utf-8?q?x?=", "a" * 65, "a\tb", "a\nb", "\x7f")),
    ],
)
def test_a_name_is_shown_where_it_is_plain(name: str, shown: str) -> None:
    """Otherwise the address stands alone: a structured header holds no encoded-word."""
    assert head_of(person(name=name))[0] == f"To: {shown}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "there is no unsubscribe_url"),
        ("http://example.com/u", "not an https address"),
        ("https://example.com/u?next=?", "holds “=?”"),
        ("https://example.com/" + "a" * 960, "does not fit on a line"),
    ],
)
def test_a_subscriber_who_could_not_leave_gets_nothing(url: str, reason: str) -> None:
    """The reason is there to be listed before anything is sent; an account holder's row is not touched by it."""
    recipient = person(unsubscribe_url=url)
    assert reason in fault(recipient, Audience.SUBSCRIBERS)
    with pytest.raises(MessageFault, match=re.escape(reason)):
        message(example(Audience.SUBSCRIBERS).body, recipient, ID, Audience.SUBSCRIBERS)
    assert fault(recipient, Audience.ACCOUNTS) == ""


@pytest.mark.parametrize("wrong", ["", "x", "<x>", "<a@b", "<a@b>\r\nBcc: <c@d>", "<=?a?q?b?=@c>", "<ä@b>", "<a b@c>"])
def test_a_message_id_that_is_none_is_refused(wrong: str) -> None:
    """It comes from the program, and is not trusted either."""
    with pytest.raises(MessageFault):
        message(example(Audience.ACCOUNTS).body, person(), wrong, Audience.ACCOUNTS)


def test_the_same_recipient_gets_the_same_bytes() -> None:
    """A second attempt is the first one again, and so is a variant built again."""
    one, two = (variant(LETTER, SITE, Audience.ACCOUNTS, date=WHEN) for _ in range(2))
    assert one == two
    assert message(one.body, person(), ID, Audience.ACCOUNTS) == message(two.body, person(), ID, Audience.ACCOUNTS)


def test_a_message_costs_less_than_a_hundred_microseconds() -> None:
    """A million of them are made; the best of a few rounds counts, the machine may be busy."""
    shared, recipient = example(Audience.SUBSCRIBERS).body, person(name="Jo", unsubscribe_url="https://example.com/u")
    rounds = []
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(500):
            message(shared, recipient, ID, Audience.SUBSCRIBERS)
        rounds.append((time.perf_counter() - started) / 500)
    assert min(rounds) < 100e-6


# ---- what all share -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("audience", "locale"), [(a, x) for a in Audience for x in ("en", "de")])
def test_a_variant_holds_both_parts_and_the_shared_headers(audience: Audience, locale: str) -> None:
    """ASCII, CRLF, lines of at most 76 octets in the body; both parts give back what the letter says."""
    body = example(audience, locale).body
    assert body.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    assert max(map(len, body.split(b"\r\n"))) <= 78
    parsed = message_from_bytes(body, policy=policy.default)
    assert parsed.keys() == WITHOUT_REPLY
    assert parsed["Content-Language"] == locale
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert b'From: "ScaleMule" <privacy@scalemule.com>\r\n' in body
    assert parsedate_to_datetime(parsed["Date"]) == WHEN
    assert parsed.get_content_type() == "multipart/alternative"
    plain, html = parsed.iter_parts()
    assert plain.get_content().startswith("ScaleMule · ")
    assert f'<html lang="{locale}"' in html.get_content()


@pytest.mark.parametrize(
    "subject",
    [
        *("Plain", "Datenschutzerklärung: Änderung zum 31. März 2027", "=?utf-8?q?Bcc:_x?=", "李" * 200, "word " * 60),
        *("a" * 300, "x =? y", "\U0001f600" * 50, "§\u00a05 \U0001f469\u200d\u2696\ufe0f"),
    ],
)
def test_a_subject_reads_back_as_it_was(subject: str) -> None:
    """In any script and length; only here stand encoded-words, each whole and on a line of its own length."""
    subject = subject.strip()
    body = of_letter(replace(LETTER, subject=subject)).body
    head = body.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    for reading in (policy.default, policy.SMTP):
        assert message_from_bytes(body, policy=reading)["Subject"] == subject
    old = message_from_bytes(body, policy=policy.compat32)
    assert str(make_header(decode_header(re.sub(r"\r?\n", "", old["Subject"])))) == subject
    assert old.keys() == WITHOUT_REPLY
    check(message(body, person(), ID, Audience.ACCOUNTS), person(), Audience.ACCOUNTS)


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@example.org", "a\nb", "a\0b", "a\u202eb", "a\u2028b"])
def test_a_subject_of_several_lines_is_refused(subject: str) -> None:
    """A letter never has one; nobody else's letter gets through either."""
    with pytest.raises(MessageFault, match="subject"):
        of_letter(replace(LETTER, subject=subject))


def test_the_date_is_written_as_utc_and_needs_an_offset() -> None:
    """RFC 5322, 3.3; the reader's program turns it into their time."""
    there = WHEN.astimezone(timezone(timedelta(hours=-8)))
    assert variant(LETTER, SITE, Audience.ACCOUNTS, date=there) == of_letter()
    assert b"Date: Mon, 23 Nov 2026 20:15:00 +0000\r\n" in of_letter().body
    with pytest.raises(ValueError, match="offset"):
        variant(LETTER, SITE, Audience.ACCOUNTS, date=WHEN.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("site", "sender", "reply"),
    [
        (SITE, '"ScaleMule" <privacy@scalemule.com>', None),
        (replace(SITE, organisation="Müller GmbH"), "privacy@scalemule.com", None),
        (replace(SITE, mail=MailSettings(name="The Firm", sender="n@b.example")), '"The Firm" <n@b.example>', None),
        (replace(SITE, mail=MailSettings(sender="n@Müller.example")), '"ScaleMule" <n@xn--mller-kva.example>', None),
        (
            replace(SITE, mail=MailSettings(reply_to="r@b.example")),
            '"ScaleMule" <privacy@scalemule.com>',
            "r@b.example",
        ),
    ],
)
def test_the_sender_is_the_site(site: Site, sender: str, reply: str | None) -> None:
    """Its contact and organisation, else what [mail] says; a name beyond ASCII is left out, a domain is an A-label."""
    parsed = message_from_bytes(of_letter(site=site).body)
    assert (parsed["From"], parsed["Reply-To"]) == (sender, reply)


@pytest.mark.parametrize(
    ("site", "sentence"),
    [
        (Site(), "No address is given from which notices are sent. Set “from” in the table"),
        (
            replace(SITE, contact="zoë@example.com"),
            "“zoë@example.com” for “from” cannot stand in the head of a message",
        ),
        (replace(SITE, mail=MailSettings(reply_to="x")), "“x” for “reply_to” cannot stand in the head of a message"),
    ],
)
def test_a_site_without_an_address_to_send_from_is_told(site: Site, sentence: str) -> None:
    """With the key of inforce.toml that must change."""
    with pytest.raises(ContentError, match=re.escape(sentence)):
        of_letter(site=site)


# ---- the proof itself -----------------------------------------------------------------------------------------------


def spoiled(before: bytes, after: bytes) -> bytes:
    """A variant in which something is wrong."""
    body = of_letter().body
    assert before in body
    return body.replace(before, after, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Subject:", b"Bcc: x@example.org\r\nSubject:"),
        (b"MIME-Version: 1.0\r\n", b""),
        (b"From: ", b"From: =?utf-8?q?x?= "),
        (b"Auto-Submitted: auto-generated\r\n", b"Auto-Submitted: auto-generated\n"),
        (b"Text.", "Täxt.".encode()),
        (b"Text.", b"a" * 999),
        (b"Text.", b"a\rb"),
        (b"Text.", b"a\0b"),
        (b"Subject:", b"Subject"),
    ],
)
def test_a_spoiled_variant_is_refused(before: bytes, after: bytes) -> None:
    """Both by the sender's look and by the slow one."""
    body = spoiled(before, after)
    with pytest.raises(MessageFault):
        message(body, person(), ID, Audience.ACCOUNTS)
    head = f"To: jo@example.com\r\nMessage-ID: {ID}\r\n".encode()
    if b"=?" not in after:  # what a program makes of an encoded-word there is its own affair
        with pytest.raises(MessageFault):
            check(head + body, person(), Audience.ACCOUNTS)


def test_the_slow_look_knows_another_recipient() -> None:
    """`check` fails for the address, the audience and the way to leave of somebody else."""
    url = "https://example.com/u/1"
    mine = person(unsubscribe_url=url)
    whole = message(example(Audience.SUBSCRIBERS).body, mine, ID, Audience.SUBSCRIBERS)
    check(whole, mine, Audience.SUBSCRIBERS)
    for other in (person("jo2@example.com", unsubscribe_url=url), person(unsubscribe_url=url + "2")):
        with pytest.raises(MessageFault):
            check(whole, other, Audience.SUBSCRIBERS)
    with pytest.raises(MessageFault):
        check(whole, mine, Audience.ACCOUNTS)
