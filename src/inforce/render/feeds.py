"""Feeds: every change of a policy and of the whole site, and the material ones alone, as Atom and as JSON Feed 1.1.

An entry depends on the register alone, never on the day of the build: its id is a tag URI made of the host, the day
the version was registered and the version's name, and its dates are those of publication and withdrawal. Days are
given as noon UTC, so that a reader sees the right day in nearly every time zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlsplit

from inforce.core.policy import Library, MaterialClass, Version
from inforce.core.settings import Site
from inforce.render.announcements import (
    CLASS_WORDS,
    Announcement,
    Event,
    changes_target,
    clean,
    of_policy,
    shown_title,
    version_target,
)
from inforce.render.findings import Findings
from inforce.render.plan import Page
from inforce.render.urls import absolute

SITE_FEED_LENGTH = 200
"""Entries of a feed for the whole site, the newest; a policy's own feeds hold all of its changes."""

_UNKNOWN_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry, ready for both formats."""

    order: tuple[str, ...]
    """Sorts entries, oldest first."""
    material: bool
    changed: date
    atom: str
    item: str


@dataclass(frozen=True, slots=True)
class _Feed:
    """One feed, before it is written in a format."""

    site: Site
    folder: str
    """Its address from the root without the file name, e.g. ``privacy/``."""
    name: str
    """File name without its ending: ``feed`` or ``material``."""
    title: str
    subtitle: str
    founded: date
    """Day the first version was registered, for the id."""
    empty_since: date
    """What an empty feed gives as its date."""

    @property
    def home(self) -> str:
        return absolute(self.site.base_url, self.folder)

    def address(self, ending: str) -> str:
        return absolute(self.site.base_url, f"{self.folder}{self.name}.{ending}")


def pages(library: Library, on: date, findings: Findings | None = None) -> Iterator[Page]:
    """All feeds of the site on the day `on`: four for each policy shown, then four for the whole site."""
    site = library.site
    founded = _founded(library)
    recent: list[_Entry] = []
    recent_material: list[_Entry] = []
    begun: list[date] = []
    for policy in library.policies:
        entries = [_entry(site, announcement) for announcement in of_policy(policy, on, findings)]
        if not entries:
            continue
        begin = min(version.published for version in policy.shown(on) if version.published is not None)
        begun.append(begin)
        title = shown_title(policy, on)
        yield from _both(_feed_pair(site, f"{policy.slug}/", title, founded, begin), entries)
        recent = _newest([*recent, *entries])
        recent_material = _newest([*recent_material, *(entry for entry in entries if entry.material)])
    pair = _feed_pair(site, "", clean(site.name), founded, min(begun, default=_UNKNOWN_DAY))
    yield from _both(pair, recent, recent_material)


def _feed_pair(site: Site, folder: str, title: str, founded: date, begin: date) -> tuple[_Feed, _Feed]:
    every = _Feed(site, folder, "feed", f"{title}: changes", "Every change, material or not.", founded, begin)
    only = f"{title}: material changes"
    return every, _Feed(site, folder, "material", only, "Only the changes that need notice.", founded, begin)


def _both(
    pair: tuple[_Feed, _Feed], entries: Iterable[_Entry], material: Iterable[_Entry] | None = None
) -> Iterator[Page]:
    every = sorted(entries, key=lambda entry: entry.order, reverse=True)
    chosen = [entry for entry in every if entry.material]
    if material is not None:
        chosen = sorted(material, key=lambda entry: entry.order, reverse=True)
    for feed, listed in zip(pair, (every, chosen), strict=True):
        yield Page(f"{feed.folder}{feed.name}.xml", _atom(feed, listed).encode())
        yield Page(f"{feed.folder}{feed.name}.json", _json(feed, listed).encode())


def _newest(entries: list[_Entry]) -> list[_Entry]:
    return sorted(entries, key=lambda entry: entry.order, reverse=True)[:SITE_FEED_LENGTH]


def _founded(library: Library) -> date:
    """The earliest day of the register: it never changes, for later lines bear later days."""
    days = (v.registration.recorded for policy in library.policies for v in policy if v.registration is not None)
    return min(days, default=_UNKNOWN_DAY)


# --- one entry -------------------------------------------------------------------------------------------------------


def _entry(site: Site, told: Announcement) -> _Entry:
    address = absolute(site.base_url, told.target)
    plain, rich = _plain(told), _html(site, told)
    return _Entry(
        order=(told.told.isoformat(), _padded(told.version), told.policy.slug, told.event.value),
        material=told.kind is MaterialClass.MATERIAL,
        changed=told.changed,
        atom=_atom_entry(site, told, address, plain, rich),
        item=_json_item(site, told, address, plain, rich),
    )


def _padded(version: Version) -> str:
    return f"{version.name.day.isoformat()}-{version.name.ordinal:04}"


def _plain(told: Announcement) -> str:
    """The change in plain words, one paragraph; that it never takes effect comes before all else."""
    lines = [f"{item.section}: {item.text}" if item.section else item.text for item in told.items]
    lines += [told.concerns] if told.concerns else []
    return " ".join([*lines, *told.sentences] if told.stands else [*told.sentences, *lines])


def _html(site: Site, told: Announcement) -> str:
    """The change as HTML: its class, its dates, its summary by section, and where to read on."""
    parts = []
    if not told.of_policy:
        parts.append(f"<p><strong>{CLASS_WORDS[told.kind]}</strong></p>")
    parts += [f"<p>{escape(sentence)}</p>" for sentence in told.sentences]
    if told.items:
        parts.append("<ul>")
        for item in told.items:
            where = _link(site, item.target, item.section) + ": " if item.target else ""
            parts.append(f"<li>{where}{escape(item.text)}</li>")
        parts.append("</ul>")
    if told.concerns:
        parts.append(f"<p>{escape(told.concerns)}</p>")
    parts.append("<p>" + " · ".join(_link(site, target, words) for target, words in _reading(told)) + "</p>")
    return "".join(parts)


def _reading(told: Announcement) -> Iterator[tuple[str, str]]:
    slug = told.policy.slug
    if told.has_changes:
        what = "The changes" if told.stands else "What would have changed"  # True before its day and after.
        yield changes_target(told.version), f"{what}: summary and redline"
    if not told.of_policy:
        yield version_target(told.version), "The text of this version"
    yield f"{slug}/", "The text in force"
    yield f"{slug}/history/", "All versions"


def _link(site: Site, target: str, words: str) -> str:
    return f'<a href="{escape(absolute(site.base_url, target))}">{escape(words)}</a>'


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T12:00:00Z"


# --- ids -------------------------------------------------------------------------------------------------------------


def _tag(site: Site, day: date, specific: str) -> str:
    """A tag URI (RFC 4151): whoever held the host on that day gave the name; it outlives any address."""
    parts = urlsplit(site.base_url)
    host = (parts.hostname or "localhost").encode("idna").decode("ascii")
    return f"tag:{host},{day.isoformat()}:{parts.path or '/'}{specific}"


def _entry_id(site: Site, told: Announcement) -> str:
    assert told.version.registration is not None
    recorded, slug = told.version.registration.recorded, told.policy.slug
    if told.of_policy:
        assert told.policy.ended is not None
        return _tag(site, recorded, f"{slug}/{told.event.value}/{told.policy.ended.isoformat()}")
    suffix = "/withdrawn" if told.event is Event.WITHDRAWN else ""
    return _tag(site, recorded, f"{slug}/{told.version.name}{suffix}")


# --- Atom ------------------------------------------------------------------------------------------------------------


def _atom_entry(site: Site, told: Announcement, address: str, plain: str, rich: str) -> str:
    lines = [
        f'<entry xml:lang="{escape(clean(told.version.language))}">',
        f"<id>{escape(_entry_id(site, told))}</id>",
        f"<title>{escape(told.headline)}</title>",
        f"<published>{_stamp(told.told)}</published>",
        f"<updated>{_stamp(told.changed)}</updated>",
        f'<link rel="alternate" type="text/html" href="{escape(address)}"/>',
    ]
    if not told.of_policy:
        lines.append(f'<category term="{told.kind.value}" label="{CLASS_WORDS[told.kind]}"/>')
    lines += [
        f"<summary>{escape(plain)}</summary>",
        f'<content type="html">{escape(rich)}</content>',
        "</entry>",
    ]
    return "\n".join(lines)


def _atom(feed: _Feed, entries: list[_Entry]) -> str:
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(clean(feed.site.language))}">',
        f"<id>{escape(_tag(feed.site, feed.founded, feed.folder + feed.name))}</id>",
        f"<title>{escape(feed.title)}</title>",
        f"<subtitle>{escape(feed.subtitle)}</subtitle>",
        f"<updated>{_stamp(max((entry.changed for entry in entries), default=feed.empty_since))}</updated>",
        f"<author><name>{escape(clean(feed.site.organisation))}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escape(feed.address("xml"))}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(feed.home)}"/>',
        *(entry.atom for entry in entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


# --- JSON Feed -------------------------------------------------------------------------------------------------------


def _json_item(site: Site, told: Announcement, address: str, plain: str, rich: str) -> str:
    version = told.version
    item: dict[str, Any] = {
        "id": _entry_id(site, told),
        "url": address,
        "title": told.headline,
        "summary": plain,
        "content_html": rich,
        "date_published": _stamp(told.told),
        "date_modified": _stamp(told.changed),
        "language": clean(version.language),
    }
    if not told.of_policy:
        assert version.published is not None
        item["tags"] = [told.kind.value]
        item["_inforce"] = {
            "event": told.event.value,
            "policy": told.policy.slug,
            "version": str(version.name),
            "class": told.kind.value,
            "published": version.published.isoformat(),
            "effective": version.effective.isoformat(),
            "withdrawn": version.withdrawal.recorded.isoformat() if version.withdrawal else None,
            "findings": told.findings,
        }
    else:
        assert told.policy.ended is not None
        ended = told.policy.ended.isoformat()
        item["_inforce"] = {"event": told.event.value, "policy": told.policy.slug, "ended": ended}
    return json.dumps(item, ensure_ascii=False)


def _json(feed: _Feed, entries: list[_Entry]) -> str:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "description": feed.subtitle,
        "language": clean(feed.site.language),
        "authors": [{"name": clean(feed.site.organisation)}],
    }
    items = ",\n".join(entry.item for entry in entries)
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "items": [\n{items}\n]}}\n'
