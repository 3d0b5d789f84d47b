"""Addresses on the site: relative from page to page, so that the site works under any sub-path.

A *target* is written from the site's root without a leading slash: ``privacy/``, ``privacy/2025-12-15.txt``,
``privacy/history/#applied``. The root itself is the empty string.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""What every page of the site may load: its own files, nothing else (design README, section 4)."""

_ROOT_LINK = re.compile(r"""(<a\b[^<>]*?\s(?:href|data-old-href)=")/([^/"#?]*)([^"]*")""")


def relative(page: str, target: str) -> str:
    """The link from the page at `page` (a path ending in a file name or a slash) to `target`."""
    path, hash_, fragment = target.partition("#")
    here, there = page.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    link = "../" * (len(here) - shared) + "/".join(there[shared:])
    return (link or ("" if hash_ else "./")) + hash_ + fragment


def absolute(base_url: str, target: str) -> str:
    """The full address of `target` below the site's `base_url` (which ends with a slash)."""
    return base_url + target


def from_host(base_url: str, target: str) -> str:
    """The address of `target` from the root of its host: right at any depth, and on a preview of the site too."""
    return (urlsplit(base_url).path or "/") + target


def localise(html: str, page: str, names: Collection[str]) -> str:
    """The same HTML with links to ``/NAME/…`` made relative to `page`, for the top-level `names` of this site.

    Law texts and notes name other policies from the site's root; any other root-relative link is left alone.
    """
    if 'href="/' not in html:
        return html

    def turn(match: re.Match[str]) -> str:
        before, name, rest = match.groups()
        if name not in names:
            return match[0]
        return before + relative(page, name + rest[:-1]) + '"'

    return _ROOT_LINK.sub(turn, html)
