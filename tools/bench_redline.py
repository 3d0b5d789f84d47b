"""The redline beside other engines: the same pairs, the same judge, one process.

    python tools/bench_redline.py [--judge DIR] [--corpora DIR] [--only REGEX]

`--judge` is a folder with `evaluate.py` and `pairs/`, `../shared/redline` beside the repository where not given; may be
absent: then this says so and ends with 0. `--corpora` holds folders of dated Markdown files, of which every two
neighbours are compared as well. Needs html5lib, lxml and rapidfuzz; htmldiff2 is run too if it is installed.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from inforce.core.document import parse
from inforce.core.redline import compare
from inforce.render.redline_html import redline_html

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
Engine = Callable[[Any, Any, Any], str]


def ours(_judge: Any, old: str, new: str) -> str:
    """This project's redline, parsing included."""
    return str(redline_html(compare(parse(old, lenient=True), parse(new, lenient=True))))


def html_engine(diff: Callable[[str, str], str]) -> Engine:
    """An engine that compares HTML: it gets both texts rendered."""
    return lambda judge, old, new: diff(judge.MARKDOWN.render(old), judge.MARKDOWN.render(new))


def engines() -> dict[str, Engine]:
    """What can be run here."""
    found: dict[str, Engine] = {"inforce": ours}
    for name, module, function in (
        ("lxml.html.diff", "lxml.html.diff", "htmldiff"),
        ("htmldiff2", "htmldiff2", "render_html_diff"),
    ):
        try:
            found[name] = html_engine(getattr(importlib.import_module(module), function))
        except ImportError:
            sys.stderr.write(f"{name} is not installed: left out\n")
    return found


def pairs_of(judge: Any, folder: Path | None, corpora: Path | None, only: str | None) -> list[Any]:
    """The judge's pairs, and neighbours of the corpora."""
    found = judge.load_pairs(folder, only) if folder else []
    for directory in sorted(p for p in corpora.glob("*/*") if p.is_dir()) if corpora else []:
        files = sorted(directory.glob("*.md"))
        for old, new in pairwise(files):
            name = f"{directory.parent.name}/{directory.name}/{new.stem}"
            if not only or re.search(only, name):
                found.append(judge.Pair(name, "corpus", judge.read_body(old), judge.read_body(new)))
    return found


def run(judge: Any, engine: Engine, pairs: list[Any], references: dict[str, Any]) -> list[Any]:
    """Judge one engine on all pairs."""
    results = []
    for pair in pairs:
        result = judge.Result(pair.name, pair.kind)
        started = time.process_time()
        try:
            html = engine(judge, pair.old, pair.new)
        except Exception as failure:  # a bench goes on whatever an engine does
            result.error = f"{type(failure).__name__}: {failure}"[:120]
            results.append(result)
            continue
        result.cpu = time.process_time() - started
        reading = judge.read_html(html)
        judge.measure(result, reading, html, references[pair.name])
        if pair.synthetic:
            judge.judge(pair, result, reading)
        results.append(result)
    return results


def main() -> int:
    """Run and print."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--judge", type=Path, default=SHARED / "redline")
    parser.add_argument("--corpora", type=Path, help="also every two neighbours of these histories")
    parser.add_argument("--only", metavar="REGEX")
    args = parser.parse_args()
    if not (args.judge / "evaluate.py").is_file():
        sys.stdout.write(f"No judge in {args.judge}: nothing to measure. Say --judge DIR.\n")
        return 0
    sys.path.insert(0, str(args.judge))
    judge = importlib.import_module("evaluate")
    pairs = pairs_of(judge, args.judge / "pairs", args.corpora, args.only)
    references = {pair.name: judge.reference(pair.old, pair.new) for pair in pairs}
    unsound = False
    for name, engine in engines().items():
        results = run(judge, engine, pairs, references)
        judge.print_summary(name, [r for r in results if r.kind != "synthetic"])
        judge.print_synthetic([r for r in results if r.kind == "synthetic"])
        unsound = unsound or (name == "inforce" and any(not r.sound for r in results))
    return int(unsound)


if __name__ == "__main__":
    sys.exit(main())
