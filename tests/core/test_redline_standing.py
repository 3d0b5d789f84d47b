"""Text that kept its words and yet says another thing: by its heading, its list, its level, its number, its links."""

from __future__ import annotations

import pytest

from inforce.core.document import parse
from inforce.core.redline import ChangeKind, Legal, Redline, compare

HEALTH = "Your religion and health data, as you give it to us."
COLLECTED = f"## We collect\n\nYour name, as you give it to us.\n\n{HEALTH}\n\n## We do not collect\n\nYour passwords in plain text.\n"  # noqa: E501
NOT_COLLECTED = f"## We collect\n\nYour name, as you give it to us.\n\n## We do not collect\n\n{HEALTH}\n\nYour passwords in plain text.\n"  # noqa: E501
FEES = "- fees:\n  - taxes due\n  - late interest\n- costs\n"
TABLE = "| Data | Kept |\n|---|---|\n| Name | a year |\n| Mail | two years |\n"
WITH_BASIS = "| Data | Basis | Kept |\n|---|---|---|\n| Name | contract | a year |\n| Mail | consent | two years |\n"


def redline(old: str, new: str) -> Redline:
    return compare(parse(old, lenient=True), parse(new, lenient=True))


@pytest.mark.parametrize(
    ("old", "new", "what", "legal"),
    [
        (COLLECTED, NOT_COLLECTED, "Now under “We do not collect”", Legal.LIST),
        (NOT_COLLECTED, COLLECTED, "Now under “We collect”", Legal.LIST),
        (FEES, "- fees:\n  - taxes due\n- late interest\n- costs\n", "Item moved out one level", Legal.LIST),
        ("- fees:\n  - taxes due\n- late interest\n- costs\n", FEES, "Item moved in one level", Legal.LIST),
        ("- fees:\n  - taxes\n  - late\n", "- fees:\n  - taxes\n- costs:\n  - late\n", "List changed", Legal.LIST),
        ("1. a:\n   1. one of it\n   2. two of it\n2. b is it\n", "1. a:\n   1. one of it\n2. two of it\n3. b is it\n",
         "Item moved out one level", Legal.LIST),
        ("1. Januar 2026 ist der Stichtag.\n", "15. Januar 2026 ist der Stichtag.\n", "Item with another number", Legal.NUMBER),  # noqa: E501
        ("The area is 10<sup>2</sup> km.\n", "The area is 102 km.\n", "Superscript changed", Legal.NUMBER),
        ("The area is 10² km.\n", "The area is 102 km.\n", "Words replaced", Legal.NUMBER),
        ("Interest is 1½ % a year.\n", "Interest is 11⁄2 % a year.\n", "Words replaced", Legal.NUMBER),
        (TABLE, WITH_BASIS, "Column added", Legal.LIST),
        (WITH_BASIS, TABLE, "Column removed", Legal.LIST),
        (TABLE, TABLE[: TABLE.index("| Mail")], "Row removed", Legal.LIST),
        ("<table><tr><td>A</td><td>B</td></tr></table>\n", "<table><tr><td>A</td></tr></table>\n", "Cell removed", Legal.LIST),  # noqa: E501
        ("- See [all](http://a).\n- Two of it\n", "- See [all](http://b).\n- Two of it\n- More of it\n", "List changed", Legal.LIST),  # noqa: E501
    ],
)  # fmt: skip
def test_what_no_word_tells_is_told(old: str, new: str, what: str, legal: Legal) -> None:
    """The change of such text is called what it is, is no mere formatting, and has its legal weight."""
    changes = [c for c in redline(old, new).changes if c.kind is not ChangeKind.MOVED]
    assert [c.what for c in changes] == [what]
    assert legal in changes[0].legal
    assert changes[0].kind in (ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.REMOVED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1. alpha is it\n2. beta is it\n", "1. first of all\n2. alpha is it\n3. beta is it\n"),
        ("1. alpha is it\n2. beta is it\n3. gamma is it\n", "1. alpha is it\n2. gamma is it\n"),
        ("## A\n\nOne of it.\n\nTwo of it.\n", "## A\n\nOne of it.\n\n## B\n\nTwo of it.\n"),
        ("- one of it\n- two of it\n", "one of it\n\ntwo of it\n"),
    ],
)
def test_what_another_change_explains_is_not_told_again(old: str, new: str) -> None:
    """An item counts on because one was inserted; text under a new heading is told by the heading."""
    told = {c.kind for c in redline(old, new).changes}
    assert ChangeKind.CHANGED not in told


