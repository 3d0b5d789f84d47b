"""Addresses on the site: relative from page to page, so that the site works under any sub-path.

A *target* is written from the site's root without a leading slash: ``privacy/``, ``privacy/2025-12-15.txt``,
``privacy/history/#applied``. The root itself is the empty string.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from urllib.parse import urlsplit

from inforce.core.links import target_of

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""What every page of the site may load: its own files, nothing else (design README, section 4)."""

_LINK = re.compile(r"""(<a\b[^<>]*?\s(?:href|data-old-href)=")([^"#][^"]*)\"""")


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


def localise(html: str, page: str, slug: str, names: Collection[str]) -> str:
    """The same HTML with the law text's links to pages of this site written for `page`.

    Relative links are read from ``/SLUG/``; ``/NAME/…`` is a page of the site for the top-level `names`, any other
    root-relative link is left alone.
    """

    def turn(match: re.Match[str]) -> str:
        before, href = match.groups()
        target = target_of(unescape(href), slug)
        if target is None or target.startswith("#"):
            return match[0]
        if href.startswith("/") and target.partition("/")[0].partition("#")[0] not in names:
            return match[0]
        return before + escape(relative(page, target)) + '"'

    return _LINK.sub(turn, html)
