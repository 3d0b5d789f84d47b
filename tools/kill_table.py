"""Prints the table of the kill test: the real sender and three naive ones, each killed with -9 and run again.

python tools/kill_table.py [--kills 100] [--rows 8000]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support import killing, naive_senders

RELAY = {"before": 0.01, "after": 0.02}
"""Seconds, at most, that the relay takes before and after it has taken a message on."""


def say(line: str) -> None:
    """Print a line now: the next one takes a while."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run all of them, one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--rows", type=int, default=8000)
    words = parser.parse_args()
    say(killing.HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for tally in killing.real(Path(folder), words.rows, words.kills, random.Random(5), **RELAY):
            say(tally.line)
    for way in naive_senders.WAYS:
        with tempfile.TemporaryDirectory() as folder:
            tally = killing.control(way, Path(folder), words.rows, words.kills, random.Random(5), **RELAY)
            say(tally.line)
    say(killing.FOOT)


if __name__ == "__main__":
    main()
