"""Comparing any two versions: which addresses there are, that they last, and what their pages say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factories import TEXT, TEXT_60_DAYS, make_library, make_policy, make_version
from histories import History, histories
from inforce.core.policy import Policy, Version, Withdrawal
from inforce.render import compare
from inforce.render.compare import Comparisons
from inforce.render.facts import PolicyFacts, policies_shown
from support.pages import page, privacy, site, words

ON = date(2026, 11, 23)


def facts(policy: Policy, on: date = ON) -> PolicyFacts | None:
    """The policy as the site sees it on a day; None where it shows nothing."""
    return next(iter(policies_shown(make_library(policy), on)), None)


def addresses(policy: Policy, on: date = ON) -> set[str]:
    """Every address of a comparison on the site of a day."""
    shown = facts(policy, on)
    if shown is None or not shown.compare_path:
        return set()
    found = {shown.compare_path, shown.subject.compare_path}
    for one in Comparisons(shown):
        found |= set(filter(None, (one.lasting, one.following)))
    return found


def yearly(count: int, *, first: int = 2001) -> list[Version]:
    """Versions of following years, each with another period."""
    return [
        make_version(f"{first + n}-01-01", text=TEXT.replace("90 days", f"{90 - n} days"), material=bool(n) or None)
        for n in range(count)
    ]


def replace_line(version: Version, line: int) -> Version:
    """The same version, entered on that line of the register."""
    assert version.registration is not None
    return replace(version, registration=replace(version.registration, line=line))


def at(history: History, line: int) -> Policy:
    """The policy as it was when the register had `line` lines."""
    known = []
    for version in history.policy:
        assert version.registration is not None
        if version.registration.line > line:
            continue
        taken = version.withdrawal
        known.append(replace(version, withdrawal=taken if taken and taken.line <= line else None))
    return replace(history.policy, versions=tuple(known), ended=None)


@pytest.mark.parametrize("every_pair", [0, 2, 3, 20])
@given(history=histories(pending=True), data=st.data())
def test_addresses_only_ever_join(every_pair: int, history: History, data: st.DataObject) -> None:
    """Whatever is published, entered late or withdrawn, and as days pass, no address of a comparison disappears."""
    lines = max(v.registration.line for v in history.policy if v.registration)
    first, second = sorted(data.draw(st.tuples(st.integers(1, lines), st.integers(1, lines + 6)), label="lines"))
    earlier, later = sorted(data.draw(st.tuples(*[st.sampled_from(history.days())] * 2), label="days"))
    # Taken back before its publication day, a version is on no day's site; the days here know no such order of acts.
    taken_back = [v.withdrawal.line for v in history.policy if v.withdrawal and v.never_shown]
    assume(all(line <= first for line in taken_back))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(compare, "EVERY_PAIR", every_pair)
        before = addresses(at(history, first), earlier)
        assert before <= addresses(at(history, second), later)
        assert before <= addresses(replace(history.policy), later)


def test_versions_entered_late_take_no_page_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which versions have every pair is settled by the register's order, not by their days."""
    monkeypatch.setattr(compare, "EVERY_PAIR", 3)
    versions = yearly(3)
    before = addresses(make_policy(*versions))
    assert "privacy/compare/2001-01-01/2003-01-01/" in before
    late = [make_version(f"1999-0{month}-01") for month in (1, 2, 3)]
    assert before < addresses(make_policy(*versions, *late))


def test_one_version_has_nothing_to_compare() -> None:
    """The pages come with the second version; nothing links to them before."""
    library = privacy(*yearly(1))
    assert not [path for path in site(library) if "/compare/" in path]
    assert "ompare" not in page(library, "privacy/history/")


def test_every_two_versions_can_be_compared() -> None:
    """Up to the limit each pair leads to a page: its own, or the changes page of a single step."""
    policy = make_policy(*yearly(9))
    shown = facts(policy)
    assert shown is not None
    comparisons = Comparisons(shown)
    pages = site(make_library(policy))
    for place, new in enumerate(comparisons.versions):
        for old in comparisons.versions[place + 1 :]:
            target = comparisons.target(old, new)
            assert f"{target}index.html" in pages
            if place + 1 < len(comparisons.versions) and old is comparisons.versions[place + 1]:
                assert target == new.changes_path
            else:
                assert target == f"privacy/compare/{old.name}/{new.name}/"


