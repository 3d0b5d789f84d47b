"""Ids of sections: explicit ones, those made from titles, and the numbers that titles begin with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

RESERVED_IDS = frozenset({
    "applied", "choose", "coming", "comingfirst", "contents", "ended", "follow", "inforce", "main", "policies",
    "recent", "redline", "removed", "standing", "summary", "text", "toc", "top", "versions",
})  # fmt: skip
"""Ids that the site's own pages use."""
RESERVED_PREFIXES = ("change-", "_")
"""Further ids of the site's own pages begin so."""
CLOBBERING_IDS = frozenset({
    "document", "window", "location", "self", "parent", "frames", "opener", "name", "status", "event", "length",
    "navigator", "forms", "images", "links", "body", "head", "cookie", "constructor", "prototype", "__proto__",
    "hasownproperty", "tostring", "valueof", "getelementbyid", "queryselector", "createelement", "attributes",
    "children", "childnodes", "innerhtml", "console", "fetch", "alert",
})  # fmt: skip
"""Ids under which a browser would hide one of its own names from scripts."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,99}")
_NUMBER = re.compile(
    r"(?:§{1,2}[ \u00a0]?)?"
    r"(?:\d{1,4}(?:\.\d{1,3})+[a-z]?[.):]?|\d{1,3}[a-z]?[.):]|[IVXLC]{1,7}[.):]|[A-Z][.):]"
    r"|\((?:\d{1,3}|[a-z]|[ivxlc]{1,6})\))(?=[ \u00a0])(?!\s*[%‰°$€£¥])"
)
"""Before a sign that counts it is an amount: "2.5 % interest"."""
_NOT_IN_SLUG = re.compile(r"[^\w]+|_+")
_APOSTROPHES = re.compile("['’‘ʼ`]")


def is_reserved(anchor: str) -> bool:
    """Is this id taken by the site's pages or by the browser?"""
    small = anchor.lower()
    return small in RESERVED_IDS or small in CLOBBERING_IDS or small.startswith(RESERVED_PREFIXES)


def explicit_id(attributes: str) -> tuple[str, str]:
    """The id that an attribute block (what stands in its braces) gives, and the sentence that refuses it."""
    if not attributes.startswith("#") or " " in attributes or "\t" in attributes:
        return "", f"“{{{attributes}}}” holds more than an id."
    anchor = attributes[1:]
    if not _ID.fullmatch(anchor):
        return "", f"“{anchor}” is no id: a letter, then letters, digits, hyphens, dots or underscores."
    if is_reserved(anchor):
        return "", f"The id “{anchor}” is taken by the site's own pages."
    return anchor, ""


def section_number(text: str) -> str:
    """The number that a heading begins with, as written (``2.1``, ``14.``, ``(a)``); empty where there is none."""
    match = _NUMBER.match(text)
    return match[0] if match else ""


def slug(title: str) -> str:
    """An id from a title: small letters and digits, words joined by hyphens, accents left out."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", title))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return _NOT_IN_SLUG.sub("-", plain).strip("-")[:80].rstrip("-") or "section"


def made_id(title: str) -> str:
    """The id for a heading that has none of its own; never a reserved one, not yet unique in the text."""
    base = slug(title)
    return f"section-{base}" if is_reserved(base) else base


class Ids:
    """The ids of one text, each given once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._counts: dict[str, int] = {}

    def free(self, anchor: str) -> str:
        """`anchor`, or the first of ``anchor-2``, ``anchor-3`` … that is not taken; it is taken from then on."""
        candidate, count = anchor, self._counts.get(anchor, 1)
        while candidate in self._taken:
            count += 1
            candidate = f"{anchor}-{count}"
        self._counts[anchor] = count
        self._taken.add(candidate)
        return candidate
