"""Texts that are no versions of a policy, or hardly any: a defined verdict each, and bounded work."""

from __future__ import annotations

import time

import pytest

from inforce import source
from inforce.core.document import parse
from inforce.core.materiality import Verdict, assess
from inforce.core.materiality.language import is_english
from inforce.core.redline import compare
from inforce.core.settings import Site
from support.materiality_cases import assessed

POLICY = """# Privacy policy

This policy tells you what we do with data about you, and why we do it.

## What we collect

We collect your name and your email address when you open an account with us.

## How long we keep it

We delete your data within 30 days after you close your account.

## Contact

Write to us by email or by post, and we will answer as soon as we can.
"""
TERMS = """# Rules of the library

Books may be taken home for a month. Whoever loses a book buys another of the same kind.

The reading room is open from Monday to Friday. Coats and bags are left at the door, and no food is brought in.

Children come with a grown person. Maps, prints and old newspapers are read in the house alone, at the long table.
"""
GERMAN = """# Datenschutz

Diese Erklärung sagt Ihnen, was wir mit Daten über Sie tun und warum wir es tun.

## Was wir erheben

Wir erheben Ihren Namen und Ihre Adresse, wenn Sie bei uns ein Konto eröffnen.

## Wie lange wir sie behalten

Wir löschen Ihre Daten innerhalb von 30 Tagen, nachdem Sie das Konto geschlossen haben.
"""
CHINESE = "# 隐私政策\n\n" + "我们收集您的姓名。我们在三十天内删除您的数据。\n\n" * 20
TABLE = "| Cookie | Purpose | Kept for |\n|---|---|---|\n| sid | Signing in | 1 day |\n| lang | Language | 1 year |\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"— —\n\n{POLICY}", f"{POLICY}\n- … !\n"),
        (f"{POLICY}\n> — —\n\n## C\n\nIt ends.\n", f"{POLICY}\n## C\n\nIt ends.\n\n- …\n"),
        (f"{POLICY}\n|A|\n|-|\n|—|\n|a|\n", f"{POLICY}\n|A|\n|-|\n|a|\n|…|\n"),
    ],
)
def test_signs_without_a_word_that_go_and_come_are_no_change(old: str, new: str) -> None:
    """Dashes here and dots there have no word in common, nor any at all."""
    assert assessed(old, new).verdict is assessed(new, old).verdict is Verdict.IMMATERIAL


@pytest.mark.parametrize("text", ["", " \n", POLICY, GERMAN, TABLE, "x", "## \n"])
def test_identical_texts_say_nothing(text: str) -> None:
    """The same text twice, in any language, is immaterial and has no findings."""
    result = assessed(text, text)
    assert (result.verdict, result.findings, result.passed) == (Verdict.IMMATERIAL, (), ())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("", POLICY, "the old text is empty"),
        (POLICY, "", "the new text is empty"),
        (POLICY, GERMAN, "the new text is not in English"),
        (GERMAN, POLICY, "the old text is not in English"),
        (POLICY, CHINESE, "the new text is not in English"),
        (POLICY, TERMS, "hardly a sentence in common"),
    ],
    ids=["old empty", "new empty", "translated", "translated back", "another script", "unrelated"],
)
def test_texts_that_cannot_be_compared_ask_for_a_person(old: str, new: str, reason: str) -> None:
    """One finding about the whole, with the reason, and no other."""
    result = assessed(old, new)
    assert result.verdict is Verdict.REVIEW
    (finding,) = result.findings
    assert (finding.rule, finding.section, finding.anchor, finding.sure) == ("text", "", "", False)
    assert reason in finding.reason


def test_an_amendment_of_a_text_in_another_language_asks_for_a_person() -> None:
    """The rules do not pretend to read it; a date or type alone still passes."""
    assert assessed(GERMAN, GERMAN.replace("30 Tagen", "60 Tagen")).verdict is Verdict.REVIEW
    assert assessed(GERMAN, GERMAN.replace("Daten", "**Daten**")).verdict is Verdict.IMMATERIAL


def test_a_text_without_headings_is_read() -> None:
    """Findings have no section then."""
    old = "This is our policy.\n\nWe keep logs for 30 days.\n"
    finding = assessed(old, old.replace("30", "60")).findings[0]
    assert (finding.category, finding.section, finding.anchor) == ("M05", "", "")


def test_a_table_alone_is_read_row_by_row() -> None:
    """A row that comes, a cell that changes, rows in another order."""
    lines = TABLE.splitlines()
    more = TABLE + "| adv | Advertising | 2 years |\n"
    assert assessed(TABLE, more, "cookies").verdict is Verdict.MATERIAL
    assert assessed(TABLE, TABLE.replace("1 day", "90 days"), "cookies").findings[0].category == "M05"
    turned = "\n".join([*lines[:2], lines[3], lines[2]]) + "\n"
    assert assessed(TABLE, turned, "cookies").verdict is Verdict.IMMATERIAL


