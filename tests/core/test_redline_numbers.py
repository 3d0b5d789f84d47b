"""Which numbers are labels of sections, and which references follow them."""

from __future__ import annotations

import pytest

from inforce.core.document import parse
from inforce.core.redline import ChangeKind, Legal, PieceKind, Redline, compare
from inforce.core.redline.numbering import Numbered, labels
from inforce.core.redline.numbers import bare
from inforce.core.redline.references import Own, references
from inforce.core.redline.tokens import keys
from inforce.core.redline.units import units_of


def redline(old: str, new: str) -> Redline:
    return compare(parse(old, lenient=True), parse(new, lenient=True))


def told(text: str) -> list[str]:
    """The labels of a text, without their dots."""
    units = units_of(parse(text, lenient=True).blocks)
    found = labels([Numbered(u.first, u.blocks[0], u.number) for u in units]).numbering
    return [bare(u.number) for u in units if u.first in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 1. A\n\n## 2. B\n\n## 3. C\n", ["1", "2", "3"]),
        ("## 4. A\n\n3.9 Cats\n\n4.1 The first\n\n4.2 The second\n", ["4.1", "4.2"]),
        ("(a) one\n\n(b) two\n\n(i) first\n\n(ii) second\n\n(c) three\n", ["(a", "(b", "(i", "(ii", "(c"]),
        ("(g) one\n\n(h) two\n\n(i) three\n\n(j) four\n", ["(g", "(h", "(i", "(j"]),
        ("(g) one\n\n(h) two\n\n(i) first\n\n(ii) second\n", ["(g", "(h", "(i", "(ii"]),
        ("## § 1 Scope\n\n## § 2 Fees\n\n## § 2a Cats\n\n## § 3 Law\n", ["1", "2", "2a", "3"]),
        ("## 1 Scope\n\n## 2 Fees\n", ["1", "2"]),
        ("## A. Scope\n\n### 1. Fees\n\n## B. Law\n\n### 1. Courts\n", ["A", "1", "B", "1"]),
        ("## 1. A\n\n## 2. B\n\n## 4. D\n\n## 5. E\n", ["1", "2", "4", "5"]),
        ("- 99.5 Uptime basic\n- 99.9 Uptime premium\n", []),
        ("- 1.1 Million\n- 1.2 Million\n", []),
        ("- A. Smith\n- C. Jones\n", []),
        ("## A\n\n- A. Smith\n\n## B\n\n- B. Jones\n", []),
        ("## 24 Hours\n\n## 48 Hours\n", []),
        ("## 99.9 % uptime\n\n## 100.0 % uptime\n", []),
    ],
)
def test_a_number_is_a_label_if_its_neighbours_count_with_it(text: str, expected: list[str]) -> None:
    """What stands in a row with others is the number of a section or item; all else says something itself."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- 99.9 % uptime is promised.\n", "- 99.5 % uptime is promised.\n"),
        ("1.5 Million euros is the cap.\n", "2.5 Million euros is the cap.\n"),
        ("- 1.5 GB of storage\n", "- 2.5 GB of storage\n"),
        ("8.30 Uhr ist Beginn.\n", "9.30 Uhr ist Beginn.\n"),
        ("1\\. Januar 2026 ist der Stichtag.\n", "15\\. Januar 2026 ist der Stichtag.\n"),
        ("## 2.5 % interest\n", "## 3.5 % interest\n"),
        ("## 1. Fees\n\n1.5 Millionen Euro is the cap.\n", "## 1. Fees\n\n1.8 Millionen Euro is the cap.\n"),
        (
            "## 1. Fees\n\n1.1 X\n\n1.2 Y\n\n1.5 Zlotys are due.\n",
            "## 1. Fees\n\n1.1 X\n\n1.2 Y\n\n1.4 Zlotys are due.\n",
        ),
    ],
)
def test_an_amount_at_the_start_of_a_block_is_no_number_of_a_section(old: str, new: str) -> None:
    """An amount that changed is a change of words and flagged as a number."""
    (change,) = redline(old, new).changes
    assert change.kind is ChangeKind.CHANGED
    assert Legal.NUMBER in change.legal


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("I. Newton is the officer.\n", "P. Newton is the officer.\n"),
        ("(c) 2025 Acme\n", "(a) 2025 Acme\n"),
        ("- A. Smith\n- B. Jones\n", "- B. Smith\n- B. Jones\n"),
    ],
)
def test_a_letter_at_the_start_of_a_block_is_no_number_of_an_item(old: str, new: str) -> None:
    """An initial that changed is a change of words."""
    (change,) = redline(old, new).changes
    assert change.kind is ChangeKind.CHANGED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See section 4 and clauses 3, 4.2 or 5.", ["4", "3", "4.2", "5"]),
        ("under Section 4 of these Terms", ["4"]),
        ("under Section 4 of the Agreement", ["4"]),
        ("under Section 4 of our Terms of Service", ["4"]),
        ("under Section 4 of the Data Processing Agreement", []),
        ("Article 6(1)(b) GDPR", []),
        ("Article 6 (1) lit. b DSGVO", []),
        ("Articles 6 and 7 of the GDPR", []),
        ("Art. 28, Article 28 of Regulation (EU) 2016/679", []),
        ("Article 6(1)(b)", []),
        ("Section 5 of the Federal Trade Commission Act and Section 7", ["7"]),
        ("California Civil Code Section 17", []),
        ("the GDPR, Article 15", []),
        ("section 3 of the act", []),
        ("SECTION 4 AND SECTION 5 SHALL SURVIVE", ["4", "5"]),
        ("Section 4 We", ["4"]),
        ("Section 230 Communications Decency Act", []),
    ],
)
def test_a_reference_to_another_work_is_none_to_a_section(text: str, found: list[str]) -> None:
    """A law or another contract named with a number is no section of the text."""
    words = keys(text)
    assert [words[r.at] for r in references(words, Own(("terms of service",)))] == found


def test_a_reference_is_not_said_to_be_stale_for_what_a_law_numbers() -> None:
    """That section 2 is 3 now says nothing about article 2 of a law."""
    old = "## 1. Basis\n\nArticle 2(1)(b) GDPR.\n\n## 2. Rights\n\nYou may object at any time.\n"
    new = old.replace("## 2. Rights", "## 2. Fees\n\nNone.\n\n## 3. Rights")
    assert not redline(old, new).stale_references


def test_a_number_in_bold_is_renumbered() -> None:
    """The marks of a number alone do not make it a change of words."""
    old = "**1.1** Scope of it\n\n**1.2** Terms of it\n"
    new = "**1.1** Scope of it\n\n**1.2** Fees are due at once\n\n**1.3** Terms of it\n"
    result = redline(old, new)
    assert [c.kind for c in result.changes] == [ChangeKind.ADDED, ChangeKind.RENUMBERED]
    assert [p.text for e in result.entries for p in e.words if p.kind is PieceKind.RENUMBERED] == ["1.3"]


@pytest.mark.parametrize(
    ("new", "note"),
    [
        ("## 1. Scope\n\nFor refunds see Section 2.\n\n## 2. Courts\n\nThe courts of Bonn decide.\n", "was removed"),
        ("## 1. Scope\n\nFor refunds see Section 2.\n", "was removed"),
        (
            "## 1. Scope\n\nFor refunds see Section 2.\n\n## 2. Money back\n\nNever.\n\n## 3. Courts\n\nBonn.\n",
            "",
        ),
    ],
)
def test_a_reference_to_a_removed_section_is_stale(new: str, note: str) -> None:
    """It points at nothing, or at what has the number now; not so where a new section has taken the place."""
    old = "## 1. Scope\n\nFor refunds see Section 2.\n\n## 2. Refunds\n\nWe give you all that you paid.\n\n## 3. Courts\n\nThe courts of Bonn decide.\n"  # noqa: E501
    found = redline(old, new).stale_references
    assert [note in words for words in found] == [True] * bool(note)


def test_one_reference_follows_and_another_stays() -> None:
    """Each is read where it stands: that one reads 3 now does not make another 2 follow."""
    tail = "## 2. Fees\n\nThey are due at once.\n\n"
    old = f"## 1. Scope\n\nSee Section 2 at first, and then see Section 5 at last.\n\n{tail}"
    new = f"## 1. Scope\n\nSee Section 2 at first, and then see Section 3 at last.\n\n## 2. Accounts\n\nYou need one.\n\n{tail.replace('2', '3')}"  # noqa: E501
    result = redline(old, new)
    gone = [p.text.strip(" ") for e in result.entries for p in e.words if p.kind is PieceKind.DELETED]
    assert gone == ["5"]
    assert [note.split()[3] for note in result.stale_references] == ["2"]
