"""Inforce: which text was in force, what changed, who was told.

The façade: the same verbs as the command line, on frozen values. Names are loaded when first used, so that
`import inforce` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inforce.api import LoadedLibrary, assess, build, compare, draft_notice, load
    from inforce.commands.build import BuildReport
    from inforce.core.dates import VersionName
    from inforce.core.materiality import Assessment, Finding, Verdict
    from inforce.core.model import Block, BlockKind, Container, Document, Run, Section
    from inforce.core.policy import (
        Amendment,
        Library,
        MaterialClass,
        Period,
        Policy,
        Registration,
        Status,
        SummaryItem,
        Version,
        Withdrawal,
    )
    from inforce.core.redline import Redline
    from inforce.core.settings import PolicySettings, Site
    from inforce.errors import (
        ContentError,
        DecisionError,
        ExitCode,
        InforceError,
        Level,
        Place,
        Problem,
        StoppedError,
        UsageError,
    )
    from inforce.mail.letter import Letter

__all__ = [
    "Amendment",
    "Assessment",
    "Block",
    "BlockKind",
    "BuildReport",
    "Container",
    "ContentError",
    "DecisionError",
    "Document",
    "ExitCode",
    "Finding",
    "InforceError",
    "Letter",
    "Level",
    "Library",
    "LoadedLibrary",
    "MaterialClass",
    "Period",
    "Place",
    "Policy",
    "PolicySettings",
    "Problem",
    "Redline",
    "Registration",
    "Run",
    "Section",
    "Site",
    "Status",
    "StoppedError",
    "SummaryItem",
    "UsageError",
    "Verdict",
    "Version",
    "VersionName",
    "Withdrawal",
    "assess",
    "build",
    "compare",
    "draft_notice",
    "load",
]

_HOMES = {
    "inforce.api": "LoadedLibrary assess build compare draft_notice load",
    "inforce.commands.build": "BuildReport",
    "inforce.core.dates": "VersionName",
    "inforce.core.materiality": "Assessment Finding Verdict",
    "inforce.core.model": "Block BlockKind Container Document Run Section",
    "inforce.core.policy": (
        "Amendment Library MaterialClass Period Policy Registration Status SummaryItem Version Withdrawal"
    ),
    "inforce.core.redline": "Redline",
    "inforce.core.settings": "PolicySettings Site",
    "inforce.mail.letter": "Letter",
    "inforce.errors": ("ContentError DecisionError ExitCode InforceError Level Place Problem StoppedError UsageError"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'inforce' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