def test_beyond_the_limit_each_version_is_compared_with_the_text_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long history has pages in proportion to its length; other pairs are followed step by step."""
    monkeypatch.setattr(compare, "EVERY_PAIR", 4)
    policy = make_policy(*yearly(12))
    found = addresses(policy)
    assert {f"privacy/compare/{version.name}/" for version in policy} < found
    assert len(found) == 1 + 12 + 3  # the choice; one a version; of the first four the pairs that are no single step
    shown = facts(policy)
    assert shown is not None
    comparisons = Comparisons(shown)
    newest, older = comparisons.versions[1], comparisons.versions[5]
    assert comparisons.target(older, newest) == ""
    assert comparisons.target(older, comparisons.versions[0]) == older.compare_path
    html = page(make_library(policy), "privacy/compare/")
    assert "step by step" in words(html)
    assert 'href="../2001-01-01/"' not in html


def test_the_page_of_one_version_follows_the_text_in_force() -> None:
    """The address of one version compares it with whatever is in force on the day, the older text first."""
    library = privacy(*yearly(3))
    for on, said in {
        date(2001, 6, 1): None,
        date(2002, 6, 1): "What differs between 1 January 2001 and the text in force",
        date(2003, 6, 1): "What differs between 1 January 2001 and the text in force",
    }.items():
        pages = site(library, on)
        html = pages.get("privacy/compare/2001-01-01/index.html", b"").decode()
        assert (said is None and not html) or (said and said in words(html))
        if on.year > 2001:
            assert f"Version {on.year}-01-01" in words(html)


def test_a_coming_text_is_compared_from_the_text_in_force() -> None:
    """For a scheduled version the text in force is the older side."""
    library = privacy(
        make_version(), make_version("2027-01-31", published="2026-11-23", text=TEXT_60_DAYS, material=True)
    )
    html = page(library, "privacy/compare/2027-01-31/")
    assert "What differs between the text in force and 31 January 2027" in words(html)
    assert re.search(r"<del>.*?90 days", html)
    assert re.search(r"<ins>.*?60 days", html)
    assert "The newer text follows the older one directly. This change in its author's words" in words(html)


def test_the_version_in_force_says_that_there_is_nothing_to_compare() -> None:
    """The address of the version in force stays, says so, and leads on."""
    html = page(privacy(*yearly(3)), "privacy/compare/2003-01-01/")
    assert "Version 2003-01-01 is the text in force" in words(html)
    assert 'href="../2001-01-01/"' in html
    assert 'href="../../"' in html


def test_a_page_of_two_versions_never_changes_its_pair() -> None:
    """What a person cites stays: the same two texts before and after a later version takes effect."""
    library = privacy(*yearly(4))
    path = "privacy/compare/2001-01-01/2003-01-01/index.html"
    for on in (date(2003, 6, 1), date(2004, 6, 1)):
        html = site(library, on)[path].decode()
        assert "What differs between 1 January 2001 and 1 January 2003" in words(html)
        assert "Was" not in words(html).partition("Redline")[0]
        assert re.search(r"<del>.*?90 days.*?</del>.*?<ins>.*?88 days", html)


def test_both_texts_are_told_with_status_and_days() -> None:
    """The head names both versions, their status, and their days; the steps between are linked."""
    html = page(privacy(*yearly(4)), "privacy/compare/2001-01-01/2003-01-01/")
    said = words(html)
    assert "Older text Version 2001-01-01. In force from 1 January 2001 to 31 December 2001. Published" in said
    assert "Newer text Version 2003-01-01. In force from 1 January 2003 to 31 December 2003." in said
    assert "Two changes lead from the older text to the newer one" in said
    assert 'href="../../../2002-01-01/changes/"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_withdrawn_version_is_labelled() -> None:
    """A text that never took effect is called withdrawn wherever it can be chosen or is shown."""
    coming = make_version(
        "2027-06-01", published="2026-11-01", text=TEXT_60_DAYS, material=True, withdrawn="2026-11-10"
    )
    library = privacy(*yearly(2), coming)
    said = words(page(library, "privacy/compare/2001-01-01/2027-06-01/"))
    assert "between 1 January 2001 and 1 June 2027 (withdrawn)" in said
    assert "Version 2027-06-01 was withdrawn on 10 November 2026 and never took effect." in said
    assert "1 June 2027: Material, withdrawn" in said
    assert "withdrawn" in words(page(library, "privacy/compare/"))


def test_a_version_after_a_withdrawn_one_is_compared_with_both() -> None:
    """Beside the step that the changes page shows, the pair with the other version has a page."""
    coming = make_version("2026-06-01", published="2026-01-01", material=False, withdrawn="2026-02-01")
    after = make_version("2026-08-01", text=TEXT_60_DAYS, material=True)
    policy = make_policy(make_version(), coming, after)
    shown = facts(policy)
    assert shown is not None
    comparisons = Comparisons(shown)
    newest, withdrawn, first = comparisons.versions
    targets = {comparisons.target(withdrawn, newest), comparisons.target(first, newest)}
    assert newest.changes_path in targets
    assert len(targets) == 2
    assert {f"{target}index.html" for target in targets} <= site(make_library(policy)).keys()


def test_a_version_taken_back_in_time_is_no_step() -> None:
    """What was withdrawn before the next version was registered does not lie between the texts."""
    taken_back = make_version(
        "2003-06-01", withdrawn=Withdrawal(date(2003, 1, 1), "Ada", "Not needed.", line=3), line=2
    )
    versions = [replace_line(version, line) for version, line in zip(yearly(4), (1, 4, 5, 6), strict=True)]
    html = page(privacy(*versions, taken_back), "privacy/compare/2001-01-01/2004-01-01/")
    assert "Three changes lead" in words(html)
    assert "2003-06-01/changes" not in html


def test_drafts_are_not_compared() -> None:
    """A preview with drafts offers the same comparisons as the public site."""
    library = privacy(*yearly(2), make_version("2027-06-01", published=None, registered=False, material=True))
    public = {path for path in site(library) if "/compare/" in path}
    assert {path for path in site(library, drafts=True) if "/compare/" in path} == public


def test_comparisons_are_linked_from_history_and_old_versions() -> None:
    """The history offers the comparison of each version, an old version its own with the text in force."""
    library = privacy(*yearly(3))
    history = page(library, "privacy/history/")
    assert 'href="../compare/"' in history
    assert 'href="../compare/2001-01-01/"' in history
    assert 'href="../compare/2003-01-01/"' not in history
    assert 'href="../compare/2001-01-01/">Compare with the version in force' in page(library, "privacy/2001-01-01/")


def test_comparisons_are_in_no_sitemap() -> None:
    """The sitemap names no comparison."""
    assert b"compare" not in site(privacy(*yearly(3)))["sitemap.xml"]


def test_without_a_text_in_force_the_last_text_stands_in() -> None:
    """After a policy's end its versions are compared with the last text, and it is called so."""
    said = words(page(privacy(*yearly(3), ended="2026-01-01"), "privacy/compare/2001-01-01/"))
    assert "What differs between 1 January 2001 and the last text" in said
