"""The gate: what is published stays, what is not yet published must be complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import TEXT, make_library, make_policy, make_version
from inforce import source
from inforce.core import canonical, gate
from inforce.core.document import parse
from inforce.core.policy import Library, NoticeRecord, Policy, Registration, Version, Withdrawal
from inforce.core.register import Event, Register, event_for, meta_values, with_events
from inforce.errors import Level, Problem, blocking

ON = date(2026, 11, 23)
PRIVACY = "content/policies/privacy"


def registered(*versions: Version, more: Sequence[Event] = (), imported: bool = False) -> Register:
    """A register with a line for each version, in the order given, and `more`."""
    lines = [event_for(version, recorded=ON, by="Ada", imported=imported) for version in versions]
    return with_events(Register(), (*lines, *more))


def check(library: Library | Policy, register: Register, on: date = ON) -> list[str]:
    """Codes of what the gate finds."""
    whole = library if isinstance(library, Library) else make_library(library)
    return [problem.code for problem in gate.check(whole, register, on)]


def filed(version: Version) -> Version:
    """The version with a source that has its front matter, so that places can be named."""
    day = f"published: {version.published}\n" if version.published else ""
    head = f"---\ntitle: {version.title}\n{day}effective: {version.effective}\n---\n"
    return replace(version, source=head + version.source)


V1 = filed(make_version("2025-12-15"))
V2 = filed(
    make_version("2027-01-31", published=ON, text=TEXT.replace("90", "60"), material=True, summary=["Less time."])
)


def test_what_is_registered_and_unchanged_passes() -> None:
    """On any day."""
    for on in (date(2020, 1, 1), ON, date(2030, 1, 1)):
        assert check(make_policy(V1, V2), registered(V1, V2), on) == []


def with_text(version: Version, text: str, *, lenient: bool = False) -> Version:
    """The version with another text."""
    return filed(replace(version, document=parse(text, lenient=lenient), source=text))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("90", "91", "We delete your data 91 days after your account ends."),
        ("We delete", "We do not delete", "We do not delete your data 90 days"),
        ("name and", "name or", "We collect your name or your e-mail address."),
        (" 90 days after your account ends", "", "We delete your data."),
        (
            "\n## 2. How long we keep it {#retention}\n\nWe delete your data 90 days after your account ends.\n",
            "",
            "next",
        ),
    ],
)
def test_a_changed_text_is_named_by_line_and_sentence(old: str, new: str, says: str) -> None:
    """The remedy is a new version, for the same day if need be."""
    changed = with_text(V1, TEXT.replace(old, new))
    problems = gate.check(make_library(make_policy(changed)), registered(V1), ON)
    assert {problem.code for problem in problems} == {"text-changed"}
    assert any(says in problem.sentence for problem in problems)
    assert problems[0].place.path == f"{PRIVACY}/2025-12-15.md"
    assert problems[0].place.line > 0
    assert "2025-12-15-2" in problems[0].remedy


def test_the_old_sentence_is_told_where_it_is_at_hand() -> None:
    """git is asked only for the sentence; without it the refusal is the same."""
    changed = make_library(make_policy(with_text(V1, TEXT.replace("90", "91"))))
    without = gate.check(changed, registered(V1), ON)
    found = gate.check(changed, registered(V1), ON, older_text=lambda version, digest: V1.source)
    assert [p.code for p in found] == [p.code for p in without]
    assert "“We delete your data 90 days after your account ends.” became “We delete your data 91" in found[0].sentence
    lies = gate.check(
        changed, registered(V1), ON, older_text=lambda version, digest: changed["privacy"].versions[0].source
    )
    assert lies == without


def test_many_changes_are_named_and_the_rest_counted() -> None:
    """Nobody reads a hundred sentences."""
    text = "".join(f"We do thing {number}.\n\n" for number in range(100))
    old = with_text(V1, text)
    problems = gate.check(make_library(make_policy(with_text(old, text.replace("do", "did")))), registered(old), ON)
    assert len(problems) == 9
    assert "92 more sentences" in problems[-1].sentence


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("We collect your name", "We collect\nyour name"),
        TEXT.replace("90 days", "**90 days**"),
        TEXT + "\n\n",
    ],
)
def test_a_wrap_or_emphasis_that_leaves_the_text_passes(text: str) -> None:
    """The canonical text is what counts."""
    assert check(make_policy(with_text(V1, text)), registered(V1)) == []


def test_an_indentation_is_not_called_a_line_break() -> None:
    """Nesting an item changes the structure, by indentation."""
    was, now = with_text(V1, "- We keep:\n- names.\n"), with_text(V1, "- We keep:\n  - names.\n")
    (problem,) = gate.check(make_library(make_policy(now)), registered(was), ON)
    assert "line breaks or indentation were changed so that its structure is another" in problem.sentence


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("your name", "your\u00a0name", "a no-break space (U+00A0) was put in"),
        ("90 days", "90\u202fdays", "a narrow no-break space (U+202F) was put in"),
        ("address.", "address.\u00a0", "a no-break space (U+00A0) was put in"),
        ("your\u00a0name", "your name", "a no-break space (U+00A0) was taken out"),
        ("address. It", "address.\u00a0It", "a no-break space (U+00A0) was put in"),
        ("address.\u00a0It", "address. It", "a no-break space (U+00A0) was taken out"),
    ],
)
@pytest.mark.parametrize("with_git", [False, True])
def test_an_invisible_change_names_the_character(old: str, new: str, says: str, *, with_git: bool) -> None:
    """Two sentences that look the same are not shown as before and after, nor is it called a line break."""
    text = TEXT.replace("address.", "address. It is kept.")
    plain = text.replace(old.replace("\u00a0", " "), old)
    was, now = with_text(V1, plain), with_text(V1, plain.replace(old, new))
    assert was.document.digest != now.document.digest
    problems = gate.check(
        make_library(make_policy(now)),
        registered(was),
        ON,
        older_text=lambda version, digest: was.source if with_git else None,
    )
    assert [problem.code for problem in problems] == ["text-changed"]
    assert says in problems[0].sentence


def test_the_language_of_a_published_version_is_fixed() -> None:
    """Be it in its own front matter or in the site's settings."""
    other = replace(V1, language="de")
    (problem,) = gate.check(make_library(make_policy(other)), registered(V1), ON)
    assert (problem.code, str(problem.place)) == ("meta-changed", f"{PRIVACY}/2025-12-15.md:1")
    assert "its language is fixed" in problem.sentence
    assert "inforce.toml" in problem.remedy


