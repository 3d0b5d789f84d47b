"""The desk: one page on which a draft's author sees text, redline, problems, findings, checklists and notice at once.

Its template is part of the program, not of the theme: it is no page of the site, so no project can or need override it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from inforce.commands.draft_facts import DraftFacts
from inforce.commands.serve_pages import LEVELS, OWN
from inforce.core.checklists import ChecklistResult, State
from inforce.core.dates import written
from inforce.core.model import Document
from inforce.core.policy import Version
from inforce.core.redline import Redline
from inforce.core.summary_lines import as_lines
from inforce.core.summary_skeleton import lacking
from inforce.core.unfinished import is_unfinished
from inforce.errors import Level, Problem
from inforce.render.blocks import document_html
from inforce.render.law import heading_shift, outlined
from inforce.render.redline_html import redline_html
from inforce.render.urls import localise

FILES = Path(__file__).parent / "preview"
"""Template, style and script of the desk."""
_ORDER = (Level.ERROR, Level.DECISION, Level.WARNING, Level.HINT)
_TAG = re.compile(r"<[^<>]*>")
_IDENTITY = re.compile(r'(\s(?:id|for|aria-labelledby|aria-describedby)="|\shref="#)([^"]+)"')
_PARTS = (
    ("dates", "Dates"),
    ("see-to", "What to see to"),
    ("summary", "Summary"),
    ("findings", "Findings"),
    ("redline", "Redline"),
    ("page", "Page"),
    ("notice", "Notice"),
)
_VERDICTS = {
    "material": "There is reason to tell people of this change.",
    "review": "The rules cannot say whether people must be told: a person decides.",
    "immaterial": "Nothing of which people must be told.",
}


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A desk as it is served."""

    html: str
    letter: str
    """The notice as a letter, a document of its own; empty for none."""


def desk_page(
    facts: DraftFacts,
    lists: Sequence[ChecklistResult],
    *,
    number: str,
    names: Collection[str],
    now: Sequence[Problem] = (),
) -> DeskPage:
    """The desk of a draft. `now` is what keeps the file from being read since; `facts` are from before that then."""
    version, before = facts.version, facts.before
    path = f"{OWN.lstrip('/')}desk/{version.slug}/{version.name}/index.html"
    problems = sorted({*now} or {*facts.problems, *facts.lint}, key=lambda p: (_ORDER.index(p.level), p.place))
    context: dict[str, Any] = {
        "own": OWN,
        "number": number,
        "title": version.title or facts.policy.title,
        "slug": version.slug,
        "name": str(version.name),
        "path": version.path,
        "language": version.language,
        "base": str(before.name) if before else "",
        "state": counted(problems),
        "stale": "The last save cannot be read, see “What to see to”; the rest is the state before it." if now else "",
        "parts": [part for part in (*_PARTS, ("checklists", "Checklists")) if part[0] != "checklists" or lists],
        "facts": list(_facts(facts)),
        "problems": [_shown(problem, version, facts.redline) for problem in problems],
        "summary": version.amendment.summary if version.amendment else (),
        "lacking": _lacking(facts),
        "verdict": _VERDICTS.get(facts.findings.verdict, "") if facts.findings else "There is no change to read.",
        "findings": [_found(section) for section in facts.findings.sections] if facts.findings else [],
        "lists": [_list(each) for each in lists],
        "law": Markup(_own("page", localise(_law(version), path, version.slug, names))),
        "redline": Markup(_own("redline", localise(_redline(facts), path, version.slug, names))),
        "notice": facts.notice,
        "letter": hashlib.sha256(facts.notice.html.encode()).hexdigest()[:16] if facts.notice else "",
    }
    html = _environment().get_template("desk.html.j2").render(context)
    return DeskPage(html, facts.notice.html if facts.notice else "")


