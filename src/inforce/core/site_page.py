"""A page of a deployed site as its readers see it: the digests it shows, and the characters of its law text.

Read from the HTML alone, so that a page can be held against the plain text beside it by someone who has nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice

_DIGEST = re.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_LINE = re.compile(r"(?P<place>[^\t]*)\t(?P<text>.*)", re.DOTALL)
_TEXT = re.compile(
    # What begins a target and does not end it takes the rest with it, so that a row of them is read once.
    r"\\(?P<code>x[0-9a-f]{2}|u[0-9a-f]{4}|.)|<(?:[^\\>]|\\.)*+(?:>|\Z|\\)|(?P<plain>[^\\<]+)",
    re.DOTALL,
)
_UNCLOSED = re.compile(r"<[^<>]*+(?=<|\Z)")
_MOST_UNCLOSED = 1000
"""Tags without an end: the reader of the standard library looks for it to the end of the page, each time anew."""
_DEEPEST = 1000
"""Elements within each other; our texts have at most 100, and each end of an element looks for its beginning."""
_NUMBERED = re.compile(r"\bli (\d+)[.)]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ShownPage:
    """What a page shows."""

    digests: tuple[str, ...]
    """Every SHA-256 outside the law text, in order; inside it, it would be the author's."""
    headline: str
    """The page's own h1, where it carries the id of the text's first heading."""
    law: str
    """Characters of the law text without white space, list numbers in their places; without what the site adds."""

    def says(self, canonical: str) -> bool:
        """Whether the law text, with or without the headline as its first heading, is that of a canonical text."""
        wanted = letters(canonical)
        return wanted in (self.law, self.headline + self.law)


def letters(canonical: str) -> str:
    """The characters of a canonical text without white space, list numbers in their places, link targets left out."""
    found: list[str] = []
    for line in canonical.split("\n"):
        parts = _LINE.fullmatch(line)
        if parts is None:
            continue
        numbers = _NUMBERED.findall(parts["place"])
        found.extend(_number(int(number)) for number in numbers)
        found.extend(_read(match) for match in _TEXT.finditer(parts["text"]))
    return _SPACES.sub("", "".join(found))


def _read(match: re.Match[str]) -> str:
    code = match["code"]
    if code is None:
        return match["plain"] or ""
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return code if code in "\\<" else " "


def _number(number: int) -> str:
    """A list number, marked off from the digits of the text."""
    return f"\x00{number}\x00"


def read_page(html: str) -> ShownPage:
    """What the HTML of a page shows. Never raises: what is no page, or takes long to read, shows nothing."""
    reader = _Reader()
    if sum(1 for _ in islice(_UNCLOSED.finditer(html), _MOST_UNCLOSED)) < _MOST_UNCLOSED:
        reader.feed(html)
        reader.close()
    if reader.too_deep:
        reader = _Reader()
    beside = "".join(reader.beside)
    law, headline = (_SPACES.sub("", "".join(pieces)) for pieces in (reader.law, reader.headline))
    return ShownPage(tuple(_DIGEST.findall(beside)), headline, law)


@dataclass(slots=True)
class _Open:
    """An element that has begun."""

    tag: str
    law: bool
    """It is, or stands in, the law text."""
    headline: bool
    added: bool
    """The site speaks here, not the policy."""
    next: int | None = field(default=None)
    """Of an ordered list, the number of its next item."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.beside: list[str] = []
        self.law: list[str] = []
        self.headline: list[str] = []
        self.too_deep = False
        self._open: list[_Open] = [_Open("", law=False, headline=False, added=False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        values = {name: value or "" for name, value in attrs}
        above = self._open[-1]
        if tag == "li" and above.next is not None:
            above.next = _whole(values.get("value", ""), above.next)
            self._say(_number(above.next), above)
            above.next += 1
        if tag != "wbr":
            self.beside.append("\n")
        if tag in _VOID:
            return
        if len(self._open) > _DEEPEST:
            self.too_deep = True
            return
        classes = values.get("class", "").split()
        start = _whole(values.get("start", ""), 1) if tag == "ol" else None
        self._open.append(
            _Open(
                tag,
                law=above.law or (tag == "article" and "law" in classes),
                headline=above.headline or (tag == "h1" and "id" in values),
                added=above.added or (tag, *classes) in {("a", "anchor"), ("p", "note")},
                next=start,
            )
        )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>``: HTML knows no empty element but the void ones."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and with it what was left open in it."""
        self.beside.append("\n")
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        """Characters."""
        self._say(data, self._open[-1])

    def _say(self, text: str, where: _Open) -> None:
        if where.law:
            if not where.added:
                self.law.append(text)
        else:
            self.beside.append(text)
            if where.headline:
                self.headline.append(text)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else otherwise
