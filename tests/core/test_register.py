"""The register: chained lines, written once, in which any change of a byte is seen."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_version
from inforce.core.origin import Origin
from inforce.core.policy import Assessed, NoticeRecord, Override
from inforce.core.register import (
    FIELDS,
    START,
    Event,
    Register,
    changed_fields,
    event_for,
    line_digest,
    line_for,
    meta_digest,
    parse,
    with_events,
)
from inforce.core.register_event import REVIEWED, sorted_json

DAY = date(2026, 11, 23)
PATH = "content/register.jsonl"


def events() -> tuple[Event, ...]:
    """Two versions, a withdrawal and an end."""
    first = make_version("2025-12-15", registered=False)
    second = make_version(
        "2027-01-31", registered=False, material=True, summary=[("Äußerung", "retention")], override=Override("A", "r")
    )
    return (
        event_for(first, recorded=DAY, by="Ada"),
        event_for(second, recorded=DAY, by="Grace"),
        Event("withdrawn", "privacy", DAY, "Ada", version="2027-01-31", reason="Not yet."),
        Event("ended", "privacy", DAY, "Ada", effective=date(2028, 1, 1), reason="No service."),
    )


REGISTER = with_events(Register(), events())


def test_lines_come_back_as_events() -> None:
    """What is written is read, letter for letter, and the file stays the same."""
    again, problems = parse(REGISTER.text, PATH)
    assert problems == ()
    assert again == REGISTER
    assert [event.line for event in again.events] == [1, 2, 3, 4]


def test_each_line_is_sorted_json_chained_to_the_one_before() -> None:
    """`prev` is the SHA-256 of the line before, without its line end; of the first, 64 zeros."""
    lines = REGISTER.text.splitlines()
    before = START
    for line in lines:
        values = json.loads(line)
        assert list(values) == sorted(values)
        assert values["prev"] == before
        before = sha256(line.encode()).hexdigest()
    assert REGISTER.head == before


def test_a_line_says_what_the_design_asks() -> None:
    """Event, policy, version, day, name, format, digests, dates, class, ids; override and reason if there are any."""
    first, second, withdrawn, ended = (json.loads(line) for line in REGISTER.text.splitlines())
    assert set(first) == set(
        "anchors blocks by canon check class effective event fields meta policy prev published recorded source text"
        " version".split()
    )
    assert (first["class"], second["class"]) == ("first", "material")
    assert second["override"] == {"by": "A", "reason": "r"}
    assert set(withdrawn) == {"by", "check", "event", "policy", "prev", "reason", "recorded", "version"}
    assert set(ended) == {"by", "check", "effective", "event", "policy", "prev", "reason", "recorded"}


def test_it_answers_for_versions_and_policies() -> None:
    """Entry, withdrawal and end are found; what is not there is None."""
    assert REGISTER.entry("privacy", "2025-12-15") == REGISTER.events[0]
    assert REGISTER.withdrawal("privacy", "2027-01-31") == REGISTER.events[2]
    assert REGISTER.ended("privacy") == REGISTER.events[3]
    assert REGISTER.entry("terms", "2025-12-15") is None
    assert REGISTER.withdrawal("privacy", "2025-12-15") is None
    assert REGISTER.ended("terms") is None


def test_an_empty_register_has_a_head_of_zeros() -> None:
    """The first line is chained to it."""
    assert parse("", PATH) == (Register(), ())
    assert Register().head == START
    assert json.loads(line_for(Register(), REGISTER.events[0]))["prev"] == START


@given(st.data())
def test_any_changed_byte_is_seen(data: st.DataObject) -> None:
    """One byte replaced, removed or added anywhere, in the last line too."""
    raw = REGISTER.text.encode()
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1).filter(lambda value: value != raw[at : at + 1]))
    changed = data.draw(
        st.sampled_from([raw[:at] + byte + raw[at + 1 :], raw[:at] + raw[at + 1 :], raw[:at] + byte + raw[at:]])
    )
    text = changed.decode(errors="replace")
    if text != REGISTER.text:
        assert parse(text, PATH)[1] != ()


@given(st.permutations(range(4)))
def test_any_other_order_is_seen(order: list[int]) -> None:
    """Lines swapped are refused; their own order is not."""
    lines = REGISTER.text.splitlines(keepends=True)
    _, problems = parse("".join(lines[n] for n in order), PATH)
    assert bool(problems) == (list(order) != sorted(order))


def said(text: str) -> list[tuple[str, int]]:
    """Codes and lines of what is wrong with a register."""
    return [(problem.code, problem.place.line) for problem in parse(text, PATH)[1]]


def test_each_mistake_has_its_own_sentence() -> None:
    """Repeated, out of order, missing, changed, cut short, not JSON, left by a merge."""
    a, b, c, d = REGISTER.text.splitlines(keepends=True)
    assert said(a + a + b) == [("register-repeated", 2)]
    assert said(a + c + b + d) == [("register-order", 2), ("register-order", 3), ("register-order", 4)]
    assert said(b + c) == [("register-chain", 1)]
    assert said(a + c) == [("register-chain", 2)]
    assert said(a.replace('"Ada"', '"Eve"') + b) == [("register-line", 1)]
    assert said(a + b[:-1]) == [("register-cut", 2)]
    assert said("{}\n") == [("register-line", 1)]
    assert said("[" * 100_000 + "\n") == [("register-line", 1)]
    conflict = parse("<<<<<<< HEAD\n" + a, PATH)[1]
    assert "merge conflict" in conflict[0].sentence
    assert "origin/main" in conflict[0].remedy


def test_lines_cut_off_at_the_end_need_an_older_head() -> None:
    """A chain alone cannot show it; the head differs, and the head of then is the head of an earlier line."""
    shorter = "".join(REGISTER.text.splitlines(keepends=True)[:-1])
    register, problems = parse(shorter, PATH)
    assert problems == ()
    assert register.head != REGISTER.head
    assert register.head == REGISTER.events[-1].prev


def test_a_second_line_for_one_version_is_refused() -> None:
    """Even if it is well chained."""
    twice = with_events(REGISTER, (REGISTER.events[0],))
    assert said(twice.text) == [("register-repeated", 5)]


META = make_version("2027-01-31", registered=False, material=True, summary=["A"], published="2026-11-23", label="2")
CHANGES = {
    "title": {"title": "Other"},
    "version": {"label": "3"},
    "published": {"published": date(2026, 11, 24)},
    "class": {"material": False},
    "summary": {"summary": ["B"]},
    "override": {"override": Override("Ada", "Because.")},
    "late_entry": {"late_entry": "Forgotten."},
    "language": {"language": "de"},
}


@pytest.mark.parametrize("field", CHANGES)
def test_meta_covers_every_field_and_names_it(field: str) -> None:
    """A change of one field changes the digest, and that field is named."""
    given_values: dict[str, object] = {"material": True, "summary": ["A"], "published": "2026-11-23", "label": "2"}
    other = make_version("2027-01-31", registered=False, **{**given_values, **CHANGES[field]})  # type: ignore[arg-type]
    entry = event_for(META, recorded=DAY, by="Ada")
    assert meta_digest(other) != entry.meta
    assert changed_fields(entry, other) == (field,)
    assert field in FIELDS


def test_meta_does_not_depend_on_theme_or_text() -> None:
    """Only what front matter states counts; who registers it and when does not."""
    other = make_version("2027-01-31", material=True, summary=["A"], published="2026-11-23", label="2", text="X\n")
    assert meta_digest(other) == meta_digest(META)


def test_a_version_without_day_of_publication_cannot_be_registered() -> None:
    """That day is what the register fixes."""
    with pytest.raises(ValueError, match="publication"):
        event_for(make_version("2027-01-31", published=None, registered=False), recorded=DAY, by="Ada")


def test_imported_lines_are_unknown() -> None:
    """Their class was never declared."""
    event = event_for(make_version("2020-01-01", registered=False), recorded=DAY, by="import", imported=True)
    assert (event.event, event.declared) == ("imported", "unknown")


def with_assessed(value: object) -> str:
    """A line as `publish` writes it, with another value of ``assessed``; its own check fits."""
    values = json.loads(line_for(Register(), event_for(META, recorded=DAY, by="Ada")))
    del values["check"]
    values["assessed"] = value
    values["check"] = line_digest(sorted_json(values))[:16]
    return sorted_json(values)


def test_a_line_keeps_what_the_rules_said() -> None:
    """And gives it back; a line from before has none."""
    said = Assessed(3, "material", ("M05", "M08"))
    line = line_for(Register(), event_for(META, recorded=DAY, by="Ada", assessed=said))
    assert json.loads(line)["assessed"] == {"categories": ["M05", "M08"], "rules": 3, "verdict": "material"}
    register, problems = parse(f"{line}\n", "r")
    assert not problems
    assert register.events[0].assessed == said
    assert event_for(META, recorded=DAY, by="Ada").assessed is None
    assert parse(with_assessed({"categories": [], "rules": 1, "verdict": "immaterial"}) + "\n", "r")[1] == ()


@pytest.mark.parametrize(
    "value",
    [
        "material",
        ["material"],
        {},
        {"rules": 1, "verdict": "material"},
        {"rules": "1", "verdict": "material", "categories": []},
        {"rules": 1, "verdict": "perhaps", "categories": []},
        {"rules": 1, "verdict": ["material"], "categories": []},
        {"rules": 1, "verdict": "material", "categories": [5]},
        {"rules": 1, "verdict": "material", "categories": None},
        {"rules": 1, "verdict": "material", "categories": [], "more": 1},
    ],
)
def test_an_assessment_that_says_something_unknown_is_refused(value: object) -> None:
    """With the line's sentence, never a traceback."""
    _, problems = parse(with_assessed(value) + "\n", "r")
    assert [problem.code for problem in problems] == ["register-line"]
    assert "something this program does not know" in problems[0].sentence


