"""How long after a save the preview's desk knows of it: `python tools/bench_desk.py PROJECT POLICY [--saves N]`.

A copy of the project gets a draft of the policy, whose text is saved again and again at uneven intervals while the
preview runs. Two figures: until the event of the save is at a browser's end, and until the new desk is there, too.
"""

from __future__ import annotations

import argparse
import http.client
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.request import urlopen

from inforce.commands import draft, serve
from inforce.commands.serve import ServeReport

SHARED = ("inforce.toml", "content", "templates")


def measured(root: Path, slug: str, saves: int) -> None:
    """Print the figures of one project."""
    today = date.today()
    made = draft.run(root, slug, effective=today + timedelta(days=400), today=today)
    file = root / made.path
    text = file.read_text(encoding="utf-8")
    reports: list[ServeReport] = []
    stop, ready = threading.Event(), threading.Event()

    def tell(report: ServeReport) -> None:
        reports.append(report)
        ready.set()

    began = time.perf_counter()
    arguments = {"today": lambda: today, "drafts": True, "port": 0, "tell": tell, "stop": stop}
    threading.Thread(target=serve.run, args=(root,), kwargs=arguments, daemon=True).start()
    ready.wait()
    sys.stdout.write(f"ready after {time.perf_counter() - began:.2f} s, {reports[0].pages:,} pages\n")
    address = f"{reports[0].address}~preview/desk/{slug}/{made.version}/"
    connection = http.client.HTTPConnection(reports[0].address.split("/")[2], timeout=600)
    connection.request("GET", "/~preview/desk-events")
    stream = connection.getresponse()
    told, shown = [], []
    for number in range(-1, saves):
        time.sleep(random.Random(number).uniform(0.2, 3))
        word = f"saved{number + 1}"
        start = time.perf_counter()
        file.write_text(f"{text}\n## Bench {{#bench}}\n\nThis is {word}.\n", encoding="utf-8")
        page = ""
        first = 0.0
        while word not in page:
            while not stream.readline().startswith(b"data: "):
                pass
            first = first or time.perf_counter() - start
            page = urlopen(address, timeout=600).read().decode()
        if number >= 0:  # the first save is the one that warms up
            told.append(first)
            shown.append(time.perf_counter() - start)
    stop.set()
    for name, figures in (("event", told), ("desk", shown)):
        sys.stdout.write(f"save to {name}: median {statistics.median(figures):.3f} s, slowest {max(figures):.3f} s\n")


def main() -> None:
    """Read the call."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("policy")
    parser.add_argument("--saves", type=int, default=12)
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in SHARED:
            there = call.project / name
            if there.is_dir():
                shutil.copytree(there, Path(folder) / name)
            elif there.exists():
                shutil.copy(there, folder)
        measured(Path(folder), call.policy, call.saves)


if __name__ == "__main__":
    sys.exit(main())
