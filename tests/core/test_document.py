"""The document model: what Markdown becomes, and what is refused."""

import pytest

from inforce.core.document import MAX_CHARACTERS, parse
from inforce.core.headings import CLOBBERING_IDS, RESERVED_IDS, is_reserved, slug
from inforce.core.model import BlockKind, Document
from inforce.errors import Level


def kinds(document: Document) -> list[str]:
    return [block.kind.value for block in document.blocks]


def codes(source: str, *, lenient: bool = False) -> list[str]:
    return [problem.code for problem in parse(source, lenient=lenient).problems]


def texts(source: str) -> list[str]:
    return [block.text for block in parse(source, lenient=True).blocks]


def test_leaves_in_reading_order() -> None:
    """A document is a flat list of leaves: headings, paragraphs, items, cells, code, rules."""
    document = parse("# T\n\np\n\n- a\n\n| h |\n|---|\n| c |\n\n```\nx\n```\n\n---\n")
    assert kinds(document) == ["heading", "paragraph", "text", "cell", "cell", "code", "rule"]


def test_lines_count_in_the_whole_file() -> None:
    """Lines are those of the file, front matter included: `first_line` says where the body begins."""
    document = parse("# A\n\none\ntwo\n\n- x\n- y\n", first_line=9)
    assert [(b.line, b.last_line) for b in document.blocks] == [(9, 9), (11, 12), (14, 14), (15, 15)]


def test_sections_cover_every_block_once() -> None:
    """Sections follow each other without gap; text before the first heading is a section of level 0."""
    document = parse("before\n\n# A\n\na\n\n## 1.1 B\n\nb\n")
    assert [(s.level, s.number, s.title, s.first, s.end) for s in document.sections] == [
        (0, "", "", 0, 1),
        (1, "", "A", 1, 3),
        (2, "1.1", "B", 3, 5),
    ]


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("1. Introduction", "1.", "Introduction"),
        ("2.1 Information You Provide", "2.1", "Information You Provide"),
        ("14.2.3. Deep", "14.2.3.", "Deep"),
        ("12) Twelve", "12)", "Twelve"),
        ("IV. Rights", "IV.", "Rights"),
        ("A. Scope", "A.", "Scope"),
        ("(a) Scope", "(a)", "Scope"),
        ("§ 5. Duties", "§ 5.", "Duties"),
        ("1\u00a0000 reasons", "", "1\u00a0000 reasons"),
        ("24 hour support", "", "24 hour support"),
        ("2.5 % interest", "", "2.5 % interest"),
        ("2025 changes", "", "2025 changes"),
        ("Civil rights", "", "Civil rights"),
        ("I agree", "", "I agree"),
    ],
)
def test_section_numbers(heading: str, number: str, title: str) -> None:
    """The number a title begins with is told apart from it; a word or a bare number is none."""
    block = parse(f"## {heading}\n").blocks[0]
    assert (block.number, block.title) == (number, title)


def test_explicit_ids() -> None:
    """``{#id}`` at a heading's end is its id and no part of its text."""
    block = parse("## 5. Data *Retention* {#data-retention}\n").blocks[0]
    assert (block.anchor, block.text) == ("data-retention", "5. Data Retention")


def test_made_ids_are_unique_and_stable() -> None:
    """A heading without id gets one from its title; equal titles are counted, explicit ids are left alone."""
    document = parse("# Scope\n\n# Scope\n\n# Other {#scope-2}\n\n# Scope\n\n# Children’s Privacy (CCPA)\n")
    assert [s.anchor for s in document.sections] == ["scope", "scope-3", "scope-2", "scope-4", "childrens-privacy-ccpa"]


def test_made_ids_avoid_the_sites_own() -> None:
    """A title that would give an id of the site's pages gets another one."""
    assert [s.anchor for s in parse("# Summary\n\n# Change 1\n").sections] == ["section-summary", "section-change-1"]


@pytest.mark.parametrize("name", sorted(RESERVED_IDS | CLOBBERING_IDS))
def test_reserved_ids_are_refused(name: str) -> None:
    """An explicit id that the site or a browser uses itself is refused, in any case of letters."""
    assert is_reserved(name.upper())
    assert codes(f"# A {{#{name}}}\n") == ["heading-attribute"]


