"""What of legal weight a change is said to touch."""

from __future__ import annotations

import pytest

from inforce.core.document import parse
from inforce.core.redline import Legal, compare


def touched(old: str, new: str) -> frozenset[Legal]:
    result = compare(parse(old, lenient=True), parse(new, lenient=True))
    return frozenset(legal for change in result.changes for legal in change.legal)


def both(old: str, new: str) -> frozenset[Legal]:
    """What is touched, which must be the same in both directions."""
    forth, back = touched(old + "\n", new + "\n"), touched(new + "\n", old + "\n")
    assert forth == back
    return forth


@pytest.mark.parametrize(
    ("old", "new", "legal"),
    [
        (
            "The customer may terminate this contract. The provider may not terminate this contract.",
            "The customer may not terminate this contract. The provider may terminate this contract.",
            Legal.NEGATION,
        ),
        (
            "You may object within 30 days of the notice. We shall answer it within 60 days of the objection.",
            "You may object within 60 days of the notice. We shall answer it within 30 days of the objection.",
            Legal.PERIOD,
        ),
        ("It ends on 1 May 2026 for all.", "It ends on 1 June 2026 for all.", Legal.DATE),
        ("It ends at 9:00 am for all.", "It ends at 9:00 pm for all.", Legal.DATE),
        ("We keep it at least two years.", "We keep it at most two years.", Legal.LIMIT),
        ("Pay before the due date.", "Pay after the due date.", Legal.LIMIT),
        ("You send your name and address.", "You send your name or address.", Legal.CONJUNCTION),
        ("You may opt in to it.", "You may opt out of it.", Legal.MODALITY),
        ("For every lawful use of it.", "For every unlawful use of it.", Legal.NEGATION),
        ("The fee is thirteen euros a head.", "The fee is thirty euros a head.", Legal.MONEY),
        ("The cap is one hundred thousand.", "The cap is two hundred thousand.", Legal.NUMBER),
        ("We keep it for sixteen months.", "We keep it for eighteen months.", Legal.PERIOD),
        ("We act within 30 days of it.", "We act within 30 business days of it.", Legal.PERIOD),
        ("**Services**: all that we do here.", "**Products**: all that we do here.", Legal.DEFINED_TERM),
    ],
)
def test_what_turns_a_sentence_round_is_told(old: str, new: str, legal: Legal) -> None:
    """A change tells what of legal weight went or came at its place, whatever stands elsewhere in the text."""
    assert legal in both(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep it for 30 days, not more.", "We store it for 30 days, not more."),
        ("We keep your name and address.", "We keep your name, mail and address."),
        ("The policy is old and **Bold words** here.", "The policy is new and **Bold words** here."),
        ("We may share it.", "We may share it with İzmir."),
        ("We bring it to the house.", "We bring it into the house."),
    ],
)
def test_words_beside_a_change_are_not_told(old: str, new: str) -> None:
    """What both texts have at the same place is not touched."""
    assert both(old, new) == frozenset()
