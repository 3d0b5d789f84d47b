"""What holds of every change, whatever the edits: made at random from one policy."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from inforce.core.materiality import CATEGORIES, Verdict
from inforce.core.redline import RedlineMismatch
from support.materiality_cases import assessed

PARTS = [
    "# Privacy policy of Linden",
    "This policy tells you what we do with data about you, and why we do it.",
    "## What we collect",
    "We collect your name and your email address when you open an account. We do not collect:",
    "- your location\n- your contacts\n- what you type before you send it",
    "## How we use it",
    "We use your email address to answer your questions, and for nothing else.",
    "## Who receives it",
    "We do not sell your data. We share it with these companies only:",
    "| Name | Task | Country |\n|---|---|---|\n| Alder Ltd | Hosting | Ireland |\n| Brook Inc | Email | Austria |",
    "## How long we keep it",
    "We delete your data as soon as you close your account. Invoices stay with us as long as the law requires.",
    "## Your rights",
    "You can ask for a copy, and you can object at any time.\n\n1. Write to us by email.\n2. Tell us what it is about.",
    "## Changes",
    "We will tell you of changes to this policy by email before they apply.",
]
POLICY = "\n\n".join(PARTS) + "\n"
TOKENS = re.findall(r"\s+|[^\s]+", POLICY)
KINDS = st.sampled_from(("privacy", "terms", "cookies", "subprocessors", "security", "other"))
PIECES = st.one_of(
    st.sampled_from(("not ", "may ", "unless ", "30 days ", "advertisers ", "No. ", "\n\n", "## ", "- ", "| ", "**")),
    st.sampled_from(("。", "“", "[a](b)", "\u200b", "\u0301")),
    st.text(max_size=6),
)


@st.composite
def edited(draw: st.DrawFn) -> str:
    """The policy with up to six edits anywhere: something cut, put in, doubled, or moved."""
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(0, 6))):
        at, end = sorted(draw(st.tuples(st.integers(0, len(tokens)), st.integers(0, len(tokens)))))
        what = draw(st.sampled_from(("cut", "put", "double", "move")))
        if what == "cut":
            del tokens[at : min(end, at + 40)]
        elif what == "put":
            tokens[at:at] = [draw(PIECES)]
        else:
            taken = tokens[at : min(end, at + 40)]
            if what == "move":
                del tokens[at : at + len(taken)]
            to = draw(st.integers(0, len(tokens)))
            tokens[to:to] = taken
    return "".join(tokens)


@settings(max_examples=150, deadline=None)
@given(edited(), edited(), KINDS)
def test_every_change_gets_one_verdict_and_always_the_same(old: str, new: str, kind: str) -> None:
    """No error, the same answer twice, and the verdict is what its findings say."""
    try:
        result = assessed(old, new, kind)
    except RedlineMismatch:
        reject()  # no redline, so nothing to assess: what holds of redlines is tested with them
    assert result == assessed(old, new, kind)
    sure = any(finding.sure for finding in result.findings)
    assert (result.verdict is Verdict.MATERIAL) == sure
    assert (result.verdict is Verdict.IMMATERIAL) == (not result.findings)
    assert all(finding.material and finding.category in CATEGORIES for finding in result.findings)
    assert all(finding.category in CATEGORIES for finding in result.passed)
    for finding in result.findings:
        assert finding.reason and finding.why and finding.draft
        assert finding.old or finding.new


@settings(max_examples=60, deadline=None)
@given(edited(), KINDS)
def test_identical_texts_are_immaterial(text: str, kind: str) -> None:
    """Nothing is said of a text against itself."""
    result = assessed(text, text, kind)
    assert (result.verdict, result.findings, result.passed) == (Verdict.IMMATERIAL, (), ())


def _prose(part: str) -> bool:
    return part[0].isalpha() and "\n" not in part


FORMATS: list[Callable[[str], str]] = [
    lambda part: part,
    lambda part: part.replace("\n", "  \n") if part.startswith(("- ", "|")) is False and "\n\n" not in part else part,
    lambda part: textwrap.fill(part, 30) if _prose(part) else part,
    lambda part: part.replace("- ", "* ") if part.startswith("- ") else part,
    lambda part: f"**{part}**" if _prose(part) and "*" not in part else part,
    lambda part: re.sub(r"\b(data|email|account)\b", r"*\1*", part) if _prose(part) else part,
    lambda part: part.replace("| ", "|  ") if part.startswith("|") else part,
    lambda part: f"{part[3:]}\n{'-' * len(part)}" if part.startswith("## ") else part,
    lambda part: f"{part} {'#' * 2}" if part.startswith("## ") else part,
    lambda part: f"{part}\n\n",
    lambda part: part.replace(" ", "  ") if _prose(part) else part,
    lambda part: re.sub(r"\bcopy\b", "[copy](#copy)", part) if _prose(part) else part,
    lambda part: part.replace(" of ", "\u00a0of ") if _prose(part) else part,
]
FORMATTING = st.lists(st.sampled_from(FORMATS), min_size=len(PARTS), max_size=len(PARTS))


@settings(max_examples=100, deadline=None)
@given(FORMATTING)
def test_formatting_alone_is_immaterial(formats: list[Callable[[str], str]]) -> None:
    """Other line ends, bullets, type, headings and spaces: nothing is found, however much of it there is."""
    new = "\n\n".join(form(part) for form, part in zip(formats, PARTS, strict=True)) + "\n"
    result = assessed(POLICY, new)
    assert (result.verdict, result.findings) == (Verdict.IMMATERIAL, ())


KEEPING = st.tuples(
    st.sampled_from(("We", "Our company", "The provider")),
    st.sampled_from(("keep", "retain", "store", "preserve", "archive")),
    st.sampled_from(("server logs", "your messages", "records of calls", "all letters", "copies of invoices")),
    st.sampled_from(
        ("for {}", "for at least {}", "for no less than {} after the contract ends", "for {} and no longer")
    ),
    st.sampled_from(("", ", unless the law asks for more", ", as the law requires", ", so that we can answer you")),
)
PROSE = [n for n, part in enumerate(PARTS) if _prose(part)]


def _put(sentence: str, part: int, *, before: bool) -> str:
    parts = list(PARTS)
    parts[part] = f"{sentence} {parts[part]}" if before else f"{parts[part]} {sentence}"
    return "\n\n".join(parts) + "\n"


@settings(max_examples=120, deadline=None)
@given(KEEPING, st.sampled_from(PROSE), st.booleans(), KINDS)
def test_a_longer_time_of_keeping_is_found_wherever_it_stands(
    said: tuple[str, ...], part: int, before: bool, kind: str
) -> None:
    """30 days become 60 in a sentence on keeping: never immaterial, in any section of any kind of policy."""
    who, does, what, how_long, rest = said
    sentence = f"{who} {does} {what} {how_long}{rest}."
    if PARTS[part].endswith(":") and not before:
        return  # it would stand between a list and the words that introduce it
    old, new = (_put(sentence.format(period), part, before=before) for period in ("30 days", "60 days"))
    result = assessed(old, new, kind)
    assert result.verdict is not Verdict.IMMATERIAL
    assert any("60 days" in finding.new for finding in result.findings)


NEEDLES = [
    ("We do not sell your data.", "We may sell your data."),
    ("when you open an account.", "and your date of birth when you open an account."),
    ("and for nothing else.", "and for advertising."),
    ("| Brook Inc | Email | Austria |", "| Brook Inc | Email | Austria |\n| Cedar GmbH | Analytics | India |"),
    ("- your contacts\n", ""),
    ("as soon as you close your account.", "two years after you close your account."),
    ("you can object at any time.", "you can object within 14 days."),
    ("by email before they apply.", "on this page."),
]


@settings(max_examples=100, deadline=None)
@given(FORMATTING, st.sampled_from(NEEDLES))
def test_one_change_that_counts_is_found_among_many_that_do_not(
    formats: list[Callable[[str], str]], needle: tuple[str, str]
) -> None:
    """The needle rule: the part that changes keeps its form, all others may take another."""
    old, new = needle
    (place,) = (n for n, part in enumerate(PARTS) if old in part + "\n")
    parts = [form(part) for form, part in zip(formats, PARTS, strict=True)]
    parts[place] = (PARTS[place] + "\n").replace(old, new).rstrip("\n")
    assert assessed(POLICY, "\n\n".join(parts) + "\n").verdict is not Verdict.IMMATERIAL
