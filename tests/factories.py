"""Small values to test with: versions, policies and libraries made by hand, without files.

Days are given as ``"2025-12-15"`` or as dates. Whatever is not given has a sensible value: a version is registered
and published on its effective day; register lines are numbered in the order the versions are given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from inforce.core.dates import VersionName, parse_day
from inforce.core.document import parse
from inforce.core.policy import (
    Amendment,
    Library,
    Override,
    Policy,
    Registration,
    SummaryItem,
    Version,
    Withdrawal,
)
from inforce.core.settings import PolicySettings, Site

Day = date | str

TEXT = """\
# Privacy Policy

## 1. What we collect {#what-we-collect}

We collect your name and your e-mail address.

## 2. How long we keep it {#retention}

We delete your data 90 days after your account ends.
"""
"""A text of two sections, with explicit ids."""

TEXT_60_DAYS = TEXT.replace("90 days", "60 days")
"""The same, with one change in section 2."""


def day(value: Day) -> date:
    """A date, from a date or its ISO form."""
    return value if isinstance(value, date) else parse_day(value)


def make_version(
    name: str = "2025-12-15",
    *,
    slug: str = "privacy",
    title: str = "Privacy Policy",
    label: str = "",
    published: Day | None = "",
    text: str = TEXT,
    material: bool | None = None,
    summary: Iterable[str | tuple[str, str] | SummaryItem] = (),
    override: Override | None = None,
    registered: bool = True,
    recorded: Day = "",
    by: str = "Ada Lovelace",
    line: int = 0,
    imported: bool = False,
    withdrawn: Day | Withdrawal | None = None,
    reason: str = "It was not needed.",
    late_entry: str = "",
    language: str = "en",
) -> Version:
    """A version named `name`.

    `material` makes it an amendment; `summary` items are texts or pairs of text and section id. `published` is the
    effective day unless given (None: not filled in yet); `withdrawn` is the day of the withdrawal.
    """
    version_name = VersionName.parse(name)
    shown = version_name.day if published == "" else None if published is None else day(published)
    document = parse(text)
    items = tuple(
        item if isinstance(item, SummaryItem) else SummaryItem(item) if isinstance(item, str) else SummaryItem(*item)
        for item in summary
    )
    registration = Registration(
        recorded=day(recorded) if recorded else shown or version_name.day,
        by=by,
        line=line,
        text=document.digest,
        meta="0" * 64,
        imported=imported,
    )
    taken_back = withdrawn if isinstance(withdrawn, Withdrawal | None) else Withdrawal(day(withdrawn), by, reason)
    return Version(
        slug=slug,
        name=version_name,
        title=title,
        label=label or name,
        published=shown,
        effective=version_name.day,
        document=document,
        path=f"content/policies/{slug}/{name}.md",
        language=language,
        amendment=Amendment(material, items, override) if material is not None or items else None,
        late_entry=late_entry,
        registration=registration if registered else None,
        withdrawal=taken_back,
        source=text,
    )


def make_policy(
    *versions: Version,
    slug: str = "",
    ended: Day | None = None,
    ended_reason: str = "",
    end_recorded: Day | None = None,
    **settings: object,
) -> Policy:
    """A policy of `versions`, which take its slug and, where they have none, register lines in the order given."""
    slug = slug or (versions[0].slug if versions else "privacy")
    lined = [_with_line(replace(version, slug=slug), line) for line, version in enumerate(versions, start=1)]
    return Policy(
        slug=slug,
        settings=PolicySettings(**settings),  # type: ignore[arg-type]
        versions=tuple(sorted(lined, key=lambda version: version.name)),
        ended=None if ended is None else day(ended),
        ended_reason=ended_reason,
        ended_recorded=None if end_recorded is None else day(end_recorded),
    )


def _with_line(version: Version, line: int) -> Version:
    if version.registration is None or version.registration.line:
        return version
    return replace(version, registration=replace(version.registration, line=line))


def make_library(*policies: Policy | Version, register: str | None = None, **site: object) -> Library:
    """A library of `policies`; versions given instead make up one policy. The register is a plain list of names."""
    versions = [entry for entry in policies if isinstance(entry, Version)]
    whole = [entry for entry in policies if isinstance(entry, Policy)] + ([make_policy(*versions)] if versions else [])
    lines = [
        json.dumps({"event": "published", "policy": policy.slug, "version": str(version.name)}, sort_keys=True)
        for policy in whole
        for version in policy
        if not version.is_draft
    ]
    text = "".join(line + "\n" for line in lines) if register is None else register
    return Library(site=Site(**site), policies=tuple(whole), register=text)  # type: ignore[arg-type]


def example() -> Library:
    """A privacy policy of December 2025 with a material amendment for 31 January 2027, and a cookie policy."""
    return make_library(
        make_policy(
            make_version("2025-12-15", label="1.0"),
            make_version(
                "2027-01-31",
                label="2.0",
                published="2026-11-23",
                text=TEXT_60_DAYS,
                material=True,
                summary=[("We delete your data after 60 days instead of 90.", "retention")],
            ),
            kind="privacy",
        ),
        make_policy(make_version("2026-03-01", slug="cookies", title="Cookie Policy"), kind="cookies"),
        organisation="ScaleMule",
        base_url="https://policies.example.com/",
    )
