"""Settings: what they may say, and that every mistake names its line."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core.configuration import read_policy, read_site
from inforce.core.settings import Link, MailSettings, PolicySettings, Site
from inforce.errors import Problem

SITE = """\
organisation = "Example"
title = "Our policies"
base_url = "https://example.com/legal/"
home = "https://example.com"
contact = "privacy@example.com"
language = "en-GB"
time_zone = "Central European Time"
logo = "logo.svg"
lead = "What applies."
index_archive = true

[[footer]]
label = "Home"
href = "https://example.com/"

[[footer]]
label = "Write"
href = "mailto:privacy@example.com"

[colours]
brand = "#1f4b99"
brand-dark = "oklch(70% 0.1 250)"
"""


LISTS = ("words.ban", "things.data", *(f"M0{n}.{list}" for n in (1, 5) for list in ("titles", "strong", "weak")))
"""Lists of words a site may add to, in these tests."""


def only(problems: tuple[Problem, ...]) -> Problem:
    """The one problem there is."""
    (problem,) = problems
    return problem


def test_every_setting_of_the_site_is_read() -> None:
    """And nothing is wrong with them."""
    site, problems = read_site(SITE)
    assert problems == ()
    assert site == Site(
        organisation="Example",
        title="Our policies",
        base_url="https://example.com/legal/",
        home="https://example.com",
        contact="privacy@example.com",
        language="en-GB",
        time_zone="Central European Time",
        logo="logo.svg",
        lead="What applies.",
        footer=(Link("Home", "https://example.com/"), Link("Write", "mailto:privacy@example.com")),
        colours=(("brand", "#1f4b99"), ("brand-dark", "oklch(70% 0.1 250)")),
        index_archive=True,
    )


def test_every_setting_of_a_policy_is_read() -> None:
    """A short notice period has its reason."""
    text = (
        'title = "Terms"\nkind = "terms"\ncontact = "a@b.example"\nnotice_days = 7\nnotice_reason = "B2B only."\n'
        'review_months = 0\norder = -1\n\n[extra]\nregion = "EU"\n'
    )
    assert read_policy(text, "policy.toml") == (
        PolicySettings("Terms", "terms", "a@b.example", 7, "B2B only.", 0, -1, (("region", "EU"),)),
        (),
    )


@pytest.mark.parametrize("reason", ["x", ".", "short", "short, short", "7"])
def test_a_reason_for_short_notice_says_why(reason: str) -> None:
    """One word is no reason; where the period is not short none is asked for."""
    _, (problem,) = read_policy(f'notice_days = 0\nnotice_reason = "{reason}"\n', "policy.toml")
    assert problem.code == "notice-floor"
    assert f"“{reason}” is no reason" in problem.sentence
    assert read_policy(f'notice_days = 15\nnotice_reason = "{reason}"\n', "policy.toml")[1] == ()


def test_nothing_needs_to_be_set() -> None:
    """Every setting has a default."""
    assert read_site("") == (Site(), ())
    assert read_policy("", "policy.toml") == (PolicySettings(), ())


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ('organization = "X"', "configuration-unknown-key", "Did you mean “organisation”?"),
        ('colour = "red"', "configuration-unknown-key", "“colour” is not known here."),
        ('base_url = "https://example.com"', "configuration-value", "end with a slash"),
        ('base_url = "ftp://example.com/"', "configuration-value", "absolute address"),
        ('base_url = "https://example.com/?a=b#/"', "configuration-value", "absolute address"),
        ('base_url = "https://[/"', "configuration-value", "absolute address"),
        ('home = "javascript:alert(1)"', "configuration-value", "begins with “https://”"),
        ('contact = "nobody"', "configuration-value", "e-mail address"),
        ('language = "English language"', "configuration-value", "language tag"),
        ('logo = "../secret.svg"', "configuration-value", "below templates/assets/"),
        ('logo = "/etc/passwd"', "configuration-value", "below templates/assets/"),
        ("title = 5", "configuration-type", "must be text"),
        ('index_archive = "yes"', "configuration-type", "true or false"),
        ("index_archive = 1", "configuration-type", "true or false"),
        ('footer = "x"', "configuration-type", "tables [[footer]]"),
        ('[[footer]]\nlabel = "x"', "configuration-value", "a label and a href"),
        ('[[footer]]\nlabel = "x"\nhref = "//evil.example"', "configuration-value", "begins with “https://”"),
        ('[colours]\nbrand = "red;background:url(//x)"', "configuration-value", "CSS colour"),
        ('[colours]\nbrnad = "#fff"', "configuration-unknown-key", "Did you mean “brand”?"),
        ("[colours]\nbrand = 5", "configuration-type", "must be text"),
        ("title = ", "configuration-syntax", "not TOML"),
        ('title = "a"\ntitle = "b"', "configuration-syntax", "stands twice"),
        ("a = " + "[" * 5000, "configuration-syntax", "too deep"),
        ('lead = "' + "x" * 70_000 + '"', "configuration-too-long", "at most"),
        ('lead = "a\u202eb"', "character-unseen", "U+202E"),
        ("materiality = 5", "configuration-type", "a table [materiality.words]"),
        ("[materiality]\nwords = 5", "configuration-type", "must be a table"),
        ("[materiality]\nwrods = {}", "configuration-unknown-key", "Known is: words"),
        ('[materiality.words]\nthings.data = "gait"', "configuration-type", "must be a list of phrases"),
        ("[materiality.words]\nthings.data = [5]", "configuration-type", "must be a list of phrases"),
        ('[materiality.words]\nthings.data = [""]', "configuration-value", "does not begin with a word"),
        ('[materiality.words]\nthings.data = ["* of you"]', "configuration-value", "does not begin with a word"),
        (f'[materiality.words]\nthings.data = ["{"x" * 101}"]', "configuration-value", "longer than 100"),
        ('[materiality.words]\nthings.dat = ["gait"]', "configuration-unknown-key", "Did you mean “things.data”?"),
        ('[materiality.words]\n"M05.strnog" = ["x"]', "configuration-unknown-key", "Did you mean “M05.strong”?"),
        ('[materiality.words]\nverbs = ["x"]', "configuration-unknown-key", "M01 to M05 with .titles, .strong, .weak."),
        ('smtp_password = "x"', "secret", "looks like a secret"),
        ('lead = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"', "secret", "an access token"),
        ('home = "https://user:pass@example.com/"', "secret", "a password in an address"),
    ],
)
def test_a_mistake_names_its_line(line: str, code: str, words: str) -> None:
    """The second line of the file, here."""
    _, problems = read_site(f"# settings\n{line}\n", "inforce.toml", lambda: LISTS)
    problem = next(p for p in problems if p.code == code)
    assert words in f"{problem.sentence} {problem.remedy}"
    assert problem.place.path == "inforce.toml"
    assert problem.place.line >= (1 if code in ("configuration-too-long", "configuration-syntax") else 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('kind = "privasy"', "configuration-value"),
        ("notice_days = -1", "configuration-value"),
        ("notice_days = true", "configuration-type"),
        ("notice_days = 30.5", "configuration-type"),
        ("notice_days = 14", "notice-floor"),
        ("review_months = 1000", "configuration-value"),
        ("[extra]\na = 1", "configuration-type"),
    ],
)
def test_a_policys_mistakes_are_named(text: str, code: str) -> None:
    """One problem for one mistake."""
    assert only(read_policy(text, "p/policy.toml")[1]).code == code


@pytest.mark.parametrize(
    "written",
    [
        '[materiality.words]\n"things.data" = ["gait"]\nM05.strong = ["cold  storage"]',
        '[materiality.words.things]\ndata = ["gait"]\n[materiality.words.M05]\nstrong = ["cold storage"]',
        '[materiality]\nwords = { things = { data = ["gait"] }, "M05.strong" = ["cold storage"] }',
    ],
)
def test_words_are_read_however_toml_writes_a_table_in_a_table(written: str) -> None:
    """Names of lists hold a point, which TOML reads as a table of its own where it is not in quotation marks."""
    site, problems = read_site(written, lists=lambda: LISTS)
    assert problems == ()
    assert site.words == (("things.data", ("gait",)), ("M05.strong", ("cold storage",)))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[materiality.words]\n"M01.strong" = ["x"]\n\n"M05.strong" = [""]', 4),
        ('[materiality.words]\nM01.strong = ["x"]\nM05.strong = [""]', 3),
        ('[materiality.words.M01]\nstrong = ["x"]\n[materiality.words.M05]\nstrong = [""]', 4),
        ('title = "x"\n[materiality]\nwords = { M05 = { strong = [""] } }', 3),
    ],
)
def test_a_wrong_phrase_is_placed_at_its_list(text: str, line: int) -> None:
    """Lists of one name in several tables are told apart; in a table written on one line, that line is named."""
    assert only(read_site(text, lists=lambda: LISTS)[1]).place.line == line


def test_a_wrong_phrase_is_left_out_and_the_others_hold() -> None:
    """As with every setting."""
    site, problems = read_site('[materiality.words]\nthings.data = ["gait", "!"]\n')
    assert site.words == (("things.data", ("gait",)),)
    assert only(problems).place.line == 2


def test_a_wrong_value_leaves_the_default() -> None:
    """The other settings hold, so that all problems can be told together."""
    site, problems = read_site('base_url = "x"\ncontact = "y"\norganisation = "Z"\n')
    assert (site.base_url, site.contact, site.organisation) == (Site().base_url, "", "Z")
    assert len(problems) == 2


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing raises; what TOML cannot read is one problem."""
    _, problems = read_site(text)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert "configuration-syntax" in [problem.code for problem in problems]


