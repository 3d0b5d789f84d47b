"""The notice as people read it: subject, plain text and HTML, one letter for each locale there are phrases for.

All letters say the same: what changes in the author's plain words by section, from when, what applies until then, where
to read it, whom to ask, why the person gets it, and of which text it speaks, by its digest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath

import css_inline

from inforce.core.delivery import Audience
from inforce.core.policy import Library, Policy, Version
from inforce.errors import ContentError, Place, Problem
from inforce.mail.letter_facts import Facts, facts
from inforce.mail.letter_values import subject_of, values_of
from inforce.mail.medium import Html, Plain
from inforce.mail.phrases import FOLDER, LAST, available, chain_of, phrases
from inforce.render.environment import Theme
from inforce.render.plain_text import visible

HTML, TEXT = f"{FOLDER}/notice.html.j2", f"{FOLDER}/notice.txt.j2"
"""The templates of the two parts."""
_PACE = ("rate", "connections", "second_person", "verp", "bounces")
"""Settings of mail that no letter speaks of."""
_BLANK = re.compile(r"\n{4,}")


@dataclass(frozen=True, slots=True)
class Letter:
    """The notice in one locale."""

    locale: str
    """Name of the phrase file it is made with."""
    language: str
    """Language tag of its sentences; the author's own words may be in another and say so."""
    subject: str
    """On one line, nothing in it that cannot be seen."""
    text: str
    """Plain text, line ends LF, wrapped at 72 columns, links whole."""
    html: str
    """A whole page, its style written into the elements; it loads nothing."""


def letters(
    library: Library,
    policy: Policy,
    version: Version,
    audience: Audience,
    *,
    overrides: Path | None = None,
    on: date | None = None,
    material: bool | None = None,
) -> tuple[Letter, ...]:
    """A letter for each locale there are phrases for, that of the site's language first, the others by name.

    `overrides` is the site's own ``templates/``. With `on`, the day it is sent, a letter that goes out after the
    effective date says so; `material` counts only where the version declares no class.

    Raises `ContentError` with file and line for a fault in a template or a phrase file.
    """
    theme = Theme(overrides)
    theme.require_known_names()
    there = available(theme)
    first = locale_for(library.site.language, there, LAST)
    told = facts(library, policy, version, Audience(audience), material=material, on=on)
    return tuple(_letter(theme, locale, told) for locale in (first, *(name for name in there if name != first)))


def _letter(theme: Theme, locale: str, told: Facts) -> Letter:
    said = phrases(theme, locale)
    plain = values_of(told, said, Plain())
    text = visible(theme.render(TEXT, plain))
    lines = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
    html = theme.render(HTML, values_of(told, said, Html(locale)))
    for name, part in ((TEXT, text), (HTML, html)):
        if not any(link.address in part for link in plain["links"]):
            raise ContentError(_without_link(theme, name))
    return Letter(locale, locale, subject_of(told, said), _BLANK.sub("\n\n\n", lines) + "\n", _inlined(visible(html)))


def _without_link(theme: Theme, name: str) -> Problem:
    """That a template of the site leaves out where people can read what changes: nothing would be told."""
    sentence = "With this template the notice has no link to the new text, nor to its changes."
    return Problem(
        "letter-without-link", Place(theme.layers(name)[0][0]), sentence, "Keep what its block “read” prints."
    )


def _inlined(html: str) -> str:
    """The page with its rules in its elements; rules for dark mode, which have no element, stay in its head."""
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=False)
    return inliner.inline(html)


def inputs(
    library: Library, policy: Policy, version: Version, audience: Audience, *, overrides: Path | None = None
) -> tuple[tuple[str, str], ...]:
    """What the letters are made from beside the version's text: names as sentences show them, each with its SHA-256.

    Of settings only the values count that letters speak of, so that a new colour or pace makes no other letter.
    """
    theme = Theme(overrides)
    files = {**theme.used(HTML), **theme.used(TEXT)}
    for locale in available(theme):
        files |= {shown: data for shown, _, data in theme.layers(f"{FOLDER}/{locale}.toml")}
    site = library.site
    mail = {name: value for name, value in asdict(site.mail).items() if name not in _PACE}
    told = {name: getattr(site, name) for name in ("organisation", "base_url", "home", "contact", "language", "title")}
    files["inforce.toml"] = _data({**told, "mail": mail})
    own = PurePosixPath(version.path).parent / "policy.toml"
    files[str(own)] = _data({name: getattr(policy.settings, name) for name in ("title", "contact")})
    return tuple(sorted((name, sha256(data).hexdigest()) for name, data in files.items()))


def _data(values: object) -> bytes:
    return json.dumps(values, sort_keys=True, ensure_ascii=False).encode()


def locale_for(wanted: str, available: Sequence[str], default: str) -> str:
    """The one of `available` that serves `wanted` best: itself, else a shorter form of it, else `default`.

    RFC 4647, 3.4 (lookup): ``pt-BR`` finds ``pt``. Case does not count, and ``pt_BR`` is read as ``pt-BR``.
    """
    by_key = {name.lower(): name for name in available}
    return next((by_key[tag] for tag in chain_of(wanted) if tag in by_key), default)
