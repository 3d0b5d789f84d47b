"""One file of the finished site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site, complete: what `inforce.publish.site.write` puts on disk."""

    path: str
    """Below the site's root, with forward slashes, e.g. ``privacy/2025-12-15/index.html``."""
    content: bytes
