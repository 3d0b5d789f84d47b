"""The theme, and how a site overrides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inforce.errors import ContentError, Problem
from inforce.render.environment import Theme, theme_folder
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
