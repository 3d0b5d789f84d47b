"""Front matter: what it may say, what is refused, and how it comes back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core import frontmatter
from inforce.core.dates import parse_day
from inforce.core.frontmatter import with_published
from inforce.core.policy import Amendment, Override, SummaryItem
from inforce.errors import Level

FULL = """\
---
title: Privacy Policy
version: 1.10
published: 2026-11-23
effective: 2027-01-31
language: en-GB
late_entry: It was forgotten.
change:
  material: true
  summary:
    - section: retention
      text: We keep data for 60 days
        instead of 90.
    - We also correct it.
  override:
    by: Ada Lovelace
    reason: Nobody is affected.
---
Body
"""


def front(text: str, *, lenient: bool = False) -> frontmatter.FrontMatter:
    """The front matter of a file that has one."""
    found = frontmatter.read(text, "f.md", lenient=lenient).front
    assert found is not None
    return found


def codes(text: str, *, lenient: bool = False) -> list[str]:
    """Codes of the problems of a file."""
    return [problem.code for problem in frontmatter.read(text, "f.md", lenient=lenient).problems]


def with_line(line: str) -> str:
    """A file with `line` in its front matter."""
    return f"---\ntitle: T\neffective: 2027-01-31\n{line}\n---\nBody\n"


def test_everything_it_may_say_is_read() -> None:
    """Title, label, both dates, language, late entry, class, summary and override."""
    result = frontmatter.read(FULL, "f.md")
    assert result.problems == ()
    assert (result.body, result.body_line) == ("Body\n", 19)
    found = front(FULL)
    assert (found.title, found.label, found.language) == ("Privacy Policy", "1.10", "en-GB")
    assert (found.published, found.effective) == (date(2026, 11, 23), date(2027, 1, 31))
    assert found.late_entry == "It was forgotten."
    items = (SummaryItem("We keep data for 60 days instead of 90.", "retention"), SummaryItem("We also correct it."))
    assert found.amendment == Amendment(True, items, Override("Ada Lovelace", "Nobody is affected."))


def test_a_summary_may_be_one_sentence() -> None:
    """A plain value is a summary of one item that speaks of the whole."""
    found = front(with_line("change:\n  material: false\n  summary: We mended a typing error."))
    assert found.amendment == Amendment(False, (SummaryItem("We mended a typing error."),))


def test_empty_values_are_not_given() -> None:
    """A draft leaves keys to be filled in."""
    found = front(with_line("published:\nlanguage:\nchange:\n  material:\n  summary:\n  override:"))
    assert (found.published, found.language) == (None, "")
    assert found.amendment == Amendment(None)
    assert codes(with_line("change:")) == []


@pytest.mark.parametrize(
    ("line", "code", "remedy"),
    [
        ("efective: 2027-01-31", "front-matter-unknown-key", "Did you mean “effective”?"),
        ("Title: T", "front-matter-unknown-key", "Did you mean “title”?"),
        ("last updated: 2027-01-31", "front-matter-unknown-key", "Did you mean “published”?"),
        ("override: x", "front-matter-unknown-key", "Put it below “change:”"),
        ("colour: red", "front-matter-unknown-key", "Known are: title, version"),
        ("published: 2027-02-30", "front-matter-date", "Correct “published”."),
        ("published: 2027-1-31", "front-matter-date", "Correct “published”."),
        ("published: no", "front-matter-date", "Correct “published”."),
        ("published: [2027-01-31]", "front-matter-not-a-value", "on one line"),
        ("published: 2027-02-01", "effective-before-published", "Make “effective” the same day"),
        ("language: English please", "front-matter-language", "Write for example “en”"),
        ("change: material", "front-matter-not-keys", "Write “material: …”"),
        ("change:\n  material: no", "front-matter-material", "Write “material: true”"),
        ("change:\n  override:\n    by: Ada", "front-matter-override", "reason"),
        ("change:\n  summary:\n    - section: x", "front-matter-summary", "text"),
        ("change:\n  summary:\n    - One thing: another", "front-matter-summary", "in quotation marks"),
        ("change:\n  summary:\n    - txt: x", "front-matter-unknown-key", "Did you mean “text”?"),
    ],
)
def test_a_mistake_names_its_place_and_the_way_out(line: str, code: str, remedy: str) -> None:
    """Place with line and column, a sentence, and what to write instead."""
    problems = frontmatter.read(with_line(line), "f.md").problems
    found = next(problem for problem in problems if problem.code == code)
    assert remedy in found.remedy
    assert found.place.path == "f.md"
    assert found.place.line >= 3
    assert found.place.column >= 1


def test_all_mistakes_are_told_at_once() -> None:
    """The first does not hide the others."""
    text = "---\ntitel: T\npublished: 1\neffective: 2\nlanguage: 3\nlanguage: 4\n---\n"
    assert sorted(codes(text)) == [
        "front-matter-date",
        "front-matter-date",
        "front-matter-language",
        "front-matter-unknown-key",
        "yaml-duplicate-key",
    ]


def test_without_front_matter_it_is_refused() -> None:
    """A version says at least its title and its day."""
    assert codes("Body\n") == ["front-matter-missing"]
    assert codes("---\ntitle: T\n") == ["front-matter-unclosed"]
    assert codes("---\ntitle: T\n---\n") == ["front-matter-effective-missing"]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Text\n", "", "Text\n"),
        ("---\nlayout: sheet\ntitle: Terms\n---\nText\n", "Terms", "Text\n"),
        ("--- \ntitle: Terms\n---\nText\n", "Terms", "Text\n"),
        ("---\ntitle: Terms: all of them\n---\nText\n", "Terms: all of them", "Text\n"),
        ("---\n\nA text between two lines\n\n---\nText\n", "", "---\n\nA text between two lines\n\n---\nText\n"),
        ("---\nText without an end\n", "", "---\nText without an end\n"),
        ("---\ntitle: Terms\nchange:\n  material: true\n---\nText\n", "Terms", "Text\n"),
    ],
)
def test_imported_history_is_taken_as_it_is(text: str, title: str, body: str) -> None:
    """Another tool's front matter, none at all, or a mere line at the top: nothing is refused, no word is lost."""
    result = frontmatter.read(text, "f.md", lenient=True)
    assert result.body == body
    assert result.front is not None
    assert result.front.title == title
    assert result.front.amendment is None
    assert all(problem.level is Level.WARNING for problem in result.problems)