@pytest.mark.parametrize("block", ["{style=color:red}", "{#a onclick=x}", "{srcset=x}", "{.big}", "{#1a}", "{#ä}"])
def test_other_attributes_are_refused(block: str) -> None:
    """At a heading nothing but one plain id may stand in braces."""
    assert codes(f"# A {block}\n") == ["heading-attribute"]


def test_attributes_elsewhere_are_refused() -> None:
    """An attribute block that is not at a heading would only show as text: refused with its place."""
    (problem,) = parse("Text {#here}\n").problems
    assert (problem.code, problem.place.line, problem.place.column) == ("attribute-block", 1, 6)


def test_ids_that_stand_twice_are_refused() -> None:
    """Two explicit ids that differ in case at most are refused, at the second."""
    (problem,) = parse("# A {#a}\n\n# B {#A}\n").problems
    assert (problem.code, problem.place.line) == ("heading-id-twice", 3)


@pytest.mark.parametrize("source", ["{{ site.name }}", "{% include x %}", "{{x=1}}", "a {b} c"])
def test_placeholders_are_text(source: str) -> None:
    """Template signs of other tools are literal text."""
    assert texts(source + "\n") == [source]
    assert codes(source + "\n") == []


def test_slug_of_other_scripts() -> None:
    """Accents go, letters of other scripts stay, a title without letters still has an id."""
    assert [slug("Änderungen & Größe"), slug("プライバシー"), slug("!!!")] == [
        "anderungen-große",
        "フライハシー",
        "section",
    ]


# ---------------------------------------------------------------- list numbers


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("3. a\n5. b\n9. c\n", [3, 5, 9]),
        ("1. a\n1. b\n1. c\n", [1, 2, 3]),
        ("1. a\n2. b\n2. c\n", [1, 2, 2]),
        ("0. a\n0. b\n", [0, 1]),
        ("7. a\n7. b\n", [7, 7]),
        ("1. a\n   1. x\n   1. y\n1. b\n", [1, 1, 2, 2]),
        ("<ol start=4><li>a<li value=9>b<li>c</ol>\n", [4, 9, 10]),
    ],
)
def test_list_numbers_as_written(source: str, numbers: list[int]) -> None:
    """Items have the numbers of the source; a list of nothing but ones counts upwards."""
    assert [block.containers[-1].number for block in parse(source).blocks] == numbers


def test_list_delimiter_as_written() -> None:
    """The sign behind a list number is kept."""
    assert [block.containers[-1].delimiter for block in parse("1) a\n2) b\n").blocks] == [")", ")"]


def test_empty_items_keep_their_place() -> None:
    """An item without text is a leaf without text, so that its number is on the page."""
    assert [(b.text, b.containers[-1].number) for b in parse("1. a\n2.\n3. c\n").blocks] == [
        ("a", 1),
        ("", 2),
        ("c", 3),
    ]


def test_year_at_the_start_of_a_line_warns() -> None:
    """A line that begins with a year and a full stop became a list: said, with the way out."""
    (problem,) = parse("In force since\n\n2025. was a year.\n").problems
    assert (problem.code, problem.level, problem.place.line) == ("list-by-accident", Level.WARNING, 3)
    assert "2025\\." in problem.remedy


def test_asterisks_between_digits_warn() -> None:
    """``5*3*2`` shows as 532: said, with the place."""
    (problem,) = parse("Volume 5*3*2 metres.\n").problems
    assert (problem.code, problem.level, problem.place.column) == ("emphasis-in-word", Level.WARNING, 8)


# ---------------------------------------------------------------- inline


def test_runs_carry_marks_and_links() -> None:
    """Characters with the same marks and link are one run; marks stand in one fixed order."""
    runs = parse('*a **b*** [c *d*](/x "t")\n').blocks[0].runs
    assert [(r.text, r.marks, r.href, r.title) for r in runs] == [
        ("a ", ("em",), None, ""),
        ("b", ("strong", "em"), None, ""),
        (" ", (), None, ""),
        ("c ", (), "/x", "t"),
        ("d", ("em",), "/x", "t"),
    ]


