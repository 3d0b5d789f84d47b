"""The site plan: which pages there are, and what they say on which day."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest

from factories import TEXT_60_DAYS, example, make_library, make_policy, make_version
from inforce.core.frontmatter import read
from inforce.core.policy import Override, Policy
from inforce.render.pages import plan
from support.pages import ON, page, privacy, site, words


def test_every_address_of_the_design_has_a_page() -> None:
    """All permanent addresses but the comparison of any two are there."""
    paths = set(site(example()))
    fixed = {"index.html", "404.html", "style.css", "register.jsonl", "manifest.sha256", "policies.json", "sitemap.xml"}
    own = {"index.html", "history/index.html", "2025-12-15/index.html", "2025-12-15.md", "2025-12-15.txt"}
    own |= {"2027-01-31/index.html", "2027-01-31/changes/index.html"}
    assert paths >= fixed | {f"privacy/{path}" for path in own}


def test_a_first_version_has_no_changes_page() -> None:
    """There is nothing to compare a first version with."""
    assert "privacy/2025-12-15/changes/index.html" not in site(example())


def test_a_pending_version_is_nowhere() -> None:
    """Registered but to be published later: no page and no word of it, in no file but the register."""
    files = site(example(), on=date(2026, 11, 22))
    assert not [
        path for path, content in files.items() if "2027-01-31" in path + content.decode() and path != "register.jsonl"
    ]


def test_a_draft_is_shown_only_on_request_and_labelled() -> None:
    """Drafts get pages with `drafts` alone, and say that they are not published."""
    library = privacy(make_version(), make_version("2027-01-31", text=TEXT_60_DAYS, registered=False, published=None))
    assert "privacy/2027-01-31/index.html" not in site(library)
    files = site(library, drafts=True)
    draft = words(files["privacy/2027-01-31/index.html"].decode())
    assert "Draft: not published, part of no public site." in draft
    assert "This text is not in the register" in draft
    assert "privacy/2027-01-31/changes/index.html" in files


def test_the_manifest_comes_last_and_covers_every_other_file() -> None:
    """`sha256sum -c manifest.sha256` finds every file as it is."""
    pages = list(plan(example(), ON))
    assert pages[-1].path == "manifest.sha256"
    lines = dict(reversed(line.split("  ")) for line in pages[-1].content.decode().splitlines())
    assert lines == {page.path: hashlib.sha256(page.content).hexdigest() for page in pages[:-1]}


def test_no_path_comes_twice() -> None:
    """Each file of the plan has its own path."""
    paths = [page.path for page in plan(example(), ON)]
    assert len(paths) == len(set(paths))


def test_the_same_day_gives_the_same_bytes() -> None:
    """Two plans of equal content are equal byte for byte."""
    assert site(example()) == site(example())


def test_pages_do_not_carry_the_day_of_the_build() -> None:
    """Between two days on which nothing happens, no file differs."""
    assert site(example(), date(2026, 12, 1)) == site(example(), date(2026, 12, 2))


def test_the_register_is_served_as_it_is() -> None:
    """The register's bytes are the published ones."""
    assert site(example())["register.jsonl"].decode() == example().register


def test_the_canonical_text_has_the_digest_on_the_page() -> None:
    """The SHA-256 of the .txt is the one the page shows."""
    files = site(example())
    digest = hashlib.sha256(files["privacy/2025-12-15.txt"]).hexdigest()
    assert digest in files["privacy/2025-12-15/index.html"].decode().replace("<wbr>", "")


def test_the_markdown_reads_back_as_the_same_version() -> None:
    """Title, dates, class and summary of the public Markdown are the version's own, and nothing else is in it."""
    override = Override("Ada", 'It says "no".')
    version = make_version(
        "2027-01-31", title="Privacy: “ours”", label="2.0", published="2026-11-23", text=TEXT_60_DAYS, material=False,
        summary=[("Sooner: 60 days.", "retention"), "All of it."], override=override, late_entry="Late.",
    )  # fmt: skip
    text = site(privacy(make_version(), version))["privacy/2027-01-31.md"].decode()
    found = read(text, "x.md")
    assert found.problems == ()
    front = found.front
    assert front is not None
    assert (front.title, front.label, front.published, front.effective) == (
        version.title, "2.0", version.published, version.effective,
    )  # fmt: skip
    assert (front.amendment, front.late_entry) == (version.amendment, "Late.")
    assert found.body == version.document.public_source


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2026-11-22", "In force since 15 December 2025"),
        ("2027-01-30", "In force since 15 December 2025"),
        ("2027-01-31", "In force since 31 January 2027"),
        ("2027-02-01", "In force since 31 January 2027"),
    ],
)
def test_the_policys_page_shows_the_text_in_force(on: str, sentence: str) -> None:
    """On its effective day, and not before, a version takes the policy's page over, with no edit."""
    html = page(example(), "privacy/", date.fromisoformat(on))
    assert sentence in words(html)
    assert ("60 days" in words(html).partition("How long we keep it")[2]) == ("2027" in sentence)


def test_last_updated_and_effective_stand_side_by_side() -> None:
    """Publication and effective date are two facts, written out, machine-readable."""
    html = page(example(), "privacy/2027-01-31/")
    assert '<dt>Last updated</dt><dd><time datetime="2026-11-23">23 November 2026</time>' in html
    assert '<dt>Effective</dt><dd><time datetime="2027-01-31">31 January 2027</time>' in html


