"""One version's file: front matter and text together, checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inforce.core import document, frontmatter
from inforce.core.dates import VersionName
from inforce.core.model import Document
from inforce.core.policy import Version
from inforce.core.secrets import secrets
from inforce.errors import Level, Place, Problem

NAME_MISMATCH = "effective-name-mismatch"
"""Code of the problem that file name and front matter give different days."""


_Read = tuple[Version, tuple[Problem, ...]]
_MOST = 4096
"""Files whose last reading is kept."""
_last: dict[str, tuple[tuple[object, ...], _Read]] = {}
"""The last reading of each file by its path: a preview reads hundreds of files after a save that changed one."""


def version_from(
    text: str, slug: str, name: VersionName, path: str, *, lenient: bool = False, language: str = "en"
) -> _Read:
    """The version that the file `text` (line ends ``\\n``) is, unregistered, with every problem of its file.

    `lenient` reads imported history: another tool's front matter or none, the dates from the file's name. The same
    file read again gives the very same version: it never changes, and what was computed of it may be kept by it.
    """
    asked = (text, slug, name, lenient, language)
    known = _last.get(path)
    if known is not None and known[0] == asked:
        return known[1]
    result = _version_from(text, slug, name, path, lenient, language)
    if len(_last) >= _MOST:
        _last.clear()
    _last[path] = asked, result
    return result


def _version_from(text: str, slug: str, name: VersionName, path: str, lenient: bool, language: str) -> _Read:
    result = frontmatter.read(text, path, lenient=lenient)
    front = result.front
    if front is None:
        nothing = Document((), (), "", "")
        return Version(slug, name, "", str(name), None, name.day, nothing, path), result.problems
    parsed = document.parse(result.body, first_line=result.body_line, lenient=lenient)
    problems = [*result.problems, *(replace(p, place=replace(p.place, path=path)) for p in parsed.problems)]
    problems.extend(_secrets(text, path, lenient))
    if front.effective is not None and front.effective != name.day:
        problems.append(_name_mismatch(front, name, path, lenient))
    published = front.published
    if lenient and (published is None or published > name.day):
        published = name.day
    version = Version(
        slug=slug,
        name=name,
        title=front.title or _title_from(parsed, slug, lenient),
        label=front.label or str(name),
        published=published,
        effective=name.day,
        document=parsed,
        path=path,
        language=front.language or language,
        amendment=front.amendment,
        late_entry=front.late_entry,
        allowances=front.allowances,
        covers=front.covers,
        source=text,
    )
    return version, tuple(problems)


def _title_from(parsed: Document, slug: str, lenient: bool) -> str:
    """Imported texts often have their title as first heading; settings are no source, the title must not move."""
    if not lenient:
        return ""
    heading = next((section.title for section in parsed.sections if section.level == 1 and section.title), "")
    return heading or slug.replace("-", " ").capitalize()


def _name_mismatch(front: frontmatter.FrontMatter, name: VersionName, path: str, lenient: bool) -> Problem:
    sentence = f"The file's name says {name.day}, its front matter says it takes effect on {front.effective}."
    better = VersionName(front.effective or name.day, name.ordinal)
    remedy = f"Rename the file {better}.md, or write “effective: {name.day}”."
    level = Level.WARNING if lenient else Level.ERROR
    return Problem(NAME_MISMATCH, front.place("effective", Place(path, 1)), sentence, remedy, level)


def _secrets(text: str, path: str, lenient: bool) -> Iterator[Problem]:
    level = Level.WARNING if lenient else Level.ERROR
    for found in secrets(text):
        sentence = f"This looks like {found.kind}, and the text is public."
        remedy = "Delete it, and replace the secret: whoever can read this folder has seen it."
        yield Problem("secret", Place(path, found.line, found.column), sentence, remedy, level)