@pytest.mark.parametrize(
    ("text", "old", "new", "shape"),
    [
        ("We give it - or lend it - to you.\n", "it - or", "it\n- or", "an item of a list"),
        ("We do so, see rule 7. We add more.\n", "We add", "\n\nWe add", "a paragraph"),
        ("We sell it at # 3 only.\n", "at # 3", "at\n# 3", "a heading"),
        ("We say a > b here.\n", "a > b", "a\n> b", "a quotation"),
        ("We say\nthis.\n\nAnd that.\n", "\n\nAnd", "\n\n    And", "preformatted text"),
        ("The years\nof 1. Of all.\n", "of 1. Of", "of\n1. Of", "an item of a list"),
        ("- We keep:\n- names.\n", "\n- names", "\n  - names", "an item of a list within a list"),
    ],
)
def test_a_wrap_that_makes_another_text_says_what_it_makes(text: str, old: str, new: str, shape: str) -> None:
    """The words are the same, so the sentence speaks of the line break and what it turned the line into."""
    was = with_text(V1, text)
    problems = gate.check(make_library(make_policy(with_text(V1, text.replace(old, new)))), registered(was), ON)
    assert [problem.code for problem in problems] == ["text-rewrapped"]
    assert f"now reads as {shape}" in problems[0].sentence


def test_a_changed_section_id_is_refused() -> None:
    """Links to published sections live for ever."""
    changed = with_text(V1, TEXT.replace("{#retention}", "{#keeping}"))
    problems = gate.check(make_library(make_policy(changed)), registered(V1), ON)
    assert [problem.code for problem in problems] == ["section-ids-changed"]
    assert "{#retention}" in problems[0].remedy


