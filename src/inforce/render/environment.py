"""The theme: jinja2 templates of this package, which a site's own `templates/` folder overrides.

A template of the same name in the site's folder takes the theme's place. It may extend the theme's own as
``theme/NAME`` and change single blocks. Everything is escaped, always, but in the plain text of a mail (``.txt.j2``),
where an entity would be read as it stands; a variable that does not exist is an error that names template and line.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
import markupsafe
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateSyntaxError, UndefinedError
from markupsafe import Markup

from inforce.core import dates
from inforce.core.suggest import nearest
from inforce.errors import ContentError, InforceError, Place, Problem
from inforce.render import plain_text
from inforce.render.plain_text import wrapped
from inforce.render.template_files import PlainFiles, read_plain, sources, strays

THEME_PREFIX = "theme"
PLAIN = ".txt.j2"
"""Ending of templates that make plain text: nothing is escaped in them."""
_GUIDE = "docs/how-to/override-templates.md lists what each template may use."
_CALLED_BY_TEMPLATES = (
    str(Path(jinja2.__file__).parent),
    str(Path(markupsafe.__file__).parent),
    __file__,
    dates.__file__,
    plain_text.__file__,
)


def theme_folder() -> Path:
    """Where the theme is: inside the installed package, or at the root of a source checkout."""
    package = Path(__file__).parent.parent
    installed = package / THEME_PREFIX
    return installed if installed.is_dir() else package.parent.parent / "templates"


class _Compiled(BytecodeCache):
    """Compiled templates by the digest of their source: a preview draws its pages again after every save."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what an earlier build of this process compiled, if the source is the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next build."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _environment(loader: BaseLoader, *, autoescape: bool) -> Environment:
    return Environment(
        loader=loader,
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_COMPILED,
    )


