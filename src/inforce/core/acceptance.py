"""What a user who accepted one version must do about the version in force.

An amendment's class is declared against one other version: the one it *amends*. So the versions of a policy form a
tree, rooted at its first version, and between two versions lie the amendments on the path that joins them. Whoever
accepted one end must accept again if any of these is material. Each version therefore has a *last material version*:
itself where its amendment is material or it is a first version, otherwise that of the version it amends. A path
without material amendment joins two versions exactly if their last material versions are the same.
"""

from __future__ import annotations

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


def last_material(policy: Policy, on: date) -> Mapping[VersionName, VersionName]:
    """The last material version of each version shown on `on`; names only versions that are shown."""
    found: dict[VersionName, VersionName] = {}
    shown = {version.name for version in policy.shown(on)}
    for version in policy.versions:
        if version.is_draft:
            continue
        base = policy.before(version)
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
    if known.effective > on and _takes_effect(policy, known):
        return Acceptance.NOTHING  # accepted ahead of its day
    origins = last_material(policy, on)
    return Acceptance.INFORM if origins[known.name] == origins[in_force.name] else Acceptance.AGAIN


def _takes_effect(policy: Policy, version: Version) -> bool:
    """Whether its day brings it into force: it is neither withdrawn nor overtaken by the policy's end."""
    return version.withdrawal is None and (policy.ended is None or version.effective < policy.ended)