def test_sections_that_text_left_and_reached_are_both_changed() -> None:
    """A paragraph that moved from one section to another changed both."""
    start, end = (
        "## A\n\nThe first one stays here.\n\n",
        "## B\n\nThe second one stays here, and it is a long one.\n\nA third one that stays here too.\n\n",
    )
    forth = redline(f"{start}{HEALTH}\n\n{end}", f"{start}{end}{HEALTH}\n")
    back = redline(f"{start}{end}{HEALTH}\n", f"{start}{HEALTH}\n\n{end}")
    for result in (forth, back):
        assert [(s.title, s.kind, s.first_change) for s in result.sections] == [
            ("A", "changed", 1),
            ("B", "changed", 1),
        ]
        assert Legal.LIST in result.changes[0].legal


def test_a_section_whose_heading_alone_moved_names_the_one_that_lost_text() -> None:
    """The section above it, which has less text now, is changed."""
    sections = redline(COLLECTED, NOT_COLLECTED).sections
    assert [(s.title, s.kind) for s in sections] == [("We collect", "changed"), ("We do not collect", "moved")]


def test_a_section_in_which_an_item_moved_is_changed() -> None:
    """It stands where it stood."""
    items = ["alpha comes here first of all", "beta comes here second of all", "gamma comes here third of all"]
    old, new = (
        "## S\n\n" + "".join(f"{n}. {item}\n" for n, item in enumerate(x, 1)) for x in (items, [items[2], *items[:2]])
    )
    assert [s.kind for s in redline(old, new).sections] == ["changed"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_heading_put_into_a_paragraph_is_a_section(turned: bool) -> None:
    """The section that came or went is named, though its text stood in the paragraph."""
    one = "## A\n\nThe first sentence is here and it is long for sure. The second sentence is here and is long too.\n"
    two = one.replace(" The second", "\n\n## B\n\nThe second")
    result = redline(two, one) if turned else redline(one, two)
    told = ("Paragraphs joined, heading removed", "removed") if turned else ("Paragraph split, heading added", "added")
    assert result.changes[0].what == told[0]
    assert [(s.title, s.kind, s.first_change) for s in result.sections] == [("A", "changed", 1), ("B", told[1], 1)]


@pytest.mark.parametrize(
    ("new", "what"),
    [("http://b.com", "Moved here, link changed"), ("http://a.com", "Moved here, words unchanged")],
)
def test_a_link_that_changed_in_a_moved_section_is_told(new: str, what: str) -> None:
    """The label of moved text does not hide that a link leads elsewhere."""
    a = "## A\n\nWe tell you of it [here]({}) and in every other place.\n\n"
    b = "## B\n\nThe other long text stands here, and it says a good deal more than the first.\n\n"
    (change,) = redline(a.format("http://a.com") + b, b + a.format(new)).changes
    assert change.what == what


def test_what_turns_the_order_of_characters_does_not_look_the_same() -> None:
    """An override makes 100 be shown as 001: that is a change, and the note says what it does."""
    result = redline("pay 100 euro\n", "pay \u202e100\u202c euro\n")
    assert [(c.kind, c.what) for c in result.changes] == [(ChangeKind.CHANGED, "Order of characters changed")]
    assert result.invisible[0].startswith("Shown in another order in “100”: ")


def test_ligatures_and_full_width_forms_are_typography() -> None:
    """They are other forms of the same letters and digits."""
    (change,) = redline("The ﬁne is due in １０ weeks or more.\n", "The fine is due in 10 weeks or more.\n").changes
    assert change.kind is ChangeKind.TYPOGRAPHIC