class Theme:
    """The compiled templates of one site. Make one for a build and use it for every page."""

    def __init__(self, overrides: Path | None = None) -> None:
        """With `overrides`, the site's own `templates/` folder, if it has one."""
        self.folder = theme_folder()
        own = overrides if overrides is not None and overrides.is_dir() else None
        if own is not None and own.resolve() == self.folder.resolve():
            own = None
        self.overrides = own
        theme = PlainFiles(self.folder, THEME_PREFIX)
        layers = [theme, PrefixLoader({THEME_PREFIX: theme})]
        loader = ChoiceLoader([PlainFiles(own, "templates"), *layers] if own else layers)
        self._environment = _environment(loader, autoescape=True)
        self._environment.filters.update(day=_day, short_day=_short_day, written=dates.written, spelled=_spelled)
        self._plain = _environment(loader, autoescape=False)
        self._plain.filters.update(wrap=wrapped)

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """The template's text for `context`; `ContentError` in plain words for anything a template does wrong."""
        environment = self._plain if template.endswith(PLAIN) else self._environment
        try:
            return environment.get_template(template).render(context)
        except InforceError:
            raise
        except TemplateSyntaxError as error:
            place = Place(self._shown(error.filename or error.name or template), error.lineno)
            sentence = f"The template cannot be read: {_plain(error.message)}."
            raise _fault("template-syntax", place, sentence, f"Correct the line; {_GUIDE}") from error
        except TemplateNotFound as error:
            place = self._place(error.__traceback__) or Place(f"templates/{template}")
            sentence = f"There is no template named “{error.name}”."
            raise _fault("template-missing", place, sentence, self._nearest(str(error.name))) from error
        except UndefinedError as error:
            place = self._place(error.__traceback__) or Place(template)
            sentence = f"The template uses something that does not exist: {_plain(error.message)}."
            raise _fault("template-unknown-variable", place, sentence, f"Correct the name; {_GUIDE}") from error
        except Exception as error:
            at = self._place(error.__traceback__, innermost=True)
            if at is None:
                raise
            sentence = f"The template fails on this line: {_plain(str(error))}."
            raise _fault("template-fault", at, sentence, f"Correct the line; {_GUIDE}") from error

    def require_known_names(self) -> None:
        """`ContentError` for files of the site's own folder that look like templates and would have no effect."""
        if self.overrides is not None and (found := tuple(strays(self.overrides, self.folder, self._environment))):
            raise ContentError(found)

    def _nearest(self, name: str) -> str:
        near = nearest(name, self._environment.list_templates())
        check = "Check the name after extends, include or import."
        return f"Did you mean “{near}”?" if near else check

    def read(self, name: str) -> bytes:
        """The bytes of a plain file of the theme or of its override."""
        for folder in filter(None, (self.overrides, self.folder)):
            file = folder / name
            if file.is_file():
                return file.read_bytes()
        raise _fault("template-missing", Place(f"templates/{name}"), f"The file “{name}” is missing.", "Put it back.")

    def layers(self, name: str) -> tuple[tuple[str, bool, bytes], ...]:
        """A plain file in the site's folder and in the theme, the site's first: its name as shown, whose, its bytes."""
        found = []
        for folder, shown, own in ((self.overrides, "templates", True), (self.folder, THEME_PREFIX, False)):
            if folder is not None and (folder / name).is_file():
                found.append((f"{shown}/{name}", own, read_plain(folder / name, f"{shown}/{name}")))
        return tuple(found)

    def names(self, folder: str) -> tuple[str, ...]:
        """Names of the files of a folder, those of the site's own among them, in order."""
        places = [place / folder for place in (self.overrides, self.folder) if place is not None]
        return tuple(sorted({path.name for place in places if place.is_dir() for path in place.iterdir()}))

    def used(self, template: str) -> dict[str, bytes]:
        """The files that a template is made of, itself and what it extends, includes or imports, by name as shown."""
        return dict(sources(template, self._environment, self._shown))

    def assets(self) -> dict[str, Path]:
        """Files below ``assets/`` by their path on the site (``assets/logo.svg``); the site's own win."""
        found: dict[str, Path] = {}
        for folder in filter(None, (self.folder, self.overrides)):
            files = sorted(p for p in (folder / "assets").rglob("*") if p.is_file() and not p.is_symlink())
            found |= {p.relative_to(folder).as_posix(): p for p in files if not p.name.startswith(".")}
        return dict(sorted(found.items()))

    def _shown(self, filename: str) -> str:
        path = Path(filename)
        for folder, name in ((self.overrides, "templates"), (self.folder, THEME_PREFIX)):
            if folder is not None and path.is_relative_to(folder):
                return f"{name}/{path.relative_to(folder).as_posix()}"
        return filename

    def _place(self, trace: TracebackType | None, *, innermost: bool = False) -> Place | None:
        """The last line of a template in a traceback.

        With `innermost`, only if the error arose there, or in what a template may call: jinja2 and our filters.
        """
        found: Place | None = None
        while trace is not None:
            filename = trace.tb_frame.f_code.co_filename
            in_template = self._shown(filename) != filename
            if in_template:
                found = Place(self._shown(filename), trace.tb_lineno)
            elif innermost and not filename.startswith(_CALLED_BY_TEMPLATES):
                found = None
            trace = trace.tb_next
        return found


@lru_cache(maxsize=4096)
def _day(value: date) -> Markup:
    """A day written out, as an element machines can read."""
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), dates.written(value))


@lru_cache(maxsize=4096)
def _short_day(value: date) -> Markup:
    """A day in short words, for narrow cells."""
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), dates.written_short(value))


_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def _spelled(count: int) -> str:
    """A small number as a word, a larger one in digits."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def _plain(message: str | None) -> str:
    return (message or "unknown fault").strip().rstrip(".")


def _fault(code: str, place: Place, sentence: str, remedy: str = "") -> ContentError:
    return ContentError(Problem(code, place, sentence, remedy))
