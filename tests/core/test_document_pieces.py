"""Reading a text piece by piece gives what reading it as a whole gives, and remembers no more than it may."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inforce.core import pieces
from inforce.core.document import parse
from inforce.core.markdown import chunks, commented_part
from inforce.core.model import Block, Document
from support.markdown_texts import PLAIN, texts


@pytest.fixture(autouse=True)
def empty_memo() -> Iterator[None]:
    pieces.forget()
    yield
    pieces.forget()


def as_whole(source: str, *, lenient: bool) -> Document:
    """The document read without cutting it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "chunks", lambda text: [text])
        return parse(source, lenient=lenient)


def with_plain_keys(blocks: Iterable[Block]) -> list[Block]:
    """Blocks whose container keys are counted from 1 in order of appearance: the keys themselves mean nothing."""
    keys: dict[int, int] = {}
    return [
        replace(b, containers=tuple(replace(c, key=keys.setdefault(c.key, len(keys) + 1)) for c in b.containers))
        for b in blocks
    ]


def assert_same(source: str) -> None:
    for lenient in (False, True):
        whole, cut, again = (
            as_whole(source, lenient=lenient),
            parse(source, lenient=lenient),
            parse(source, lenient=lenient),
        )
        assert with_plain_keys(cut.blocks) == with_plain_keys(whole.blocks)
        assert (cut.canonical, cut.sections, cut.public_source) == (
            whole.canonical,
            whole.sections,
            whole.public_source,
        )
        assert sorted(map(str, cut.problems)) == sorted(map(str, whole.problems))
        assert again == cut
        assert again.problems == cut.problems


@settings(max_examples=600)
@given(texts())
@example("<pre>\n\na\n\n</pre>\n")
@example("a\n\n<!-- b\n\nc -->\n\nd\n")
@example("[ref]\n\nx\n\n[ref]: /target\n")
@example("# A\n\n# A\n\n# A {#a}\n")
@example("<em>\n\na\n\n</em>\n")
@example("<div>x</div> y\n\n<em>\nz</em>\n")
@example("- a\n\n  b\n\nc\n\n- d\n")
@example("> a\n\n> a\n")
@example("`\n\n`\n")
def test_pieces_equal_the_whole(source: str) -> None:
    """For any mixture of constructs, reading by pieces (cold and warm) equals reading as a whole."""
    assert_same(source)


@given(texts(PLAIN))
def test_plain_pieces_equal_the_whole(source: str) -> None:
    """The same for text without raw HTML and definitions, which is nearly always cut."""
    assert_same(source)


@given(texts())
def test_chunks_joined_are_the_text(source: str) -> None:
    """Cutting loses no character."""
    assert "".join(chunks(source)) == source


@given(texts())
def test_commented_part_is_a_part(source: str) -> None:
    """The part that is read for its comments holds every one of them."""
    if "<!--" in source:
        start, end = commented_part(source)
        assert "<!--" not in source[:start] + source[end:]


def test_equal_pieces_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a second version only the changed paragraph is read."""
    read: list[str] = []
    real = pieces.read_piece
    monkeypatch.setattr(pieces, "read_piece", lambda source: read.append(source) or real(source))
    text = "".join(f"# Section {n}\n\nParagraph {n}.\n\n" for n in range(20))
    parse(text)
    first = len(read)
    parse(text.replace("Paragraph 7.", "Paragraph seven."))
    assert (first, read[first:]) == (40, ["Paragraph seven.\n\n"])


@given(st.text(alphabet="aB 1.-:'\"()“”’#*_&<>[]!{|~=+\t\u00a0\u200b٣é", max_size=24), st.integers(0, 3))
@settings(max_examples=400)
@example("§ 2 Fees", 2)
@example("# Title", 1)
@example("Title #", 1)
@example("a\u00a0", 1)
def test_a_plain_line_is_read_as_any_other(line: str, ends: int) -> None:
    """The short way for a line without signs of Markdown gives what the parser gives."""
    source = line.replace("\n", " ") + "\n" * ends
    assert pieces.read_piece(source) == pieces._read(source, usual=False)


def test_neighbours_of_one_content_are_told_apart() -> None:
    """Two quotations of the same words are two quotations, not one."""
    first, second = parse("> a\n\n> a\n").blocks
    assert first.containers[0].key != second.containers[0].key


def test_the_memo_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memo forgets what was least recently used; a piece that is too large is not kept at all."""
    monkeypatch.setattr(pieces, "MEMO_CHARACTERS", 4000)
    for number in range(300):
        parse(f"# Title {number}\n\n{'word ' * 20}{number}\n")
    assert sum(map(len, pieces._MEMO._pieces)) <= 4000
    parse("long " * 2000)
    assert max(map(len, pieces._MEMO._pieces)) <= 500


def test_long_lists_and_far_pieces_share_no_key() -> None:
    """Container keys stay apart however long the pieces are."""
    document = parse("".join(f"- item {n}\n" for n in range(3000)) + "\ntext\n\n> quote\n")
    keys = [block.containers[0].key for block in document.blocks if block.containers]
    assert len(set(keys)) == 2