def test_a_text_of_an_unknown_format_is_not_judged() -> None:
    """An older program says so instead of crying fraud."""
    event = replace(event_for(V1, recorded=ON, by="Ada"), canon=99)
    assert check(make_policy(V1), with_events(Register(), (event,))) == ["register-format"]


def test_an_older_format_stays_checkable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line names the format it was made with; its text is compared in that one."""
    shouting = {0: lambda blocks: [block.text.upper() for block in blocks], **canonical.FORMATS}
    monkeypatch.setattr(canonical, "FORMATS", shouting)
    old = canonical.digest(canonical.canonical_text(V1.document.blocks, 0))
    line = replace(event_for(V1, recorded=ON, by="Ada"), canon=0, text=old)
    assert check(make_policy(V1), with_events(Register(), (line,))) == []
    changed = with_text(V1, TEXT.replace("90", "91"))
    assert "text-changed" in check(make_policy(changed), with_events(Register(), (line,)))


def test_a_missing_file_is_named_with_its_line() -> None:
    """One sentence a version; one for a policy whose whole folder is gone."""
    register = registered(V1, V2)
    assert check(make_policy(V2), register) == ["register-file-missing"]
    (problem,) = gate.check(make_library(), register, ON)
    assert "“privacy” is gone" in problem.sentence
    assert str(problem.place) == "content/register.jsonl:1"


def test_a_renamed_file_is_told_to_go_back() -> None:
    """It is not called a draft that waits to be published."""
    moved = filed(make_version("2025-12-20", published="2025-12-15", registered=False))
    problems = gate.check(make_library(make_policy(moved)), registered(V1), ON)
    assert [problem.code for problem in problems] == ["register-file-missing"]
    assert f"{PRIVACY}/2025-12-20.md has the same text" in problems[0].remedy


def test_a_file_that_cannot_be_read_is_not_called_missing() -> None:
    """That it cannot be read is a problem of its own."""
    assert check(make_policy(replace(V1, source="")), registered(V1)) == []


def draft(name: str = "2027-01-31", **values: object) -> Version:
    """A complete draft, but for what is given."""
    given: dict[str, object] = {
        "published": ON,
        "text": TEXT.replace("90", "60"),
        "material": True,
        "summary": ["Less time."],
        "registered": False,
        **values,
    }
    return filed(make_version(name, **given))  # type: ignore[arg-type]


def ready(
    version: Version, *others: Version, on: date = ON, ended: date | None = None, **settings: object
) -> list[str]:
    """Codes of what speaks against publishing."""
    policy = make_policy(*others, version, ended=ended, **settings)
    return [problem.code for problem in gate.ready(policy, policy[str(version.name)], on)]


def test_a_complete_draft_is_ready() -> None:
    """With its day of publication or without; a first version needs no class."""
    assert ready(draft(), V1) == []
    assert ready(draft(published=None), V1) == []
    assert ready(draft(material=None, summary=[])) == []


@pytest.mark.parametrize(
    ("version", "code"),
    [
        (draft(title=""), "title-missing"),
        (draft(published="2026-11-22"), "published-past"),
        (draft("2026-11-22", published=None, material=False), "effective-past"),
        (draft(material=None, summary=["Less time."]), "class-missing"),
        (draft(summary=[]), "summary-missing"),
        (draft(summary=[("Less time.", "retension")]), "summary-section"),
        (draft("2027-01-31-2"), "ordinal-gap"),
        (draft("2026-12-22"), "notice-period"),
        (draft(text=TEXT), "text-unchanged"),
        (draft("2025-11-30", published=None, late_entry=""), "dated-before-last"),
    ],
)
def test_what_is_missing_or_contradicts_stops_publishing(version: Version, code: str) -> None:
    """Each rule by its own name."""
    assert code in ready(version, V1)


def test_a_class_that_is_missing_is_a_decision() -> None:
    """Nothing is wrong; a person must declare it."""
    policy = make_policy(V1, draft(material=None, summary=["Less time."]))
    assert [p.level for p in gate.ready(policy, policy["2027-01-31"], ON)] == [Level.DECISION]


def test_a_first_version_changes_nothing() -> None:
    """It has no class."""
    assert ready(draft()) == ["first-version-change"]


def test_a_late_entry_gives_its_reason() -> None:
    """Then a past day and a place before later versions are accepted, and the short notice is told."""
    late = draft("2025-12-20", published="2025-12-18", late_entry="Forgotten.")
    policy = make_policy(V1, V2, late)
    problems = gate.ready(policy, policy["2025-12-20"], ON)
    assert [(p.code, p.level) for p in problems] == [("notice-period", Level.WARNING)]


@pytest.mark.parametrize(
    ("effective", "settings", "fine"),
    [
        ("2026-12-22", {}, False),
        ("2026-12-23", {}, True),
        ("2026-12-08", {"notice_days": 15}, True),
        ("2026-12-07", {"notice_days": 15}, False),
        ("2026-11-23", {"notice_days": 0, "notice_reason": "The law."}, True),
    ],
)
def test_notice_is_counted_in_whole_days(effective: str, settings: dict[str, object], fine: bool) -> None:
    """From the day of publication to the effective date, as the policy's settings ask."""
    assert ready(draft(effective), V1, **settings) == ([] if fine else ["notice-period"])
    assert ready(draft(effective, material=False), V1, **settings) == []


