"""Anything may come in: mutated front matter, Markdown, registers, settings, recipients and pairs of texts.

Each case is made from seeds by cutting, doubling, joining and by a dictionary of signs that mean something somewhere.
A short sample runs always and is the same on every machine; `make soak` runs each target for INFORCE_FUZZ_SECONDS
seconds (60 where not given), from another start each time; a failure names the start and the case.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inforce.core import register
from inforce.core.canonical import digest
from inforce.core.configuration import read_policy, read_site
from inforce.core.dates import VersionName
from inforce.core.delivery import Audience
from inforce.core.document import parse, unread
from inforce.core.frontmatter import read as read_front
from inforce.core.materiality.assessment import assess
from inforce.core.redline import compare
from inforce.core.settings import Site
from inforce.errors import ContentError, Level
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Recipient, Reject
from inforce.render.blocks import document_html
from inforce.render.redline_html import redline_html
from inforce.render.redline_json import redline_json
from inforce.render.redline_markdown import redline_markdown
from inforce.render.redline_sides import redline_sides
from inforce.render.redline_text import old_new_text, redline_text
from inforce.source import version_from, words
from support.attacks import ATTACKS, controls, faults
from support.project import ROOT

SAMPLE = 120
"""Cases of the short sample, for each target."""
SLOWEST = 10.0
"""Seconds that one case may take on a busy machine."""

KNOWN = words(Site())

MARKDOWN = [
    "# A {#a}\n\nWe keep data for 90 days, unless *you* **object**.\n\n- one\n- two\n  1. three\n  2. four\n",
    "| A | B |\n|:--|--:|\n| 1 | `x` |\n| [y](https://a.example/ 'z') | w |\n\n> quoted\n\n~~~\ncode\n~~~\n",
    "<table><tr><td>a</td><td>b</td></tr></table>\n\n<ul>\n<li>x <b>y</b></li>\n</ul>\n\n<!-- gone --> stays\n",
    '3. three\n5. five\n9. nine\n\n[a]: https://a.example/ "t"\n\nSee [a] and ![alt](x.png).\n\nA\n=\n\nB\n-\n',
    "## 1. شروط {#s}\n\nנשמור ١٢ ימים. We’ll keep “it” — 5\u00a0%.\n\n### 1.1 e\u0301 and é\n",
]
FRONT = [
    "---\ntitle: Privacy\neffective: 2027-01-31\npublished: 2026-11-23\nchange:\n  material: true\n  summary:\n"
    "    - section: a\n      text: It is kept 60 days.\n  override:\n    by: Ada\n    reason: It is so.\n---\n\n",
    "---\ntitle: 'It''s'\nversion: \"1.10\"\neffective: 2027-01-31 # day\nlate_entry: >\n  folded\n  text\n---\n",
    "---\n{title: x, effective: 2027-01-31, change: {material: no, summary: [a, b]}}\n---\n",
]
SETTINGS = [
    (ROOT / "inforce.toml").read_text(encoding="utf-8"),
    'organisation = "A"\nbase_url = "https://a.example/b/"\n[words]\n"things.data" = ["gait"]\n[[footer]]\ntext = "x"\n'
    'href = "/y/"\n[mail]\nfrom = "a@b.example"\nrate = 5\n[colours]\nbrand = "#123456"\n',
    'title = "T"\nkind = "privacy"\nnotice_days = 30\ncontact = "a@b.example"\nreview_months = 0\norder = 1\n',
]
PEOPLE = [
    "email,name,locale,account,marketing_opt_out,unsubscribe_url\nada@example.com,Ada,en,1,no,https://x.example/u?1\n",
    '\ufeffE-Mail;Name\r\n"jo@example.com";"Jo; ""J"""\r\nmax@example.com;\r\n',
    "email\tname\na@b.example\tÄnne\n\nb@c.example\t=cmd|' /C calc'!A0\n",
]
SIGNS = [
    *ATTACKS, *"\n\t \\'\"`*_#<>[](){}|:;,.&!?=-+~/@%$€§0", "\r\n", "\ufeff", "\x00", "\ud7ff", "\U0001f600",
    "e\u0301", "---\n", "<!--", "-->", "<b>", "</b>", "<td>", "<a href='x'>", "&#x202e;", "&#0;", "&amp", "[x]: y\n",
    "[^1]", "{#a}", "```\n", "~~~", "> ", "  - ", "1. ", "999999999. ", "|a|b|\n|-|-|\n", "&a ", "*a", "? ", "{{",
    "!!python/object:x ", "%}", "2026-02-30", "0x1F", "no", "1.10", "[[a]]\n", '"""', "inf", "1e999", '{"event":',
    "\\u0000", '"prev":""', "a" * 300,
]  # fmt: skip
"""What means something to one reader or another."""


def case(chance: random.Random, seeds: list[str]) -> str:
    """A text made from the seeds by a few deeds."""
    text = chance.choice(seeds)
    for _ in range(chance.randrange(1, 9)):
        at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        to = min(to, at + chance.choice((1, 3, 20, 200)))
        deed = chance.randrange(7)
        if deed == 0:
            text = text[:at] + text[to:]
        elif deed == 1:
            text = text[:at] + text[at:to] * chance.choice((2, 3, 40)) + text[to:]
        elif deed == 2:
            text = text[:at] + chance.choice(SIGNS) + text[at:]
        elif deed == 3:
            text = text[:at] + chance.choice(SIGNS) + text[to:]
        elif deed == 4:
            text = text[:at] + chance.choice(seeds)[to:] + text[at:]
        elif deed == 5:
            text = (
                text[:at]
                + chr(chance.choice((0x7F, 0x80, 0x301, 0x200D, 0xFFFD, 0x10FFFF, chance.randrange(1, 0x2FFF))))
                + text[to:]
            )
        else:
            text = text[:at] + text[at:to][::-1] + text[to:]
    return text[:20_000]


