"""Finding what the words of a command mean: the project, a policy, a version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from inforce.core.kinds import guessed_kind
from inforce.core.policy import Library, Policy, Version
from inforce.core.suggest import nearest
from inforce.errors import Place, Problem, StoppedError, UsageError

OUTPUT = "site"
"""Folder of the built site, in the project's folder."""


def usage(code: str, sentence: str, remedy: str = "", path: str = "") -> UsageError:
    """The error for a call that cannot be meant."""
    return UsageError(Problem(code, Place(path), sentence, remedy))


def stopped(error: OSError, path: Path | str, doing: str) -> StoppedError:
    """The error for a disk or a permission that stops the work."""
    why = error.strerror or str(error)
    sentence = f"{doing} was stopped by the system: {why}."
    return StoppedError(Problem("stopped-by-system", Place(str(path)), sentence, "Mend that, then run again."))


def listed(names: Iterable[str]) -> str:
    """Names as one reads them out: ``a, b and c``."""
    every = list(names)
    return " and ".join(filter(None, [", ".join(every[:-1]), every[-1] if every else ""]))


def near(word: str, names: Iterable[str]) -> str:
    """The way out for a name that does not exist: the one meant, else the last ones there are."""
    every = sorted(names)
    found = nearest(word, every)
    if found:
        return f"Did you mean “{found}”?"
    return f"There is {listed(every[-8:])}." if every else ""


def policy_of(library: Library, slug: str) -> Policy:
    """The policy called `slug`; `UsageError` naming the nearest if there is none."""
    if slug in library:
        return library[slug]
    remedy = near(slug, library) or "This project has no policy yet; “inforce draft” begins one."
    raise usage("no-such-policy", f"There is no policy “{slug}”.", remedy)


def version_of(policy: Policy, name: str) -> Version:
    """The version called `name`; `UsageError` naming the nearest if there is none."""
    try:
        return policy[name.removesuffix(".md")]
    except KeyError:
        names = [str(version.name) for version in policy]
        sentence = f"The policy “{policy.slug}” has no version “{name}”."
        raise usage("no-such-version", sentence, near(name, names)) from None


_TITLES = {
    "privacy": "Privacy Policy",
    "terms": "Terms of Service",
    "cookies": "Cookie Policy",
    "security": "Security Policy",
}


def title_of(slug: str) -> str:
    """A title to begin with, from the policy's address."""
    return _TITLES.get(slug) or " ".join(word.capitalize() for word in slug.split("-"))


def policy_toml(slug: str, title: str) -> str:
    """The settings file of a new policy."""
    kind = guessed_kind(slug) or guessed_kind(title) or "other"
    return f'title = {json.dumps(title, ensure_ascii=False)}\nkind = "{kind}"\n'
