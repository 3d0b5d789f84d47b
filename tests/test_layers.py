"""Imports point inwards: errors ← core ← outside-in readers and views ← writers ← commands ← console ← cli."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "inforce"

RANKS = {
    "errors": 0,
    "core": 1,
    "config": 2,
    "source": 2,
    "history": 2,
    "render": 2,
    "mail": 3,
    "publish": 3,
    "commands": 4,
    "api": 5,
    "console": 5,
    "cli_archive": 6,
    "cli_import": 6,
    "cli_notify": 6,
    "cli_repository": 6,
    "cli": 7,
    "__main__": 8,
    "__init__": 8,
}
"""Parts of the package by rank; a part may import lower ranks and itself, never a neighbour of its own rank."""

PURE_STDLIB = frozenset(
    "__future__ abc bisect calendar.monthrange collections contextlib copy dataclasses datetime difflib enum "
    "fractions functools hashlib heapq html itertools json math operator posixpath re string textwrap threading "
    "tomllib types typing unicodedata urllib.parse".split()
)
"""Of the standard library, what `core` may import: nothing that reads file, clock, network or environment."""

PURE_LIBRARIES = frozenset({"markdown_it", "rapidfuzz", "snowballstemmer", "yaml", "inforce"})

IMPURE_FUNCTIONS = frozenset({"open", "input", "print", "__import__"})
"""Built-in functions that reach outside."""

IMPURE_METHODS = frozenset({"today", "now", "utcnow", "abspath", "exists", "expanduser", "realpath"})
"""Methods of allowed modules that ask the clock or the disk."""


@dataclass(frozen=True)
class Import:
    """One import statement: who imports what, at which line."""

    module: str
    """Dotted name of the importing module, without the package's own name."""
    target: str
    """Dotted name of what is imported; for `from a import b` it is `a.b`."""
    line: int
    typing_only: bool


