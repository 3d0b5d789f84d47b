"""The words by which changes are read: shipped with the program, extended by a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce import source
from inforce.core import document, redline
from inforce.core.materiality import CATEGORIES, Assessment, assess
from inforce.core.settings import Site
from support.small_project import empty, write


def assessed(old: str, new: str, site: Site) -> Assessment:
    change = redline.compare(document.parse(old), document.parse(new))
    return assess(change, source.words(site), "privacy")


def test_the_words_are_read_once_for_each_site() -> None:
    """Equal settings share one vocabulary, other words give another."""
    mine = Site(words=(("things.data", ("gait",)),))
    assert source.words(Site()) is source.words(Site(organisation="Another"))
    assert source.words(mine) is source.words(Site(words=mine.words))
    assert source.words(mine) is not source.words(Site())


@pytest.mark.parametrize("name", source.list_names())
def test_every_list_can_be_added_to(name: str) -> None:
    """The names offered are the names taken."""
    assert source.words(Site(words=((name, ("gait",)),)))


def test_every_category_of_material_changes_has_its_lists() -> None:
    """Titles, strong and weak words."""
    codes = [code for code in CATEGORIES if code.startswith("M")]
    assert {f"{code}.{name}" for code in codes for name in ("titles", "strong", "weak")} <= set(source.list_names())


def test_a_sites_words_are_read_and_used(tmp_path: Path) -> None:
    """A word that the program does not know makes a change material once the site names it."""
    old, new = "# Data\n\nThe app works with your steps.\n", "# Data\n\nThe app works with your steps and your zorbs.\n"
    root = empty(tmp_path)
    site, problems = source.read_settings(root)
    assert problems == ()
    before = assessed(old, new, site).verdict
    write(root, "inforce.toml", '[materiality.words]\nthings.data = ["zorb"]\nM01.strong = ["work with"]\n')
    site, problems = source.read_settings(root)
    assert problems == ()
    assert (before.value, assessed(old, new, site).verdict.value) == ("immaterial", "material")


def test_an_unknown_list_is_named_with_its_line(tmp_path: Path) -> None:
    """The name meant is offered; the program's own lists are known."""
    root = empty(tmp_path)
    write(root, "inforce.toml", '[materiality.words]\n"things.dta" = ["zorb"]\n')
    (problem,) = source.read(root).problems
    assert (problem.code, problem.place.line) == ("configuration-unknown-key", 2)
    assert problem.remedy == "Did you mean “things.data”?"
