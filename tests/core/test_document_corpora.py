"""Real policies: no false alarm, nothing lost, the blocks that plain rendering has."""

from pathlib import Path

import pytest

from inforce.core import pieces
from inforce.core.document import parse
from inforce.core.frontmatter import read
from inforce.render.blocks import document_html
from support.oracle import first_missing, source_words
from support.plain_rendering import leaves, plain_leaves
from support.project import CORPORA

FILES = sorted(CORPORA.glob("*/*/*.md")) if CORPORA.is_dir() else []
pytestmark = pytest.mark.skipif(not FILES, reason="the real policy histories are not beside this repository")
SAMPLE = FILES[::7]
"""Neighbours differ by a sentence or two: each seventh text has every construct."""


def body(path: Path) -> str:
    return read(path.read_text(encoding="utf-8"), str(path), lenient=True).body


def test_no_false_alarm_in_real_policies() -> None:
    """Read strictly, real policies show nothing but their comments and the slips that are there."""
    found = [
        (str(path), str(problem))
        for path in FILES
        for problem in parse(body(path)).problems
        if problem.code != "comment"
        and "“als”" not in problem.sentence
        and "“alt” a second time" not in problem.sentence
    ]
    assert found == []


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_blocks_are_those_of_plain_rendering(path: Path) -> None:
    """Element and text of every leaf, and every link target, are those of plain CommonMark rendering."""
    source = body(path)
    assert leaves(document_html(parse(source, lenient=True), anchors=False)) == plain_leaves(source)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_word_of_the_bytes_is_in_the_blocks(path: Path) -> None:
    """An oracle that reads the raw bytes finds each word in the blocks, in order."""
    document = parse(body(path), lenient=True)
    shown: list[str] = []
    number: object = None
    for block in document.blocks:
        for container in block.containers:
            if container.number is not None and container.key != number:
                shown.append(str(container.number))
                number = container.key
        shown += source_words(block.text.replace("*", " ").encode())
    assert first_missing(source_words(path.read_bytes()), shown) == ""


def test_versions_share_their_pieces() -> None:
    """In a real history most pieces are read once, and equal pieces share their runs."""
    pieces.forget()
    history = sorted((CORPORA / "automattic" / "privacy").glob("*.md"))
    documents = [parse(body(path), lenient=True) for path in history]
    blocks = sum(len(document.blocks) for document in documents)
    distinct = len({id(block.runs) for document in documents for block in document.blocks})
    assert distinct < 0.4 * blocks
