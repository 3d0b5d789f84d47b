"""The theme, and how a site overrides it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from factories import example
from inforce.errors import ContentError, Problem
from inforce.render.environment import Theme, theme_folder
from inforce.render.pages import plan
from inforce.render.stylesheet import stylesheet


def own(folder: Path, **templates: str) -> Theme:
    """A theme overridden by `templates`, named without their ending."""
    for name, text in templates.items():
        (folder / f"{name}.html.j2").write_text(text, encoding="utf-8")
    return Theme(folder)


def problem(theme: Theme, template: str = "page.html.j2", **context: object) -> Problem:
    """The one problem that rendering reports."""
    with pytest.raises(ContentError) as caught:
        theme.render(template, context)
    (found,) = caught.value.problems
    return found


def test_a_template_of_the_site_takes_the_themes_place(tmp_path: Path) -> None:
    """A file of the same name overrides the theme's whole template."""
    theme = own(tmp_path, **{"404": "Nothing here"})
    assert theme.render("404.html.j2", {}) == "Nothing here"


def test_everything_is_escaped_whatever_the_name(tmp_path: Path) -> None:
    """No template name switches escaping off."""
    for name in ("page.txt", "page.html.j2", "page"):
        (tmp_path / name).write_text("{{ x }}", encoding="utf-8")
        assert Theme(tmp_path).render(name, {"x": "<b>'\""}) == "&lt;b&gt;&#39;&#34;"


def test_an_unknown_variable_is_one_sentence_with_its_place(tmp_path: Path) -> None:
    """The sentence names the variable, the place template and line."""
    found = problem(own(tmp_path, page="<p>\n{{ organization }}\n</p>"))
    assert (str(found.place), found.code) == ("templates/page.html.j2:2", "template-unknown-variable")
    assert found.sentence == "The template uses something that does not exist: 'organization' is undefined."


def test_an_unknown_attribute_in_an_included_template_is_named_there(tmp_path: Path) -> None:
    """The place is the line that is wrong, not the one that includes it."""
    theme = own(tmp_path, page='{% include "part.html.j2" %}', part="\n\n{{ site.nmae }}")
    assert str(problem(theme, site={}).place) == "templates/part.html.j2:3"


def test_a_fault_of_syntax_is_one_sentence_with_its_place(tmp_path: Path) -> None:
    """A template that cannot be read is named with the line at fault."""
    found = problem(own(tmp_path, page="\n{% if %}"))
    assert (str(found.place), found.code) == ("templates/page.html.j2:2", "template-syntax")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """Extending what does not exist is said in a sentence."""
    found = problem(own(tmp_path, page='{% extends "lay-out.html.j2" %}'))
    assert found.sentence == "There is no template named “lay-out.html.j2”."


def test_a_fault_on_a_templates_line_is_the_templates(tmp_path: Path) -> None:
    """A computation that fails inside a template is reported with its line."""
    found = problem(own(tmp_path, page="\n{{ 1 + 'a' }}"))
    assert (str(found.place), found.code) == ("templates/page.html.j2:2", "template-fault")


def test_a_fault_of_the_program_stays_a_programmers_error(tmp_path: Path) -> None:
    """An exception that arises outside templates is no content error."""

    def broken() -> str:
        raise KeyError("inside the program")

    with pytest.raises(KeyError):
        own(tmp_path, page="{{ f() }}").render("page.html.j2", {"f": broken})


def test_the_theme_is_found_without_a_sites_own_folder() -> None:
    """The theme's folder holds every template and the style sheet."""
    names = {path.name for path in theme_folder().iterdir()}
    pages = {
        f"{name}.html.j2" for name in ("layout", "index", "policy", "version", "history", "changes", "404", "words")
    }
    assert names >= pages | {"style.css"}


def test_assets_of_the_site_join_those_of_the_theme(tmp_path: Path) -> None:
    """Files below assets/ are found by their path; hidden ones and links are left out."""
    (tmp_path / "assets" / "img").mkdir(parents=True)
    (tmp_path / "assets" / "img" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "assets" / ".DS_Store").write_text("", encoding="utf-8")
    (tmp_path / "assets" / "link.svg").symlink_to("img/logo.svg")
    assert list(Theme(tmp_path).assets()) == ["assets/icon.svg", "assets/img/logo.svg"]


