"""What the preview adds to the built pages, and its page of problems.

All of it keeps to the site's own content security policy: script and style are files of the same origin.
"""

from __future__ import annotations

from collections.abc import Sequence
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
.preview-page { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
.preview-page code { overflow-wrap: anywhere; }
.preview-page li { margin: 0 0 1rem; }
:root { color-scheme: light dark; }
"""
_LEVELS = {Level.ERROR: "Error", Level.DECISION: "To decide", Level.WARNING: "Warning", Level.HINT: "Hint"}
_SHOWN = 200
"""Problems on the page at most."""


def with_preview(content: bytes, number: str, problems: Sequence[Problem], *, good: bool) -> bytes:
    """A built page with the reload script, and with a line about problems where there are more than mere hints."""
    page = content.replace(b"</head>", _script(number).encode() + b"</head>", 1)
    if all(problem.level is Level.HINT for problem in problems):
        return page
    words = (
        "There is something to see to:" if good else "The last save could not be built; this is the state before it:"
    )
    link = f'<a href="{OWN}problems/">{_counted(problems)}</a>'
    line = (
        f'<link rel="stylesheet" href="{OWN}preview.css"><p class="preview-problems" role="status">{words} {link}</p>'
    )
    start = page.find(b"<body")
    end = page.find(b">", start) + 1 if start >= 0 else 0
    return page[:end] + line.encode() + page[end:] if end else page


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
    return f"<li>{place}<strong>{_LEVELS[problem.level]}:</strong> {escape(problem.sentence)}{remedy}</li>"
