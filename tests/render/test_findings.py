"""What the rules found, as pages, feeds and files tell it: the same everywhere, as decided at publication."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import TEXT, TEXT_60_DAYS, make_version
from inforce import source
from inforce.core import between
from inforce.core.dates import VersionName
from inforce.core.materiality import RULES_VERSION
from inforce.core.policy import Assessed, Override, Version
from inforce.core.settings import Site
from support.pages import privacy, site, words

KNOWN = source.words(Site())
SOLD = TEXT.replace("e-mail address.", "e-mail address.\n\nWe may sell your data to advertisers.")
TYPO = TEXT.replace("We collect your name", "We collect  your *name*")
GERMAN = """\
# Datenschutz

## 1. Was wir erheben {#what-we-collect}

Wir erheben Ihren Namen und Ihre Adresse, damit wir den Vertrag mit Ihnen erfüllen und Ihnen schreiben können.

## 2. Wie lange wir es aufbewahren {#retention}

Wir löschen Ihre Daten neunzig Tage nachdem Ihr Konto geschlossen wurde, es sei denn, das Gesetz verlangt mehr.
"""
TOLD = "Concerns: how long data is kept (2)."
ADA = Override("Ada Lovelace", "The period was never applied.")
CHANGES = "privacy/2027-01-31/changes/index.html"


def coming(text: str = TEXT_60_DAYS, *, material: bool | None = True, **more: Any) -> Version:
    """The amendment for 31 January 2027, announced on 23 November."""
    more.setdefault("summary", [("Data goes after 60 days instead of 90.", "retention")] if material else [])
    return make_version("2027-01-31", published="2026-11-23", text=text, material=material, **more)


def assessed(version: Version, verdict: str, *categories: str, rules: int = RULES_VERSION) -> Version:
    """The version as it stands in a register that keeps what the rules said."""
    assert version.registration is not None
    record = Assessed(rules, verdict, categories)
    return replace(version, registration=replace(version.registration, assessed=record))


def files(*versions: Version, **options: Any) -> dict[str, str]:
    library = options.pop("library", None) or privacy(make_version(), *versions, kind="privacy")
    return {path: content.decode() for path, content in site(library, known=KNOWN, **options).items()}


def read(*versions: Version, path: str = CHANGES, **options: Any) -> str:
    return words(files(*versions, **options)[path])


def test_every_page_and_file_tells_the_same() -> None:
    """Changes page, history, both banners, feeds and notice say in the same words what was found, and where."""
    made = files(coming())
    assert "Data goes after 60 days instead of 90. Concerns: how long data is kept." in words(made[CHANGES])
    for path in ("index.html", "privacy/index.html", "privacy/history/index.html", "privacy/feed.xml", "feed.xml"):
        assert TOLD in words(made[path]), path
    found = [
        {
            "section": "retention",
            "heading": "2. How long we keep it",
            "concerns": [{"category": "M05", "name": "how long data is kept"}],
        }
    ]
    entry = json.loads(made["privacy/material.json"])["items"][0]
    assert TOLD in entry["summary"]
    assert TOLD in words(entry["content_html"])
    assert entry["_inforce"]["findings"] == found
    assert json.loads(made["notice.json"])["notices"][0]["findings"] == found


def test_no_code_of_a_category_is_shown_to_readers() -> None:
    """Pages name kinds of change in words; codes are for programs."""
    made = files(coming())
    assert not [path for path, text in made.items() if path.endswith((".html", ".xml")) and "M05" in words(text)]


def test_where_no_words_are_known_nothing_is_found() -> None:
    """A site drawn without the rules' words says nothing of findings."""
    made = site(privacy(make_version(), coming()))
    assert not [path for path, content in made.items() if b"Concerns" in content]


def test_imported_history_and_first_versions_are_not_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no class gets no findings, and costs nothing."""
    monkeypatch.setattr(between, "assess", lambda *_: pytest.fail("assessed"))
    imported = [make_version(f"{2000 + year}-01-01", text=TEXT_60_DAYS, imported=True) for year in range(25)]
    made = files(library=privacy(make_version("1999-01-01", imported=True), *imported))
    assert "Concerns" not in "".join(made.values())
    assert json.loads(made["feed.json"])["items"][0]["_inforce"]["findings"] is None


def test_an_amendment_is_assessed_once_in_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages and feeds tell of it, and however many other amendments there are."""
    asked: list[int] = []
    real = between.assess
    monkeypatch.setattr(between, "assess", lambda redline, *more: asked.append(1) or real(redline, *more))
    texts = [TEXT.replace("90 days", f"{90 + year} days") for year in range(between.KEPT + 10)]
    made = [make_version(f"{1900 + year}-01-01", text=text, material=True) for year, text in enumerate(texts)]
    files(library=privacy(make_version("1899-01-01"), *made))
    assert len(asked) == len(made)


