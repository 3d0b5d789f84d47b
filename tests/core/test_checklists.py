"""Statutory checklists: what is looked for, what is said of it, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import make_version
from inforce import source
from inforce.core import checklists
from inforce.core.checklists import CHECKLISTS, State
from inforce.core.policy import Version
from support.project import CORPORA, ROOT

PRIVACY = """\
## 1. Who we are {#who}

Example Ltd is the controller. Write to us at privacy@example.com.

## 2. Your rights {#rights}

You have the right to:

- access
- portability

We make no automated decision about you.
"""


def held(version: Version, kind: str = "privacy") -> dict[str, checklists.ItemResult]:
    """Each item of each list, by its id."""
    return {item.id: item for found in checklists.results(version, kind) for item in found.items}


def of(text: str, **changes: object) -> dict[str, checklists.ItemResult]:
    """The same for a text."""
    return held(replace(make_version(text=text), **changes))


def test_ids_are_each_used_once() -> None:
    """`covers` names an item by its id alone."""
    ids = [item.id for item in checklists.items()]
    assert len(ids) == len(set(ids)) == 80


def test_every_item_says_where_it_stands_in_the_law_and_what_it_asks() -> None:
    """An item is a place in a law, a sentence, and at least one way to find it."""
    for item in checklists.items():
        assert item.law and item.asks.endswith(".") and (item.looks or item.front), item.id


def test_what_is_found_is_shown_with_its_section_and_sentence() -> None:
    """A person can go and read it."""
    found = of(PRIVACY)["gdpr-13-1-a"]
    assert (found.state, found.section, found.title) == (State.FOUND, "who", "1. Who we are")
    assert found.sentence == "Example Ltd is the controller."
    assert found.place is not None and found.place.line == 3


def test_an_item_of_a_list_is_read_with_the_words_that_introduce_it() -> None:
    """“access” alone is a right where “You have the right to:” stands above it."""
    assert of(PRIVACY)["gdpr-13-2-b-access"].sentence == "access"
    assert of("## Accounts\n\nTo log in you need\n\n- access\n")["gdpr-13-2-b-access"].state is State.NOT_FOUND


def test_a_denial_of_machines_deciding_answers_the_item() -> None:
    """The law asks whether they do; “none” is an answer."""
    assert of(PRIVACY)["gdpr-13-2-f"].state is State.FOUND


def test_a_profile_is_no_profiling() -> None:
    """Both have the same stem."""
    assert of("## Account\n\nYou may add a profile picture.\n")["gdpr-13-2-f"].state is State.NOT_FOUND


def test_a_sale_that_is_denied_has_no_buyers() -> None:
    """“We never sell your data to advertising partners” says that none is sold, not to whom."""
    found = of("## Sales\n\nWe never sell your personal information to advertising partners.\n")
    assert found["ccpa-115-sold"].state is State.FOUND
    assert found["ccpa-115-sold-to"].state is State.NOT_FOUND


def test_what_the_author_maps_counts_before_what_is_found() -> None:
    """The section named is shown, with no sentence."""
    found = of(PRIVACY, covers=(("gdpr-13-1-a", "rights"),))["gdpr-13-1-a"]
    assert (found.state, found.section, found.sentence) == (State.MAPPED, "rights", "")


def test_a_company_is_known_by_the_form_in_its_name() -> None:
    """“limited” is a word, “Limited” after a name is a company; so is “GmbH”."""
    assert of("## Who we are\n\nBeispiel GmbH runs this site.\n")["gdpr-13-1-a"].state is State.FOUND
    said = "## Sharing\n\nWe share data in the limited circumstances spelled out below: your company name.\n"
    assert of(said)["gdpr-13-1-a"].state is State.NOT_FOUND


def test_a_mapping_to_nothing_maps_nothing() -> None:
    """The lint tells of it; the list shows what it finds."""
    assert of(PRIVACY, covers=(("gdpr-13-1-b", "nowhere"),))["gdpr-13-1-b"].state is State.NOT_FOUND


def test_days_of_the_front_matter_are_on_the_page() -> None:
    """So CalOPPA's effective date is found in every version; a draft without a day of publication lacks the other."""
    assert of(PRIVACY)["caloppa-4"].state is State.FOUND
    assert of(PRIVACY, published=None)["ccpa-130-updated"].state is State.NOT_FOUND