def front_matter(chance: random.Random, folder: Path) -> str:
    """A version's file is read or refused with a place, strictly and leniently; any text of it can be shown."""
    text = case(chance, [front + body for front in FRONT for body in MARKDOWN])
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as every file is read
    lines = text.count("\n") + 2
    for lenient in (False, True):
        front = read_front(text, "x.md", lenient=lenient)
        assert front.front is not None or any(p.level is Level.ERROR for p in front.problems)
        version, problems = version_from(text, "privacy", VersionName.parse("2027-01-31"), "x.md", lenient=lenient)
        for problem in problems:
            assert problem.sentence and problem.place.path == "x.md", problem
            assert 0 <= problem.place.line <= lines, problem
        assert version.name
    return text


def markdown(chance: random.Random, folder: Path) -> str:
    """A body is read the same twice; its page is inert; its words are there or a problem says which are not."""
    text = case(chance, MARKDOWN)
    for lenient in (False, True):
        document = parse(text, lenient=lenient)
        assert document.digest == digest(document.canonical) == parse(text, lenient=lenient).digest
        html = document_html(document)
        assert list(faults(html, fragment=True)) == []
        assert controls(html) == []
    return text


def redline(chance: random.Random, folder: Path) -> str:
    """Two texts are compared, back and forth: both can be had from the redline, and every view is inert."""
    first = case(chance, MARKDOWN)
    second = case(chance, [first] if chance.random() < 0.7 else MARKDOWN)
    old, new = parse(first, lenient=True), parse(second, lenient=True)
    if unread(old, "") or unread(new, ""):
        return ""
    for before, after in ((old, new), (new, old)):
        found = compare(before, after)  # gives both texts back, or raises
        for html in (redline_html(found), redline_sides(found)):
            assert list(faults(html, fragment=True)) == []
            assert controls(html) == []
        for view in (redline_text(found), old_new_text(found), redline_markdown(found)):
            assert controls(view) == []
        redline_json(found)
        assert assess(found, KNOWN, "privacy").verdict
    return f"{first!r}\n{second!r}"


def registers(chance: random.Random, folder: Path) -> str:
    """A register is read; unless it is as it was, something is said of a line."""
    whole = (ROOT / "content" / "register.jsonl").read_text(encoding="utf-8")
    text = case(chance, [whole])
    found, problems = register.parse(text, "r.jsonl")
    assert all(problem.place.path == "r.jsonl" for problem in problems)
    # What is left of a register whose end was cut off at a line's end is a register too: that takes an older head.
    if not whole.startswith(text) or not (text == "" or text.endswith("\n")):
        assert problems
    assert found.text == text
    return text


def settings(chance: random.Random, folder: Path) -> str:
    """Settings are read, or each mistake is told; nothing that was refused is kept."""
    text = case(chance, SETTINGS)
    site, problems = read_site(text)
    assert site.base_url.startswith("http")
    for problem in (*problems, *read_policy(text, "policy.toml")[1]):
        assert problem.sentence and problem.remedy, problem
    return text


def recipients(chance: random.Random, folder: Path) -> str:
    """Rows are recipients or rejects, in order; no field that goes into a message holds what could leave its header."""
    text = case(chance, PEOPLE)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + bytes([chance.randrange(256)]) + data[at:]
    file = folder / "people.csv"
    file.write_bytes(data)
    try:
        line = 0
        for row in RecipientFile(file, chance.choice(list(Audience))):
            assert isinstance(row, Recipient | Reject)
            assert row.line >= line
            line = row.line
            if isinstance(row, Recipient):
                assert row.email.count("@") >= 1
                for value in (row.email, row.name, row.account, row.unsubscribe_url):
                    assert controls(value, reading_order=True) == [], row
    except ContentError as error:
        assert all(problem.sentence for problem in error.problems)
    return repr(data)


TARGETS = [front_matter, markdown, redline, registers, settings, recipients]


def shot(target: Callable[[random.Random, Path], str], start: str, number: int, folder: Path) -> None:
    """One case; what fails says how to make it again."""
    begun = time.process_time()
    try:
        made = target(random.Random(f"{target.__name__} {start} {number}"), folder)
    except Exception as error:
        raise AssertionError(f"{target.__name__}, start {start}, case {number}: {error!r}") from error
    assert time.process_time() - begun < SLOWEST, f"{target.__name__}, start {start}, case {number}: {made[:500]}"


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_a_sample_of_anything(target: Callable[[random.Random, Path], str], tmp_path: Path) -> None:
    """The same cases on every machine."""
    for number in range(SAMPLE):
        shot(target, "sample", number, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_anything_for_a_while(target: Callable[[random.Random, Path], str], tmp_path: Path) -> None:
    """New cases for as long as was asked for."""
    start = os.environ.get("INFORCE_FUZZ_START") or os.urandom(4).hex()
    until, number = time.monotonic() + float(os.environ.get("INFORCE_FUZZ_SECONDS") or 60), 0
    while time.monotonic() < until:
        shot(target, start, number, tmp_path)
        number += 1
    print(f"{target.__name__}: {number} cases from start {start}")
    assert number > 10
