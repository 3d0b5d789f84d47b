"""What is frozen about a notice, as JSON, and its digest."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from hashlib import sha256

from inforce.core.delivery import Audience
from inforce.core.register_event import sorted_json
from inforce.mail.values import FrozenNotice

_DAYS = ("effective", "last_day")
_PAIRS = ("inputs", "variants")


def written(notice: FrozenNotice) -> str:
    """The notice as sorted JSON, days in ISO 8601."""
    values = {field.name: getattr(notice, field.name) for field in fields(notice)}
    for name in _DAYS:
        values[name] = values[name].isoformat()
    return sorted_json(values)


def read(text: str) -> FrozenNotice:
    """The notice that `written` wrote."""
    values = json.loads(text)
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name])
    for name in _PAIRS:
        values[name] = tuple((first, second) for first, second in values[name])
    values["replaces"] = tuple(values["replaces"])
    values["audience"] = Audience(values["audience"])
    return FrozenNotice(**values)


def digest(text: str) -> str:
    """SHA-256 of the written facts."""
    return sha256(text.encode()).hexdigest()