def test_what_was_decided_at_publication_stays() -> None:
    """No other kind of change is told than the register keeps; one that no section shows any more is told without."""
    assert "Concerns" not in read(assessed(coming(), "immaterial"))
    other = files(assessed(coming(), "material", "M08", "M05", rules=0))
    assert "Concerns: how long data is kept (2); rights and how to use them." in words(other["privacy/index.html"])
    colophon = "Found when it was published, and no longer tied to a section: rights and how to use them."
    assert colophon in words(other[CHANGES])


def test_what_is_recorded_as_nothing_is_not_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version in which nothing was found at publication costs nothing."""
    monkeypatch.setattr(between, "assess", lambda *_: pytest.fail("assessed"))
    files(assessed(coming(material=False), "immaterial"))


def test_what_is_told_is_about_the_two_texts_shown() -> None:
    """While the version that was amended is still pending, the page compares with an older text, and so do findings."""
    pending = make_version(
        "2027-01-15", text=TEXT_60_DAYS, published="2026-12-10", recorded="2026-11-20", material=True
    )
    amended = assessed(coming(SOLD.replace("90 days", "60 days"), summary=["We may sell data."]), "material", "M03")
    library = privacy(make_version(), pending, amended, kind="privacy")
    now = words(files(library=library)["privacy/history/index.html"])
    later = words(files(library=library, on=date(2026, 12, 10))["privacy/2027-01-31/changes/index.html"])
    assert "how long data is kept (2)" in now
    assert "Concerns: recipients and sharing" in later
    assert "how long data is kept" not in later


def test_an_override_is_shown_with_name_and_reason() -> None:
    """Who decided against the finding, and why, stands in the colophon in plain words."""
    shown = read(coming(material=False, override=ADA))
    assert (
        "Declared not material by Ada Lovelace, although the rules that compare the texts find it material: "
        "The period was never applied."
    ) in shown
    assert "Concerns: how long data is kept." in shown


def test_an_override_says_what_it_overrode() -> None:
    """Where the rules found nothing, or left it to a person, the colophon does not say that they were overruled."""
    assert "Declared not material by Ada Lovelace: The period" in read(coming(TYPO, material=False, override=ADA))
    doubt = read(assessed(coming(material=False, override=ADA), "review", "M05"))
    assert "by Ada Lovelace, because the rules that compare the texts leave it to a person: The period" in doubt
    unread = read(coming(GERMAN, material=False, override=ADA))
    assert "could not read them (the new text is not in English" in unread
    assert "Concerns" not in unread


def test_declaring_more_than_was_found_is_said() -> None:
    """Declared material, nothing found: allowed, and said in plain words."""
    said = "Declared material, although the rules that compare the texts find nothing of which people must be told"
    assert said in read(coming(TYPO))
    assert said not in read(coming())
    assert said not in read(coming(TYPO, material=False))


def test_a_finding_the_author_left_out_has_a_row() -> None:
    """A section with a finding and without the author's words comes first, and says that it was left out."""
    shown = read(coming(SOLD.replace("90 days", "60 days")))
    assert "Not mentioned in the summary. Concerns: recipients and sharing" in shown


def test_a_removed_section_is_named_by_its_title() -> None:
    """Its number may be another section's in the new text, so it is not cited by number."""
    old = TEXT.replace("## 2. How", "## 2. Sale {#sale}\n\nWe never sell your data.\n\n## 3. How")
    amended = make_version(
        "2027-01-31", published="2026-11-23", material=True, summary=["Selling is no longer ruled out."]
    )
    made = files(library=privacy(make_version(text=old), amended, kind="privacy"))
    assert "Concerns: recipients and sharing (Sale, removed)." in words(made["privacy/history/index.html"])


def test_hostile_headings_stay_words() -> None:
    """Markup in a heading of a section with findings reaches no page and no feed as markup."""
    bad = "## 2. <b onload=x> & \"'\u2028 {#retention}"
    new = TEXT_60_DAYS.replace("## 2. How long we keep it {#retention}", bad)
    made = files(coming(new))
    assert not [path for path, text in made.items() if path.endswith((".html", ".xml")) and "<b onload" in text]
    json.loads(made["notice.json"])


# --- drafts ----------------------------------------------------------------------------------------------------------