@pytest.mark.parametrize(
    "hostile",
    [
        "\u202edesrever\u202c",
        "a\u0300\u0301\u0302" * 200,
        "\u200b\u200c\u200d\ufeff",
        "👩‍👩‍👧‍👦 ©®™",
        "ﬁle №5 ½ ² ٣٠ ३०",
        "𝖘𝖊𝖑𝖑 ѕеll",
        "。！？",
        "Z\u0351\u036b" * 300,
        "%s {0} \\1 $& <b>&lt;</b>",
        "x" * 5000,
        "a." * 2000,
        "1." * 2000,
        "(" * 500,
        "' " * 500,
    ],
)
def test_hostile_characters_get_a_verdict(hostile: str) -> None:
    """Whatever stands in a text, it has a verdict both ways; a real change beside it is found, or the text refused."""
    with_it = POLICY.replace("Write to us", f"{hostile} Write to us")
    for old, new in ((POLICY, with_it), (with_it, POLICY), (hostile, POLICY), (POLICY, hostile), (hostile, hostile)):
        assert assessed(old, new).verdict in Verdict
    changed = with_it.replace("30 days", "60 days")
    found = assessed(with_it, changed).findings
    assert "M05" in {finding.category for finding in found} or [finding.rule for finding in found] == ["text"]


def test_invisible_characters_change_nothing() -> None:
    """A space of no width, a soft hyphen, a no-break space are no words."""
    for sign in ("\u200b", "\u00ad", "\ufeff"):
        assert assessed(POLICY, POLICY.replace("account", f"acc{sign}ount")).verdict is Verdict.IMMATERIAL
    assert assessed(POLICY, POLICY.replace("30 days", "30\u00a0days")).verdict is Verdict.IMMATERIAL


def test_a_word_that_only_looks_the_same_is_no_hiding_place() -> None:
    """ "Not" with a Cyrillic letter denies to the eye alone: it does not pass."""
    old = POLICY.replace("Write to us", "We do not sell your data. Write to us")
    assert assessed(old, old.replace("do not sell", "do n\u043et sell")).verdict is not Verdict.IMMATERIAL


@pytest.mark.parametrize("words", [10, 20, 29])
def test_the_language_of_a_short_text_is_not_asked(words: int) -> None:
    """Too few words to tell: the text passes for English."""
    assert is_english(("der die das und " * 10).split()[:words])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we and you may use the service that is for all of you and it will be on with this " * 3, True),
        ("acme hosting ireland email germany support austria backup iceland analytics france " * 5, True),
        ("wir und sie werden die daten nicht auf dem server mit der kopie im büro für eine " * 3, False),
        ("nous et vous ne sont pas dans le service pour une autre qui est avec les données du site " * 3, False),
        ("我们 收集 您的 姓名 " * 10, False),
        ("мы собираем ваши данные и храним их в течение года " * 5, False),
    ],
)
def test_languages(text: str, expected: bool) -> None:
    """English and lists of names pass; another language or script does not."""
    assert is_english(text.split()) is expected


def long_text(amount: int) -> str:
    """A policy of about a megabyte, no two sections of which are equal."""
    sections = (
        f"## Part {n}\n\nIn part {n} we tell of room {n % 97} and of door {n % 89} and what is done there in year {n}."
        f" We keep what was written in book {n} for {amount if n == 2345 else 30} days.\n\n"
        f"- item {n}\n- thing {n % 83}\n"
        for n in range(6000)
    )
    return "# A long policy\n\n" + "\n".join(sections)


def test_a_megabyte_is_read_in_bounded_work() -> None:
    """One change in a megabyte is found, and takes no longer than its redline and a little."""
    old, new = parse(long_text(30)), parse(long_text(90))
    assert len(long_text(30)) > 900_000
    known = source.words(Site())
    began = time.process_time()
    redline = compare(old, new)
    compared = time.process_time()
    result = assess(redline, known, "privacy")
    took, redline_took = time.process_time() - compared, compared - began
    assert "M05.number" in {finding.rule for finding in result.findings}
    assert took < 2 * redline_took + 2


def test_every_sentence_of_a_long_text_changed_is_read_in_bounded_work() -> None:
    """A change in each of 600 sections: all are found, in time that grows with their number."""
    lines = [
        f"## Part {n}\n\nWe keep the book of room {n} for {{}} days and show it to guest {n % 7}.\n" for n in range(600)
    ]
    text = "\n".join(lines)
    known = source.words(Site())
    redline = compare(parse(text.replace("{}", "30")), parse(text.replace("{}", "90")))
    began = time.process_time()
    result = assess(redline, known, "privacy")
    assert time.process_time() - began < 10
    assert sum(finding.category == "M05" for finding in result.findings) == 600