# ---- lines on notices -----------------------------------------------------------------------------------------------

RECORD = NoticeRecord("privacy-2027-01-31-accounts-a1b2c3", "accounts", "ab" * 16, "cd" * 32, run=1, open=3)


def told(event: str, record: NoticeRecord = RECORD) -> Event:
    """A line on a notice of the second version."""
    return Event(event, "privacy", DAY, "Ada", version="2027-01-31", notice=record)


RUNS = (
    told("notice-started"),
    told("notice-sent", replace(RECORD, accepted=2, open=1, head="ef" * 32)),
    told("notice-started", replace(RECORD, run=2)),
    told("notice-sent", replace(RECORD, run=2, accepted=3, open=0, in_doubt=1)),
    told("notice-started", replace(RECORD, audience="subscribers")),
)


def test_lines_on_notices_come_back_as_events() -> None:
    """Among the others, several of them for one version; what they say stands under `notice`."""
    register = with_events(Register(), (*events()[:2], *RUNS, *events()[2:]))
    assert parse(register.text, PATH) == (register, ())
    values = json.loads(register.text.splitlines()[3])
    assert values["notice"] == asdict(replace(RECORD, accepted=2, open=1, head="ef" * 32))
    assert set(values) == set("by check event notice policy prev recorded version".split())