@pytest.mark.parametrize("path", ["privacy/", "privacy/2025-12-15/", ""])
def test_a_scheduled_material_change_is_announced(path: str) -> None:
    """The page in force, its permanent address and the index say it, with the summary."""
    said = words(page(example(), path))
    assert re.search(r"[Mm]aterial change on 31 January 2027", said)
    assert "We delete your data after 60 days instead of 90 (2)." in said


def test_nothing_is_announced_once_it_is_in_force() -> None:
    """From the effective day on the banner is gone."""
    assert 'class="banner"' not in page(example(), "privacy/", date(2027, 1, 31))
    assert 'class="banner"' not in page(example(), "", date(2027, 1, 31))


def test_sections_about_to_change_have_a_note() -> None:
    """Beside the section stands when it changes, with a link to the change that works from both addresses."""
    library = example()
    for path, link in (
        ("privacy/", "2027-01-31/changes/#change-1"),
        ("privacy/2025-12-15/", "../2027-01-31/changes/#change-1"),
    ):
        html = page(library, path)
        assert html.count('class="note"') == 1
        assert f'<a href="{link}">See what changes in 2</a>' in html
    assert 'id="change-1"' in page(library, "privacy/2027-01-31/changes/")


@pytest.mark.parametrize(
    ("path", "on", "sentence"),
    [
        (
            "privacy/2027-01-31/",
            "2026-11-23",
            "Not yet in force: takes effect on 31 January 2027. Read the version in force",
        ),
        ("privacy/2025-12-15/", "2027-01-31", "Superseded on 31 January 2027. Read the version in force"),
    ],
)
def test_other_versions_say_so_first_of_all(path: str, on: str, sentence: str) -> None:
    """A version that does not apply carries a bar, first on the page, with the way to the one that does."""
    html = page(example(), path, date.fromisoformat(on))
    assert sentence in words(html)
    assert html.index('class="bar"') < html.index("<header")


def test_the_version_in_force_has_no_bar() -> None:
    """Nothing warns of the text that applies."""
    assert 'class="bar"' not in page(example(), "privacy/")


def test_a_withdrawn_version_keeps_its_page() -> None:
    """A version taken back stays at its address and says when and why."""
    taken = make_version("2027-01-31", published="2026-11-01", text=TEXT_60_DAYS, material=True, withdrawn="2026-11-20")
    said = words(page(privacy(make_version(), taken), "privacy/2027-01-31/"))
    assert "Withdrawn on 20 November 2026: this text never took effect." in said
    assert "It was not needed." in said


def test_a_policy_that_ended_shows_its_last_text_so_labelled() -> None:
    """After its end the policy's page says that it no longer applies, and the index lists it apart."""
    library = privacy(make_version(), ended="2026-06-01", ended_reason="The service closed.")
    said = words(page(library, "privacy/"))
    assert "No longer in force: the policy ended on 1 June 2026." in said
    assert "In force from 15 December 2025 to 31 May 2026" in said
    assert "The service closed." in said
    assert "No longer in force Privacy Policy Ended on 1 June 2026" in words(page(library, ""))


def test_an_end_to_come_is_announced() -> None:
    """Until the policy ends its page says when it will."""
    said = words(page(privacy(make_version(), ended="2027-06-01"), "privacy/"))
    assert "This policy ends on 1 June 2027" in said
    assert "In force since 15 December 2025" in said


def test_before_its_first_day_a_policy_shows_the_coming_text() -> None:
    """With nothing in force yet the coming text stands there, labelled so."""
    library = privacy(make_version("2027-01-01", published="2026-11-01"))
    said = words(page(library, "privacy/"))
    assert "Not yet in force: takes effect on 1 January 2027." in said
    assert "How long we keep it" in said
    assert "Coming Privacy Policy Takes effect on 1 January 2027" in words(page(library, ""))


def test_two_versions_for_one_day() -> None:
    """The higher one applies; the other says that it was replaced."""
    library = privacy(make_version(), make_version("2026-06-01"), make_version("2026-06-01-2", text=TEXT_60_DAYS))
    assert "Superseded on 1 June 2026." in words(page(library, "privacy/2026-06-01/"))
    assert "Replaced on 1 June 2026, the day it was to take effect" in words(page(library, "privacy/2026-06-01/"))
    assert "1 June 2026 (version 2026-06-01-2)" in words(page(library, "privacy/history/"))


def test_imported_versions_say_what_is_not_known() -> None:
    """Published as recorded, and not classified."""
    library = privacy(make_version(imported=True), make_version("2026-02-01", text=TEXT_60_DAYS, imported=True))
    assert "Published as recorded; its changes are not classified." in words(page(library, "privacy/"))
    assert "Not classified" in words(page(library, "privacy/history/"))
    assert "Not classified (imported history)" in words(page(library, "privacy/2026-02-01/changes/"))


def test_a_late_entry_says_why() -> None:
    """The reason stands on the version's page and in the history."""
    library = privacy(make_version(late_entry="The office was closed.", recorded="2026-01-03"))
    assert "Entered late, on 3 January 2026 The office was closed." in words(page(library, "privacy/2025-12-15/"))
    assert "Entered late, on 3 January 2026: The office was closed." in words(page(library, "privacy/history/"))


def test_a_thousand_versions_cost_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every version's law text is drawn once, although the one in force stands on two pages."""
    from inforce.render import pages as module

    drawn: list[object] = []
    real = module.document_html
    monkeypatch.setattr(module, "document_html", lambda document, **k: drawn.append(document) or real(document, **k))
    versions = [make_version(f"{2000 + n // 12}-{n % 12 + 1:02}-01") for n in range(60)]
    policy: Policy = make_policy(*versions)
    list(plan(make_library(policy), ON))
    assert len(drawn) == 60
