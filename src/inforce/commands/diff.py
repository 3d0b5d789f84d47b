"""`inforce diff`: the redline of two versions, of a draft and the text in force, or of any two Markdown files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from inforce.commands.project import near, policy_of, stopped, usage, version_of
from inforce.commands.report import Report
from inforce.core import document, frontmatter, redline
from inforce.core.dates import VersionName
from inforce.core.model import Document
from inforce.core.redline import Redline
from inforce.errors import ContentError, Level, Place, Problem

if TYPE_CHECKING:
    from inforce.core.policy import Policy, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffReport(Report):
    """The redline of two texts. The console draws it in the format asked for."""

    old: str
    """What was compared, as the user may name it."""
    new: str
    redline: Redline


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a comparison."""

    name: str
    document: Document
    problems: tuple[Problem, ...] = ()


def run(root: Path, words: Sequence[str], *, on: date) -> DiffReport:
    """The redline that one to three `words` of the command line ask for.

    Two files · ``POLICY VERSION VERSION`` · ``POLICY/VERSION POLICY/VERSION`` · ``POLICY VERSION`` or
    ``POLICY/VERSION`` (against the version in force on the day `on`, for a draft; else against its
    predecessor) · ``POLICY`` (its only draft). A file and a version can be compared as well.
    """
    old, new = _sides(root, [word for word in words if word], on)
    try:
        result = redline.compare(old.document, new.document)
    except redline.RedlineMismatch as error:
        sentence = f"The redline could not be proved to give back both texts ({error}), so it is not shown."
        raise ContentError(Problem("redline-not-proved", Place(new.name), sentence, "Please report this.")) from error
    return DiffReport(problems=old.problems + new.problems, old=old.name, new=new.name, redline=result)


def _sides(root: Path, words: Sequence[str], on: date) -> tuple[Text, Text]:
    if len(words) == 2 and all(map(_is_file, words)):
        return read_text(Path(words[0])), read_text(Path(words[1]))
    if len(words) == 3:
        policy, *names = words
        return _version_text(root, policy, names[0]), _version_text(root, policy, names[1])
    if len(words) == 2 and "/" not in words[0] and not _is_file(words[0]) and _is_name(words[1]):
        return _against_predecessor(root, words[0], words[1], on)
    if len(words) == 2:
        return _side(root, words[0]), _side(root, words[1])
    slug, _, name = words[0].rstrip("/").partition("/")
    return _against_predecessor(root, slug, name, on)


def _is_file(word: str) -> bool:
    """Whether a word means a file: it is one, or is written like one."""
    path = Path(word)
    return path.suffix.lower() in {".md", ".markdown", ".txt"} or path.is_file()


def _is_name(word: str) -> bool:
    try:
        VersionName.parse(word)
    except ValueError:
        return False
    return True


def _side(root: Path, word: str) -> Text:
    """The text one word means: a file, or POLICY/VERSION."""
    if _is_file(word):
        return read_text(Path(word))
    slug, slash, name = word.partition("/")
    if not slash:
        sentence = f"“{word}” is neither a file nor a version."
        raise usage("no-such-text", sentence, "Write POLICY/VERSION, or the name of a Markdown file.")
    return _version_text(root, slug, name)


def read_text(path: Path) -> Text:
    """A Markdown file from anywhere, read leniently; front matter is set aside."""
    name = path.as_posix()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        neighbours = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = near(path.name, neighbours) if neighbours else ""
        hint = hint if hint.startswith("Did") else ""
        raise usage("no-such-file", "There is no such file.", hint, name) from None
    except IsADirectoryError:
        raise usage("not-a-file", "This is a folder, not a file.", "Name a Markdown file.", name) from None
    except OSError as error:
        raise stopped(error, path, "Reading it") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"This is not UTF-8 text: byte {error.start + 1} is 0x{data[error.start]:02x}."
        remedy = "Save the file as UTF-8 and try again."
        raise ContentError(Problem("not-utf-8", Place(name, line), sentence, remedy)) from None
    return _lenient(name, text)


def _lenient(name: str, text: str) -> Text:
    front = frontmatter.read(text, name, lenient=True)
    parsed = document.parse(front.body, first_line=front.body_line, lenient=True)
    problems = tuple(
        Problem(p.code, Place(name, p.place.line, p.place.column), p.sentence, p.remedy, min_level(p.level))
        for p in parsed.problems
    )
    return Text(name, parsed, problems)


def min_level(level: Level) -> Level:
    """A comparison is shown whatever the text is like: nothing weighs more than a warning."""
    return level if level is Level.HINT else Level.WARNING


def _version_text(root: Path, slug: str, name: str) -> Text:
    policy = _policy(root, slug)
    return _text_of(version_of(policy, name))


def _policy(root: Path, slug: str) -> Policy:
    from inforce import source

    return policy_of(source.read(root).library, slug)


def _text_of(version: Version) -> Text:
    return Text(f"{version.slug} {version.name}", version.document)


def _against_predecessor(root: Path, slug: str, name: str, on: date) -> tuple[Text, Text]:
    """A version and what it is read against: for a draft the text in force, else the version before it."""
    policy = _policy(root, slug)
    new = version_of(policy, name) if name else _only_draft(policy)
    in_force = policy.in_force(on) if new.is_draft else None
    old = in_force or policy.before(new)
    if old is None:
        sentence = f"{slug} {new.name} is the first version: there is nothing to compare it with."
        raise usage("nothing-to-compare", sentence)
    return _text_of(old), _text_of(new)


def _only_draft(policy: Policy) -> Version:
    drafts = [version for version in policy if version.is_draft]
    if len(drafts) == 1:
        return drafts[0]
    if not drafts:
        newest = [version for version in policy if policy.before(version)]
        if newest:
            return newest[-1]
        raise usage("nothing-to-compare", f"The policy “{policy.slug}” has only one version.")
    names = ", ".join(str(version.name) for version in drafts)
    raise usage("which-draft", f"The policy “{policy.slug}” has several drafts: {names}.", "Name one of them.")
