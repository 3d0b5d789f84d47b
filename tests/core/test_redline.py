"""What the redline engine finds, fact by fact."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.core.canonical import canonical_text
from inforce.core.document import parse
from inforce.core.redline import ChangeKind, Legal, PieceKind, Redline, RedlineMismatch, compare
from inforce.core.redline.compare import check
from inforce.core.redline.tokens import keys
from inforce.core.redline.words import matches
from inforce.render.redline_text import redline_text

GOLDEN = Path(__file__).parents[1] / "golden" / "redline"


def redline(old: str, new: str) -> Redline:
    return compare(parse(old, lenient=True), parse(new, lenient=True))


def marked(result: Redline, kind: PieceKind) -> str:
    return "|".join(p.text.strip() for e in result.entries for p in e.words if p.kind is kind)


@pytest.mark.parametrize("name", sorted(p.name.removesuffix(".old.md") for p in GOLDEN.glob("*.old.md")))
def test_golden_case(name: str) -> None:
    """A golden case prints what its author expects, and both its texts can be rebuilt."""
    old, new = (parse((GOLDEN / f"{name}.{side}.md").read_text("utf-8"), lenient=True) for side in ("old", "new"))
    result = compare(old, new)
    assert redline_text(result) == (GOLDEN / f"{name}.expected.txt").read_text("utf-8")
    assert [b.text for b in result.accept()] == [b.text for b in new.blocks]
    assert [b.text for b in result.reject()] == [b.text for b in old.blocks]


def test_identical_texts_have_an_empty_redline() -> None:
    """Identical texts differ in nothing."""
    assert redline("# A\n\nText.\n", "# A\n\nText.\n").is_empty


@pytest.mark.parametrize(("old", "new"), [("", "Text.\n"), ("Text.\n", ""), ("", "")])
def test_an_empty_side_is_a_redline(old: str, new: str) -> None:
    """An empty side gives a redline that is all insertion, all deletion or empty."""
    assert redline(old, new).is_empty == (old == new)


def test_a_wrong_redline_is_never_handed_out() -> None:
    """A redline that loses a word is refused by the self-check."""
    old, new = parse("One two three.\n"), parse("One two four.\n")
    good = compare(old, new)
    with pytest.raises(RedlineMismatch):
        check(Redline(good.entries[1:]), old.blocks, new.blocks)


def test_a_renumbered_section_is_no_change_of_words() -> None:
    """Numbers that only follow an inserted section are renumbered, references that follow them too."""
    result = redline(
        "## 1. Scope\n\nAll of it.\n\n## 2. Contact\n\nSee section 2.\n",
        "## 1. Scope\n\nAll of it.\n\n## 2. Cookies\n\nNone are set here.\n\n## 3. Contact\n\nSee section 3.\n",
    )
    assert marked(result, PieceKind.DELETED) == ""
    assert [s.kind for s in result.sections] == ["added", "renumbered"]


def test_a_number_that_counts_days_is_a_change_of_words() -> None:
    """ "90 days" to "60 days" is a replaced period, flagged as one."""
    result = redline("We delete it within 90 days.\n", "We delete it within 60 days.\n")
    assert marked(result, PieceKind.DELETED) == "90 days"
    assert {Legal.PERIOD, Legal.NUMBER} <= result.changes[0].legal


@pytest.mark.parametrize(
    ("old", "new", "legal"),
    [
        ("We sell data.\n", "We do not sell data.\n", Legal.NEGATION),
        ("We may share it.\n", "We shall share it.\n", Legal.MODALITY),
        ("It costs $10.\n", "It costs $12.\n", Legal.MONEY),
        ("From 1 May 2026 on.\n", "From 1 June 2026 on.\n", Legal.DATE),
        ("We share nothing.\n", "We share nothing unless you ask.\n", Legal.EXCEPTION),
        ('This is "Personal Data" here.\n', 'This is "Customer Data" here.\n', Legal.DEFINED_TERM),
        ("- one item\n- two items\n", "- one item\n- further items\n- two items\n", Legal.LIST),
    ],
)
def test_words_of_legal_weight_are_flagged(old: str, new: str, legal: Legal) -> None:
    """A change says which kind of legal word it touches."""
    assert legal in redline(old, new).changes[0].legal


def test_a_moved_section_is_one_change() -> None:
    """A section that stands elsewhere, word for word, is one move and no insertion."""
    a = "## Security\n\nWe encrypt data at rest and in transit and test our defences every single year.\n"
    b = "## Children\n\nOur Services are not directed to children under 16 years of age, whom we ask to leave at once.\n"  # noqa: E501
    result = redline(f"{a}\n{b}", f"{b}\n{a}")
    assert [c.kind for c in result.changes] == [ChangeKind.MOVED]
    assert not marked(result, PieceKind.INSERTED)


def test_a_split_paragraph_keeps_its_words_unmarked() -> None:
    """A paragraph cut in two changes no word."""
    one = "We share data with vendors who work on our behalf. They may use it only for that purpose."
    result = redline(one + "\n", one.replace(". They", ".\n\nThey") + "\n")
    assert result.changes[0].what == "Paragraph split"
    assert not marked(result, PieceKind.INSERTED) + marked(result, PieceKind.DELETED)


def test_a_list_turned_into_paragraphs_keeps_its_words() -> None:
    """Items that become paragraphs change their shape only."""
    result = redline("- First thing we do\n- Second thing we do\n", "First thing we do\n\nSecond thing we do\n")
    assert {c.kind for c in result.changes} == {ChangeKind.FORMATTING}


def test_a_new_column_is_inserted_cell_by_cell() -> None:
    """A column added to a table leaves the other cells unmarked."""
    result = redline(
        "| Name | Place |\n|---|---|\n| Acme | Bonn |\n",
        "| Name | Purpose | Place |\n|---|---|---|\n| Acme | Mail | Bonn |\n",
    )
    assert marked(result, PieceKind.INSERTED) == "Purpose|Mail"
    assert marked(result, PieceKind.DELETED) == ""


def test_what_no_eye_can_see_is_named() -> None:
    """A look-alike letter is named by its name."""
    assert "cyrillic small letter a" in redline("Our data.\n", "Our d\u0430ta.\n").invisible[0]


def test_words_are_never_broken() -> None:
    """Contractions, compounds, addresses, clause numbers and quantities are one token each."""
    assert keys("don’t third-party 4.2(b) 30 days $1,000.00 me@example.com") == [
        "don't", "third-party", "4.2(b)", "30 days", "$1,000.00", "me@example.com"]  # fmt: skip


def test_stray_words_do_not_stay_between_two_changes() -> None:
    """One or two short words between two changes are part of the change."""
    old, new = "a b c the d e f".split(), "g h i the j k l".split()
    assert matches(old, new) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| a | b |\n|---|---|\n| c | d |\n", "- a\n- b\n- c\n"),
        ("שלום עולם זה טקסט\n", "שלום לכל העולם זה טקסט\n"),
        ("Cafe\u0301 👩‍👩‍👧 🇩🇪\n", "Café 👩‍👩‍👦 🇫🇷\n"),
        ("- a\n  - b\n    - c\n      - d\n", "- a\n    - c\n"),
        ("\n\n".join(["word"] * 2000), "\n\n".join(["word"] * 1900 + ["other"] * 50)),
    ],
    ids=["table-list", "right-to-left", "combining", "nested", "many-equal"],
)
def test_odd_input_gives_a_redline(old: str, new: str) -> None:
    """Odd texts are compared and given back like any other."""
    assert not redline(old, new).is_empty


def test_a_heading_deleted_between_joined_paragraphs_stays_in_one_mark() -> None:
    """The space that joins paragraphs over a heading that is gone does not stand in its words."""
    long = "you purchase a domain name we will register it on your behalf with the registrar of our choice"
    result = redline(f"We may end it.\n\n## Names\n\nIf {long}.\n", f"We may end it. If {long}.\n")
    kinds = [p.kind for e in result.entries for p in e.words if p.kind is not PieceKind.SAME]
    assert kinds == [PieceKind.INSERTED, PieceKind.DELETED]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("It is unavailable.Without it\n", "It is unavailable. Without it\n", "Space added"),
        ("All data — and more\n", "All data—and more\n", "Spaces removed"),
        ("```\na  b\n```\n", "```\na b\n```\n", "Space removed"),
        ("- a\n- b\n\n* c\n", "- a\n- b\n- c\n", "Formatting changed, words unchanged"),
    ],
    ids=["space", "dash", "preformatted", "list-ends"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_differing_canonical_text_is_never_an_empty_redline(old: str, new: str, what: str, turned: bool) -> None:
    """White space or the end of a list alone is a change too, named and located."""
    if turned:
        old, new, what = new, old, {"Space added": "Space removed", "Spaces removed": "Spaces added",
                                    "Space removed": "Space added"}.get(what, what)  # fmt: skip
    result = redline(f"## Uptime\n\n{old}", f"## Uptime\n\n{new}")
    assert canonical_text(parse(old).blocks) != canonical_text(parse(new).blocks)
    assert [c.what for c in result.changes] == [what]
    assert [s.title for s in result.sections] == ["Uptime"]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("Data and more of it.\n", "Data, and more of it.\n", ","),
        ("All data — and more.\n", "All data—and more.\n", ""),
        ("All data and more.\n", "All data—and more.\n", "—"),
    ],
)
def test_white_space_alone_is_no_word(old: str, new: str, word: str) -> None:
    """Where a comma or dash came or went, it alone is marked; where only spaces went, nothing is."""
    assert marked(redline(old, new), PieceKind.INSERTED) == word
    assert not marked(redline(old, new), PieceKind.DELETED)
    assert not any(c.what == "Words replaced" for c in redline(old, new).changes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("See ![x](y.png) foo.\n", "See ![x](y.png)foo.\n"),
        ("&nbsp;foo bar\n", "foo bar\n"),
        ("See here.\n", "See ![seal](b.png) here.\n"),
        ("See ![](b.png) https://a.example/b\n", "See ![](b.png)https://a.example/c\n"),
    ],
)
def test_white_space_before_the_first_word_is_given_back(old: str, new: str) -> None:
    """A block, or the text after an image, may begin with white space in one text only."""
    assert not redline(old, new).is_empty
    assert not redline(new, old).is_empty


def test_another_picture_is_a_change_of_the_text() -> None:
    """An image whose file differs is no matter of typography, though its description is the same."""
    result = redline("See ![our seal](a.png) here.\n", "See ![our seal](b.png) here.\n")
    assert [c.kind for c in result.changes] == [ChangeKind.CHANGED]
