"""The register: the append-only list of what was published, one JSON object a line, each chained to the one before.

A line is written once and never again: keys sorted, `prev` the SHA-256 of the line before, `check` a digest of the
line itself. So any change of a byte is seen, be it in the last line. What a chain cannot show is a register that its
owner wrote anew from the beginning: for that, keep an older head (`Register.head`) elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from inforce.core import canonical
from inforce.core.location import text_marks
from inforce.core.origin import Origin
from inforce.core.policy import Assessed, MaterialClass, Version
from inforce.core.register_event import REVIEWED, Event, event_of, line_digest, line_of, plain, sorted_json
from inforce.core.told import NOTICE_EVENTS
from inforce.errors import Place, Problem

__all__ = [
    "FIELDS",
    "START",
    "Event",
    "Register",
    "changed_fields",
    "declared_class",
    "event_for",
    "field_marks",
    "line_digest",
    "line_for",
    "meta_digest",
    "meta_values",
    "parse",
    "source_digest",
    "with_events",
]

START = "0" * 64
"""`prev` of the first line, and the head of an empty register."""
FIELDS = ("title", "version", "published", "effective", "class", "summary", "override", "late_entry", "language")
"""What the digest `meta` covers, in the order of `Event.fields`."""


@dataclass(frozen=True)
class Register:
    """All events in order, and the file they came from."""

    events: tuple[Event, ...] = ()
    text: str = ""

    @property
    def head(self) -> str:
        """SHA-256 of the last line without its line end, 64 hex digits; 64 zeros when there is none."""
        whole = self.text.removesuffix("\n")
        return line_digest(whole[whole.rfind("\n") + 1 :]) if whole else START

    @cached_property
    def _entries(self) -> dict[tuple[str, str], Event]:
        found: dict[tuple[str, str], Event] = {}
        for event in self.entries():
            found.setdefault((event.policy, event.version), event)
        return found

    def entries(self) -> Iterator[Event]:
        """The lines that register a version, in order."""
        return (e for e in self.events if e.event in ("published", "imported"))

    def entry(self, policy: str, version: str) -> Event | None:
        """The line that registered a version."""
        return self._entries.get((policy, version))

    def withdrawal(self, policy: str, version: str) -> Event | None:
        """The line that took a version back."""
        return self._withdrawals.get((policy, version))

    @cached_property
    def _withdrawals(self) -> dict[tuple[str, str], Event]:
        found: dict[tuple[str, str], Event] = {}
        for event in self.events:
            if event.event == "withdrawn":
                found.setdefault((event.policy, event.version), event)
        return found

    def ended(self, policy: str) -> Event | None:
        """The line that ended a policy."""
        return next((e for e in self.events if (e.event, e.policy) == ("ended", policy)), None)

    def notices(self, policy: str, version: str, audience: str = "") -> tuple[Event, ...]:
        """The lines on a version's notices, in order; `audience` leaves out those to the other one."""
        lines = self._notices.get((policy, version), ())
        return tuple(e for e in lines if not audience or (e.notice is not None and e.notice.audience == audience))

    def reviews(self, policy: str, version: str) -> tuple[Event, ...]:
        """The lines on a version's reviews, in order."""
        return tuple(self._reviews.get((policy, version), ()))

    @cached_property
    def _reviews(self) -> dict[tuple[str, str], list[Event]]:
        found: dict[tuple[str, str], list[Event]] = {}
        for event in self.events:
            if event.event == REVIEWED:
                found.setdefault((event.policy, event.version), []).append(event)
        return found

    @cached_property
    def _notices(self) -> dict[tuple[str, str], list[Event]]:
        found: dict[tuple[str, str], list[Event]] = {}
        for event in self.events:
            if event.event in NOTICE_EVENTS:
                found.setdefault((event.policy, event.version), []).append(event)
        return found


def line_for(register: Register, event: Event) -> str:
    """The line (without its end) that adds `event` to `register`: `prev` and `check` filled in."""
    return line_of(replace(event, prev=register.head))


def with_events(register: Register, events: tuple[Event, ...]) -> Register:
    """`register` as it is once `events` are added to it."""
    prev = register.head
    added: list[Event] = []
    lines: list[str] = []
    for event in events:
        added.append(replace(event, prev=prev, line=len(register.events) + len(added) + 1))
        lines.append(line_of(added[-1]))
        prev = line_digest(lines[-1])
    text = register.text + "".join(f"{line}\n" for line in lines)
    return Register((*register.events, *added), text)


# ---- reading --------------------------------------------------------------------------------------------------------

_RESTORE = (
    "Take the main branch's file as it is (git checkout origin/main -- content/register.jsonl) and publish again."
)