def test_a_summary_may_speak_of_a_section_that_went() -> None:
    """Its id is that of the text before."""
    shorter = TEXT[: TEXT.index("## 2.")] + "More.\n"
    assert ready(draft(text=shorter, summary=[("Section 2 is gone.", "retention")]), V1) == []


def test_nothing_takes_effect_after_the_policys_end() -> None:
    """It would never apply."""
    assert ready(draft(), V1, ended=date(2027, 1, 31)) == ["policy-ended"]
    assert ready(draft(), V1, ended=date(2027, 2, 1)) == []


def test_a_draft_may_be_incomplete_until_its_day_comes() -> None:
    """Before, warnings; then the day itself is a decision, and what is missing counts."""
    coming = draft(published="2026-12-01", material=None, summary=[])
    library = make_library(make_policy(V1, coming))
    problems = gate.check(library, registered(V1), ON)
    assert {p.level for p in problems} == {Level.WARNING}
    due = gate.check(library, registered(V1), date(2026, 12, 1))
    assert [p.code for p in due] == ["class-missing", "summary-missing"]
    undecided = make_policy(V1, draft(published="2026-12-01", material=None))
    due = gate.check(make_library(undecided), registered(V1), date(2026, 12, 1))
    assert [p.code for p in due] == ["class-missing", "unregistered"]
    assert "inforce publish privacy 2027-01-31" in due[-1].remedy
    assert check(make_policy(V1, draft(published=None, text=TEXT)), registered(V1)) == []


def event(kind: str, **values: object) -> Event:
    """A line of another kind."""
    return Event(kind, "privacy", **{"recorded": ON, "by": "Ada", **values})  # type: ignore[arg-type]


def test_withdrawals_fit_what_was_published() -> None:
    """Before its day, and only what is there."""
    policy = make_policy(V1, V2)
    assert check(policy, registered(V1, V2, more=[event("withdrawn", version="2027-01-31")])) == []
    assert check(policy, registered(V1, V2, more=[event("withdrawn", version="2025-12-15")])) == ["withdrawal-late"]
    assert check(policy, registered(V1, V2, more=[event("withdrawn", version="2029-01-01")])) == ["withdrawal-unknown"]
    assert check(policy, registered(V1, V2, more=[event("ended")])) == ["register-line"]
    assert check(policy, registered(V1, V2, more=[event("ended", effective=date(2028, 1, 1))])) == []


