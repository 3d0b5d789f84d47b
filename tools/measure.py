"""Import whole histories, build their site, and say what it took: `python tools/measure.py [--hugo PROGRAM] FOLDER …`.

Each FOLDER holds texts named YYYY-MM-DD.md; it becomes one policy. With --hugo the same texts are built by Hugo as
well, one page a text, so that the figures can be read as a ratio on any machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """One finished process."""

    seconds: float
    processor_seconds: float
    peak_mib: float
    out: str


def run(command: Sequence[str | Path], cwd: Path) -> Run:
    """Run a program to its end; its output, time and peak memory. A failure ends the measurement."""
    began = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        process = subprocess.Popen(list(map(str, command)), cwd=cwd, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (out, errors):
            stream.seek(0)
        text, complaint = out.read(), errors.read()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{text}{complaint}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def report(what: str, done: Run) -> None:
    """One line of figures."""
    sys.stdout.write(
        f"{what:<28} {done.seconds:7.2f} s   {done.processor_seconds:7.2f} s CPU   {done.peak_mib:6.0f} MiB peak\n"
    )
    sys.stdout.flush()


def slug_of(folder: Path) -> str:
    """A policy's address made of a folder's name and its parent's."""
    name = f"{folder.resolve().parent.name}-{folder.name}".lower()
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name).strip("-")


def measure(folders: Sequence[Path], at: Path) -> None:
    """Import every folder into one project and build it three times: cold, again, and after a fresh import."""
    program = [sys.executable, ROOT / "build.py"]
    (at / "content" / "policies").mkdir(parents=True)
    (at / "inforce.toml").write_text('organisation = "Measured"\n', encoding="utf-8")
    warnings: Counter[str] = Counter()
    began = time.perf_counter()
    for folder in folders:
        done = run([*program, "import", "files", folder.resolve(), "--policy", slug_of(folder), "--json"], at)
        warnings.update(problem["code"] for problem in json.loads(done.out)["problems"])
    texts = sum(len(list(folder.glob("*.md"))) for folder in folders)
    sys.stdout.write(f"{texts} texts in {len(folders)} folders imported in {time.perf_counter() - began:.2f} s\n")
    for code, count in warnings.most_common():
        sys.stdout.write(f"  {count:6}  {code}\n")
    report("build, cold", run([*program, "build"], at))
    report("build again, nothing new", run([*program, "build"], at))
    files = [path for path in (at / "site").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    sys.stdout.write(f"{len(files)} files, {size / 2**20:.1f} MiB\n")


def measure_hugo(hugo: Path, folders: Sequence[Path], at: Path) -> None:
    """Build the same texts with Hugo: one page a text, one list a folder, one bare template."""
    for folder in folders:
        to = at / "content" / slug_of(folder)
        to.mkdir(parents=True)
        for text in folder.glob("*.md"):
            body = text.read_text(encoding="utf-8-sig")
            if body.startswith("---\n"):  # other tools' keys would be read as settings
                body = body[4:].partition("\n---")[2]
            (to / text.name).write_text(f"---\ntitle: {folder.name} {text.stem}\n---\n{body}", encoding="utf-8")
    layouts = at / "layouts" / "_default"
    layouts.mkdir(parents=True)
    page = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>"
    (layouts / "single.html").write_text(page + "{{ .Content }}")
    (layouts / "list.html").write_text(
        page + '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
    )
    (at / "hugo.toml").write_text(
        'baseURL = "https://example.com/"\ntitle = "x"\ndisableKinds = ["taxonomy", "term"]\n'
    )
    report("hugo, cold", run([hugo, "--quiet"], at))


def main() -> None:
    """Read the command line and measure in folders that are thrown away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--hugo", type=Path, metavar="PROGRAM")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as at:
        measure(words.folders, Path(at) / "inforce")
        if words.hugo:
            measure_hugo(words.hugo.absolute(), words.folders, Path(at) / "hugo")


if __name__ == "__main__":
    main()
