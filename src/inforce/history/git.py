"""The program git, called so that it only reads: no hook, no filter, no question, no network but for a clone asked for.

A repository is somebody else's: what its settings would have git run is switched off.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_SET = (
    *("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false", "diff.orderFile=/dev/null"),
    *("i18n.logOutputEncoding=UTF-8", "log.diffMerges=separate", "log.follow=false", "log.showRoot=true"),
    "log.showSignature=false",
)
"""Settings, the repository's or the user's, that would run something or print another answer."""
_GIT = ("git", "--no-pager", "--literal-pathspecs", *(word for setting in _SET for word in ("-c", setting)))
_OF_A_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
                    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF", "GIT_GRAFT_FILE",
                    "GIT_SHALLOW_FILE", "GIT_PREFIX", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS",
                    "GIT_ICASE_PATHSPECS")  # fmt: skip
"""What git sets for its hooks, or its user for it: a call would be one on another repository, or be refused."""
_SETTINGS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "LC_ALL": "C",
}


class GitError(Exception):
    """git is missing, took too long or refused; the text is what it said."""

    def __init__(self, said: str, *, missing: bool = False) -> None:
        super().__init__(said)
        self.missing = missing


def call(
    root: Path | None, arguments: Sequence[str], *, seconds: float = 10, given: bytes = b"", protocols: str = "none"
) -> bytes:
    """What git prints, called in the folder `root`; `GitError` where it fails. Only `protocols` may be spoken."""
    environment = {key: value for key, value in _environment().items() if key not in _OF_A_REPOSITORY}
    environment["GIT_ALLOW_PROTOCOL"] = protocols
    place = ["-C", str(root)] if root is not None else []
    try:
        done = subprocess.run(
            [*_GIT, *place, *arguments], input=given, capture_output=True, timeout=seconds, check=True, env=environment
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed", missing=True) from error
    except subprocess.CalledProcessError as error:
        raise GitError(error.stderr.decode(errors="replace").strip()) from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"it took longer than {seconds:.0f} seconds") from error
    except (OSError, ValueError) as error:
        raise GitError(str(error)) from error
    return done.stdout


def _environment() -> Mapping[str, str]:
    return {**os.environ, **_SETTINGS}