def test_article_14_is_gone_through_only_where_data_comes_from_others() -> None:
    """Else the list says that it was not, and why."""
    lists = {found.id: found for found in checklists.results(make_version(text=PRIVACY), "privacy")}
    assert lists["gdpr-14"].items == () and "not gone through" in lists["gdpr-14"].note
    more = PRIVACY + "\nWe receive information about you from third parties such as data brokers.\n"
    lists = {found.id: found for found in checklists.results(make_version(text=more), "privacy")}
    assert lists["gdpr-14"].items and "data brokers" in lists["gdpr-14"].note


def test_article_14_is_gone_through_where_its_author_maps_an_item() -> None:
    """What the author says weighs more than a pattern."""
    assert of(PRIVACY, covers=(("gdpr-14-2-f", "who"),))["gdpr-14-2-f"].state is State.MAPPED


def test_kinds_of_policies_have_their_lists() -> None:
    """All four for privacy, some items for cookies, none for others."""
    version = make_version(text=PRIVACY)
    assert [found.id for found in checklists.results(version, "privacy")] == [each.id for each in CHECKLISTS]
    assert {found.id for found in checklists.results(version, "cookies")} == {"gdpr-13", "caloppa"}
    assert all(checklists.results(version, kind) == () for kind in ("terms", "security", "subprocessors", "other"))


def test_a_text_in_another_language_is_not_read_by_english_patterns() -> None:
    """Only what its author mapped counts, and each list says so."""
    version = replace(make_version(text=PRIVACY), language="de", covers=(("gdpr-13-1-a", "who"),))
    lists = checklists.results(version, "privacy")
    assert all("“de”" in found.note for found in lists)
    states = {
        item.id: item.state for found in lists for item in found.items if not item.sentence.startswith("The page")
    }
    assert states.pop("gdpr-13-1-a") is State.MAPPED
    assert set(states.values()) == {State.NOT_FOUND}


def test_no_list_speaks_of_compliance() -> None:
    """Every list begins with what its words do not say; none says that a text meets or misses a law."""
    for found in checklists.results(make_version(text=PRIVACY), "privacy"):
        assert found.first == checklists.BEFORE_ALL
        words = " ".join([found.title, found.concerns, found.note, *(item.asks for item in found.items)]).lower()
        assert not any(wrong in words for wrong in ("complian", "comply", "violat", "missing"))


def test_lines_of_a_table_of_contents_are_passed_over() -> None:
    """A link to a section is not what the section says."""
    text = "- [How we retain data until deleted](#a)\n\n## A {#a}\n\nSome words.\n"
    assert of(text)["gdpr-13-2-a"].state is State.NOT_FOUND


@pytest.mark.parametrize(
    ("folder", "name", "found", "not_found"),
    [
        (
            "37signals/privacy",
            "2023-07-27",
            "gdpr-13-2-b-rectification gdpr-13-2-f ccpa-130-agent",
            "gdpr-13-1-b ccpa-115-sold-to caloppa-5",
        ),
        (
            "automattic/privacy",
            "2025-12-11",
            "gdpr-13-1-d ccpa-100-collected ccpa-130-signal caloppa-5",
            "gdpr-13-2-f gdpr-13-1-b ccpa-120-minors-how",
        ),
    ],
)
def test_real_policies_are_read_as_a_person_read_them(folder: str, name: str, found: str, not_found: str) -> None:
    """Items whose answer was read by a person in the newest privacy policies of two publishers."""
    path = CORPORA / folder / f"{name}.md"
    if not path.exists():
        pytest.skip("the real policy histories are not beside the repository")
    items = of(path.read_text(encoding="utf-8"))
    assert {items[id].state for id in found.split()} == {State.FOUND}
    assert {items[id].state for id in not_found.split()} == {State.NOT_FOUND}


def test_the_policy_of_this_repository() -> None:
    """Its European and Californian rights are found; no word of machines deciding, of agents, of other sources."""
    policy = source.read(ROOT).library["privacy"]
    items = held(policy["2025-12-15"])
    assert items["gdpr-13-1-b"].section == "european-privacy-rights"
    assert items["ccpa-125"].section == "california-privacy-rights"
    assert items["gdpr-13-2-f"].state is items["ccpa-130-agent"].state is State.NOT_FOUND
    assert "gdpr-14-2-f" not in items