def draft(text: str = TEXT_60_DAYS, **more: Any) -> str:
    """The HTML of a draft's changes page in the preview."""
    more = {"material": None, **more}
    version = make_version("2027-01-31", text=text, registered=False, published=None, **more)
    return files(version, drafts=True)[CHANGES]


def test_a_draft_shows_sentence_reason_and_lines_for_the_summary() -> None:
    """The preview says what the rules find now, with both sentences marked, and gives lines to begin with."""
    page = draft()
    shown = words(page)
    assert "There is reason to tell people of this change, and it is not declared material." in shown
    assert "How long data is kept." in shown
    assert "People rely on when data about them, or what they stored, is deleted." in shown
    assert "Old: We delete your data [deletion start] 90 days [deletion end] after" in shown
    assert "New: We delete your data [insertion start] 60 days [insertion end] after" in shown
    assert "The summary does not speak of this section yet." in shown
    assert '<a href="#change-1">How long we keep it</a>' in page
    assert "M05" not in shown


def test_the_drafted_lines_are_front_matter_that_is_read() -> None:
    """The lines given can be put into the front matter as they stand, quotes in the text included."""
    new = TEXT_60_DAYS.replace("your account ends", 'you "close" it: C:\\x')
    found = re.search(r"<pre><code>(change:.*?)</code></pre>", draft(new), re.DOTALL)
    assert found
    read_again = f"---\ntitle: Privacy\neffective: 2027-01-31\n{html.unescape(found[1])}---\n\n{new}"
    version, problems = source.version_from(read_again, "privacy", VersionName.parse("2027-01-31"), "x.md")
    assert not problems
    assert version.amendment is not None
    (item,) = version.amendment.summary
    assert (version.amendment.material, item.section) == (True, "retention")
    assert item.text.startswith("How long data is kept changes: We delete your data 60 days")
    assert 'you "close" it: C:\\x' in item.text


def test_a_draft_that_is_summed_up_needs_no_lines() -> None:
    """Where the author has declared the change and summed it up, the preview says so."""
    shown = words(draft(material=True, summary=[("Data goes after 60 days.", "retention")]))
    assert "There is reason to tell people of this change. This part" in shown
    assert "The summary speaks of this section." in shown
    assert "Lines for the summary" not in shown


def test_lines_for_a_summary_that_is_begun_are_items_alone() -> None:
    """Where the change is declared and one section is told of, only the other's item is given."""
    both = SOLD.replace("90 days", "60 days")
    shown = words(draft(both, material=True, summary=[("Data goes after 60 days.", "retention")]))
    assert "Add this to the summary in the front matter" in shown
    assert "- section: what-we-collect text:" in shown
    assert "material: true" not in shown


def test_a_draft_that_a_person_decided_on_needs_no_lines() -> None:
    """Where somebody decided against the rules, the preview names them, and asks for no summary."""
    shown = words(draft(material=False, override=ADA))
    assert (
        "There is reason to tell people of this change, although it is declared not material by Ada Lovelace." in shown
    )
    assert "Lines for the summary" not in shown
    unread = words(draft(GERMAN, material=False, override=ADA))
    assert "The rules cannot say whether people must be told of this change. Ada Lovelace decided." in unread


@pytest.mark.parametrize(
    ("text", "material", "said"),
    [
        (TEXT_60_DAYS, False, "There is reason to tell people of this change, although it is declared not material."),
        (TYPO, None, "Nothing of which people must be told."),
        (TYPO, True, "Nothing of which people must be told. It may be declared material all the same."),
        (GERMAN, None, "The rules cannot say whether people must be told of this change: a person decides."),
        (GERMAN, True, "The rules cannot say whether people must be told of this change. It is declared material."),
    ],
)
def test_a_draft_says_how_rules_and_author_stand(text: str, material: bool | None, said: str) -> None:
    """Each verdict beside each declaration has its sentence."""
    assert said in words(draft(text, material=material))


def test_only_drafts_show_sentences() -> None:
    """What is registered shows no sentences and no drafted lines, in the preview neither."""
    made = files(coming(), drafts=True)
    assert "What the rules find" not in made[CHANGES]


def test_a_draft_is_in_no_feed_and_no_file() -> None:
    """What is found in a draft stays in its preview."""
    version = make_version("2027-01-31", text=TEXT_60_DAYS, registered=False, published=None, material=True)
    made = files(version, drafts=True)
    assert not [path for path, text in made.items() if path.endswith((".json", ".xml", ".js")) and "how long" in text]
