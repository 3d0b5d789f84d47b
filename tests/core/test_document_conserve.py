"""Every word, number and list number of the source is on the page, or the text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.core import pieces, reader
from inforce.core.conserve import lost_or_added
from inforce.core.document import parse
from inforce.core.model import Block, BlockKind, Run
from inforce.core.pieces import read_piece
from inforce.core.reader import read_blocks


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ('a\n\n[unused]: https://x.example "Hidden title"\n', "reference-unused", 3),
        ("[a]: /x\n[a]: /y\n\n[a]\n", "reference-unused", 2),
        ("| a | b |\n|---|---|\n| 1 | 2 | lost |\n", "table-row-wide", 3),
        ("> " * 120 + "deep\n", "text-too-deep", 1),
        ("![outer [inner](/hidden) text](img.png)\n", "words-lost", 1),
        ("```hidden words\ncode\n```\n", "words-lost", 1),
        ("".join("  " * depth + f"- item {depth}\n" for depth in range(60)), "text-too-deep", 50),
    ],
)
def test_what_markdown_drops_is_refused(source: str, code: str, line: int) -> None:
    """Unused definitions, cells beyond the header and too deep nesting are refused at their line."""
    found = [(p.code, p.place.line) for p in parse(source).problems]
    assert (code, line) in found


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("[](/gone) a</i>\n", ["raw-html", "words-lost"]),
        ("[](/gone) {.x}\n", ["attribute-block", "words-lost"]),
        ("<p id=gone>a</p>\n", ["raw-html-attribute"]),
        ("# a {#b .gone}\n", ["heading-attribute"]),
    ],
)
def test_a_loss_is_named_beside_another_error(source: str, codes: list[str]) -> None:
    """An error of the same line hides a loss only where it says itself that the words have no effect."""
    assert sorted(p.code for p in parse(source).problems) == codes


@pytest.mark.parametrize(
    "source",
    [
        "[one][lab], [two][], [three]\n\n[lab]: /first 'T'\n[TWO]: </sec ond>\n[three]: /third\n",
        "1. a\n1. b\n\ntext\n\n07. c\n09. d\n",
        "Hi&copy; caf&eacute; &amp;copy; `&copy;` `<b>x</b>` \\<b\\> AT&T a&b;\n",
        "<https://example.com/ü?a=b&c> <a@b.example> [https://x.example](https://x.example)\n",
        '[x](</a b> "q r") [y](/c%20d) ![alt text](i.png "title")\n',
        "un**believ**able 5*3*2 snake_case_word __b__ ~~s~~ H~2~O\n",
        "a\\*b \\[c\\](d) \\# e 100% €5 $6 § 7\n",
        "Setext\n===\n\n~~~\ncode <b> &amp; [a](b)\n~~~\n\n    indented 1. 2.\n",
        "| a \\| b | c |\n|:--|--:|\n| d |\n| `e \\| f` | g |\n",
        "<a href='/x?y=1&amp;z=2' title=\"t u\">v</a> <img src='i.png' alt='w'> <br> <span class=k>s</span>\n",
        "<ol start=4><li>a<li value=9>b<li>c</ol>\n",
        "- [ ] task\n- [x] done\n\nTerm  \n: text\n\n[^1]: note text\n\nSee[^1].\n",
        "{{ site.email }} {% asset x %} {b} `{#c}`\n\n## Head {#anchor-word}\n",
    ],
)
def test_no_false_alarm(source: str) -> None:
    """Whatever Markdown shows, however written, is not called lost or added."""
    assert lost_or_added(source, read_blocks(source)[0]) == []


SOURCE = "# 1. Title\n\nWe keep data for 90 days.\n\n3. first\n5. second\n\n| h | i |\n|---|---|\n| j | k |\n"


def words_of(block: Block) -> list[str]:
    return block.text.split()


@pytest.mark.parametrize("index", range(len(read_blocks(SOURCE)[0])))
def test_a_dropped_block_is_found_where_it_stood(index: int) -> None:
    """Should the parser ever drop a block, each of its words is found missing, at its line."""
    blocks = read_blocks(SOURCE)[0]
    gone = blocks.pop(index)
    found = lost_or_added(SOURCE, blocks)
    assert [finding.code for finding in found] == ["words-lost"]
    assert found[0].line + 1 == gone.line
    assert words_of(gone)[-1].strip(".") in found[0].sentence


def test_an_added_word_is_found() -> None:
    """A word on the page that the source does not have is found too."""
    blocks = read_blocks(SOURCE)[0]
    blocks[1] = Block(BlockKind.PARAGRAPH, (Run("We never keep data for 90 days."),), line=3, last_line=3)
    assert [(f.code, f.line) for f in lost_or_added(SOURCE, blocks)] == [("words-added", 2)]


def test_a_renumbered_list_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list shown as 3, 4 where the source has 3, 5 is refused."""
    monkeypatch.setattr(reader, "shown_numbers", lambda numbers: list(range(numbers[0], numbers[0] + len(numbers))))
    assert [f.code for f in read_piece("3. a\n5. b\n").findings] == ["words-lost"]


WORD = st.sampled_from(["data", "we", "30", "not", "sell", "x1", "café", "Ω", "право", "資料"])
DRESSED = st.builds(
    lambda form, word: form.format(word),
    st.sampled_from(
        [
            "{}",
            "*{}*",
            "**{}**",
            "`{}`",
            "[{}](/t)",
            "<b>{}</b>",
            "\\*{}",
            "{}&amp;",
            "<{}",
            "{}_",
            "_{}_",
            "![{}](i)",
            "[{}]",
            "({})",
            "# {}",
            "> {}",
            "- {}",
            "7. {}",
            "| {} |",
            "|---|",
            "    {}",
            "~~~",
            "<i>",
            "{}<br>",
        ]
    ),
    WORD,
)


@given(st.lists(st.lists(DRESSED, min_size=1, max_size=4).map(" ".join), max_size=8), st.sampled_from(["\n", "\n\n"]))
def test_words_of_the_source_are_words_of_the_page(lines: list[str], between: str) -> None:
    """For any mixture of signs: every word of the source is on the page, or its line is refused."""
    source = between.join(lines) + "\n"
    pieces.forget()
    document = parse(source)
    shown = "\n".join([b.text + " " + " ".join(f"{r.href} {r.image}" for r in b.runs) for b in document.blocks])
    refused = {problem.place.line for problem in document.problems}
    # Of words that stand several times, the finding may name another place; it names the word all the same.
    named = " ".join(problem.sentence for problem in document.problems if problem.code == "words-lost")
    for word in ["data", "30", "not", "sell", "x1", "café", "право", "資料"]:
        wanted = sum(line.count(word) for number, line in enumerate(source.split("\n"), 1) if number not in refused)
        assert shown.count(word) >= wanted or word in named or "…" in named


def test_cells_beyond_the_header_are_kept() -> None:
    """A row wider than its header is refused; where nothing is refused, its cells are kept as text, with a warning."""
    table = "| a | b |\n|---|---|\n| 1 | 2 | 30 days | x \\| y | |\n| 3 | 4 || |\n"
    document = parse(table, lenient=True)
    cells = [(block.text, block.column) for block in document.blocks if block.line > 2]
    assert cells == [("1", 0), ("2", 1), ("30 days", 2), ("x | y", 3), ("3", 0), ("4", 1)]
    assert [(p.code, p.level.value, p.place.line) for p in document.problems] == [
        ("table-row-wide", "warning", 3),
        ("table-row-wide", "warning", 4),
    ]
