"""What the project will be once lines are added to its register: checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from inforce import source
from inforce.commands.project import usage
from inforce.core.dates import VersionName
from inforce.core.policy import Policy, Registration, Version
from inforce.core.register import Event, with_events
from inforce.core.settings import PolicySettings


def name_of(by: str, option: str = "--by") -> str:
    """The name a person signs with, given by `option`: one line, not empty; `UsageError` otherwise."""
    name = " ".join(by.split())
    if not name:
        raise usage("no-name", "The register needs the name of who decides.", f"Write {option} NAME.")
    if not name.isprintable():
        raise usage("no-name", "The name holds a character that cannot be seen.", f"Write {option} NAME without it.")
    return name


def reason_of(text: str) -> str:
    """A reason in one line, not empty; `UsageError` otherwise."""
    reason = " ".join(text.split())
    if not reason or not reason.isprintable():
        raise usage("no-reason", "The register needs the reason; it is shown on the page.", "Write --reason “…”.")
    return reason


def registered(version: Version, event: Event) -> Version:
    """The version as it is once `event` (its line filled in) stands in the register."""
    imported = event.event == "imported"
    line = Registration(
        event.recorded, event.by, event.line, event.text, event.meta, imported, event.assessed, event.origin
    )
    return replace(version, registration=line)


def with_versions(gathered: source.Gathered, versions: Sequence[Version], events: Sequence[Event]) -> source.Gathered:
    """What `source.read` will give once `versions` are on disk and `events`, one for each, in the register."""
    register = with_events(gathered.register, tuple(events))
    added = register.events[len(gathered.register.events) :]
    new: dict[str, dict[VersionName, Version]] = {}
    for version, event in zip(versions, added, strict=True):
        new.setdefault(version.slug, {})[version.name] = registered(version, event)
    known = gathered.library
    fresh = [Policy(slug, PolicySettings(), ()) for slug in new if slug not in known]
    policies = tuple(_policy_with(policy, new.get(policy.slug, {})) for policy in (*known.policies, *fresh))
    return replace(gathered, library=replace(known, policies=policies, register=register.text), register=register)


def _policy_with(policy: Policy, new: dict[VersionName, Version]) -> Policy:
    versions = {version.name: version for version in policy} | new
    return replace(policy, versions=tuple(versions[name] for name in sorted(versions)))


def gap(version: Version) -> int | None:
    """Whole days between publication and effective date; None where one is missing."""
    return (version.effective - version.published).days if version.published else None


def first_day(today: date, version: Version) -> Version:
    """The version with `today` as its day of publication where it names none."""
    return version if version.published else replace(version, published=today)
