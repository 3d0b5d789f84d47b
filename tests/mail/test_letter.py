"""The letter: what it says, in which language, and what a site may change of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import inforce
from inforce.core.delivery import Audience
from inforce.core.policy import Amendment, Library, SummaryItem
from inforce.core.settings import MailSettings
from inforce.errors import ContentError
from inforce.mail.letter import Letter, inputs, letters, locale_for
from support.project import ROOT
from support.small_project import published, write

VERSION = "2027-01-31"


def library() -> Library:
    """The repository's own policies, a postal address added."""
    found = inforce.load(ROOT)
    return replace(found, site=replace(found.site, mail=MailSettings(postal="1 Example Street, Springfield")))


def written(
    of: Library, audience: Audience = Audience.ACCOUNTS, *, overrides: Path | None = None, on: date | None = None
) -> dict[str, Letter]:
    """The letters on the amendment, by locale."""
    policy = of["privacy"]
    return {x.locale: x for x in letters(of, policy, policy[VERSION], audience, overrides=overrides, on=on)}


def small(tmp_path: Path) -> Library:
    """A site with one amendment; its templates/ is empty."""
    return inforce.load(published(tmp_path))


def words(html: str) -> str:
    """What a reader sees of a page."""

    class Reader(HTMLParser):
        text = ""
        quiet = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.quiet = tag in ("style", "title")
            self.text += "" if tag in ("span", "a") else " "

        def handle_endtag(self, tag: str) -> None:
            self.quiet = False

        def handle_data(self, data: str) -> None:
            self.text += "" if self.quiet else data

    reader = Reader()
    reader.feed(html)
    return " ".join(reader.text.split())


SAID = (
    "Our Privacy Policy changes on 31 January 2027",
    "Notice of a material change",
    "It applies from 31 January 2027. Until then the text of 15 December 2025 applies.",
    "Section 5: Data Retention",
    "is deleted or anonymized within 60 days instead of 90.",
    "Questions? Write to privacy@scalemule.com.",
    "You have an account with ScaleMule",
    "it also goes to people who opted out of promotional messages",
    "Version 2027-01-31, published on 23 November 2026.",
    "5b8aa0ca5167c7a6e5139ee00bab4a165f095e999ec523793d5b963d284f1c07",
    "1 Example Street, Springfield",
)
ADDRESSES = ("privacy/2027-01-31/changes/", "privacy/2027-01-31/", "privacy/2025-12-15/")


@pytest.mark.parametrize("sentence", SAID)
def test_both_parts_say_all_that_a_notice_must(sentence: str) -> None:
    """What changes, from when, what applies until then, whom to ask, why it comes, and of which text it speaks."""
    letter = written(library())["en"]
    assert sentence in " ".join(letter.text.split())
    assert sentence in words(letter.html)


def test_both_parts_lead_to_the_changes_the_new_and_the_old_text() -> None:
    """The three addresses are absolute, whole on a line of the text, links in the page."""
    letter = written(library())["en"]
    for target in ADDRESSES:
        address = f"https://policies.scalemule.com/{target}"
        assert address in letter.text.splitlines()
        assert f'<a href="{address}"' in letter.html


def test_lines_of_the_text_are_at_most_72_columns_wide() -> None:
    """In every language."""
    for audience in Audience:
        for letter in written(library(), audience).values():
            assert max(map(len, letter.text.splitlines())) <= 72


def test_the_site_language_comes_first(tmp_path: Path) -> None:
    """The first letter is in the language of the site; in English where there are no sentences in it."""
    of = small(tmp_path)
    for language, first in (("en", "en"), ("de-CH", "de"), ("fr", "en")):
        site = replace(of.site, language=language)
        assert next(iter(written(replace(of, site=site)))) == first


def test_accounts_are_not_told_how_to_leave_and_subscribers_are() -> None:
    """A mandatory notice offers no way out; the other says how, and neither says the other's reason."""
    accounts, subscribers = (written(library(), audience)["en"] for audience in Audience)
    assert "unsubscribe" not in accounts.text + accounts.html
    assert "“unsubscribe”" in subscribers.text
    assert "“unsubscribe”" in subscribers.html
    assert "You have an account" not in subscribers.text


