"""What the preview adds to the built pages, and its page of problems.

All of it keeps to the site's own content security policy: script and style are files of the same origin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from inforce.errors import Level, Problem

OWN = "/~preview/"
"""Addresses of the preview itself; no policy can have them, a slug has no tilde."""
RELOAD = """"use strict";
const shown = new URL(document.currentScript.src).searchParams.get("n");
new EventSource("/~preview/events").onmessage = (event) => {
  if (event.data !== shown) location.reload();
};
"""
STYLE = """\
.preview-problems, .preview-page { font: 1rem/1.5 system-ui, sans-serif; }
.preview-problems { margin: 0; padding: .75rem 1rem; background: #7a1f12; color: #fff; }
.preview-problems a { color: inherit; }
.preview-desks { margin: 0; padding: .5rem 1rem; background: #22313f; color: #fff; }
.preview-desks { font: .875rem/1.5 system-ui, sans-serif; }
.preview-desks a { color: inherit; }
.preview-page { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
.preview-page code { overflow-wrap: anywhere; }
.preview-page li { margin: 0 0 1rem; white-space: pre-wrap; }
:root { color-scheme: light dark; }
"""
LEVELS = {Level.ERROR: "Error", Level.DECISION: "To decide", Level.WARNING: "Warning", Level.HINT: "Hint"}
"""What a problem of each weight is called."""
_SKIP = re.compile(rb'<body[^<>]*>\s*<a class="skip"[^<>]*>[^<>]*</a>')
_SHOWN = 200
"""Problems on the page at most."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the desk of a draft is."""

    name: str
    """Policy and version, in words."""
    address: str
    """Path from the root of the preview."""


def with_preview(
    content: bytes, number: str, problems: Sequence[Problem], *, good: bool, desks: Sequence[Desk] = ()
) -> bytes:
    """A built page with the reload script; with a line about problems where there are more than mere hints, and one
    that leads to the `desks`. They stand behind the skip link, which must be the first that a keyboard reaches."""
    page = content.replace(b"</head>", _script(number).encode() + b"</head>", 1)
    lines = ""
    if not all(problem.level is Level.HINT for problem in problems):
        words = (
            "There is something to see to:"
            if good
            else "The last save could not be built; this is the state before it:"
        )
        link = f'<a href="{OWN}problems/">{_counted(problems)}</a>'
        lines += f'<p class="preview-problems" role="status">{words} {link}</p>'
    if desks:
        links = ", ".join(f'<a href="{escape(desk.address)}">{escape(desk.name)}</a>' for desk in desks)
        lines += f'<p class="preview-desks">All that is known of a draft, on one page: {links}</p>'
    start = page.find(b"<body")
    if start < 0 or not lines:
        return page
    found = _SKIP.search(page, start)
    end = found.end() if found else page.find(b">", start) + 1
    head = page.find(b"</head>")
    style = f'<link rel="stylesheet" href="{OWN}preview.css">'.encode()
    aside = f'<aside aria-label="Preview">{lines}</aside>'.encode()
    return page[:head] + style + page[head:end] + aside + page[end:]


def problem_page(number: str, problems: Sequence[Problem], *, site: bool) -> str:
    """All problems, as sentences, with a way back where there is a `site`."""
    items = "".join(map(_item, problems[:_SHOWN])) or "<li>Nothing to see to.</li>"
    more = f"<p>And {len(problems) - _SHOWN:,} more: run “inforce check”.</p>" if len(problems) > _SHOWN else ""
    back = '<p><a href="/">To the site</a></p>' if site else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Preview: what to see to</title>'
        f'<link rel="stylesheet" href="{OWN}preview.css">{_script(number)}</head>'
        f'<body><main class="preview-page"><h1>What to see to</h1><ul>{items}</ul>{more}{back}</main></body></html>'
    )


def _script(number: str) -> str:
    return f'<script src="{OWN}reload.js?n={number}" defer></script>'


def _counted(problems: Sequence[Problem]) -> str:
    return "one problem" if len(problems) == 1 else f"{len(problems):,} problems"


def _item(problem: Problem) -> str:
    place = f"<code>{escape(str(problem.place))}</code><br>" if problem.place.path else ""
    remedy = f"<br>{escape(problem.remedy)}" if problem.remedy else ""
    return f"<li>{place}<strong>{LEVELS[problem.level]}:</strong> {escape(problem.sentence)}{remedy}</li>"
