"""What passes, row by row, through the words that trip it and those that must not."""

from __future__ import annotations

import pytest

from inforce.core.materiality import Assessment, Verdict
from support.materiality_cases import assessed, noting

TEXT = "# Terms and privacy\n\nWe tell you here what holds between us.\n\n## {}\n\n{}\n\n## More\n\nWrite to us.\n"


def change(title: str, old: str, new: str, kind: str = "privacy") -> Assessment:
    """What is said of a sentence that changed under a heading."""
    return assessed(TEXT.format(title, old), TEXT.format(title, new), kind)


@pytest.mark.parametrize(
    ("row", "title", "old", "new"),
    [
        ("misspelt", "Use", "You may recieve a letter.", "You may receive a letter."),
        ("misspelt", "Use", "We honour your choices.", "We honor your choices."),
        ("misspelt", "Use", "We honour teh choices you make.", "We honour the choices you mkae."),
        ("date", "About", "The firm was founded on 1 May 2001 in Graz.", "The firm was founded on 2 May 2001 in Graz."),
        ("legal-form", "About", "Linden Ltd runs the site.", "Linden Limited runs the site."),
        ("legal-form", "About", "Linden runs the site.", "Linden Inc. runs the site."),
        ("clause-number", "Use", "As clause 3.1 says, be kind.", "As clause 3.2 says, be kind."),
        ("definition", "About", "Linden runs the site.", 'Linden (the "Company") runs the site.'),
        ("definition", "About", "Linden runs the site.", "Linden (“Linden”) runs the site."),
        ("kingdom", "About", "We serve people in the EEA.", "We serve people in the EEA and the UK."),
    ],
)
def test_what_is_left_out_of_account(row: str, title: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row holds, nothing is found, and both ways."""
    for one, other in ((old, new), (new, old)):
        held = noting(monkeypatch)
        result = change(title, one, other)
        assert (result.verdict, result.findings) == (Verdict.IMMATERIAL, ())
        if row != "kingdom" or one == old:
            assert row in held


@pytest.mark.parametrize(
    ("title", "old", "new"),
    [
        ("Sharing", "We never share your data.", "We ever share your data."),
        ("Sharing", "We do not share your data.", "We do now share your data."),
        ("Liability", "Our liability is unlimited.", "Our liability is limited."),
        ("Liability", "We are liable for unlawful acts.", "We are liable for lawful acts."),
        ("Security", "We prevent unauthorized access to your data.", "We prevent authorized access to your data."),
        ("Security", "We tell you of breaches without delay.", "We tell you of breaches with delay."),
    ],
)
def test_one_letter_or_syllable_can_turn_a_promise(title: str, old: str, new: str) -> None:
    """A word and its contrary are spelled alike and are no typo of each other."""
    assert change(title, old, new).verdict is not Verdict.IMMATERIAL


@pytest.mark.parametrize(
    ("title", "old", "new", "kind"),
    [
        ("Who we are", "Your contract is with Linden Ltd.", "Your contract is with Maple LLC.", "terms"),
        ("Controller", "The controller is Linden GmbH.", "The controller is Maple GmbH.", "privacy"),
        ("Sharing", "We share your data with Alder.", "We share your data with Cedar.", "privacy"),
        ("Governing law", "The laws of Ohio apply.", "The laws of Texas apply.", "terms"),
    ],
)
def test_another_company_or_place_is_no_rename(title: str, old: str, new: str, kind: str) -> None:
    """Tie-breaker T7: another legal person, another recipient, another law."""
    assert change(title, old, new, kind).verdict is not Verdict.IMMATERIAL


def test_a_product_renamed_everywhere_passes() -> None:
    """The old name is gone from the whole text."""
    old = "# Privacy at Lumo\n\nLumo is an app. Lumo collects your name. You can use Lumo free of charge.\n"
    result = assessed(old, old.replace("Lumo", "Brisa"))
    assert (result.verdict, {finding.category for finding in result.passed}) == (Verdict.IMMATERIAL, {"N07"})


def test_what_is_excused_does_not_hide_what_is_not() -> None:
    """A typo, a date and a longer period in one sentence: the period is found."""
    old = "As of 1 May 2024 we delete recieved letters after 30 days."
    new = "As of 1 May 2025 we delete received letters after 90 days."
    (finding,) = change("How long we keep it", old, new).findings
    assert (finding.category, finding.old, finding.new) == ("M05", old, new)


def test_the_order_of_a_list_is_no_change() -> None:
    """The same items in another order, as a list and in a sentence (N09)."""
    assert (
        change("What we collect", "- names\n- places\n- dates of birth", "- dates of birth\n- names\n- places").findings
        == ()
    )
    result = change("What we collect", "We collect names, places and photos.", "We collect photos, names and places.")
    assert {finding.category for finding in result.passed} == {"N09"}


def test_a_title_alone_changes_nothing() -> None:
    """A heading in other words is no promise."""
    old = TEXT.format("What we collect", "We collect your name.")
    assert assessed(old, old.replace("What we collect", "Data we collect")).verdict is Verdict.IMMATERIAL