def test_the_register_answers_for_notices() -> None:
    """The lines of one version in order, of both audiences or of one; none for another version."""
    register = with_events(REGISTER, RUNS)
    lines = register.notices("privacy", "2027-01-31")
    assert [event.event for event in lines] == [event.event for event in RUNS]
    assert register.notices("privacy", "2027-01-31", "accounts") == lines[:4]
    assert register.notices("privacy", "2027-01-31", "subscribers") == lines[4:]
    assert register.notices("privacy", "2025-12-15") == ()
    assert register.entry("privacy", "2027-01-31") == REGISTER.events[1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("notice", None),
        ("notice", "sent"),
        ("notice", asdict(RECORD) | {"accepted": -1}),
        ("notice", asdict(RECORD) | {"accepted": True}),
        ("notice", asdict(RECORD) | {"accepted": "3"}),
        ("notice", asdict(RECORD) | {"audience": "everybody"}),
        ("notice", asdict(RECORD) | {"ledger": ""}),
        ("notice", asdict(RECORD) | {"email": "a@b.example"}),
        ("notice", {"id": "x"}),
        ("event", "withdrawn"),
        ("event", "notice-lost"),
    ],
)
def test_a_line_on_a_notice_that_says_something_unknown_is_refused(key: str, value: object) -> None:
    """Its check fits, so it was written like that: by another program."""
    values = json.loads(line_for(Register(), RUNS[0])) | {key: value}
    del values["check"]
    if value is None:
        del values[key]
    values["check"] = line_digest(sorted_json(values))[:16]
    (problem,) = parse(sorted_json(values) + "\n", PATH)[1]
    assert problem.code == "register-line"
    assert "something this program does not know" in problem.sentence


