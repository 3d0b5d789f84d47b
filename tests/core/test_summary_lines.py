"""The lines of a summary: drafted ones come and go, an author's stay for ever, nothing else of the file moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core import frontmatter, summary_lines
from inforce.core.characters import suspicious
from inforce.core.policy import SummaryItem
from inforce.core.summary_lines import Refreshed, refreshed
from inforce.core.summary_skeleton import shown

BODY = "\n## One {#one}\n\nText: with “signs”. \n\n---\n\n  - section: one\n"
SECTIONS = ("", "one", "two", "three")
OWN = (
    "{m}- Words without a section.\n",
    "{m}- section: one\n{m}  text: Mine, of one.\n",
    "{m}-   section:   'two'   # a comment\n{m}    # another\n{m}    text:  >-\n{m}      Mine,\n\n{m}      of two.\n",
    '{m}- text: "TODO: nobody\'s note"\n{m}  section: three\n',
    "{m}- 'quoted '' words'\n{m}# below it\n",
    "{m}- section: two\n{m}  text: Plain words that\n{m}    go on.\n",
    "{m}- |\n{m}  A text\n{m}  of lines.\n\n",
)
_NO_LETTERS_OF_TEXTS = ("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")
TEXTS = st.one_of(
    # One alphabet a text: a word that mixes them is refused wherever it stands, and so never drafted from.
    *(
        st.text(st.characters(min_codepoint=a, max_codepoint=z, exclude_categories=_NO_LETTERS_OF_TEXTS), min_size=1)
        for a, z in ((0x20, 0x24F), (0x2000, 0x2BFF), (0x3040, 0x9FFF), (0x1F300, 0x1FAFF))
    )
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file with an author's items, in some of the ways in which front matter can be written."""
    items = [item.format(m="    ") for item in draw(st.lists(st.sampled_from(OWN), max_size=4))]
    above = draw(st.sampled_from(["", "# note\n", "version: 1.10  # keep\n", "\n"]))
    inside = draw(st.sampled_from(["", "  # material?\n", "  material: true\n", "  material:\n"]))
    below = draw(st.sampled_from(["", "late_entry: 'Why'\n", "# last\n", "\n"]))
    head = draw(st.sampled_from(["  summary:\n", "  summary:   # said\n", "  'summary':\n    # above the items\n"]))
    change = f"change:\n{inside}{head}{''.join(items)}"
    if not items:
        change = draw(st.sampled_from([change, "", "change:\n", f"change:\n{inside}"]))
    text = f"---\ntitle: A\n{above}effective: 2027-01-31\n{change}{below}---\n{BODY}"
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def wanting(texts: dict[str, str]) -> summary_lines.Lacking:
    """Drafts of these sections, but for those that the author speaks of."""

    def lacking(spoken: Collection[str]) -> Sequence[SummaryItem]:
        return [SummaryItem(f"TODO: {text}", section) for section, text in texts.items() if section not in spoken]

    return lacking


def ordered(texts: dict[str, str]) -> dict[str, str]:
    return {section: shown(texts[section]) or "x" for section in SECTIONS if section in texts}


DRAFTS = st.dictionaries(st.sampled_from(SECTIONS), TEXTS, max_size=4).map(ordered)


def read(text: str) -> frontmatter.FrontMatterResult:
    return frontmatter.read(text.replace("\r\n", "\n"), "a.md")


def without(text: str, lines: Collection[str]) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.strip() not in lines)


@given(st.text())
def test_a_drafted_sentence_can_stand_in_front_matter(text: str) -> None:
    """Whatever characters the sentence quoted has."""
    assert not list(suspicious(shown(text)))
    assert shown(text) == shown(shown(text))


