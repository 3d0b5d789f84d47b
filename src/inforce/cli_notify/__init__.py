"""The command line of notices: `inforce notify VERB`. Only wiring; asks for the real time, and a person to agree."""

from inforce.cli_notify import afterwards, before, sending
from inforce.cli_notify.group import notify

__all__ = ["afterwards", "before", "notify", "sending"]
