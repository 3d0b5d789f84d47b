"""The rows of a recipients' file, each asked whether a message to it can be made at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inforce.core.delivery import Audience
from inforce.errors import Problem
from inforce.mail import message
from inforce.mail.recipients import RecipientFile
from inforce.mail.values import Recipient, Reject


class Checked:
    """The rows of `file`; what no message can be made for is marked unsendable, so that no run stops at it."""

    def __init__(self, file: RecipientFile, audience: Audience) -> None:
        self._file = file
        self._audience = audience

    def __iter__(self) -> Iterator[Recipient | Reject]:
        for row in self._file:
            if isinstance(row, Recipient) and not row.unsendable and (why := message.fault(row, self._audience)):
                yield replace(row, unsendable=why)
            else:
                yield row

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def digest(self) -> str:
        """SHA-256 of the file as read; complete once all rows were."""
        return self._file.digest

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd about the file as a whole."""
        return tuple(self._file.warnings)