@given(files(), DRAFTS, DRAFTS)
def test_only_drafted_lines_come_and_go(text: str, first: dict[str, str], then: dict[str, str]) -> None:
    """Whatever is drafted, one time or two: what was there stays byte for byte, and taking it back gives the file."""
    once = refreshed(text, wanting(first))
    assert refreshed(once.text, wanting(first)) == Refreshed(once.text, kept=once.kept)
    twice = refreshed(once.text, wanting(then))
    assert set(item_sections(refreshed(text, wanting(then)).text)) == set(item_sections(twice.text))
    gone = refreshed(twice.text, wanting({}))
    scaffold = {"change:", "summary:"} if gone.text != text else set()
    assert without(gone.text, scaffold) == without(text, scaffold)
    assert read(twice.text).body == read(text).body
    before, after = read(text).front, read(twice.text).front
    assert before is not None
    assert after is not None
    mine = before.amendment.summary if before.amendment else ()
    now = after.amendment.summary if after.amendment else ()
    assert [item for item in now if item in mine] == list(mine)
    assert (after.title, after.label, after.late_entry) == (before.title, before.label, before.late_entry)
    ends = {line[len(line.rstrip("\r\n")) :] for line in twice.text.splitlines(keepends=True)}
    assert len(ends) == 1


def item_sections(text: str) -> list[str]:
    front = read(text).front
    assert front is not None
    return sorted(item.section + item.text for item in (front.amendment.summary if front.amendment else ()))


FILE = "---\ntitle: A\neffective: 2027-01-31\nchange:\n  material:\n  summary:\n---\n\n## One {#one}\n"


def test_a_drafted_line_follows_the_text_until_somebody_touches_it() -> None:
    """Untouched it is reworded or goes; one letter changed, it is the author's."""
    once = refreshed(FILE, wanting({"one": "90 days."})).text
    assert '    - section: one\n      text: "TODO: 90 days."  # drafted' in once
    again = refreshed(once, wanting({"one": "60 days."}))
    assert [item.text for item in again.reworded] == ["TODO: 60 days."]
    assert refreshed(again.text, wanting({})).text == FILE
    for old, new in (("TODO: 90", "TODO: Ninety"), ("TODO: ", ""), ("# drafted", "#")):
        edited = once.replace(old, new)
        assert refreshed(edited, wanting({"one": "60 days."})) == Refreshed(edited, kept=1)
        assert refreshed(edited, wanting({})) == Refreshed(edited, kept=1)


def test_a_drafted_line_goes_when_the_author_speaks_of_its_section() -> None:
    """Two lines on one section would be one too many."""
    once = refreshed(FILE, wanting({"one": "90 days.", "two": "Two."})).text
    own = once.replace("---\n\n", "    - section: one\n      text: My words.\n---\n\n")
    found = refreshed(own, wanting({"one": "90 days.", "two": "Two."}))
    assert (found.removed, found.kept) == (("one",), 1)
    assert "TODO: Two." in found.text


def test_drafted_lines_stand_in_reading_order() -> None:
    """A section changed later on is put between its neighbours."""
    once = refreshed(FILE, wanting({"one": "One.", "three": "Three."})).text
    found = refreshed(once, wanting({"one": "One.", "two": "Two.", "three": "Three."})).text
    assert found.index("TODO: One.") < found.index("TODO: Two.") < found.index("TODO: Three.")


@pytest.mark.parametrize(
    "change", ["change: {material: true}\n", "change:\n  summary: [One, Two]\n", "change:\n  summary: Words.\n"]
)
def test_a_summary_in_one_line_is_refused_and_not_touched(change: str) -> None:
    """Nothing of the author's is rewritten; where nothing is to be added, nothing is refused."""
    text = f"---\ntitle: A\neffective: 2027-01-31\n{change}---\n"
    with pytest.raises(ValueError, match="in one line"):
        refreshed(text, wanting({"one": "One."}))


@pytest.mark.parametrize(
    "below", ["lint:\n  - rule: vague-words\n    reason: Our own words.\n", "covers:\n  item: one\n"]
)
def test_what_stands_below_the_summary_moves_and_stays(below: str) -> None:
    """A line added above a key changes where it stands, not what it says."""
    text = FILE.replace("---\n\n", f"{below}---\n\n")
    found = refreshed(text, wanting({"one": "90 days."})).text
    assert f"{below}---\n\n" in found
    assert "TODO: 90 days." in found


@pytest.mark.parametrize("items", ["    - \n", "    - Words.\n    - \n"])
def test_an_item_just_begun_hinders_nothing(items: str) -> None:
    """A lone hyphen says nothing yet: it stays, and the lines that are missing come beside it."""
    text = FILE.replace("summary:\n", f"summary:\n{items}")
    found = refreshed(text, wanting({"one": "90 days."})).text
    assert items in found
    assert "TODO: 90 days." in found