def test_a_notice_tells_of_what_was_published_before_it() -> None:
    """In several lines; also of what was withdrawn afterwards."""
    record = NoticeRecord("n", "accounts", "ab" * 16, "cd" * 32)
    lines = [event(kind, version="2027-01-31", notice=record) for kind in ("notice-started", "notice-sent") * 2]
    taken = event("withdrawn", version="2027-01-31")
    assert check(make_policy(V1, V2), registered(V1, V2, more=[*lines, taken])) == []
    assert check(make_policy(V1), registered(V1, more=lines[:1])) == ["notice-unknown"]
    early = with_events(registered(V1, more=lines[:1]), (event_for(V2, recorded=ON, by="Ada"),))
    assert check(make_policy(V1, V2), early) == ["notice-unknown"]


def reviewed_on(day: str, version: str = "2025-12-15") -> Event:
    """A line on a review."""
    return event("reviewed", version=version, recorded=date.fromisoformat(day))


def test_a_review_is_of_the_version_in_force_on_its_day() -> None:
    """From its first day to the last one before the next; again in another year."""
    policy = make_policy(V1, V2)
    fine = [reviewed_on("2026-12-15"), reviewed_on("2027-01-30"), reviewed_on("2027-01-31", "2027-01-31")]
    assert check(policy, registered(V1, V2, more=fine)) == []
    for wrong in (
        reviewed_on("2027-01-31"),
        reviewed_on("2027-01-30", "2027-01-31"),
        reviewed_on("2025-12-14"),
        reviewed_on("2026-12-15", "2029-01-01"),
        reviewed_on("2026-12-15", ""),
    ):
        assert check(policy, registered(V1, V2, more=[wrong])) == ["review-unknown"]


def test_a_review_of_nothing_is_told() -> None:
    """A line that names no version, of a policy of which nothing is in force, fits nothing."""
    nothing = Event("reviewed", "terms", date(2026, 12, 15), "Ada")
    assert check(make_policy(V1, V2), registered(V1, V2, more=[nothing])) == ["review-unknown"]


def test_a_review_is_judged_by_what_was_known_when_it_was_recorded() -> None:
    """Lines after it change nothing of it: neither an end, a withdrawal, nor a version entered late."""
    policy = make_policy(V1, V2)
    ended = event("ended", effective=date(2026, 12, 1))
    taken = event("withdrawn", version="2027-01-31")
    assert check(policy, registered(V1, V2, more=[reviewed_on("2026-12-01"), ended])) == []
    assert check(policy, registered(V1, V2, more=[ended, reviewed_on("2026-12-01")])) == ["review-unknown"]
    assert check(policy, registered(V1, V2, more=[taken, reviewed_on("2027-02-01")])) == []
    late = with_events(registered(V1, more=[reviewed_on("2027-02-01")]), (event_for(V2, recorded=ON, by="Ada"),))
    assert check(policy, late) == []
    early = with_events(registered(more=[reviewed_on("2026-12-01")]), (event_for(V1, recorded=ON, by="Ada"),))
    assert check(make_policy(V1), early) == ["review-unknown"]


def test_a_version_slipped_in_before_a_later_one_needs_its_reason() -> None:
    """Also when the register was written by hand."""
    slipped = filed(make_version("2026-01-01", text=TEXT.replace("90", "80"), material=False, summary=["X"]))
    order = (V1, V2, slipped)
    policy = make_policy(*order)
    assert check(policy, registered(*order)) == ["entered-late"]
    late = replace(slipped, late_entry="Forgotten.")
    assert check(make_policy(V1, V2, late), registered(V1, V2, late)) == []


def test_an_earlier_day_is_free_once_the_later_version_is_withdrawn() -> None:
    """Then it is no late entry; while the later one stood, it was."""
    sooner = filed(
        make_version("2026-12-24", text=TEXT.replace("90", "80"), material=False, summary=["X"], published=ON)
    )
    taken = replace(V2, withdrawal=Withdrawal(ON, "Ada", "Not yet.", line=3))
    first = registered(V1, V2, more=[event("withdrawn", version="2027-01-31")])
    log = with_events(first, (event_for(sooner, recorded=ON, by="Ada"),))
    lined = [
        replace(v, registration=Registration(ON, "Ada", n, v.document.digest, ""))
        for n, v in ((1, V1), (2, taken), (4, sooner))
    ]
    assert check(make_policy(*lined), log) == []
    standing = [lined[0], replace(lined[1], withdrawal=Withdrawal(ON, "Ada", "Later.", line=5)), lined[2]]
    assert check(make_policy(*standing), log) == ["entered-late"]


