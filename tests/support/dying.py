"""Runs `write` and kills its own process with SIGKILL just before the K-th system call that changes the disk.

Run as ``python dying.py OUT ROOT K WHICH [two-renames]``: WHICH names the pages. Prints the number of such calls when
it lives to the end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inforce.publish import site, swap
from inforce.render.plan import Page

CALLS = ("mkdir", "chmod", "fchmod", "open", "write", "link", "unlink", "rmdir", "rename", "ftruncate")


def contents(which: str) -> dict[str, bytes]:
    """The pages of the site called `which`: some shared with the others, some not."""
    pages = {f"privacy/20{n}-01-01/index.html": f"<p>{n}".encode() * 50 for n in range(10, 16)}
    pages |= {"index.html": which.encode() * 1000, "style.css": b"p {}", f"assets/{which}/x.css": b"x"}
    return pages


def main() -> None:
    """Count the calls, die at the one asked for."""
    out, root, deadly, which = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    made = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **kwargs: Any) -> Any:
            nonlocal made
            made += 1
            if made == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)

        return counting

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    two_renames = len(sys.argv) > 5
    swap.exchange = counted((lambda one, other: False) if two_renames else swap.exchange)  # type: ignore[assignment]
    swap.sync_tree = counted(swap.sync_tree)  # type: ignore[assignment]
    site.write([Page(path, content) for path, content in contents(which).items()], out, root=root)
    print(made)


if __name__ == "__main__":
    main()
