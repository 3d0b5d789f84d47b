"""The markup of a deployed page's law text: nothing but what a site is written with, so that readers see what is read.

Words can be right and yet not be seen, or others be seen beside them: by a comment that a browser ends earlier, by
`hidden`, by a style, behind an image. No page that Inforce writes has any of these inside its law text.
"""

from __future__ import annotations

import re

from inforce.core.rawhtml import CONTAINERS, HEADINGS, MARKS, OTHERS

_BEGIN = re.compile(r"""<article\s(?=[^<>]*\bclass=["']?[^"'<>]*\blaw\b)[^<>]*+>""", re.IGNORECASE)
_NAMES = frozenset(MARKS.values()) | frozenset(HEADINGS) | frozenset(CONTAINERS.values()) | (OTHERS - {"img"})
"""What a text's own markup becomes; an image is shown as its alternative text."""
_OURS = frozenset({"article", "time", "wbr"})
"""What the site adds: the text's own element, the day on which a section was removed, places to break a line."""
_ATTRIBUTES = (
    "aria-hidden|aria-label|class|cite|colspan|datetime|dir|href|id|lang|rel|role|rowspan|scope|start|tabindex"
)
_TAG = re.compile(
    rf"""</?(?:{"|".join(sorted(_NAMES | _OURS, reverse=True))})(?:(?:\s++(?:{_ATTRIBUTES}|title|type|value"""
    r""")(?:="[^"<]*+"|='[^'<]*+'|=[\w#/.:-]++)?)*+)\s*+/?>""",
    re.IGNORECASE,
)


def foreign(html: str) -> str:
    """The first piece of markup inside a page's law text that no site is written with; empty where there is none."""
    begin = _BEGIN.search(html)
    while begin is not None:
        end = html.find("</article>", begin.end())
        end = len(html) if end < 0 else end
        at = html.find("<", begin.end(), end)
        while at >= 0:
            tag = _TAG.match(html, at)
            if tag is None:
                return html[at : at + 60]
            at = html.find("<", tag.end(), end)
        begin = _BEGIN.search(html, end)
    return ""