ORIGIN = {"commit": "ab" * 20, "path": "privacy/index.md", "printed": "2018-05-24"}


@pytest.mark.parametrize("printed", ["2018-05-24", ""])
def test_a_line_keeps_the_commit_that_a_text_was_imported_from(printed: str) -> None:
    """Written as an object, read as it was; a text that prints no date has an empty one."""
    day = date.fromisoformat(printed) if printed else None
    origin = Origin("ab" * 20, "privacy/index.md", day)
    event = event_for(make_version("2018-05-25"), recorded=date(2026, 12, 1), by="Ada", imported=True, origin=origin)
    line = line_for(Register(), event)
    assert json.loads(line)["origin"] == {**ORIGIN, "printed": printed}
    read, problems = parse(line + "\n", "content/register.jsonl")
    assert (read.events[0].origin, problems) == (origin, ())


def test_a_line_without_an_origin_says_nothing_of_it() -> None:
    """Lines of other events are what they were."""
    event = event_for(make_version("2018-05-25"), recorded=date(2026, 12, 1), by="Ada", imported=True)
    assert "origin" not in json.loads(line_for(Register(), event))


@pytest.mark.parametrize(
    "origin",
    [
        "abc",
        {},
        {**ORIGIN, "more": ""},
        {**ORIGIN, "commit": "abc1234"},
        {**ORIGIN, "commit": 7},
        {**ORIGIN, "path": None},
        {**ORIGIN, "printed": "24 May 2018"},
    ],
)
def test_an_origin_of_another_shape_is_refused(origin: object) -> None:
    """A line is understood whole or not at all."""
    event = event_for(make_version("2018-05-25"), recorded=date(2026, 12, 1), by="Ada", imported=True)
    values = {**json.loads(line_for(Register(), event)), "origin": origin}
    del values["check"]
    values["check"] = line_digest(sorted_json(values))[:16]
    _, problems = parse(sorted_json(values) + "\n", "content/register.jsonl")
    assert [problem.code for problem in problems] == ["register-line"]


# ---- lines on reviews -----------------------------------------------------------------------------------------------


def review_of(day: date, note: str = "") -> Event:
    """A line on a review of the first version."""
    return Event(REVIEWED, "privacy", day, "Ada", version="2025-12-15", reason=note)


def test_lines_on_reviews_come_back_as_events() -> None:
    """One a day, many over the years; the note is left out where there is none."""
    lines = (review_of(DAY, "Read by two."), review_of(DAY + timedelta(days=365)))
    register, problems = parse(with_events(Register(), lines).text, PATH)
    assert problems == ()
    assert [replace(e, prev="") for e in register.reviews("privacy", "2025-12-15")] == list(lines)
    assert register.reviews("privacy", "2027-01-31") == ()
    assert set(json.loads(register.text.splitlines()[1])) == set("by check event policy prev recorded version".split())


def test_a_review_recorded_twice_on_a_day_is_refused() -> None:
    """Two branches may do so; the register keeps one."""
    _, problems = parse(with_events(Register(), (review_of(DAY), review_of(DAY, "Again."))).text, PATH)
    assert [(p.code, p.place.line) for p in problems] == [("register-repeated", 2)]
    assert f"is reviewed on {DAY} twice; line 1 already says so." in problems[0].sentence


def test_any_flipped_byte_of_a_review_is_seen() -> None:
    """Each byte of its line, the day and the note among them, though it is the last line and no text hangs on it."""
    text = with_events(Register(), (events()[0], review_of(DAY, "Read by two."))).text
    start = text.index("\n") + 1
    for at in range(start, len(text.encode())):
        raw = bytearray(text.encode())
        raw[at] ^= 1
        assert parse(raw.decode(errors="replace"), PATH)[1], raw[start:]
