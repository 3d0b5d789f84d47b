"""The redline beside other engines: the same pairs, the same judge, one process, the engines in turn.

    python tools/bench_redline.py [--judge DIR] [--corpora DIR] [--only REGEX] [--passes N] [--no-growth]
                                  [--save FILE] [--beside FILE]

`--judge` is a folder with `evaluate.py` and `pairs/`, `../shared/redline` beside the repository where not given; may be
absent: then this says so and ends with 0. `--corpora` holds folders of dated Markdown files, of which every two
neighbours are compared as well. `--save` keeps the figures, `--beside` shows kept ones next to those of now.
Needs html5lib, lxml and rapidfuzz; htmldiff2 (tools/requirements-bench.txt) is run too if it is installed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import random
import re
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from inforce.core.document import parse
from inforce.core.pieces import forget
from inforce.core.redline import compare
from inforce.render.redline_html import redline_html

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PEER = "lxml.html.diff"
"""The engine whose CPU time the others are measured against."""
WORDS = (10_000, 200_000)
"""Lengths between which growth is measured."""
GROWTH_SECONDS = 60
Engine = Callable[[Any, str, str], str]
Figures = dict[str, str]
"""Measure and figure as shown, of one engine."""


def ours(_judge: Any, old: str, new: str) -> str:
    """This project's redline, parsing included: nothing of an earlier pass is remembered."""
    forget()
    return str(redline_html(compare(parse(old, lenient=True), parse(new, lenient=True))))


def html_engine(diff: Callable[[str, str], str]) -> Engine:
    """An engine that compares HTML: it gets both texts rendered."""
    return lambda judge, old, new: str(diff(judge.MARKDOWN.render(old), judge.MARKDOWN.render(new)))