MAIL = """\
contact = "privacy@example.com"

[mail]
from = "notices@example.com"
name = "Example"
reply_to = "help@example.com"
bounces = "bounces@example.com"
verp = true
postal = "Example Ltd, 1 High Street, Cambridge"
why_accounts = "You have an account with us."
why_subscribers = "You asked us."
rate = 50
connections = 8
second_person = true
"""


def test_every_setting_of_the_mail_is_read() -> None:
    """A table of its own; nothing is wrong with it."""
    site, problems = read_site(MAIL)
    assert problems == ()
    assert site.mail == MailSettings(
        sender="notices@example.com",
        name="Example",
        reply_to="help@example.com",
        bounces="bounces@example.com",
        verp=True,
        postal="Example Ltd, 1 High Street, Cambridge",
        why_accounts="You have an account with us.",
        why_subscribers="You asked us.",
        rate=50,
        connections=8,
        second_person=True,
    )
    assert read_site("")[0].mail == MailSettings()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('from = "nobody"', "“nobody” for “from” must be an e-mail address."),
        ('from = "a@b.example\\r\\nBcc: c@d.example"', "must be an e-mail address."),
        ('from = "a\\u0000@b.example"', "must be an e-mail address."),
        ('from = "a..b@c.example"', "must be an e-mail address."),
        ('bounces = "zurück@b.example"', "must be an e-mail address in plain ASCII letters"),
        ('reply_to = "a@bücher.example"', "must be an e-mail address in plain ASCII letters"),
        ('name = "A\\u202eB"', "must not hold characters that cannot be seen."),
        ('postal = "A\\u0000B"', "must not hold characters that cannot be seen."),
        ("name = 3", "“name” must be text."),
        ("rate = 0", "“rate” must lie between 1 and 1000."),
        ("rate = 1001", "“rate” must lie between 1 and 1000."),
        ("connections = 51", "“connections” must lie between 1 and 50."),
        ("connections = true", "“connections” must be a whole number."),
        ('verp = "yes"', "“verp” must be true or false."),
        ("verp = true", "“verp” needs an address that bounces come back to, and there is none."),
        ('form = "a@b.example"', "“form” is not known in “mail”. Did you mean “from”?"),
        ('smtp = "mail.example"', "The server is set in the environment: INFORCE_SMTP_URL, INFORCE_SMTP_USER"),
        ('password = "x"', "“password” looks like a secret, and this file is public."),
        (
            'smtp_password = "x"',
            "set it in the environment (INFORCE_SMTP_URL, INFORCE_SMTP_USER, INFORCE_SMTP_PASSWORD)",
        ),
        ('name = "smtp://user:word@mail.example"', "This looks like a password in an address"),
    ],
)
def test_a_wrong_setting_of_the_mail_is_told_with_its_line(line: str, said: str) -> None:
    """And left at its default."""
    site, problems = read_site(f'organisation = "Example"\n\n[mail]\n{line}\n')
    problem = only(problems)
    assert said in f"{problem.sentence} {problem.remedy}"
    assert problem.place.line == 4
    assert site.mail == MailSettings() or problem.sentence.startswith(("“verp” needs", "This looks like"))


def test_verp_may_go_by_the_contact() -> None:
    """The sender is the site's contact where none is set."""
    assert read_site('contact = "a@b.example"\n[mail]\nverp = true\n')[1] == ()


def test_mail_must_be_a_table() -> None:
    """Not a text."""
    assert only(read_site('mail = "a@b.example"\n')[1]).sentence == "“mail” must be a table [mail]."
