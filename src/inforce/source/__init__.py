"""The content folder, read: every file is untrusted, nothing is followed, and all problems are told together."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inforce.core import register
from inforce.core.characters import printable
from inforce.core.configuration import POLICY_FILE, SITE_FILE, read_policy, read_site
from inforce.core.dates import VersionName
from inforce.core.policy import Library, Policy, Registration, Reviewed, Told, Version, Withdrawal
from inforce.core.settings import PolicySettings, Site
from inforce.errors import Level, Place, Problem, UsageError
from inforce.source.files import LARGEST, Found, entries, read_text, symlink, text_of
from inforce.source.version import NAME_MISMATCH, version_from
from inforce.source.vocabulary import list_names, rule_ids, words

__all__ = [
    "LARGEST",
    "Gathered",
    "list_names",
    "read",
    "read_settings",
    "read_text",
    "slug_problem",
    "text_of",
    "version_from",
    "words",
]

CONTENT = "content"
POLICIES = f"{CONTENT}/policies"
REGISTER = f"{CONTENT}/register.jsonl"
LARGEST_REGISTER = 256 * 1024 * 1024
"""Bytes of the register read at most."""

RESERVED = frozenset(
    "404 assets compare feed headers history index manifest material notice policies register robots sitemap static"
    " con prn aux nul".split()
)
"""Slugs that would stand for another address of the site, or that some file systems keep for themselves."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
_DEVICE = re.compile(r"(?:com|lpt)[0-9]")


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the project's content holds, and everything wrong with reading it."""

    root: Path
    library: Library
    register: register.Register
    problems: tuple[Problem, ...]


def read(root: Path) -> Gathered:
    """Everything below ``content/`` and the settings beside it.

    Content is never a reason to raise: what is wrong is in `problems`, and what could be read is in `library`. A file
    that could not be read stands there as a version whose `source` is empty. `UsageError` where `root` is no project.
    """
    problems: list[Problem] = []
    site, wrong = read_settings(root)
    problems.extend(wrong)
    log, wrong = _register(root)
    problems.extend(wrong)
    policies = []
    for folder in _policy_folders(root, problems):
        policies.append(_policy(folder, site, log, problems))
    ordered = sorted((p for p in policies if p.versions), key=lambda policy: (policy.settings.order, policy.slug))
    return Gathered(root, Library(site, tuple(ordered), log.text), log, tuple(problems))


def read_settings(root: Path) -> tuple[Site, tuple[Problem, ...]]:
    """The settings of the site in the folder `root`, the defaults where it has none, and what is wrong with them."""
    if not os.path.lexists(root / SITE_FILE):
        return Site(), ()
    text, problems = read_text(root / SITE_FILE, SITE_FILE)
    if text is None:
        return Site(), problems
    site, wrong = read_site(text, lists=list_names, rules=rule_ids)
    return site, (*problems, *wrong)


def _register(root: Path) -> tuple[register.Register, tuple[Problem, ...]]:
    if not os.path.lexists(root / REGISTER):
        return register.Register(), ()
    text, problems = read_text(root / REGISTER, REGISTER, largest=LARGEST_REGISTER)
    if text is None:
        return register.Register(), problems
    log, wrong = register.parse(text, REGISTER)
    return log, (*problems, *wrong)


def _policy_folders(root: Path, problems: list[Problem]) -> Iterator[Found]:
    for shown in (CONTENT, POLICIES):
        folder = root / shown
        if folder.is_symlink():
            problems.append(symlink(shown))
            return
        if not folder.is_dir():
            sentence = f"There is no folder {POLICIES}, so this is no policy repository."
            remedy = "Change to its folder, or begin one with `inforce init`."
            raise UsageError(Problem("no-project", Place(), sentence, remedy))
    for found in entries(root / POLICIES, POLICIES, problems):
        if not stat.S_ISDIR(found.mode):
            remedy = f"Move it into the folder of its policy, {POLICIES}/POLICY/."
            problems.append(Problem("stray-file", Place(found.shown), "This file belongs to no policy.", remedy))
        elif wrong := slug_problem(found.name):
            problems.append(Problem("slug", Place(found.shown), *wrong))
        else:
            yield found


