"""The files of a `templates/` folder: read with care, and each asked whether the theme takes any notice of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from inforce.core.suggest import nearest
from inforce.errors import ContentError, Place, Problem

BELOW = ("mail",)
"""Folders of the theme that hold templates too."""
PHRASE_FILE = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\.toml")
"""Name of a file with the sentences of one language: its language tag."""
_READ_AS_TEMPLATE = (".j2", ".jinja", ".jinja2", ".html", ".htm", ".css", ".js")
"""Who writes such a file means it to be used; a README or a backup is left alone."""
_ENDINGS = (".txt.j2", ".html.j2", ".html.jinja2", ".html.jinja", ".html", ".htm", ".jinja2", ".jinja", ".j2")
_GUIDE = "docs/how-to/override-templates.md lists the theme's templates."


class PlainFiles(FileSystemLoader):
    """Templates of one folder, whose names in sentences begin with `shown`."""

    def __init__(self, folder: Path, shown: str) -> None:
        super().__init__(folder)
        self.folder, self.shown = folder, shown

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template; `ContentError` where the file cannot be read as text."""
        place = Place(f"{self.shown}/{template}")
        try:
            text, filename, fresh = super().get_source(environment, template)
        except TemplateNotFound:
            raise
        except UnicodeDecodeError as error:
            line = (self.folder / template).read_bytes()[: error.start].count(b"\n") + 1
            sentence = "The template is not text in UTF-8."
            raise ContentError(Problem("not-utf8", place.at(line), sentence, "Save it as UTF-8.")) from error
        except OSError as error:
            sentence = f"The template cannot be read: {error.strerror or error}."
            raise ContentError(Problem("unreadable", place, sentence, "Give the right to read it.")) from error
        return text.removeprefix("\ufeff"), filename, fresh


def read_plain(path: Path, shown: str) -> bytes:
    """The bytes of a file that is no template; `ContentError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        sentence = f"The file cannot be read: {error.strerror or error}."
        raise ContentError(Problem("unreadable", Place(shown), sentence, "Give the right to read it.")) from error


def sources(template: str, environment: Environment, shown: Callable[[str], str]) -> Iterator[tuple[str, bytes]]:
    """Name as shown and bytes of a template and of all that it extends, includes or imports, each once."""
    waiting, seen = [template], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or environment.loader is None:
            continue
        seen.add(name)
        try:
            text, filename, _ = environment.loader.get_source(environment, name)
            waiting += filter(None, find_referenced_templates(environment.parse(text)))
        except (TemplateNotFound, TemplateSyntaxError):
            continue  # It has a sentence of its own when the template is rendered.
        yield shown(filename or name), text.encode()


def strays(own: Path, theme: Path, environment: Environment) -> Iterator[Problem]:
    """Files and folders of `own` that look like templates and would have no effect."""
    folders = [name for name in ("", *BELOW) if (own / name).is_dir()]
    there = {name: sorted((own / name).iterdir()) for name in folders}
    used = _referenced((path for paths in there.values() for path in paths if path.is_file()), environment)
    for name, paths in there.items():
        yield from _strays(paths, name and f"{name}/", theme / name, used)


def _strays(there: Iterable[Path], before: str, theme: Path, used: Container[str]) -> Iterator[Problem]:
    known = sorted(path.name for path in theme.iterdir() if path.is_file())
    for path in there:
        place = Place(f"templates/{before}{path.name}")
        if path.is_dir():
            if path.name in known:
                sentence = f"“{path.name}” is a folder, but the theme's “{path.name}” is a file."
                yield Problem("template-name", place, sentence, "Put the template itself there under this name.")
        elif path.name in known or before + path.name in used:
            continue
        elif path.name.endswith(_READ_AS_TEMPLATE):
            sentence = (
                f"The theme has no template “{before}{path.name}”, and none of yours uses it: it would have no effect."
            )
            yield Problem("template-name", place, sentence, _way_out(path.name, known))
        elif before and path.name.endswith(".toml") and not PHRASE_FILE.fullmatch(path.name):
            sentence = f"“{path.name}” is not named after a language, so its sentences would not be read."
            yield Problem("template-name", place, sentence, "Name it like “de.toml” or “pt-BR.toml”.")
        elif before and path.name.endswith(".toml") and path.name.lower() in known:
            sentence = f"“{path.name}” and the theme's “{path.name.lower()}” would be two letters in one language."
            yield Problem("template-name", place, sentence, f"Name it “{path.name.lower()}”.")


def _referenced(files: Iterable[Path], environment: Environment) -> set[str]:
    """Names that the site's own templates include, extend or import; every name, where one is computed."""
    found: set[str] = set()
    for path in files:
        try:
            names = list(find_referenced_templates(environment.parse(path.read_text(encoding="utf-8"))))
        except (TemplateSyntaxError, OSError, UnicodeDecodeError):
            continue  # It has a sentence of its own as soon as it is used.
        if None in names:
            return _All()
        found |= {name for name in names if name is not None}
    return found


class _All(set[str]):
    """Holds every name."""

    def __contains__(self, name: object) -> bool:
        return True


def _way_out(name: str, known: list[str]) -> str:
    stems = {_stem(other): other for other in known}
    meant = stems.get(_stem(name)) or (stems[near] if (near := nearest(_stem(name), stems)) else None)
    if meant:
        return f"Did you mean “{meant}”?"
    if name.endswith((".css", ".js")):
        return "Files that pages link to belong into templates/assets/."
    return f"Include it from a template, or give it another name; {_GUIDE}"


def _stem(name: str) -> str:
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending)
