"""What a user who accepted one version must do about the version in force.

An amendment's class is declared against one other version: the one it *amends*. So the versions of a policy form a
tree, rooted at its first version, and between two versions lie the amendments on the path that joins them. Whoever
accepted one end must accept again if any of these is material. Each version therefore has a *last material version*:
itself where its amendment is material or it is a first version, otherwise that of the version it amends. A path
without material amendment joins two versions exactly if their last material versions are the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from inforce.core.dates import VersionName
from inforce.core.policy import MaterialClass, Policy, Version


class Acceptance(StrEnum):
    """What an application owes a user who accepted some version."""

    AGAIN = "must-accept-again"
    INFORM = "inform"
    NOTHING = "nothing"


def amends(policy: Policy, version: Version) -> Version | None:
    """The version that `version` was declared against; None for a first version.

    It is the nearest earlier one that stood in the register, and was not withdrawn, when `version` was registered.
    A later withdrawal does not change it: the text still builds on what was taken back. Where history was entered
    afterwards, it is the nearest earlier one of today.
    """
    if version.registration is None:
        return policy.before(version)
    place = bisect_left(policy.versions, version.name, key=lambda other: other.name)
    for earlier in reversed(policy.versions[:place]):
        if _stood_before(earlier, version):
            return earlier
    return policy.before(version)


def _stood_before(earlier: Version, version: Version) -> bool:
    """Whether `earlier` was in the register, not withdrawn, when `version` was registered."""
    assert version.registration is not None
    if earlier.registration is None or earlier.registration.line > version.registration.line:
        return False
    taken_back = earlier.withdrawal
    if taken_back is None:
        return True
    if taken_back.line and version.registration.line:
        return taken_back.line > version.registration.line
    return taken_back.recorded > version.registration.recorded


def last_material(policy: Policy, on: date) -> Mapping[VersionName, VersionName]:
    """The last material version of each version shown on `on`; names only versions that are shown."""
    found: dict[VersionName, VersionName] = {}
    shown = {version.name for version in policy.shown(on)}
    for version in policy.versions:
        if version.is_draft:
            continue
        base = amends(policy, version)
        starts = base is None or policy.classification(version) is MaterialClass.MATERIAL
        origin = version.name if starts or base is None else found[base.name]
        # A version that is not shown yet is named nowhere: the first shown one that builds on it stands for it.
        found[version.name] = origin if starts or origin in shown else version.name
    return {name: origin for name, origin in found.items() if name in shown}


def acceptance(policy: Policy, accepted: str, on: date) -> Acceptance:
    """What is owed on `on` to a user who last accepted the version named `accepted` (any text: it may be unknown)."""
    in_force = policy.in_force(on)
    if in_force is None or str(in_force.name) == accepted:
        return Acceptance.NOTHING
    known = next((version for version in policy.shown(on) if str(version.name) == accepted), None)
    if known is None:
        return Acceptance.AGAIN
    if known.withdrawal is None and known.effective > on:
        return Acceptance.NOTHING  # accepted ahead of its day
    origins = last_material(policy, on)
    return Acceptance.INFORM if origins[known.name] == origins[in_force.name] else Acceptance.AGAIN
