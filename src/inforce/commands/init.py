"""`inforce init`: a new policy repository that builds at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version as installed_version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from inforce import source
from inforce.commands import draft
from inforce.commands.files import write_whole
from inforce.commands.project import stopped, title_of, usage
from inforce.commands.report import Report
from inforce.core import setting_checks
from inforce.core.kinds import guessed_kind
from inforce.core.settings import Site

HOSTS = ("github", "none")
"""Where the repository will live: what runs there by itself is written for it."""
_ONLY_GITHUB = "dot-github/"
_PARTS = frozenset({"policy.toml", "browser.md"})
"""Starter files that are parts of others, or stand elsewhere."""
_DOT = "dot-"
"""How the starter spells the dot of a hidden file: a real one would take effect where it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a new repository has to be told; each has a default to be replaced later."""

    organisation: str = Site().organisation
    contact: str = "legal@example.com"
    base_url: str = Site().base_url
    policies: tuple[str, ...] = ("privacy",)
    """Slugs of the policies to begin with."""
    host: str = "github"
    requirement: str = ""
    """What installs this program on the host; its own version where empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport(Report):
    """What was made."""

    folder: Path
    files: tuple[str, ...]
    """Relative to the folder."""
    policy: str
    version: str
    """The draft that stands there as a beginning; of several, the first."""
    host: str = "none"
    to_replace: tuple[str, ...] = field(default=())
    """Settings that hold an example still."""


def run(folder: Path, answers: Answers | None = None, *, today: date) -> InitReport:
    """Make a policy repository in `folder`, which must be empty (but for ``.git``) or not exist."""
    told = answers or Answers()
    refuse_full(folder)
    for name, value in (("organisation", told.organisation), ("contact", told.contact), ("base-url", told.base_url)):
        if wrong := unfit(name, value):
            raise usage("init-answer", f"--{name} {wrong}.", "Give another.")
    for slug in told.policies:
        if said := source.slug_problem(slug):
            raise usage("slug", said[0], said[1].replace("Rename it", "Choose another"))
    requirement = told.requirement or f"inforce=={installed_version('inforce')}"
    if not requirement.isprintable():
        raise usage("init-answer", "--requirement must not hold characters that cannot be seen.", "Give another.")
    try:
        (folder / "content" / "policies").mkdir(parents=True)
    except OSError as error:
        raise stopped(error, folder, "Making the folder") from error
    drafts = [_begun(folder, slug, today) for slug in dict.fromkeys(told.policies)]
    written = [path for made in drafts for path in (made.path, _settings_of(folder, made.policy))]
    values = _values(told, requirement, drafts[0])
    for name, text in _starter(told.host):
        write_whole(folder / name, _filled(text, values).encode())
        if name.endswith(".sh"):
            (folder / name).chmod(0o755)
        written.append(name)
    example = Answers()
    return InitReport(
        folder=folder,
        files=tuple(sorted(written)),
        policy=drafts[0].policy,
        version=drafts[0].version,
        host=told.host,
        to_replace=tuple(
            name for name in ("organisation", "contact", "base_url") if getattr(told, name) == getattr(example, name)
        ),
    )


def unfit(name: str, value: str) -> str:
    """What is wrong with an answer, as the rest of a sentence ("must be …"); empty for nothing."""
    if not value.strip():
        return "must not be empty"
    checks = {"contact": setting_checks.email, "base-url": setting_checks.base_url}
    return setting_checks.shown_text(value) or checks.get(name, setting_checks.anything)(value)


def refuse_full(folder: Path) -> None:
    """`UsageError` where the folder holds anything but ``.git``."""
    if folder.exists() and not folder.is_dir():
        raise usage("not-a-folder", "This is a file, not a folder.", "Name another folder.", folder.as_posix())
    if folder.is_dir() and any(entry.name != ".git" for entry in folder.iterdir()):
        sentence = "The folder is not empty; nothing in it was touched."
        raise usage("folder-not-empty", sentence, "Name a new or an empty folder.", folder.as_posix())


def _begun(folder: Path, slug: str, today: date) -> draft.DraftReport:
    return draft.run(folder, slug, effective=None, today=today, new=True)


def _settings_of(folder: Path, slug: str) -> str:
    """Write the policy's settings over the short ones of `draft`: those here explain what can be set."""
    title = title_of(slug)
    kind = guessed_kind(slug) or guessed_kind(title) or "other"
    name = f"{source.POLICIES}/{slug}/policy.toml"
    text = _filled(_read("policy.toml"), {"title": _quoted(title), "kind": _quoted(kind)})
    write_whole(folder / name, text.encode())
    return name


def _values(told: Answers, requirement: str, first: draft.DraftReport) -> dict[str, str]:
    values = {
        "organisation": _quoted(told.organisation),
        "base_url": _quoted(told.base_url),
        "contact": _quoted(told.contact),
        "requirement": requirement,
        "slug": first.policy,
        "version": first.version,
    }
    return values | {"browser": _filled(_read("browser.md"), values) if told.host == "github" else ""}


def _quoted(value: str) -> str:
    """As TOML writes it: a text in JSON's quotation marks is one in TOML's, too."""
    return json.dumps(value, ensure_ascii=False)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each [[name]] replaced once; what a value holds is not looked at again."""
    parts = text.split("[[")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("]]")
        filled.append(f"{values[name]}{rest}" if closed and name in values else f"[[{part}")
    return "".join(filled)


def _starter(host: str) -> Iterator[tuple[str, str]]:
    """The files of a new repository, by their place in it."""
    for name in sorted(_names(files("inforce") / "starter")):
        if name not in _PARTS and (host == "github" or not name.startswith(_ONLY_GITHUB)):
            yield name.replace(_DOT, ".", 1) if name.startswith(_DOT) else name, _read(name)


def _names(folder: Traversable, before: str = "") -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _names(entry, f"{before}{entry.name}/")
        else:
            yield before + entry.name


def _read(name: str) -> str:
    return (files("inforce") / "starter").joinpath(*name.split("/")).read_text(encoding="utf-8")
