"""The texts that the words of a command line name: versions, drafts, files, two of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inforce.commands.project import listed, near, policy_of, stopped, usage, version_of
from inforce.core import document, frontmatter, redline
from inforce.core.dates import VersionName
from inforce.core.model import Document
from inforce.core.redline import Redline
from inforce.errors import ContentError, Level, Place, Problem, raise_if_blocked

if TYPE_CHECKING:
    from inforce.core.policy import Library, Policy, Version

LARGEST = 10 * 1024 * 1024
"""Bytes of a file that are read at most: no file, pipe or device takes more memory than a text could."""


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a comparison."""

    name: str
    """What it is, as the user may name it."""
    document: Document
    problems: tuple[Problem, ...] = ()
    """Those of level error say that it could not be read whole."""
    title: str = ""
    """From its front matter; of a text without, its first heading of the first level."""
    kind: str = ""
    """Of a version: its policy's kind; "" for a file."""


def two_texts(root: Path, verb: str, words: Sequence[str], *, on: date) -> tuple[Text, Text]:
    """The old and the new text that one to three `words` of the command line name.

    Two files · ``POLICY VERSION VERSION`` · ``POLICY/VERSION POLICY/VERSION`` · ``POLICY VERSION`` or
    ``POLICY/VERSION`` (against the version in force on the day `on`, for a draft; else against its
    predecessor) · ``POLICY`` (its only draft). A file and a version can stand side by side as well.

    Raises `UsageError` where the words name no two texts.
    """
    project = _Project(root)
    words = [word for word in words if word]
    if len(words) == 3 and not any(map(_is_file, words)):
        policy, old, new = words
        return project.text(policy, old), project.text(policy, new)
    if len(words) == 2 and "/" not in words[0] and not _is_file(words[0]) and _is_name(words[1]):
        return project.with_predecessor(words[0], words[1], on)
    if len(words) == 2:
        return _side(project, words[0]), _side(project, words[1])
    if len(words) == 1 and not _is_file(words[0]):
        slug, _, name = words[0].rstrip("/").partition("/")
        return project.with_predecessor(slug, name, on)
    sentence = f"“{verb}” compares two texts; these words do not name two."
    raise usage("which-texts", sentence, "Write POLICY VERSION VERSION, POLICY VERSION, or two Markdown files.")


def redline_of(old: Text, new: Text) -> Redline:
    """The redline of two texts.

    Raises `ContentError` with what hinders it if a text cannot be read whole: no redline is made of a part of it.
    """
    raise_if_blocked(problem for problem in old.problems + new.problems if problem.level is Level.ERROR)
    try:
        return redline.compare(old.document, new.document)
    except redline.RedlineMismatch as error:
        sentence = f"The redline could not be proved to give back both texts ({error}), so it is not shown."
        raise ContentError(Problem("redline-not-proved", Place(new.name), sentence, "Please report this.")) from error


def _is_file(word: str) -> bool:
    """Whether a word means a file: something but a folder stands there, or it is written like a file or folder."""
    path = Path(word)
    written_so = path.suffix.lower() in {".md", ".markdown", ".txt"} or word.endswith("/")
    return written_so or (path.exists() and not path.is_dir())


def _is_name(word: str) -> bool:
    try:
        VersionName.parse(word)
    except ValueError:
        return False
    return True


def _side(project: _Project, word: str) -> Text:
    """The text one word means: a file, or POLICY/VERSION."""
    if _is_file(word):
        return read_file(Path(word))
    slug, slash, name = word.partition("/")
    if not slash:
        sentence = f"“{word}” is neither a file nor a version."
        raise usage("no-such-text", sentence, "Write POLICY/VERSION, or the name of a Markdown file.")
    return project.text(slug, name)


def read_file(path: Path) -> Text:
    """A Markdown file from anywhere, read leniently; front matter is set aside."""
    name = path.as_posix()
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        neighbours = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = near(path.name, neighbours) if neighbours else ""
        hint = hint if hint.startswith("Did") else ""
        raise usage("no-such-file", "There is no such file.", hint, name) from None
    except IsADirectoryError:
        raise usage("not-a-file", "This is a folder, not a file.", "Name a Markdown file.", name) from None
    except OSError as error:
        raise stopped(error, path, "Reading it") from error
    if len(data) > LARGEST:
        sentence = f"The file is larger than {LARGEST // (1024 * 1024)} MB."
        raise ContentError(Problem("too-large", Place(name), sentence, "Divide it."))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"The file is not UTF-8 text: byte 0x{data[error.start]:02X} stands here."
        remedy = "Save it with the encoding UTF-8."
        raise ContentError(Problem("not-utf8", Place(name, line), sentence, remedy)) from None
    return text_of(name, text)


def text_of(name: str, source: str) -> Text:
    """A text from anywhere, whole as its file holds it: read leniently, front matter set aside."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front = frontmatter.read(source, name, lenient=True)
    parsed = document.parse(front.body, first_line=front.body_line, lenient=True)
    problems = tuple(
        Problem(p.code, Place(name, p.place.line, p.place.column), p.sentence, p.remedy, p.level)
        for p in parsed.problems
    )
    title = front.front.title if front.front else ""
    return Text(name, parsed, problems, title or _first_heading(parsed))


def _first_heading(parsed: Document) -> str:
    return next((section.title for section in parsed.sections if section.level == 1 and section.title), "")


class _Project:
    """The project's policies, read when first asked for: two files need none."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _library(self) -> Library:
        from inforce import source

        return source.read(self._root).library

    def text(self, slug: str, name: str) -> Text:
        """One version's text."""
        policy = policy_of(self._library, slug)
        return _version_text(policy, version_of(policy, name))

    def with_predecessor(self, slug: str, name: str, on: date) -> tuple[Text, Text]:
        """A version and what it is read against: for a draft the text in force, else the version before it."""
        policy = policy_of(self._library, slug)
        new = version_of(policy, name) if name else _newest(policy)
        old = policy.in_force(on) if new.is_draft else None
        old = old or policy.before(new)
        if old is None:
            sentence = f"{new} is the first version: there is nothing to compare it with."
            raise usage("nothing-to-compare", sentence)
        return _version_text(policy, old), _version_text(policy, new)


def _version_text(policy: Policy, version: Version) -> Text:
    if not version.source:
        sentence = f"The text of {version} cannot be read; “inforce check” says why."
        raise ContentError(Problem("unreadable", Place(version.path), sentence))
    unread = document.unread(version.document, version.path)
    return Text(str(version), version.document, unread, version.title, policy.settings.kind)


def _newest(policy: Policy) -> Version:
    """The one draft of a policy; without a draft its last version."""
    drafts = [version for version in policy if version.is_draft]
    if len(drafts) > 1:
        names = listed(str(version.name) for version in drafts)
        raise usage("which-draft", f"The policy “{policy.slug}” has several drafts: {names}.", "Name one of them.")
    return drafts[0] if drafts else policy.versions[-1]
