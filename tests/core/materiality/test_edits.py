"""Which sentences came, went or changed, and what they stand under."""

from __future__ import annotations

from inforce.core.document import parse
from inforce.core.materiality.edits import Edit, edits
from inforce.core.redline import compare


def found(old: str, new: str) -> list[Edit]:
    """The edits between two texts."""
    return list(edits(compare(parse(old, lenient=True), parse(new, lenient=True))))


def told(old: str, new: str) -> list[tuple[str, str]]:
    """The sentences of the edits."""
    return [(edit.old, edit.new) for edit in found(old, new)]


def test_equal_texts_have_no_edits() -> None:
    """Nothing differs; other line ends, bullets and type are no difference either."""
    assert told("# A\n\nWe ask.\n", "# A\n\nWe ask.\n") == []
    assert told("# A\n\nWe ask\nyou.\n\n* one\n* two\n", "A\n=\n\nWe **ask** you.\n\n- one\n- two\n") == []


def test_only_the_sentence_that_changed_is_an_edit() -> None:
    """The sentences beside it are left alone."""
    old = "We are glad. We keep logs for 30 days. Write to us.\n"
    assert told(old, old.replace("30", "60")) == [("We keep logs for 30 days.", "We keep logs for 60 days.")]


def test_a_sentence_that_came_and_one_that_went() -> None:
    """Each stands alone, at its place."""
    old = "We are glad. We keep logs for a day. Write to us.\n"
    assert told(old, "We are glad. Write to us.\n") == [("We keep logs for a day.", "")]
    assert told("We are glad. Write to us.\n", old) == [("", "We keep logs for a day.")]


def test_sentences_joined_are_one_edit() -> None:
    """Two sentences that became one are compared with it together."""
    old, new = (
        "We keep your letters for a year. We delete all logs each week.\n",
        "We keep your letters for a year, and we delete all logs each week.\n",
    )
    assert told(old, new) == [(old.strip(), new.strip())]


def test_an_item_knows_its_list_and_heading() -> None:
    """What a list is introduced by gives its items their sense."""
    old = "# Policy\n\n## Limits\n\nWe do not collect:\n\n- names\n"
    (edit,) = found(old, old + "- places\n")
    assert (edit.new, edit.where.kind, edit.where.title) == ("places", "item", "Limits")
    assert edit.where.titles == ("Policy", "Limits")
    assert edit.where.leads == ("We do not collect:",)
    assert edit.added and edit.whole and not edit.removed


def test_a_nested_item_knows_both_lists() -> None:
    """The outer item is a lead of the inner list."""
    old = "We collect:\n\n- from you:\n  - names\n"
    (edit,) = found(old, old + "  - places\n")
    assert edit.where.leads == ("We collect:", "from you:")


def test_a_row_is_one_sentence() -> None:
    """A row that came is told whole, with its columns; in a kept row the cells tell what differs."""
    table = "| Name | Task |\n|---|---|\n| Alder | Hosting |\n"
    (edit,) = found(table, table + "| Brook | Email |\n")
    assert (edit.old, edit.new, edit.where.kind) == ("", "Brook | Email", "row")
    assert edit.where.columns == ("Name", "Task")
    (edit,) = found(table, table.replace("Hosting", "Email"))
    assert (edit.old, edit.new) == ("Alder | Hosting", "Alder | Email")
    assert edit.cells == (("Alder", "Alder"), ("Hosting", "Email"))


def test_a_moved_item_knows_where_it_stood() -> None:
    """An item under another heading is an edit with both places, though no word differs."""
    old = "## We collect\n\n- names\n- the town you live in\n\n## We do not collect\n\n- places\n- your photographs\n"
    new = "## We collect\n\n- names\n\n## We do not collect\n\n- places\n- your photographs\n- the town you live in\n"
    moved = [edit for edit in found(old, new) if "town" in edit.old + edit.new]
    assert [(edit.old, edit.new, edit.before.title, edit.where.title) for edit in moved] == [
        ("the town you live in", "the town you live in", "We collect", "We do not collect")
    ]


def test_a_sentence_that_moved_and_changed_is_one_edit() -> None:
    """What is gone here and came, changed, in another paragraph belongs together."""
    a, b = "We tell the police only where a court orders it.", "We tell the police wherever a court orders it."
    filler = "This paragraph tells of the weather and of the garden behind our house."
    old = f"## One\n\n{filler} {a}\n\n## Two\n\nThe second part is about the kitchen and the cellar.\n"
    new = f"## One\n\n{filler}\n\n## Two\n\nThe second part is about the kitchen and the cellar. {b}\n"
    assert told(old, new) == [(a, b)]


def test_a_link_that_leads_elsewhere_is_an_edit() -> None:
    """The words are the same, the target is not; both are told."""
    old = "Read the [agreement](https://example.com/1) first.\n"
    (edit,) = found(old, old.replace("/1", "/2"))
    assert edit.old == edit.new
    assert [(link.text, link.old, link.new) for link in edit.links] == [
        ("agreement", "https://example.com/1", "https://example.com/2")
    ]


def test_the_order_is_that_of_reading() -> None:
    """Edits come in the order of the text."""
    old = "## A\n\nOne day.\n\n## B\n\nTwo days.\n\n## C\n\nThree days.\n"
    assert [edit.new for edit in found(old, old.replace("day", "week"))] == ["One week.", "Two weeks.", "Three weeks."]