# ---- with_published -------------------------------------------------------------------------------------------------

DAY = date(2026, 11, 23)


def test_the_day_of_publication_is_put_above_the_effective_day() -> None:
    """One line is added; a comment, an odd order and the body stay as they are."""
    text = "---\n# note\ntitle: T\neffective: 2027-01-31  # soon\nchange:\n  material: true\n---\n\neffective: x\n"
    assert with_published(text, DAY) == text.replace("effective: 2027", "published: 2026-11-23\neffective: 2027", 1)


@pytest.mark.parametrize("empty", ["published:", "published: ", 'published: ""', "published:   # to come"])
def test_an_empty_day_is_filled_where_it_stands(empty: str) -> None:
    """The line is used, not doubled; a comment is kept."""
    text = with_published(f"---\ntitle: T\neffective: 2027-01-31\n{empty}\n---\nBody\n", DAY)
    assert text.count("published") == 1
    assert front(text).published == DAY
    assert ("# to come" in text) == ("# to come" in empty)


def test_a_day_already_given_is_not_overwritten() -> None:
    """Nor is a file without front matter touched."""
    for text in (FULL, "Body\n", "---\ntitle: T\n"):
        with pytest.raises(ValueError, match=r"front matter|already"):
            with_published(text, DAY)


@given(
    st.lists(st.sampled_from(["title: T", "effective: 2027-01-31", "version: '1'", "# c", ""]), unique=True),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
    st.text(st.characters(codec="utf-8"), max_size=60),
)
def test_only_one_line_is_added(lines: list[str], end: str, mark: str, body: str) -> None:
    """Whatever the file: with that line taken out again, it is what it was."""
    text = mark + end.join(["---", *lines, "---", body])
    added = f"published: 2026-11-23{end}"
    filled = with_published(text, DAY)
    assert filled.count(added) == 1 + body.count(added)
    assert filled.replace(added, "", 1) == text


# ---- round trip -----------------------------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
sentences = st.lists(words, min_size=1, max_size=4).map(" ".join)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def quoted(text: str) -> str:
    """A value in single quotation marks."""
    return "'" + text.replace("'", "''") + "'"


@given(
    sentences,
    words,
    st.tuples(days, days).map(sorted),
    st.none() | st.booleans(),
    st.lists(st.tuples(st.from_regex(r"[a-z]{0,6}", fullmatch=True), sentences), max_size=3),
)
def test_what_is_written_is_read(
    title: str, label: str, dates: list[date], material: bool | None, summary: list[tuple[str, str]]
) -> None:
    """Title, label, dates, class and summary come back as they were put down."""
    lines = ["---", f"title: {quoted(title)}", f"version: {quoted(label)}", f"published: {dates[0]}"]
    lines += [f"effective: {dates[1]}", "change:", f"  material: {'' if material is None else str(material).lower()}"]
    lines += ["  summary:"] if summary else []
    for section, text in summary:
        lines += [f"    - section: {section}", f"      text: {quoted(text)}"]
    result = frontmatter.read("\n".join([*lines, "---", "Body"]), "f.md")
    assert [p for p in result.problems if not p.code.startswith("character-")] == []
    assert result.front is not None
    assert (result.front.title, result.front.label) == (title, label)
    assert (result.front.published, result.front.effective) == tuple(dates)
    assert result.front.amendment == Amendment(material, tuple(SummaryItem(t, s) for s, t in summary))
    assert result.body == "Body"


@given(st.text(max_size=200), st.booleans())
def test_any_file_is_read_or_refused(text: str, lenient: bool) -> None:
    """Nothing raises; without front matter there is a reason, and leniently there always is one."""
    result = frontmatter.read(text, "f.md", lenient=lenient)
    assert result.front is not None or (result.problems and not lenient)


def test_days_are_whole_calendar_days() -> None:
    """Only YYYY-MM-DD is a day, and only if the calendar has it."""
    assert parse_day("2028-02-29") == date(2028, 2, 29)
    for text in ("2027-02-29", "2027-2-9", "27-02-09", "2027-02-09T00:00", "２０２７-02-09", ""):
        with pytest.raises(ValueError, match=r"date|calendar"):
            parse_day(text)