def test_white_space_is_collapsed_but_no_break_spaces_stay() -> None:
    """Spaces, tabs and line ends become one space; a no-break space is a character of the text."""
    assert texts("a  b\tc\nd\u00a0\u00a0e\n") == ["a b c d\u00a0\u00a0e"]


def test_hard_breaks() -> None:
    """A hard line break is a line feed in the text, without spaces around it."""
    assert texts("a  \nb\\\nc<br>d\n") == ["a\nb\nc\nd"]


def test_images_are_their_alternative_text() -> None:
    """An image counts by its alternative text and keeps its source beside."""
    (run,) = parse("![A *cat*](cat.png)\n").blocks[0].runs
    assert (run.text, run.image) == ("A cat", "cat.png")


@pytest.mark.parametrize("source", ["https://x.example/a.png", "//x.example/a.png", "http:a.png"])
def test_remote_images_are_refused(source: str) -> None:
    """An image from elsewhere would tell others who reads the policy: refused."""
    assert set(codes(f"![a]({source})\n")) <= {"image-remote", "link-scheme"}
    assert codes(f"![a]({source})\n")


def test_data_images_are_refused() -> None:
    """An image inside its address is refused; the source stays visible as text."""
    source = "![a](data:image/png;base64,AAAA)"
    assert codes(source + "\n") == ["link-scheme"]
    assert texts(source + "\n") == [source]


@pytest.mark.parametrize(
    "target", ["https://a.example/", "http://a", "mailto:a@b.example", "tel:+1", "../x", "/x", "#s", "?q"]
)
def test_safe_link_targets(target: str) -> None:
    """http, https, mailto, tel, relative paths and fragments are links."""
    document = parse(f"[a]({target})\n")
    assert document.problems == ()
    assert document.blocks[0].runs[0].href == target


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "vbscript:x",
        "data:text/html,x",
        "blob:x",
        "view-source:x",
        "file:///x",
        "//host/x",
        "&#92;&#92;host",
        "/&#92;host",
        "ftp://x",
        "custom:x",
        "&#106;avascript:x",
        "java&#10;script:x",
        "&#9;javascript:x",
    ],
)
@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", '<a href="{}">a</a>', "[a][r]\n\n[r]: {}"])
def test_unsafe_link_targets_are_refused(target: str, form: str) -> None:
    """Every other scheme is refused and stays literal text; nothing becomes a link."""
    document = parse(form.format(target) + "\n")
    assert all(run.href is None for block in document.blocks for run in block.runs)
    assert "link-scheme" in [problem.code for problem in document.problems]


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    """CRLF, CR and a byte order mark give the same document."""
    plain = parse("# A\n\nb\nc\n")
    assert parse("\ufeff# A\r\n\r\nb\r\nc\r\n") == plain
    assert parse("# A\r\rb\rc\r") == plain


def test_empty_text() -> None:
    """An empty text is an error where text is meant to be."""
    assert codes(" \n\n") == ["text-empty"]
    assert codes("", lenient=True) == []
    assert parse("", lenient=True).section_of(0) is None


def test_too_long_text_is_refused_unread() -> None:
    """A text of another order of size is refused at once."""
    document = parse("a " * MAX_CHARACTERS)
    assert (document.blocks, [p.code for p in document.problems]) == ((), ["text-too-long"])


def test_references_cannot_amplify() -> None:
    """A long address repeated by reference is stopped before it fills memory."""
    source = "[a]: /" + "x" * 50_000 + "\n\n" + "[a] " * 50_000
    document = parse(source, lenient=True)
    assert "references-amplify" in [p.code for p in document.problems]
    assert len(document.canonical) < 40 * len(source)


def test_empty_headings_are_left_out() -> None:
    """A heading without text would be an empty landmark: left out with a warning."""
    assert codes("#\n\na\n") == ["heading-empty"]
    assert kinds(parse("#\n\na\n")) == [BlockKind.PARAGRAPH.value]
