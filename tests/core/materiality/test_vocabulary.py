"""The words by which the rules read: lists, a site's own words, and the page that tells how to add some."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from inforce import source
from inforce.core.document import parse
from inforce.core.materiality import Assessment, Verdict, assess
from inforce.core.materiality.topics import TOPICS
from inforce.core.materiality.vocabulary import Phrases, extendable, stems_of, vocabulary
from inforce.core.redline import compare
from inforce.core.settings import Site
from support.project import ROOT

DATA: dict[str, Any] = tomllib.loads(
    resources.files("inforce.core.materiality").joinpath("words.toml").read_text(encoding="utf-8")
)
HOW_TO = (ROOT / "docs" / "how-to" / "add-words.md").read_text("utf-8")


def found(phrase: str, sentence: str) -> bool:
    """Does a list of this one phrase find it in the sentence?"""
    return bool(Phrases({"list": [phrase]}).find(stems_of(sentence)))


@pytest.mark.parametrize(
    ("phrase", "sentence", "expected"),
    [
        ("collect", "We collected it", True),
        ("hosting partner", "Our Hosting Partners read it", True),
        ("hosting partner", "our partner in hosting", False),
        ("not use * for", "do not use it for that", True),
        ("not use * for", "do not use for that", False),
        ("can not use", "you can't use it", True),
    ],
)
def test_how_a_phrase_is_found(phrase: str, sentence: str, expected: bool) -> None:
    """Endings and capitals do not matter, order does; a star is one word."""
    assert found(phrase, sentence) is expected


def test_every_category_has_its_lists() -> None:
    """M01 to M19, each with headings, strong and weak words, none of them empty."""
    assert set(DATA["topics"]) == set(TOPICS)
    assert all(DATA["topics"][code][name] for code in TOPICS for name in ("titles", "strong", "weak"))


@pytest.mark.parametrize("name", ["things.dta", "M05.string", "M20.strong", "M20.titles", "words", ""])
def test_a_list_that_does_not_exist_is_a_key_error(name: str) -> None:
    """A phrase for no list is never dropped in silence."""
    with pytest.raises(KeyError):
        vocabulary(DATA, {name: ["gait"]})


@pytest.mark.parametrize("name", ["words.negation", "words.delete", "words.pointer", "words.hollow", "things.form"])
def test_a_site_cannot_make_the_rules_see_less(name: str) -> None:
    """Lists by which a change passes, or a sentence is read as a promise, take no words of a site."""
    with pytest.raises(KeyError):
        vocabulary(DATA, {name: ["gait"]})


def test_the_how_to_names_the_lists_that_take_words() -> None:
    """No list of "words" is named there that takes none, and none that does is left out."""
    named = set(re.findall(r"`(\w+)`", HOW_TO.partition("eight of `words.…` (")[2].partition(")")[0]))
    assert named == {name for name in DATA["words"] if extendable(f"words.{name}")}


def test_added_phrases_do_not_change_the_shipped_lists() -> None:
    """Two vocabularies made from the same data do not share a site's words."""
    stems = stems_of("your gait")
    assert [hit.group for hit in vocabulary(DATA, {"things.data": ["gait"]}).phrases.find(stems)] == ["things.data"]
    assert vocabulary(DATA).phrases.find(stems) == []


def test_an_added_heading_counts_as_a_heading() -> None:
    """ "M04.titles" is looked for in headings, not in sentences."""
    known = vocabulary(DATA, {"M04.titles": ["who toils here"]})
    stems = stems_of("who toils here")
    assert "M04" in {hit.group for hit in known.titles.find(stems)}
    assert "M04.titles" not in {hit.group for hit in known.phrases.find(stems)}


def of_the_how_to() -> Site:
    """A site with the lines that the page shows."""
    block = re.search(r"```toml\n(.*?)```", HOW_TO, re.DOTALL)
    assert block
    lists: dict[str, list[str]] = tomllib.loads(block[1])["materiality"]["words"]
    return Site(words=tuple((name, tuple(phrases)) for name, phrases in lists.items()))


def read(old: str, new: str, site: Site) -> Assessment:
    """What is said of two sentences under a heading on data."""
    begin = "# Privacy policy\n\n## What we collect\n\n"
    redline = compare(parse(f"{begin}{old}\n"), parse(f"{begin}{new}\n"))
    return assess(redline, source.words(site), "privacy")


def test_the_example_of_the_how_to_does_what_the_page_says() -> None:
    """The page's sentence passes without its lines, and is found with them."""
    old, new = "We collect your name.", "We collect your name and your gait."
    assert f'"{old}"' in HOW_TO and f'"{new}"' in HOW_TO
    assert "M01" not in {finding.category for finding in read(old, new, Site()).findings}
    with_words = read(old, new, of_the_how_to())
    assert with_words.verdict is Verdict.MATERIAL
    (finding,) = with_words.findings
    assert finding.category == "M01"
    assert f"data collected (M01): {finding.reason}".replace("“", '"').replace("”", '"') in HOW_TO


def test_every_list_of_the_how_to_counts() -> None:
    """Each phrase that the page adds is found under the name of its list."""
    known = source.words(of_the_how_to())
    for name, phrases in of_the_how_to().words:
        for phrase in phrases:
            stems = stems_of(phrase)
            lists = known.titles if name.endswith(".titles") else known.phrases
            assert name.removesuffix(".titles") in {hit.group for hit in lists.find(stems)}
