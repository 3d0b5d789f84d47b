"""Links of a text to pages of this site: where they lead from any page, and which lead nowhere.

A text stands at several addresses (the policy's own, its version's, the page of changes), so its relative links are
read from one of them, ``/POLICY/``, and written anew for each page. Addresses of a site never die; so a link that
leads somewhere on the day of publication does so for ever, and one that does not is refused on that day.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from inforce.core.policy import Library, Policy, Version
from inforce.errors import Level, Place, Problem

SITE_FILES = frozenset(
    {
        *("feed.xml", "feed.json", "material.xml", "material.json", "policies.json", "notice.json", "notice.js"),
        *("register.jsonl", "manifest.sha256", "sitemap.xml", "robots.txt"),
    }
)
"""Files at the site's root that a text may link to."""
_POLICY_PAGES = frozenset({"", "history/", "compare/", "feed.xml", "feed.json", "material.xml", "material.json"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def target_of(href: str, slug: str) -> str | None:
    """Where a link of the policy `slug` leads, from the site's root without a leading slash; None: to elsewhere.

    A relative link is read from ``/POLICY/``, a bare ``#section`` is the text's own and given as it is. A link that
    climbs above the root is taken as the root's.
    """
    if _SCHEME.match(href):
        return None
    if href.startswith("#"):
        return href
    path, hash_, fragment = href.partition("#")
    whole = posixpath.normpath(posixpath.join(f"/{slug}/", path))
    slash = "/" if path.endswith(("/", "/.", "/..")) or path in ("", ".", "..") else ""
    target = whole.lstrip("/")
    return (target + slash if target else "") + hash_ + fragment


def problems(library: Library, version: Version) -> Iterator[Problem]:
    """The links of `version` that lead nowhere; warnings for imported history, which is kept as it was."""
    own = anchors(version)
    seen: set[tuple[int, str]] = set()
    for block in version.document.blocks:
        for href in (run.href for run in block.runs if run.href):
            target = target_of(href, version.slug)
            if target is None or (block.line, href) in seen:
                continue
            seen.add((block.line, href))
            wrong = _own(target, own) if target.startswith("#") else _elsewhere(library, target)
            if wrong:
                level = Level.WARNING if version.imported else Level.ERROR
                sentence = f"The link “{href[:120]}” leads nowhere: {wrong[0]}."
                yield Problem("link-dead", Place(version.path, block.line), sentence, wrong[1], level)


def anchors(version: Version) -> frozenset[str]:
    """Every id that a link can lead to in the text."""
    return frozenset(block.anchor for block in version.document.blocks if block.anchor)


def _own(target: str, own: frozenset[str]) -> tuple[str, str] | None:
    if target == "#" or target[1:] in own:
        return None
    return f"this text has no section with the id “{target[1:]}”", "Write the id that stands after the heading."


def _elsewhere(library: Library, target: str) -> tuple[str, str] | None:
    path, _, fragment = target.partition("#")
    slug, slash, rest = path.partition("/")
    if path in SITE_FILES or not path:
        return None
    if slug not in library:
        whole = "Write the whole address, beginning with https://, if the page is not one of this site."
        known = ", ".join(f"/{name}/" for name in library)
        return f"this site has no page /{path}", f"{whole} The site's policies are {known}."
    policy = library[slug]
    if not slash or (rest not in _POLICY_PAGES and not _of_version(policy, rest)):
        names = ", ".join(str(v.name) for v in policy if not v.is_draft)
        return f"/{path} is no address of the policy “{slug}”", f"Write /{slug}/, or one of its versions: {names}."
    if fragment and rest == "" and not any(fragment in anchors(v) for v in policy):
        return f"the policy “{slug}” has no section with the id “{fragment}”", "Write the id of one of its headings."
    return None


def _of_version(policy: Policy, rest: str) -> bool:
    name = re.sub(r"(/|/changes/|\.md|\.txt)\Z", "", rest)
    return name != rest and any(str(v.name) == name and not v.is_draft for v in policy)
