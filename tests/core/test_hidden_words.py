"""Words that Markdown would hide: they count, or they are shown."""

from __future__ import annotations

from inforce.core.document import parse


def test_the_title_of_a_link_is_part_of_the_text() -> None:
    """A browser shows it, so changing it changes the digest."""
    plain, titled = parse("[a](/b/)\n"), parse('[a](/b/ "we sell")\n')
    assert titled.canonical == 'p\ta</b/ "we sell">\n'
    assert plain.digest != titled.digest


def test_the_title_of_a_reference_link_counts_too() -> None:
    """However the link is written down."""
    assert parse('[a]\n\n[a]: /b/ "we sell"\n').canonical == 'p\ta</b/ "we sell">\n'


def test_a_footnote_of_one_word_stays_on_the_page() -> None:
    """CommonMark reads it as a link definition and would show the word nowhere."""
    assert parse("A[^1].\n\n[^1]: Excluded.\n").canonical == "p\tA[^1].\np\t[^1]: Excluded.\n"
