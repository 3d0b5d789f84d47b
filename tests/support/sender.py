"""The real sender as a process that can be killed: ``python tests/support/sender.py PROJECT NOTICE PORT CONNECTIONS``.

It is the verb `notify send` with the clock of `mail_project`, so that no test depends on the day on which it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inforce.commands.notify import send
from support.mail_project import now


def main() -> None:
    """Send what is open, as fast as the relay takes it."""
    root, notice, port, connections = sys.argv[1:]
    options = send.Options(
        smtp=f"smtp://127.0.0.1:{port}", connections=int(connections), rate=1e6, wait=5.0, pause_factor=0.005
    )
    report = send.run(Path(root), notice, options, now=now, environ={}, ask=lambda _question: True)
    sys.exit(report.exit_code)


if __name__ == "__main__":
    main()