def slug_problem(slug: str) -> tuple[str, str] | None:
    """Why `slug` cannot be the address of a policy, and the way out; None where it can."""
    if slug in RESERVED or _DEVICE.fullmatch(slug):
        return (
            f"“{slug}” is a reserved name and cannot be a policy's address.",
            f"Rename it, for example “{slug}-policy”.",
        )
    if _SLUG.fullmatch(slug) and len(slug) <= _LONGEST_SLUG:
        return None
    plain = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode().lower()
    better = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "privacy"
    better = f"{better}-policy" if better in RESERVED or _DEVICE.fullmatch(better) else better
    sentence = f"“{printable(slug)}” cannot be a policy's address: small letters, digits and single hyphens only, "
    return f"{sentence}{_LONGEST_SLUG} at most.", f"Rename it, for example “{better}”."


def _policy(folder: Found, site: Site, log: register.Register, problems: list[Problem]) -> Policy:
    settings = PolicySettings()
    versions: list[Version] = []
    before = len(problems)
    for found in entries(folder.path, folder.shown, problems):
        if stat.S_ISDIR(found.mode):
            remedy = "Keep versions side by side in the folder of their policy."
            problems.append(Problem("stray-folder", Place(found.shown), "A folder has no place here.", remedy))
        elif found.name == POLICY_FILE:
            text, wrong = read_text(found.path, found.shown)
            problems.extend(wrong)
            if text is not None:
                settings, wrong = read_policy(text, found.shown)
                problems.extend(wrong)
        elif name := _version_name(found, problems):
            version, wrong = _version(folder.name, name, found, site, log)
            versions.append(version)
            problems.extend(wrong)
    if not versions and len(problems) == before:
        remedy = f"Make one with `inforce draft {folder.name} --effective YYYY-MM-DD`."
        problems.append(Problem("policy-empty", Place(folder.shown), "This policy has no text.", remedy, Level.WARNING))
    versions.sort(key=lambda version: version.name)
    ended = log.ended(folder.name)
    return Policy(
        slug=folder.name,
        settings=settings,
        versions=tuple(versions),
        ended=ended.effective if ended else None,
        ended_reason=ended.reason if ended else "",
        ended_recorded=ended.recorded if ended else None,
    )


def _version_name(found: Found, problems: list[Problem]) -> VersionName | None:
    stem, dot, ending = found.name.rpartition(".")
    if not dot or ending != "md":
        sentence = f"“{printable(found.name)}” is neither {POLICY_FILE} nor a version, whose name ends in “.md”."
        problems.append(Problem("stray-file", Place(found.shown), sentence, "Rename it or move it elsewhere."))
        return None
    try:
        return VersionName.parse(stem)
    except ValueError as error:
        problems.append(Problem("version-name", Place(found.shown), f"{error}.", "Rename the file."))
        return None


def _version(
    slug: str, name: VersionName, found: Found, site: Site, log: register.Register
) -> tuple[Version, tuple[Problem, ...]]:
    entry = log.entry(slug, str(name))
    text, problems = read_text(found.path, found.shown)
    lenient = entry is not None and entry.event == "imported"
    version, wrong = version_from(text or "", slug, name, found.shown, lenient=lenient, language=site.language)
    if text is None:
        return version, problems
    if entry is not None:
        wrong = tuple(_keep_date(problem, name) if problem.code == NAME_MISMATCH else problem for problem in wrong)
    taken = log.withdrawal(slug, str(name))
    return replace(
        version,
        registration=_registration(entry) if entry else None,
        withdrawal=Withdrawal(taken.recorded, taken.by, taken.reason, taken.line) if taken else None,
        reviews=tuple(Reviewed(e.recorded, e.by, e.reason) for e in log.reviews(slug, str(name))),
        notices=tuple(Told(e.notice, e.event, e.recorded) for e in log.notices(slug, str(name)) if e.notice),
    ), (*problems, *wrong)


def _keep_date(problem: Problem, name: VersionName) -> Problem:
    """Renaming the file is no way out once its version is published."""
    remedy = f"Write “effective: {name.day}” again: this version is published, and its dates are fixed."
    return replace(problem, remedy=remedy)


def _registration(entry: register.Event) -> Registration:
    imported = entry.event == "imported"
    return Registration(
        entry.recorded, entry.by, entry.line, entry.text, entry.meta, imported, entry.assessed, entry.origin
    )