def test_words_in_another_language_than_the_letter_say_so() -> None:
    """In the German letter the author's English words are marked as English; in the English one nothing is."""
    letters = written(library())
    assert '<span lang="en" dir="ltr">After your account ends' in letters["de"].html
    assert "<span lang" not in letters["en"].html
    assert '<html lang="de" dir="ltr">' in letters["de"].html


def test_the_page_loads_nothing_and_is_small() -> None:
    """No image, no script, no rule or font from elsewhere; under 30 KB; dark mode by a media rule in the head."""
    for letter in written(library()).values():
        assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import|@font-face", letter.html)
        assert len(letter.html.encode()) < 30_000
        assert "@media (prefers-color-scheme: dark)" in letter.html.partition("<body")[0]
        assert letter.html.partition("<body")[2].count(' style="') > 10


def test_sections_that_the_summary_leaves_out_are_named(tmp_path: Path) -> None:
    """A letter does not pass over a change of words because its author did; nothing is added when he did not."""
    assert "change too" not in written(library())["en"].text
    of = small(tmp_path)
    policy = of["privacy"]
    silent = replace(policy[VERSION], amendment=Amendment(False))
    of = Library(of.site, (replace(policy, versions=(policy.versions[0], silent)),))
    letter = written(of)["en"]
    assert "These sections change:\n- 2 How long we keep it\n" in letter.text
    assert "These sections change: 2 How long we keep it" in words(letter.html)
    assert "Notice of a change" in letter.text


def test_a_letter_that_comes_after_the_day_says_so() -> None:
    """Late, it does not speak of the future."""
    letter = written(library(), on=date(2027, 1, 31))["en"]
    assert letter.subject == "Our Privacy Policy changed on 31 January 2027"
    assert "It has applied since 31 January 2027. Before that the text of 15 December 2025 applied." in " ".join(
        letter.text.split()
    )
    assert written(library(), on=date(2027, 1, 30))["en"].subject.endswith("changes on 31 January 2027")


def test_a_first_version_has_no_changes_to_show() -> None:
    """It is announced as new: no link to a page of changes that does not exist."""
    of = library()
    policy = of["subprocessors"]
    letter = letters(of, policy, policy.versions[0], Audience.SUBSCRIBERS)[0]
    assert letter.subject == "New from 23 November 2026: Subprocessors"
    assert "/changes/" not in letter.text + letter.html
    assert "until then" not in letter.text.lower()


# ---- what a site may change -----------------------------------------------------------------------------------------


def test_a_site_changes_single_sentences_and_adds_languages(tmp_path: Path) -> None:
    """What a file leaves out comes from the shorter tag, then from English, which is marked as English."""
    of = small(tmp_path)
    write(tmp_path, "templates/mail/en.toml", 'questions = "Ask {contact}."\n')
    write(
        tmp_path,
        "templates/mail/de-AT.toml",
        'months = ["Jänner", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]',
    )
    write(tmp_path, "templates/mail/fr.toml", 'heading_read = "À lire"\n')
    found = written(of, overrides=tmp_path / "templates")
    assert list(found) == ["en", "de", "de-AT", "fr"]
    assert found["de-AT"].subject == "Privacy Policy: Änderung zum 31. Jänner 2027"
    assert "À lire" in found["fr"].text
    assert '<span lang="en" dir="ltr">What changes</span>' in found["fr"].html


def test_summary_and_title_are_translated_by_the_site(tmp_path: Path) -> None:
    """A translated item takes the place of the author's; it is not marked as another language."""
    of = small(tmp_path)
    write(
        tmp_path,
        "templates/mail/de.toml",
        '[titles]\nprivacy = "Datenschutzerklärung"\n'
        '[summary."privacy 2027-01-31"]\nhow-long = "Gelöscht wird nach 60 statt 90 Tagen."\n',
    )
    letter = written(of, overrides=tmp_path / "templates")["de"]
    assert letter.subject == "Datenschutzerklärung: Änderung zum 31. Januar 2027"
    assert "  Gelöscht wird nach 60 statt 90 Tagen.\n" in letter.text
    assert ">Gelöscht wird nach 60 statt 90 Tagen.<" in letter.html
    assert "instead of 90" not in letter.text