def modules(package: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module below `package` as dotted name (package folders end in `__init__`) and its tree."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        yield ".".join(parts), ast.parse(path.read_text(encoding="utf-8"), str(path))


def _typing_lines(tree: ast.Module) -> set[int]:
    """Lines that stand under `if TYPE_CHECKING:`."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for inner in node.body:
                lines.update(range(inner.lineno, (inner.end_lineno or inner.lineno) + 1))
    return lines


def imports(module: str, tree: ast.Module, package: str = "inforce") -> Iterator[Import]:
    """Every import of a module, in functions too; relative ones made absolute."""
    typing_only = _typing_lines(tree)
    here = [package, *module.split(".")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(module, name.name, node.lineno, node.lineno in typing_only)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            base = ".".join(part for part in (base, node.module) if part)
            for name in node.names:
                yield Import(module, f"{base}.{name.name}", node.lineno, node.lineno in typing_only)


def _part(dotted: str) -> str:
    """The part of the package a dotted name without the package's own name belongs to."""
    return dotted.split(".")[0]


def _allowed_in_core(target: str) -> bool:
    """Whether `core` may import `target`."""
    if target.split(".")[0] in PURE_LIBRARIES:
        return True
    return any(target == name or target.startswith(name + ".") for name in PURE_STDLIB)


def check_layers(package: Path) -> list[str]:
    """One sentence for each import of the package that points outwards or sideways, or out of a pure module."""
    wrong: list[str] = []
    for module, tree in modules(package):
        part = _part(module)
        if part not in RANKS:
            wrong.append(f"{module}: the part “{part}” has no place in the layers; give it a rank.")
            continue
        for found in imports(module, tree):
            wrong.extend(_judge(found, part))
        if part == "core":
            wrong.extend(_impure_calls(module, tree))
    return wrong


def _judge(found: Import, part: str) -> Iterator[str]:
    """What is wrong with one import of a module of `part`."""
    where = f"{found.module}:{found.line}"
    if part == "core" and not _allowed_in_core(found.target):
        yield f"{where}: core imports {found.target}, which is not pure."
    if not (found.target == "inforce" or found.target.startswith("inforce.")):
        return
    target = _part(found.target.removeprefix("inforce").removeprefix(".") or "__init__")
    if target not in RANKS:
        target = "__init__"  # `from inforce import compare`: a name of the façade
    if target != part and RANKS[target] >= RANKS[part]:
        yield f"{where}: {part} imports {target}, which stands further out or beside it."


def _impure_calls(module: str, tree: ast.Module) -> Iterator[str]:
    """Calls in a pure module that read the clock, a file or the environment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            method = isinstance(node.func, ast.Attribute)
            name = str(getattr(node.func, "attr" if method else "id", ""))
            if name in (IMPURE_METHODS if method else IMPURE_FUNCTIONS):
                yield f"{module}:{node.lineno}: core calls {name}(), which reaches outside."


def check_cycles(package: Path) -> list[str]:
    """One sentence for each import cycle between modules (imports for type checkers only do not count)."""
    trees = dict(modules(package))
    graph: dict[str, set[str]] = {}
    for module, tree in trees.items():
        targets = {found.target.removeprefix("inforce.") for found in imports(module, tree) if not found.typing_only}
        graph[module] = {name for target in targets if (name := _module_of(target, trees)) and name != module}
    return [f"cycle: {' → '.join(cycle)}" for cycle in _cycles(graph)]


def _module_of(target: str, known: dict[str, ast.Module]) -> str | None:
    """The module a dotted import names: itself, its package, or the module that holds the name."""
    for name in (target, f"{target}.__init__", target.rpartition(".")[0], f"{target.rpartition('.')[0]}.__init__"):
        if name in known:
            return name
    return None


def _cycles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """One cycle for each back edge a depth-first walk meets."""
    done: set[str] = set()

    def walk(node: str, path: list[str]) -> Iterator[list[str]]:
        if node in path:
            yield [*path[path.index(node) :], node]
            return
        if node in done:
            return
        for following in sorted(graph.get(node, ())):
            yield from walk(following, [*path, node])
        done.add(node)

    for node in sorted(graph):
        yield from walk(node, [])


def test_imports_point_inwards() -> None:
    """No module imports one of its own rank or further out, and core is pure."""
    assert check_layers(PACKAGE) == []


def test_no_module_imports_itself_through_others() -> None:
    """The graph of imports has no cycle."""
    assert check_cycles(PACKAGE) == []


def test_core_may_import_only_what_exists() -> None:
    """The list of pure modules names real ones."""
    assert {name.split(".")[0] for name in PURE_STDLIB} <= set(sys.stdlib_module_names)


def planted(tmp_path: Path, **files: str) -> Path:
    """A package with one module for each keyword, `core__a` standing for `core/a.py`."""
    for name, text in files.items():
        path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"core__a": "from inforce.render import pages"}, "core imports render"),
        ({"core__a": "from inforce import config"}, "imports config"),
        ({"core__a": "from ..publish.site import write"}, "imports publish"),
        ({"core__a": "import os"}, "imports os, which is not pure"),
        ({"core__a": "import datetime\ndef f():\n    return datetime.date.today()"}, "calls today()"),
        ({"core__a": "def f():\n    from pathlib import Path"}, "imports pathlib.Path, which is not pure"),
        ({"core__a": "text = open('x').read()"}, "calls open()"),
        ({"render__a": "import inforce.source"}, "render imports source"),
        ({"source": "from inforce.config import read"}, "source imports config"),
        ({"publish__a": "from inforce.commands.build import run"}, "publish imports commands"),
        ({"commands__a": "from inforce import console"}, "commands imports console"),
        ({"console": "from inforce.cli import main"}, "console imports cli"),
        ({"commands__a": "from inforce import compare"}, "imports __init__"),
        ({"helpers": "x = 1"}, "has no place in the layers"),
    ],
)
def test_a_planted_wrong_import_is_found(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    """Each way to import outwards or reach outside is named."""
    (found,) = check_layers(planted(tmp_path, **files))
    assert sentence in found


def test_inward_imports_pass(tmp_path: Path) -> None:
    """What the layers allow is not reported."""
    files = {
        "core__a": "import re\nfrom urllib.parse import quote\nfrom inforce.errors import X\nimport inforce.core.b",
        "core__b": "from datetime import date",
        "render__a": "import os\nfrom inforce.core.a import x",
        "commands__a": "from inforce import source\nfrom inforce.publish import site",
        "cli": "from inforce.console import show\nfrom inforce.commands import a",
    }
    assert check_layers(planted(tmp_path, **files)) == []
    assert check_cycles(tmp_path) == []


def test_a_planted_cycle_is_found(tmp_path: Path) -> None:
    """Two modules that import each other are named; for type checkers only they may."""
    files = {"core__a": "from inforce.core.b import x", "core__b": "def f():\n    from inforce.core import a"}
    assert check_cycles(planted(tmp_path, **files)) == ["cycle: core.a → core.b → core.a"]
    files["core__b"] = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from inforce.core import a"
    assert check_cycles(planted(tmp_path, **files)) == []
