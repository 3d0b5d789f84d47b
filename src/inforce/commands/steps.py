"""The steps that several verbs share: check what was gathered, draw the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inforce import history, source
from inforce.commands.report import Progress
from inforce.core import gate, lint, reviews
from inforce.core.materiality.vocabulary import Vocabulary
from inforce.errors import Problem
from inforce.render.plan import Page


def examine(gathered: source.Gathered, on: date) -> tuple[Problem, ...]:
    """Every problem of reading and of the rules between versions, register and days; each once, by place."""
    return _examined(gathered, on, source.words(gathered.library.site))


def examine_archive(gathered: source.Gathered, on: date) -> tuple[Problem, ...]:
    """As `examine`, without asking whether changes are declared as what they are."""
    return _examined(gathered, on, None)


def _examined(gathered: source.Gathered, on: date, known: Vocabulary | None) -> tuple[Problem, ...]:
    older_text = history.older_text(gathered.root)
    rules = gate.check(gathered.library, gathered.register, on, older_text=older_text, known=known)
    return gate.distinct([*gathered.problems, *rules])


def linted(gathered: source.Gathered, on: date, slug: str = "") -> tuple[Problem, ...]:
    """What the legal lint finds, and reviews that are due; of the policy `slug`, or of all.

    Every draft is read, and each policy's newest registered text. A registered text stays as it is, so what is found
    there weighs less; and so does an error in a draft that names no day of publication, which is still being written.
    `publish` refuses it either way.
    """
    library = gathered.library
    found: list[Problem] = []
    for policy in library.policies if not slug else [library[slug]]:
        standing = [v for v in policy if not v.is_draft and v.withdrawal is None]
        if standing and (policy.ended is None or policy.ended > on):
            newest = max(standing, key=lambda version: version.name)
            found.extend(lint.settled(lint.findings(library, policy, newest, on)))
            found.extend(lint.levelled(library.site, reviews.problems(policy, on)))
        for draft in (version for version in policy if version.is_draft):
            said = lint.findings(library, policy, draft, on)
            found.extend(said if draft.published else lint.unfinished(said))
    return tuple(found)


def pages_of(gathered: source.Gathered, on: date, *, drafts: bool = False) -> Iterator[Page]:
    """Every page of the site on the day `on`, with the project's own templates laid over the theme."""
    from inforce.render import pages

    own = gathered.root / "templates"
    known = source.words(gathered.library.site)
    return pages.plan(gathered.library, on, known=known, overrides=own if own.is_dir() else None, drafts=drafts)


def counted(pages: Iterator[Page], progress: Progress) -> Iterator[Page]:
    """The same pages, each told to `progress` as it is made."""
    for page in pages:
        progress.advance()
        yield page