def counted(problems: Sequence[Problem]) -> str:
    """How many of each weight, in a short sentence."""
    found = [(sum(p.level is level for p in problems), LEVELS[level].lower()) for level in _ORDER[:3]]
    words = [f"{n} {word}{'s' if n > 1 and word != 'to decide' else ''}" for n, word in found if n]
    return (", ".join(words) or "Nothing to see to") + "."


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _lacking(facts: DraftFacts) -> str:
    """Lines for the changed sections that the summary leaves out."""
    if facts.before is None or facts.redline is None or facts.assessment is None or facts.redline.is_empty:
        return ""
    amendment = facts.version.amendment
    spoken = {item.section for item in amendment.summary} if amendment else set()
    return as_lines(lacking(facts.version, facts.before, facts.redline, facts.assessment, spoken))


def _facts(facts: DraftFacts) -> Iterator[tuple[str, str]]:
    days, amendment = facts.days, facts.version.amendment
    yield "Published", written(days.published) if days.published else "when a person runs “inforce publish”"
    yield "Takes effect", written(days.effective)
    if days.publish_by:
        yield f"Last day to publish for {days.notice_days} days of notice", written(days.publish_by)
        yield "Notice given", _notice_given(days.given, days.enough)
    if facts.before:
        declared = None if amendment is None else amendment.material
        yield "Declared", {True: "material", False: "not material", None: "not yet"}[declared]
        yield (
            "Detected",
            {"material": "material", "review": "for a person to decide"}.get(
                facts.assessment.verdict.value if facts.assessment else "", "not material"
            ),
        )
        if amendment and amendment.override:
            yield "Decided otherwise by", amendment.override.by
        unfinished = sum(is_unfinished(item.text) for item in amendment.summary) if amendment else 0
        if unfinished:
            yield "Lines of the summary to finish", str(unfinished)


def _notice_given(given: int, enough: bool) -> str:
    days = "1 day" if given == 1 else f"{given} days"
    return days if enough else f"{days}: too few for a material change"


def _shown(problem: Problem, version: Version, redline: Redline | None) -> dict[str, str]:
    place = str(problem.place) if problem.place.path != version.path else _line(problem)
    section = _section(version.document, problem.place.line) if problem.place.path == version.path else None
    change = next((s for s in redline.sections if s.anchor == section), None) if redline and section else None
    return {
        "level": problem.level.value,
        "word": LEVELS[problem.level],
        "sentence": problem.sentence,
        "remedy": problem.remedy,
        "place": place,
        "section": f"page-{section}" if section else "",
        "change": f"redline-change-{change.first_change}" if change else "",
    }


def _line(problem: Problem) -> str:
    return f"Line {problem.place.line}" if problem.place.line else problem.place.path


def _section(document: Document, line: int) -> str | None:
    """Anchor of the section in which a line of the file stands; None in the front matter and before all headings."""
    anchor = None
    for block in document.blocks:
        if block.line > line:
            break
        anchor = block.anchor if block.level and block.anchor else anchor
    return anchor


def _found(section: Any) -> dict[str, Any]:
    return {
        "title": section.title,
        "target": f"redline-{section.target}" if section.target else "",
        "found": section.found,
    }


def _list(result: ChecklistResult) -> dict[str, Any]:
    found = sum(item.state is not State.NOT_FOUND for item in result.items)
    return {
        "title": result.title,
        "first": result.first,
        "note": result.note,
        "counted": f"{found} of {len(result.items)} found or mapped",
        "rows": [
            {
                "asks": item.asks,
                "state": item.state.value,
                "target": f"page-{item.section}" if item.section and item.state is not State.NOT_FOUND else "",
            }
            for item in result.items
        ],
    }


def _law(version: Version) -> str:
    return str(document_html(outlined(version.document), shift=1))


def _redline(facts: DraftFacts) -> str:
    redline = facts.redline
    if redline is None or redline.is_empty:
        return ""
    return str(redline_html(redline, shift=heading_shift(facts.version.document) + 1))


def _own(part: str, html: str) -> str:
    """Every id of a panel made its own: text and redline have the same sections."""

    def turn(match: re.Match[str]) -> str:
        return _IDENTITY.sub(lambda found: f'{found[1]}{part}-{found[2]}"', match[0])

    scrolling = re.sub(r"<table(?=[ >])", '<table tabindex="0"', html)
    return _TAG.sub(turn, scrolling)