def engines() -> dict[str, Engine]:
    """What can be run here."""
    found: dict[str, Engine] = {"inforce": ours}
    for name, module, function in (
        (PEER, "lxml.html.diff", "htmldiff"),
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


# -------------------------------------------------------------------- judged pairs


def run(judge: Any, found: dict[str, Engine], pairs: Sequence[Any], passes: int) -> dict[str, list[Any]]:
    """Judge all engines on all pairs, the engines in turn; CPU time is the least of the passes."""
    results: dict[str, list[Any]] = {name: [] for name in found}
    for pair in pairs:
        reference = judge.reference(pair.old, pair.new)
        here = {name: judge.Result(pair.name, pair.kind, cpu=float("inf")) for name in found}
        shown: dict[str, str] = {}
        for _ in range(passes):
            for name, engine in found.items():
                if not here[name].error:
                    shown[name] = one_pass(judge, engine, pair, here[name])
        for name, result in here.items():
            if not result.error:
                reading = judge.read_html(shown[name])
                judge.measure(result, reading, shown[name], reference)
                if pair.synthetic:
                    judge.judge(pair, result, reading)
            results[name].append(result)
    return results


def one_pass(judge: Any, engine: Engine, pair: Any, result: Any) -> str:
    """The redline of one pair; `result` gets its CPU time, or the error."""
    started = time.process_time()
    try:
        html = engine(judge, pair.old, pair.new)
    except Exception as failure:  # a bench goes on whatever an engine does
        result.error = f"{type(failure).__name__}: {failure}"[:120]
        return ""
    result.cpu = min(result.cpu, time.process_time() - started)
    return html


def figures(judge: Any, results: dict[str, list[Any]], name: str) -> Figures:
    """What one engine reached: quality on the real pairs, the synthetic ones right, CPU time beside the peer."""
    real = [r for r in results[name] if r.kind != "synthetic"]
    made = [r for r in results[name] if r.kind == "synthetic"]
    s = judge.summary(real)
    return {
        "pairs, failed": f"{s['pairs']}, {s['failed']}",
        "old/new given back": f"{s['old back']}/{s['new back']}",
        "blocks kept old/new": f"{s['blocks old']:.3f}/{s['blocks new']:.3f}",
        "marked ÷ minimal": f"{s['marked÷min']:.2f}",
        "runs ÷ reference": f"{s['runs÷ref']:.2f}",
        "islands per 100 runs": f"{s['islands/100 runs']:.1f}",
        "split words": str(s["split words"]),
        "mis-nested + HTML5 errors": str(s["nesting"] + s["html5 errors"]),
        "vanished links shown": f"{s['links shown']} of {s['links gone']}",
        "synthetic right": f"{sum(bool(r.right) for r in made)} of {len(made)}",
        "CPU seconds": f"{s['cpu'] + sum(r.cpu for r in made if not r.error):.2f}",
        f"CPU ÷ {PEER}": beside_peer(results, name),
    }


def beside_peer(results: dict[str, list[Any]], name: str) -> str:
    """CPU time over the peer's, on the pairs that both did, with their number."""
    both = [(r, p) for r, p in zip(results[name], results.get(PEER, []), strict=False) if not (r.error or p.error)]
    return f"{sum(r.cpu for r, _ in both) / sum(p.cpu for _, p in both):.2f} ({len(both)} pairs)" if both else "-"


# -------------------------------------------------------------------- growth


def long_pair(words: int) -> tuple[str, str]:
    """A made text of about so many words and a new version of it: paragraphs come and go, words are replaced."""
    chance = random.Random(words)
    vocabulary = ["".join(chance.choices("aeioulnrstdmkp", k=chance.randint(2, 9))) for _ in range(3000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    old: list[str] = []
    new: list[str] = []
    for number in range(words // 80):
        paragraph = chance.choices(vocabulary, weights, k=80)
        changed = [chance.choice(vocabulary) if chance.random() < 0.02 else word for word in paragraph]
        heading = [f"## {number // 8 + 1}. {paragraph[0]}"] if number % 8 == 0 else []
        old += heading + [" ".join(paragraph)] * (chance.random() > 0.02)
        new += heading + [" ".join(changed)] * (chance.random() > 0.02)
    return "\n\n".join(old) + "\n", "\n\n".join(new) + "\n"


def growth(judge: Any, engine: Engine) -> str:
    """CPU seconds at the two lengths and their ratio; each run is a process of its own, with a time limit."""
    taken: list[float] = []
    for words in WORDS:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(
            target=_timed, args=(sender, judge, engine, *long_pair(words))
        )
        process.start()
        done = receiver.poll(GROWTH_SECONDS)
        taken.append(receiver.recv() if done else 0.0)
        process.kill()
        process.join()
        if not taken[-1]:
            return f"{words // 1000}k: none in {GROWTH_SECONDS} s" if not done else f"{words // 1000}k: failed"
    return f"×{taken[1] / taken[0]:.1f} ({taken[0]:.2f} → {taken[1]:.2f} s)"


def _timed(sender: Any, judge: Any, engine: Engine, old: str, new: str) -> None:
    started = time.process_time()
    try:
        engine(judge, old, new)
    except Exception:  # a bench goes on whatever an engine does
        sender.send(0.0)
    else:
        sender.send(time.process_time() - started)


# -------------------------------------------------------------------- the table


def print_table(columns: dict[str, Figures]) -> None:
    """One line a measure, one column an engine."""
    measures = dict.fromkeys(measure for column in columns.values() for measure in column)
    lines = [["", *columns]] + [[m, *(column.get(m, "-") for column in columns.values())] for m in measures]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = (cell.rjust(widths[i]) if i else cell.ljust(widths[i]) for i, cell in enumerate(line))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def with_before(columns: dict[str, Figures], kept: Path) -> dict[str, Figures]:
    """Each engine's column with the kept one before it."""
    before: dict[str, Figures] = json.loads(kept.read_text(encoding="utf-8"))
    found: dict[str, Figures] = {}
    for name, column in columns.items():
        if name in before:
            found[f"{name}, before"] = before[name]
        found[name] = column
    return found


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--judge", type=Path, default=SHARED / "redline")
    parser.add_argument("--corpora", type=Path, help="also every two neighbours of these histories")
    parser.add_argument("--only", metavar="REGEX")
    parser.add_argument("--passes", type=int, default=3, help="CPU time is the least of so many (default: 3)")
    parser.add_argument("--no-growth", action="store_true", help="leave out the long texts")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the figures")
    parser.add_argument("--beside", type=Path, metavar="FILE", help="show kept figures next to those of now")
    return parser.parse_args()


def main() -> int:
    """Run and print; 1 where one of our redlines is not sound."""
    warnings.simplefilter("ignore")
    args = arguments()
    if not (args.judge / "evaluate.py").is_file():
        sys.stdout.write(f"No judge in {args.judge}: nothing to measure. Say --judge DIR.\n")
        return 0
    sys.path.insert(0, str(args.judge))
    judge = importlib.import_module("evaluate")
    found = engines()
    results = run(judge, found, pairs_of(judge, args.judge / "pairs", args.corpora, args.only), max(1, args.passes))
    columns = {name: figures(judge, results, name) for name in found}
    for name, engine in found.items() if not args.no_growth else ():
        columns[name]["growth 10k → 200k words"] = growth(judge, engine)
    if args.save:
        args.save.write_text(json.dumps(columns, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print_table(with_before(columns, args.beside) if args.beside else columns)
    wrong = [f"{r.name}: {r.error or r.why or '; '.join(r.hints) or 'not sound'}" for r in results["inforce"]
             if not r.sound or r.right is False]  # fmt: skip
    sys.stdout.write("".join(f"inforce, {line}\n" for line in wrong))
    return int(any(not r.sound for r in results["inforce"]))


if __name__ == "__main__":
    sys.exit(main())
