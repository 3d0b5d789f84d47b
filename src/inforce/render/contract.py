"""What programs and hosts read: `policies.json`, the notice, the sitemap, robots.txt and the headers.

`policies.json` states facts that hold on every day, never a status of the day it was built: a program decides with
them for any day (docs/reference/policies-json.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

from inforce.core.acceptance import last_material
from inforce.core.dates import VersionName
from inforce.core.policy import Library, Policy, Version
from inforce.render import notice
from inforce.render.announcements import changes_target, clean, shown_title, version_target
from inforce.render.findings import Findings
from inforce.render.plan import Page
from inforce.render.urls import CONTENT_SECURITY_POLICY, absolute

FORMAT = 1
"""Number of the format of `policies.json`. It rises only when a reader of the old one would go wrong."""


def pages(library: Library, on: date, findings: Findings | None = None) -> Iterator[Page]:
    """The machine-readable files of the site on the day `on`."""
    yield Page("policies.json", policies_json(library, on).encode())
    yield Page("notice.json", notice.notice_json(library, on, findings).encode())
    yield Page("notice.js", notice.notice_js(library, on).encode())
    yield Page("sitemap.xml", sitemap(library, on).encode())
    yield Page("robots.txt", robots(library).encode())
    yield Page("_headers", headers().encode())


def policies_json(library: Library, on: date) -> str:
    """The contract: every version shown on `on`, one line each, in order of precedence."""
    site = library.site
    head = {
        "format": FORMAT,
        "site": {"title": clean(site.name), "organisation": clean(site.organisation), "address": site.base_url},
    }
    policies = ",\n".join(_policy(site.base_url, policy, on) for policy in library.policies if policy.shown(on))
    return _open(head) + f', "policies": [\n{policies}\n]}}\n'


def _policy(base_url: str, policy: Policy, on: date) -> str:
    facts = {
        "policy": policy.slug,
        "title": shown_title(policy, on),
        "kind": policy.settings.kind,
        "address": absolute(base_url, f"{policy.slug}/"),
        "notice_days": policy.settings.notice_days,
        "ended": policy.ended.isoformat() if policy.ended else None,
        "ended_reason": clean(policy.ended_reason) if policy.ended else None,
    }
    origins = last_material(policy, on)
    lines = [
        _dump(_version(base_url, policy, version, policy.shown_before(version, on), origins))
        for version in policy.shown(on)
    ]
    return _open(facts) + ', "versions": [\n' + ",\n".join(lines) + "\n]}"


def _version(
    base_url: str, policy: Policy, version: Version, before: Version | None, origins: Mapping[VersionName, VersionName]
) -> dict[str, Any]:
    assert version.published is not None
    summary = version.amendment.summary if version.amendment else ()
    facts: dict[str, Any] = {
        "version": str(version.name),
        "label": clean(version.label),
        "title": clean(version.title),
        "language": clean(version.language),
        "published": version.published.isoformat(),
        "effective": version.effective.isoformat(),
        "class": policy.classification(version).value,
        "last_material": str(origins[version.name]),
        "withdrawn": None,
        "reviewed": [act.recorded.isoformat() for act in version.reviews],
        "imported": version.imported,
        "late_entry": clean(version.late_entry) or None,
        "sha256": version.document.digest,
        "address": absolute(base_url, version_target(version)),
        "changes": absolute(base_url, changes_target(version)) if before else None,
        "summary": [{"text": clean(item.text), "section": clean(item.section)} for item in summary],
    }
    if version.withdrawal is not None:
        facts["withdrawn"] = {
            "recorded": version.withdrawal.recorded.isoformat(),
            "reason": clean(version.withdrawal.reason),
        }
    return facts


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _open(members: Mapping[str, object]) -> str:
    """A JSON object without its closing brace, so that more can follow."""
    return _dump(members)[:-1]


def sitemap(library: Library, on: date) -> str:
    """The pages to find in a search: the index and each policy with a text in force, with the day of its newest fact.

    A coming change that is announced, taken back or an end that is told counts: the page shows it or no longer does.
    """
    listed: list[tuple[str, date | None]] = []
    told: list[date] = []
    for policy in library.policies:
        told += _days_told(policy, policy.shown(on), on)
        in_force = policy.in_force(on)
        if in_force is not None:
            announced = [v for v in policy.shown(on) if v.effective > on]
            listed.append((f"{policy.slug}/", max(_days_told(policy, [in_force, *announced], on))))
    newest = max(told, default=None)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for target, changed_on in [("", newest), *listed]:
        changed = f"<lastmod>{changed_on.isoformat()}</lastmod>" if changed_on else ""
        lines.append(f"<url><loc>{escape(absolute(library.site.base_url, target))}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>"]) + "\n"


def _days_told(policy: Policy, versions: Iterable[Version], on: date) -> list[date]:
    """The days, up to `on`, on which something of `versions` or of the policy's end became true or public."""
    days = [policy.ended, policy.end_told]
    for version in versions:
        days += [version.published, version.effective, version.withdrawal.recorded if version.withdrawal else None]
        days += [act.recorded for act in version.reviews]
    return [day for day in days if day is not None and day <= on]


def robots(library: Library) -> str:
    """Everything may be fetched: archived pages ask not to be indexed, which a robot must read to know."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute(library.site.base_url, 'sitemap.xml')}\n"


def headers() -> str:
    """Headers in the format that Netlify, Cloudflare Pages and others read; other hosts: docs/how-to/."""
    rules = [("/*", f"Content-Security-Policy: {CONTENT_SECURITY_POLICY}")]
    rules += [("/*", "X-Content-Type-Options: nosniff"), ("/*", "Referrer-Policy: no-referrer")]
    shared = ["/policies.json", "/notice.json", "/register.jsonl"]
    shared += [f"{folder}/{name}.json" for folder in ("", "/*") for name in ("feed", "material")]
    rules += [(path, "Access-Control-Allow-Origin: *") for path in shared]
    lines: list[str] = []
    for index, (path, header) in enumerate(rules):
        if index == 0 or rules[index - 1][0] != path:
            lines.append(path)
        lines.append(f"  {header}")
    return "\n".join(lines) + "\n"