def parse(text: str, path: str) -> tuple[Register, tuple[Problem, ...]]:
    """The register that `text` holds, and every problem of its lines and their chain."""
    events: list[Event] = []
    problems: list[Problem] = []
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    elif text:
        sentence = "The last line is cut short."
        problems.append(Problem("register-cut", Place(path, len(lines)), sentence, _RESTORE))
    place_of = {line_digest(line): number for number, line in enumerate(lines, 1)}
    seen: dict[str, int] = {}
    before, broken_before = START, False
    for number, line in enumerate(lines, 1):
        place = Place(path, number)
        event, wrong = event_of(line, number)
        if line in seen:
            wrong = f"The line repeats line {seen[line]}."
            problems.append(Problem("register-repeated", place, wrong, _RESTORE))
        elif wrong:
            problems.append(Problem("register-line", place, wrong, _RESTORE))
        elif event and event.prev != before and not broken_before:
            problems.append(_broken(place, event.prev, place_of))
        if event and line not in seen:
            events.append(event)
        seen.setdefault(line, number)
        before = line_digest(line)
        broken_before = bool(wrong)
    register = Register(tuple(events), text)
    return register, (*problems, *_said_twice(register, path))


def _broken(place: Place, prev: str, place_of: dict[str, int]) -> Problem:
    if prev in place_of or (prev == START and place.line > 1):
        follows = f"after line {place_of[prev]}" if prev in place_of else "at the beginning"
        sentence = f"The line is out of order: it belongs {follows}."
        return Problem("register-order", place, sentence, _RESTORE)
    sentence = f"The chain is broken: line {place.line - 1} is not the one that line {place.line} was written after."
    if place.line == 1:
        sentence = "The chain is broken: lines before this one are missing."
    return Problem("register-chain", place, sentence, _RESTORE)


def _said_twice(register: Register, path: str) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Event] = {}
    for event in register.events:
        if event.event in NOTICE_EVENTS:
            continue  # A notice goes out in several runs, and again to those who came later.
        kind = "version" if event.event in ("published", "imported") else event.event
        day = event.recorded.isoformat() if kind == REVIEWED else ""  # once a day; again in another year
        key = (kind, event.policy, event.version, day)
        first = seen.setdefault(key, event)
        if first is not event:
            what = "registered" if kind == "version" else f"{kind} on {day}" if day else kind
            name = f"{event.policy} {event.version}".strip()
            sentence = f"“{name}” is {what} twice; line {first.line} already says so."
            yield Problem("register-repeated", Place(path, event.line), sentence, _RESTORE)


# ---- making ---------------------------------------------------------------------------------------------------------


def meta_values(version: Version) -> dict[str, object]:
    """What the front matter of a version states, by the names of `FIELDS`; what it does not state is left out."""
    amendment = version.amendment
    values: dict[str, object] = {
        "title": version.title,
        "version": version.label,
        "published": version.published.isoformat() if version.published else "",
        "effective": version.effective.isoformat(),
        "class": declared_class(amendment.material) if amendment else "",
        "summary": [[item.section, item.text] for item in amendment.summary] if amendment else [],
        "override": plain(amendment.override) if amendment and amendment.override else "",
        "late_entry": version.late_entry,
        "language": version.language,
    }
    return {key: value for key, value in values.items() if value not in ("", [])}


def declared_class(material: bool | None) -> str:
    """The class as the register and the site's JSON name it; empty where none is declared."""
    if material is None:
        return ""
    return (MaterialClass.MATERIAL if material else MaterialClass.NOT_MATERIAL).value


def meta_digest(version: Version) -> str:
    """SHA-256 of title, label, dates, class, summary, override, late entry and language as one sorted JSON object."""
    return line_digest(sorted_json(meta_values(version)))


def field_marks(version: Version) -> str:
    """Six hex digits for each of `FIELDS`."""
    values = meta_values(version)
    return "".join(line_digest(sorted_json(values.get(name, "")))[:6] for name in FIELDS)


def changed_fields(event: Event, version: Version) -> tuple[str, ...]:
    """Which of `FIELDS` differ between a version and its line."""
    marks = field_marks(version)
    pairs = zip(FIELDS, range(0, len(marks), 6), strict=True)
    return tuple(name for name, at in pairs if event.fields[at : at + 6] != marks[at : at + 6])


def source_digest(body: str) -> str:
    """SHA-256 of Markdown, its spaces, tabs and line ends collapsed: equal for texts only wrapped differently.

    Other white space, such as a no-break space, is a character of the text.
    """
    return line_digest(re.sub("[ \t\r\n]+", " ", body).strip(" "))


def event_for(
    version: Version,
    *,
    recorded: date,
    by: str,
    imported: bool = False,
    assessed: Assessed | None = None,
    origin: Origin | None = None,
) -> Event:
    """The event that registers `version`; `assessed` is what the rules say of it, for an amendment, `origin` where
    an imported one was taken from.

    Its `published` must be known; `ValueError` otherwise.
    """
    if version.published is None:
        raise ValueError(f"{version} has no day of publication")
    amendment = version.amendment
    first_or_given = declared_class(amendment.material) if amendment else MaterialClass.FIRST.value
    return Event(
        event="imported" if imported else "published",
        policy=version.slug,
        version=str(version.name),
        recorded=recorded,
        by=by,
        canon=canonical.FORMAT,
        text=version.document.digest,
        meta=meta_digest(version),
        published=version.published,
        effective=version.effective,
        declared=MaterialClass.UNKNOWN.value if imported else first_or_given,
        override=amendment.override if amendment else None,
        assessed=assessed,
        anchors=tuple(s.anchor for s in version.document.sections if s.anchor),
        blocks=text_marks(version.document.canonical),
        fields=field_marks(version),
        source=source_digest(version.document.public_source),
        reason=version.late_entry,
        origin=origin,
    )
