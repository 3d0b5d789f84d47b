"""Programs that some tests need and not every machine has."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def missing(what: str, way_out: str) -> NoReturn:
    """Skip for want of a tool; where INFORCE_NO_SKIP is set, as in CI, fail instead."""
    sentence = f"{what} is not here: {way_out}"
    if os.environ.get("INFORCE_NO_SKIP"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def program(name: str) -> str | None:
    """The path of a program, also of one that only root has on its path; None where it is not installed."""
    found = shutil.which(name)
    if found:
        return found
    at = Path("/usr/sbin") / name
    return str(at) if at.exists() else None