def test_the_site_says_in_its_own_words_why_the_letter_comes(tmp_path: Path) -> None:
    """The setting counts in every language, marked as its own, unless a phrase file of the site translates it."""
    of = small(tmp_path)
    site = replace(of.site, mail=MailSettings(why_accounts="Our contract says so."))
    found = written(replace(of, site=site))
    assert "Our contract says so." in found["en"].text
    assert '<span lang="en" dir="ltr">Our contract says so.</span>' in found["de"].html
    write(tmp_path, "templates/mail/de.toml", 'why_accounts = "So steht es im Vertrag."\n')
    found = written(replace(of, site=site), overrides=tmp_path / "templates")
    assert "So steht es im Vertrag." in found["de"].text
    assert "Our contract says so." in found["en"].text


WRONG = {
    'subjekt = "x"': ("phrase-unknown", "There is no sentence named “subjekt”. Did you mean “subject”?"),
    'subject = "{titel}"': ("phrase-slot", "“{titel}” in “subject” stands for nothing. Did you mean “title”?"),
    'subject = "{title"': ("phrase-slot", "A brace in “subject” has no partner."),
    "subject = 1": ("phrase-value", "“subject” must be a sentence."),
    'subject = ""': ("phrase-value", "“subject” must be a sentence."),
    'months = ["a"]': ("phrase-value", "“months” must be the names of twelve months."),
    "subject = x": ("phrase-syntax", "This is not TOML: invalid value."),
    'subject = "a\u202eb"': ("character-unseen", "cannot be seen"),
    'titles = "x"': ("phrase-value", "“titles” must be a table."),
    "[titles]\nprivacy = 1": ("phrase-value", "“privacy” in “titles” does not hold words."),
    '[summary."privacy 2027-01-31"]\nhow-lang = "x"': (
        "phrase-section",
        "The summary of privacy 2027-01-31 says nothing of “how-lang”, so its translation would not be read. "
        "Did you mean “how-long”?",
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_sentence_is_told_with_file_and_line(tmp_path: Path, text: str) -> None:
    """One plain sentence with the way out; never a letter with a hole in it."""
    of = small(tmp_path)
    write(tmp_path, "templates/mail/de.toml", f"# Sätze\n{text}\n")
    with pytest.raises(ContentError) as caught:
        written(of, overrides=tmp_path / "templates")
    code, sentence = WRONG[text]
    (problem,) = caught.value.problems
    assert problem.code == code
    assert sentence in str(problem)
    assert (problem.place.path, problem.place.line) == ("templates/mail/de.toml", 2 + text.count("\n"))


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    """The line of the first byte that is not UTF-8."""
    of = small(tmp_path)
    (tmp_path / "templates/mail").mkdir(parents=True)
    (tmp_path / "templates/mail/de.toml").write_bytes(b'# a\nquestions = "M\xfcnchen"\n')
    with pytest.raises(ContentError, match=r"templates/mail/de.toml:2: The file is not text in UTF-8"):
        written(of, overrides=tmp_path / "templates")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "notice.txt.j2",
            "",
            "templates/mail/notice.txt.j2: With this template the notice has no link to the new text",
        ),
        ("notice.html.j2", "<p>Hello</p>", "templates/mail/notice.html.j2: With this template the notice has no link"),
        ("notcie.html.j2", "x", "The theme has no template “mail/notcie.html.j2”"),
        ("deutsch.toml", "x = 1", "“deutsch.toml” is not named after a language"),
        ("DE.toml", "x = 1", "“DE.toml” and the theme's “de.toml” would be two letters in one language."),
        ("notice.txt.j2", "{{ nobody }}\n", "templates/mail/notice.txt.j2:1: The template uses something that does"),
        ("notice.html.j2", "a\n{% if %}", "templates/mail/notice.html.j2:2: The template cannot be read"),
        (
            "notice.txt.j2",
            "\n{{ say('nix') }}",
            "templates/mail/notice.txt.j2:2: The template uses something that does not exist: the sentence “nix”",
        ),
    ],
)
def test_a_template_that_is_wrong_is_told_with_file_and_line(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    """Misnamed, unknown variable, syntax, unknown sentence."""
    of = small(tmp_path)
    write(tmp_path, f"templates/mail/{name}", text)
    with pytest.raises(ContentError, match=re.escape(sentence)):
        written(of, overrides=tmp_path / "templates")


def test_a_template_may_be_split_into_files_of_the_site(tmp_path: Path) -> None:
    """A file that a mail template includes is no stray, and counts as an input of the letter."""
    of = small(tmp_path)
    write(tmp_path, "templates/mail/extra.html.j2", "<p>{{ site.organisation }} GmbH</p>")
    write(
        tmp_path,
        "templates/mail/notice.html.j2",
        '{% extends "theme/mail/notice.html.j2" %}{% block foot %}{% include "mail/extra.html.j2" %}{% endblock %}',
    )
    assert "Example GmbH" in written(of, overrides=tmp_path / "templates")["en"].html
    policy = of["privacy"]
    found = dict(inputs(of, policy, policy[VERSION], Audience.ACCOUNTS, overrides=tmp_path / "templates"))
    assert list(found) == [
        "content/policies/privacy/policy.toml",
        "inforce.toml",
        "templates/mail/extra.html.j2",
        "templates/mail/notice.html.j2",
        *("theme/mail/de.toml", "theme/mail/en.toml", "theme/mail/notice.html.j2", "theme/mail/notice.txt.j2"),
    ]


def test_inputs_change_with_what_a_letter_says_and_with_nothing_else(tmp_path: Path) -> None:
    """A new postal address is another letter; a new colour or pace is not."""
    of = small(tmp_path)

    def of_site(**changes: object) -> tuple[tuple[str, str], ...]:
        policy = of["privacy"]
        site = replace(of.site, **changes)  # type: ignore[arg-type]
        return inputs(replace(of, site=site), policy, policy[VERSION], Audience.ACCOUNTS)

    assert of_site() == of_site(colours=(("ink", "#000"),)) == of_site(mail=MailSettings(rate=99))
    assert of_site() != of_site(mail=MailSettings(postal="1 Street"))
    assert of_site() != of_site(organisation="Other")


# ---- hostile words --------------------------------------------------------------------------------------------------

HOSTILE = 'A<script>x</script> & "b" \u202ec\u2066 \x07\r\nBcc: x@example.org {title} {{ 7*7 }} =?utf-8?q?x?='


def test_no_word_of_an_author_becomes_markup_or_hides(tmp_path: Path) -> None:
    """Escaped in HTML, as it stands in plain text; without controls and overrides of direction in both."""
    of = small(tmp_path)
    policy = of["privacy"]
    version = replace(policy[VERSION], title=HOSTILE, amendment=Amendment(True, (SummaryItem(HOSTILE, "how-long"),)))
    settings = replace(policy.settings, title=HOSTILE)
    of = Library(
        replace(of.site, organisation=HOSTILE),
        (replace(policy, versions=(policy.versions[0], version), settings=settings),),
    )
    for letter in written(of).values():
        assert "<script>" not in letter.html
        assert "{{ 7*7 }}" in letter.text
        assert '<script>x</script> & "b"' in letter.text
        assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", letter.text + letter.html)
        assert "\n" not in letter.subject
        assert "Bcc:" not in [line[:4] for line in letter.text.splitlines()]


# ---- locales --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        *(("pt-BR", "pt-BR"), ("pt_br", "pt-BR"), ("PT-br-x-slang", "pt-BR"), ("pt-PT", "pt"), ("PT", "pt")),
        *(("zh-Hant-TW", "zh-Hant"), ("zh-Hans", "en"), ("de-CH-1996", "de"), ("", "en"), ("xx", "en")),
        *(("-", "en"), ("*", "en"), ("deutsch", "en"), ("de.UTF-8", "en"), ("x-de", "en"), (" de ", "de")),
    ],
)
def test_a_locale_is_served_by_itself_or_a_shorter_form(wanted: str, found: str) -> None:
    """RFC 4647 lookup; case and the underscore of other systems do not count."""
    assert locale_for(wanted, ("en", "de", "pt", "pt-BR", "zh-Hant"), "en") == found
