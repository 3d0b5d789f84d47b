"""Files as one ZIP archive whose bytes depend on nothing but theirs."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from inforce.render.plan import Page

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format knows."""
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def zipped(pages: Iterable[Page], folder: str) -> bytes:
    """The archive, in which all `pages` stand below `folder`, in order of their paths.

    Nothing is compressed: what a library compresses to changes from one release of it to the next.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for page in sorted(pages, key=lambda one: one.path):
            entry = ZipInfo(f"{folder}/{page.path}", _BEGINNING)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, page.content)
    return buffer.getvalue()