def test_colours_follow_the_themes_own() -> None:
    """The organisation's colours come last, and a light value leaves the dark page alone."""
    css = stylesheet(b"a{}\n", [("brand", "#123456"), ("brand-dark", "#abcdef"), ("paper", "white")]).decode()
    assert css.startswith("a{}\n")
    assert "prefers-color-scheme: light) { :root { --brand: #123456; --paper: white; } }" in css
    assert "prefers-color-scheme: dark) { :root { --brand: #abcdef; } }" in css


def test_without_colours_the_style_sheet_is_the_themes() -> None:
    """Nothing is added where nothing is set."""
    assert stylesheet(b"a{}", []) == b"a{}"


def test_a_template_that_is_not_utf_8_is_one_sentence(tmp_path: Path) -> None:
    """The file is named with the line, be it the page's or one that it includes."""
    theme = own(tmp_path, page='{% include "part.html.j2" %}')
    (tmp_path / "part.html.j2").write_bytes(b"<p>\ncaf\xe9\n</p>")
    found = problem(theme)
    assert (str(found.place), found.code) == ("templates/part.html.j2:2", "not-utf8")
    assert found.sentence == "The template is not text in UTF-8."


def test_a_byte_order_mark_is_no_part_of_a_page(tmp_path: Path) -> None:
    """Windows editors put it there."""
    (tmp_path / "page.html.j2").write_text("\ufeff<p>", encoding="utf-8")
    assert Theme(tmp_path).render("page.html.j2", {}) == "<p>"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("\n{% if %}", "template-syntax", 2),
        ("\n\n{{ 'x'|no_such_filter }}", "template-syntax", 3),
        ("\n{{ 1 / 0 }}", "template-fault", 2),
        ("\n{{ 'x'|round }}", "template-fault", 2),
        ("\n{{ 'x'|day }}", "template-fault", 2),
        ("\n\n{% include 'lay.html.j2' %}", "template-missing", 3),
        ("\n{% include 'page.html.j2' %}", "template-fault", 2),
    ],
)
def test_every_fault_of_a_template_has_its_line_and_a_way_out(tmp_path: Path, text: str, code: str, line: int) -> None:
    """Nothing that a template can do wrong is a programmer's error."""
    found = problem(own(tmp_path, page=text))
    assert (str(found.place), found.code) == (f"templates/page.html.j2:{line}", code)
    assert found.remedy


def test_a_missing_templates_likely_name_is_told(tmp_path: Path) -> None:
    """A slip after `extends` is answered with the name meant."""
    assert problem(own(tmp_path, page='{% extends "lay-out.html.j2" %}')).remedy == "Did you mean “layout.html.j2”?"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("version.html", "Did you mean “version.html.j2”?"),
        ("verison.html.j2", "Did you mean “version.html.j2”?"),
        ("styles.css", "Did you mean “style.css”?"),
        ("fonts.css", "templates/assets/"),
        ("sidebar.html.j2", "Include it from a template"),
    ],
)
def test_a_template_that_would_have_no_effect_is_refused(tmp_path: Path, name: str, says: str) -> None:
    """A slip in the name does not leave the theme's page in its place unseen."""
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        next(iter(plan(example(), date(2026, 11, 23), overrides=tmp_path)))
    (found,) = caught.value.problems
    assert (str(found.place), found.code) == (f"templates/{name}", "template-name")
    assert says in found.remedy


def test_a_folder_named_like_a_template_is_refused(tmp_path: Path) -> None:
    """It would be passed over."""
    (tmp_path / "version.html.j2").mkdir()
    with pytest.raises(ContentError, match="is a folder"):
        Theme(tmp_path).require_known_names()


def test_what_is_used_or_no_template_is_no_stray(tmp_path: Path) -> None:
    """Parts that a template includes, by name or computed, assets, read-me files and other folders."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    own(tmp_path, policy='{% include "part.html.j2" %}', part="x").require_known_names()
    own(tmp_path, policy="{% include name %}", other="x").require_known_names()
