"""The canonical text: what counts, what does not, and that no two texts share one."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core.canonical import FORMAT, FORMATS, MARK_WIDTH, block_marks, canonical_text, digest
from inforce.core.document import parse
from inforce.core.model import Block, BlockKind, Container, Run
from support.markdown_texts import texts
from support.project import ROOT

DESCRIPTION = ROOT / "docs" / "reference" / "canonical-text.md"
GOLDEN = sorted((ROOT / "tests" / "golden" / "document").glob("[!R]*.md"))


def canonical(source: str) -> str:
    return parse(source, lenient=True).canonical


def vectors() -> list[tuple[str, str]]:
    """Pairs of Markdown and canonical text from the description of the format."""
    pattern = r"````markdown\n(.*?)````\n+````text\n(.*?)````\n"
    return re.findall(pattern, DESCRIPTION.read_text(encoding="utf-8"), re.DOTALL)


def test_the_description_has_vectors() -> None:
    """The description of the format shows examples enough to write another implementation."""
    assert len(vectors()) >= 12


@pytest.mark.parametrize(("source", "text"), vectors())
def test_vectors_of_the_description(source: str, text: str) -> None:
    """What the description shows is what the program gives (⇥ stands for the tab)."""
    assert canonical(source).replace("\t", "⇥") == text


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_texts(path: Path) -> None:
    """Each Markdown file of tests/golden/document has the canonical text beside it, and nothing lost."""
    document = parse(path.read_text(encoding="utf-8"))
    assert document.canonical == path.with_suffix(".txt").read_text(encoding="utf-8")
    assert document.problems == ()


def test_the_description_states_a_digest() -> None:
    """The digest in the description is that of the text it names."""
    match = re.search(r"SHA-256 of the first vector is\s+`([0-9a-f]{64})`", DESCRIPTION.read_text(encoding="utf-8"))
    assert match
    assert digest(canonical(vectors()[0][0])) == match[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We keep\nit for  90 days.\n", "We keep it for 90\ndays.\n"),
        ("*a* b\n", "a **b**\n"),
        ("- a\n- b\n", "* a\n* b\n"),
        ("- a\n- b\n", "- a\n\n- b\n"),
        ("1. a\n1. b\n", "1. a\n2. b\n"),
        ("Title\n=====\n", "# Title #\n"),
        ("[a][r]\n\n[r]: /x\n", "[a](/x)\n"),
        ("# A {#x}\n", "# A {#y}\n"),
        ("a &amp; b\n", "a & b\n"),
        ("| a |\n|---|\n", "|a|\n|:-:|\n"),
        ("<p>a <b>b</b></p>\n", "a b\n"),
    ],
)
def test_what_does_not_count(one: str, other: str) -> None:
    """Wrapping, emphasis, bullets, blank lines between items, ids and how a thing is written do not count."""
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a b\n", "a c\n"),
        ("a b\n", "a\u00a0b\n"),
        ("it's\n", "it’s\n"),
        ("é\n", "e\u0301\n"),
        ("90 days\n", "30 days\n"),
        ("[a](/x)\n", "[a](/y)\n"),
        ("[a](/x) b\n", "a [b](/x)\n"),
        ("1. a\n2. b\n", "1. a\n3. b\n"),
        ("1. a\n", "1) a\n"),
        ("1. a\n", "- a\n"),
        ("# a\n", "## a\n"),
        ("# a\n", "a\n"),
        ("- a\n- b\n", "- a\n  - b\n"),
        ("- a\n\n  b\n", "- a\n- b\n"),
        ("> a\n>\n> b\n", "> a\n\n> b\n"),
        ("a\\\nb\n", "a b\n"),
        ("![a](x.png)\n", "a\n"),
        ("| a | b |\n|---|---|\n", "| a b |\n|---|\n"),
        ("a\n\nb\n", "a b\n"),
        ("a\n- b\n", "a b\n"),
        ("`a\\n`\n", "a\\\nn\n"),
        ("a\\<b>\n", "[a](b)\n"),
    ],
)
def test_what_counts(one: str, other: str) -> None:
    """Words, numbers, signs, link targets, list numbers and structure count."""
    assert canonical(one) != canonical(other)


def test_a_wrap_that_makes_a_list_counts() -> None:
    """A line break that turns a dash or number into a list item is an edit."""
    assert canonical("We keep it\n- never longer.\n") != canonical("We keep it - never longer.\n")


@given(texts())
def test_one_line_a_block(source: str) -> None:
    """There is one line for every block, also for those that read lines otherwise, and a mark for each."""
    document = parse(source, lenient=True)
    lines = document.canonical.splitlines()
    assert len(lines) == len(document.blocks) == document.canonical.count("\n")
    assert len(block_marks(document.blocks)) == MARK_WIDTH * len(lines)
    assert document.canonical == canonical_text(document.blocks)
    assert document.digest == digest(document.canonical)


RUN = st.builds(
    Run,
    st.text("ab<>\\\n\t !", max_size=4),
    st.sampled_from([(), ("em",)]),
    st.sampled_from([None, "/x", "/y>", "/\\"]),
    st.just(""),
    st.sampled_from([None, None, "i"]),
)
LEAF = st.builds(Block, st.sampled_from([BlockKind.PARAGRAPH, BlockKind.CODE]), st.lists(RUN, max_size=3).map(tuple))


def meaning(block: Block) -> list[object]:
    """What of a block counts: its characters, where links end and what they lead to, what is an image."""
    found: list[object] = [block.kind]
    for index, run in enumerate(block.runs):
        text = run.text if block.kind is BlockKind.CODE else re.sub(r"[ \t]+", " ", run.text)
        found += list(text)
        if block.kind is not BlockKind.CODE:
            found += [("image", run.image)] if run.image is not None else []
            last = index + 1 == len(block.runs) or block.runs[index + 1].href != run.href
            found += [("link", run.href)] if run.href is not None and last else []
    return found


@given(LEAF, LEAF)
def test_equal_lines_mean_equal_blocks(one: Block, other: Block) -> None:
    """Nothing that counts can be written so that it looks like something else."""
    if canonical_text([one]) == canonical_text([other]):
        assert meaning(one) == meaning(other)


def test_containers_that_go_on() -> None:
    """A block that stays in a container is told from one that opens a new one of the same kind."""
    quote = Container("blockquote", 1)
    a, b = (Block(BlockKind.PARAGRAPH, (Run(text),), (quote,)) for text in "ab")
    apart = replace(b, containers=(Container("blockquote", 2),))
    assert canonical_text([a, b]) == "blockquote\ta\n. p\tb\n"
    assert canonical_text([a, apart]) == "blockquote\ta\nblockquote\tb\n"


def test_formats_stay() -> None:
    """The format of new texts is a known one; an unknown number is a KeyError."""
    assert FORMAT in FORMATS
    with pytest.raises(KeyError):
        canonical_text([], 99)
