"""The table of faults and attacks: its page, and a try of every answer in a copy of the project.

``python tools/fault_table.py`` writes docs/reference/faults.md from tests/faults.toml.
``python tools/fault_table.py --try [ROWS …]`` disables each answer in turn and says whether its test then fails.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "faults.md"

HEAD = """\
# Faults and attacks

What goes wrong or is tried, what Inforce does then, which tests hold it to that, and how each test was seen to fail:
the answer was disabled in a copy of the project, at one place, and the test failed. `make soak` repeats it. "Refused"
means exit status 1, file, line and column, a sentence and the way out, and the site untouched.

This page is written by `tools/fault_table.py` from `tests/faults.toml`.

| # | what is done | what is expected | tests | seen to fail |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Seen:
    """One answer disabled, and the test that fails then."""

    rows: str
    how: str
    test: str
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    rows: str
    do: str
    expect: str
    tests: tuple[str, ...]
    seen: tuple[Seen, ...]
    note: str

    @property
    def numbers(self) -> range:
        """The numbers of the faults it speaks of."""
        first, _, last = self.rows.partition("–")
        return range(int(first), int(last or first) + 1)


def rows(root: Path = ROOT) -> tuple[Row, ...]:
    """Every row, in order."""
    data = tomllib.loads((root / "tests" / "faults.toml").read_text(encoding="utf-8"))
    return tuple(
        Row(
            row["rows"],
            row["do"],
            row["expect"],
            tuple(row["tests"]),
            tuple(Seen(row["rows"], **seen) for seen in row.get("seen", ())),
            row.get("note", ""),
        )
        for row in data["row"]
    )


def page(table: tuple[Row, ...]) -> str:
    """The page that shows the table."""
    return HEAD + "".join(_line(row) for row in table)


def _line(row: Row) -> str:
    tests = "<br>".join(_named(test) for test in row.tests)
    seen = "<br>".join(f"`{seen.file}`: {seen.how}" for seen in row.seen)
    cells = (row.rows, row.do, row.expect, tests, " ".join(filter(None, (seen, row.note))))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _named(test: str) -> str:
    file, _, name = test.partition("::")
    return f"`{file}` {name.removeprefix('test_').replace('_', ' ')}".strip()


def copied(to: Path) -> Path:
    """The project without what was built or installed, at another place."""
    left_out = shutil.ignore_patterns(".git", ".venv", "site", "node_modules", "__pycache__", ".*_cache", ".inforce")
    shutil.copytree(ROOT, to, ignore=left_out, dirs_exist_ok=True)
    modules = ROOT / "tests" / "browser" / "node_modules"
    if modules.is_dir():
        (to / "tests" / "browser" / "node_modules").symlink_to(modules)
    return to


def passes(root: Path, test: str) -> tuple[bool, str]:
    """Whether a test passes in the project at `root`, whatever it is marked as, and the end of what it said."""
    launch = (
        "import sys; sys.path.insert(0, 'src'); sys.dont_write_bytecode = True; import pytest; "
        "sys.exit(pytest.main(sys.argv[1:]))"
    )
    options = ["-q", "-x", "-m", "soak or not soak", "-p", "no:randomly", test]
    environment = {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", launch, *options],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=900,
        env={**_environment(), **environment},
    )
    return done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]


def _environment() -> dict[str, str]:
    import os

    return {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}


def tried(root: Path, seen: Seen) -> str:
    """Disable one answer in the copy at `root`, run its test, and put the answer back.

    What is wrong with the row: its place is not there once, or the test passes all the same. Empty: it failed.
    """
    file = root / seen.file
    text = file.read_text(encoding="utf-8")
    if text.count(seen.old) != 1:
        return f"{seen.file}: “{seen.old.strip()}” stands there {text.count(seen.old)} times, not once"
    file.write_text(text.replace(seen.old, seen.new), encoding="utf-8")
    try:
        fine, said = passes(root, seen.test)
    finally:
        file.write_text(text, encoding="utf-8")
    if fine:
        return f"{seen.test} passes although {seen.how}"
    if not re.search(r"^(FAILED|E  )", said, re.MULTILINE):
        return f"{seen.test} did not run: {said}"
    return ""


def main(words: list[str]) -> int:
    """Write the page, or try the answers of all rows or of those named."""
    table = rows()
    if words[:1] != ["--try"]:
        PAGE.write_text(page(table), encoding="utf-8")
        return 0
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder) / "project")
        for row in table:
            for seen in row.seen:
                if words[1:] and row.rows not in words[1:]:
                    continue
                fault = tried(root, seen)
                wrong += bool(fault)
                sys.stdout.write(f"{row.rows}\t{'NOT SEEN FAILING ' + fault if fault else 'fails'}: {seen.how}\n")
                sys.stdout.flush()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
