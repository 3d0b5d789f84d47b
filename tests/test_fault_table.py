"""The table of faults and attacks says what is there: every row, every test, every answer that was disabled."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from support.project import ROOT


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fault_table", ROOT / "tools" / "fault_table.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
TABLE = TOOL.rows()
SEEN = [seen for row in TABLE for seen in row.seen]


def functions(file: Path) -> set[str]:
    """The names of a test file's functions."""
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_all_fifty_eight_stand_in_order() -> None:
    """None is left out or told twice."""
    assert [number for row in TABLE for number in row.numbers] == list(range(1, 59))


def test_every_test_named_exists() -> None:
    """A renamed test is renamed here too."""
    wrong = []
    for row in TABLE:
        assert row.tests, row.rows
        for name in {*row.tests, *(seen.test for seen in row.seen)}:
            path, _, function = name.partition("::")
            file = ROOT / path
            if not file.exists() or (function and function.partition("[")[0] not in functions(file)):
                wrong.append(f"{row.rows}: {name}")
    assert wrong == []


def test_every_row_was_seen_to_fail() -> None:
    """With the place in the program that answers it; the page says how."""
    assert [row.rows for row in TABLE if not row.seen and not row.note] == []
    assert [seen.file for seen in SEEN if not (ROOT / seen.file).exists()] == []


def test_the_page_is_the_table() -> None:
    """`python tools/fault_table.py` writes it."""
    assert TOOL.PAGE.read_text(encoding="utf-8") == TOOL.page(TABLE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, to spoil."""
    root: Path = TOOL.copied(tmp_path_factory.mktemp("copy") / "project")
    return root


@pytest.mark.soak
@pytest.mark.xdist_group("fault table")
@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen.rows} {seen.how}")
def test_without_its_answer_the_test_fails(copy: Path, seen: object) -> None:
    """Each answer disabled at its one place: the test that shows it fails."""
    assert TOOL.tried(copy, seen) == ""