def test_a_return_to_an_older_text_is_a_version() -> None:
    """Only a text equal to the one just before changes nothing."""
    back = draft("2027-06-01", text=TEXT, published="2026-11-23")
    assert ready(back, V1, V2) == []


def test_problems_are_told_in_a_fixed_order() -> None:
    """The same input gives the same list."""
    library, register = make_library(make_policy(V2, draft("2028-01-01", material=None))), registered(V1, V2)
    first: tuple[Problem, ...] = gate.check(library, register, ON)
    assert first == gate.check(library, register, ON)
    assert len(first) > 1


WHOLE = """---
title: Privacy Policy
version: 1.10
published: 2026-11-23
effective: 2027-01-31
change:
  material: false
  summary:
    - section: retention
      text: We say who deletes it.
---

## 1. What we collect {#collect}

We collect *your name* and [address](https://example.com/a). We do not
sell it, and keep `it`:

1. for 90 days,
2. or less.

## 2. How long {#retention}

| Data | Days |
| --- | --- |
| Name | 90 |
"""
NAME = V2.name
WAS = source.version_from(WHOLE, "privacy", NAME, f"{PRIVACY}/2027-01-31.md")[0]
LINE = event_for(WAS, recorded=ON, by="Ada")
REGISTRATION = Registration(ON, "Ada", 1, LINE.text, LINE.meta)


TYPED = "ax1 \n-#*_[]()<>{}|`.:'\"\\&é\u00a0\u200b"


@settings(max_examples=400)
@given(
    st.integers(0, len(WHOLE) - 1),
    st.sampled_from(["", *TYPED]),
    st.integers(0, 2),
)
def test_an_edit_is_refused_or_changes_nothing(at: int, put: str, cut: int) -> None:
    """Whatever is typed wherever into a published file: it is refused, or text and front matter are equal."""
    text = WHOLE[:at] + put + WHOLE[at + cut :]
    version, problems = source.version_from(text, "privacy", NAME, f"{PRIVACY}/2027-01-31.md")
    version = replace(version, registration=REGISTRATION)
    library, register = make_library(make_policy(V1, version)), with_events(Register(), (LINE,))
    found = [*problems, *gate.check(library, register, ON)]
    if not blocking(found):
        assert version.document.canonical == WAS.document.canonical
        assert meta_values(version) == meta_values(WAS)
        assert [s.anchor for s in version.document.sections] == [s.anchor for s in WAS.document.sections]
    elif not blocking(problems):
        assert all(problem.place.line and problem.remedy for problem in blocking(found))


@pytest.mark.parametrize(
    ("published", "on", "told"),
    [
        ("2026-12-01", "2026-11-23", []),
        ("2026-12-01", "2027-01-01", ["published-past"]),
        ("2026-12-01", "2027-01-02", ["published-past", "notice-period"]),
        (None, "2027-01-01", []),
        (None, "2027-01-02", ["notice-period"]),
    ],
)
def test_notice_is_counted_from_the_real_day(published: str | None, on: str, told: list[str]) -> None:
    """What was planned for an earlier day told nobody before it is published."""
    day = date.fromisoformat(on)
    assert ready(draft(published=published), V1, on=day) == told


def test_notice_of_a_late_entry_is_counted_from_the_real_day_and_told() -> None:
    """A change still to come is not made longer known by the day it names; but it is not refused."""
    late = draft(published="2026-12-01", late_entry="It was mailed then.")
    policy = make_policy(V1, late)
    for on, told in [("2027-01-01", []), ("2027-01-20", [("notice-period", Level.WARNING)])]:
        problems = gate.ready(policy, policy["2027-01-31"], date.fromisoformat(on))
        assert [(p.code, p.level) for p in problems] == told
    assert "this one gives 11 days" in problems[0].sentence
