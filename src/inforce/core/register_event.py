"""One line of the register: what it says, how it is written, how it is read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

from inforce.core.dates import parse_day
from inforce.core.origin import Origin, origin_of, origin_values
from inforce.core.policy import Assessed, Override
from inforce.core.told import NOTICE_EVENTS, NoticeRecord, notice_record

REVIEWED = "reviewed"
"""Event of a review of the version in force that found nothing to change."""
EVENTS = ("published", "imported", "withdrawn", "ended", REVIEWED, *NOTICE_EVENTS)
VERDICTS = ("material", "review", "immaterial")
"""What `assessed` may say."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the register."""

    event: str
    """published, imported, withdrawn, ended, reviewed, notice-started or notice-sent."""
    policy: str
    """Slug."""
    recorded: date
    """The real day on which the line was written."""
    by: str
    """Who did it, as they named themselves."""
    version: str = ""
    """Name of the version; empty for `ended`."""
    canon: int = 0
    """Number of the canonical format that `text` was made with."""
    text: str = ""
    """SHA-256 of the canonical text."""
    meta: str = ""
    """SHA-256 of what the front matter states (see `meta_digest`)."""
    published: date | None = None
    effective: date | None = None
    """Of a version its first day in force; of `ended` the first day on which the policy no longer applies."""
    declared: str = ""
    """Class of the amendment; key ``class`` in the file."""
    override: Override | None = None
    assessed: Assessed | None = None
    """What the rules said of an amendment; in lines since there are rules."""
    anchors: tuple[str, ...] = ()
    """Ids of the version's sections, in reading order."""
    blocks: str = ""
    """Short marks of every sentence (`inforce.core.location`): they locate a change, they prove nothing."""
    fields: str = ""
    """Short marks of each of `FIELDS`, to name the one that changed."""
    source: str = ""
    """SHA-256 of the Markdown with spaces, tabs and line ends collapsed: tells a mere re-wrap from an edit."""
    reason: str = ""
    """Of a withdrawal or an end; of a published version, why it was entered late; of a review, its note."""
    notice: NoticeRecord | None = None
    """Of `notice-started` and `notice-sent` what was to be sent, and how far it came."""
    origin: Origin | None = None
    """Of a version imported from a git repository, which commit holds its text."""
    prev: str = ""
    line: int = field(default=0, compare=False)
    """Its line in the file, from 1; not written."""


def line_digest(line: str) -> str:
    """SHA-256 of one line, without its line end, in UTF-8."""
    return sha256(line.encode()).hexdigest()


def line_of(event: Event) -> str:
    """The line that says `event`, without its end: `check` is filled in, `prev` is the event's."""
    values = {_KEYS.get(f.name, f.name): plain(getattr(event, f.name)) for f in fields(event) if f.name != "line"}
    values = {key: value for key, value in values.items() if value not in ("", 0, [], None)}
    values["check"] = line_digest(sorted_json(values))[:16]
    return sorted_json(values)


_KEYS = {"declared": "class"}


def plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Assessed):
        return {"rules": value.rules, "verdict": value.verdict, "categories": list(value.categories)}
    if isinstance(value, NoticeRecord):
        return asdict(value)
    if isinstance(value, Origin):
        return origin_values(value)
    return {"by": value.by, "reason": value.reason} if isinstance(value, Override) else value


def sorted_json(value: object) -> str:
    """JSON with sorted keys and no spaces: the one way a value is written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_of(line: str, number: int) -> tuple[Event | None, str]:
    """The event a line holds, and what is wrong with it ("" for nothing)."""
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return None, "A merge conflict was left in the register."
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None, "The line is not one JSON object."
    if not isinstance(values, dict) or sorted_json(values) != line:
        return None, "The line is not one JSON object with sorted keys, as it was written."
    fits = values.pop("check", "") == line_digest(sorted_json(values))[:16]
    try:
        event = _from_values(values, number)
        if fits:
            return event, ""
        # What it says of digests is worth nothing now, but the version it registers is not unregistered for that.
        return replace(
            event, text="", meta=""
        ), "The line was changed after it was written: its own check does not fit."
    except (KeyError, TypeError, ValueError) as error:
        return None, f"The line says something this program does not know ({error})."


_NO_TEXTS = frozenset("recorded published effective anchors override assessed canon notice origin".split())
"""Keys whose values are no plain texts."""


def _from_values(values: dict[str, Any], number: int) -> Event:
    known = {f.name for f in fields(Event)} - {"line"}
    named = {"declared" if key == "class" else key: value for key, value in values.items()}
    if strange := sorted(set(named) - known):
        raise ValueError(f"the key “{strange[0]}”")
    if named["event"] not in EVENTS:
        raise ValueError(f"the event “{named['event']}”")
    for key in ("recorded", "published", "effective"):
        if key in named:
            named[key] = parse_day(named[key])
    named["anchors"] = tuple(named.get("anchors", ()))
    if "override" in named:
        named["override"] = Override(**named["override"])
    if "assessed" in named:
        named["assessed"] = _assessed(named["assessed"])
    if ("notice" in named) is not (named["event"] in NOTICE_EVENTS):
        raise ValueError(f"“notice” and the event “{named['event']}”")
    if "notice" in named:
        named["notice"] = notice_record(named["notice"])
    if "origin" in named:
        named["origin"] = origin_of(named["origin"])
    for key in known - _NO_TEXTS:
        if not isinstance(named.get(key, ""), str):
            raise TypeError(f"“{key}” is no text")
    return Event(**named, line=number)


def _assessed(value: dict[str, Any]) -> Assessed:
    """The value of ``assessed``; `TypeError`, `KeyError` or `ValueError` where it says something unknown."""
    found = Assessed(value["rules"], value["verdict"], tuple(value["categories"]))
    if set(value) != {"rules", "verdict", "categories"} or not isinstance(found.rules, int):
        raise ValueError("the keys of “assessed”")
    if found.verdict not in VERDICTS or not all(isinstance(category, str) for category in found.categories):
        raise ValueError(f"the verdict “{found.verdict}”")
    return found
